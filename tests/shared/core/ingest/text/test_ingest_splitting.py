"""Where one table of a sheet ends and the next begins."""

from __future__ import annotations

import pytest

from shared.core.ingest.text.structure import lay_out
from tests.fakes.sheet_rows import BODY, HEADER, Table, found, tables_in


def _both(*rows: list[str]) -> list[Table]:
    tables = tables_in(*rows)
    assert isinstance(tables, list)
    return tables


_STOCK_HEADER = ["Article", "Place", "Pieces", "Counted", "Note"]
_STOCK = [["A1", "Hall", "7", "2024-03-01", "ok"], ["B2", "Yard", "9", "2024-03-02", "wet"]]


@pytest.mark.parametrize("between", [[], [[]], [[], ["", ""]], [[], ["Stock"]], [[], ["Stock"], []]])
def test_several_tables_in_a_sheet_are_several_tables(between: list[list[str]]) -> None:
    """A new header of another width begins a new table, with or without blank rows, below a title or not."""
    first, second = _both(HEADER, *BODY, *between, _STOCK_HEADER, *_STOCK)
    assert (first.header, first.rows) == (tuple(HEADER), BODY)
    assert (second.header, second.rows) == (tuple(_STOCK_HEADER), _STOCK)


def test_several_tables_of_one_width_are_told_apart_by_their_columns() -> None:
    """Words in columns that hold values above and below are names."""
    other = ["Town", "Opened", "Seats"]
    first, second = _both(HEADER, *BODY, other, ["Pune", "2020-05-01", "40"], ["Goa", "2021-07-01", "60"])
    assert (first.rows, second.header) == (BODY, tuple(other))
    first, second = _both(HEADER, *BODY, [], other, ["Pune", "2020-05-01", "40"])
    assert (first.rows, second.header, len(second.rows)) == (BODY, tuple(other), 1)


def test_a_table_of_one_row_is_a_table() -> None:
    """Names above values are more than a preamble, however few rows there are."""
    first, second = _both(HEADER, BODY[0], _STOCK_HEADER, *_STOCK)
    assert (first.rows, second.rows) == (BODY[:1], _STOCK)


def test_tables_after_the_first_are_called_by_their_number() -> None:
    """Each table of a sheet has a label of its own."""
    records = list(enumerate([HEADER, *BODY, [], _STOCK_HEADER, *_STOCK], start=1))
    layouts = lay_out("plan.csv", records, records[-50:], complete=True)
    assert isinstance(layouts, tuple)
    assert [layout.label for layout in layouts] == ["plan.csv", "plan 2"]
    assert [(layout.head_lines, layout.body_first, layout.body_last) for layout in layouts] == [
        ((1,), 2, 5),
        ((6,), 7, None),
    ]


def test_pairs_above_a_table_are_a_preamble_and_no_table() -> None:
    """Names with a value each describe the table below them."""
    table = found(["Firm", "Acme"], ["From", "2024-01-01"], ["To", "2024-02-01"], [], HEADER, *BODY)
    assert (table.header, table.rows) == (tuple(HEADER), BODY)


def test_ragged_rows_begin_no_table() -> None:
    """One row of another width is a ragged row."""
    table = found(HEADER, *BODY, ["West", "2024-02-01", "4", "late"], *BODY)
    assert (len(table.rows), len(table.rejects)) == (6, 1)


def test_a_summary_below_a_statement_is_a_table_of_its_own() -> None:
    """Not all of its columns have a name; its words would make texts of the statement's days and amounts."""
    header = ["Date", "Text", "Ref", "Out", "In", "Balance"]
    body = [["2024-01-01", "Rent", "7", "5.00", "", "95.00"], ["2024-01-02", "Sale", "8", "", "9.00", "104.00"]]
    summary = [["Opening", "", "Debits", "Sum out", "Sum in", "Closing"], ["100.00", "", "1", "5.00", "9.00", "104.00"]]
    tables = tables_in(header, *body, *body, [], ["Summary"], *summary)
    assert isinstance(tables, list)
    assert [table.rows for table in tables] == [body + body, summary[1:]]


def test_names_with_colons_and_their_values_are_a_preamble() -> None:
    """However wide blanks make them."""
    about = [["Account:", "DE12 / current", ""], [], ["From:", "2024-01-01", ""], ["To:", "2024-01-31", ""]]
    table = found(*about, ["Balance:", "1,234.56 EUR", ""], [], HEADER, *BODY)
    assert (table.header, table.rows) == (tuple(HEADER), BODY)
