"""The table is found wherever it stands in the sheet, and no row disappears."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.ingest.report import Reject, Repair, SheetIssue
from shared.core.ingest.text.structure import lay_out, repairs_of, sort_rows


@dataclass(frozen=True)
class _Table:
    header: tuple[str, ...]
    has_header: bool
    lines: list[int]
    rows: list[list[str]]
    repairs: tuple[Repair, ...]
    rejects: list[Reject]

    def says(self, words: str) -> int:
        """How often the repairs say these words."""
        return sum(repair.count for repair in self.repairs if words in repair.what)


def _tables(*rows: list[str]) -> list[_Table] | SheetIssue:
    records = list(enumerate(map(list, rows), start=1))
    layouts = lay_out("sheet", records, records[-50:], complete=True)
    if isinstance(layouts, SheetIssue):
        return layouts
    tables = []
    for layout in layouts:
        skipped = Counter[str]()
        found = list(sort_rows(layout, records, skipped))
        kept = [(line, cells) for line, cells, reason in found if not reason]
        rejects = [Reject(line, reason, tuple(cells)) for line, cells, reason in found if reason]
        lines, body = [line for line, _ in kept], [cells for _, cells in kept]
        repairs = repairs_of(skipped, layout.repairs)
        tables.append(_Table(layout.header, layout.has_header, lines, body, repairs, rejects))
    return tables


def _found(*rows: list[str]) -> _Table:
    tables = _tables(*rows)
    assert isinstance(tables, list)
    (table,) = tables
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
    issue = _tables(*rows)
    assert isinstance(issue, SheetIssue)
    assert reason in issue.for_user()


def _both(*rows: list[str]) -> list[_Table]:
    tables = _tables(*rows)
    assert isinstance(tables, list)
    return tables


_STOCK_HEADER = ["Article", "Place", "Pieces", "Counted", "Note"]
_STOCK = [["A1", "Hall", "7", "2024-03-01", "ok"], ["B2", "Yard", "9", "2024-03-02", "wet"]]


@pytest.mark.parametrize("between", [[], [[]], [[], ["", ""]], [[], ["Stock"]], [[], ["Stock"], []]])
def test_several_tables_in_a_sheet_are_several_tables(between: list[list[str]]) -> None:
    """A new header of another width begins a new table, with or without blank rows, below a title or not."""
    first, second = _both(_HEADER, *_BODY, *between, _STOCK_HEADER, *_STOCK)
    assert (first.header, first.rows) == (tuple(_HEADER), _BODY)
    assert (second.header, second.rows) == (tuple(_STOCK_HEADER), _STOCK)


def test_several_tables_of_one_width_are_told_apart_by_their_columns() -> None:
    """Words in columns that hold values above and below are names."""
    other = ["Town", "Opened", "Seats"]
    first, second = _both(_HEADER, *_BODY, other, ["Pune", "2020-05-01", "40"], ["Goa", "2021-07-01", "60"])
    assert (first.rows, second.header) == (_BODY, tuple(other))
    first, second = _both(_HEADER, *_BODY, [], other, ["Pune", "2020-05-01", "40"])
    assert (first.rows, second.header, len(second.rows)) == (_BODY, tuple(other), 1)


def test_a_table_of_one_row_is_a_table() -> None:
    """Names above values are more than a preamble, however few rows there are."""
    first, second = _both(_HEADER, _BODY[0], _STOCK_HEADER, *_STOCK)
    assert (first.rows, second.rows) == (_BODY[:1], _STOCK)


def test_tables_after_the_first_are_called_by_their_number() -> None:
    """Each table of a sheet has a label of its own."""
    records = list(enumerate([_HEADER, *_BODY, [], _STOCK_HEADER, *_STOCK], start=1))
    layouts = lay_out("plan.csv", records, records[-50:], complete=True)
    assert isinstance(layouts, tuple)
    assert [layout.label for layout in layouts] == ["plan.csv", "plan 2"]
    assert [(layout.head_lines, layout.body_first, layout.body_last) for layout in layouts] == [
        ((1,), 2, 5),
        ((6,), 7, None),
    ]


def test_pairs_above_a_table_are_a_preamble_and_no_table() -> None:
    """Names with a value each describe the table below them."""
    table = _found(["Firm", "Acme"], ["From", "2024-01-01"], ["To", "2024-02-01"], [], _HEADER, *_BODY)
    assert (table.header, table.rows) == (tuple(_HEADER), _BODY)


def test_ragged_rows_begin_no_table() -> None:
    """One row of another width is a ragged row."""
    table = _found(_HEADER, *_BODY, ["West", "2024-02-01", "4", "late"], *_BODY)
    assert (len(table.rows), len(table.rejects)) == (6, 1)


@pytest.mark.parametrize("more", [["as told", "first of", "in EUR"], ["", "first of", "in EUR"]])
def test_names_and_units_below_the_names_are_part_of_the_header(more: list[str]) -> None:
    """Words in every column of values are no record."""
    table = _found(_HEADER, more, *_BODY)
    assert table.rows == _BODY
    assert table.header[2] == "Sales in EUR"
    assert table.says("joined into one") == 2


def test_a_full_row_of_names_above_the_names_is_part_of_the_header() -> None:
    """A header may be written in several rows without any group in it."""
    body = [["A1", "Hall", "7", "2024-03-01"], ["B2", "Yard", "9", "2024-03-02"], ["C3", "Yard", "1", "2024-03-02"]]
    table = _found(["Article", "Place", "Pieces", ""], ["code", "of", "counted", "Day"], *body)
    assert (table.rows, table.says("joined into one")) == (body, 2)


def test_a_row_cut_by_another_separator_is_cut_by_it() -> None:
    """It came as one cell, or was torn where it should not be; its values show that the other cut is right."""
    table = _found(_HEADER, *_BODY, ["West;2024-02-01;4"], ["Far West\t2024-02-01\t5"], ['"The Rest" 2024-02-01 6'])
    assert table.rows[3:] == [
        ["West", "2024-02-01", "4"],
        ["Far West", "2024-02-01", "5"],
        ["The Rest", "2024-02-01", "6"],
    ]
    assert table.says("another separator") == 3


def test_a_remark_of_as_many_words_as_columns_is_no_row() -> None:
    """Words where values belong are no row, however many there are."""
    table = _found(_HEADER, *_BODY, ["that is all"], *_BODY)
    assert table.rows[3] == ["that is all", "", ""]


def test_blank_rows_are_told_except_behind_the_last_one() -> None:
    """Above the header, below it and between records they are counted; at the end they are nothing."""
    table = _found([], ["", ""], _HEADER, [], *_BODY, [], _BODY[0], [], ["", "", ""], [])
    assert (table.says("blank rows were skipped"), len(table.rows)) == (4, 4)


def test_a_long_sheet_is_laid_out_by_its_head_and_its_tail() -> None:
    """Totals at the end are found without the rows between, which are sorted one by one."""
    rows = [(line, list(_BODY[line % 3])) for line in range(2, 10_000)]
    records = [(1, _HEADER), *rows, (10_000, ["Total", "", "9"]), (10_001, ["Source: the ledger"]), (10_002, [])]
    layouts = lay_out("sheet", records[:2_000], records[-50:], complete=False)
    assert isinstance(layouts, tuple)
    (layout,) = layouts
    assert [line for line, _ in layout.footer] == [10_000, 10_001]
    skipped = Counter[str]()
    found = list(sort_rows(layout, iter(records), skipped))
    assert [line for line, _, reason in found if reason] == [10_000, 10_001]
    assert (len(found), skipped) == (len(rows) + 2, Counter())


def test_a_header_alone_is_a_layout_for_those_who_ask() -> None:
    """Who writes raw cells wants the names though there are no rows."""
    layouts = lay_out("sheet", [(1, ["a", "b"])], [], complete=True, may_be_empty=True)
    assert isinstance(layouts, tuple)
    assert (layouts[0].header, layouts[0].head_lines) == (("a", "b"), (1,))


@pytest.mark.parametrize(
    "rows",
    [
        [["word"]] * 5_000,
        [["a", "b c", "d", "e"]] * 5_000,
        [["a", "b"], []] * 2_500,
        [["a", "b"], ["a", "b", "c"]] * 2_500,
        [[f"word {place}" for place in range(200)]] * 1_000,
        [["a"], ["1 2 3 4 5"], ["x", "1", "2", "2024-01-01", "y"]] * 1_500,
    ],
    ids=["lone", "words", "blanks", "ragged", "wide", "torn"],
)
def test_the_tables_of_a_strange_sheet_are_found_in_a_moment(rows: list[list[str]]) -> None:
    """The time grows with the number of cells."""
    started = time.process_time()
    assert _tables(*rows)
    assert time.process_time() - started < 15


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
    tables = _tables(*rows)
    if isinstance(tables, SheetIssue):
        return
    last = max(place for place, row in enumerate(rows, start=1) if "".join(row).strip())
    skipped = sum(table.says("skipped") for table in tables)
    headers = sum(max(table.has_header, table.says("joined into one")) for table in tables)
    assert sum(len(table.rows) + len(table.rejects) for table in tables) + headers + skipped == last
    assert all(len(row) == len(table.header) for table in tables for row in table.rows)


def test_totals_between_groups_are_rejected_and_told() -> None:
    """A sum over the column would count them twice; a name that merely begins with the word is a record."""
    header = ["Region", "Product", "Sales"]
    north, south = [["North", "Tea", "5"], ["", "Salt", "7"]], [["South", "Tea", "3"], ["Total Care", "", "2"]]
    table = _found(header, *north, ["North Total", "", "12"], *south, ["Sub-total", "", "5"], *south)
    assert table.rows == [*north, *south, *south]
    assert {reject.reason for reject in table.rejects} == {"a total between the rows, not a record"}
    assert table.says("totals between the rows") == 2


def test_a_total_may_be_called_so_where_numbers_stand() -> None:
    """The first column may be one of numbers or days."""
    header = ["No", "Product", "Sales"]
    table = _found(header, ["1", "Tea", "5"], ["2", "Salt", "7"], ["Total", "", "12"], ["1", "Tea", "3"])
    assert [reject.line for reject in table.rejects] == [4]


def test_a_firm_that_is_called_total_is_a_record_between_others() -> None:
    """A row that is as full as its neighbours is none, whatever its words are."""
    rows = [["Total", "Paris", "5"], ["Shell", "London", "6"], ["Total", "Lyon", "7"]]
    assert _found(["Firm", "City", "Sales"], *rows, ["BP", "", "8"]).rows == [*rows, ["BP", "", "8"]]


def test_last_rows_that_say_of_what_they_are_totals_are_totals() -> None:
    """As exports of advertisements have them, with dashes in the columns that have no total."""
    table = _found(_HEADER, *_BODY, ["Total: Account", "--", "60"], ["Total: Search campaigns", "--", "60"])
    assert table.rows == _BODY
    assert len(table.rejects) == 2


def test_lines_of_dashes_rule_off_and_are_no_records() -> None:
    """Reports print them above, below and between; a cell of dashes beside a value is a missing value."""
    rule = ["-" * 40]
    table = _found(rule, _HEADER, rule, _BODY[0], ["North", "---", "5"], ["---", "-----", ":---"], *_BODY[1:], rule)
    assert table.header == tuple(_HEADER)
    assert table.rows == [_BODY[0], ["North", "---", "5"], *_BODY[1:]]
    assert table.says("lines of dashes") == 4
    assert not table.rejects


def test_how_many_rows_there_were_is_a_remark() -> None:
    """The clients of databases write it below a result."""
    table = _found(_HEADER, *_BODY, ["(3 rows)"])
    assert [reject.cells for reject in table.rejects] == [("(3 rows)",)]


def test_the_titles_of_pages_are_skipped_with_their_headers() -> None:
    """A page has its own number in a title; a record with a value in its last column is none."""
    page = [["Sales report", "", ""], ["Page 1 of 12", "", ""], _HEADER]
    again = [[cell.replace("1 ", "2 ") for cell in row] for row in page]
    table = _found(*page, *_BODY, *again, *_BODY, ["Page 1", "", "5"])
    assert table.header == tuple(_HEADER)
    assert table.rows == [*_BODY, *_BODY, ["Page 1", "", "5"]]
    assert (table.says("titles and numbers of pages"), table.says("repeated header rows")) == (2, 1)


def test_names_that_stand_in_either_of_two_rows_are_joined() -> None:
    """The name of a column that belongs to no group stands in the upper or in the lower row alone."""
    body = [["A1", "2024-01-05", "10", "1.5"], ["A2", "2024-01-06", "20", "2.5"]]
    table = _found(["Client", "Invoice", "", "Tax"], ["", "Date", "Value", "Central"], *body)
    assert table.header == ("Client", "Invoice Date", "Invoice Value", "Tax Central")
    assert table.rows == body


def test_a_column_without_a_name_does_not_make_a_record_a_name() -> None:
    """Row labels stand in a first column without a name; a record may have no values."""
    table = _found(["", "Sales", "Cost"], ["North", "", ""], ["South", "5", "6"], ["East", "7", "8"])
    assert table.header == ("Column 1", "Sales", "Cost")
    assert len(table.rows) == 3


def test_a_summary_below_a_statement_is_a_table_of_its_own() -> None:
    """Not all of its columns have a name; its words would make texts of the statement's days and amounts."""
    header = ["Date", "Text", "Ref", "Out", "In", "Balance"]
    body = [["2024-01-01", "Rent", "7", "5.00", "", "95.00"], ["2024-01-02", "Sale", "8", "", "9.00", "104.00"]]
    summary = [["Opening", "", "Debits", "Sum out", "Sum in", "Closing"], ["100.00", "", "1", "5.00", "9.00", "104.00"]]
    tables = _tables(header, *body, *body, [], ["Summary"], *summary)
    assert isinstance(tables, list)
    assert [table.rows for table in tables] == [body + body, summary[1:]]


def test_a_row_cut_by_another_separator_may_have_blanks_among_its_values() -> None:
    """Two values are evidence enough."""
    header, day = ["Day", "Qty", "Price", "Item"], ["2024-01-01", "1", "2.50", "Tea, green"]
    records = list(enumerate([header, day, day, day, ['2024-01-02 7  "Salt', ' rock"']], start=1))
    layouts = lay_out("sheet", records, records, complete=True, separator=",")
    assert isinstance(layouts, tuple)
    rows = [cells for _, cells, _ in sort_rows(layouts[0], records, Counter())]
    assert rows[-1] == ["2024-01-02", "7", "", "Salt, rock"]


def test_the_number_of_a_page_is_no_record() -> None:
    """It stands alone below the records of its page."""
    table = _found(_HEADER, *_BODY, ["Page 1 of 2", "", ""], *_BODY, ["page 2", "2024-01-01", "5"], *_BODY)
    assert table.rows == [*_BODY, *_BODY, ["page 2", "2024-01-01", "5"], *_BODY]
    assert table.says("titles and numbers of pages") == 1


def test_numbers_with_a_hash_begin_records_with_blanks() -> None:
    """Shops number their orders so; a remark has more words, or stands alone."""
    orders = [["#1001", "", "5"], ["#A-1002", "2024-01-01", ""]]
    table = _found(_HEADER, orders[0], ["# not yet paid", "or never", ""], ["#3"], orders[1], *_BODY)
    assert table.rows == [*orders, *_BODY]
    assert table.says("comment rows") == 2


def test_names_with_colons_and_their_values_are_a_preamble() -> None:
    """However wide blanks make them."""
    about = [["Account:", "DE12 / current", ""], [], ["From:", "2024-01-01", ""], ["To:", "2024-01-31", ""]]
    table = _found(*about, ["Balance:", "1,234.56 EUR", ""], [], _HEADER, *_BODY)
    assert (table.header, table.rows) == (tuple(_HEADER), _BODY)
