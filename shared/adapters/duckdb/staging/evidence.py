"""StagedEvidence: what the cells of a staged table say when they are asked."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.cells import StagedCells
from shared.adapters.duckdb.staging.expressions import is_spelled_null
from shared.adapters.duckdb.staging.moments import usual_moments
from shared.adapters.duckdb.staging.samples import Samples
from shared.adapters.duckdb.staging.scanning import scan_columns
from shared.adapters.duckdb.staging.texts import DistinctValues, StagedTexts
from shared.core.ingest.typed.evidence import SAMPLE, SPREAD_ROWS, ColumnScan, PlainForm, Spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from shared.adapters.duckdb.staging.moments import UsualMoments
    from shared.adapters.duckdb.staging.table import StagedTable
    from shared.core.ingest.typed.readings import Reading

_MANY_ROWS = 100_000
_FEW_VALUES = SAMPLE // 2
"""Of so many rows, columns of so few values are scanned value by value."""
_ROWS_LOOKED_THROUGH = 100_000
"""Rows of a file that are read again to find a value: about a second."""
_SHORT_NUMBER = 18
"""Digits of any number that 64 bits hold, whatever is taken from it."""
_AT_ONCE = 24
"""Columns of one statement: wider tables take several passes, for each column needs memory on its way."""


class StagedEvidence:
    """The TableEvidence protocol over a staged table; what was asked once is remembered.

    lines gives the rows of the table with their lines, as they stand in the file. check hears what is looked at now,
    which takes seconds of a long table.
    """

    def __init__(
        self,
        table: StagedTable,
        lines: Callable[[], Iterator[tuple[int, list[str]]]] | None = None,
        check: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.table = table
        self._lines = lines
        self._check = check
        self.texts = StagedTexts(table)
        self._scans: dict[tuple[int, PlainForm], ColumnScan] = {}
        self._any_scan: dict[int, ColumnScan] = {}
        self._repeats: dict[tuple[int, ...], int] = {}
        self._samples = Samples(table)
        self.cells = StagedCells(self.texts, self._any_scan, self._samples.of)

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
        return self._samples.of(column)

    def scan(self, forms: Mapping[int, PlainForm]) -> Mapping[int, ColumnScan]:
        """Hold each column against its form, all columns of an ordinary table in one pass."""
        asked = [each for each in forms.items() if each not in self._scans]
        for start in range(0, len(asked), _AT_ONCE):
            self._check(f"what its {self.width:,} columns hold")
            part = dict(asked[start : start + _AT_ONCE])
            for column, scan in scan_columns(self.table, part, self._repetitive(part)).items():
                self._scans[column, part[column]] = self._any_scan[column] = scan
                self.texts.note(column, is_trim=not scan.padded)
        return {column: self._scans[column, form] for column, form in forms.items()}

    def _repetitive(self, columns: Iterable[int]) -> frozenset[int]:
        """The columns that have few different values as far as their samples show, where that makes a difference."""
        if self.rows < _MANY_ROWS:
            return frozenset()
        return frozenset(column for column in columns if len(self.sample(column)) <= _FEW_VALUES)

    def values(self, column: int) -> Iterable[tuple[str, int]]:
        """Every distinct value with its count, in order of appearance."""
        self._look_at(column)
        return DistinctValues(self.texts.distinct((column,)))

    def shapes(self, column: int) -> Iterable[tuple[str, int]]:
        """The greatest value of each shape, and how many cells have it."""
        self._look_at(column)
        value = self.texts.text(column)
        found = self.table.stage.stream(
            "SELECT max(v), count(*)::BIGINT FROM (SELECT v, translate(v, '012345678', '999999999') AS s "
            f"FROM (SELECT {value} AS v FROM {self.table.name} AS t) WHERE v <> '' AND NOT {is_spelled_null('v')}) "
            "GROUP BY s, v[instr(s, '9')] = '0' ORDER BY s, 1"
        )
        return (row for rows in found for row in rows)

    def moments(self, column: int) -> Iterable[tuple[str, int]]:
        """The dates of the usual forms that say most of their order and of times, then every other value."""
        self._look_at(column)
        usual = usual_moments(self.sample(column))
        if usual is None:
            return self.values(column)
        value = self.texts.text(column)
        others = f"coalesce({usual.stamp(value, day_first=True)}, {usual.stamp(value, day_first=False)}) IS NULL"
        return chain(self._telling_moments(usual, value), DistinctValues(self.texts.distinct((column,), others)))

    def _telling_moments(self, usual: UsualMoments, value: str) -> Iterator[tuple[str, int]]:
        """Of each form the dates with the greatest first and second number, and the one latest on its day."""
        day, month = (usual.stamp_of("v", "f", day_first=each) for each in (True, False))
        found = self.table.stage.run(
            "SELECT count(*), arg_max(v, coalesce(day(d), month(m))), arg_max(v, coalesce(month(d), day(m))), "
            "arg_max(v, epoch_us(coalesce(d, m)) % 86400000000) "
            f"FROM (SELECT v, f, {day} AS d, {month} AS m FROM (SELECT v, {usual.form('v')} AS f "
            f"FROM (SELECT {value} AS v FROM {self.table.name} AS t))) WHERE coalesce(d, m) IS NOT NULL "
            "GROUP BY f ORDER BY f"
        )
        for count, first, second, latest in found:
            yield first, count
            yield from ((each, 0) for each in dict.fromkeys((second, latest)))

    def line(self, column: int, value: str) -> int | None:
        """The line of the first row with this value, looked for among the first rows of the file."""
        rows = islice(self._lines(), _ROWS_LOOKED_THROUGH) if self._lines is not None else ()
        return next((line for line, cells in rows if column < len(cells) and cells[column].strip() == value), None)

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
            self._check("whether rows are there twice")
            self._repeats[columns] = 0 if self._counts_up(columns) else self._repeats_by_hash(columns)
        return self._repeats[columns]

    def _repeats_by_hash(self, columns: tuple[int, ...]) -> int:
        """The same, whatever the columns hold."""
        texts = ", ".join(self.texts.text(column) for column in columns)
        ((distinct,),) = self.table.stage.run(f"SELECT count(DISTINCT hash({texts})) FROM {self.table.name} AS t")
        return self.rows - int(distinct)

    def _counts_up(self, columns: tuple[int, ...]) -> bool:
        """True for a lone column of whole numbers, each of them one more than the one before: none comes again."""
        column, *others = columns
        scan = self._scans.get((column, PlainForm.INTEGER))
        if others or scan is None or scan.fits < self.rows or scan.whole > _SHORT_NUMBER:
            return False
        first = [int(text) for text in self.sample(column)]
        if not first or first != list(range(first[0], first[0] + len(first))):
            return False
        ahead = f"CAST({self.texts.text(column)} AS BIGINT) - t.rowid"
        ((low, high),) = self.table.stage.run(f"SELECT min({ahead}), max({ahead}) FROM {self.table.name} AS t")
        return bool(low == high)

    def spread(self, column: int, reading: Reading, fence: float) -> Spread | None:
        """The quartiles of at most SPREAD_ROWS rows, evenly drawn, and how many of all rows lie beyond the fences."""
        self._look_at(column)
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

    def _look_at(self, column: int) -> None:
        """Say which column is looked at."""
        self._check(f"column {column + 1:,} of {self.width:,}")

    def _quartiles(self, column: int, reading: Reading, step: int) -> tuple[float, float] | None:
        """The quartiles of every so many-th row; None where there is no number."""
        numbers = f"{self._numbers(column, reading)} WHERE t.rowid % {step} = 0"
        ((found,),) = self.table.stage.run(f"SELECT quantile_cont(x, [0.25, 0.75]) FROM ({numbers})")
        return tuple(found) if found else None

    def _numbers(self, column: int, reading: Reading) -> str:
        """A query for the numbers x of a column as read, that may be narrowed."""
        cell = self.cells.of(column, reading)
        return f"SELECT CAST({cell.text} AS DOUBLE) AS x FROM {self.table.name} AS t {' '.join(cell.joins)}"
