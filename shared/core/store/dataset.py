"""A data set of a workspace: its tables in PostgreSQL, its meaning, and its current snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.semantic.model import SemanticModel


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published DuckDB file.

    key is its object key; version grows by one a publication; etag is the object's; read_at when the source was read;
    tables pairs table names with their row counts.
    """

    dataset_id: str
    version: int
    key: str
    etag: str
    read_at: datetime
    tables: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a workspace can ask about.

    id is unique everywhere ("d_" and 12 hex digits) and is also the PostgreSQL schema that holds the tables; name is a
    snake_case slug unique in the workspace, the name tables go by in SQL that people see; channel is where it may be
    seen (everyone in it, and nobody else); model is None until the first snapshot was taken.
    """

    id: str
    workspace: str
    channel: str
    name: str
    label: str
    created_by: str
    model: SemanticModel | None = None
    snapshot: Snapshot | None = None
