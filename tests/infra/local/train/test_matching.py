"""When an answer's table holds an expected result."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from infra.local.train.matching import can_be_met, holds

BY_FIRM = [["Asha", 10.0], ["Bela", 20.0]]


@pytest.mark.parametrize(
    "answer",
    [
        [["Bela", 20], ["Asha", 10]],
        [[1, " asha ", "10.0005"], [2, "BELA", Decimal(20)]],
        [[10, 5, "Asha"], [20, 5, "Bela"]],
    ],
)
def test_rows_in_any_order_and_further_columns_are_right(answer: list[list[Any]]) -> None:
    """Numbers agree to 1e-4, text ignores case and outer blanks, columns may stand anywhere."""
    assert holds(answer, BY_FIRM, ordered=False)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [["Asha", 10]],
        [["Asha", 20], ["Bela", 10]],
        [["Asha", 10.1], ["Bela", 20]],
        [["Asha"], ["Bela"]],
        [["Asha", None], ["Bela", 20]],
    ],
)
def test_other_rows_are_wrong(answer: list[list[Any]]) -> None:
    """Fewer rows, swapped or other numbers, a missing column, an empty cell."""
    assert not holds(answer, BY_FIRM, ordered=False)


def test_an_order_that_was_asked_for_counts_and_ties_may_fall_either_way() -> None:
    """Sorted by the number: the sequence of numbers must agree."""
    expected = [["c", 3], ["a", 2], ["b", 2], ["d", 1]]
    assert holds([["c", 3], ["b", 2], ["a", 2], ["d", 1]], expected, ordered=True)
    assert not holds([["d", 1], ["a", 2], ["b", 2], ["c", 3]], expected, ordered=True)


def test_a_date_that_starts_a_month_or_a_year_agrees_with_it() -> None:
    """A year may be written as its first day, a month as its first day or as YYYY-MM."""
    assert holds([[date(2013, 1, 1), 5], [date(2014, 1, 1), 6]], [["2013", 5], [2014, 6]], ordered=True)
    assert holds([[date(2013, 6, 1)], [date(2013, 1, 1)]], [["2013-06"], ["2013-01"]], ordered=False)
    assert not holds([[date(2013, 6, 2)]], [["2013-06"]], ordered=False)


def test_a_result_with_a_column_of_nothing_cannot_be_met() -> None:
    """No right answer groups by a year that is missing everywhere; a gap here and there is data."""
    assert not can_be_met([[[None, 5], [None, 6]]])
    assert can_be_met([[[None, 5], ["a", 6]]])
    assert can_be_met([[[None, 5]], [["a", 5]]])
