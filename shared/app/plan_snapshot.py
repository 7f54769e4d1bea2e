"""What a data set's snapshot is read from: the tables that ingestion wrote, or what configuration declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.errors import UserError
from shared.core.ingest.versions.versions import current_of
from shared.core.store.declared import declared_as, kind_of_sync, sources_of
from shared.core.store.source import Relation, SourceTable

if TYPE_CHECKING:
    from shared.core.store.manifest import JoinedView
    from shared.core.store.settings import StoreSettings
    from shared.core.store.sync import SyncKind
    from shared.core.table.shape import TableShape
    from shared.ports.table_store import TableStore


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables to read, the views over them, and how thorough the sync has to be.

    shapes: what people know of the tables; None where it has to be told from what was read. visible: the only metrics
    and measures that may be known, all where none is named.
    """

    sources: tuple[SourceTable, ...]
    kind: SyncKind
    views: tuple[JoinedView, ...] = ()
    shapes: tuple[TableShape, ...] | None = None
    visible: tuple[str, ...] = ()


def reading_of(dataset_id: str, kind: SyncKind, tables: TableStore, settings: StoreSettings) -> Reading:
    """Return what to read, at least so thoroughly. Raises UserError for a data set without tables."""
    declared = declared_as(dataset_id, settings)
    if declared is not None:
        sources = sources_of(declared, settings.max_rows)
        thorough = kind_of_sync(declared, kind)
        return Reading(sources, thorough, declared.views, visible=declared.visible_metrics)
    # The mark is read first: content that comes after it is read again the next time, never taken for known.
    mark = _mark(dataset_id, tables)
    shapes = tables.tables(dataset_id)
    if not shapes:
        raise UserError("That data set has no tables yet.")
    sources = tuple(SourceTable(each.name, Relation(dataset_id, each.name), mark=mark) for each in shapes)
    return Reading(sources, kind, shapes=shapes)


def _mark(dataset_id: str, tables: TableStore) -> str:
    version = current_of(tables.versions(dataset_id))
    return f"{version.number}/{version.written_at.isoformat()}" if version is not None else ""
