"""Ingest a file from the raw bucket: its tables into PostgreSQL, its passages, or its words, and ask for snapshots."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT
from shared.app.fail_file import fail_file
from shared.app.ingested_report import report_of, with_lost_keys
from shared.app.messages import InProgressError, ModelMessage, SnapshotMessage
from shared.app.place_tables import TablePlacer
from shared.app.show_progress import Progress
from shared.core.codec import encode
from shared.core.errors import InternalError, TransientError
from shared.core.ingest.report import IngestionReport, SheetIssue
from shared.core.ingest.versions.choices import Offer
from shared.core.ingest.versions.versions import Change, Origin
from shared.core.semantic.written_files import MOST_BYTES
from shared.ports.ingestion_log import Announcement, Outcome
from shared.ports.outbox import Queue
from shared.render.documents import document_blocks, document_text
from shared.render.ingestion.offer import chosen_words, offer_blocks, offer_text
from shared.render.ingestion.progress import Stage
from shared.render.ingestion.refused import refused_blocks, refused_text
from shared.render.ingestion.rules import rules_blocks, rules_text

if TYPE_CHECKING:
    from datetime import datetime

    from shared.app.ingest_document import DocumentIngester
    from shared.app.ingest_model import ModelIngester
    from shared.app.ingest_rules import RulesIngester
    from shared.app.place_tables import Placed
    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.rules.keys import Written
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.file_reader import FileReader
    from shared.ports.ingestion_log import Ingestion, IngestionLog
    from shared.ports.messenger import Messengers
    from shared.ports.outbox import Outbox
    from shared.ports.raw_files import RawFiles
    from shared.ports.table_store import TableStore

_MOST_OF_A_DOCUMENT = 64 << 20
"""Bytes of a document that are read at most: more than any reader of documents takes."""
_PROBE = 1 << 20
"""Bytes of a file by which documents and rules are told from tables; no file of rules is so large."""


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A version of a shared file: its raw key, what its sharing is known by, and where its story is told."""

    key: str
    share: str
    sequencer: str
    name: str
    told: Announcement


@dataclass(frozen=True, slots=True)
class FileIngester:
    """What ingesting needs of the world; where documents, models or rules are None, none are expected."""

    messengers: Messengers
    raw_files: RawFiles
    reader: FileReader
    tables: TableStore
    catalog: DatasetCatalog
    log: IngestionLog
    outbox: Outbox
    clock: Clock
    documents: DocumentIngester | None = None
    models: ModelIngester | None = None
    rules: RulesIngester | None = None

    def ingest(self, key: str, sequencer: str, *, redelivered: bool = False, until: datetime | None = None) -> bool:
        """Ingest the object at raw/{workspace}/{channel}/{file_id}/{name}; returns False when there was nothing to do.

        The same version of a file twice is written once; what people chose for it meanwhile is done. Raises
        TransientError for what a retry may mend, InProgressError while another delivery reads this version, and
        UserError when it does not come to its end before until.
        """
        workspace, channel, file_id = parse_key(key)
        share = share_id(channel, file_id)
        metadata = self.raw_files.metadata(key)
        told = Announcement(workspace, channel, metadata["thread_ts"], metadata["ts"], metadata["user"])
        file = SharedFile(key, share, sequencer, metadata["name"], told)
        if not self.log.begin(workspace, share, sequencer, told):
            self._pick_up(file, redelivered=redelivered)
            return False
        done = False
        try:
            with tempfile.TemporaryDirectory(prefix="avexra-") as folder:
                self._ingest(file, Path(folder), until)
            done = True
        finally:
            if not done:
                self.log.abandon(workspace, share, sequencer)
        return True

    def give_up(self, key: str, error: Exception) -> None:
        """Say in place of the progress that nothing came of the file."""
        workspace, channel, file_id = parse_key(key)
        found = self.log.find(workspace, share_id(channel, file_id))
        ts = found.told.ts if found else self.raw_files.metadata(key)["ts"]
        fail_file(self.messengers.of(workspace), channel, ts, key.rsplit("/", 1)[-1], error)

    def _pick_up(self, file: SharedFile, *, redelivered: bool) -> None:
        """Finish what an earlier delivery left: it may have died between keeping its outcome and telling of it."""
        found = self.log.find(file.told.workspace, file.share)
        if found is None or not found.is_done:
            raise InProgressError("another delivery of this file is being read")
        if not redelivered or found.report is None:
            return
        if found.offer is not None or _is_refused(found.report):
            self._tell(file, found.report, found.offer)
        elif found.dataset_id:
            self._ask_for_snapshot(file.told.workspace, found.dataset_id, file.share)

    def _ingest(self, file: SharedFile, folder: Path, until: datetime | None) -> None:
        known = self.log.find(file.told.workspace, file.share)
        chosen = chosen_words(known.choice, known.chosen_by) if known and known.offer and known.choice else ""
        messenger = self.messengers.of(file.told.workspace)
        progress = Progress(messenger, file.told, file.name, self.clock, until, chosen)
        progress.reach(Stage.READING)
        raw, work = folder / "raw", folder / "work"
        raw.mkdir()
        work.mkdir()
        path, _ = self.raw_files.fetch(file.key, raw)
        head = _head(path, _PROBE)
        if self.rules is not None and self.rules.takes(head, file.name):
            self._ingest_rules(self.rules, head, file)
        elif self.models is not None and self.models.takes(file.name):
            self._ingest_model(self.models, _head(path, MOST_BYTES + 1), file, progress)
        elif self.documents is not None and self.documents.takes(head, file.name):
            self._ingest_document(self.documents, _head(path, _MOST_OF_A_DOCUMENT), file)
        else:
            self._ingest_tables(path, work, file, known, progress)

    def _ingest_tables(
        self, path: Path, folder: Path, file: SharedFile, known: Ingestion | None, progress: Progress
    ) -> None:
        """Read the tables and write them where they belong; or keep what people are to be asked, then ask them."""
        reading = self.reader.read(path, file.name, folder, progress, rules=self._written(file.told))
        if not reading.tables:
            self._refuse(file, reading.issues, known)
            return
        progress.must_have_time()
        origin = Origin(file.share, file.sequencer, file.name, file.told.user, content_hash(path))
        placed = self._stored(reading.tables, origin, file.told, known, progress)
        if isinstance(placed, Offer):
            before = known.dataset_id if known is not None else ""
            self._finish(file, Outcome(report_of(reading), before, replace(placed, key=file.key)))
            return
        self._remember(file.told)
        is_newest = self._finish(file, Outcome(report_of(reading, placed), placed.dataset.id))
        progress.reach(Stage.PREPARING)
        self._ask_for_snapshot(file.told.workspace, placed.dataset.id, file.share if is_newest else "")

    def _written(self, told: Announcement) -> tuple[Written, ...]:
        """What people wrote about the files of a channel: its rules and keys, then the keys of its model."""
        rules = self.rules.of(told.workspace, told.channel) if self.rules is not None else ()
        keys = self.models.keys(told.workspace, told.channel) if self.models is not None else ()
        return (*rules, *keys)

    def _stored(
        self,
        tables: tuple[CleanTable, ...],
        origin: Origin,
        told: Announcement,
        known: Ingestion | None,
        progress: Progress,
    ) -> Placed | Offer:
        """Write the tables where they belong; or return what people are to be asked, and write nothing.

        Raises TransientError where the tables of another file of the name came first, and went again.
        """
        placer = TablePlacer(self.catalog, self.tables)
        progress.check("what is there already")
        placed = placer.place(tables, origin, told, known)
        if isinstance(placed, Offer):
            return placed
        progress.reach(Stage.STORING)
        written = self.tables.write(placed.dataset.id, placed.tables, placed.change, origin, progress)
        if placed.change is not Change.FIRST or written.version.origin.share in {"", origin.share}:
            return with_lost_keys(placed, written.lost_keys)
        again = placer.place(tables, origin, told, known)
        if isinstance(again, Offer):
            return again
        raise TransientError("another file of this name came and went")

    def _finish(self, file: SharedFile, outcome: Outcome) -> bool:
        """Keep the outcome, then tell of it where nobody else will; False when a newer version was begun meanwhile."""
        is_newest = self.log.finish(file.told.workspace, file.share, file.sequencer, outcome)
        if is_newest and (outcome.offer is not None or not outcome.report.tables):
            self._tell(file, outcome.report, outcome.offer)
        return is_newest

    def _tell(self, file: SharedFile, report: IngestionReport, offer: Offer | None) -> None:
        """Tell what is kept: what people are asked, or why nothing came of the file."""
        if offer is not None:
            text, blocks = offer_text(report, offer), offer_blocks(report, offer, parse_key(file.key)[2])
        else:
            reasons = [each.for_user() for each in report.issues]
            text, blocks = refused_text(report.file_name, reasons), refused_blocks(report.file_name, reasons)
        self.messengers.of(file.told.workspace).update(file.told.channel, file.told.ts, text, blocks)

    def _finish_told(self, file: SharedFile) -> None:
        """Keep that a file without tables is done; what became of it is told already, or by whom it was handed to."""
        self.log.finish(file.told.workspace, file.share, file.sequencer, Outcome(IngestionReport(file.name, "", ())))

    def _ingest_document(self, documents: DocumentIngester, content: bytes, file: SharedFile) -> None:
        told = file.told
        found = documents.ingest(content, file.name, told.workspace, told.channel)
        if isinstance(found, SheetIssue):
            self._refuse(file, (found,))
            return
        self._remember(told)
        said = document_text(found.title, found.passages)
        blocks = document_blocks(found.title, found.passages, found.questions, cut=found.cut)
        self.messengers.of(told.workspace).update(told.channel, told.ts, said, blocks)
        self._finish_told(file)

    def _ingest_model(self, models: ModelIngester, content: bytes, file: SharedFile, progress: Progress) -> None:
        """Keep a written model and ask for it to be used, which tells the rest; asking twice is harmless."""
        told = file.told
        found = models.ingest(content, file.name, told)
        if isinstance(found, SheetIssue):
            self._refuse(file, (found,))
            return
        self._remember(told)
        progress.reach(Stage.PREPARING)
        message = ModelMessage(told.workspace, told.channel, told.user, told.ts, file.name)
        self.outbox.send(Queue.SNAPSHOTS, encode(message))
        self._finish_told(file)

    def _ingest_rules(self, rules: RulesIngester, content: bytes, file: SharedFile) -> None:
        """Keep the rules for the files of the channel, and say what each does; keeping them twice is harmless."""
        told = file.told
        found = rules.ingest(content, file.name, told)
        if isinstance(found, SheetIssue):
            self._refuse(file, (found,))
            return
        self._remember(told)
        said = rules_text(found.name, found.words, replaced=found.replaced)
        blocks = rules_blocks(found.name, found.words, replaced=found.replaced)
        self.messengers.of(told.workspace).update(told.channel, told.ts, said, blocks)
        self._finish_told(file)

    def _refuse(self, file: SharedFile, issues: tuple[SheetIssue, ...], known: Ingestion | None = None) -> None:
        dataset_id = known.dataset_id if known is not None else ""
        self._finish(file, Outcome(IngestionReport(file.name, "", (), issues), dataset_id))

    def _remember(self, told: Announcement) -> None:
        if not told.channel.startswith(DIRECT):
            self.catalog.remember_member(told.workspace, told.channel, told.user)

    def _ask_for_snapshot(self, workspace: str, dataset_id: str, share: str) -> None:
        self.outbox.send(Queue.SNAPSHOTS, encode(SnapshotMessage(workspace, dataset_id, share)))


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


def _is_refused(report: IngestionReport) -> bool:
    return not report.tables and bool(report.issues)


def _head(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def content_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal, as Origin has it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
