"""A library of six papers of our own making, read and cut as shared documents are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.files.documents import LimitedDocumentReader
from shared.app.explain import Library
from shared.app.ingest_document import DocumentIngester
from shared.core.retrieval.hashing import HashedEmbedder
from tests.fakes.passage_store import InMemoryPassageStore

if TYPE_CHECKING:
    from shared.ports.passage_store import PassageStore

PAPERS = Path(__file__).with_name("papers")


def filled(channel: str = "C1", workspace: str = "T1") -> InMemoryPassageStore:
    """A store with the papers, shared in one channel."""
    store = InMemoryPassageStore()
    fill(store, channel, workspace)
    return store


def fill(store: PassageStore, channel: str = "C1", workspace: str = "T1") -> None:
    """Share the papers."""
    for paper in sorted(PAPERS.glob("*.md")):
        share(store, paper.name.replace("_", " "), paper.read_text(encoding="utf-8"), channel, workspace)


def share(store: PassageStore, name: str, text: str, channel: str = "C1", workspace: str = "T1") -> None:
    """Share one more paper."""
    DocumentIngester(LimitedDocumentReader(), store, HashedEmbedder()).ingest(text.encode(), name, workspace, channel)


def library(store: PassageStore) -> Library:
    """A library that quotes only."""
    return Library(store, HashedEmbedder())
