"""Which rows name the columns, how many they are, and when there is none."""

from __future__ import annotations

import pytest

from shared.core.ingest.text.structure import lay_out
from tests.fakes.sheet_rows import BODY, HEADER, found


def test_without_a_header_the_columns_are_numbered() -> None:
    """A first row of values is a record."""
    table = found(["1", "english"], ["2", "german"], ["3", "french"])
    assert table.header == ("Column 1", "Column 2")
    assert not table.has_header
    assert len(table.rows) == 3


def test_years_make_a_header() -> None:
    """Years stand above numbers more often than among them."""
    assert found(["City", "2011", "2012"], ["Pune", "5", "6"], ["Delhi", "7", "8"]).header == ("City", "2011", "2012")


def test_blank_and_double_names_are_made_sound() -> None:
    """A blank name is numbered, a second one of the same gets a number behind it."""
    assert found(["id", "", "id"], ["1", "a", "2"], ["3", "b", "4"]).header == ("id", "Column 2", "id 2")


def test_two_rows_of_header_become_one() -> None:
    """The names of groups hold for the columns to their right."""
    body = [["North", "1", "2", "3", "4"], ["South", "5", "6", "7", "8"]]
    table = found(["Region", "2023", "", "2024", ""], ["", "Sales", "Cost", "Sales", "Cost"], *body)
    assert table.header == ("Region", "2023 Sales", "2023 Cost", "2024 Sales", "2024 Cost")
    assert table.rows == body


def test_merged_groups_are_joined() -> None:
    """Cells that were merged all hold the group's name."""
    upper = ["", "First half", "First half", "Second half", "Second half"]
    body = [[city, "1", "2", "3", "4"] for city in ("Pune", "Delhi", "Goa")]
    table = found(["Plan"], upper, ["City", "Sales", "Cost", "Sales", "Cost"], *body)
    assert table.header[1:3] == ("First half Sales", "First half Cost")


def test_a_first_record_without_values_is_not_taken_for_a_header() -> None:
    """Of several rows that could be it, the fullest is the header."""
    table = found(HEADER, ["North", "", ""], *BODY)
    assert table.header == tuple(HEADER)
    assert len(table.rows) == 4


@pytest.mark.parametrize("more", [["as told", "first of", "in EUR"], ["", "first of", "in EUR"]])
def test_names_and_units_below_the_names_are_part_of_the_header(more: list[str]) -> None:
    """Words in every column of values are no record."""
    table = found(HEADER, more, *BODY)
    assert table.rows == BODY
    assert table.header[2] == "Sales in EUR"
    assert table.says("joined into one") == 2


def test_a_full_row_of_names_above_the_names_is_part_of_the_header() -> None:
    """A header may be written in several rows without any group in it."""
    body = [["A1", "Hall", "7", "2024-03-01"], ["B2", "Yard", "9", "2024-03-02"], ["C3", "Yard", "1", "2024-03-02"]]
    table = found(["Article", "Place", "Pieces", ""], ["code", "of", "counted", "Day"], *body)
    assert (table.rows, table.says("joined into one")) == (body, 2)


def test_a_header_alone_is_a_layout_for_those_who_ask() -> None:
    """Who writes raw cells wants the names though there are no rows."""
    layouts = lay_out("sheet", [(1, ["a", "b"])], [], complete=True, may_be_empty=True)
    assert isinstance(layouts, tuple)
    assert (layouts[0].header, layouts[0].head_lines) == (("a", "b"), (1,))


def test_names_that_stand_in_either_of_two_rows_are_joined() -> None:
    """The name of a column that belongs to no group stands in the upper or in the lower row alone."""
    body = [["A1", "2024-01-05", "10", "1.5"], ["A2", "2024-01-06", "20", "2.5"]]
    table = found(["Client", "Invoice", "", "Tax"], ["", "Date", "Value", "Central"], *body)
    assert table.header == ("Client", "Invoice Date", "Invoice Value", "Tax Central")
    assert table.rows == body


def test_a_title_with_a_date_completes_no_names() -> None:
    """What stands above a first column without a name is a part of the header only where it is words."""
    body = [["", str(at), f"{at}.5", f"2024-10-0{at}", "EUR", "x"] for at in range(1, 5)]
    table = found(["08.11.2024", "List", "", "1"], [], ["", "Code", "Number", "Day", "In", "By"], *body)
    assert table.header == ("Column 1", "Code", "Number", "Day", "In", "By")


def test_a_line_of_words_above_numbers_is_no_header() -> None:
    """It names one column at most; nor is the mark of a comment that a space cuts from a word a name."""
    table = found(["% made by hand"], ["% more"], *([f"{at}.0", f"{at}.5"] for at in range(5)))
    assert not table.has_header
    assert len(table.rows) == 5


def test_a_column_without_a_name_does_not_make_a_record_a_name() -> None:
    """Row labels stand in a first column without a name; a record may have no values."""
    table = found(["", "Sales", "Cost"], ["North", "", ""], ["South", "5", "6"], ["East", "7", "8"])
    assert table.header == ("Column 1", "Sales", "Cost")
    assert len(table.rows) == 3


def test_no_is_a_name_in_a_header_without_rows() -> None:
    """It is short for number, and a boolean only among others; a number beside words is a value."""
    for row, depth in ((["No", "Item"], 1), (["Yes", "no"], 0), (["Item", "7"], 0)):
        layouts = lay_out("sheet", [(1, row)], [], complete=True, may_be_empty=True)
        assert isinstance(layouts, tuple)
        assert len(layouts[0].head_lines) == depth


def test_a_unit_may_be_missing_in_the_row_of_units() -> None:
    """The names have one above each column; a record is no shorter than they are."""
    table = found(["Day", "Length", "Weight", "Price"], ["", "m", "kg", "EUR"], *[["2024-01-01", "1", "2", "3"]] * 3)
    assert (table.header[:2], len(table.rows)) == (("Day", "Length m"), 3)
    table = found(["Day", "Length", "Weight", "Price"], ["x", "a b", "c d"], *[["2024-01-01", "1", "2", "3"]] * 3)
    assert table.header == ("Day", "Length", "Weight", "Price")


@pytest.mark.parametrize("body", [[["a", "b"], ["c", "d"]], [["a", "5"], ["c", "6"], ["d", "7"]]])
def test_names_that_go_on_below_are_part_of_the_header(body: list[list[str]]) -> None:
    """No record repeats the names of its columns."""
    table = found(["Key", "Count"], ["Key as booked", "Count as booked"], ["Key in full", "Count in full"], *body)
    assert (table.rows, table.says("joined into one")) == (body, 3)


def test_sentences_with_commas_are_no_header_and_no_table() -> None:
    """Spaces are behind all separators of theirs, and no other row has just as many."""
    about = [["Made from many sources", " with care", " by hand"], ["See page 4", " 5", " 6 and 7"], []]
    for width in (2, 3, 5):
        header = ["Item", "Count", "Price", "Day", "Note"][:width]
        table = found(*about[: 3 if width != 3 else 0], header, *[["Tea", "5", "2", "2024-01-01", "x"][:width]] * 4)
        assert (table.header, len(table.rows)) == (tuple(header), 4)


def test_a_header_that_another_separator_cuts_may_have_no_as_a_name() -> None:
    """Its one cell has as many words as the rows below have cells."""
    records = list(enumerate([["No;Item;Count"], *[["1", "Tea", "5"], ["2", "Salt", "7"]]], start=1))
    layouts = lay_out("sheet", records, records, complete=True, separator=",")
    assert isinstance(layouts, tuple)
    assert layouts[0].header == ("No", "Item", "Count")


def test_records_that_all_repeat_the_names_are_records() -> None:
    """Made-up data is called after its columns."""
    rows = [["Key value 1", "Text value 1"], ["Key value 2", ""], ["Key value 3", "Text value 3"]]
    assert found(["Key", "Text"], *rows).rows == rows
