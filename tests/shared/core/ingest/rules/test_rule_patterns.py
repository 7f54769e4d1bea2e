"""A pattern in a rule finds what regular expressions find, and no pattern and no text can make it slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import UserError
from shared.core.ingest.rules import automaton
from shared.core.ingest.rules.automaton import LONGEST_TEXT, Pattern
from shared.core.ingest.rules.pattern import needed_text, read_pattern

_ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^b]", r"\d", r"\W", "(a|b1)", "(?:ab?)", "1", " ", r"\.", "é"])
_TIMES = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,2}", "{1,}", "*?"])
_PLACES = st.sampled_from(["", "", "", "^", "$", r"\b", "|"])
_PATTERNS = st.lists(st.tuples(_ATOMS, _TIMES, _PLACES), min_size=1, max_size=4).map(
    lambda parts: "".join(map("".join, parts))
)
_TEXTS = st.text("abAB1 .é_", max_size=6)


@given(_PATTERNS, _TEXTS)
def test_a_pattern_finds_what_a_regular_expression_finds(pattern: str, text: str) -> None:
    """In capitals or not, anywhere in the text; Python's own, which goes back and forth, judges short texts."""
    assert Pattern(pattern).is_in(text) == (re.search(pattern, text, re.IGNORECASE) is not None)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bM-9[0-9]+$", "m-9"),
        ("ab?cd", "cd"),
        ("a|bcd", ""),
        ("x(?:abc){2,}y", "abc"),
        ("(?:abc)*", ""),
        (r"a\.b", "a.b"),
        ("[a][bc]d", "a"),
        ("éab", "ab"),
    ],
)
def test_a_text_that_a_pattern_needs_is_known_beforehand(pattern: str, text: str) -> None:
    """Most texts that do not match lack it, and are not gone through."""
    assert needed_text(read_pattern(pattern)) == text


def test_letters_of_other_scripts_may_be_capitals_of_ours() -> None:
    """The sign for kelvin is a K, so that only texts of ASCII can be told by what they lack."""
    assert Pattern("k{1}elvin|kelvin").is_in("\u212aelvin")
    assert Pattern("kelvin").is_in("\u212aelvin")


def test_the_inside_of_a_word_is_no_edge() -> None:
    """Where nothing is, there is no edge either."""
    assert Pattern(r"a\Bb").is_in("xab")
    assert not Pattern(r"b\B").is_in("ab c")
    assert Pattern(r"\B").is_in("")


@given(_PATTERNS, _TEXTS)
def test_forgetting_changes_nothing(pattern: str, text: str) -> None:
    """What is remembered of steps is bounded, and only saves time."""
    patient = Pattern(pattern).is_in(text)
    before, automaton._REMEMBERED = automaton._REMEMBERED, 2
    try:
        assert Pattern(pattern).is_in(text) == patient
    finally:
        automaton._REMEMBERED = before


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|a)*b",
        "(a|aa)+$",
        "(.*)*x",
        "(.*a){20}x",
        "([ab])*a([ab]){90}c",
        "(a?){90}a{90}",
        r"^(\w+\s?)*$!",
        "((a*)*)*b",
        "(((a{9}){9}){3})*b",
    ],
)
def test_no_pattern_takes_more_than_a_moment(pattern: str) -> None:
    """Those that keep a backtracking engine busy for ages are done at once on the texts that do so."""
    found = Pattern(pattern)
    started = time.perf_counter()
    for text in ("a" * 299 + "!", "ab" * 150, "a" * 300, "a b" * 100):
        found.is_in(text)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"(a)\1", "character 6: back-references are not taken"),
        ("a(?=b)", "look-arounds, flags and named groups are not taken"),
        ("(?i)a", "look-arounds, flags and named groups are not taken"),
        ("(?P<x>a)", "look-arounds, flags and named groups are not taken"),
        ("a**", "a repetition cannot be repeated"),
        ("^*", "a place cannot be repeated"),
        ("*a", "nothing to repeat"),
        ("(a", "a bracket is not closed"),
        ("a)", "a bracket is closed that was not opened"),
        ("[ab", "it ends too early"),
        ("[z-a]", "a range goes from a character to a later one"),
        ("a{2", "for the character itself write"),
        ("a{3,2}", "not fewer times than at least"),
        ("a{101}", "at most 100 times"),
        (r"\p", r"\p is not taken"),
        ("\\", "it ends too early"),
        ("", "from 1 to 200 characters"),
        ("a" * 201, "from 1 to 200 characters"),
        ("(a{100}){100}", "is too large; repeat less"),
        ("(" * 30 + ")" * 30, "nested too deep"),
    ],
)
def test_what_is_not_taken_is_said(pattern: str, why: str) -> None:
    """With the place, where there is one."""
    with pytest.raises(UserError, match=re.escape(why)):
        Pattern(pattern)


def test_repeating_nothing_is_no_work() -> None:
    """A hundred times a hundred times nothing, ten deep, is nothing."""
    nothing = ""
    for _ in range(10):
        nothing = f"({nothing}){{100}}"
    assert Pattern(f"^{nothing}$").is_in("")
    assert not Pattern(f"^{nothing}$").is_in("a")


def test_beyond_a_cells_beginning_nothing_is_found() -> None:
    """And no end either: what is not looked at is not known."""
    assert Pattern("b").is_in("a" * (LONGEST_TEXT - 1) + "b")
    assert not Pattern("b").is_in("a" * LONGEST_TEXT + "b")
    assert not Pattern("a$").is_in("a" * (LONGEST_TEXT + 1))
