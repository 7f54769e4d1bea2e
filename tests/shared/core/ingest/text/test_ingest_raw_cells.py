"""Raw cells are the header and the records as read, and nothing that stands around them."""

from __future__ import annotations

from shared.core.ingest.text.raw_cells import raw_cells
from shared.core.ingest.text.structure import lay_out

_HEADER = ["Region", "Month", "Sales"]
_BODY = [["North", "2024-01-01", "10"], ["South", "2024-01-01", "20"], ["East", "2024-02-01", "30"]]
_STOCK_HEADER = ["Article", "Place", "Pieces", "Counted"]
_STOCK = [["A1", "Hall", "7", "2024-03-01"], ["B2", "Yard", "9", "2024-03-02"]]


def _raw(*rows: list[str]) -> list[list[str]]:
    records = list(enumerate(rows, start=1))
    layouts = lay_out("sheet", records, records[-50:], complete=True, may_be_empty=True)
    assert isinstance(layouts, tuple)
    return list(raw_cells(layouts, iter(records)))


def test_ragged_records_keep_their_own_number_of_cells() -> None:
    """Nothing is filled up, taken away or rejected."""
    ragged = [["West"], ["West", "2024-02-01", "4", "late"], ["West", "2024-02-01", "4", ""]]
    assert _raw(_HEADER, *_BODY, *ragged) == [_HEADER, *_BODY, *ragged]


def test_what_stands_around_a_table_is_left_out() -> None:
    """Titles, blank rows, comments, totals and remarks are no records."""
    around = [
        ["Acme"],
        [],
        _HEADER,
        _BODY[0],
        ["# checked"],
        ["", "", ""],
        *_BODY[1:],
        ["Total", "", "60"],
        ["Source: us"],
    ]
    assert _raw(*around) == [_HEADER, *_BODY]


def test_every_row_of_a_header_stands_as_it_was() -> None:
    """Names are neither joined, numbered nor made up."""
    upper, lower = ["", "2023", "", "2024"], ["City", "Cost", "Cost", "Cost"]
    body = [["Pune", "1", "2", "3"], ["Goa", "3", "4", "5"]]
    assert _raw(upper, lower, *body) == [upper, lower, *body]
    assert _raw(["id", "", "id"], ["1", "a", "2"], ["3", "b", "4"])[0] == ["id", "", "id"]


def test_without_a_header_there_are_records_only() -> None:
    """A made-up name is no cell of the file."""
    assert _raw(*_BODY) == _BODY


def test_a_header_that_comes_again_is_written_again() -> None:
    """It is a row of the file."""
    assert _raw(_HEADER, *_BODY, _HEADER, *_BODY) == [_HEADER, *_BODY, _HEADER, *_BODY]


def test_tables_come_one_after_the_other() -> None:
    """Each has its header and its own width."""
    assert _raw(_HEADER, *_BODY, [], ["Stock"], _STOCK_HEADER, *_STOCK) == [_HEADER, *_BODY, _STOCK_HEADER, *_STOCK]


def test_a_header_alone_is_written() -> None:
    """A file without rows has its names."""
    assert _raw(_HEADER) == [_HEADER]


def test_a_space_behind_every_separator_of_a_record_is_no_part_of_its_cells() -> None:
    """One row may be written with a comma and a space; a cell of its own may begin with one."""
    spaced = ["West", " 2024-01-01", " 5"]
    assert _raw(_HEADER, *_BODY, spaced, ["West", " 2024-01-01", "5"]) == [
        _HEADER,
        *_BODY,
        ["West", "2024-01-01", "5"],
        ["West", " 2024-01-01", "5"],
    ]
