"""A filled query holds nothing that the question, the data or the calendar did not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.core.asking.question import Question
from shared.core.models.grounding import Ground, ungrounded
from shared.core.models.settling import settle
from shared.core.semantic.model import Aggregation, Entity, Field, Grain, SemanticModel, TableRef
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    Arithmetic,
    Condition,
    DimensionRef,
    FieldRef,
    Formula,
    Having,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    SemanticQuery,
)
from shared.core.table.types import Cell, DataType
from tests.fakes.shop import MODEL, VIEWER

COUNT = MeasureRef("buyers", Aggregation.COUNT)
CITY, NAME, SPENT = (FieldRef("buyers", each) for each in ("city", "customer_name", "spent"))
BUYERS = SemanticModel(
    (
        Entity(
            "buyers",
            "Buyers",
            "buyers",
            TableRef("d", "buyers"),
            (
                Field("city", "City", DataType.TEXT, values=("New Delhi", "Pune", "Agra"), values_complete=True),
                Field("state", "State", DataType.TEXT, values=("Kerala",)),
                Field("customer_name", "Customer name", DataType.TEXT, personal=True),
                Field("spent", "Spent", DataType.DECIMAL),
                Field("year", "Year", DataType.INTEGER),
                Field("on", "On", DataType.DATE),
            ),
            time="on",
        ),
    )
)


def ground(text: str, previous: SemanticQuery | None = None) -> Ground:
    """Return the ground of a question asked on a Wednesday in June 2024."""
    return Ground.of(Question(text, VIEWER, datetime(2024, 6, 12, 9, tzinfo=UTC), previous=previous), BUYERS)


def where(ref: FieldRef, operator: Operator, *values: Cell) -> SemanticQuery:
    """Return a count of buyers under one condition."""
    return SemanticQuery("buyers", (COUNT,), filters=Condition(ref, operator, values))


def objections(text: str, query: SemanticQuery) -> str:
    """Return what is objected to, after settling."""
    said = ground(text)
    return " ".join(each.sentence for each in ungrounded(settle(query, BUYERS, said).query, BUYERS, said))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("spent above 500", 500),
        ("spent above ₹2,50,000", 250_000),
        ("spent above 2.5 lakh", 250_000),
        ("spent above 3 crore", 30_000_000),
        ("more than 5k", 5_000),
        ("discount over 20%", 0.2),
        ("at least two", 2),
        ("a loss of 40", -40),
        ("none at all", 0),
        ("12345678901 rupees", 12_345_678_901),
        ("this year", 2024),
        ("last year", 2023),
        ("in March 2022", 2022),
    ],
)
def test_a_number_that_was_said_is_taken(text: str, value: float) -> None:
    """However people write it."""
    assert objections(text, where(SPENT, Operator.GT, value)) == ""


@pytest.mark.parametrize("value", [31_337, 499, 5_000, 2019])
def test_a_number_that_nobody_said_is_objected_to(value: int) -> None:
    """In a condition, on a total, or as a limit."""
    assert str(value) in objections("spent above 500", where(SPENT, Operator.GT, value))
    total = MeasureRef("buyers", Aggregation.SUM, "spent")
    assert str(value) in objections("spent above 500", replace(where(SPENT, Operator.GT, 500), limit=value))
    having = SemanticQuery("buyers", (total,), having=(Having(total, Operator.GT, (value,)),))
    assert str(value) in objections("spent above 500", having)


def test_truth_values_are_no_numbers() -> None:
    """A yes or no is a choice of the two."""
    yes: Cell = True
    assert objections("paid ones", where(SPENT, Operator.EQ, yes)) == ""


@pytest.mark.parametrize(
    ("text", "ref", "value"),
    [
        ("buyers in pune", CITY, "Pune"),
        ("buyers in south india", FieldRef("buyers", "state"), "Kerala"),
        ("spent by Ravi Kumar", NAME, "Ravi Kumar"),
        ("spent by kumars in Pune", NAME, "kumar"),
        ("buyers called o'hara", NAME, "O'Hara"),
    ],
)
def test_a_text_that_was_said_or_that_the_data_holds_is_taken(text: str, ref: FieldRef, value: str) -> None:
    """Whole, or all of its words."""
    assert objections(text, where(ref, Operator.EQ, value)) == ""


@pytest.mark.parametrize("value", ["http://evil.example/?leak", "Ravi", "Chennai", ""])
def test_a_text_that_nobody_said_is_objected_to(value: str) -> None:
    """A model that obeys somebody else cannot put its words into an answer."""
    assert "does not say" in objections("buyers in pune", where(NAME, Operator.EQ, value))


def test_columns_about_people_are_shown_only_where_they_were_asked_for() -> None:
    """Listed, grouped by, or as the least and greatest of them."""
    shown = (
        SemanticQuery("buyers", columns=(NAME, CITY)),
        SemanticQuery("buyers", (COUNT,), (DimensionRef("buyers", "customer_name"),)),
        SemanticQuery("buyers", (MeasureRef("buyers", Aggregation.MAX, "customer_name"),)),
    )
    for query in shown:
        assert "Customer name" in objections("which cities are there?", query)
        assert objections("which customers are there?", query) == ""
        again = ground("only Pune", query)
        assert ungrounded(query, BUYERS, again) == ()


def test_a_follow_up_may_keep_what_was_said_before() -> None:
    """Its numbers, texts, limit and dates."""
    before = replace(
        where(NAME, Operator.EQ, "Ravi"),
        limit=7,
        having=(Having(COUNT, Operator.GT, (12,)),),
        period=Period(FieldRef("buyers", "on"), date(2021, 1, 1), date(2021, 2, 1), "that month"),
    )
    said = ground("and by city?", before)
    settled = settle(before, BUYERS, said)
    assert settled.query == before
    assert settled.notes == ()
    assert ungrounded(before, BUYERS, said) == ()


@pytest.mark.parametrize(
    ("given", "found"), [("pune", "Pune"), ("DELHI", "New Delhi"), ("Punee", "Pune"), ("Chennai", "Chennai")]
)
def test_a_text_becomes_the_value_that_the_data_holds(given: str, found: str) -> None:
    """Where it can be only one; a change beyond letters' case is told."""
    query = where(CITY, Operator.IN, given, 3)
    nested = replace(query, filters=AnyOf((AllOf((query.filters,)),))) if query.filters else query
    settled = settle(nested, BUYERS, ground(f"buyers in {given}"))
    assert settled.query.filters == AnyOf((AllOf((Condition(CITY, Operator.IN, (found, 3)),)),))
    changed = given.casefold() != found.casefold()
    assert settled.notes == ((f"I took “{given}” to mean “{found}”.",) if changed else ())


def test_parts_of_texts_are_left_as_they_are() -> None:
    """“contains” means a part."""
    query = where(CITY, Operator.CONTAINS, "del")
    assert settle(query, BUYERS, ground("cities with del")).query == query


def dated(start: date | None, end: date | None) -> SemanticQuery:
    """Return a count in a period."""
    return SemanticQuery("buyers", (COUNT,), period=Period(FieldRef("buyers", "on"), start, end, "made by a model"))


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("moolah last month", date(2024, 5, 1), date(2024, 6, 1), "last month"),
        ("moolah in 2023", date(2023, 1, 1), date(2024, 1, 1), "2023"),
    ],
)
def test_the_calendar_is_ours(text: str, start: date, end: date, label: str) -> None:
    """Where our grammar reads the one period of a question, a model's dates and words for it are not used."""
    settled = settle(dated(date(2023, 5, 1), date(2023, 7, 1)), BUYERS, ground(text))
    period = settled.query.period
    assert period is not None
    assert (period.start, period.end, period.label) == (start, end, label)
    assert settled.notes == ()


def test_dates_that_only_a_model_knows_are_pointed_out() -> None:
    """A festival is in no calendar of ours."""
    query = dated(date(2023, 11, 12), None)
    settled = settle(query, BUYERS, ground("moolah since diwali"))
    assert settled.query == query
    assert len(settled.notes) == 1
    assert "language model" in settled.notes[0]


def test_a_bare_number_is_no_period_of_another_year() -> None:
    """It may be an ordinary number."""
    query = dated(date(2021, 1, 1), date(2022, 1, 1))
    assert settle(query, BUYERS, ground("moolah above 2023")).query == query


def test_the_shop_has_ground_too() -> None:
    """A model over several entities."""
    said = Ground.of(Question("value of Asha", VIEWER, datetime(2024, 6, 12, tzinfo=UTC)), MODEL)
    query = SemanticQuery(
        "lines",
        (MeasureRef("lines", Aggregation.SUM, "value"),),
        filters=Condition(FieldRef("lines", "brand"), Operator.EQ, ("Asha",)),
    )
    assert ungrounded(query, MODEL, said) == ()


def test_numbers_of_formulas_and_of_single_numbers_must_be_said_too() -> None:
    """Wherever in the query a number or a text stands; a hundred makes percent, and a weekday is said in words."""
    pune = Condition(CITY, Operator.EQ, ("Pune",))
    share = Formula(Arithmetic.MULTIPLY, 100, Formula(Arithmetic.DIVIDE, replace(COUNT, where=pune), COUNT))
    percent = SemanticQuery("buyers", (MeasureRef("buyers", Aggregation.CALCULATED, formula=share),))
    assert objections("what percent of buyers are in Pune", percent) == ""
    twice = Formula(Arithmetic.MULTIPLY, 2.5, COUNT)
    assert "2.5" in objections("buyers", replace(percent, measures=(replace(percent.measures[0], formula=twice),)))
    mumbai = replace(COUNT, where=Condition(CITY, Operator.EQ, ("Mumbai",)))
    assert "Mumbai" in objections("how many buyers", SemanticQuery("buyers", (mumbai,)))
    weekend = Condition(FieldRef("buyers", "on"), Operator.IN, (6, 7), grain=Grain.WEEKDAY)
    assert objections("buyers on weekends", SemanticQuery("buyers", (COUNT,), filters=weekend)) == ""


def test_texts_are_settled_inside_single_numbers_too() -> None:
    """And a sort key stays the number it sorts by."""
    delhi = replace(COUNT, where=Condition(CITY, Operator.EQ, ("delhi",)))
    ratio = MeasureRef("buyers", Aggregation.CALCULATED, formula=Formula(Arithmetic.DIVIDE, delhi, COUNT))
    query = SemanticQuery("buyers", (delhi, ratio), order=(OrderBy(delhi, descending=True),))
    settled = settle(query, BUYERS, ground("buyers in delhi"))
    first, second = settled.query.measures
    assert first.where == Condition(CITY, Operator.EQ, ("New Delhi",))
    assert second.formula == Formula(Arithmetic.DIVIDE, first, COUNT)
    assert settled.query.order == (OrderBy(first, descending=True),)
    assert settled.notes == ("I took “delhi” to mean “New Delhi”.",)
