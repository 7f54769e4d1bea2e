"""The settings of the store: what holds for all of it, and each data set that is declared in configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.semantic.query import Operator
    from shared.core.store.manifest import JoinedView
    from shared.core.store.source import SourceTable
    from shared.core.table.types import Cell

DEFAULT_INTERVAL = timedelta(hours=1)
"""Of data sets that say nothing else, those of shared files among them."""
DEFAULT_RECONCILING = timedelta(days=1)
HIGHEST_TIMEOUT_SECONDS = 120.0


class SyncMode(StrEnum):
    """When data sets are synced without being asked for: when a process starts, never, or by their intervals."""

    STARTUP = "startup"
    MANUAL = "manual"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class TableFilter:
    """A condition that every row of a table of a snapshot meets; text compares ignore case, as those of questions do.

    values: one for most operators, two for BETWEEN, none for the tests of NULL, any number for IN and NOT_IN.
    """

    table: str
    column: str
    operator: Operator
    values: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredDataset:
    """A data set that configuration names: where it may be seen, what it is read from, and how fresh it is to be.

    name is a slug, unique in the workspace. filters always hold: rows that do not meet them are never read. With
    visible_metrics only these of the model's metrics and measures are known, and what they are made of; without, all.
    reconcile_interval is how often the keys of all rows are compared, so that deleted rows are found. timeout_seconds
    is for one statement of PostgreSQL's.
    """

    workspace: str
    channel: str
    name: str
    label: str
    tables: tuple[SourceTable, ...]
    views: tuple[JoinedView, ...] = ()
    filters: tuple[TableFilter, ...] = ()
    visible_metrics: tuple[str, ...] = ()
    refresh_interval: timedelta = DEFAULT_INTERVAL
    reconcile_interval: timedelta = DEFAULT_RECONCILING
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What holds for the whole store.

    chunk_size: rows a cursor brings at a time. max_rows: rows of a table that are read at most. workers:
    streams that a table is read in. How many questions are computed at once is the stack's QuestionConcurrency.
    """

    enabled: bool = True
    sync_mode: SyncMode = SyncMode.SCHEDULE
    chunk_size: int = 10_000
    max_rows: int = 2_000_000
    workers: int = 2
    datasets: tuple[DeclaredDataset, ...] = ()
