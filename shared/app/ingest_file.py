"""Ingest a file from the raw bucket: its tables into PostgreSQL, its passages, or its words, and ask for snapshots."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT
from shared.app.fail_file import fail_file
from shared.app.messages import InProgressError, ModelMessage, SnapshotMessage
from shared.core.codec import encode
from shared.core.errors import InternalError
from shared.core.ingest.names import snake_case
from shared.core.ingest.report import IngestionReport, SheetIssue, TableReport
from shared.core.store.dataset import Dataset
from shared.ports.ingestion_log import Announcement
from shared.ports.outbox import Queue
from shared.render.documents import document_blocks, document_text
from shared.render.ingestion import Stage, progress_blocks, progress_text, refused_blocks, refused_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.app.ingest_document import DocumentIngester
    from shared.app.ingest_model import ModelIngester
    from shared.core.ingest.report import CleanColumn, CleanTable, FileReading
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.file_reader import FileReader
    from shared.ports.ingestion_log import IngestionLog
    from shared.ports.messenger import Messengers
    from shared.ports.outbox import Outbox
    from shared.ports.raw_files import RawFiles
    from shared.ports.table_store import TableStore


@dataclass(frozen=True, slots=True)
class FileIngester:
    """What ingesting needs of the world; without documents and models, every file is read for tables."""

    messengers: Messengers
    raw_files: RawFiles
    reader: FileReader
    tables: TableStore
    catalog: DatasetCatalog
    log: IngestionLog
    outbox: Outbox
    documents: DocumentIngester | None = None
    models: ModelIngester | None = None

    def ingest(self, key: str, sequencer: str, *, redelivered: bool = False) -> bool:
        """Ingest the object at raw/{workspace}/{channel}/{file_id}/{name}; returns False when there was nothing to do.

        The same version of a file twice is written once. Raises TransientError for what a retry may mend, and
        InProgressError while another delivery reads this version.
        """
        workspace, channel, file_id = parse_key(key)
        share = share_id(channel, file_id)
        content, metadata = self.raw_files.get(key)
        told = Announcement(workspace, channel, metadata["thread_ts"], metadata["ts"], metadata["user"])
        if not self.log.begin(workspace, share, sequencer, told):
            self._pick_up(workspace, share, redelivered=redelivered)
            return False
        done = False
        try:
            self._ingest(content, metadata, share, told)
            done = True
        finally:
            if not done:
                self.log.abandon(workspace, share, sequencer)
        return True

    def give_up(self, key: str, error: Exception) -> None:
        """Say in place of the progress that nothing came of the file."""
        workspace, channel, file_id = parse_key(key)
        found = self.log.find(workspace, share_id(channel, file_id))
        ts = found[0].ts if found else self.raw_files.get(key)[1]["ts"]
        fail_file(self.messengers.of(workspace), channel, ts, key.rsplit("/", 1)[-1], error)

    def _pick_up(self, workspace: str, share: str, *, redelivered: bool) -> None:
        """Finish what an earlier delivery left: it may have died between its report and its request for a snapshot."""
        found = self.log.find(workspace, share)
        if found is None or found[2] is None:
            raise InProgressError("another delivery of this file is being read")
        if redelivered and found[1]:
            self._ask_for_snapshot(workspace, found[1], share)

    def _ingest(self, content: bytes, metadata: Mapping[str, str], share: str, told: Announcement) -> None:
        name = metadata["name"]
        messenger = self.messengers.of(told.workspace)
        reading_now = progress_text(name, Stage.READING), progress_blocks(name, Stage.READING)
        messenger.update(told.channel, told.ts, *reading_now)
        if self.models is not None and self.models.takes(name):
            self._ingest_model(self.models, content, name, share, told)
            return
        if self.documents is not None and self.documents.takes(content, name):
            self._ingest_document(self.documents, content, name, share, told)
            return
        reading = self.reader.read(content, name)
        if not reading.tables:
            self._refuse(name, reading.issues, share, told)
            return
        dataset = self._dataset(name, told)
        self.tables.replace(dataset.id, reading.tables, hashlib.sha256(content).hexdigest())
        self._remember(told)
        self.log.finish(told.workspace, share, dataset.id, report_of(reading, dataset))
        preparing = progress_text(name, Stage.PREPARING), progress_blocks(name, Stage.PREPARING)
        messenger.update(told.channel, told.ts, *preparing)
        self._ask_for_snapshot(told.workspace, dataset.id, share)

    def _ingest_document(
        self, documents: DocumentIngester, content: bytes, name: str, share: str, told: Announcement
    ) -> None:
        found = documents.ingest(content, name, told.workspace, told.channel)
        if isinstance(found, SheetIssue):
            self._refuse(name, (found,), share, told)
            return
        self._remember(told)
        said = document_text(found.title, found.passages)
        blocks = document_blocks(found.title, found.passages, found.questions, cut=found.cut)
        self.messengers.of(told.workspace).update(told.channel, told.ts, said, blocks)
        self.log.finish(told.workspace, share, "", IngestionReport(name, "", ()))

    def _ingest_model(self, models: ModelIngester, content: bytes, name: str, share: str, told: Announcement) -> None:
        """Keep a written model and ask for it to be used, which tells the rest; asking twice is harmless."""
        found = models.ingest(content, name, told)
        if isinstance(found, SheetIssue):
            self._refuse(name, (found,), share, told)
            return
        self._remember(told)
        preparing = progress_text(name, Stage.PREPARING), progress_blocks(name, Stage.PREPARING)
        self.messengers.of(told.workspace).update(told.channel, told.ts, *preparing)
        message = ModelMessage(told.workspace, told.channel, told.user, told.ts, name)
        self.outbox.send(Queue.SNAPSHOTS, encode(message))
        self.log.finish(told.workspace, share, "", IngestionReport(name, "", ()))

    def _refuse(self, name: str, issues: tuple[SheetIssue, ...], share: str, told: Announcement) -> None:
        reasons = [each.for_user() for each in issues]
        text, blocks = refused_text(name, reasons), refused_blocks(name, reasons)
        self.messengers.of(told.workspace).update(told.channel, told.ts, text, blocks)
        self.log.finish(told.workspace, share, "", IngestionReport(name, "", (), issues))

    def _remember(self, told: Announcement) -> None:
        if not told.channel.startswith(DIRECT):
            self.catalog.remember_member(told.workspace, told.channel, told.user)

    def _ask_for_snapshot(self, workspace: str, dataset_id: str, share: str) -> None:
        self.outbox.send(Queue.SNAPSHOTS, encode(SnapshotMessage(workspace, dataset_id, share)))

    def _dataset(self, file_name: str, told: Announcement) -> Dataset:
        """Return the data set this file belongs to: the one of that name in this channel, else a new one."""
        label = file_name.rsplit(".", 1)[0].strip() or file_name
        slug = snake_case(label, "table")
        for known in self.catalog.in_workspace(told.workspace):
            if known.channel == told.channel and known.label == label:
                return known
        identity = hashlib.sha256(f"{told.workspace}/{told.channel}/{label}".encode()).hexdigest()[:12]
        return self.catalog.register(Dataset(f"d_{identity}", told.workspace, told.channel, slug, label, told.user))


def share_id(channel: str, file_id: str) -> str:
    """Return what one sharing of a file is known by.

    A file shared in two channels is two objects, and S3's sequencers order the versions of one object only.
    """
    return f"{channel}/{file_id}"


def parse_key(key: str) -> tuple[str, str, str]:
    """Return (workspace, channel, file id) of a raw key. Raises InternalError when it is not one."""
    parts = key.split("/")
    if len(parts) != 5 or parts[0] != "raw" or not all(parts):  # noqa: PLR2004 - the key's five parts
        raise InternalError("an object in the raw bucket has a key that is not ours")
    return parts[1], parts[2], parts[3]


def report_of(reading: FileReading, dataset: Dataset) -> IngestionReport:
    """Return what is told about a reading; examples of personal columns are left out."""
    return IngestionReport(reading.file_name, dataset.name, tuple(map(_table_report, reading.tables)), reading.issues)


def _table_report(table: CleanTable) -> TableReport:
    columns = tuple(map(_shown, table.columns))
    return TableReport(table.label, len(table.rows), columns, table.repairs, table.rejects)


def _shown(column: CleanColumn) -> CleanColumn:
    return replace(column, examples=()) if column.personal else column
