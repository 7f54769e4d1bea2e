"""Whether a table is read whole or from its watermark on, and when its layers become one again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.store.sync import SyncKind

if TYPE_CHECKING:
    from shared.core.store.manifest import Layer, TableSnapshot
    from shared.core.store.source import SourceTable, StoredColumn

MOST_LAYERS = 16
"""A reader that comes fresh lays this many at most: each costs a pass over the keys."""
MOST_LAID = 0.25
"""Rows in the upper layers, as a part of the lowest one's, above which laying costs more than writing anew."""

MOST_READ_BY_KEY = 0.05
"""Missing rows, as a part of all, above which a table is read whole: one by its key costs as ten in a scan."""


@dataclass(frozen=True, slots=True)
class Planned:
    """How a table will be read; note says in plain words why it is read whole though less was asked for."""

    kind: SyncKind
    note: str = ""


def planned(
    source: SourceTable, columns: tuple[StoredColumn, ...], before: TableSnapshot | None, asked: SyncKind
) -> Planned:
    """Return how to read the source, whose columns are these, over what stands from before."""
    if before is None or asked is SyncKind.FULL:
        return Planned(SyncKind.FULL)
    reason = next((said for holds, said in _reasons(source, columns, before) if holds), "")
    if reason:
        return Planned(SyncKind.FULL, f"Read whole: {reason}.")
    if asked is SyncKind.RECONCILED and not source.key:
        return Planned(SyncKind.FULL, "Read whole: without a key, deleted rows are found in no other way.")
    return Planned(asked)


def _reasons(
    source: SourceTable, columns: tuple[StoredColumn, ...], before: TableSnapshot
) -> tuple[tuple[bool, str], ...]:
    mark = before.watermark
    return (
        (not source.incremental, "no column tells what is new"),
        (before.columns != columns, "its columns have changed"),
        (before.key != source.key, "another key was declared"),
        (mark is None, "no watermark is known"),
        (mark is not None and mark.column != source.incremental, "another incremental column was declared"),
        (before.truncated, "the last read was cut at the limit of rows"),
    )


def wants_merging(layers: tuple[Layer, ...]) -> bool:
    """True when the layers should be written as one."""
    lowest, upper = layers[0], layers[1:]
    return len(layers) > MOST_LAYERS or sum(each.rows for each in upper) > MOST_LAID * lowest.rows


def can_be_read_by_key(missing: int, rows: int) -> bool:
    """True when so many missing rows of all those of the source are few enough to be asked for one by one."""
    return missing <= MOST_READ_BY_KEY * rows
