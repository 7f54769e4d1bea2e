"""Rankings that do not say by what, and what a row is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.describe import describe
from shared.core.asking.reading import NotUnderstood
from shared.core.asking.suggest import following, suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

SALES = [
    ("Top 5 brand", "Revenue by brand, highest first, top 5"),
    ("which brand sold the most last month", "Revenue by brand, for last month (1 April 2024 to 30 April 2024)"),
    (
        "pichle mahine sabse zyada kaunsa brand bika?",
        "Revenue by brand, for last month (1 April 2024 to 30 April 2024)",
    ),
    ("kis firm ne sabse zyada kharida?", "Revenue by firm, highest first, top 1"),
    ("best day of the week for sales", "Revenue by weekday, highest first, top 1"),
    ("which month had the highest sales", "Revenue by month, highest first, top 1"),
    ("compare this month with last month", "Revenue, for this month (1 May 2024 to 31 May 2024), compared with the"),
    ("quantity", "Total quantity"),
    ("how much did Sharma Traders buy", "Revenue, where firm is “Sharma Traders”"),
    ("how many customers do we have?", "Number of different firms"),
]
FLIGHTS = [
    ("flights by day of week", "Number of flights by weekday"),
    ("which airline has the worst dep delay", "Average dep delay by airline, highest first, top 1"),
    ("worst 5 airlines by dep delay", "Average dep delay by airline, highest first, top 5"),
    ("top 3 airlines by flights", "Number of flights by airline, highest first, top 3"),
    ("top 5 planes by seats", "Tailnum and seats of planes, highest first by seats, top 5"),
    ("kitni flights hain", "Number of flights"),
]


@pytest.mark.parametrize(("text", "words"), SALES, ids=[text for text, _ in SALES])
def test_sales_are_ranked_by_revenue_when_nothing_else_is_said(
    text: str, words: str, sales: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """What sells best sells for the most money, in English and in Hinglish, and an answer speaks English."""
    assert describe(query_of(text, sales), sales).startswith(words)


@pytest.mark.parametrize(("text", "words"), FLIGHTS, ids=[text for text, _ in FLIGHTS])
def test_other_rows_are_counted_when_nothing_else_is_said(
    text: str, words: str, flights: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """A day of the week is a weekday, the worst delay is the longest."""
    assert describe(query_of(text, flights), flights) == words


def test_what_befell_rows_is_never_dropped(flights: SemanticModel, ask: Callable[..., Reading]) -> None:
    """A count of all flights is no answer to how many were cancelled."""
    reading = ask("how many flights were cancelled?", flights)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason == "I do not know what “cancelled” means in this data."


def test_a_suggestion_never_asks_what_was_just_answered(
    sales: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """What to ask next goes on from an answer instead of repeating it."""
    for text in suggest(sales, 6):
        again = following(query_of(text, sales), sales)
        assert len(again) == 3
        assert text not in again
