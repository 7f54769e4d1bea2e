"""From a file of any kind to clean tables, within limits: opened, laid out, staged, understood and made clean.

Nothing here raises for what a file holds: what cannot be read is an issue.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.applying import clean_table
from shared.adapters.duckdb.staging.evidence import StagedEvidence
from shared.adapters.duckdb.staging.loading import HEAD, TAIL, LoadedTable, load_sheet
from shared.adapters.duckdb.staging.repeats import without_repeats
from shared.adapters.duckdb.staging.stage import Stage
from shared.adapters.duckdb.staging.ticks import Ticks
from shared.adapters.files.opening import open_sheets
from shared.adapters.files.parts import parts_below, parts_beside
from shared.adapters.files.text import text_lines
from shared.core.errors import TransientError
from shared.core.ingest.cleaning.clean import plan_table
from shared.core.ingest.cleaning.names import file_stem, table_names
from shared.core.ingest.limits import DEFAULT_LIMITS, FileLimits
from shared.core.ingest.report import FileReading, SheetIssue
from shared.core.ingest.rules.columns import Columns
from shared.core.ingest.rules.file_notes import with_notes
from shared.core.ingest.rules.made_tables import with_written
from shared.core.ingest.rules.rules import NO_BUSINESS_RULES, Rules
from shared.core.ingest.sales.tables import PROBE, holds_invoices, invoice_tables, too_many_invoices
from shared.core.ingest.text.raw_cells import raw_cells
from shared.core.ingest.text.records import read_records
from shared.core.ingest.text.sorting import BLANK, sort_rows
from shared.core.ingest.text.structure import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.core.ingest.cleaning.plan import TablePlan
    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.rules.keys import Written
    from shared.core.ingest.text.layout import TableLayout
    from shared.core.ingest.text.sheet import TextSheet
    from shared.ports.file_reader import ReadingProgress

    _Loaded = tuple[LoadedTable, ...] | SheetIssue

_SHARED = "shared-file"
_NO_FILE = "there is no such file, or it may not be read"


@dataclass(frozen=True, slots=True)
class LimitedFileReader:
    """The FileReader port: reads with these limits and business rules."""

    limits: FileLimits = DEFAULT_LIMITS
    rules: Rules = NO_BUSINESS_RULES

    def read(
        self,
        source: bytes | Path,
        name: str,
        folder: Path,
        progress: ReadingProgress | None = None,
        rules: tuple[Written, ...] = (),
    ) -> FileReading:
        """The tables of a file called name, and why others were refused. rules come after the reader's own."""
        name = PurePosixPath(name).name or "file"
        path = _on_disk(source, folder)
        business = self.rules.with_written(rules)
        reading = _Reading(self.limits, business, folder, path, name, Ticks(progress))
        tables: list[CleanTable] = []
        issues: list[SheetIssue] = []
        for sheet in _opened(path, name, folder, self.limits):
            for found in (sheet,) if isinstance(sheet, SheetIssue) else reading.tables(sheet):
                if isinstance(found, SheetIssue):
                    issues.append(found)
                else:
                    tables.append(found)
        return FileReading(name, with_notes(_told_apart(tables), business, name), tuple(issues))

    def read_raw_cells(self, source: bytes | Path, name: str, folder: Path) -> Iterator[list[str]] | SheetIssue:
        """The header rows and records of all tables in the first sheet that has one, cells as read."""
        label = PurePosixPath(name).name or "file"
        issue = SheetIssue(label, "there is nothing in it")
        for sheet in _opened(_on_disk(source, folder), label, folder, self.limits):
            if isinstance(sheet, SheetIssue):
                issue = sheet
                continue
            found = [(part, _layouts(part)) for part in parts_below(sheet, folder)]
            sound = [(part, layouts) for part, layouts in found if not isinstance(layouts, SheetIssue)]
            if sound:
                return chain.from_iterable(raw_cells(layouts, _records(part)) for part, layouts in sound)
            issue = next(layouts for _, layouts in found if isinstance(layouts, SheetIssue))
        return issue


@dataclass(slots=True)
class _Reading:
    """The reading of one file; its stage is opened when the first sheet is."""

    limits: FileLimits
    rules: Rules
    folder: Path
    path: Path
    name: str
    ticks: Ticks
    stage: Stage | None = None

    def tables(self, sheet: TextSheet) -> Sequence[CleanTable | SheetIssue]:
        """The clean tables of a sheet, and why others are none."""
        if self.stage is None:
            self.stage = Stage(self.folder, self.path)
        loaded = load_sheet(self.stage, sheet, self.limits, self.ticks) if len(parts_beside(sheet)) == 1 else ()
        if loaded and not _may_go_on(loaded):
            return self._cleaned(sheet, loaded)
        parts = parts_below(sheet, self.folder)
        if loaded and len(parts) == 1:
            return self._cleaned(sheet, loaded)
        self._forget(loaded)
        found: list[CleanTable | SheetIssue] = []
        for part in (beside for below in parts for beside in parts_beside(below)):
            label = f"{file_stem(sheet.label)} {len(found) + 1}" if found else sheet.label
            named = replace(part, label=label)
            found += self._cleaned(named, load_sheet(self.stage, named, self.limits, self.ticks))
        return found

    def _cleaned(self, sheet: TextSheet, loaded: _Loaded) -> Sequence[CleanTable | SheetIssue]:
        """The clean tables of a sheet that is staged, or why there is none."""
        if isinstance(loaded, SheetIssue):
            return (loaded,)
        return [table for each in loaded for table in self._clean(sheet, each)]

    def _forget(self, loaded: _Loaded) -> None:
        """Make room for the parts of what was staged as a whole."""
        for each in () if isinstance(loaded, SheetIssue) else loaded:
            each.table.drop()
            self.ticks.begin_again(each.table.rows)

    def _clean(self, sheet: TextSheet, loaded: LoadedTable) -> Sequence[CleanTable | SheetIssue]:
        """The clean table, or those that an export of invoices holds; or why it is not taken."""
        if holds_invoices(loaded.layout, loaded.table.first_rows(PROBE)):
            if issue := too_many_invoices(loaded.layout, loaded.table.rows, self.limits):
                return (issue,)
            records = _records(sheet)
            if found := invoice_tables(loaded.layout, records, loaded.rejects, self.rules.sales):
                return with_written(found, self.rules.written)
        lines = partial(_rows, sheet, loaded.layout)
        evidence = StagedEvidence(loaded.table, lines, self.ticks.check)
        plan = self._plan(sheet, loaded, evidence)
        while fewer := without_repeats(loaded, evidence, plan, lines()):
            loaded, evidence = fewer, StagedEvidence(fewer.table, lines, self.ticks.check)
            plan = self._plan(sheet, loaded, evidence)
        return (clean_table(loaded, evidence, plan),)

    def _plan(self, sheet: TextSheet, loaded: LoadedTable, evidence: StagedEvidence) -> TablePlan:
        """What is to be done with a staged table."""
        layout, rules = loaded.layout, self.rules
        key = rules.key((layout.label, self.name), Columns(layout.header))
        return plan_table(layout, evidence, declared=sheet.declared, units=sheet.units, key=key, rules=rules)


def _on_disk(source: bytes | Path, folder: Path) -> Path:
    """The file's place; bytes are written into the folder. Raises TransientError when the disk is full."""
    if isinstance(source, Path):
        return source.absolute()
    path = folder / _SHARED
    try:
        path.write_bytes(source)
    except OSError as error:
        raise TransientError("the disk for reading files is full") from error
    return path


def _opened(path: Path, name: str, folder: Path, limits: FileLimits) -> Iterator[TextSheet | SheetIssue]:
    """The sheets of the file. Raises TransientError when the disk is full."""
    if not path.is_file():
        yield SheetIssue(name, _NO_FILE)
        return
    try:
        yield from open_sheets(path, name, folder, limits)
    except OSError as error:
        raise TransientError("the file could not be read, or the disk is full") from error


def _may_go_on(loaded: _Loaded) -> bool:
    """True when another table may stand further down: behind a blank row, which whoever read the sheet has counted."""
    if isinstance(loaded, SheetIssue):
        return True
    return any(repair.what == BLANK for each in loaded for repair in each.layout.repairs)


def _records(sheet: TextSheet) -> Iterator[tuple[int, list[str]]]:
    """The records of a sheet."""
    return read_records(text_lines(sheet), sheet.dialect, sheet.first_line)


def _layouts(sheet: TextSheet) -> tuple[TableLayout, ...] | SheetIssue:
    """The tables of a sheet, going by its first and its last records."""
    records = _records(sheet)
    try:
        head = list(islice(records, HEAD))
        tail = list(deque(records, maxlen=TAIL))
    except ValueError:
        return SheetIssue(sheet.label, "one of its cells is far too long for a table")
    return lay_out(sheet.label, head, tail, not tail, may_be_empty=True, separator=sheet.dialect.separator)


def _rows(sheet: TextSheet, layout: TableLayout) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table of a sheet with their lines, as they were staged."""
    records = _records(sheet)
    if sheet.declared:
        return islice(records, 1, None)
    return ((line, cells) for line, cells, reason in sort_rows(layout, records, Counter()) if not reason)


def _told_apart(tables: list[CleanTable]) -> tuple[CleanTable, ...]:
    """The tables with names that are unique in the file."""
    names = table_names(tuple(table.name for table in tables))
    return tuple(replace(table, name=name) for table, name in zip(tables, names, strict=True))
