"""What is found in the rows of a sheet, laid out and sorted as a file's are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shared.core.ingest.report import Reject, Repair, SheetIssue
from shared.core.ingest.text.structure import lay_out, repairs_of, sort_rows


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    has_header: bool
    lines: list[int]
    rows: list[list[str]]
    repairs: tuple[Repair, ...]
    rejects: list[Reject]

    def says(self, words: str) -> int:
        """How often the repairs say these words."""
        return sum(repair.count for repair in self.repairs if words in repair.what)


def tables_in(*rows: list[str]) -> list[Table] | SheetIssue:
    """The tables of a sheet, sorted, or why there is none."""
    records = list(enumerate(map(list, rows), start=1))
    layouts = lay_out("sheet", records, records[-50:], complete=True)
    if isinstance(layouts, SheetIssue):
        return layouts
    tables = []
    for layout in layouts:
        skipped = Counter[str]()
        found = list(sort_rows(layout, records, skipped))
        kept = [(line, cells) for line, cells, reason in found if not reason]
        rejects = [Reject(line, reason, tuple(cells)) for line, cells, reason in found if reason]
        lines, body = [line for line, _ in kept], [cells for _, cells in kept]
        repairs = repairs_of(skipped, layout.repairs)
        tables.append(Table(layout.header, layout.has_header, lines, body, repairs, rejects))
    return tables


def found(*rows: list[str]) -> Table:
    """The one table of a sheet."""
    tables = tables_in(*rows)
    assert isinstance(tables, list)
    (table,) = tables
    return table


HEADER = ["Region", "Month", "Sales"]
BODY = [["North", "2024-01-01", "10"], ["South", "2024-01-01", "20"], ["East", "2024-02-01", "30"]]
