"""The vector index and the audience rule together: a filter must not starve a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.postgres.database import Database
from shared.adapters.postgres.passage_store import PostgresPassageStore
from shared.core.retrieval.hashing import SPACE, hashed
from shared.core.retrieval.passage import EmbeddedPassage, Passage, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence


def passages(texts: Sequence[str], source: str, channel: str) -> list[EmbeddedPassage]:
    """Passages of these texts."""
    return [
        EmbeddedPassage(
            Passage(f"{source}#{i:05}", SourceKind.DOCUMENT, source, "Notes", "", text, "T1", channel), hashed(text)
        )
        for i, text in enumerate(texts)
    ]


def test_a_channel_finds_its_own_among_many_that_are_nearer(database_url: str) -> None:
    """By the vector index too, which looks at all channels: it is read on until enough passed the rule."""
    joint = "&" if "?" in database_url else "?"
    no_other_way = "%20".join(f"-c%20enable_{way}%3Doff" for way in ("sort", "bitmapscan", "seqscan"))
    database = Database(f"{database_url}{joint}options={no_other_way}")
    store = PostgresPassageStore(database, SPACE)
    store.replace("T1", "p_many", passages([f"refund deadline {i}" for i in range(600)], "p_many", "C2"))
    store.replace("T1", "p_own", passages([f"a deadline of a tender {i}" for i in range(5)], "p_own", "C1"))
    _, near = store.search("T1", ["C1"], "", hashed("refund deadline"), 5)
    assert len(near) == 5
    assert {each.channel for each in near} == {"C1"}
    database.close()


def test_vectors_of_another_embedder_are_not_compared(database: Database) -> None:
    """Their words still are."""
    PostgresPassageStore(database, "other").replace("T1", "p_1", passages(["refund deadline"], "p_1", "C1"))
    words, near = PostgresPassageStore(database, SPACE).search("T1", ["C1"], "refund", hashed("refund deadline"), 5)
    assert len(words) == 1
    assert near == ()
