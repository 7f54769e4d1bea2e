"""Pinecone's index over HTTP: what is sent, what is tried again, what is not said."""

from __future__ import annotations

import logging
from contextlib import closing

import pytest

from shared.adapters.pinecone.index import API_VERSION, PineconeIndex
from shared.core.errors import AvexraError, InternalError, TransientError
from tests.fakes.pinecone_server import KEY, PineconeServer

RECORD = {"id": "p_1#00000", "values": [1.0, 0.0], "metadata": {"channel": "C1"}}


def index_of(server: PineconeServer, waited: list[float] | None = None, key: str = KEY) -> PineconeIndex:
    """The client of a server, whose waiting is only noted."""
    return PineconeIndex(server.host, key, seconds=2.0, sleep=(waited if waited is not None else []).append)


def test_what_is_put_is_found_and_deleted() -> None:
    """Under the version of the API that it was written for."""
    with PineconeServer(dimensions=2) as server, closing(index_of(server)) as index:
        index.upsert("T1", [RECORD])
        (match,) = index.query("T1", [1.0, 0.0], {"channel": {"$eq": "C1"}}, 3)
        assert (match["id"], match["score"], match["metadata"]) == ("p_1#00000", 1.0, {"channel": "C1"})
        assert list(index.ids("T1", "p_1#")) == ["p_1#00000"]
        index.delete("T1", ["p_1#00000"])
        assert list(index.ids("T1", "p_1#")) == []
        assert server.versions == {API_VERSION}


def test_a_busy_index_is_asked_again_when_it_says() -> None:
    """Up to three times, and no longer than it asked for."""
    waited: list[float] = []
    script = (429, 503, 0)
    with (
        PineconeServer(2, lambda n: script[n], retry_after="1.5") as server,
        closing(index_of(server, waited)) as index,
    ):
        index.upsert("T1", [RECORD])
        assert len(server.calls) == 3
    assert waited[0] == 1.5


@pytest.mark.parametrize(
    ("status", "error", "calls"), [(429, TransientError, 3), (500, TransientError, 3), (400, InternalError, 1)]
)
def test_a_refusal_says_nothing_of_the_index_own_words(status: int, error: type[AvexraError], calls: int) -> None:
    """They may hold a key or a passage."""
    with PineconeServer(2, lambda _: status) as server, closing(index_of(server)) as index:
        with pytest.raises(error) as caught:
            index.upsert("T1", [RECORD])
        assert len(server.calls) == calls
    assert "secret" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_wrong_key_is_a_defect_and_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    """Neither in an error nor in a log nor where the client is shown."""
    caplog.set_level(logging.DEBUG)
    with PineconeServer(dimensions=2) as server:
        index = index_of(server, key="pc-wrong-key")
        with closing(index), pytest.raises(InternalError) as caught:
            index.query("T1", [1.0, 0.0], {}, 1)
    assert "pc-wrong-key" not in f"{caught.value} {caplog.text} {index!r}"


def test_an_index_that_is_away_is_for_later() -> None:
    """Whether nobody listens or no name is found."""
    for host in ("http://127.0.0.1:9", "127.0.0.1:9"):
        with pytest.raises(TransientError):
            PineconeIndex(host, KEY, seconds=0.5, sleep=lambda _: None).delete("T1", ["a"])


def test_deleting_from_a_namespace_that_is_not_there_is_no_error() -> None:
    """Nothing was put into it yet."""
    with PineconeServer(dimensions=2) as server, closing(index_of(server)) as index:
        index.delete("T9", ["a"])
        index.delete("T9", [])
        assert len(server.calls) == 1
