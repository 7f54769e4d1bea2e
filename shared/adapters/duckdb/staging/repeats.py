"""Rows of which a later one has the declared key: taken out of a staged table, and rejected with their lines."""

from __future__ import annotations

from dataclasses import replace
from heapq import merge
from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.rejects import RejectWriter
from shared.core.errors import TransientError
from shared.core.ingest.cleaning.row_steps import left_out_by_key
from shared.core.ingest.report import Reject
from shared.core.ingest.rules.keys import LATER_COPY, later_row
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.adapters.duckdb.staging.evidence import StagedEvidence
    from shared.adapters.duckdb.staging.loading import LoadedTable
    from shared.core.ingest.cleaning.plan import ColumnPlan, TablePlan

    Record = tuple[int, list[str]]

_CASTS = {
    DataType.FLOAT: "CAST({} AS DOUBLE)",
    DataType.DATE: "CAST({} AS DATE)",
    DataType.TIME: "CAST({} AS TIME)",
    DataType.TIMESTAMP: "CAST({} AS TIMESTAMP)",
    DataType.DECIMAL: "CASE WHEN contains({0}, '.') THEN rtrim(rtrim({0}, '0'), '.') ELSE {0} END",
}
"""What tells that two texts are the same value: 1.5 and 1.50, noon with and without its seconds."""


def without_repeats(
    loaded: LoadedTable, evidence: StagedEvidence, plan: TablePlan, records: Iterable[Record]
) -> LoadedTable | None:
    """The table without the rows that have the declared key of a later one; None where there are none.

    records are the rows of the table with their lines, in order. The staged table itself changes: what was asked of it
    before is not true any more. Raises TransientError when the disk is full.
    """
    key = plan.key_columns if plan.is_declared else ()
    if not key:
        return None
    stage, name = loaded.table.stage, loaded.table.name
    gone = _found(evidence, key)
    ((others, copies),) = stage.run(f"SELECT count(*) FILTER (NOT is_same), count(*) FILTER (is_same) FROM {gone}")
    if not others + copies:
        return None
    labels = tuple(each.label for each in key)
    try:
        with RejectWriter(stage.folder / stage.new_name("rejects")) as rejects:
            for each in merge(loaded.rejects, _rejected(loaded, gone, labels, records), key=lambda each: each.line):
                rejects.add(each.line, each.cells, each.reason)
    except OSError as error:
        raise TransientError("the disk for reading files is full") from error
    stage.run(f"DELETE FROM {name} WHERE rowid IN (SELECT found FROM {gone})")
    repairs = (*loaded.layout.repairs, *left_out_by_key(labels, others, copies))
    table = replace(loaded.table, rows=loaded.table.rows - others - copies)
    return replace(loaded, layout=replace(loaded.layout, repairs=repairs), table=table, rejects=rejects.found())


def _found(evidence: StagedEvidence, key: tuple[ColumnPlan, ...]) -> str:
    """A table of the rows to go (found, their rowid) and whether the row that stays is_same in all cells."""
    table, texts = evidence.table, evidence.texts
    gone = table.stage.new_name("repeats")
    cells = [evidence.cells.of(each.source, each.reading) for each in key]
    values = [_CASTS.get(each.reading.type, "{}").format(cell.text) for each, cell in zip(key, cells, strict=True)]
    joins = " ".join(dict.fromkeys(join for cell in cells for join in cell.joins))
    row = ", ".join(texts.text(column) for column in range(table.width))
    names = [f"k{place}" for place in range(len(key))]
    keyed = ", ".join(f"{value} AS {name}" for value, name in zip(values, names, strict=True))
    filled = " AND ".join(f"{name} IS NOT NULL" for name in names)
    table.stage.run(
        f"CREATE TABLE {gone} AS SELECT found, whole = kept AS is_same FROM ("
        "SELECT found, whole, first_value(whole) OVER later AS kept, row_number() OVER later AS rank "
        f"FROM (SELECT t.rowid AS found, hash({row}) AS whole, {keyed} FROM {table.name} AS t {joins}) WHERE {filled} "
        f"WINDOW later AS (PARTITION BY {', '.join(names)} ORDER BY found DESC)) WHERE rank > 1"
    )
    return gone


def _rejected(loaded: LoadedTable, gone: str, labels: tuple[str, ...], records: Iterable[Record]) -> Iterator[Reject]:
    """Each row that goes, as it was read, and why."""
    table, reason = loaded.table, later_row(labels)
    places = (
        each
        for batch in table.stage.stream(
            "SELECT place, is_same FROM (SELECT rowid AS found, row_number() OVER (ORDER BY rowid) - 1 AS place "
            f"FROM {table.name}) JOIN {gone} USING (found) ORDER BY place"
        )
        for each in batch
    )
    wanted, is_same = next(places, (-1, False))
    for place, (line, cells) in enumerate(records):
        if place == wanted:
            yield Reject(line, LATER_COPY if is_same else reason, tuple(cells))
            wanted, is_same = next(places, (-1, False))
