"""The table is found wherever it stands in the sheet, and no row disappears."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.ingest.report import SheetIssue
from shared.core.ingest.sheet import RawSheet, RawTable
from shared.core.ingest.structure import find_table


def _found(*rows: list[str]) -> RawTable:
    table = find_table(RawSheet("sheet", list(range(1, len(rows) + 1)), [list(row) for row in rows]))
    assert isinstance(table, RawTable)
    return table


_HEADER = ["Region", "Month", "Sales"]
_BODY = [["North", "2024-01-01", "10"], ["South", "2024-01-01", "20"], ["East", "2024-02-01", "30"]]


def test_a_preamble_is_skipped_and_told() -> None:
    """Titles, addresses and periods above the header are no rows, but are mentioned."""
    table = _found(["Acme Ltd"], ["Sales report", "", "2024"], [], _HEADER, *_BODY)
    assert table.header == tuple(_HEADER)
    assert table.rows == _BODY
    assert table.lines == [5, 6, 7]
    assert any("Acme Ltd" in repair.what for repair in table.repairs)


def test_comment_rows_are_skipped_but_numbers_with_a_hash_are_not() -> None:
    """A row that begins with # is a comment only where it is no record."""
    table = _found(["# made by hand"], _HEADER, ["#1", "2024-01-01", "5"], ["# half time"], ["#2", "2024-01-02", "6"])
    assert [row[0] for row in table.rows] == ["#1", "#2"]


def test_totals_and_remarks_at_the_end_are_rejected_with_a_reason() -> None:
    """They would be counted twice; they leave the table, but can be read in the rejects."""
    table = _found(_HEADER, *_BODY, ["Grand Total", "", "60"], ["Source: the ledger"])
    assert table.rows == _BODY
    assert [reject.reason for reject in table.rejects] == [
        "a total below the table, not a record",
        "a remark below the table, not a record",
    ]


def test_a_product_called_total_is_a_record() -> None:
    """Only a row that is called a total is one."""
    table = _found(_HEADER, *_BODY, ["Total Care Soap", "2024-03-01", "7"])
    assert len(table.rows) == 4


def test_short_rows_are_filled_up_and_long_ones_rejected() -> None:
    """Missing cells are blanks and reported; a row with too much in it is rejected with its line and its cells."""
    table = _found(_HEADER, *_BODY, ["West"], ["South", "2024-03-01", "5", "6"], ["West", "2024-03-01", "7", ""])
    assert table.rows == [*_BODY, ["West", "", ""], ["West", "2024-03-01", "7"]]
    (reject,) = table.rejects
    assert (reject.line, reject.cells) == (6, ("South", "2024-03-01", "5", "6"))
    assert "4 cells where the header has 3" in reject.reason


def test_without_a_header_the_columns_are_numbered() -> None:
    """A first row of values is a record."""
    table = _found(["1", "english"], ["2", "german"], ["3", "french"])
    assert table.header == ("Column 1", "Column 2")
    assert not table.has_header
    assert len(table.rows) == 3


def test_years_make_a_header() -> None:
    """Years stand above numbers more often than among them."""
    assert _found(["City", "2011", "2012"], ["Pune", "5", "6"], ["Delhi", "7", "8"]).header == ("City", "2011", "2012")


def test_blank_and_double_names_are_made_sound() -> None:
    """A blank name is numbered, a second one of the same gets a number behind it."""
    assert _found(["id", "", "id"], ["1", "a", "2"], ["3", "b", "4"]).header == ("id", "Column 2", "id 2")


def test_two_rows_of_header_become_one() -> None:
    """The names of groups hold for the columns to their right."""
    body = [["North", "1", "2", "3", "4"], ["South", "5", "6", "7", "8"]]
    table = _found(["Region", "2023", "", "2024", ""], ["", "Sales", "Cost", "Sales", "Cost"], *body)
    assert table.header == ("Region", "2023 Sales", "2023 Cost", "2024 Sales", "2024 Cost")
    assert table.rows == body


def test_merged_groups_are_joined() -> None:
    """Cells that were merged all hold the group's name."""
    upper = ["", "First half", "First half", "Second half", "Second half"]
    body = [[city, "1", "2", "3", "4"] for city in ("Pune", "Delhi", "Goa")]
    table = _found(["Plan"], upper, ["City", "Sales", "Cost", "Sales", "Cost"], *body)
    assert table.header[1:3] == ("First half Sales", "First half Cost")


def test_a_header_that_comes_again_is_no_record() -> None:
    """Joined files and printed pages repeat it."""
    assert _found(_HEADER, *_BODY, _HEADER, *_BODY).rows == _BODY * 2


def test_a_first_record_without_values_is_not_taken_for_a_header() -> None:
    """Of several rows that could be it, the fullest is the header."""
    table = _found(_HEADER, ["North", "", ""], *_BODY)
    assert table.header == tuple(_HEADER)
    assert len(table.rows) == 4


@pytest.mark.parametrize(
    ("rows", "reason"), [([], "nothing in it"), ([[""], ["", " "]], "nothing in it"), ([["a", "b"]], "no rows")]
)
def test_a_sheet_without_rows_is_refused(rows: list[list[str]], reason: str) -> None:
    """There is nothing to ask about, and the reason says so."""
    issue = find_table(RawSheet("sheet", list(range(1, len(rows) + 1)), rows))
    assert isinstance(issue, SheetIssue)
    assert reason in issue.for_user()


@given(
    st.lists(
        st.lists(st.sampled_from(["", "x", "7", "2024-01-01", "Total", "# c", "a b"]), max_size=6),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=300, deadline=None)
def test_every_row_is_kept_rejected_or_counted(rows: list[list[str]]) -> None:
    """However ragged a sheet is, rows in the table, rejects, header and skipped rows add up to all of its rows."""
    table = find_table(RawSheet("sheet", list(range(1, len(rows) + 1)), rows))
    if isinstance(table, SheetIssue):
        return
    last = max(place for place, row in enumerate(rows, start=1) if "".join(row).strip())
    skipped = sum(repair.count for repair in table.repairs if "skipped" in repair.what)
    joined = next((repair.count for repair in table.repairs if "joined into one" in repair.what), 1)
    header = joined if table.has_header else 0
    assert len(table.rows) + len(table.rejects) + header + skipped == last
    assert len(table.lines) == len(table.rows)
    assert all(len(row) == len(table.header) for row in table.rows)
