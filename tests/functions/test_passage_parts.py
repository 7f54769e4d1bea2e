"""Passages rest where the settings say, and vectors are compared with those of the same embedder only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from functions.passage_parts import embedder, passages
from shared.adapters.aws.client import client
from shared.adapters.openai.embedder import OpenAiEmbedder
from shared.adapters.pinecone.passage_store import PineconePassageStore
from shared.adapters.postgres.passage_store import PostgresPassageStore
from shared.core.retrieval.hashing import SPACE, HashedEmbedder
from tests.functions.conftest import forget_parts

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def container(cloud: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A new container with a secret of two keys, not yet named."""
    keys = json.dumps({"openai_api_key": "sk-hidden", "pinecone_api_key": "pc-hidden"})
    cloud["MODEL"] = client("secretsmanager").create_secret(Name="model", SecretString=keys)["ARN"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    forget_parts()
    yield
    forget_parts()


def test_without_a_key_nothing_outside_is_asked(container: None) -> None:
    """Vectors are hashed, and rest in our own database."""
    assert isinstance(embedder(), HashedEmbedder)
    store = passages()
    assert isinstance(store, PostgresPassageStore)
    assert store._space == SPACE
    assert passages() is store


def test_with_keys_and_a_host_a_model_embeds_and_the_index_keeps(
    container: None, cloud: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both keys come from the secret, and show nowhere."""
    monkeypatch.setenv("MODEL_SECRET_ARN", cloud["MODEL"])
    monkeypatch.setenv("PINECONE_HOST", "index-1.svc.example.pinecone.io")
    forget_parts()
    made, store = embedder(), passages()
    assert isinstance(made, OpenAiEmbedder)
    assert isinstance(store, PineconePassageStore)
    assert store._space == made.space
    assert "hidden" not in f"{made!r} {store._index!r}"
