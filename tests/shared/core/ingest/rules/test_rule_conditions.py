"""Conditions hold for what people mean: capitals, spaces and the dress of a number make no difference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from operator import itemgetter

import pytest

from shared.core.ingest.rules.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    Is,
    IsEmpty,
    Matches,
    Not,
    StartsWith,
    Within,
    columns_of,
    said,
)
from shared.core.ingest.rules.holding import Source, holding, mark_of, order_of
from shared.core.ingest.typed.dates import DateOrder
from shared.core.ingest.typed.numbers import Marks

TEN, TWENTY = Decimal(10), Decimal(20)
JUNE = date(2024, 6, 1)


def _holds(condition: Condition, text: str, mark: Marks = Marks.POINT, order: DateOrder = DateOrder.DAY_FIRST) -> bool:
    return holding(condition, {"a": Source(itemgetter(0), mark, order)})((text,))


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        (
            Is("a", ("Om  Traders", "x")),
            ("om traders", "OM TRADERS", "Om\u00a0Traders", "X"),
            ("Om", "", "Om Traders 2"),
        ),
        (Is("a", ("1000",)), ("1,000.00", "1000", "\u20b91,000"), ("100", "1.000", "")),
        (Contains("a", ("led", "fan")), ("LED bulb", "Ceiling Fan"), ("le d", "")),
        (StartsWith("a", ("sku-", "P")), ("SKU-1", "pune"), ("xSKU-1", "")),
        (Matches("a", "^p-[0-9]+$"), ("P-12", "p-1"), ("P-", "xP-1")),
        (Within("a", TEN, is_closed=False), ("11", "\u20b9 1,00,000", "10.01"), ("10", "-50", "abc", "", "(20)")),
        (Within("a", None, TEN, is_closed=False), ("9.99", "(20)", "-5"), ("10", "", "n/a")),
        (Within("a", TEN, TWENTY), ("10", "20", "15%"), ("9.99", "20.01")),
        (
            Within("a", JUNE, is_closed=False),
            ("02/06/2024", "2-Jun-24", "2024-06-02 10:00"),
            ("2024-06-01 23:00", "12"),
        ),
        (IsEmpty("a"), ("", " ", "n/a", "-", "NULL"), ("0", "none of it")),
        (IsEmpty("a", wanted=False), ("0",), ("", "N/A")),
        (Not(Is("a", ("x",))), ("y", ""), ("X",)),
        (AllOf((Contains("a", ("b",)), Not(Contains("a", ("c",))))), ("ab",), ("abc", "a")),
        (AnyOf((Is("a", ("b",)), Is("a", ("c",)))), ("b", "c"), ("a",)),
    ],
)
def test_a_condition_holds_for_what_it_says(condition: Condition, yes: tuple[str, ...], no: tuple[str, ...]) -> None:
    """And for nothing else; an empty cell is nothing but empty."""
    assert [text for text in yes if not _holds(condition, text)] == []
    assert [text for text in no if _holds(condition, text)] == []


def test_numbers_and_days_are_read_as_the_column_writes_them() -> None:
    """A decimal comma where some number needs one; a month first where some date must have it so."""
    assert mark_of(["1.234", "12,5"]) is Marks.COMMA
    assert mark_of(["1,234", "x"]) is Marks.POINT
    assert order_of(["01/02/2024", "01/31/2024"]) is DateOrder.MONTH_FIRST
    assert order_of(["01/02/2024"]) is DateOrder.DAY_FIRST
    assert _holds(Within("a", Decimal(1000)), "1.234", Marks.COMMA)
    assert not _holds(Within("a", Decimal(1000)), "1.234")
    assert _holds(Within("a", JUNE), "07/01/2024", order=DateOrder.MONTH_FIRST)
    assert not _holds(Within("a", JUNE), "07/01/2024")


def test_conditions_are_said_in_words() -> None:
    """As people would read them to each other."""
    both = AllOf(
        (AnyOf((Is("city", ("Pune", "Agra")), IsEmpty("city"))), Within("qty", Decimal(1000), is_closed=False))
    )
    assert said(both) == "(city is Pune or Agra or city is empty) and qty is more than 1,000"
    assert said(Within("day", JUNE, date(2024, 6, 30))) == "day is between 2024-06-01 and 2024-06-30"
    assert said(Not(Matches("code", "^a"))) == "it is not so that code matches ^a"
    assert said(Is("firm", ("a", "b", "c", "d", "e"))) == "firm is a, b, c or 2 more"
    assert said(
        AllOf((StartsWith("a", ("x",)), Within("b", None, TEN), Contains("c", ("y",)), IsEmpty("d", wanted=False)))
    ) == ("a starts with x and b is less than 10 and c contains y and d is not empty")
    assert list(columns_of(both)) == ["city", "city", "qty"]
