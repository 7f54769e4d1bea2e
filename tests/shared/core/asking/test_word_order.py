"""Words put as the other rules read them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood, Unclear
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Condition, FieldRef, Formula, MeasureRef, Operator

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery


@pytest.mark.parametrize("text", ["revenue 2023", "sales transactions 2023", "revenue 2023 by firm"])
def test_a_bare_year_after_rows_or_a_number_is_a_period(
    query_of: Callable[..., SemanticQuery], sales: SemanticModel, text: str
) -> None:
    """As if "in" stood before it."""
    period = query_of(text, sales).period
    assert period is not None
    assert (period.start, period.end) == (date(2023, 1, 1), date(2024, 1, 1))


def test_hinglish_names_the_head_last(ask: Callable[..., Reading], flights: SemanticModel) -> None:
    """The airline with most delay: which delay is asked, as in English."""
    hinglish, english = ask("sabse zyada delay wali airline", flights), ask("airline with most delay", flights)
    assert isinstance(hinglish, Unclear)
    assert isinstance(english, Unclear)
    assert [each.label for each in hinglish.options] == [each.label for each in english.options]


def test_a_refusal_names_only_what_was_typed(ask: Callable[..., Reading], sales: SemanticModel) -> None:
    """Not the English that stands in its place."""
    reading = ask("sabse bada kaun hai", sales)
    assert isinstance(reading, NotUnderstood)
    assert "sabse bada" in reading.reason
    assert "largest" not in reading.reason


def test_a_verb_on_a_noun_is_the_column_called_so(
    query_of: Callable[..., SemanticQuery], ask: Callable[..., Reading], flights: SemanticModel
) -> None:
    """Delayed on arrival is the arrival delay; what no column is called stays unknown."""
    (measure,) = query_of("percentage of flights delayed on arrival by more than 30", flights).measures
    part = measure.formula and measure.formula.left
    assert isinstance(part, Formula)
    assert isinstance(part.left, MeasureRef)
    late = Condition(FieldRef("flights", "arr_delay"), Operator.GT, (30,))
    assert (part.left.aggregation, part.left.where) == (Aggregation.COUNT, late)
    assert isinstance(ask("flights delayed on boarding by more than 30", flights), NotUnderstood)
