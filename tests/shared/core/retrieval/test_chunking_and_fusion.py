"""Documents are cut along their headings; rankings are fused by rank alone."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from shared.core.retrieval.chunking import CHARACTERS, PASSAGES, Origin, passages_of
from shared.core.retrieval.document import Block, Document
from shared.core.retrieval.fusion import fuse
from shared.core.retrieval.hashing import HashedEmbedder, hashed
from shared.core.retrieval.passage import DIMENSIONS, Passage, SourceKind

ORIGIN = Origin("p_1", "T1", "C1")


def cut(*blocks: Block) -> tuple[Passage, ...]:
    """The passages of a document of these blocks."""
    return passages_of(Document("Handbook", blocks), ORIGIN)


def test_a_heading_begins_a_passage_and_names_its_place() -> None:
    """With the headings above it and the page."""
    first, second = cut(
        Block("Returns", 1), Block("Deadlines", 2), Block("Thirty days.", 0, 3), Block("Fees", 2), Block("None.", 0, 4)
    )
    assert (first.place, first.text) == ("Returns / Deadlines, page 3", "Thirty days.")
    assert second.place == "Returns / Fees, page 4"
    assert (first.id, first.title, first.workspace, first.channel) == ("p_1#00000", "Handbook", "T1", "C1")


def test_paragraphs_of_a_section_share_a_passage_until_it_is_full() -> None:
    """The next one begins with the last sentence of the one before."""
    paragraph = f"{'word ' * 80}end. A last sentence."
    passages = cut(*[Block(paragraph)] * 4)
    assert len(passages) == 2
    assert passages[1].text.startswith("A last sentence.\nword")


@given(st.lists(st.builds(Block, st.text(min_size=1, max_size=3_000), st.integers(0, 6)), max_size=12))
def test_every_passage_is_within_limits(blocks: list[Block]) -> None:
    """Whatever the document; ids are in order and apart."""
    passages = cut(*blocks)
    assert all(0 < len(each.text) <= CHARACTERS + 1 for each in passages)
    assert sorted({each.id for each in passages}) == [each.id for each in passages]


def test_a_document_without_end_is_cut() -> None:
    """At a number of passages."""
    assert len(cut(*[Block("x" * 800)] * (PASSAGES + 50))) == PASSAGES


def passage(name: str) -> Passage:
    """A passage of that id."""
    return Passage(name, SourceKind.DOCUMENT, "p", "t", "", "x", "T1", "C1")


A, B, C = map(passage, "abc")


def test_what_two_rankings_found_comes_before_what_one_did() -> None:
    """Sums of 1 / (60 + rank); equal sums stand by id, so that nothing depends on chance."""
    fused = fuse(((A, B), (B, C)))
    assert [each.id for each, _ in fused] == ["b", "a", "c"]
    assert math.isclose(fused[0][1], 1 / 61 + 1 / 62)
    assert [each.id for each, _ in fuse(((C,), (A,)))] == ["a", "c"]
    assert fuse(()) == ()


def test_vectors_have_unit_norm_and_near_spellings_are_near() -> None:
    """A text without words points nowhere."""
    one, other, far = HashedEmbedder().embed(["refund policy", "refunding polices", "hotel limits"])
    assert len(one) == DIMENSIONS
    assert math.isclose(sum(each * each for each in one), 1)
    near = sum(a * b for a, b in zip(one, other, strict=True))
    assert near > 0.5 > sum(a * b for a, b in zip(one, far, strict=True))
    assert not any(hashed("what is it?"))


def test_the_same_text_has_the_same_vector_for_ever() -> None:
    """In every process: vectors rest in a store for years."""
    places = [(place, round(value, 4)) for place, value in enumerate(hashed("refund")) if abs(value) > 0.5]
    assert places == [(349, -0.8099)]
