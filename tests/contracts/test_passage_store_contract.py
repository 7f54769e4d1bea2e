"""The PassageStore port: in memory, PostgreSQL with pgvector, and Pinecone over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.pinecone.index import PineconeIndex
from shared.adapters.pinecone.passage_store import PineconePassageStore
from shared.adapters.postgres.passage_store import PostgresPassageStore
from shared.core.errors import InternalError
from shared.core.retrieval.hashing import SPACE, hashed
from shared.core.retrieval.passage import DIMENSIONS, EmbeddedPassage, Passage, SourceKind
from tests.fakes.passage_store import InMemoryPassageStore
from tests.fakes.pinecone_server import KEY, PineconeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.ports.passage_store import PassageStore

NOWHERE = (0.0,) * DIMENSIONS


@pytest.fixture(params=["memory", "postgres", "pinecone"])
def store(request: pytest.FixtureRequest) -> Iterator[PassageStore]:
    """An empty store."""
    if request.param == "memory":
        yield InMemoryPassageStore()
    elif request.param == "postgres":
        yield PostgresPassageStore(request.getfixturevalue("database"), SPACE)
    else:
        with PineconeServer() as server:
            index = PineconeIndex(server.host, KEY, sleep=lambda _: None)
            yield PineconePassageStore(index, SPACE)
            index.close()


def embedded(
    text: str, number: int = 0, source: str = "p_1", channel: str = "C1", workspace: str = "T1"
) -> EmbeddedPassage:
    """A passage of that text, with its vector."""
    name = f"{source}#{number:05}"
    passage = Passage(name, SourceKind.DOCUMENT, source, "Handbook", f"Part {number}", text, workspace, channel)
    return EmbeddedPassage(passage, hashed(text))


REFUND = embedded("Goods may be returned for a refund within 30 days.")
HOTEL = embedded("The nightly limit of a hotel is 6,000 rupees.", 1)


def found(
    store: PassageStore, text: str, channels: tuple[str, ...] = ("C1",), workspace: str = "T1"
) -> list[list[str]]:
    """The texts of each ranking."""
    return [[each.text for each in ranking] for ranking in store.search(workspace, channels, text, hashed(text), 5)]


def test_each_ranking_puts_the_best_first(store: PassageStore) -> None:
    """By words, and by vectors; and gives the passage back as it was put in."""
    store.replace("T1", "p_1", [REFUND, HOTEL])
    for ranking in store.search("T1", ["C1"], "the hotel limit", hashed("the hotel limit"), 5):
        assert ranking[0] == HOTEL.passage
    for ranking in store.search("T1", ["C1"], "refund of goods", hashed("refund of goods"), 1):
        assert ranking == (REFUND.passage,)


def test_nothing_in_common_is_in_no_ranking(store: PassageStore) -> None:
    """A passage without a score would be ranked by chance."""
    store.replace("T1", "p_1", [HOTEL])
    assert [each for each in found(store, "zebra crossing") if each] == []
    assert [each for each in store.search("T1", ["C1"], "zebra", NOWHERE, 5) if each] == []


def test_only_the_named_channels_are_searched(store: PassageStore) -> None:
    """And only the named workspace."""
    store.replace("T1", "p_1", [REFUND])
    store.replace("T1", "p_2", [embedded("A refund in secret.", source="p_2", channel="C2")])
    store.replace("T2", "p_1", [embedded("A refund elsewhere.", workspace="T2")])
    for ranking in found(store, "refund"):
        assert ranking == [REFUND.passage.text]
    for ranking in found(store, "refund", ("C1", "C2")):
        assert sorted(ranking) == ["A refund in secret.", REFUND.passage.text]
    assert not any(found(store, "refund", ()))
    assert not any(found(store, "refund", ("C9",)))


def test_a_new_version_takes_the_place_of_the_old(store: PassageStore) -> None:
    """Also where it has fewer passages; other documents stay."""
    store.replace("T1", "p_1", [REFUND, HOTEL])
    store.replace("T1", "p_2", [embedded("Refunds of tickets.", source="p_2")])
    newer = embedded("A refund takes 10 days.")
    store.replace("T1", "p_1", [newer])
    store.replace("T1", "p_1", [newer])
    for ranking in found(store, "refund"):
        assert sorted(ranking) == ["A refund takes 10 days.", "Refunds of tickets."]
    assert not any(found(store, "hotel limit"))


def test_a_document_of_many_passages_goes_and_leaves_nothing(store: PassageStore) -> None:
    """More than one page of ids, and more than one request of vectors."""
    many = [embedded(f"Rule {number} about refund number {number}.", number) for number in range(230)]
    store.replace("T1", "p_1", many)
    assert all(len(ranking) == 5 for ranking in found(store, "refund"))
    store.delete("T1", "p_1")
    assert not any(found(store, "refund"))
    store.delete("T1", "p_1")
    store.delete("T9", "p_9")


def test_words_alone_are_enough_to_ask(store: PassageStore) -> None:
    """Without a vector a store may find less, but does not fail."""
    store.replace("T1", "p_1", [REFUND])
    rankings = store.search("T1", ["C1"], "refund", None, 5)
    assert all(ranking in {(), (REFUND.passage,)} for ranking in rankings)


@pytest.mark.parametrize(
    "text",
    [
        "refund & | ! ( ) : * <-> 'x",
        "refund'; DROP TABLE avexra.passages; --",
        "refund \x00 \ud800",
        "",
        "%s %(x)s refund",
    ],
)
def test_what_people_type_is_words(store: PassageStore, text: str) -> None:
    """Never a query."""
    store.replace("T1", "p_1", [REFUND])
    for ranking in found(store, text):
        assert ranking in ([], [REFUND.passage.text])


def test_strange_texts_come_back(store: PassageStore) -> None:
    """As far as the store can hold them."""
    strange = embedded("refund ₹ «x» 日本 <!channel> \\ ' \" %")
    store.replace("T1", "p_1", [strange])
    assert found(store, "refund")[0] == [strange.passage.text]


def test_a_passage_of_somebody_else_is_a_defect(store: PassageStore) -> None:
    """It would be readable where it should not be."""
    for other in (embedded("x", workspace="T2"), embedded("x", source="p_2")):
        with pytest.raises(InternalError):
            store.replace("T1", "p_1", [other])
