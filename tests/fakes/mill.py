"""Everything a shared file passes on its way to tables, with what people press and see."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.app.ingest_file import FileIngester
from shared.app.ingest_rules import RulesIngester
from shared.app.messages import ActionKind
from shared.config.ingest_rules import parse_rules
from shared.core.ingest.report import CleanColumn, CleanTable, FileReading, Quality, Reject, Repair, RuleApplied
from shared.core.table.types import DataType
from shared.ports.outbox import Queue
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.faults import Faults
from tests.fakes.file_reader import KnownFiles
from tests.fakes.office import CHANNEL, PERSON, WORKSPACE, Office
from tests.fakes.raw_files import InMemoryRawFiles
from tests.fakes.written_rules import InMemoryWrittenRules

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.ingest.versions.choices import Choice
    from shared.core.store.dataset import Dataset
    from shared.core.table.types import Cell
    from tests.fakes.messenger import Posted

CITY = CleanColumn("city", "City", DataType.TEXT, ("Pune", "Agra"))
AMOUNT = CleanColumn("amount", "Amount", DataType.INTEGER, ("12", "7"))
PHONE = CleanColumn("phone", "Phone", DataType.TEXT, ("98200",), personal=True)


def table(
    *rows: tuple[Cell, ...],
    name: str = "sales",
    columns: tuple[CleanColumn, ...] = (CITY, AMOUNT),
    rejects: tuple[Reject, ...] = (),
    key: tuple[str, ...] = (),
) -> CleanTable:
    """Make a table of cities with amounts, or of other columns; two rows where none are given."""
    return CleanTable(
        name,
        name.capitalize(),
        columns,
        rows or (("Pune", 12), ("Agra", 7)),
        (Repair("dates written in two ways were read as one", 14), Repair("days and months may be swapped", 2, True)),  # noqa: FBT003
        rejects,
        key,
        (RuleApplied("Brand by its keywords", 2),),
        Quality(96, ("2 of 100 cells were empty",)),
    )


class Mill:
    """A workspace without data whose people share files: faults stand between the ingester and all its ports."""

    def __init__(self) -> None:
        self.office = Office()
        self.office.catalog = InMemoryDatasetCatalog()
        self.raw_files = InMemoryRawFiles()
        self.reader = KnownFiles()
        self.rules = InMemoryWrittenRules()
        self.faults = Faults()
        self.keys: dict[str, str] = {}

    @property
    def tables(self) -> Any:  # noqa: ANN401 - the fake store, looked into
        return self.office.tables

    def ingester(self) -> FileIngester:
        at, office = self.faults, self.office
        return FileIngester(
            at.on(office.messengers),
            at.on(self.raw_files),
            at.on(self.reader),
            at.on(office.tables),
            at.on(office.catalog),
            at.on(office.ingestions),
            at.on(office.outbox),
            office.clock,
            rules=RulesIngester(parse_rules, at.on(self.rules)),
        )

    def share(
        self,
        name: str = "Sales.csv",
        *tables: CleanTable,
        file_id: str = "F1",
        user: str = PERSON,
        channel: str = CHANNEL,
    ) -> str:
        """Put a file into the raw bucket as intake does; returns its key."""
        reading = FileReading(name, tables or (table(),))
        ts = self.office.bot.post(channel, "Received the file", thread_ts="1.0")
        key = f"raw/{WORKSPACE}/{channel}/{file_id}/{name.replace(' ', '_')}"
        content = repr([(each.columns, tuple(each.rows)) for each in reading.tables])
        self.reader.readings[content] = reading
        self.raw_files.put(key, content.encode(), {"user": user, "name": name, "thread_ts": "1.0", "ts": ts})
        self.keys[file_id] = key
        return key

    def share_text(self, name: str, text: str, *, file_id: str = "F1", channel: str = CHANNEL) -> None:
        """Put a file of text into the raw bucket."""
        self.share(name, file_id=file_id, channel=channel)
        self.raw_files.put(self.keys[file_id], text.encode(), self.raw_files.files[self.keys[file_id]][1])

    def ingest(
        self, file_id: str = "F1", sequencer: str = "0A", *, redelivered: bool = False, until: datetime | None = None
    ) -> bool:
        """Have S3 tell of a file."""
        return self.ingester().ingest(self.keys[file_id], sequencer, redelivered=redelivered, until=until)

    def shared(self, name: str = "Sales.csv", *tables: CleanTable, file_id: str = "F1", sequencer: str = "0A") -> None:
        """Share a file, and have it ingested."""
        self.share(name, *tables, file_id=file_id)
        self.ingest(file_id, sequencer)

    def message(self, file_id: str = "F1") -> Posted:
        """What stands in the thread about a file."""
        ts = self.raw_files.files[self.keys[file_id]][1]["ts"]
        return next(each for each in self.office.bot.messages if each.ts == ts)

    def buttons(self, file_id: str = "F1") -> dict[str, Any]:
        """The buttons of a file's message, by label."""
        elements = [each for block in self.message(file_id).blocks for each in block.get("elements", ())]
        return {each["text"]["text"]: each for each in elements if each["type"] == "button"}

    def click(  # noqa: PLR0913 - all of it has defaults
        self,
        choice: Choice,
        file_id: str = "F1",
        *,
        value: str = "",
        event_id: str = "",
        redelivered: bool = False,
        user: str = PERSON,
    ) -> str:
        """Choose something for a file; returns the value of the button."""
        carried = value or next(
            each["value"] for each in self.buttons(file_id).values() if each["value"].startswith(f"{choice}|")
        )
        event = event_id or f"click-{user}-{choice}"
        message = self.office.action(ActionKind.CHOOSE, carried, user=user, event_id=event)
        self.office.actor(self.faults).act(message, redelivered=redelivered)
        return carried

    def waiting(self) -> list[tuple[str, str]]:
        """Take what was asked of the ingestion queue: (key, sequencer) each."""
        asked = self.office.outbox.of(Queue.INGESTIONS)
        self.office.outbox.sent = [each for each in self.office.outbox.sent if each.queue is not Queue.INGESTIONS]
        return [(each.body["key"], each.body["sequencer"]) for each in asked]

    def work(self, *, redelivered: bool = False) -> None:
        """Do what waits in the ingestion queue."""
        for key, sequencer in self.waiting():
            self.ingester().ingest(key, sequencer, redelivered=redelivered)

    def datasets(self) -> list[Dataset]:
        return list(self.office.catalog.in_workspace(WORKSPACE))

    def rows(self, dataset_id: str = "") -> list[tuple[Cell, ...]]:
        """The rows of a data set, the only one unless told."""
        wanted = dataset_id or self.datasets()[0].id
        return [row for each in self.office.tables._sorted(wanted) for row in each.rows]

    def changes(self, dataset_id: str = "") -> list[str]:
        """How the versions of a data set came to be, the oldest first."""
        wanted = dataset_id or self.datasets()[0].id
        return [each.change.value for each in reversed(self.office.tables.versions(wanted))]

    def snapshots_asked(self) -> int:
        return len(self.office.outbox.of(Queue.SNAPSHOTS))
