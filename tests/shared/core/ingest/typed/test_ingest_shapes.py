"""What is remembered by the shape of a text is what reading the text itself would give."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.typed.characters import plain_characters, shape_of
from shared.core.ingest.typed.dates import DateOrder, read_compact_date, read_moment
from shared.core.ingest.typed.moment_shapes import compact_shape, moment_shape
from shared.core.ingest.typed.months import may_be_a_day, may_be_a_financial_year, read_month
from shared.core.ingest.typed.number_shapes import number_shape
from shared.core.ingest.typed.numbers import Marks, number_digits, read_number

_NUMBERISH = st.text(alphabet="0123456789.,-+()%$ eE'", max_size=14)
_PIECES = st.sampled_from(
    [
        *"0 1 9 00 12 13 25 31 1999 2024 / - . : T Z am PM , Mar may Sept Tue 5th".split(),
        *"+05:30 -0800 10:30 25:61 29/02/2023".split(),
        " ",
    ]
)
_DATEISH = st.lists(_PIECES, max_size=9).map("".join)


@given(_NUMBERISH)
def test_a_number_has_the_form_that_its_shape_has(text: str) -> None:
    """Sign, unit, decimal marks and room of a number depend on its shape and its first digit only."""
    form, shape = read_number(text), number_shape(text)
    if form is None:
        assert shape is None or shape.word or shape.unit
        return
    assert shape is not None
    assert (shape.negative, shape.marks, shape.unit, shape.scientific) == (
        form.negative,
        form.marks,
        form.unit,
        form.scientific,
    )
    assert text[shape.start : shape.stop] == form.digits
    for mark in (Marks.POINT, Marks.COMMA):
        if form.marks & mark and not form.scientific:
            whole, _, decimals = number_digits(form, mark).lstrip("-").partition(".")
            assert shape.size(mark) == (len(whole), len(decimals))


@pytest.mark.parametrize(("text", "is_number"), [("1E000", True), ("1e300", True), ("9e308", False), ("-1E999", False)])
def test_a_number_too_large_is_none(text: str, *, is_number: bool) -> None:
    """Of one shape some may be, and others not."""
    assert (number_shape(text) is not None, read_number(text) is not None) == (is_number, is_number)


@given(_DATEISH)
def test_a_date_has_the_parts_that_its_shape_has(text: str) -> None:
    """Day, month, year, time and offset stand where the shape says."""
    moment, shape = read_moment(text), moment_shape(text)
    if moment is None:
        assert shape is None or shape.orders(text) is DateOrder.NEITHER
        return
    assert shape is not None
    assert shape.orders(text) == moment.orders
    for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST):
        if moment.orders & order:
            day_first = order is DateOrder.DAY_FIRST
            assert shape.day(text, day_first=day_first) == moment.day(order)
            assert shape.stamp(text, day_first=day_first) == moment.timestamp(order)


@given(st.text(alphabet="0123456789", min_size=7, max_size=9))
def test_eight_digits_are_the_day_they_are(text: str) -> None:
    """Year first, of 1900 to 2099."""
    moment, shape = read_compact_date(text), compact_shape(text)
    if moment is None:
        assert shape is None or shape.orders(text) is DateOrder.NEITHER
    else:
        assert shape is not None
        assert shape.day(text, day_first=True) == moment.day(DateOrder.DAY_FIRST)


def test_an_offset_never_leaves_the_calendar() -> None:
    """The first moment there is, an hour east of Greenwich, is no moment in UTC."""
    shape = moment_shape("0001-01-01T00:00:00+01:00")
    assert shape is not None
    assert shape.orders("0001-01-01T00:00:00+01:00") is DateOrder.NEITHER
    assert shape.stamp("2024-01-01T00:30:00+01:00", day_first=True) == datetime(2023, 12, 31, 23, 30)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("\u0967,\u0968\u0969\u096a", "1,234"),
        ("\uff11\uff12\uff0e\uff15\uff05", "12.5%"),
        ("\u22125", "-5"),
        ("\u20135", "-5"),
        ("1\u00a0234\u202f567", "1 234 567"),
        ("\u200e12\u200f", "12"),
        ("1\u2019234", "1'234"),
        ("\u0661\u066b\u0665", "1.5"),
        ("\u20b95", "\u20b95"),
        ("plain", "plain"),
    ],
)
def test_characters_of_every_script_become_plain(written: str, plain: str) -> None:
    """Digits, dashes, spaces and invisible marks; other signs stay."""
    assert plain_characters(written) == plain


def test_texts_of_one_shape_differ_in_their_digits_only() -> None:
    """A nine for every digit, and the rest as it is."""
    assert shape_of("\u20b91,204.50 kg") == "\u20b99,999.99 kg"


@pytest.mark.parametrize(
    "text",
    ["Mar-2024", "March 2024", "mar 2024", "Mar'24", "Mar-24", "2024-03", "2024/03", "03/2024", "2024 March", "3-2024"],
)
def test_months_are_their_first_day(text: str) -> None:
    """However the month is written."""
    assert read_month(text) == date(2024, 3, 1)


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-Q1", "2024-W05", "Mar", "2024", "2023-24", "Foo-2024", "1899-01", "3/24"]
)
def test_what_is_no_month(text: str) -> None:
    """Quarters, weeks, financial years and words stay what they are."""
    assert read_month(text) is None


def test_some_months_may_be_something_else() -> None:
    """Mar-24 may be a day, 2010-11 a financial year; an apostrophe or a gap in the years settles it."""
    assert [may_be_a_day(text) for text in ("Mar-24", "Mar'24", "Mar-2024")] == [True, False, False]
    assert [may_be_a_financial_year(text) for text in ("2010-11", "2010-10", "Nov 2010")] == [True, False, False]
