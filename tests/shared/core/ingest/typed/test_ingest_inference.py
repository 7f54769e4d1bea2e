"""A column's type is decided from all of its rows, and nothing is changed in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.core.ingest.report import Flaw
from shared.core.ingest.typed.inference import Inference, infer, null_repairs, type_repairs
from shared.core.table.types import DataType
from tests.fakes.table_evidence import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.ingest.report import Repair
    from shared.core.table.types import Cell


@dataclass(frozen=True, slots=True)
class _Column:
    """A column after reading: its cells in the order of the rows, and what was said."""

    type: DataType
    cells: list[Cell]
    unit: str
    precision: int | None
    scale: int | None
    repairs: tuple[Repair, ...]


def _columns(labels: tuple[str, ...], columns: tuple[tuple[str, ...], ...]) -> list[_Column]:
    found = infer(labels, listed(list(zip(*columns, strict=True))))
    return [_read(*each) for each in zip(labels, columns, found, strict=True)]


def _read(label: str, column: tuple[str, ...], inference: Inference) -> _Column:
    reading = inference.reading
    cells = [reading.cell(text) for text in column]
    misfits = (inference.misfits.repair(label, _line(column), private=False),) if inference.misfits else ()
    repairs = (*type_repairs(label, inference), *misfits, *null_repairs(label, inference))
    return _Column(reading.type, cells, reading.unit, reading.precision, reading.scale, repairs)


def _line(column: tuple[str, ...]) -> Callable[[str], int]:
    """Where a text stands in a file of this column, below its header."""
    return lambda text: column.index(text) + 2


def _typed(*values: str, label: str = "x") -> _Column:
    return _columns((label,), (values,))[0]


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
    sure, unsure = _columns(("a", "b"), (("4/25/2024", "1/1/2024"), ("3/4/2024", "5/6/2024")))
    assert unsure.cells == [date(2024, 3, 4), date(2024, 5, 6)]
    assert sure.cells[0] == date(2024, 4, 25)
    comma, open_mark = _columns(("a", "b"), (("0,5", "1,25"), ("1.234", "2.345")))
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
    assert _typed("NAN", "BOM", "DEL").cells == ["NAN", "BOM", "DEL"]
    assert _typed("NAN", "BOM", "Delhi").cells == [None, "BOM", "Delhi"]
    assert _typed("Nan", "Pune").cells == ["Nan", "Pune"]
    assert _typed("Nan", "1").cells == [None, 1]


def test_a_stray_word_among_many_numbers_is_left_out_and_reported() -> None:
    """One word in a hundred numbers does not make the column text; it becomes empty, and is named."""
    column = _typed(*map(str, range(99)), "to be confirmed")
    assert column.type is DataType.INTEGER
    assert column.cells[-1] is None
    said = "\u201cx\u201d: 1 of 100 is not a number and was left empty, \u201cto be confirmed\u201d in line 101"
    assert column.repairs[0].what == said
    assert column.repairs[0].count == 1


def test_a_stray_code_keeps_the_column_text() -> None:
    """Among numbers a value with letters and digits is a code, and so may the others be; nothing is lost."""
    assert _typed(*map(str, range(99)), "A99").type is DataType.TEXT
    assert _typed(*map(str, range(99)), "unknown", label="Part no").type is DataType.TEXT


_DAYS = tuple(f"2024-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 29))


@pytest.mark.parametrize("slip", ["2024-04-31", "31.04.2024", "2024-13-01"])
def test_a_day_that_no_calendar_has_is_left_out_of_many(slip: str) -> None:
    """It is written like a date, so that it is no code; it becomes empty, and is told with its line."""
    column = _typed(*_DAYS, slip, label="Order date")
    assert (column.type, column.cells[-1]) == (DataType.DATE, None)
    (said,) = (each for each in column.repairs if slip in each.what)
    assert (
        said.what == f"\u201cOrder date\u201d: 1 of 57 is not a date and was left empty, \u201c{slip}\u201d in line 58"
    )
    assert (said.flaw, said.count, said.to_check) == (Flaw.STRAY, 1, True)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            (*_DAYS[:20], "2024-04-31", "2024-02-31"),
            "2 of 22 are not dates, \u201c2024-04-31\u201d in line 22, \u201c2024-02-31\u201d",
        ),
        ((*_DAYS[:20], "45383"), "1 of 21 is not a date, “45383” in line 22"),
        ((*map(str, range(41)), "forty"), "1 of 42 is not a number, \u201cforty\u201d in line 43"),
        ((*(f"{hour:02}:15" for hour in range(20)), "noon"), "1 of 21 is not a time, \u201cnoon\u201d in line 22"),
        (("yes", "no", "No") * 5 + ("maybe",), "1 of 16 is not yes or no, \u201cmaybe\u201d in line 17"),
        ((*map(str, range(99)), "A99"), "1 of 100 is not a number, \u201cA99\u201d in line 101"),
    ],
)
def test_a_column_that_few_cells_keep_text_is_told(values: tuple[str, ...], said: str) -> None:
    """What it nearly was, how many cells are not, and where one of them stands; all of them are kept."""
    column = _typed(*values, label="x y")
    assert (column.type, column.cells) == (DataType.TEXT, list(values))
    assert [each.what for each in column.repairs] == [f"\u201cx y\u201d is kept as text: {said}"]
    assert column.repairs[0].to_check


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("x", (*map(str, range(40)), *("a", "b", "c", "d", "e", "f"))),
        ("x", (*map(str, range(10, 40)), "007")),
        ("Part no", (*map(str, range(40)), "A99")),
        ("x", ("1", "2", "3", "few")),
        ("x", ("Delhi", "Pune", "Goa", "2024-04-31", "12", "Agra", "Leh")),
    ],
)
def test_columns_of_texts_and_of_codes_are_nearly_nothing_else(label: str, values: tuple[str, ...]) -> None:
    """More than a tenth of words, too few values, identifiers, and digits that are no number."""
    assert _typed(*values, label=label).repairs == ()


def test_eight_digits_are_dates_where_the_header_says_so() -> None:
    """20240131 is a number unless its column is one of dates."""
    assert _typed("20240131", label="Order date").cells == [date(2024, 1, 31)]
    assert _typed("20240131", label="Units").cells == [20_240_131]


def test_offsets_become_utc_and_are_reported() -> None:
    """Times of several zones become comparable."""
    column = _typed("2020-01-01T15:00:00Z", "2020-01-01T15:00:00+03:00")
    assert column.cells == [datetime(2020, 1, 1, 15), datetime(2020, 1, 1, 12)]
    assert "UTC" in column.repairs[0].what


@pytest.mark.parametrize(
    ("values", "cells", "unit"),
    [
        (("(1,200)", "5"), (-1200, 5), ""),
        (("\u20b9(1,200)", "\u20b95"), (-1200, 5), "\u20b9"),
        (("\u0967,\u0968\u0969\u096a", "\u22125"), (1234, -5), ""),
        (("5 kg", "12 Kgs", "0"), (5, 12, 0), "kg"),
        (("5 percent", "7 pct"), (5, 7), "%"),
        (("A$5", "AUD 6"), (5, 6), "A$"),
        (("1.2M", "3M"), (1_200_000, 3_000_000), ""),
        (("10k", "1.5k", "0"), (10_000, 1_500, 0), ""),
        (("3 lakh", "2.5 cr", "1 Cr"), (300_000, 25_000_000, 10_000_000), ""),
        (("\u20b92.5 Cr", "\u20b910 L"), (25_000_000, 1_000_000), "\u20b9"),
        (("1.23456 lakh", "2 lakh"), (123_456, 200_000), ""),
        (("1,200 Dr", "500 Cr", "0"), (1200, -500, 0), ""),
        (("300 cr", "1,200.50 DR", "20 CR", "7 CR"), (-300, Decimal("1200.50"), -20, -7), ""),
        (("1.234567 lakh", "2 lakh"), (Decimal("123456.7"), Decimal(200_000)), ""),
    ],
)
def test_numbers_in_rarer_dress(values: tuple[str, ...], cells: tuple[Cell, ...], unit: str) -> None:
    """Accounting, other scripts, measures, and amounts written short, where all of a column are."""
    column = _typed(*values)
    assert (tuple(column.cells), column.unit) == (cells, unit)
    assert column.repairs


def test_units_of_one_measure_are_turned_into_the_largest() -> None:
    """Exactly, for only the point moves; a zero needs no unit, and two measures are never mixed."""
    column = _typed("5 kg", "500 g", "1,250 gms", "0", "-2.5 kg", "40 mg")
    said = "amounts in g and mg were turned into kg (1 g is 0.001 kg, 1 mg is 0.000001 kg)"
    assert column.cells == [Decimal(text) for text in ("5", "0.500", "1.250", "0", "-2.5", "0.000040")]
    assert (column.unit, column.precision, column.scale) == ("kg", 7, 6)
    assert (column.repairs[0].what, column.repairs[0].to_check) == (f"\u201cx\u201d: {said}", True)
    whole = _typed("2 km", "3,5 km", "500 mm")
    assert (whole.cells, whole.unit) == ([Decimal(2), Decimal("3.5"), Decimal("0.000500")], "km")
    assert _typed("5 kg", "2 ltr").type is DataType.TEXT
    assert _typed("5 kg", "7").type is DataType.TEXT


def test_amounts_of_money_may_be_short_and_long() -> None:
    """A sign of money says that 50,000 are rupees, not lakhs."""
    column = _typed("\u20b93 lakh", "\u20b92 crore", "\u20b950,000", "\u20b91.5 L")
    assert column.cells == [300_000, 20_000_000, 50_000, 150_000]
    assert column.unit == "\u20b9"
    assert any(each.to_check and "written short" in each.what for each in column.repairs)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("10k", "500"), "only some are written short"),
        (("1,200.00 Dr", "300.00 Dr"), "only Dr or only Cr"),
        (("2.5 Cr", "3 Cr"), "only Dr or only Cr"),
        (("5 kg", "500 lbs"), "different signs or units"),
        (("3 lakh", "50,000"), "only some are written short"),
        (("2010-11", "2011-12"), "financial years"),
        (("Mar-24", "Apr-24"), "days of a year or months"),
    ],
)
def test_what_could_be_misread_stays_text_and_is_told(values: tuple[str, ...], words: str) -> None:
    """A wrong sign or a wrong size is worse than a column of text."""
    column = _typed(*values)
    assert column.type is DataType.TEXT
    assert tuple(column.cells) == values
    assert words in column.repairs[0].what
    assert column.repairs[0].to_check


@pytest.mark.parametrize(
    "value",
    ["2024-Q1", "FY 2023-24", "2023-24", "2024-W05", "25:30:00", "12A", "5 m", "+919876543210", "1/2", "v1.2", "inf"],
)
def test_what_only_looks_like_a_number_or_a_date_stays_text(value: str) -> None:
    """Quarters, weeks, financial years, long durations, flats and fractions are words of their own."""
    assert _typed(value).type is DataType.TEXT


def test_months_become_their_first_day() -> None:
    """A month has no other day to stand for it; Mar-24 is one where the header speaks of months."""
    assert _typed("Mar-2024", "Apr 2024").cells == [date(2024, 3, 1), date(2024, 4, 1)]
    assert _typed("Mar-24", label="Sales month").cells == [date(2024, 3, 1)]
    assert "first day" in _typed("2024-03").repairs[0].what


def test_seconds_since_1970_are_times_where_the_header_says_so() -> None:
    """Every one of them has to be a moment between 1990 and 2100; spreadsheet serials are never guessed."""
    assert _typed("1700000000", label="created_at").cells == [datetime(2023, 11, 14, 22, 13, 20)]
    assert _typed("1700000000500", label="eventTime").cells == [datetime(2023, 11, 14, 22, 13, 20, 500_000)]
    assert _typed("1700000000", "5", label="created_at").cells == [1_700_000_000, 5]
    assert _typed("1700000000", label="views").cells == [1_700_000_000]
    assert _typed("45000", label="Date").cells == [45_000]


def test_yes_and_no_in_hindi() -> None:
    """In both scripts; short and long forms of one language may stand together."""
    assert _typed("haan", "Nahi", "haan").cells == [True, False, True]
    assert _typed("\u0939\u093e\u0901", "\u0928\u0939\u0940\u0902").cells == [True, False]
    assert _typed("Y", "no").cells == [True, False]
    assert _typed("yes", "haan").type is DataType.TEXT


def test_days_that_no_calendar_has_are_nulls_among_dates() -> None:
    """Databases write zeros where there is no date."""
    assert _typed("0000-00-00", "2024-01-31").cells == [None, date(2024, 1, 31)]
    assert _typed("0000-00-00", "soon").cells == ["0000-00-00", "soon"]


def test_identifiers_that_a_spreadsheet_has_shortened_stay_text() -> None:
    """9.87654E+09 was a number of ten digits once; as a number it would look as if it still were."""
    column = _typed("9.87654E+09", "9.12345E+09", label="Account No")
    assert column.type is DataType.TEXT
    assert "lost digits" in column.repairs[0].what
    assert _typed("9.87654E+09", label="mass").type is DataType.FLOAT
    assert _typed("9.87654e+09", label="Reynolds number").type is DataType.FLOAT


def test_years_of_two_digits_are_told() -> None:
    """Which century they are of is a choice."""
    column = _typed("25/03/45", "26/03/99")
    assert column.cells == [date(2045, 3, 25), date(1999, 3, 26)]
    assert any("1969 to 2068" in repair.what for repair in column.repairs)


def test_only_an_open_order_is_to_be_checked() -> None:
    """Where a value settles the order of day and month, nobody has to look."""
    assert [repair.to_check for repair in _typed("3/4/2024", "25/4/2024").repairs] == [False]
    assert [repair.to_check for repair in _typed("3/4/2024").repairs] == [True]


def test_thousands_of_different_words_do_not_fit_into_the_nulls() -> None:
    """A reading keeps a thousand strays at most; with more of them each text is looked at."""
    words = [
        f"{chr(97 + number // 676)}{chr(97 + number // 26 % 26)}{chr(97 + number % 26)}x" for number in range(1_500)
    ]
    column = _typed(*map(str, range(98_500)), *words)
    assert column.type is DataType.INTEGER
    assert column.cells.count(None) == 1_500


def test_a_sample_that_is_plain_does_not_decide_for_the_rest() -> None:
    """All rows are looked at: decimals, words and dressed numbers may come late."""
    many = list(map(str, range(3_000)))
    assert _typed(*many, "2.5").type is DataType.DECIMAL
    assert _typed(*many, "1,234").cells[-1] == 1234
    assert _typed(*many, "A7").type is DataType.TEXT
    assert _typed(*many, "1.234").cells[-1] == Decimal("1.234")


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (("ja", "Nein", "JA"), (True, False, True)),
        (("oui", "non"), (True, False)),
        (("s\u00ed", "no", "Si"), (True, False, True)),
        (("ja", "Ja"), ("ja", "Ja")),
        (("no", "no"), (False, False)),
        (("ja", "no"), ("ja", "no")),
        (("oui", "non", "peut-\u00eatre"), ("oui", "non", "peut-\u00eatre")),
        (("O", "N"), ("O", "N")),
    ],
)
def test_yes_and_no_of_other_languages_are_booleans_where_both_are_there(
    values: tuple[str, ...], cells: tuple[Cell, ...]
) -> None:
    """A word that stands alone, or beside others, may be a name or a code."""
    assert tuple(_typed(*values).cells) == cells


def test_texts_written_as_formulas_are_the_texts_in_them() -> None:
    """Exports write ="00123" so that spreadsheets keep the zeros; other formulas stay as they are."""
    column = _typed('="00123"', '="4,5"', "77", "=A1", '="say ""x"""')
    assert tuple(column.cells) == ("00123", "4,5", "77", "=A1", 'say "x"')
    assert column.type is DataType.TEXT
    assert "as formulas" in column.repairs[0].what
    assert not _typed('=A1&"x"', '="a"&"b"').repairs
