"""A file in the raw bucket becomes tables once, and its snapshot is always asked for."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

import pytest

from shared.app import fail_file
from shared.app.ingest_file import FileIngester, parse_key, report_of
from shared.app.messages import InProgressError
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.ingest.report import CleanColumn, CleanTable, FileReading
from shared.core.store.dataset import Dataset
from shared.core.table.types import DataType
from shared.ports.outbox import Queue
from tests.fakes.clock import FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.faults import Faults, Killed
from tests.fakes.file_reader import KnownFiles
from tests.fakes.ingestion_log import InMemoryIngestionLog
from tests.fakes.messenger import FakeMessengers
from tests.fakes.outbox import InMemoryOutbox
from tests.fakes.raw_files import InMemoryRawFiles
from tests.fakes.table_store import InMemoryTableStore

KEY = "raw/T1/C1/F1/sales.csv"
COLUMNS = (
    CleanColumn("city", "City", DataType.TEXT, ("Pune",)),
    CleanColumn("phone", "Phone", DataType.TEXT, ("98200",), personal=True),
)
TABLE = CleanTable("sales", "Sales", COLUMNS, (("Pune", "98200"), ("Agra", None)))


class Mill:
    """A raw bucket with one file, and what takes it in."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.messengers = FakeMessengers("T1")
        self.raw_files = InMemoryRawFiles()
        self.reader = KnownFiles({"Sales.csv": FileReading("Sales.csv", (TABLE,))})
        self.tables = InMemoryTableStore()
        self.catalog = InMemoryDatasetCatalog()
        self.log = InMemoryIngestionLog(self.clock)
        self.outbox = InMemoryOutbox()
        self.ts = self.messengers.of("T1").post("C1", "Received the file", thread_ts="1.0")
        self.raw_files.put(KEY, b"city,phone", {"user": "U1", "name": "Sales.csv", "thread_ts": "1.0", "ts": self.ts})

    def ingester(self, faults: Faults | None = None) -> FileIngester:
        at = faults or Faults()
        return FileIngester(
            at.on(self.messengers),
            at.on(self.raw_files),
            at.on(self.reader),
            at.on(self.tables),
            at.on(self.catalog),
            at.on(self.log),
            at.on(self.outbox),
        )

    @property
    def told(self) -> str:
        (message,) = self.messengers.of("T1").messages
        return message.text

    def datasets(self) -> list[Dataset]:
        return list(self.catalog.in_workspace("T1"))


@pytest.fixture
def mill() -> Mill:
    """With its first file waiting."""
    return Mill()


def test_a_file_becomes_a_data_set_of_its_channel(mill: Mill) -> None:
    """Its tables are written, its sharer is a member, and a snapshot is asked for that will announce it."""
    assert mill.ingester().ingest(KEY, "0A")
    (dataset,) = mill.datasets()
    assert (dataset.label, dataset.channel, dataset.created_by) == ("Sales", "C1", "U1")
    assert [each.name for each in mill.tables.tables(dataset.id)] == ["sales"]
    (sent,) = mill.outbox.of(Queue.SNAPSHOTS)
    assert (sent.body["dataset_id"], sent.body["file_id"]) == (dataset.id, "C1/F1")
    assert ("T1", "C1", "U1") in mill.catalog._members


def test_the_same_version_is_read_once(mill: Mill) -> None:
    """S3 tells of an object at least once, and in any order."""
    mill.ingester().ingest(KEY, "0B")
    assert not mill.ingester().ingest(KEY, "0B")
    assert not mill.ingester().ingest(KEY, "0A")
    assert len(mill.outbox.of(Queue.SNAPSHOTS)) == 1


def test_a_file_of_the_same_name_is_the_same_data_set(mill: Mill) -> None:
    """In its channel; elsewhere it is another one."""
    mill.ingester().ingest(KEY, "0A")
    for key in ("raw/T1/C1/F2/sales.csv", "raw/T1/C2/F3/sales.csv"):
        mill.raw_files.put(key, b"x", mill.raw_files.files[KEY][1])
    mill.messengers.of("T1").post("C2", "Received the file")
    mill.ingester().ingest("raw/T1/C1/F2/sales.csv", "0A")
    assert len(mill.datasets()) == 1
    other = {**mill.raw_files.files[KEY][1], "ts": mill.messengers.of("T1").messages[-1].ts}
    mill.raw_files.put("raw/T1/C2/F3/sales.csv", b"x", other)
    mill.ingester().ingest("raw/T1/C2/F3/sales.csv", "0A")
    assert [each.channel for each in mill.datasets()] == ["C1", "C2"]


def test_a_file_without_a_table_is_refused_with_its_reason(mill: Mill) -> None:
    """Nothing is stored, and reading it again is not asked for."""
    mill.reader.readings.clear()
    assert mill.ingester().ingest(KEY, "0A")
    assert "it holds no table" in mill.told
    assert mill.datasets() == []
    assert not mill.ingester().ingest(KEY, "0A", redelivered=True)
    assert mill.outbox.sent == []


def test_a_file_shared_in_two_channels_is_two(mill: Mill) -> None:
    """S3 orders the versions of one object only: the later object's news may come first."""
    second = mill.messengers.of("T1").post("C2", "Received the file")
    story = {**mill.raw_files.files[KEY][1], "ts": second}
    mill.raw_files.put("raw/T1/C2/F1/sales.csv", b"city,phone", story)
    assert mill.ingester().ingest("raw/T1/C2/F1/sales.csv", "0B")
    assert mill.ingester().ingest(KEY, "0A")
    assert [each.channel for each in mill.datasets()] == ["C2", "C1"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "method",
    ["get", "begin", "update", "read", "in_workspace", "register", "replace", "remember_member", "finish", "send"],
)
@pytest.mark.parametrize("error", [Killed(), TransientError("away"), ValueError("a defect")])
def test_whatever_dies_a_redelivery_asks_for_the_snapshot(
    mill: Mill, moment: str, method: str, error: BaseException
) -> None:
    """No file stays half read: not between its tables and its report, nor between its report and the request."""
    faults = Faults()
    faults.plan(moment, method, error)
    with pytest.raises((Killed, TransientError, ValueError)):
        mill.ingester(faults).ingest(KEY, "0A")
    mill.clock.advance(minutes=6)  # as long as a killed reader's lease lasts
    mill.ingester().ingest(KEY, "0A", redelivered=True)
    assert len(mill.datasets()) == 1
    assert mill.tables.tables(mill.datasets()[0].id)
    assert mill.outbox.of(Queue.SNAPSHOTS)


def test_a_second_delivery_waits_for_the_first(mill: Mill) -> None:
    """It may not report success for work that can still fail."""
    faults = Faults()
    faults.plan("before", "read", Killed())
    faults.plan("before", "abandon", Killed())
    with pytest.raises(Killed):
        mill.ingester(faults).ingest(KEY, "0A")
    with pytest.raises(InProgressError):
        mill.ingester().ingest(KEY, "0A")


def test_giving_up_is_said_where_the_progress_stood(mill: Mill) -> None:
    """Whether or not reading had begun."""
    mill.ingester().give_up(KEY, TransientError("away"))
    assert fail_file.UNREACHABLE in mill.told
    mill.ingester().ingest(KEY, "0A")
    mill.ingester().give_up(KEY, UserError("it cannot be stored."))
    assert "it cannot be stored." in mill.told


def test_personal_examples_are_told_to_nobody() -> None:
    """Neither the report nor what keeps it has them."""
    report = report_of(FileReading("sales.csv", (TABLE,)), Dataset("d_1", "T1", "C1", "sales", "Sales", "U1"))
    assert [each.examples for each in report.tables[0].columns] == [("Pune",), ()]


@pytest.mark.parametrize(
    "key", ["raw/T1/C1/F1", "other/T1/C1/F1/x.csv", "raw/T1//F1/x.csv", "raw/T1/C1/F1/a/b.csv", ""]
)
def test_an_object_that_is_not_ours_is_a_defect(key: str) -> None:
    """Nobody can be told; the queue keeps it."""
    with pytest.raises(InternalError):
        parse_key(key)
