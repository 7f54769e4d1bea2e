"""Texts become vectors of one length in their order, or the failure is ours to name."""

from __future__ import annotations

import math
import time

import pytest

from shared.adapters.openai.embedder import AT_ONCE, OpenAiEmbedder
from shared.core.errors import AvexraError, InternalError, TransientError
from tests.fakes.embedding_server import EmbeddingServer


def test_vectors_come_in_the_order_of_their_texts() -> None:
    """At unit norm, of the dimensions that were asked for; white space is asked about nowhere."""
    with EmbeddingServer() as server:
        embedder = OpenAiEmbedder("sk-test", server.url, dimensions=4)
        one, blank, other = embedder.embed(["abc", " ", "abcdef"])
        embedder.close()
        assert one == pytest.approx((3 / math.sqrt(10), 0.0, 0.0, 1 / math.sqrt(10)))
        assert other == pytest.approx((6 / math.sqrt(37), 0.0, 0.0, 1 / math.sqrt(37)))
        assert blank == (0.0,) * 4
        (body,) = server.bodies
        assert (body["path"], body["model"], body["dimensions"]) == ("/v1/embeddings", "text-embedding-3-small", 4)
        assert body["input"] == ["abc", "abcdef"]
    assert embedder.space == "text-embedding-3-small-4"
    assert "sk-test" not in repr(embedder)


def test_many_texts_are_many_requests() -> None:
    """None is asked for with none."""
    with EmbeddingServer() as server:
        embedder = OpenAiEmbedder("sk-test", server.url, dimensions=4)
        assert embedder.embed([]) == []
        assert len(embedder.embed(["x"] * (AT_ONCE + 1))) == AT_ONCE + 1
        assert [len(each["input"]) for each in server.bodies] == [AT_ONCE, 1]
        embedder.close()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", TransientError),
        ("500", TransientError),
        ("401", InternalError),
        ("404", InternalError),
        ("short", InternalError),
        ("missing", InternalError),
    ],
)
def test_a_failure_is_named_in_our_words(fault: str, error: type[AvexraError]) -> None:
    """The provider's may hold what was sent."""
    with EmbeddingServer(fault) as server:
        embedder = OpenAiEmbedder("sk-test", server.url, dimensions=4)
        with pytest.raises(error) as caught:
            embedder.embed(["the salary of Asha"])
        embedder.close()
    assert "secret" not in str(caught.value)
    assert "Asha" not in str(caught.value)


def test_a_provider_that_stalls_is_left() -> None:
    """After its seconds."""
    with EmbeddingServer("stall") as server:
        embedder = OpenAiEmbedder("sk-test", server.url, dimensions=4, seconds=0.3)
        embedder._connected()
        began = time.monotonic()
        with pytest.raises(TransientError):
            embedder.embed(["x"])
        assert time.monotonic() - began < 2
