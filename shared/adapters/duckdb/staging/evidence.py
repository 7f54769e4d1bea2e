"""StagedEvidence: what the cells of a staged table say when they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.cells import StagedCells
from shared.adapters.duckdb.staging.expressions import is_spelled_null
from shared.adapters.duckdb.staging.scanning import scan_columns
from shared.adapters.duckdb.staging.table import cell_of
from shared.adapters.duckdb.staging.texts import DistinctValues, StagedTexts
from shared.core.ingest.typed.evidence import SAMPLE, SPREAD_ROWS, ColumnScan, PlainForm, Spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.adapters.duckdb.staging.table import StagedTable
    from shared.core.ingest.typed.readings import Reading

_SAMPLE_ROWS = 10_000
_AT_ONCE = 24
"""Columns of one statement: wider tables take several passes, for each column needs memory on its way."""


class StagedEvidence:
    """The TableEvidence protocol over a staged table; what was asked once is remembered."""

    def __init__(self, table: StagedTable) -> None:
        self.table = table
        self.texts = StagedTexts(table)
        self._scans: dict[tuple[int, PlainForm], ColumnScan] = {}
        self._any_scan: dict[int, ColumnScan] = {}
        self._repeats: dict[tuple[int, ...], int] = {}
        self._samples: dict[int, tuple[str, ...]] = {}
        self.cells = StagedCells(self.texts, self._any_scan)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.table.rows

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.table.width

    def sample(self, column: int) -> tuple[str, ...]:
        """Distinct values among the first rows where the column is not empty."""
        if column not in self._samples:
            cell = cell_of(column)
            found = self.table.stage.run(
                f"SELECT {cell} FROM {self.table.name} WHERE {cell} <> '' LIMIT {_SAMPLE_ROWS}"
            )
            values = dict.fromkeys(text.strip() for (text,) in found)
            values.pop("", None)
            self._samples[column] = tuple(values)[:SAMPLE]
        return self._samples[column]

    def scan(self, forms: Mapping[int, PlainForm]) -> Mapping[int, ColumnScan]:
        """Hold each column against its form, all columns of an ordinary table in one pass."""
        asked = [each for each in forms.items() if each not in self._scans]
        for start in range(0, len(asked), _AT_ONCE):
            part = dict(asked[start : start + _AT_ONCE])
            for column, scan in scan_columns(self.table, part).items():
                self._scans[column, part[column]] = self._any_scan[column] = scan
                self.texts.note(column, is_trim=not scan.padded)
        return {column: self._scans[column, form] for column, form in forms.items()}

    def values(self, column: int) -> Iterable[tuple[str, int]]:
        """Every distinct value with its count, in order of appearance."""
        return DistinctValues(self.texts.distinct((column,)))

    def shapes(self, column: int) -> Iterable[tuple[str, int]]:
        """The greatest value of each shape, and how many cells have it."""
        value = self.texts.text(column)
        found = self.table.stage.stream(
            "SELECT max(v), count(*)::BIGINT FROM (SELECT v, translate(v, '012345678', '999999999') AS s "
            f"FROM (SELECT {value} AS v FROM {self.table.name} AS t) WHERE v <> '' AND NOT {is_spelled_null('v')}) "
            "GROUP BY s, v[instr(s, '9')] = '0' ORDER BY s, 1"
        )
        return (row for rows in found for row in rows)

    def copies(self) -> int:
        """How many rows came before, told by hashes of 64 bits.

        Of 100,000 tables of 20,000,000 different rows, one would be said to have a copy.
        """
        likely = next((column for column in range(self.width) if len(self.sample(column)) == SAMPLE), None)
        if likely is not None and not self.repeats((likely,)):
            return 0
        return self.repeats(tuple(range(self.width)))

    def repeats(self, columns: tuple[int, ...]) -> int:
        """The same, of some columns."""
        if columns not in self._repeats:
            texts = ", ".join(self.texts.text(column) for column in columns)
            ((distinct,),) = self.table.stage.run(f"SELECT count(DISTINCT hash({texts})) FROM {self.table.name} AS t")
            self._repeats[columns] = self.rows - int(distinct)
        return self._repeats[columns]

    def spread(self, column: int, reading: Reading, fence: float) -> Spread | None:
        """The quartiles of at most SPREAD_ROWS rows, evenly drawn, and how many of all rows lie beyond the fences."""
        step = max(1, self.rows // SPREAD_ROWS)
        quartiles = self._quartiles(column, reading, step) or self._quartiles(column, reading, 1)
        if quartiles is None:
            return None
        low, high = quartiles
        least, most = low - fence * (high - low), high + fence * (high - low)
        ((smallest, greatest, below, above),) = self.table.stage.run(
            "SELECT min(x), max(x), count(*) FILTER (x < ?), count(*) FILTER (x > ?) "
            f"FROM ({self._numbers(column, reading)})",
            (least, most),
        )
        return None if smallest == greatest else Spread(low, high, below, above)

    def _quartiles(self, column: int, reading: Reading, step: int) -> tuple[float, float] | None:
        """The quartiles of every so many-th row; None where there is no number."""
        numbers = f"{self._numbers(column, reading)} WHERE t.rowid % {step} = 0"
        ((found,),) = self.table.stage.run(f"SELECT quantile_cont(x, [0.25, 0.75]) FROM ({numbers})")
        return tuple(found) if found else None

    def _numbers(self, column: int, reading: Reading) -> str:
        """A query for the numbers x of a column as read, that may be narrowed."""
        cell = self.cells.of(column, reading)
        return f"SELECT CAST({cell.text} AS DOUBLE) AS x FROM {self.table.name} AS t {' '.join(cell.joins)}"
