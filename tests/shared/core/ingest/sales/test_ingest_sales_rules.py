"""A product's name tells its brand and its category by the words that stand in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.sales.sales_rules import NO_RULES, BrandRule, CategoryRule, SalesRules

_PIECES = ["led", "LED", "bulb", "Bulbs", "fan", "fan belt", "3-pin", "+", "%", "é", "a_b", "b", "काला", " ", "-", "  "]
_phrases = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4).map("".join).map(str.strip).filter(bool)
_keywords = st.lists(_phrases, min_size=1, max_size=3).map(tuple)
_names = st.lists(st.sampled_from([*_PIECES, " ", " "]), max_size=9).map("".join)
_rules = st.lists(_keywords, max_size=5)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _has(name: str, keywords: tuple[str, ...]) -> bool:
    """What a rule means: a keyword, or its plural, stands in the name, with no letter or digit next to it."""
    plurals = {word: "(?:e?s)?" if word[-1:].isalpha() else "" for word in map(_plain, keywords)}
    return any(re.search(rf"(?<!\w){re.escape(word)}{more}(?!\w)", _plain(name)) for word, more in plurals.items())


@given(_rules, _rules, _names)
def test_the_first_rule_with_a_keyword_in_the_name_holds(
    brands: list[tuple[str, ...]], categories: list[tuple[str, ...]], name: str
) -> None:
    """However many rules there are, and whatever signs their keywords have."""
    rules = SalesRules(
        tuple(BrandRule(f"B{place}", keywords) for place, keywords in enumerate(brands)),
        tuple(CategoryRule(f"C{place}", f"S{place}", keywords) for place, keywords in enumerate(categories)),
    )
    brand = next((f"B{place}" for place, keywords in enumerate(brands) if _has(name, keywords)), None)
    category = next((place for place, keywords in enumerate(categories) if _has(name, keywords)), None)
    assert rules.brand_of(name) == brand
    assert rules.category_of(name) == ((None, None) if category is None else (f"C{category}", f"S{category}"))
    assert rules.kinds_of(name) == (brand, *rules.category_of(name))


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("Fan belt", "Fans"),
        ("FANS", "Fans"),
        ("big-fan", "Fans"),
        ("belt", "Belts"),
        ("", None),
        ("fantasy", None),
        ("Ceiling_Fan_48in", "Fans"),
        ("\uff26\uff41\uff4e 2", "Fans"),
        ("V  Belts", "Belts"),
        ("Fan\n BELTS", "Fans"),
        ("Switches", "Switches"),
        ("Switchgear", None),
    ],
)
def test_keywords_are_whole_words(name: str, brand: str | None) -> None:
    """In any case and in the plural; underscores part words; of two, the rule written first holds, be it shorter."""
    rules = SalesRules(
        (BrandRule("Fans", ("fan",)), BrandRule("Belts", ("fan belt", "Belt")), BrandRule("Switches", ("switch",)))
    )
    assert rules.brand_of(name) == brand


def test_a_category_may_have_no_parts() -> None:
    """Nothing is said then of the part, and without rules nothing of anything."""
    assert SalesRules(categories=(CategoryRule("Pumps", "", ("pump",)),)).category_of("a pump") == ("Pumps", None)
    assert NO_RULES.kinds_of("a pump") == (None, None, None)
