"""StagedRows: the clean rows of a staged table, made whenever they are read."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, overload

from shared.adapters.duckdb.literals import text
from shared.core.errors import TransientError
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.adapters.duckdb.staging.cells import CellSql
    from shared.adapters.duckdb.staging.table import StagedTable
    from shared.core.table.types import Cell

    Row = tuple[Cell, ...]

_MANY_ROWS = 100_000
"""From so many rows on, two parts of them are written side by side."""
_BLOCK = 1 << 20
_CASTS = {
    DataType.INTEGER: "BIGINT",
    DataType.FLOAT: "DOUBLE",
    DataType.BOOLEAN: "BOOLEAN",
    DataType.DATE: "DATE",
    DataType.TIME: "TIME",
    DataType.TIMESTAMP: "TIMESTAMP",
}


class StagedRows(Sequence["Row"]):
    """Rows of typed cells in the order of the file; equal to any sequence of the same rows.

    They can be read, and write themselves (CsvRows), for as long as the stage's folder is there.
    """

    def __init__(self, table: StagedTable, cells: tuple[CellSql, ...], types: tuple[DataType, ...]) -> None:
        self._table = table
        self._cells = cells
        self._types = types
        self._decimals = [place for place, kind in enumerate(types) if kind is DataType.DECIMAL]

    def __len__(self) -> int:
        """How many there are."""
        return self._table.rows

    def __iter__(self) -> Iterator[Row]:
        """Read them, some thousand at a time."""
        return self._read("")

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        """Read one, or some."""
        places = range(len(self))[place]
        if isinstance(places, int):
            return next(self._read(f"LIMIT 1 OFFSET {places}"))
        first, last = min(places, default=0), max(places, default=-1)
        found = list(self._read(f"LIMIT {last - first + 1} OFFSET {first}"))
        return tuple(found[each - first] for each in places)

    def __eq__(self, other: object) -> bool:
        """Compare row by row."""
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"<{len(self)} rows of {len(self._types)} columns>"

    def write_csv(self, path: Path) -> None:
        """Write the rows as the CsvRows protocol has it."""
        stage = self._table.stage
        bounds = self._bounds()
        parts = [stage.new_file("clean") for _ in bounds]
        # A lone text that reads "\." would end PostgreSQL's input; quoted, it does not.
        quoted = ", FORCE_QUOTE *" if self._types == (DataType.TEXT,) else ""
        cells = ", ".join(f"{cell.text} AS v{place}" for place, cell in enumerate(self._cells))
        try:
            stage.run_side_by_side(
                [
                    f"COPY ({self._query(cells, within)}) TO {text(str(part))} "
                    f"(FORMAT csv, HEADER false, NULLSTR ''{quoted})"
                    for within, part in zip(bounds, parts, strict=True)
                ]
            )
            _join(parts)
            shutil.move(parts[0], path)
        except OSError as error:
            raise TransientError("the disk for clean rows is full") from error
        finally:
            for part in parts:
                part.unlink(missing_ok=True)

    def _bounds(self) -> list[str]:
        """SQL for parts of the rows that are written side by side."""
        if len(self) < _MANY_ROWS:
            return ["true"]
        middle = len(self) // 2
        return [f"t.rowid < {middle}", f"t.rowid >= {middle}"]

    def count_nulls(self, places: Sequence[int]) -> dict[int, int]:
        """How many rows have no cell in each of these columns."""
        if not places:
            return {}
        counts = ", ".join(f"count({self._cells[place].text})" for place in places)
        (row,) = self._table.stage.run(self._query(counts, is_ordered=False))
        return {place: len(self) - count for place, count in zip(places, row, strict=True)}

    def _read(self, which: str) -> Iterator[Row]:
        """The typed rows."""
        cells = ", ".join(
            f"CAST({cell.text} AS {_CASTS[kind]})" if kind in _CASTS else cell.text
            for cell, kind in zip(self._cells, self._types, strict=True)
        )
        for rows in self._table.stage.stream(f"{self._query(cells)} {which}"):
            yield from map(self._exact, rows) if self._decimals else rows

    def _exact(self, row: Row) -> Row:
        """The row with its decimals as they were written."""
        cells = list(row)
        for place in self._decimals:
            cell = cells[place]
            cells[place] = None if cell is None else Decimal(str(cell))
        return tuple(cells)

    def _query(self, cells: str, within: str = "true", *, is_ordered: bool = True) -> str:
        """A query for something of each row. A scan keeps the order of the rows; a join does not."""
        joins = dict.fromkeys(join for cell in self._cells for join in cell.joins)
        order = "ORDER BY t.rowid" if joins and is_ordered else ""
        return f"SELECT {cells} FROM {self._table.name} AS t {' '.join(joins)} WHERE {within} {order}"


def _join(parts: Sequence[Path]) -> None:
    """Add the others to the first of some files."""
    with parts[0].open("ab") as whole:
        for part in parts[1:]:
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole, _BLOCK)
