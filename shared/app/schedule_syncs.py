"""Ask for the syncs that are due, and keep the catalogue as configuration declares its data sets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.app.messages import SnapshotMessage
from shared.core.codec import encode
from shared.core.store.declared import CREATED_BY, dataset_of, declared_as
from shared.core.store.due import is_due, kind_due
from shared.core.store.settings import DEFAULT_INTERVAL
from shared.core.store.sync import SyncKind
from shared.ports.outbox import Queue

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.store.dataset import Dataset
    from shared.core.store.settings import StoreSettings
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.outbox import Outbox
    from shared.ports.sync_log import SyncLog

NOWHERE = ""
"""The channel of a data set that configuration names no more: nobody is in it."""


@dataclass(slots=True)
class SyncScheduler:
    """What scheduling needs of the world; the first look of a process is its start."""

    catalog: DatasetCatalog
    outbox: Outbox
    log: SyncLog
    clock: Clock
    settings: StoreSettings
    _is_first: bool = True

    def ask_for_due(self) -> None:
        """Queue a message a data set, so that each has its own retries and the work spreads over containers."""
        at_startup, self._is_first = self._is_first, False
        if not self.settings.enabled:
            return
        self._register()
        now = self.clock.now()
        for dataset_id in self.catalog.all_ids():
            dataset = self.catalog.by_id(dataset_id)
            if dataset is None:  # it went away just now
                continue
            if dataset.created_by == CREATED_BY and declared_as(dataset_id, self.settings) is None:
                self._withdraw(dataset)
                continue
            kind = self._due(dataset, now, at_startup=at_startup)
            if kind is not None:
                self.outbox.send(Queue.SNAPSHOTS, encode(SnapshotMessage(dataset.workspace, dataset_id, kind=kind)))

    def _due(self, dataset: Dataset, now: datetime, *, at_startup: bool) -> SyncKind | None:
        status = self.log.status(dataset.id, now)
        declared = declared_as(dataset.id, self.settings)
        every = declared.refresh_interval if declared else DEFAULT_INTERVAL
        if not is_due(status, every, self.settings.sync_mode, now, at_startup=at_startup):
            return None
        return kind_due(status, declared.reconcile_interval, now) if declared else SyncKind.INCREMENTAL

    def _register(self) -> None:
        for each in self.settings.datasets:
            wanted = dataset_of(each)
            known = self.catalog.by_id(wanted.id)
            if known is None or (known.label, known.channel) != (wanted.label, wanted.channel):
                self.catalog.register(wanted)

    def _withdraw(self, dataset: Dataset) -> None:
        """Let nobody see it; its snapshot stays, for the day it is declared again."""
        if dataset.channel != NOWHERE:
            self.catalog.register(replace(dataset, channel=NOWHERE))
