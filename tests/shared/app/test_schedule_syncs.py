"""The schedule asks for what is due, and the catalogue has what configuration declares."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.app.messages import SnapshotMessage
from shared.app.schedule_syncs import NOWHERE, SyncScheduler
from shared.core.codec import decode
from shared.core.store.dataset import Dataset
from shared.core.store.declared import declared_id
from shared.core.store.settings import DeclaredDataset, StoreSettings, SyncMode
from shared.core.store.source import Relation, SourceTable
from shared.core.store.sync import SyncKind, SyncReport
from shared.ports.outbox import Queue
from tests.fakes.clock import FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.outbox import InMemoryOutbox
from tests.fakes.sync_log import InMemorySyncLog

SHARED = Dataset("d_1", "T1", "C1", "sales", "Sales", "U1")
ORDERS = DeclaredDataset(
    "T1",
    "C2",
    "orders",
    "Orders",
    (SourceTable("orders", Relation("public", "orders"), ("id",), "updated_at"),),
    refresh_interval=timedelta(minutes=15),
    reconcile_interval=timedelta(days=1),
)
ID = declared_id("T1", "orders")


class Office:
    """A data set that somebody shared, one that is declared, and what schedules their syncs."""

    def __init__(self, settings: StoreSettings) -> None:
        self.catalog = InMemoryDatasetCatalog(SHARED)
        self.outbox = InMemoryOutbox()
        self.log = InMemorySyncLog()
        self.clock = FixedClock()
        self.scheduler = SyncScheduler(self.catalog, self.outbox, self.log, self.clock, settings)

    def asked(self) -> dict[str, SyncKind]:
        """Let the schedule come by; return what it asked for."""
        self.outbox.sent.clear()
        self.scheduler.ask_for_due()
        messages = [decode(SnapshotMessage, each.body) for each in self.outbox.of(Queue.SNAPSHOTS)]
        assert len({each.dataset_id for each in messages}) == len(messages)
        return {each.dataset_id: each.kind for each in messages}

    def sync_all(self) -> None:
        """Let all syncs go well."""
        now = self.clock.now()
        for each in (SHARED.id, ID):
            self.log.begin(each, "s", now)
            self.log.finish(SyncReport(each, "s", 1, now, 1.0, ()), now)


def test_each_data_set_is_asked_for_by_its_own_interval() -> None:
    """A declared one by what it says, others by the hour; once a day the keys of a declared one are compared."""
    office = Office(StoreSettings(datasets=(ORDERS,)))
    assert office.asked() == {SHARED.id: SyncKind.INCREMENTAL, ID: SyncKind.FULL}
    office.sync_all()
    assert office.asked() == {}
    office.clock.advance(minutes=15)
    assert office.asked() == {ID: SyncKind.INCREMENTAL}
    office.clock.advance(minutes=45)
    assert office.asked() == {SHARED.id: SyncKind.INCREMENTAL, ID: SyncKind.INCREMENTAL}
    office.clock.advance(days=1)
    assert office.asked()[ID] is SyncKind.RECONCILED


def test_what_runs_is_not_asked_for_again() -> None:
    """Until it has run for longer than any sync may."""
    office = Office(StoreSettings())
    office.log.begin(SHARED.id, "s", office.clock.now())
    assert office.asked() == {}
    office.clock.advance(hours=1)
    assert office.asked() == {SHARED.id: SyncKind.INCREMENTAL}


@pytest.mark.parametrize(
    ("settings", "at_first", "later"),
    [
        (StoreSettings(sync_mode=SyncMode.MANUAL), False, False),
        (StoreSettings(sync_mode=SyncMode.STARTUP), True, False),
        (StoreSettings(sync_mode=SyncMode.SCHEDULE), True, True),
        (StoreSettings(enabled=False), False, False),
    ],
)
def test_the_mode_says_when(settings: StoreSettings, at_first: bool, later: bool) -> None:  # noqa: FBT001
    """By hand alone, when a process starts, or whenever it is due."""
    office = Office(settings)
    assert bool(office.asked()) is at_first
    office.clock.advance(days=1)
    assert bool(office.asked()) is later


def test_declared_data_sets_are_in_the_catalogue_and_go_from_it() -> None:
    """In the channel that is declared, under the label; one that is declared no more is seen by nobody."""
    office = Office(StoreSettings(datasets=(ORDERS,)))
    office.asked()
    found = office.catalog.by_id(ID)
    assert found is not None
    assert (found.channel, found.name, found.label) == ("C2", "orders", "Orders")
    moved = replace(ORDERS, channel="C3", label="All orders")
    office.scheduler = SyncScheduler(
        office.catalog, office.outbox, office.log, office.clock, StoreSettings(datasets=(moved,))
    )
    office.asked()
    found = office.catalog.by_id(ID)
    assert found is not None
    assert (found.channel, found.label) == ("C3", "All orders")
    office.scheduler = SyncScheduler(office.catalog, office.outbox, office.log, office.clock, StoreSettings())
    assert ID not in office.asked()
    found = office.catalog.by_id(ID)
    assert found is not None
    assert found.channel == NOWHERE
    assert office.catalog.by_id(SHARED.id) == SHARED
