"""The table is found wherever it stands in the sheet, and no row disappears."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.core.ingest.report import SheetIssue
from shared.core.ingest.text.structure import lay_out, sort_rows
from tests.fakes.sheet_rows import BODY, HEADER, found, tables_in


def test_a_preamble_is_skipped_and_told() -> None:
    """Titles, addresses and periods above the header are no rows, but are mentioned."""
    table = found(["Acme Ltd"], ["Sales report", "", "2024"], [], HEADER, *BODY)
    assert table.header == tuple(HEADER)
    assert table.rows == BODY
    assert table.lines == [5, 6, 7]
    assert any("Acme Ltd" in repair.what for repair in table.repairs)


def test_comment_rows_are_skipped_but_numbers_with_a_hash_are_not() -> None:
    """A row that begins with # is a comment only where it is no record."""
    table = found(["# made by hand"], HEADER, ["#1", "2024-01-01", "5"], ["# half time"], ["#2", "2024-01-02", "6"])
    assert [row[0] for row in table.rows] == ["#1", "#2"]


def test_totals_and_remarks_at_the_end_are_rejected_with_a_reason() -> None:
    """They would be counted twice; they leave the table, but can be read in the rejects."""
    table = found(HEADER, *BODY, ["Grand Total", "", "60"], ["Source: the ledger"])
    assert table.rows == BODY
    assert [reject.reason for reject in table.rejects] == [
        "a total below the table, not a record",
        "a remark below the table, not a record",
    ]


def test_a_product_called_total_is_a_record() -> None:
    """Only a row that is called a total is one."""
    table = found(HEADER, *BODY, ["Total Care Soap", "2024-03-01", "7"])
    assert len(table.rows) == 4


def test_short_rows_are_filled_up_and_long_ones_rejected() -> None:
    """Missing cells are blanks and reported; a row with too much in it is rejected with its line and its cells."""
    table = found(HEADER, *BODY, ["West"], ["South", "2024-03-01", "5", "6"], ["West", "2024-03-01", "7", ""])
    assert table.rows == [*BODY, ["West", "", ""], ["West", "2024-03-01", "7"]]
    (reject,) = table.rejects
    assert (reject.line, reject.cells) == (6, ("South", "2024-03-01", "5", "6"))
    assert "4 cells where the header has 3" in reject.reason


def test_a_header_that_comes_again_is_no_record() -> None:
    """Joined files and printed pages repeat it."""
    assert found(HEADER, *BODY, HEADER, *BODY).rows == BODY * 2


@pytest.mark.parametrize(
    ("rows", "reason"), [([], "nothing in it"), ([[""], ["", " "]], "nothing in it"), ([["a", "b"]], "no rows")]
)
def test_a_sheet_without_rows_is_refused(rows: list[list[str]], reason: str) -> None:
    """There is nothing to ask about, and the reason says so."""
    issue = tables_in(*rows)
    assert isinstance(issue, SheetIssue)
    assert reason in issue.for_user()


def test_a_row_cut_by_another_separator_is_cut_by_it() -> None:
    """It came as one cell, or was torn where it should not be; its values show that the other cut is right."""
    table = found(HEADER, *BODY, ["West;2024-02-01;4"], ["Far West\t2024-02-01\t5"], ['"The Rest" 2024-02-01 6'])
    assert table.rows[3:] == [
        ["West", "2024-02-01", "4"],
        ["Far West", "2024-02-01", "5"],
        ["The Rest", "2024-02-01", "6"],
    ]
    assert table.says("another separator") == 3


def test_a_remark_of_as_many_words_as_columns_is_no_row() -> None:
    """Words where values belong are no row, however many there are."""
    table = found(HEADER, *BODY, ["that is all"], *BODY)
    assert table.rows[3] == ["that is all", "", ""]


def test_blank_rows_are_told_except_behind_the_last_one() -> None:
    """Above the header, below it and between records they are counted; at the end they are nothing."""
    table = found([], ["", ""], HEADER, [], *BODY, [], BODY[0], [], ["", "", ""], [])
    assert (table.says("blank rows were skipped"), len(table.rows)) == (4, 4)


def test_a_long_sheet_is_laid_out_by_its_head_and_its_tail() -> None:
    """Totals at the end are found without the rows between, which are sorted one by one."""
    rows = [(line, list(BODY[line % 3])) for line in range(2, 10_000)]
    records = [(1, HEADER), *rows, (10_000, ["Total", "", "9"]), (10_001, ["Source: the ledger"]), (10_002, [])]
    layouts = lay_out("sheet", records[:2_000], records[-50:], complete=False)
    assert isinstance(layouts, tuple)
    (layout,) = layouts
    assert [line for line, _ in layout.footer] == [10_000, 10_001]
    skipped = Counter[str]()
    found = list(sort_rows(layout, iter(records), skipped))
    assert [line for line, _, reason in found if reason] == [10_000, 10_001]
    assert (len(found), skipped) == (len(rows) + 2, Counter())


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
    assert tables_in(*rows)
    assert time.process_time() - started < 15


@example([["x", "7", "7"], ["", "x", "x"], [], ["x", "7", "7"]])
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
    tables = tables_in(*rows)
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
    table = found(header, *north, ["North Total", "", "12"], *south, ["Sub-total", "", "5"], *south)
    assert table.rows == [*north, *south, *south]
    assert {reject.reason for reject in table.rejects} == {"a total between the rows, not a record"}
    assert table.says("totals between the rows") == 2


def test_a_total_may_be_called_so_where_numbers_stand() -> None:
    """The first column may be one of numbers or days."""
    header = ["No", "Product", "Sales"]
    table = found(header, ["1", "Tea", "5"], ["2", "Salt", "7"], ["Total", "", "12"], ["1", "Tea", "3"])
    assert [reject.line for reject in table.rejects] == [4]


def test_a_firm_that_is_called_total_is_a_record_between_others() -> None:
    """A row that is as full as its neighbours is none, whatever its words are."""
    rows = [["Total", "Paris", "5"], ["Shell", "London", "6"], ["Total", "Lyon", "7"]]
    assert found(["Firm", "City", "Sales"], *rows, ["BP", "", "8"]).rows == [*rows, ["BP", "", "8"]]


def test_last_rows_that_say_of_what_they_are_totals_are_totals() -> None:
    """As exports of advertisements have them, with dashes in the columns that have no total."""
    table = found(HEADER, *BODY, ["Total: Account", "--", "60"], ["Total: Search campaigns", "--", "60"])
    assert table.rows == BODY
    assert len(table.rejects) == 2


def test_lines_of_dashes_rule_off_and_are_no_records() -> None:
    """Reports print them above, below and between; a cell of dashes beside a value is a missing value."""
    rule = ["-" * 40]
    table = found(rule, HEADER, rule, BODY[0], ["North", "---", "5"], ["---", "-----", ":---"], *BODY[1:], rule)
    assert table.header == tuple(HEADER)
    assert table.rows == [BODY[0], ["North", "---", "5"], *BODY[1:]]
    assert table.says("lines of dashes") == 4
    assert not table.rejects


def test_how_many_rows_there_were_is_a_remark() -> None:
    """The clients of databases write it below a result."""
    table = found(HEADER, *BODY, ["(3 rows)"])
    assert [reject.cells for reject in table.rejects] == [("(3 rows)",)]


def test_the_titles_of_pages_are_skipped_with_their_headers() -> None:
    """A page has its own number in a title; a record with a value in its last column is none."""
    page = [["Sales report", "", ""], ["Page 1 of 12", "", ""], HEADER]
    again = [[cell.replace("1 ", "2 ") for cell in row] for row in page]
    table = found(*page, *BODY, *again, *BODY, ["Page 1", "", "5"])
    assert table.header == tuple(HEADER)
    assert table.rows == [*BODY, *BODY, ["Page 1", "", "5"]]
    assert (table.says("titles and numbers of pages"), table.says("repeated header rows")) == (2, 1)


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
    table = found(HEADER, *BODY, ["Page 1 of 2", "", ""], *BODY, ["page 2", "2024-01-01", "5"], *BODY)
    assert table.rows == [*BODY, *BODY, ["page 2", "2024-01-01", "5"], *BODY]
    assert table.says("titles and numbers of pages") == 1


def test_numbers_with_a_hash_begin_records_with_blanks() -> None:
    """Shops number their orders so; a remark has more words, or stands alone."""
    orders = [["#1001", "", "5"], ["#A-1002", "2024-01-01", ""]]
    table = found(HEADER, orders[0], ["# not yet paid", "or never", ""], ["#3"], orders[1], *BODY)
    assert table.rows == [*orders, *BODY]
    assert table.says("comment rows") == 2


@pytest.mark.parametrize("words", ["\u00a9 2024 Acme", "(c) Acme", "Made by the team"])
def test_lone_words_below_a_blank_row_are_a_remark(words: str) -> None:
    """Where no other row has a lone cell; directly below the rows only what says that it is one."""
    table = found(HEADER, *BODY, [], [words])
    assert (table.rows, [reject.cells for reject in table.rejects]) == (BODY, [(words,)])
    assert len(found(HEADER, *BODY, ["West"], [], ["East"]).rows) == 5
    assert len(found(HEADER, *BODY, ["Made by the team"]).rows) == 4


def test_a_remark_below_two_columns_is_no_record() -> None:
    """Where one of them holds values; a total may be a record of such a table."""
    table = found(["Town", "People"], ["Pune", "5"], ["Goa", "7"], ["Total", "12"], [], ["Source: the office"])
    assert table.rows == [["Pune", "5"], ["Goa", "7"], ["Total", "12"]]
    assert len(found(["Key", "Means"], ["a", "b c"], ["Source: us"]).rows) == 2


def test_spaces_cut_no_row_of_words() -> None:
    """Two words are no two cells where nothing tells what a cell is; quotation marks do."""
    rows = found(["Key", "Means"], ["a", "b"], ["two words"], ["c;d"], ['e "f g"']).rows
    assert rows == [["a", "b"], ["two words", ""], ["c", "d"], ["e", "f g"]]


def test_spaces_behind_other_separators_are_no_part_of_a_cell() -> None:
    """A row may be written with a semicolon and a space."""
    assert found(HEADER, *BODY, ["West; 2024-02-01; 4"]).rows[-1] == ["West", "2024-02-01", "4"]


@pytest.mark.parametrize(
    "words", ["Summe", "Gesamtsumme:", "Total général", "Total general", "Somme", "Итого", "合计", "합계", "*", "**"]
)
def test_totals_are_called_so_in_many_languages(words: str) -> None:
    """The last row of an export is no record, whoever wrote it."""
    rows = [["no", "item", "amount"], ["1", "A", "5"], ["2", "B", "6"], [words, "", "11"]]
    layouts = lay_out("x", list(enumerate(rows, start=1)), (), complete=True)
    assert not isinstance(layouts, SheetIssue)
    assert [line for line, _ in layouts[0].footer] == [4]
