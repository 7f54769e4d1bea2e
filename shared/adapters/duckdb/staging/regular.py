"""The body of a large sheet, read by the engine itself where its text leaves no doubt.

The engine cuts records as our reader does, as long as every record ends as the first ones do, is as wide as they are,
and has no spaces between separators and quotation marks. It refuses other text, or skips blank lines: then the lines of
the file are more than those of the records, and the sheet is left to our own reader. The rules of sorting are asked
about the few records that they could concern; the others are rows as they stand.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from shared.adapters.duckdb.staging.csv_files import delimited
from shared.adapters.duckdb.staging.odd_records import is_odd
from shared.adapters.duckdb.staging.rejects import RejectWriter
from shared.adapters.duckdb.staging.surveying import glance, survey
from shared.adapters.duckdb.staging.table import StagedTable, cell_of
from shared.core.ingest.text.cutting import NO_SEPARATOR
from shared.core.ingest.text.sorting import FILLED, TRIMMED, sort_rows
from shared.core.ingest.text.structure import with_footer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.adapters.duckdb.staging.stage import Stage
    from shared.adapters.duckdb.staging.surveying import TextSurvey
    from shared.adapters.duckdb.staging.ticks import Ticks
    from shared.core.ingest.report import Reject
    from shared.core.ingest.text.layout import TableLayout
    from shared.core.ingest.text.sheet import TextSheet

    Record = tuple[int, list[str]]

SMALL_BYTES = 4 << 20
"""Smaller texts are read by our own reader in no time."""
_MOST_ODD = 100_000
"""Records that Python sorts before all of them are left to it."""
_CHECKED = 200
"""Records that are compared with what our own reader made of them."""
_MARK_BYTES = 0x80
_AT_ONCE = 64 << 20
"""Bytes of the pieces in which larger texts are read: the larger, the less work it is to put them in order.

DuckDB 2.0.0 loses its way in pieces of an odd size.
"""


@dataclass(frozen=True, slots=True)
class Regular:
    """A sheet whose one table is thought to be regular: its first records, and how many last ones show a footer."""

    sheet: TextSheet
    layout: TableLayout
    head: Sequence[Record]
    tail: int
    most_rows: int
    ticks: Ticks

    @property
    def body(self) -> list[Record]:
        """The first records of the table's body."""
        return [record for record in self.head if record[0] >= self.layout.body_first]


@dataclass(frozen=True, slots=True)
class RegularTable:
    """What became of it."""

    layout: TableLayout
    table: StagedTable
    rejects: Sequence[Reject]
    skipped: Counter[str]


def load_regular(stage: Stage, regular: Regular) -> RegularTable | None:
    """The table, staged; None where that is in doubt."""
    sheet = regular.sheet
    if sheet.path.stat().st_size < SMALL_BYTES or not _is_readable(regular):
        return None
    loading = _Loading(stage, regular, glance(sheet))
    try:
        found = loading.table() if loading.load() else None
    except (duckdb.InvalidInputException, duckdb.NotImplementedException):
        found = None
    if found is None:
        loading.abandon()
    return found


def _is_readable(regular: Regular) -> bool:
    """True when the engine knows the dialect, and the first records are as wide as each other and leave no doubt."""
    dialect, body = regular.sheet.dialect, regular.body
    marks = [mark for mark in (dialect.separator, dialect.quote) if mark is not None]
    is_plain = dialect.escape is None and not dialect.columns and not dialect.span
    is_known = is_plain and all(len(mark) == 1 and ord(mark) < _MARK_BYTES for mark in marks)
    return is_known and len(body) > 1 and len({len(cells) for _, cells in body}) == 1 and bool(body[0][1])


class _Loading:
    """Loads one table; columns c0 ... are the file's, and more where the header is wider."""

    def __init__(self, stage: Stage, regular: Regular, expected: TextSurvey) -> None:
        self._stage, self._regular, self._survey = stage, regular, expected
        self._name = stage.new_name("raw")
        self._layout = regular.layout
        self._width = len(regular.body[0][1])
        self._rows = 0
        self._first_line = regular.body[0][0]
        self._is_broken = False

    def load(self) -> bool:
        """Read the body; True when its records are those of the file without a doubt.

        The bytes are looked at while the engine reads them; where they are not as expected, it reads them once more.
        """
        spans = any("\n" in cell for _, cells in self._regular.body for cell in cells)
        if not self._read_as_expected(parallel=not spans):
            return False
        if not spans and self._rows != self._body_lines:
            # Cells with line ends in them further down: the engine needs to read those from one place.
            if not self._survey.is_quoted or self._rows > self._body_lines:
                return False
            self.abandon()
            self._read(parallel=False)
        self._is_broken = self._rows != self._body_lines
        return self._lines_add_up() and self._begins_as_read()

    def _read_as_expected(self, *, parallel: bool) -> bool:
        """Read the body while the bytes are looked at, once more where they are not as expected; False in doubt."""
        expected = self._survey
        with ThreadPoolExecutor(1) as other:
            surveying = other.submit(survey, self._regular.sheet)
            with suppress(duckdb.InvalidInputException, duckdb.NotImplementedException):
                self._read(parallel=parallel)
        seen = surveying.result()
        if seen is None or seen.lines > 2 * self._regular.most_rows:
            return False
        self._survey = seen
        if (seen.new_line, seen.is_quoted) != (expected.new_line, expected.is_quoted):
            self.abandon()
            self._read(parallel=parallel)
        elif not self._rows:
            self._read(parallel=False)
        return True

    @property
    def _body_lines(self) -> int:
        """The lines of the body, as far as is known."""
        above = [cells for line, cells in self._regular.head if line < self._first_line]
        return self._survey.lines - len(above) - sum(cell.count("\n") for cells in above for cell in cells)

    def _read(self, *, parallel: bool) -> None:
        """Have the engine read the text."""
        sheet, tick = self._regular.sheet, self._regular.ticks
        before = sum(1 for line, _ in self._regular.head if line < self._first_line)
        cells = ", ".join(
            cell_of(at) if at < self._width else f"'' AS {cell_of(at)}"
            for at in range(max(self._width, self._layout.width))
        )
        source = delimited(
            sheet.path,
            self._width,
            separator=sheet.dialect.separator or NO_SEPARATOR,
            quote=sheet.dialect.quote or "" if self._survey.is_quoted else "",
            new_line=self._survey.new_line,
            skip=before,
            parallel=parallel,
            at_once=_AT_ONCE if parallel and sheet.path.stat().st_size > _AT_ONCE else 0,
        )
        self._stage.run_watched(
            f"CREATE TABLE {self._name} AS SELECT {cells} FROM {source}",
            lambda share: tick.tell(round(share * self._body_lines), self._body_lines),
        )
        ((self._rows,),) = self._stage.run(f"SELECT count(*) FROM {self._name}")

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._stage.run(f"DROP TABLE IF EXISTS {self._name}")

    def _lines_add_up(self) -> bool:
        """True when the records have all lines of the text, so that no blank one was skipped."""
        if not self._is_broken:
            return True
        ((within,),) = self._stage.run(f"SELECT sum({self._breaks()}) FROM {self._name}")
        return self._rows + int(within or 0) == self._body_lines

    def _breaks(self) -> str:
        """SQL for the line ends within a record."""
        cells = (cell_of(at) for at in range(self._width))
        return " + ".join(f"(strlen({cell}) - strlen(replace({cell}, chr(10), '')))" for cell in cells)

    def _begins_as_read(self) -> bool:
        """True when the first records are those that our own reader found, on the same lines."""
        wanted = self._regular.body[:_CHECKED]
        found = self._records(f"place < {len(wanted)}")
        if self._regular.sheet.dialect.spaced:
            found = [_Place(each.rowid, each.line, [cell.lstrip(" ") for cell in each.cells]) for each in found]
        return [(each.line, each.cells) for each in found] == wanted

    def _records(self, where: str) -> list[_Place]:
        """Records with their lines, in order."""
        cells = ", ".join(cell_of(at) for at in range(self._width))
        source = f"SELECT *, rowid AS place, rowid AS line FROM {self._name}"
        if self._is_broken and not self._regular.sheet.dialect.counts_records:
            before = f"sum(1 + {self._breaks()}) OVER (ORDER BY rowid) - 1 - ({self._breaks()})"
            source = f"SELECT *, rowid AS place, {before} AS line FROM {self._name}"
        found = self._stage.run(f"SELECT place, line, {cells} FROM ({source}) WHERE {where} ORDER BY place")
        return [_Place(place, self._first_line + int(line), list(row)) for place, line, *row in found]

    def table(self) -> RegularTable | None:
        """The table with its records sorted; None where too many of them need a look."""
        layout = self._with_footer()
        odd = is_odd(layout, self._width, self._rows - self._regular.tail)
        ((count,),) = self._run(f"SELECT count(*) FROM {self._name} WHERE {odd}")
        if count > _MOST_ODD:
            return None
        usual, skipped = self._rows - int(count), Counter[str]()
        with RejectWriter(self._stage.folder / self._stage.new_name("rejects")) as rejects:
            if count:
                usual -= self._sort(layout, odd, skipped, rejects)
        if self._width != layout.width and usual:
            skipped[FILLED if self._width < layout.width else TRIMMED] += usual
        ((rows,),) = self._run(f"SELECT count(*) FROM {self._name}")
        table = StagedTable(self._stage, self._name, layout.width, int(rows))
        return RegularTable(layout, table, rejects.found(), skipped)

    def _with_footer(self) -> TableLayout:
        """The layout, now that the last records are known."""
        tail = self._records(f"place >= {self._rows - self._regular.tail}")
        return with_footer(self._layout, [(each.line, each.cells) for each in tail])

    def _sort(self, layout: TableLayout, odd: str, skipped: Counter[str], rejects: RejectWriter) -> int:
        """Sort the odd records; returns how many others were sorted with them.

        The last of the others is, for blank records behind it do not count.
        """
        ((last,),) = self._run(f"SELECT coalesce(max(rowid), -1) FROM {self._name} WHERE NOT ({odd})")
        places = self._records(f"place IN (SELECT rowid FROM {self._name} WHERE {odd}) OR place = {last}")
        by_line = {each.line: each for each in places}
        for line, cells, reason in sort_rows(layout, [(each.line, each.cells) for each in places], skipped):
            if reason:
                rejects.add(line, cells, reason)
                continue
            place = by_line.pop(line)
            if cells != (place.cells + cells)[: layout.width]:
                self._replace(place.rowid, cells)
        gone = [each.rowid for each in by_line.values() if each.rowid != last]
        self._run(f"DELETE FROM {self._name} WHERE rowid IN (SELECT unnest(?))", (gone,))
        return int(last >= 0)

    def _replace(self, rowid: int, cells: list[str]) -> None:
        """Put other cells into a row."""
        changes = ", ".join(f"{cell_of(at)} = ?" for at in range(len(cells)))
        self._run(f"UPDATE {self._name} SET {changes} WHERE rowid = ?", (*cells, rowid))

    def _run(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return self._stage.run(statement, parameters)


@dataclass(frozen=True, slots=True)
class _Place:
    """A record in the staged table."""

    rowid: int
    line: int
    cells: list[str]
