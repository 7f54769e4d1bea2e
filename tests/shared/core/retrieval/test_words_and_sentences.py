"""Words are compared without their endings; sentences end where they end."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.retrieval.sentences import sentences, within
from shared.core.retrieval.words import alike, content_words, root


@pytest.mark.parametrize(
    "forms",
    [
        "calculate calculated calculates calculating calculation calculations",
        "refund refunds refunded refunding",
        "ship shipping shipped ships",
        "policy policies",
        "carry carried carries carrying",
        "approve approved approves approval",
        "return returned returns returning",
        "day days",
        "customer customers customer's",
    ],
)
def test_forms_of_a_word_have_one_root(forms: str) -> None:
    """As far as endings go."""
    assert len({root(each) for each in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("car", "carry"), ("sell", "sail"), ("price", "print"), ("rate", "rat")])
def test_other_words_have_other_roots(one: str, other: str) -> None:
    """An ending is not taken off what is too short to bear it."""
    assert root(one) != root(other)


def test_words_that_ask_are_no_content() -> None:
    """What is left says what is asked about; each word counts once."""
    assert content_words("How long do I have to return goods, and which goods?") == (root("return"), root("goods"))
    assert content_words("what is it?") == ()


def test_words_that_mean_the_same_are_alike() -> None:
    """Both ways."""
    assert root("vacation") in alike(root("leave"))
    assert root("leave") in alike(root("vacation"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        (
            "Pay Rs. 500 to Mr. Rao, e.g. in cash. Keep the bill.",
            ["Pay Rs. 500 to Mr. Rao, e.g. in cash.", "Keep the bill."],
        ),
        ("It costs 3.5 % more. 10 days remain.", ["It costs 3.5 % more.", "10 days remain."]),
        ("Bring:\n• a badge;\n• a pen.\nThen wait.", ["Bring: a badge; a pen.", "Then wait."]),
        ("• first thing\n• second thing", ["first thing", "second thing"]),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    """Not at an abbreviation or a decimal point; a list belongs to the line that announces it."""
    assert list(sentences(text)) == expected


@given(st.text(max_size=400))
def test_nothing_but_white_space_and_bullets_is_lost(text: str) -> None:
    """Whatever the text."""
    kept = "".join("".join(sentences(text)).split())
    assert set(kept) <= set(text) | {";"}
    assert len(kept) <= len(text) + text.count("•")


@given(st.text(max_size=300), st.integers(min_value=5, max_value=50))
def test_pieces_are_within_their_limit(text: str, most: int) -> None:
    """And hold everything but white space at their ends."""
    pieces = within(text, most)
    assert all(len(each) <= most for each in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_long_text_takes_no_time() -> None:
    """Two hundred pages in well under a second."""
    text = "The quick brown fox, e.g. this one, jumps over Mr. Dog. " * 8_000
    began = time.perf_counter()
    assert len(sentences(text)) == 8_000
    assert time.perf_counter() - began < 2
