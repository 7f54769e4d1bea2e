"""A workspace with its bot: every use case wired over the fakes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.app.accept_event import viewer_in
from shared.app.act import Actor
from shared.app.act_on_store import StoreActor
from shared.app.answer_question import view_for
from shared.app.choose_version import VersionChooser
from shared.app.explain import Library
from shared.app.keep_question import Keeper
from shared.app.messages import ActionKind, ActionMessage, QuestionMessage, Surface
from shared.app.reply_in_thread import Replier
from shared.app.send_digest import DigestSender
from shared.app.set_digest import DigestSetter
from shared.app.show_home import HomeDisplay
from shared.app.show_store import StoreDisplay
from shared.app.show_versions import VersionHistory
from shared.core.retrieval.hashing import HashedEmbedder
from shared.core.store.settings import StoreSettings
from tests.fakes import shop
from tests.fakes.answer_log import InMemoryAnswerLog
from tests.fakes.choice_memory import InMemoryChoiceMemory
from tests.fakes.clock import FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.digest_book import InMemoryDigestBook
from tests.fakes.faults import Faults
from tests.fakes.ingestion_log import InMemoryIngestionLog
from tests.fakes.messenger import FakeMessengers
from tests.fakes.outbox import InMemoryOutbox
from tests.fakes.passage_store import InMemoryPassageStore
from tests.fakes.pin_board import InMemoryPinBoard
from tests.fakes.query_runner import CannedQueryRunner
from tests.fakes.snapshot_shelf import FakeSnapshotShelf
from tests.fakes.sync_log import InMemorySyncLog
from tests.fakes.table_store import InMemoryTableStore
from tests.fakes.thread_memory import InMemoryThreadMemory

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.errors import AvexraError
    from shared.core.store.dataset import Dataset
    from shared.ports.outbox import Outbox
    from shared.ports.query_runner import QueryRunner
    from tests.fakes.messenger import FakeMessenger, Posted

WORKSPACE, CHANNEL, OTHER_CHANNEL, DIRECT = "T1", "C1", "C2", "D1"
PERSON, COLLEAGUE, GUEST, BOT = "U1", "U2", "UGUEST", "UBOT"
ROOT = "1718190000.000100"


def shop_dataset(file: Path = Path("nowhere.duckdb"), **changes: Any) -> Dataset:  # noqa: ANN401 - as replace takes them
    """Return the shop's data set, in CHANNEL unless told otherwise."""
    return replace(shop.dataset(file), **changes)


@dataclass
class Office:
    """The fakes, and what is made of them; PERSON and COLLEAGUE are members of CHANNEL, GUEST is a guest."""

    runner: QueryRunner = field(default_factory=CannedQueryRunner)
    dataset: Dataset = field(default_factory=shop_dataset)
    clock: FixedClock = field(default_factory=FixedClock)
    reported: list[AvexraError] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    settings: StoreSettings = field(default_factory=StoreSettings)

    def __post_init__(self) -> None:
        self.messengers = FakeMessengers(WORKSPACE)
        self.bot.outsiders |= {GUEST, BOT}
        self.bot.members |= {(CHANNEL, PERSON), (CHANNEL, COLLEAGUE)}
        self.catalog = InMemoryDatasetCatalog(self.dataset)
        self.memory = InMemoryThreadMemory(self.clock)
        self.log = InMemoryAnswerLog()
        self.choices = InMemoryChoiceMemory(self.clock)
        self.library = Library(InMemoryPassageStore(), HashedEmbedder())
        self.outbox = InMemoryOutbox()
        self.pins = InMemoryPinBoard()
        self.digests = InMemoryDigestBook()
        self.ingestions = InMemoryIngestionLog(self.clock)
        self.tables = InMemoryTableStore()
        self.syncs = InMemorySyncLog()
        self.shelves: dict[str, FakeSnapshotShelf] = {}

    @property
    def bot(self) -> FakeMessenger:
        """The workspace's messenger."""
        return self.messengers.of(WORKSPACE)

    def replier(self, faults: Faults | None = None) -> Replier:
        """What answers questions, with the faults between it and its ports."""
        at = faults or Faults()
        return Replier(
            at.on(self.messengers),
            at.on(self.catalog),
            at.on(self.runner),
            at.on(self.memory),
            at.on(self.log),
            self.clock,
            self.reported.append,
            library=self.library,
            keeper=Keeper(
                at.on(self.messengers), at.on(self.catalog), at.on(self.runner), self.pins, self.digests, self.clock
            ),
            choices=self.choices,
        )

    def sender(self) -> DigestSender:
        """What sends digests."""
        return DigestSender(self.digests, self.messengers, self.catalog, self.runner, self.clock)

    def home(self) -> HomeDisplay:
        """What shows the Home tab."""
        return HomeDisplay(self.messengers, self.catalog, self.runner, self.pins, self.digests, self.clock)

    def shelf(self, dataset: Dataset) -> FakeSnapshotShelf:
        """Return a data set's shelf, empty until something is put there."""
        return self.shelves.setdefault(dataset.id, FakeSnapshotShelf(self.clock.now))

    def store(self, outbox: Outbox | None = None) -> StoreActor:
        """What shows the store and asks for syncs."""
        display = StoreDisplay(self.catalog, self.runner, self.shelf, self.syncs, self.clock, self.settings)
        return StoreActor(display, outbox or self.outbox)

    def actor(self, faults: Faults | None = None) -> Actor:
        """What acts on clicks, with the faults between it and Slack."""
        return Actor(
            messengers=(faults or Faults()).on(self.messengers),
            catalog=self.catalog,
            runner=self.runner,
            log=self.log,
            pins=self.pins,
            outbox=self.outbox,
            clock=self.clock,
            home=self.home(),
            digests=DigestSetter(self.messengers, self.digests, self.sender()),
            chooser=VersionChooser(self.ingestions, self.outbox),
            history=VersionHistory(self.catalog, self.tables, self.outbox),
            store=self.store(),
        )

    def question(  # noqa: PLR0913 - all of it has defaults
        self,
        text: str = "total value by brand",
        *,
        surface: Surface = Surface.MENTION,
        channel: str = CHANNEL,
        user: str = PERSON,
        thread: str = ROOT,
        event_id: str = "Ev1",
        url: str = "",
        asked_at: datetime | None = None,
    ) -> QuestionMessage:
        """Make a question asked a moment ago."""
        at = asked_at or self.clock.now() - timedelta(seconds=1)
        return QuestionMessage(event_id, viewer_in(WORKSPACE, user, channel), surface, text, thread, at, url)

    def action(  # noqa: PLR0913 - all of it has defaults
        self,
        kind: ActionKind,
        value: str = "",
        *,
        user: str = PERSON,
        channel: str = CHANNEL,
        thread: str = ROOT,
        url: str = "https://hooks.slack.com/actions/1",
        event_id: str = "Ev9",
    ) -> ActionMessage:
        """Make an action."""
        return ActionMessage(event_id, kind, WORKSPACE, user, channel, ROOT, thread, value, url)

    def answered(self, text: str = "total value by brand", **how: Any) -> QuestionMessage:  # noqa: ANN401 - as question
        """Ask and have it answered."""
        message = self.question(text, **how)
        assert self.replier().reply(message)
        return message

    def said(self, channel: str = CHANNEL) -> list[Posted]:
        """Return what everyone in the channel sees of the bot."""
        return [each for each in self.bot.messages if each.channel == channel and not each.to and not each.file]

    def told(self, user: str = PERSON) -> list[str]:
        """Return what one user alone was told, wherever that was."""
        own = [each.text for each in self.bot.messages if each.to == user or each.channel == f"D{user[1:]}"]
        return own + [text for _, text, _, _ in self.bot.responses]

    def sees(self, user: str, channel: str) -> tuple[str, ...]:
        """Return the names of the data sets a viewer may ask about."""
        return tuple(each.name for each in view_for(viewer_in(WORKSPACE, user, channel), self.catalog).datasets)
