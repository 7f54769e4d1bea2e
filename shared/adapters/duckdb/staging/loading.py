"""From a sheet of text on disk to staged tables: what is no row of a table is told or rejected on the way.

Small sheets are read whole. Of others the first records say how the tables lie; then the engine reads the text itself
where it is regular (regular.py), and our own reader streams the rest. All three ways give the same.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

import duckdb

from shared.adapters.duckdb.staging.regular import Regular, load_regular
from shared.adapters.duckdb.staging.rejects import RejectWriter
from shared.adapters.duckdb.staging.writing import stage_rows
from shared.core.errors import TransientError
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.text.layout import TableLayout
from shared.core.ingest.text.records import StrayQuotes, read_records
from shared.core.ingest.text.sorting import is_blank
from shared.core.ingest.text.structure import lay_out, repairs_of, sort_rows, with_footer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from typing import TextIO

    from shared.adapters.duckdb.staging.stage import Stage
    from shared.adapters.duckdb.staging.table import StagedTable
    from shared.adapters.duckdb.staging.ticks import Ticks
    from shared.core.ingest.limits import FileLimits
    from shared.core.ingest.report import Reject
    from shared.core.ingest.text.sheet import TextSheet

    Record = tuple[int, list[str]]
    _Final = Callable[[], TableLayout]

HEAD = 2_000
"""Records that show how the tables of a sheet lie; a sheet of no more is read whole."""
_HEAD_CELLS = 600_000
TAIL = 60
"""Last records, among which totals and remarks are looked for."""
_TICK_RECORDS = 20_000
_LONG_CELL = "one of its cells is far too long for a table"


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """A table of a sheet, staged. Its layout tells of all repairs so far; rejects are the records that are no rows."""

    layout: TableLayout
    table: StagedTable
    rejects: Sequence[Reject]


class _RefusedError(Exception):
    """The sheet goes past a limit; the message is the reason."""


def load_sheet(
    stage: Stage, sheet: TextSheet, limits: FileLimits, ticks: Ticks
) -> tuple[LoadedTable, ...] | SheetIssue:
    """The tables of a sheet, staged, or why there is none. Raises TransientError when the disk is full."""
    try:
        with sheet.path.open(encoding="utf-8", newline="") as file:
            loading = _Loading(stage, sheet, limits, ticks, file)
            try:
                return loading.tables()
            finally:
                loading.close()
    except _RefusedError as refused:
        return SheetIssue(sheet.label, str(refused))
    except (ValueError, duckdb.InvalidInputException):
        return SheetIssue(sheet.label, _LONG_CELL)
    except OSError as error:
        raise TransientError("the disk for reading files is full") from error


class _Loading:
    """Loads one sheet."""

    def __init__(self, stage: Stage, sheet: TextSheet, limits: FileLimits, ticks: Ticks, file: TextIO) -> None:
        self._stage, self._sheet, self._limits, self._ticks, self._file = stage, sheet, limits, ticks, file
        self._stray = StrayQuotes()
        self._size = sheet.path.stat().st_size
        self._records = self._counted(read_records(file, sheet.dialect, sheet.first_line, self._stray))

    def tables(self) -> tuple[LoadedTable, ...] | SheetIssue:
        """The tables, or why there is none."""
        head = self._head()
        rest = list(islice(self._records, 1))
        if self._sheet.declared:
            return self._declared(head, chain(rest, self._records))
        layouts = lay_out(self._sheet.label, head, (), not rest, separator=self._sheet.dialect.separator)
        if isinstance(layouts, SheetIssue):
            return layouts
        if not rest:
            return tuple(self._sorted(layout, head) for layout in layouts)
        if len(layouts) == 1 and not self._stray.count and (found := self._regular(layouts[0], head)):
            return (found,)
        return self._streamed(layouts, head, chain(rest, self._records))

    def close(self) -> None:
        """Let go of the records: what waits for the next one would keep the stage, and its memory, alive."""
        self._records.close()

    def _head(self) -> list[Record]:
        """The first records."""
        head, cells = [], 0
        for record in islice(self._records, HEAD):
            head.append(record)
            cells += len(record[1])
            if cells > _HEAD_CELLS:
                break
        return head

    def _counted(self, records: Iterator[Record]) -> Generator[Record]:
        """The records, within the limits, with word of how far they are read."""
        columns = self._limits.columns
        for count, record in enumerate(records, start=1):
            if len(record[1]) > columns:
                raise _RefusedError(f"it has more than {columns:,} columns, which is the limit")
            if not count % _TICK_RECORDS:
                read = self._file.buffer.tell()
                self._ticks.tell(count, count * self._size // read if read else None)
            yield record

    def _sorted(self, layout: TableLayout, records: Iterable[Record]) -> LoadedTable:
        """One table, its records sorted one by one."""
        skipped: Counter[str] = Counter()
        return self._stage_sorted(layout, sort_rows(layout, records, skipped), skipped, lambda: layout)

    def _streamed(
        self, layouts: tuple[TableLayout, ...], head: list[Record], rest: Iterator[Record]
    ) -> tuple[LoadedTable, ...]:
        """The tables of a sheet of any size: all but the last one lie in its head."""
        return (*(self._sorted(layout, head) for layout in layouts[:-1]), self._last(layouts, head, rest))

    def _last(self, layouts: tuple[TableLayout, ...], head: list[Record], rest: Iterator[Record]) -> LoadedTable:
        """The last table, whose footer is known when the last records are."""
        skipped: Counter[str] = Counter()
        held = _HeldBack(chain(head, rest))
        final = layouts[-1]

        def rows() -> Iterator[tuple[int, list[str], str]]:
            nonlocal final
            yield from sort_rows(final, held.first(), skipped)
            final = with_footer(final, held.last)
            yield from sort_rows(final, held.last, skipped)

        return self._stage_sorted(layouts[-1], rows(), skipped, lambda: final)

    def _declared(self, head: list[Record], rest: Iterator[Record]) -> tuple[LoadedTable, ...] | SheetIssue:
        """The table of a format that says what its columns are: every record behind the header is a row."""
        if not head:
            return SheetIssue(self._sheet.label, "there is nothing in it")
        (line, header), *body = head
        width = len(header)
        layout = TableLayout(self._sheet.label, tuple(header), line + 1, head_lines=(line,))
        rows = ((at, (cells + [""] * width)[:width], "") for at, cells in chain(body, rest))
        loaded = self._stage_sorted(layout, rows, Counter(), lambda: layout)
        return (loaded,) if loaded.table.rows else SheetIssue(self._sheet.label, "it has column names but no rows")

    def _stage_sorted(
        self, layout: TableLayout, found: Iterator[tuple[int, list[str], str]], skipped: Counter[str], final: _Final
    ) -> LoadedTable:
        """Stage the rows, keep the rejected records, and refuse too many."""
        with RejectWriter(self._stage.folder / self._stage.new_name("rejects")) as rejects:

            def rows() -> Iterator[list[str]]:
                count = 0
                for line, cells, reason in found:
                    if reason:
                        rejects.add(line, cells, reason)
                        continue
                    count += 1
                    if count > self._limits.rows:
                        raise _RefusedError(_too_many_rows(self._limits))
                    yield cells

            table = stage_rows(self._stage, rows(), layout.width)
        return self._loaded(final(), table, rejects.found(), skipped)

    def _regular(self, layout: TableLayout, head: list[Record]) -> LoadedTable | None:
        """The table, read by the engine; None where that is in doubt."""
        found = load_regular(self._stage, Regular(self._sheet, layout, head, TAIL, self._limits.rows, self._ticks))
        if found is None:
            return None
        if found.table.rows > self._limits.rows:
            raise _RefusedError(_too_many_rows(self._limits))
        return self._loaded(found.layout, found.table, found.rejects, found.skipped)

    def _loaded(
        self, layout: TableLayout, table: StagedTable, rejects: Sequence[Reject], skipped: Counter[str]
    ) -> LoadedTable:
        """The table with everything that was done to it."""
        self._ticks.finish(table.rows)
        repairs = (*self._sheet.repairs, *self._stray.repairs(), *repairs_of(skipped, layout.repairs))
        return LoadedTable(replace(layout, repairs=repairs), table, rejects)


class _HeldBack:
    """Records of which the last ones are held back: first() gives the others, then last has them.

    Blank records before the last ones are held back too, for whether they count depends on what is behind them.
    """

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self.last: list[Record] = []

    def first(self) -> Iterator[Record]:
        """The records but for the last ones."""
        held: deque[Record] = deque()
        ready = 0
        for record in self._records:
            held.append(record)
            if len(held) - ready > TAIL:
                ready += 1
                if not is_blank(held[ready - 1][1]):
                    for _ in range(ready):
                        yield held.popleft()
                    ready = 0
        self.last = list(held)


def _too_many_rows(limits: FileLimits) -> str:
    return f"it has more than {limits.rows:,} rows, which is the limit; please share it in parts"
