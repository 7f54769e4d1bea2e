"""How a file differs from a data set: what is mapped, what is refused, and in which words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.core.errors import UserError
from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.versions.drift import Plan, aligned, drift_between, widened
from shared.core.ingest.versions.likeness import says_the_same
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.table.types import Cell

DAY = CleanColumn("day", "Day", DataType.DATE)
HALL = CleanColumn("hall", "Hall", DataType.TEXT)
SEATS = CleanColumn("seats", "Seats", DataType.INTEGER)
RENT = CleanColumn("rent", "Rent", DataType.DECIMAL, unit="₹")
ROW: tuple[Cell, ...] = (None, None, None, None)


def table(*columns: CleanColumn, name: str = "halls", rows: int = 2) -> CleanTable:
    """A file's table with so many rows; no column of it is empty unless it says so."""
    return CleanTable(name, name.title(), columns, (ROW[: len(columns)],) * rows)


def shape(*columns: CleanColumn, name: str = "halls") -> TableShape:
    """The same as a data set has it."""
    return TableShape(
        name, name.title(), tuple(ColumnShape(e.name, e.label, e.type, e.unit, e.personal) for e in columns)
    )


HALLS = shape(DAY, HALL, SEATS, RENT)


def test_the_same_columns_in_any_order_are_identical() -> None:
    """There is nothing to say of them, and nothing is changed."""
    given = (table(RENT, DAY, SEATS, HALL),)
    drift = drift_between(given, (HALLS,))
    assert (drift.plan, drift.sentences, drift.likeness) == (Plan.IDENTICAL, (), 1.0)
    assert drift.for_user() == "It has the same columns as before."
    assert aligned(given, drift) == given


def test_a_single_table_is_the_single_table_whatever_it_is_called() -> None:
    """A file of each month is named by its month; the data set's name and labels stay."""
    given = replace(table(DAY, replace(HALL, label="HALL!"), SEATS, RENT, name="halls_march"), key=("day",))
    drift = drift_between((given,), (HALLS,))
    assert drift.plan is Plan.IDENTICAL
    (found,) = aligned((given,), drift)
    assert (found.name, found.label, found.columns[1].label, found.key) == ("halls", "Halls", "Hall", ("day",))
    assert found.rows is given.rows


def test_columns_that_come_and_go_are_empty_where_they_are_not() -> None:
    """Both are said."""
    drift = drift_between((table(DAY, HALL, RENT, CleanColumn("floor", "Floor", DataType.INTEGER)),), (HALLS,))
    assert drift.plan is Plan.MAPPED
    assert drift.sentences == (
        "“Floor” is new: it is empty in the rows before.",
        "“Seats” is not in this file: it is empty in the new rows.",
    )
    assert drift.likeness == pytest.approx(3 / 5)


def test_a_renamed_column_is_known_by_its_name() -> None:
    """Where it says the same; the column keeps the data set's name."""
    column = CleanColumn("seats_no", "Seats No.", DataType.INTEGER)
    known = shape(DAY, HALL, RENT, CleanColumn("number_seats", "Number of seats", DataType.INTEGER))
    drift = drift_between((table(column, DAY, HALL, RENT),), (known,))
    assert (drift.plan, drift.for_user()) == (Plan.MAPPED, "“Seats No.” goes into the column “Number of seats”.")
    (found,) = aligned((table(column, DAY, HALL, RENT),), drift)
    assert [each.name for each in found.columns] == ["number_seats", "day", "hall", "rent"]


def test_a_renamed_column_is_known_by_its_values() -> None:
    """Two of three examples were seen in the column that is missing."""
    column = CleanColumn("venue", "Venue", DataType.TEXT, ("Oak", "Elm", "New"))
    given = (table(DAY, column, SEATS, RENT),)
    assert drift_between(given, (HALLS,)).tables[0].matches[-1].is_rename is False
    drift = drift_between(given, (HALLS,), {("halls", "hall"): {"Oak", "Elm", "Ash"}, ("other", "hall"): {"New"}})
    assert drift.sentences == ("“Venue” goes into the column “Hall”.",)
    assert drift_between(given, (HALLS,), {("halls", "hall"): {"Oak", "Ash"}}).tables[0].missing != ()


def test_two_columns_that_could_be_it_are_not_taken_for_it() -> None:
    """Nothing is guessed."""
    known = shape(DAY, HALL, RENT, replace(SEATS, name="seats_count"))
    both = table(DAY, HALL, RENT, replace(SEATS, name="seat_count"), replace(SEATS, name="count_seat"))
    (found,) = drift_between((both,), (known,)).tables
    assert [each.name for each in found.added] == ["seat_count", "count_seat"]
    assert [each.name for each in found.missing] == ["seats_count"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("qty", "quantity", True),
        ("inv_no", "invoice_number", True),
        ("invoice_date", "date_invoice", True),
        ("cust_name", "customer_name", True),
        ("adress", "address", True),
        ("dt", "date", True),
        ("net_amount", "gross_amount", False),
        ("debit", "credit", False),
        ("start_date", "end_date", False),
        ("price_2023", "price_2024", False),
        ("address1", "address2", False),
        ("q1", "q2", False),
        ("customer", "customer_name", False),
        ("to", "total", False),
    ],
)
def test_names_say_the_same_when_words_are_only_shortened_or_moved(one: str, other: str, *, same: bool) -> None:
    """Numbers in them are never taken for each other."""
    assert says_the_same(one, other) is same
    assert says_the_same(other, one) is same


def test_types_widen_where_nothing_is_lost() -> None:
    """Whole numbers to decimals and floats, dates to moments; an exact column never turns inexact."""
    together = {
        (one, other): joined
        for one in DataType
        for other in DataType
        if one is not other and (joined := widened(one, other))
    }
    assert together == {
        (DataType.INTEGER, DataType.DECIMAL): DataType.DECIMAL,
        (DataType.DECIMAL, DataType.INTEGER): DataType.DECIMAL,
        (DataType.INTEGER, DataType.FLOAT): DataType.FLOAT,
        (DataType.FLOAT, DataType.INTEGER): DataType.FLOAT,
        (DataType.DECIMAL, DataType.FLOAT): DataType.DECIMAL,
        (DataType.FLOAT, DataType.DECIMAL): DataType.FLOAT,
        (DataType.DATE, DataType.TIMESTAMP): DataType.TIMESTAMP,
        (DataType.TIMESTAMP, DataType.DATE): DataType.TIMESTAMP,
    }
    assert all(widened(each, each) is each for each in DataType)


def test_a_wider_column_is_told() -> None:
    """And so is a file that is read as the data set has it."""
    given = (table(replace(DAY, type=DataType.TIMESTAMP), replace(HALL, type=DataType.INTEGER), SEATS, RENT),)
    drift = drift_between(given, (HALLS,))
    assert drift.sentences == (
        "“Day” held dates, and holds dates with a time from now on.",
        "“Hall” is read as text, as before (this file has whole numbers).",
    )
    assert [each.type for each in aligned(given, drift)[0].columns[:2]] == [DataType.TIMESTAMP, DataType.TEXT]


def test_columns_of_another_kind_are_refused() -> None:
    """Text among numbers, and yes or no among texts, of which nobody knows how it was written."""
    given = (table(DAY, replace(HALL, type=DataType.BOOLEAN), replace(SEATS, type=DataType.TEXT), RENT),)
    drift = drift_between(given, (HALLS,))
    assert drift.plan is Plan.REFUSED
    assert drift.sentences == (
        "“Hall” holds text in the data set, and yes or no in this file.",
        "“Seats” holds whole numbers in the data set, and text in this file.",
        "The other columns fit: “Day” and “Rent”.",
        "Correct the file, or keep it as a new version or a data set of its own.",
    )
    with pytest.raises(UserError, match="Seats"):
        aligned(given, drift)


def test_a_text_among_numbers_is_shown_unless_it_is_personal() -> None:
    """So that people find the cell that is to be mended."""
    texts = replace(SEATS, type=DataType.TEXT, examples=("about 40", "12"))
    told = drift_between((table(DAY, HALL, texts, RENT),), (HALLS,)).sentences[0]
    assert told == "“Seats” holds whole numbers in the data set, and text such as “about 40” in this file."
    secret = drift_between((table(DAY, HALL, replace(texts, personal=True), RENT),), (HALLS,)).sentences[0]
    assert "about 40" not in secret


def test_a_column_without_cells_fits_anywhere() -> None:
    """It was called text for want of anything to go by."""
    empty = CleanColumn("seats", "Seats", DataType.TEXT, nulls=2)
    given = (table(DAY, HALL, empty, replace(RENT, unit="", nulls=2)),)
    drift = drift_between(given, (HALLS,))
    assert drift.plan is Plan.IDENTICAL
    assert aligned(given, drift)[0].columns[2].type is DataType.INTEGER


@pytest.mark.parametrize(("there", "here", "plan"), [
    ("₹", "$", Plan.REFUSED),
    ("%", "", Plan.REFUSED),
    ("", "%", Plan.REFUSED),
    ("₹", "", Plan.MAPPED),
    ("", "₹", Plan.MAPPED),
    ("₹", "₹", Plan.IDENTICAL),
    ("Kg", "kg", Plan.MAPPED),
    ("kg", "g", Plan.REFUSED),
])  # fmt: skip
def test_amounts_of_two_units_are_not_mixed(there: str, here: str, plan: Plan) -> None:
    """An amount without a unit is taken for one of the same; a number without a percent sign may be a fraction."""
    known = shape(DAY, HALL, SEATS, replace(RENT, unit=there))
    given = (table(DAY, HALL, SEATS, replace(RENT, unit=here)),)
    drift = drift_between(given, (known,))
    assert drift.plan is plan
    assert ("Rent" in drift.for_user()) is (plan is not Plan.IDENTICAL)
    if plan is Plan.MAPPED:
        assert aligned(given, drift)[0].columns[3].unit == (there or here)


def test_a_file_with_little_in_common_is_another_table() -> None:
    """Fewer than half of the columns."""
    given = (table(DAY, CleanColumn("tickets", "Tickets", DataType.INTEGER)),)
    drift = drift_between(given, (HALLS,))
    assert drift.plan is Plan.REFUSED
    assert drift.sentences[0] == "“Halls” has 1 of the 4 columns of “Halls” (“Day”): it looks like another table."


def test_personal_columns_stay_personal() -> None:
    """Whoever of both knew it; their examples are shown to nobody."""
    given = (table(DAY, replace(HALL, examples=("Oak",)), SEATS, replace(RENT, personal=True)),)
    known = shape(DAY, replace(HALL, personal=True), SEATS, RENT)
    (found,) = aligned(given, drift_between(given, (known,)))
    assert [each.personal for each in found.columns] == [False, True, False, True]
    assert found.columns[1].examples == ()


def test_tables_are_found_by_name_then_label_then_columns() -> None:
    """What is new is added, what is not in the file stays; both are said."""
    people = shape(CleanColumn("id", "Id", DataType.INTEGER), CleanColumn("name", "Name", DataType.TEXT), name="people")
    rents, other = shape(DAY, RENT, name="rents"), shape(DAY, SEATS, name="sold")
    given = (
        table(DAY, HALL, SEATS, RENT),
        replace(table(CleanColumn("id", "Id", DataType.INTEGER), name="sheet2"), label="people"),
        table(RENT, DAY, name="sheet3"),
        table(CleanColumn("z", "Z", DataType.TEXT), name="sheet4"),
    )
    drift = drift_between(given, (HALLS, people, rents, other))
    assert [(each.name, each.into.name) for each in drift.tables] == [
        ("halls", "halls"),
        ("sheet2", "people"),
        ("sheet3", "rents"),
    ]
    assert drift.plan is Plan.MAPPED
    assert drift.sentences == (
        "“Name” is not in this file: it is empty in the new rows.",
        "The table “Sheet4” is new.",
        "The table “Sold” is not in this file and stays as it is.",
    )
    assert [each.name for each in aligned(given, drift)] == ["halls", "people", "rents", "sheet4"]


def test_a_file_without_any_of_the_tables_is_refused() -> None:
    """It is a data set of its own."""
    given = (
        table(CleanColumn("z", "Z", DataType.TEXT), name="a"),
        table(CleanColumn("y", "Y", DataType.TEXT), name="b"),
    )
    drift = drift_between(given, (HALLS,))
    assert (drift.plan, drift.likeness) == (Plan.REFUSED, 0.0)
    assert "data set of its own" in drift.for_user()
