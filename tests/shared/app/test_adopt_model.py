"""A model shared in a channel is in use at the next question there, and the thread says how much of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from shared.app import fail_file
from shared.app.accept_event import viewer_in
from shared.app.adopt_model import ModelAdopter
from shared.app.announce_ingestion import IngestionAnnouncer
from shared.app.answer_question import answer_question
from shared.app.ingest_file import FileIngester
from shared.app.ingest_model import ModelIngester
from shared.app.messages import MODEL
from shared.app.refresh_snapshots import SnapshotRefresher
from shared.app.schedule_syncs import SyncScheduler
from shared.app.take_snapshot import SnapshotTaker
from shared.config.ossie_documents import parse_any_model
from shared.core.asking.answer import Answer, Status
from shared.core.asking.question import Question
from shared.core.errors import TransientError
from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.versions.versions import Change
from shared.core.store.dataset import Dataset
from shared.core.store.settings import StoreSettings
from shared.core.table.types import DataType
from shared.ports.outbox import Queue
from tests.fakes.clock import FixedClock
from tests.fakes.darkroom import Darkroom
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.faults import Killed
from tests.fakes.file_reader import KnownFiles
from tests.fakes.ingestion_log import InMemoryIngestionLog
from tests.fakes.messenger import FakeMessengers
from tests.fakes.outbox import InMemoryOutbox
from tests.fakes.raw_files import InMemoryRawFiles
from tests.fakes.table_store import InMemoryTableStore, origin_of
from tests.fakes.written_models import InMemoryWrittenModels

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CITY, SEATS = CleanColumn("city", "City", DataType.TEXT), CleanColumn("seats", "Seats", DataType.INTEGER)
HALLS = CleanTable("halls", "Halls", (CITY, SEATS), (("Pune", 300), ("Agra", 120), ("Pune", 80)))
MODEL_YAML = """
entities:
  halls:
    fields: {city: {synonyms: [nagar]}, colour: {label: Colour}}
    measures: {capacity: {label: Capacity, aggregation: sum, field: seats, synonyms: [kshamta]}}
  trains: {label: Trains}
metrics:
  halls_known: {kind: derived, label: Nothing, expression: missing * 2}
"""


class House:
    """Two channels with a data set of halls each, and everything a model passes on its way to them."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock()
        self.messengers = FakeMessengers("T1")
        self.raw_files, self.outbox = InMemoryRawFiles(), InMemoryOutbox()
        self.tables = InMemoryTableStore()
        self.darkroom = Darkroom(self.tables, self.clock, folder)
        self.catalog = InMemoryDatasetCatalog(
            Dataset("d_1", "T1", "C1", "halls", "Halls", "U1"), Dataset("d_2", "T1", "C2", "halls_2", "Halls", "U1")
        )
        for name in ("d_1", "d_2"):
            self.tables.write(name, (HALLS,), Change.FIRST, origin_of("1"))
        self.models = InMemoryWrittenModels()
        self.log = InMemoryIngestionLog(self.clock)
        self.runner = DuckDbQueryRunner(self.darkroom.versions(), EngineLimits(seconds=10, memory_mb=200, threads=1))
        self.faults = self.darkroom.faults

    def ingester(self) -> FileIngester:
        """The file door."""
        at = self.faults
        return FileIngester(
            at.on(self.messengers),
            self.raw_files,
            KnownFiles({}),
            self.tables,
            self.catalog,
            at.on(self.log),
            at.on(self.outbox),
            self.clock,
            models=ModelIngester(parse_any_model, at.on(self.models)),
        )

    def refresher(self) -> SnapshotRefresher:
        """The snapshot door."""
        taker = SnapshotTaker(
            self.catalog,
            self.tables,
            self.darkroom.syncer_of,
            DuckDbTableProfiler(),
            self.clock,
            channels=self.models,
        )
        announcer = IngestionAnnouncer(self.messengers, self.catalog, self.runner, self.log, self.clock, self.tables)
        adopter = ModelAdopter(self.messengers, self.catalog, self.models, taker, announcer)
        scheduler = SyncScheduler(self.catalog, self.outbox, self.darkroom.log, self.clock, StoreSettings())
        return SnapshotRefresher(taker, announcer, scheduler, adopter)

    def share(self, text: str, file_id: str = "F1", channel: str = "C1") -> str:
        """Share a model, and have the file door read it; returns the object's key."""
        ts = self.messengers.of("T1").post(channel, "Received the file", thread_ts="1.0")
        key = f"raw/T1/{channel}/{file_id}/model.yaml"
        story = {"user": "U1", "name": "model.yaml", "thread_ts": "1.0", "ts": ts}
        self.raw_files.put(key, text.encode(), story)
        self.ingester().ingest(key, "0A")
        return key

    def work(self) -> None:
        """Have the snapshot door do what waits for it."""
        waiting = [each.body for each in self.outbox.of(Queue.SNAPSHOTS)]
        self.outbox.sent.clear()
        for body in waiting:
            self.refresher().refresh(json.loads(json.dumps(body)))

    def ask(self, text: str, channel: str = "C1") -> Answer:
        """Ask as a member of the channel."""
        return answer_question(
            Question(text, viewer_in("T1", "U1", channel), self.clock.now()), self.catalog, self.runner
        )

    @property
    def told(self) -> str:
        """What stands in the thread last."""
        return self.messengers.of("T1").messages[-1].text

    def shown(self) -> str:
        """All of it."""
        return json.dumps(self.messengers.of("T1").messages[-1].blocks, ensure_ascii=False)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """With both data sets ready for questions."""
    made = House(tmp_path)
    for name in ("d_1", "d_2"):
        made.refresher().taker.take(name)
    yield made
    made.runner.close()


def test_new_words_work_in_the_next_question(house: House) -> None:
    """In the channel where the model was shared, and in no other."""
    assert house.ask("kshamta by nagar").status is not Status.ANSWERED
    house.share(MODEL_YAML)
    house.work()
    answer = house.ask("kshamta by nagar")
    assert answer.status is Status.ANSWERED
    assert answer.table is not None
    assert sorted(answer.table.rows, key=str) == [("Agra", 120), ("Pune", 380)]
    assert house.ask("kshamta by nagar", "C2").status is not Status.ANSWERED
    other = house.catalog.by_id("d_2")
    assert other is not None
    assert other.snapshot is not None
    assert other.snapshot.version == 1


def test_what_is_in_use_and_what_is_not_is_told(house: House) -> None:
    """In place of the progress, with questions that were tried."""
    house.share(MODEL_YAML)
    house.work()
    assert house.told == "Your model model.yaml is in use: 1 measure, 1 described column and 2 synonyms."
    for sentence in (
        "entities.halls.fields.colour: there is no column",
        "entities.trains: there is no table",
        "metrics.halls_known: there is no metric",
    ):
        assert sentence in house.shown()
    assert "What is the capacity?" in house.shown()
    assert len(house.messengers.of("T1").messages) == 1


def test_a_scheduled_snapshot_keeps_the_words(house: House) -> None:
    """They are laid over whenever a snapshot of the channel's data is taken."""
    house.share(MODEL_YAML)
    house.work()
    house.refresher().taker.take("d_1")
    assert house.ask("kshamta by nagar").status is Status.ANSWERED


def test_a_later_file_takes_the_place_of_the_earlier_one(house: House) -> None:
    """Whole: what it does not say is not said any more."""
    house.share(MODEL_YAML)
    house.work()
    house.share("entities: {halls: {fields: {city: {synonyms: [shahar]}}}}", "F2")
    house.work()
    assert house.told == "Your model model.yaml is in use: 1 described column and 1 synonym."
    assert house.ask("total seats by shahar").status is Status.ANSWERED
    assert house.ask("kshamta by nagar").status is not Status.ANSWERED


@pytest.mark.parametrize("text", ["", "{}"])
def test_an_empty_file_takes_the_model_away(house: House, text: str) -> None:
    """And says so."""
    house.share(MODEL_YAML)
    house.work()
    house.share(text, "F2")
    house.work()
    assert "this channel's model is taken away" in house.told
    assert house.ask("kshamta by nagar").status is not Status.ANSWERED
    assert house.ask("total seats by city").status is Status.ANSWERED


def test_a_file_with_mistakes_changes_nothing(house: House) -> None:
    """Its mistakes are told in its thread, and no snapshot is asked for."""
    house.share(MODEL_YAML)
    house.work()
    house.share("entities: {halls: {sinonyms: [x]}}", "F2")
    assert "did you mean “synonyms”?" in house.told
    assert house.outbox.sent == []
    assert house.ask("kshamta by nagar").status is Status.ANSWERED


def test_of_two_files_at_once_the_later_one_is_in_use(house: House) -> None:
    """Whoever of them is worked on last; the earlier one's thread says so."""
    house.share(MODEL_YAML)
    house.share("entities: {halls: {fields: {city: {synonyms: [shahar]}}}}", "F2")
    house.work()
    first, second = house.messengers.of("T1").messages
    assert first.text == "A later model of this channel stands already; model.yaml is not used."
    assert "is in use" in second.text


def test_a_channel_without_tables_keeps_its_model_for_later(house: House) -> None:
    """The first data shared there has the words at once."""
    house.share(MODEL_YAML, channel="C3")
    house.work()
    assert "There are no tables here yet" in house.told
    house.catalog.register(Dataset("d_3", "T1", "C3", "halls_3", "Halls", "U1"))
    house.tables.write("d_3", (HALLS,), Change.FIRST, origin_of("1"))
    house.refresher().taker.take("d_3")
    assert house.ask("kshamta by nagar", "C3").status is Status.ANSWERED


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("method", ["begin", "put", "show", "send", "finish"])
def test_whatever_dies_a_redelivery_puts_the_model_to_use(house: House, moment: str, method: str) -> None:
    """Nothing stays half done between keeping it and asking for it to be used."""
    house.faults.plan(moment, method, Killed())
    with pytest.raises(Killed):
        house.share(MODEL_YAML)
    house.clock.advance(minutes=16)
    house.ingester().ingest("raw/T1/C1/F1/model.yaml", "0A", redelivered=True)
    house.work()
    assert house.ask("kshamta by nagar").status is Status.ANSWERED
    assert "is in use" in house.told


def test_a_snapshot_that_fails_is_tried_again_or_given_up_in_words(house: House) -> None:
    """Until then the tables mean what they meant; the thread never waits for ever."""
    house.share(MODEL_YAML)
    (waiting,) = house.outbox.of(Queue.SNAPSHOTS)
    assert waiting.body["kind"] == MODEL
    house.faults.plan("before", "at_one_moment", TransientError("away"))
    with pytest.raises(TransientError):
        house.refresher().refresh(waiting.body)
    assert house.ask("total seats by city").status is Status.ANSWERED
    house.refresher().give_up(waiting.body, TransientError("away"))
    assert house.told == f"I could not take model.yaml: {fail_file.UNREACHABLE}"


def test_words_that_can_no_longer_be_laid_over_stop_no_snapshot(house: House) -> None:
    """Such as those in a form that an older release took."""
    house.share(MODEL_YAML)
    kept = house.models.of("T1", "C1")
    assert kept is not None
    house.models.put(replace(kept, form={"calendar": {"week_start": "someday"}}))
    house.refresher().taker.take("d_1")
    assert house.ask("total seats by city").status is Status.ANSWERED
