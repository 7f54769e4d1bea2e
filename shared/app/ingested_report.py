"""What is told, and kept, about a reading: the first rows left out, and nothing that tells of people."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from shared.core.ingest.report import REJECTS_TOLD, IngestionReport, TableReport

if TYPE_CHECKING:
    from shared.app.place_tables import Placed
    from shared.core.ingest.report import CleanColumn, CleanTable, FileReading


def report_of(reading: FileReading, placed: Placed | None = None) -> IngestionReport:
    """Return what is told about a reading, by the names its tables have where they were placed."""
    tables = placed.tables if placed is not None else reading.tables
    dataset = placed.dataset.name if placed is not None else ""
    return IngestionReport(reading.file_name, dataset, tuple(map(_table_report, tables)), reading.issues)


def _table_report(table: CleanTable) -> TableReport:
    return TableReport(
        label=table.label,
        rows=len(table.rows),
        columns=tuple(map(_shown, table.columns)),
        repairs=table.repairs,
        rejected=tuple(islice(table.rejects, REJECTS_TOLD)),
        rejects=len(table.rejects),
        rules=table.rules,
        quality=table.quality,
    )


def _shown(column: CleanColumn) -> CleanColumn:
    """The column without examples of what tells of people."""
    return replace(column, examples=()) if column.personal else column
