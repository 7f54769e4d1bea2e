"""What no metric can stand for is said in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.errors import UserError
from shared.core.semantic.metric_expression import expression
from shared.core.semantic.metric_refs import metric_ref
from shared.core.semantic.metrics import CumulativeMetric, DerivedMetric, OffsetMetric, RatioMetric, SimpleMetric
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import Arithmetic, Formula, MeasureRef
from tests.fakes import market

A, B = MeasureRef("a", Aggregation.COUNT), MeasureRef("b", Aggregation.COUNT)
NAMED = {"a": A, "b": B}
SALES = SimpleMetric(name="sales", label="Sales", entity="orders", measure="revenue")
ROUND = RatioMetric(name="round", label="Round", numerator="about", denominator="sales")
ABOUT = DerivedMetric(name="about", label="About", expression="2 * round")
YEAR = CumulativeMetric(name="year", label="Year to date", metric="sales", since=Grain.YEAR)
BASKET = RatioMetric(name="basket", label="Basket", numerator="sales", denominator="orders")


def test_arithmetic_binds_as_at_school() -> None:
    """Products before sums, from left to right, parentheses first, a minus before a name or number."""
    plus, minus, times, over = Arithmetic.ADD, Arithmetic.SUBTRACT, Arithmetic.MULTIPLY, Arithmetic.DIVIDE
    cases = {
        "a + b * 2": Formula(plus, A, Formula(times, B, 2)),
        "(a + b)*2.5": Formula(times, Formula(plus, A, B), 2.5),
        "a - b - 1": Formula(minus, Formula(minus, A, B), 1),
        "a / b / 2": Formula(over, Formula(over, A, B), 2),
        "-a": Formula(times, -1, A),
        "a * -2": Formula(times, A, -2),
        " a ": Formula(times, A, 1),
    }
    assert {text: expression(text, NAMED.__getitem__) for text in cases} == cases


@pytest.mark.parametrize(
    "text",
    [
        *("", "a +", "* a", "(a", "a)", "a b", "a ** b", "a.b", "a(b)", "a; b", "a'", "1e5"),
        *("(" * 30 + "a" + ")" * 30, "-" * 40 + "a", "a+" * 300 + "a"),
    ],
)
def test_what_is_no_arithmetic_is_refused(text: str) -> None:
    """Calls, other signs, other letters, endless nesting."""
    with pytest.raises(UserError, match=r"arithmetic|parenthesis"):
        expression(text, NAMED.__getitem__)


@pytest.mark.parametrize(
    ("metric", "sentence"),
    [
        (ROUND, "“Round” is defined by itself"),
        (replace(SALES, measure="profit"), "a measure that there is not: “profit”"),
        (replace(BASKET, denominator="nothing"), "“nothing”, which is not known"),
        (replace(BASKET, numerator="year"), "“Year to date”, which runs along time"),
        (OffsetMetric(name="o", label="O", metric="year", grain=Grain.YEAR), "which runs along time"),
        (replace(YEAR, metric="basket"), "neither a total nor a count"),
        (replace(YEAR, metric="plus"), "neither a total nor a count"),
        (DerivedMetric(name="two", label="Two", expression="1 + 1"), "at least one other"),
    ],
)
def test_what_a_metric_cannot_be_is_said(metric: RatioMetric, sentence: str) -> None:
    """Circles, unknown names, numbers that cannot be calculated with or added up."""
    plus = DerivedMetric(name="plus", label="Plus", expression="sales + 1")
    model = replace(market.MODEL, metrics=(SALES, ROUND, ABOUT, YEAR, BASKET, plus))
    with pytest.raises(UserError, match=sentence):
        metric_ref(metric, model)
