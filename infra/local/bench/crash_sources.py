"""Files for the trial of crashes: two tables each, whose rows say which file they are of, and what a reader may see."""

from __future__ import annotations

import csv
import hashlib
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.versions.versions import Origin
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.table.types import Cell

TABLES = ("lines", "sales")
_APART = 10_000
"""No file has so many rows, so that the first column tells the rows of all files apart."""
_COLUMNS = (
    CleanColumn("n", "N", DataType.INTEGER),
    CleanColumn("amount", "Amount", DataType.DECIMAL, unit="₹"),
    CleanColumn("town", "Town", DataType.TEXT),
    CleanColumn("day", "Day", DataType.DATE),
)

Lines = tuple[tuple[str, ...], ...]
"""The rows of each of TABLES as lines of CSV, in the order of their first column."""
State = tuple[tuple[int, str], ...]
"""How many rows each of TABLES has, and their checksum."""

STATE = """
SELECT count(*), md5(coalesce(string_agg(concat_ws(',', n, amount, coalesce(town, ''), day), E'\\n' ORDER BY n), ''))
FROM {}
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file by its number: with so many rows in its second table, and a third of them in its first.

    is_csv: its rows write themselves as CSV, as those do that lie on disk.
    """

    number: int
    rows: int
    is_csv: bool

    @property
    def lines(self) -> Lines:
        """What its tables hold."""
        return tuple(tuple(map(_line, each.rows)) for each in self._tables())

    @property
    def origin(self) -> Origin:
        """Where it came from, as the bucket would say."""
        content = hashlib.sha256(str(self).encode()).hexdigest()
        return Origin(f"C1/F{self.number}", f"{self.number:010x}", f"{self.number}.csv", "U1", content)

    def tables(self) -> tuple[CleanTable, ...]:
        """The tables, ready to be written."""
        return self._tables() if not self.is_csv else tuple(map(_on_disk, self._tables()))

    def _tables(self) -> tuple[CleanTable, ...]:
        chance = random.Random(self.number)  # noqa: S311 - nothing secret
        counts = (self.rows // 3 + 1, self.rows)
        return tuple(
            CleanTable(
                name,
                name.title(),
                _COLUMNS,
                tuple(_row(self.number * _APART + i, chance) for i in range(count)),
                key=("n",),
            )
            for name, count in zip(TABLES, counts, strict=True)
        )


class RowsOnDisk(tuple[tuple["Cell", ...], ...]):
    """Rows that write themselves."""

    __slots__ = ()

    def write_csv(self, path: Path) -> None:
        """Write them as RFC 4180; no text here is empty, so that every empty field is a NULL."""
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(self)


def both(one: Lines, other: Lines) -> Lines:
    """What there is after one was added to the other."""
    return tuple(tuple(sorted((*mine, *theirs), key=_first)) for mine, theirs in zip(one, other, strict=True))


def state_of(lines: Lines) -> State:
    """What a reader sees of these rows."""
    return tuple(
        (len(each), hashlib.md5("\n".join(each).encode(), usedforsecurity=False).hexdigest()) for each in lines
    )


def size_of(lines: Lines) -> int:
    """About how many bytes the rows are on the line."""
    return sum(len(line) + 1 for each in lines for line in each)


def _row(n: int, chance: random.Random) -> tuple[Cell, ...]:
    town = None if n % 7 == 0 else f"Town {chance.randrange(500)}"
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(366))
    return n, Decimal(chance.randrange(10**7)).scaleb(-2), town, day


def _line(row: tuple[Cell, ...]) -> str:
    return ",".join("" if cell is None else str(cell) for cell in row)


def _first(line: str) -> int:
    return int(line.split(",", 1)[0])


def _on_disk(table: CleanTable) -> CleanTable:
    return CleanTable(table.name, table.label, table.columns, RowsOnDisk(table.rows), key=table.key)
