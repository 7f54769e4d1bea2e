"""What makes a query unsound is said in a sentence that a person can act on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    AllOf,
    Arithmetic,
    CompareTo,
    Condition,
    Derivation,
    DimensionRef,
    Elapsed,
    FieldRef,
    Formula,
    Having,
    MeasureRef,
    Offset,
    Operator,
    Period,
    Related,
    RowValue,
    SemanticQuery,
)
from shared.core.semantic.rules import check
from tests.fakes import market

COUNT = MeasureRef("orders", Aggregation.COUNT)
PRICE = MeasureRef("orders", Aggregation.SUM, "price")
MONTH = DimensionRef("orders", "ordered_on", Grain.MONTH)
PERIOD = Period(FieldRef("orders", "ordered_on"), date(2023, 1, 1), date(2024, 1, 1), "2023")


def at(name: str, entity: str = "orders") -> FieldRef:
    """Name a field."""
    return FieldRef(entity, name)


def number(
    value: RowValue | None = None, formula: Formula | None = None, how: Aggregation = Aggregation.SUM, **more: object
) -> MeasureRef:
    """Make a number of orders."""
    return replace(MeasureRef("orders", how, value=value, formula=formula), **more)  # type: ignore[arg-type]


def shown(*measures: MeasureRef) -> SemanticQuery:
    """Ask for numbers by month."""
    return SemanticQuery("orders", measures, (MONTH,))


def where(filters: Condition | Related | AllOf) -> SemanticQuery:
    """Count the orders that a filter keeps."""
    return SemanticQuery("orders", (COUNT,), filters=filters)


def looking_back(
    offset: Offset | None = None, since: Grain | None = None, how: Derivation = Derivation.PRIOR
) -> MeasureRef:
    """Derive a number of orders."""
    return replace(PRICE, derivation=how, offset=offset, since=since)


LAST = MeasureRef("orders", Aggregation.MAX, "delivered_at")
RATIO = Formula(Arithmetic.DIVIDE, PRICE, COUNT)
REGION = DimensionRef("customers", "region")
LATE = Condition(at("reason", "returns"), Operator.EQ, ("late",))
UNSOUND: dict[str, tuple[SemanticQuery, str]] = {
    "a formula that is not calculated": (shown(number(formula=RATIO)), "needs a formula"),
    "calculated without a formula": (shown(number(how=Aggregation.CALCULATED)), "needs a formula"),
    "a formula of numbers only": (
        shown(number(formula=Formula(Arithmetic.ADD, 1, 2), how=Aggregation.CALCULATED)),
        "at least one number",
    ),
    "a formula of a column": (
        shown(number(formula=RATIO, how=Aggregation.CALCULATED, field="price")),
        "not of a column",
    ),
    "a formula of another entity": (
        shown(number(formula=RATIO, how=Aggregation.CALCULATED, entity="payments")),
        "what the question is about",
    ),
    "a formula of shares": (
        shown(
            number(
                formula=Formula(Arithmetic.ADD, replace(PRICE, derivation=Derivation.SHARE), 1),
                how=Aggregation.CALCULATED,
            )
        ),
        "come after",
    ),
    "a sum of rows": (shown(number()), "which column of orders"),
    "a column and a value": (
        shown(number(RowValue(Arithmetic.ADD, at("price"), 1), field="price")),
        "not both",
    ),
    "an unknown column inside a value": (shown(number(RowValue(Arithmetic.ADD, at("tax"), 1))), "called “tax”"),
    "an unknown column inside a formula": (
        shown(
            number(
                formula=Formula(Arithmetic.ADD, MeasureRef("orders", Aggregation.SUM, "tax"), 1),
                how=Aggregation.CALCULATED,
            )
        ),
        "called “tax”",
    ),
    "an unknown column inside a filter of a number": (
        shown(replace(COUNT, where=Condition(at("tax"), Operator.EQ, (1,)))),
        "called “tax”",
    ),
    "an unknown column of related rows": (
        where(Related("returns", where=Condition(at("tax", "returns"), Operator.EQ, (1,)))),
        "called “tax”",
    ),
    "an unknown related table": (where(Related("refunds")), "no table called “refunds”"),
    "a text to calculate with": (shown(number(RowValue(Arithmetic.ADD, at("status"), 1))), "Status is not a number"),
    "the change of a time between two periods": (
        SemanticQuery("orders", (LAST,), (REGION,), period=PERIOD, compare=CompareTo.PREVIOUS_PERIOD),
        "Delivery date is not a number, so it has no change in percent",
    ),
    "a time to calculate with": (
        shown(number(formula=Formula(Arithmetic.MULTIPLY, LAST, 2), how=Aggregation.CALCULATED)),
        "Delivery date is not a number, so it cannot be calculated with",
    ),
    "a time compared with a number": (
        replace(shown(COUNT), having=(Having(LAST, Operator.GT, (5,)),)),
        "Delivery date is not a number and cannot be compared with “5”",
    ),
    "a number compared with a word": (
        replace(shown(COUNT), having=(Having(PRICE, Operator.GT, ("much",)),)),
        "A number cannot be compared with “much”",
    ),
    "time from a number": (
        shown(number(RowValue(Elapsed.DAYS, at("price"), at("ordered_on")))),
        "Price is not a date",
    ),
    "time from one date only": (shown(number(RowValue(Elapsed.DAYS, at("ordered_on"), 3))), "name both"),
    "a value without columns": (shown(number(RowValue(Arithmetic.ADD, 1, 2))), "at least one of its columns"),
    "a value of what rows do not refer to": (
        shown(number(RowValue(Arithmetic.ADD, at("amount", "payments"), 1))),
        "Orders have no amount",
    ),
    "fields of different kinds": (
        where(Condition(at("price"), Operator.LT, other=at("ordered_on"))),
        "of different kinds",
    ),
    "a field that should contain another": (
        where(Condition(at("status"), Operator.CONTAINS, other=at("region", "customers"))),
        "nothing else",
    ),
    "a weekday that is none": (
        where(Condition(at("ordered_on"), Operator.IN, (6, 8), grain=Grain.WEEKDAY)),
        "from 1 to 7, not “8”",
    ),
    "an hour of a date": (
        where(Condition(at("ordered_on"), Operator.EQ, (9,), grain=Grain.HOUR_OF_DAY)),
        "no time of day",
    ),
    "a span without another field": (
        where(Condition(at("ordered_on"), Operator.EQ, (date(2023, 1, 1),), grain=Grain.MONTH)),
        "as a period",
    ),
    "the latest text": (where(Condition(at("status"), Operator.LATEST)), "no latest"),
    "a latest with a value": (where(Condition(at("price"), Operator.LATEST, (1,))), "needs 0 values"),
    "related rows that do not refer": (where(Related("payments")), "Payments do not say which of the orders"),
    "related rows filtered by what they lack": (
        where(Related("returns", where=Condition(at("amount", "payments"), Operator.GT, (1,)))),
        "Returns have no amount",
    ),
    "related rows in an empty period": (
        where(Related("returns", period=replace(PERIOD, end=date(2022, 1, 1)))),
        "is empty",
    ),
    "a rank of compared periods": (
        SemanticQuery("orders", (looking_back(),), (REGION,), period=PERIOD, compare=CompareTo.PREVIOUS_YEAR),
        "not both at once",
    ),
    "running along nothing": (SemanticQuery("orders", (looking_back(),)), "by what it should run"),
    "a year before, by region": (
        SemanticQuery("orders", (looking_back(Offset(Grain.YEAR)),), (REGION,)),
        "span of time",
    ),
    "a week before, by month": (shown(looking_back(Offset(Grain.WEEK))), "cannot look back 1 week"),
    "two years ahead": (shown(looking_back(Offset(Grain.YEAR, -2))), "cannot look back -2 years"),
    "anew each month, by month": (
        shown(looking_back(since=Grain.MONTH, how=Derivation.RUNNING_TOTAL)),
        "cannot start anew with each month",
    ),
    "a share of a year before": (shown(looking_back(Offset(Grain.YEAR), how=Derivation.SHARE)), "looks back"),
    "a growth since": (shown(looking_back(since=Grain.YEAR, how=Derivation.GROWTH)), "starts anew"),
    "another fact by what it lacks": (
        SemanticQuery(
            "orders", (COUNT, MeasureRef("payments", Aggregation.COUNT)), (DimensionRef("orders", "status"),)
        ),
        "Payments cannot be split by status",
    ),
    "another fact filtered by what it lacks": (
        SemanticQuery(
            "returns",
            (MeasureRef("returns", Aggregation.COUNT), MeasureRef("payments", Aggregation.COUNT)),
            filters=Condition(at("status"), Operator.EQ, ("open",)),
        ),
        "Payments cannot be kept to those where status is “open”",
    ),
    "another fact without a date": (
        SemanticQuery("orders", (COUNT, MeasureRef("staff", Aggregation.COUNT)), period=PERIOD),
        "Staff have no date",
    ),
    "another fact in ranges": (
        SemanticQuery(
            "orders", (COUNT, MeasureRef("payments", Aggregation.COUNT)), (DimensionRef("customers", "credit", bins=3),)
        ),
        "together",
    ),
    "a condition that no number has": (
        SemanticQuery(
            "customers",
            (COUNT, MeasureRef("payments", Aggregation.COUNT)),
            filters=Condition(at("price"), Operator.GT, other=at("amount", "payments")),
        ),
        "None of the numbers",
    ),
    "two periods counted once": (
        SemanticQuery(
            "orders", (MeasureRef("customers", Aggregation.COUNT),), period=PERIOD, compare=CompareTo.PREVIOUS_YEAR
        ),
        "one may belong to both",
    ),
    "rows of what they do not refer to": (
        SemanticQuery("orders", columns=(at("price"), at("reason", "returns"))),
        "Returns cannot be joined to Orders without counting rows twice",
    ),
    "every hour of a century": (
        SemanticQuery(
            "orders",
            (COUNT,),
            (DimensionRef("orders", "delivered_at", Grain.HOUR),),
            period=replace(PERIOD, field=at("delivered_at"), start=date(1923, 1, 1)),
            complete=True,
        ),
        "too many hours",
    ),
    "every month and every week": (
        SemanticQuery("orders", (COUNT,), (MONTH, DimensionRef("orders", "ordered_on", Grain.WEEK)), complete=True),
        "not for several",
    ),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_unsound_is_said_in_a_sentence(name: str) -> None:
    """One sentence that names the place, and ends as one does."""
    query, words = UNSOUND[name]
    issues = check(query, market.MODEL)
    assert words in " ".join(each.for_user() for each in issues)
    assert all(each.for_user().endswith(".") for each in issues)
