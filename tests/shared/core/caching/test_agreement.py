"""Two questions agree when all that they say is the same: nothing that changes an answer is ever overlooked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest

from shared.core.caching.agreement import signature
from shared.core.semantic.model import Field, Measure
from shared.core.table.types import DataType
from tests.fakes import shop

NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)
_LINES = shop.MODEL.entities[0]
_KIND = Field("client_type", "Client type", DataType.TEXT, values=("Dealer", "End client"), distinct=2)
_PRICE = Field("list_price", "List price", DataType.DECIMAL, unit="₹")
MODEL = replace(
    shop.MODEL,
    entities=(
        replace(
            _LINES,
            fields=(*_LINES.fields, _KIND, _PRICE),
            measures=(replace(_LINES.measures[0], synonyms=("revenue",)), *_LINES.measures[1:]),
        ),
        *shop.MODEL.entities[1:],
    ),
)


def agree(one: str, other: str) -> bool:
    """Compare two questions over the shop."""
    return signature(one, MODEL, NOW) == signature(other, MODEL, NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("top 5 brands by moolah", "top 10 brands by moolah"),
        ("top 5 brands by moolah", "bottom 5 brands by moolah"),
        ("top 5 brands by moolah", "top brands by moolah"),
        ("moolah of not dealers", "moolah of dealers"),
        ("moolah without dealers", "moolah with dealers"),
        ("moolah excluding dealers", "moolah including dealers"),
        ("moolah from non dealers", "moolah from dealers"),
        ("moolah that is never paid", "moolah that is paid"),
        ("moolah in 2023", "moolah in 2024"),
        ("moolah in March", "moolah in May"),
        ("moolah last month", "moolah this month"),
        ("moolah last 7 days", "moolah last 30 days"),
        ("moolah since May 2024", "moolah until May 2024"),
        ("moolah before 5 May 2024", "moolah after 5 May 2024"),
        ("moolah last month", "moolah"),
        ("brand with highest moolah", "brand with lowest moolah"),
        ("brand with most moolah", "brand with least moolah"),
        ("average moolah by brand", "total moolah by brand"),
        ("average moolah by brand", "median moolah by brand"),
        ("maximum discount moolah", "minimum discount moolah"),
        ("number of moolah brands", "moolah brands"),
        ("how many moolah lines", "how much moolah lines"),
        ("distinct moolah brands", "moolah brands"),
        ("moolah of Asha", "moolah of Bela"),
        ("moolah of dealers", "moolah of end clients"),
        ("moolah of Asha and Bela", "moolah of Asha or Bela"),
        ("moolah of Asha more than Bela", "moolah of Bela more than Asha"),
        ("moolah above 100", "moolah below 100"),
        ("moolah above 100", "moolah above 1000"),
        ("moolah above 100", "moolah above 100%"),
        ("moolah above 1 lakh", "moolah above 1 crore"),
        ("moolah > 100", "moolah >= 100"),
        ("moolah between 100 and 200", "moolah between 200 and 300"),
        ("moolah by brand", "moolah by firm"),
        ("moolah by brand", "moolah by brand and firm"),
        ("moolah by brand and firm", "moolah by firm and brand"),
        ("moolah by month", "moolah by week"),
        ("monthly moolah", "weekly moolah"),
        ("moolah per brand", "moolah"),
        ("share of moolah by brand", "moolah by brand"),
        ("growth of moolah by month", "moolah by month"),
        ("cumulative moolah by month", "moolah by month"),
        ("moolah sent from Asha to Bela", "moolah sent to Asha from Bela"),
        ("customers who bought moolah", "customers who sold moolah"),
        ("people who joined with moolah", "people who left with moolah"),
        ("paid moolah", "unpaid moolah"),
        ("cancelled moolah", "completed moolah"),
        ("how much dough did Asha make", "how much debt did Asha make"),
        ("price list of moolah", "price of moolah"),
        ('moolah of "North star"', 'moolah of "South star"'),
        ("our moolah", "their moolah"),
        ("moolah compared with last year", "moolah last year"),
        ("moolah ascending", "moolah descending"),
        ("first moolah", "last moolah"),
        ("moolah for each brand", "moolah for every other brand"),
        ("moolah as a pie chart", "moolah as a line chart"),
    ],
)
def test_near_words_with_another_meaning_do_not_agree(one: str, other: str) -> None:
    """A number, a value, a date, a negation, an aggregate, a direction, an order, an unknown word."""
    assert not agree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("show me the moolah by brand", "moolah by brand"),
        ("what is the moolah by brand?", "Give me moolah by brand please"),
        ("could you please tell me the moolah of Asha", "what was moolah of asha"),
        ("moolah of Asha", "have the moolah of Asha"),
        ("moolah by brand in May 2024", "moolah by brands last month"),
        ("moolah since 1 May 2024", "moolah since May 2024"),
        ("top 5 brands by moolah", "top five brands by moolah"),
        ("moolah above 1,00,000", "moolah above 1 lakh"),
        ("revenue against moolah", "total sales value against moolah"),
        ("moolah by discuont", "moolah by discount"),
    ],
)
def test_other_words_for_the_same_agree(one: str, other: str) -> None:
    """Politeness, articles, synonyms of the model, typing mistakes, numbers and periods said otherwise."""
    assert agree(one, other)


def test_numbers_words_and_names_multiply_to_as_many_signatures() -> None:
    """Of 240 questions made of parts, no two agree."""
    questions = [
        f"{extreme} {number} {group} by moolah {scope} {period}"
        for extreme in ("top", "bottom")
        for number in (3, 5, 10)
        for group in ("brands", "firms")
        for scope in ("of Asha", "not of Asha", "of Bela", "above 5", "below 5")
        for period in ("in 2023", "in 2024", "last month", "")
    ]
    assert len(questions) == 240
    made = [signature(each, MODEL, NOW) for each in questions]
    assert all(one != other for one, other in combinations(made, 2))


def test_a_measure_by_name_is_told_from_a_column() -> None:
    """As far as the model tells them apart."""
    net = Measure("net", "Net value", _LINES.measures[0].aggregation, "value")
    lines = replace(_LINES, measures=(*_LINES.measures, net))
    model = replace(MODEL, entities=(lines, *MODEL.entities[1:]))
    assert signature("net value moolah", model, NOW) != signature("value moolah", model, NOW)
