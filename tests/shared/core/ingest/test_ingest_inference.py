"""A column's type is decided from all of its rows, and nothing is changed in silence."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.core.ingest.inference import TypedColumn, infer_columns
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.table.types import Cell


def _typed(*values: str, label: str = "x") -> TypedColumn:
    return infer_columns((label,), (values,))[0]


@pytest.mark.parametrize(
    ("values", "kind", "cells"),
    [
        (("1", "-2", "3"), DataType.INTEGER, (1, -2, 3)),
        (("1", "2.50"), DataType.DECIMAL, (Decimal(1), Decimal("2.50"))),
        (("1,23,456", "7"), DataType.INTEGER, (123_456, 7)),
        (("1e5", "2.5E-3"), DataType.FLOAT, (1e5, 2.5e-3)),
        (("yes", "No"), DataType.BOOLEAN, (True, False)),
        (("TRUE", "TRUE"), DataType.BOOLEAN, (True, True)),
        (("Y", "N"), DataType.BOOLEAN, (True, False)),
        (("Y", "Y"), DataType.TEXT, ("Y", "Y")),
        (("1", "0"), DataType.INTEGER, (1, 0)),
        (("007", "12"), DataType.TEXT, ("007", "12")),
        (("2024-01-31", "2024-02-01"), DataType.DATE, (date(2024, 1, 31), date(2024, 2, 1))),
        (("2024-01-31 00:00:00",), DataType.DATE, (date(2024, 1, 31),)),
        (("2024-01-31", "2024-01-31 10:00"), DataType.TIMESTAMP, (datetime(2024, 1, 31), datetime(2024, 1, 31, 10))),
        (("10:30", "11:00"), DataType.TIME, (time(10, 30), time(11))),
        (("9223372036854775808", "1"), DataType.DECIMAL, (Decimal(2**63), Decimal(1))),
        (("1" * 39, "1"), DataType.TEXT, ("1" * 39, "1")),
        (("a", ""), DataType.TEXT, ("a", None)),
        (("", ""), DataType.TEXT, (None, None)),
        (("=1+1", "@x"), DataType.TEXT, ("=1+1", "@x")),
    ],
)
def test_types(values: tuple[str, ...], kind: DataType, cells: tuple[Cell, ...]) -> None:
    """Each type is recognised, and the cells are of it."""
    column = _typed(*values)
    assert column.type is kind
    assert tuple(column.cells) == cells


def test_decimals_know_their_digits() -> None:
    """Precision and scale are what the widest values need together."""
    column = _typed("12345.6", "-0.125")
    assert (column.precision, column.scale) == (8, 3)


def test_one_order_of_day_and_month_holds_for_the_column() -> None:
    """A single day above twelve settles the order of all dates."""
    assert _typed("3/4/2024", "25/4/2024").cells == [date(2024, 4, 3), date(2024, 4, 25)]
    assert _typed("3/4/2024", "4/25/2024").cells == [date(2024, 3, 4), date(2024, 4, 25)]


def test_an_open_order_is_day_first_and_said_to_be_open() -> None:
    """Nothing settles it, so the usual order here is taken and reported."""
    column = _typed("3/4/2024", "5/6/2024")
    assert column.cells == [date(2024, 4, 3), date(2024, 6, 5)]
    assert "no value says" in column.repairs[0].what


def test_other_columns_settle_what_one_leaves_open() -> None:
    """A table has one author: the order and the decimal mark of a sure column hold for an unsure one."""
    sure, unsure = infer_columns(("a", "b"), (("4/25/2024", "1/1/2024"), ("3/4/2024", "5/6/2024")))
    assert unsure.cells == [date(2024, 3, 4), date(2024, 5, 6)]
    assert sure.cells[0] == date(2024, 4, 25)
    comma, open_mark = infer_columns(("a", "b"), (("0,5", "1,25"), ("1.234", "2.345")))
    assert comma.cells == [Decimal("0.5"), Decimal("1.25")]
    assert open_mark.cells == [1234, 2345]


def test_dates_that_contradict_each_other_stay_text() -> None:
    """25/1 and 1/25 in one column have no common order, so nothing is guessed."""
    column = _typed("25/1/2024", "1/25/2024")
    assert column.type is DataType.TEXT
    assert column.cells == ["25/1/2024", "1/25/2024"]
    assert "contradict" in column.repairs[0].what


def test_amounts_in_two_currencies_are_never_added_up() -> None:
    """Dollars and rupees in one column stay text, and the report says why."""
    column = _typed("$5", "\u20b95")
    assert column.type is DataType.TEXT
    assert "different signs" in column.repairs[0].what


def test_the_unit_of_amounts_is_kept() -> None:
    """The sign leaves the cells and becomes the column's unit; a zero needs none."""
    column = _typed("\u20b91,200.50", "0", "Rs. 7")
    assert column.unit == "\u20b9"
    assert column.cells == [Decimal("1200.50"), Decimal(0), Decimal(7)]
    assert _typed("5%", "7.5 %").unit == "%"


@pytest.mark.parametrize("null", ["", "NULL", "n/a", "#N/A", "-", "--", "nan", "None", "NA", "#REF!", "\\N"])
def test_spellings_of_null_among_numbers(null: str) -> None:
    """Every usual spelling is a null, and is reported unless it is blank."""
    column = _typed("1", null, "3")
    assert column.cells == [1, None, 3]
    assert bool(column.repairs) == bool(null)


def test_words_that_may_mean_nothing_stay_words_among_words() -> None:
    """None is a word among words; NA is a null there, but a country among two-letter codes."""
    assert _typed("none", "some").cells == ["none", "some"]
    assert _typed("NA", "Delhi").cells == [None, "Delhi"]
    assert _typed("NA", "IN", "US").cells == ["NA", "IN", "US"]


def test_a_stray_word_among_many_numbers_is_left_out_and_reported() -> None:
    """One word in a hundred numbers does not make the column text; it becomes empty, and is named."""
    column = _typed(*map(str, range(99)), "to be confirmed")
    assert column.type is DataType.INTEGER
    assert column.cells[-1] is None
    assert "to be confirmed" in column.repairs[0].what
    assert column.repairs[0].count == 1


def test_a_stray_code_keeps_the_column_text() -> None:
    """Among numbers a value with letters and digits is a code, and so may the others be; nothing is lost."""
    assert _typed(*map(str, range(99)), "A99").type is DataType.TEXT
    assert _typed(*map(str, range(99)), "unknown", label="Part no").type is DataType.TEXT


def test_eight_digits_are_dates_where_the_header_says_so() -> None:
    """20240131 is a number unless its column is one of dates."""
    assert _typed("20240131", label="Order date").cells == [date(2024, 1, 31)]
    assert _typed("20240131", label="Units").cells == [20_240_131]


def test_offsets_become_utc_and_are_reported() -> None:
    """Times of several zones become comparable."""
    column = _typed("2020-01-01T15:00:00Z", "2020-01-01T15:00:00+03:00")
    assert column.cells == [datetime(2020, 1, 1, 15), datetime(2020, 1, 1, 12)]
    assert "UTC" in column.repairs[0].what
