"""Parts that doors are wired from which read or write passages: the store, and what embeds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from functions.data_parts import database
from functions.slack_parts import secret, settings
from shared.adapters.openai.embedder import OpenAiEmbedder
from shared.adapters.pinecone.index import PineconeIndex
from shared.adapters.pinecone.passage_store import PineconePassageStore
from shared.adapters.postgres.passage_store import PostgresPassageStore
from shared.core.retrieval.hashing import SPACE, HashedEmbedder

if TYPE_CHECKING:
    from shared.ports.embedder import Embedder
    from shared.ports.passage_store import PassageStore


@cache
def embedder() -> Embedder:
    """Return the embedding model; without a key, the embedder that needs none."""
    key = _model_secret("openai_api_key")
    return OpenAiEmbedder(key, settings().model.openai_base_url) if key else HashedEmbedder()


@cache
def passages() -> PassageStore:
    """Return the store of passages: the Pinecone index where one is named, else our own database."""
    made = embedder()
    space = made.space if isinstance(made, OpenAiEmbedder) else SPACE
    host = settings().model.pinecone_host
    if host:
        return PineconePassageStore(PineconeIndex(host, _model_secret("pinecone_api_key")), space)
    return PostgresPassageStore(database(), space)


def _model_secret(name: str) -> str:
    arn = settings().model.secret_arn
    return secret(arn).get(name, "") if arn else ""
