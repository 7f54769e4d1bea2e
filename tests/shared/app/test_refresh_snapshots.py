"""The snapshot queue: one data set on request, all of them on schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from shared.app.announce_ingestion import IngestionAnnouncer
from shared.app.messages import SnapshotMessage
from shared.app.refresh_snapshots import ALL, SnapshotRefresher
from shared.app.schedule_syncs import SyncScheduler
from shared.app.take_snapshot import Taken
from shared.core.codec import encode
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.store.settings import StoreSettings
from shared.core.store.sync import SyncKind, SyncReport, TableSync, Tier
from shared.ports.ingestion_log import Announcement
from shared.ports.outbox import Queue
from tests.fakes.clock import NOON
from tests.fakes.ingestion_log import InMemoryIngestionLog
from tests.fakes.office import CHANNEL, PERSON, WORKSPACE, Office, shop_dataset
from tests.fakes.sync_log import InMemorySyncLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.app.take_snapshot import SnapshotTaker


class FakeTaker:
    """Takes snapshots as told."""

    def __init__(self, office: Office) -> None:
        self.taken: list[str] = []
        self.asked: list[tuple[SyncKind, str]] = []
        self.forgotten: list[tuple[str, str]] = []
        self.failure: Exception | None = None
        self._office = office

    def take(self, dataset_id: str, kind: SyncKind, only: str, progress: Callable[[str, int], None] | None) -> Taken:
        """Note it."""
        if progress is not None:
            progress("lines", 250)
        if self.failure is not None:
            raise self.failure
        self.taken.append(dataset_id)
        self.asked.append((kind, only))
        table = TableSync("lines", kind, Tier.ADBC, 600, 600, 1000, 0.5)
        return Taken(self._office.dataset, SyncReport(dataset_id, "s", 1, NOON, 0.5, (table,)))

    def forget_watermarks(self, dataset_id: str, only: str) -> None:
        """Note it."""
        self.forgotten.append((dataset_id, only))


class Workshop:
    """An office with a file F1 on its way, and what refreshes its snapshots."""

    def __init__(self) -> None:
        self.office = Office()
        self.log = InMemoryIngestionLog(self.office.clock)
        self.ts = self.office.bot.post(CHANNEL, "Preparing", thread_ts="1.0")
        self.log.begin(WORKSPACE, "F1", "0A", Announcement(WORKSPACE, CHANNEL, "1.0", self.ts, PERSON))
        self.taker = FakeTaker(self.office)
        announcer = IngestionAnnouncer(
            self.office.messengers,
            self.office.catalog,
            self.office.runner,
            self.log,
            self.office.clock,
            self.office.tables,
        )
        self.syncs = InMemorySyncLog()
        self.settings = StoreSettings()
        self.office_ts = self.office.bot.post(CHANNEL, "Asked to sync")
        self.announcer = announcer

    @property
    def refresher(self) -> SnapshotRefresher:
        """What a container that starts now has."""
        office = self.office
        scheduler = SyncScheduler(office.catalog, office.outbox, self.syncs, office.clock, self.settings)
        return SnapshotRefresher(cast("SnapshotTaker", self.taker), self.announcer, scheduler)

    def told(self) -> str:
        """What the message says that a sync was asked for in."""
        return next(each.text for each in self.office.bot.messages if each.ts == self.office_ts)


@pytest.fixture
def workshop() -> Workshop:
    """With nothing refreshed yet."""
    return Workshop()


def test_a_request_says_how_thorough_it_is(workshop: Workshop) -> None:
    """The least that is done, and the one table; when watermarks are forgotten everything is read."""
    workshop.refresher.refresh(request(kind=SyncKind.RECONCILED, only="lines"))
    workshop.refresher.refresh(request(reset=True, only="lines"))
    assert workshop.taker.forgotten == [("d_shop", "lines")]
    assert workshop.taker.asked == [(SyncKind.RECONCILED, "lines"), (SyncKind.FULL, "lines")]


def test_who_asked_for_a_sync_sees_how_it_goes(workshop: Workshop) -> None:
    """In the message that said it was asked for: rows so far, then what it came to, or why it failed."""
    asked = request(channel=CHANNEL, user=PERSON, tell=workshop.office_ts)
    workshop.taker.failure = TransientError("away")
    with pytest.raises(TransientError):
        workshop.refresher.refresh(asked)
    assert workshop.told() == "Syncing *Shop*… 250 rows so far"
    workshop.refresher.give_up(asked, TransientError("away"))
    assert "The sync of *Shop* failed: A part of the system could not be reached." in workshop.told()
    workshop.refresher.give_up(asked, UserError("Declare another key."))
    assert "failed: Declare another key." in workshop.told()
    workshop.refresher.give_up(asked, InternalError("secret"))
    assert "secret" not in workshop.told()
    workshop.taker.failure = None
    workshop.refresher.refresh(asked)
    assert workshop.told().startswith("*Shop* is up to date: version 1 has 600 rows")


def request(dataset_id: str = "d_shop", file_id: str = "", **more: Any) -> dict[str, object]:  # noqa: ANN401
    """Make a request's body."""
    return dict(encode(SnapshotMessage(WORKSPACE, dataset_id, file_id, **more)))


def test_a_request_takes_one_snapshot(workshop: Workshop) -> None:
    """Of the data set it names."""
    workshop.refresher.refresh(request())
    assert workshop.taker.taken == ["d_shop"]


def test_the_schedule_asks_for_each_data_set(workshop: Workshop) -> None:
    """A message each, so that one that fails keeps no other from being fresh."""
    workshop.office.catalog.register(shop_dataset(id="d_2", name="two"))
    workshop.refresher.refresh({"kind": ALL})
    assert [each.body["dataset_id"] for each in workshop.office.outbox.of(Queue.SNAPSHOTS)] == ["d_2", "d_shop"]
    assert workshop.taker.taken == []


def test_a_data_set_that_goes_away_meanwhile_is_passed_over(workshop: Workshop) -> None:
    """The others are asked for all the same."""
    catalog = workshop.office.catalog
    workshop.office.catalog.register(shop_dataset(id="d_2", name="two"))
    ids = catalog.all_ids
    catalog.all_ids = lambda: ("d_0", *ids())  # type: ignore[method-assign]
    workshop.refresher.refresh({"kind": ALL})
    assert len(workshop.office.outbox.of(Queue.SNAPSHOTS)) == 2


def test_who_waits_for_a_snapshot_is_told_when_it_does_not_come(workshop: Workshop) -> None:
    """In the place of the progress; of a scheduled one nobody is told."""
    workshop.refresher.give_up(request(file_id="F1"), UserError("it has no tables."))
    assert "it has no tables." in workshop.office.said()[0].text
    workshop.refresher.give_up(request(), TransientError("away"))
    workshop.refresher.give_up({"kind": ALL}, TransientError("away"))
    assert len(workshop.office.bot.messages) == 2


def test_what_fails_is_raised_to_the_queue(workshop: Workshop) -> None:
    """Faults to be tried again, and bodies that nobody can read."""
    workshop.taker.failure = TransientError("away")
    with pytest.raises(TransientError):
        workshop.refresher.refresh(request())
    with pytest.raises(InternalError):
        workshop.refresher.refresh({"kind": "unknown"})
