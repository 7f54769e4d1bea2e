"""Truths about every reading, whatever is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.core.asking.charting import choose_chart
from shared.core.asking.describe import describe
from shared.core.asking.reading import Understood
from shared.core.semantic.rules import check
from shared.core.table.result import ResultTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel

WORDS = (
    "total average how many number of distinct by per each for in and or not except between than more less at "
    "least most highest lowest top bottom 5 10 2013 2024 1.5 lakh brand brands value quantity rate category firm "
    "product products Apple Nike Dealer 'Gupta & Sons' line items transactions gross last month this year since "
    "June Q1 over time monthly sort ascending descending order bar chart pie histogram scatter share running "
    "growth vs compared to previous with without missing starts with letter a which what who is are the only same "
    "remove filter as line where date above below average list show all columns names x axis y delay carrier , ? "
    ". ( ) % > = ka ki har sabse zyada "
).split()
QUESTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join) | st.text(max_size=80)
SLOW = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(text=QUESTIONS)
def test_any_words_get_a_reading_and_any_query_can_be_described(
    text: str, sales: SemanticModel, ask: Callable[..., Reading]
) -> None:
    """No question makes the reader fail, and what it understands can be said and charted."""
    reading = ask(text, sales)
    if isinstance(reading, Understood):
        assert 0.0 <= reading.intent.confidence <= 1.0
        assert describe(reading.query, sales)
        assert choose_chart(reading.query, ResultTable((), ()), sales) is None
        check(reading.query, sales)


@SLOW
@given(first=QUESTIONS, then=QUESTIONS)
def test_any_follow_up_gets_a_reading(
    first: str, then: str, flights: SemanticModel, ask: Callable[..., Reading]
) -> None:
    """A follow-up to anything is read too."""
    before = ask(first, flights)
    previous = before.query if isinstance(before, Understood) else None
    after = ask(then, flights, previous)
    if isinstance(after, Understood):
        assert describe(after.query, flights)


@SLOW
@given(text=QUESTIONS)
def test_the_same_question_is_read_the_same_way(text: str, sales: SemanticModel, ask: Callable[..., Reading]) -> None:
    """Reading depends on nothing but the question, the model and the clock."""
    assert ask(text, sales) == ask(text, sales)
