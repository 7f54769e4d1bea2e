"""Tables beside each other, and far below each other, are tables of their own."""

from __future__ import annotations

import csv
import io
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.files.reader import LimitedFileReader
from shared.core.ingest.limits import FileLimits
from shared.core.ingest.report import FileReading, SheetIssue
from tests.fakes.opened_files import book, saved

_SALES = [["id", "town", "amount"], *([str(at), f"Town {at % 7}", f"{at * 1.5}"] for at in range(2_500))]
_RETURNS = [["id", "reason", "pieces"], *([str(at), "broken", str(at % 3)] for at in range(60))]
_STOCK = [["sku", "pieces"], *([f"S{at}", str(at % 30)] for at in range(2_300))]


def _text(*tables: list[list[str]], separator: str = ",", end: str = "\r\n", between: str = "") -> bytes:
    """Tables below each other, a row that is blank or has separators only before each but the first."""
    texts = []
    for table in tables:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=separator, lineterminator=end).writerows(table)
        texts.append(out.getvalue())
    return f"{between}{end}".join(texts).encode()


def _read(data: bytes, name: str = "sheet.csv") -> FileReading:
    with tempfile.TemporaryDirectory() as folder:
        reading = LimitedFileReader().read(data, name, Path(folder))
        assert all(len(list(table.rows)) == len(table.rows) for table in reading.tables)
        return reading


@pytest.mark.parametrize(
    ("separator", "end", "between"),
    [(",", "\n", ""), (";", "\r\n", ";;"), ("\t", "\n", " \t\t"), (",", "\n", "\nReturned this year\n")],
)
def test_tables_far_below_each_other_are_found(separator: str, end: str, between: str) -> None:
    """Behind a blank row, with or without a title, however many records are above."""
    reading = _read(_text(_SALES, _RETURNS, separator=separator, end=end, between=between))
    assert [(table.label, len(table.rows), len(table.rejects)) for table in reading.tables] == [
        ("sheet", 2_500, 0),
        ("sheet 2", 60, 0),
    ]


def test_every_table_has_its_own_types_and_lines() -> None:
    """A record of the third table that is no row is told with its line in the file."""
    data = _text(_SALES, _STOCK, [*_RETURNS, ["1", "2", "3", "4"]])
    with tempfile.TemporaryDirectory() as folder:
        tables = LimitedFileReader().read(data, "sheet.csv", Path(folder)).tables
        assert [reject.line for table in tables for reject in table.rejects] == [data.count(b"\n")]
    assert [[column.type.value for column in table.columns] for table in tables] == [
        ["integer", "text", "decimal"],
        ["text", "integer"],
        ["integer", "text", "integer"],
    ]


def test_a_workbook_may_have_tables_far_below_each_other() -> None:
    """Its sheets are texts as any."""
    made = book(*_SALES, [], *_RETURNS)
    assert [len(table.rows) for table in _read(saved(made), "book.xlsx").tables] == [2_500, 60]


@pytest.mark.parametrize(
    "rest",
    [
        [[], ["5", "Pune", "7.5"]],
        [[], ["id", "town", "amount"], ["5", "Pune", "7.5"]],
        [[], ["Made by Ann", "checked", "twice"]],
        [["5", "so\n\nid,reason,pieces\n1,broken,2\n2,late,3\n3,late,4\n\nit says", "7.5"]],
        [[], ["", "and", "others"], []],
    ],
    ids=["a row", "the names again", "a remark", "within quotes", "less than names"],
)
def test_a_blank_row_alone_begins_no_table(rest: list[list[str]]) -> None:
    """Names must follow it, and rows like those of a table."""
    assert len(_read(_text([*_SALES, *rest])).tables) == 1


def test_names_below_a_long_preamble_may_come_again() -> None:
    """As they do on every page of a report."""
    page = [["id", "town", "amount"], *([str(at), "Pune", f"{at}.50"] for at in range(40))]
    titles = [[f"Title {at}"] for at in "abcdef"]
    (table,) = _read(_text([*titles, *page, [], *page, [], *page])).tables
    assert len(table.rows) == 120


class _Progress:
    """Remembers what it was told last."""

    rows = 0

    def __call__(self, rows: int, of: int | None) -> None:
        """So many rows are read."""
        self.rows = rows

    def check(self, what: str) -> None:
        """Looked at."""


def test_rows_of_tables_below_each_other_are_counted_once(tmp_path: Path) -> None:
    """Though the sheet is read as a whole before its parts are: in the end as many are told as there are."""
    progress = _Progress()
    LimitedFileReader().read(_text(_SALES, _RETURNS), "sheet.csv", tmp_path, progress)
    assert progress.rows == 2_560


def test_a_sheet_with_too_many_rows_may_have_parts_with_few_enough() -> None:
    """Limits are those of a table."""
    reader = LimitedFileReader(FileLimits(rows=2_550))
    with tempfile.TemporaryDirectory() as folder:
        reading = reader.read(_text(_SALES, _RETURNS), "sheet.csv", Path(folder))
        assert [len(table.rows) for table in reading.tables] == [2_500, 60]


def test_tables_beside_each_other_are_two() -> None:
    """Each with its own rows, types and title; nothing of the other's rows is left in it."""
    rows = [["Sold", "", "", "", "In stock", ""]]
    for at in range(41):
        left = _SALES[at] if at < 30 else ["", "", ""]
        rows.append([*left, "", *_STOCK[at]])
    sold, stock = _read(_text(rows)).tables
    assert (sold.label, len(sold.rows), stock.label, len(stock.rows)) == ("sheet", 29, "sheet 2", 40)
    assert [column.name for column in stock.columns] == ["sku", "pieces"]
    assert not any(repair.to_check for table in (sold, stock) for repair in table.repairs)


def test_a_workbook_with_tables_beside_each_other_keeps_their_units() -> None:
    """What number formats say goes with the columns."""
    made = book(["day", "sold"], *([f"2024-01-0{at}", at] for at in range(1, 5)))
    sheet = made.worksheets[0]
    rows: list[tuple[str, str | float]] = [("sku", "share"), *((f"S{at}", at / 100) for at in range(6))]
    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=4):
            sheet.cell(at, place, value).number_format = "0%" if isinstance(value, float) else "General"
    _, stock = _read(saved(made), "book.xlsx").tables
    assert [column.unit for column in stock.columns] == ["", "%"]


def test_raw_cells_are_those_of_all_tables_below_each_other() -> None:
    """As they stand, one table after the other."""
    data = _text(_SALES, _STOCK, between="")
    with tempfile.TemporaryDirectory() as folder:
        found = LimitedFileReader().read_raw_cells(data, "x.csv", Path(folder))
        assert not isinstance(found, SheetIssue)
        assert list(found) == [*_SALES, *_STOCK]


def test_many_blank_rows_take_no_time() -> None:
    """A text of groups has thousands of them."""
    groups = "".join(f"{at},Pune,1.5\n\n" for at in range(60_000))
    started = time.process_time()
    (table,) = _read(b"id,town,amount\n" + groups.encode()).tables
    assert len(table.rows) == 60_000
    assert time.process_time() - started < 20


@pytest.mark.parametrize("many", [3, 2_100, 30_000], ids=["whole", "streamed", "by the engine"])
def test_rows_of_a_workbook_are_told_by_their_numbers(many: int) -> None:
    """However many lines the cells above have: people look for the row that Excel shows."""
    long = "x" * 150
    rows: list[list[Any]] = [["item", "note\nof it", "pieces"], ["a", "one\ntwo\n\nthree", 1]]
    rows += [[f"i{at}", long, at] for at in range(many)]
    rows += [["b", "four\nfive", 2], [], ["Total", None, 3]]
    with tempfile.TemporaryDirectory() as folder:
        (table,) = LimitedFileReader().read(saved(book(*rows)), "book.xlsx", Path(folder)).tables
        assert [reject.line for reject in table.rejects] == [len(rows)]
        assert len(table.rows) == many + 2


def test_rows_of_a_table_far_below_are_told_by_their_numbers() -> None:
    """As are those of the first one."""
    rows: list[list[Any]] = [
        ["item", "town", "amount"],
        ["a\nb", "Pune", 1],
        *_SALES[1:],
        [],
        *_RETURNS,
        ["Total", None, 3],
    ]
    with tempfile.TemporaryDirectory() as folder:
        _, table = LimitedFileReader().read(saved(book(*rows)), "book.xlsx", Path(folder)).tables
        assert [reject.line for reject in table.rejects] == [len(rows)]
