"""A document shared in Slack becomes passages for the people of its channel, on the way that data files take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.files.documents import LimitedDocumentReader
from shared.app.ingest_document import DocumentIngester, ReadDocument, source_of
from shared.app.ingest_file import FileIngester
from shared.app.receive_file import READABLE
from shared.core.errors import TransientError
from shared.core.ingest.report import FileReading, SheetIssue
from shared.core.retrieval.hashing import HashedEmbedder
from tests.fakes.clock import FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.file_reader import KnownFiles
from tests.fakes.ingestion_log import InMemoryIngestionLog
from tests.fakes.messenger import FakeMessengers
from tests.fakes.outbox import InMemoryOutbox
from tests.fakes.passage_store import InMemoryPassageStore
from tests.fakes.raw_files import InMemoryRawFiles
from tests.fakes.table_store import InMemoryTableStore

if TYPE_CHECKING:
    from collections.abc import Sequence

POLICY = b"# Refund policy\n\n## Deadlines\n\nGoods may be returned within 30 days.\n\n## Fees\n\nThere is no fee.\n"


class Sent:
    """An embedder that remembers what it was sent."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Hash, and remember."""
        self.texts += texts
        return HashedEmbedder().embed(texts)


class Mill:
    """A raw bucket, and what takes its files in."""

    def __init__(self) -> None:
        self.messengers = FakeMessengers("T1")
        self.raw_files = InMemoryRawFiles()
        self.tables = InMemoryTableStore()
        self.catalog = InMemoryDatasetCatalog()
        self.log = InMemoryIngestionLog(FixedClock())
        self.outbox = InMemoryOutbox()
        self.passages = InMemoryPassageStore()
        self.embedder = Sent()

    def ingest(
        self, name: str, content: bytes, channel: str = "C1", sequencer: str = "0A", file_id: str = "F1"
    ) -> bool:
        """Share a file, and take it in."""
        ts = self.messengers.of("T1").post(channel, "Received the file", thread_ts="1.0")
        key = f"raw/T1/{channel}/{file_id}/{name}"
        self.raw_files.put(key, content, {"user": "U1", "name": name, "thread_ts": "1.0", "ts": ts})
        return self.ingester().ingest(key, sequencer)

    def ingester(self) -> FileIngester:
        """Return what ingests."""
        return FileIngester(
            self.messengers,
            self.raw_files,
            KnownFiles({"sales.txt": FileReading("sales.txt", (), (SheetIssue("sales.txt", "no table"),))}),
            self.tables,
            self.catalog,
            self.log,
            self.outbox,
            FixedClock(),
            DocumentIngester(LimitedDocumentReader(), self.passages, self.embedder),
        )

    @property
    def told(self) -> str:
        """What stands in the thread last."""
        return self.messengers.of("T1").messages[-1].text

    def texts(self, channel: str = "C1") -> list[str]:
        """Every passage of a channel."""
        kept = (each.passage for passages in self.passages.kept.values() for each in passages.values())
        return [each.text for each in kept if each.channel == channel]


@pytest.fixture
def mill() -> Mill:
    """With nothing in it."""
    return Mill()


@pytest.mark.parametrize("ending", ["md", "txt", "pdf", "docx"])
def test_documents_are_taken_from_slack(ending: str) -> None:
    """By their endings, as data files are."""
    assert ending in READABLE


def test_a_document_becomes_passages_of_its_channel(mill: Mill) -> None:
    """The thread says how many, and what can be asked; no snapshot is asked for."""
    assert mill.ingest("Refund policy.md", POLICY)
    assert mill.told == "Read «Refund policy»: 2 passages. Ask me what it says."
    assert mill.texts() == ["Goods may be returned within 30 days.", "There is no fee."]
    assert mill.texts("C2") == []
    assert mill.outbox.sent == []
    assert not mill.ingest("Refund policy.md", POLICY)


def test_a_newer_version_takes_the_place_of_the_old(mill: Mill) -> None:
    """By its name in its channel, whichever file it came as; another channel's stays."""
    mill.ingest("Refund policy.md", POLICY)
    mill.ingest("Refund policy.md", POLICY, channel="C2", file_id="F2")
    mill.ingest("refund policy.md", b"Goods are never returned.", sequencer="0B", file_id="F3")
    assert mill.texts() == ["Goods are never returned."]
    assert len(mill.texts("C2")) == 2
    assert source_of("T1", "C1", "x") != source_of("T1", "C2", "x")


def test_what_cannot_be_read_is_refused_in_its_thread(mill: Mill) -> None:
    """And leaves what was read before."""
    mill.ingest("Refund policy.md", POLICY)
    mill.ingest("Refund policy.md", b" ", sequencer="0C")
    assert mill.told == "I could not use Refund policy.md. The file is empty."
    assert len(mill.texts()) == 2


def test_a_text_file_of_rows_is_still_read_for_tables(mill: Mill) -> None:
    """And one of sentences is not."""
    mill.ingest("sales.txt", b"city,sales\nPune,1\nAgra,2\n")
    assert mill.told == "I could not use sales.txt. No table."
    mill.ingest("notes.txt", b"We agreed on Monday that goods may be returned.", file_id="F2")
    assert mill.told == "Read «notes»: 1 passage. Ask me what it says."


def test_no_personal_data_goes_to_the_embedder(mill: Mill) -> None:
    """The passage keeps it, for the people of its channel."""
    mill.ingest("contact.md", b"Write to asha.rao@example.in for refunds.")
    assert mill.texts() == ["Write to asha.rao@example.in for refunds."]
    assert mill.embedder.texts == ["contact Write to [EMAIL] for refunds."]


def test_a_store_that_is_away_is_for_later(mill: Mill) -> None:
    """The same version may begin again."""
    mill.passages.away = True
    with pytest.raises(TransientError):
        mill.ingest("Refund policy.md", POLICY)
    mill.passages.away = False
    assert mill.ingest("Refund policy.md", POLICY)


def test_questions_are_offered_from_headings(mill: Mill) -> None:
    """Those of up to six words; they can be asked as they stand."""
    found = mill.ingester().documents
    assert found is not None
    read = found.ingest(b"# Guide\n\n## Hotel limits\n\nSix.\n\n## Fees\n\nNone.\n", "Guide.md", "T1", "C1")
    assert read == ReadDocument(
        "Guide", 2, ("What does Guide say about hotel limits?", "What does Guide say about fees?")
    )


def test_a_hostile_title_is_shown_as_it_is(mill: Mill) -> None:
    """In no way markup."""
    mill.ingest("<!channel> *x*.md", POLICY)
    assert "<!channel>" not in mill.told
    assert "&lt;!channel&gt;" in mill.told
