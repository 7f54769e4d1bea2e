"""What is told, and kept, about a reading: the first rows left out, and nothing that tells of people."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from shared.core.ingest.report import REJECTS_TOLD, IngestionReport, Repair, TableReport
from shared.core.semantic.phrases import listed

if TYPE_CHECKING:
    from shared.app.place_tables import Placed
    from shared.core.ingest.report import CleanColumn, CleanTable, FileReading
    from shared.core.ingest.versions.versions import LostKey


def report_of(reading: FileReading, placed: Placed | None = None) -> IngestionReport:
    """Return what is told about a reading, by the names its tables have where they were placed."""
    tables = placed.tables if placed is not None else reading.tables
    dataset = placed.dataset.name if placed is not None else ""
    return IngestionReport(reading.file_name, dataset, tuple(map(_table_report, tables)), reading.issues)


def with_lost_keys(placed: Placed, lost: tuple[LostKey, ...]) -> Placed:
    """Return the tables with what adding them did to the keys by which rows were told apart."""
    told = {each.table: lost_key_repairs(each) for each in lost}
    tables = tuple(replace(each, repairs=(*told.get(each.name, ()), *each.repairs)) for each in placed.tables)
    return replace(placed, tables=tables) if told else placed


def lost_key_repairs(lost: LostKey) -> tuple[Repair, ...]:
    """Return what is to be checked where added rows break the key of a table."""
    key = listed([f"“{label}”" for label in lost.columns])
    found = (
        Repair(
            f"rows now have the same {key} as another row, and no two had before",
            lost.repeated,
            to_check=True,
            unit="row",
        ),
        Repair(f"rows now have no {key}, and every row had before", lost.empty, to_check=True, unit="row"),
    )
    return tuple(each for each in found if each.count)


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
