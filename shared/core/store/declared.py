"""A data set that configuration declares, as the catalogue and as a sync know it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.store.dataset import Dataset
from shared.core.store.narrowing import narrowed
from shared.core.store.sync import SyncKind, thoroughness

if TYPE_CHECKING:
    from shared.core.store.settings import DeclaredDataset, StoreSettings
    from shared.core.store.source import SourceTable

CREATED_BY = "configuration"
_HEX_DIGITS = 12


def declared_id(workspace: str, name: str) -> str:
    """Return the data set's id, the same for as long as it has this name in this workspace."""
    return "d_" + hashlib.sha256(f"{workspace}\n{name}".encode()).hexdigest()[:_HEX_DIGITS]


def dataset_of(declared: DeclaredDataset) -> Dataset:
    """Return the data set as the catalogue registers it: its name becomes another one where this one is taken."""
    return Dataset(
        id=declared_id(declared.workspace, declared.name),
        workspace=declared.workspace,
        channel=declared.channel,
        name=declared.name,
        label=declared.label,
        created_by=CREATED_BY,
    )


def declared_as(dataset_id: str, settings: StoreSettings) -> DeclaredDataset | None:
    """Return what is declared of this data set; None for one that is made of a shared file."""
    return next((each for each in settings.datasets if declared_id(each.workspace, each.name) == dataset_id), None)


def sources_of(declared: DeclaredDataset, max_rows: int) -> tuple[SourceTable, ...]:
    """Return what a sync reads: every table, narrowed by its filters, and max_rows of its rows at most."""
    return tuple(
        replace(
            each,
            of=narrowed(each.of, [one for one in declared.filters if one.table == each.name]),
            most_rows=each.most_rows or max_rows,
        )
        for each in declared.tables
    )


def kind_of_sync(declared: DeclaredDataset, asked: SyncKind) -> SyncKind:
    """Return how thorough a sync has to be where at least this is asked for.

    A row that ceases to meet a filter goes without a sign: no watermark and no tombstone tells of it, nor of the rows
    that a new filter keeps out. So where there are filters the keys are compared at each sync, which costs a pass over
    the keys; a table without a key, or without an incremental column, is read whole.
    """
    grows = {each.name for each in declared.tables if each.incremental}
    least = SyncKind.RECONCILED if grows & {each.table for each in declared.filters} else SyncKind.INCREMENTAL
    return max(asked, least, key=thoroughness)
