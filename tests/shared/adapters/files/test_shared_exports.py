"""Exports as programs write them, read from their bytes to their last cell."""

from __future__ import annotations

import tempfile
from pathlib import Path

from shared.adapters.files.reader import LimitedFileReader


def _tables(text: str | bytes, name: str) -> list[tuple[list[str], list[tuple[object, ...]], int]]:
    """The types, the rows as text and the number of rejects of each table."""
    data = text.encode() if isinstance(text, str) else text
    with tempfile.TemporaryDirectory() as folder:
        reading = LimitedFileReader().read(data, name, Path(folder))
        return [
            ([str(column.type) for column in table.columns],
             [tuple(None if cell is None else str(cell) for cell in row) for row in table.rows],
             len(table.rejects))
            for table in reading.tables
        ]  # fmt: skip


def _score(text: str, name: str) -> tuple[int, tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        (table,) = LimitedFileReader().read(text.encode(), name, Path(folder)).tables
        assert table.quality is not None
        return table.quality.score, table.quality.remarks


def test_a_bank_statement_keeps_its_types_above_its_summary() -> None:
    """Lakhs, days and numbers with leading zeros are read; the summary below is another table."""
    text = (
        "North Bank,,,,,\nStatement of Account,,,,,\n,,,,,\n"
        "Date,Narration,Ref No.,Withdrawal,Deposit,Balance\n"
        '01/04/23,Rent,000030911,500.00,,"1,24,500.00"\n'
        '13/04/23,"Cash, branch",000004512,,"50,000.00","1,74,500.00"\n'
        '14/04/23,Tax,000000001,"10,000.00",,"1,64,500.00"\n'
        ",,,,,\nSTATEMENT SUMMARY,,,,,\nOpening Balance,,Dr Count,Debits,Credits,Closing Balance\n"
        '"1,25,000.00",,2,"10,500.00","50,000.00","1,64,500.00"\n,,,,,\nGenerated On: 01-May-2023,,,,,\n'
    )
    statement, summary = _tables(text, "bank.csv")
    assert statement[0] == ["date", "text", "text", "decimal", "decimal", "decimal"]
    assert statement[1][1] == ("2023-04-13", "Cash, branch", "000004512", None, "50000.00", "174500.00")
    assert (len(summary[1]), summary[2]) == (1, 1)


def test_a_list_ruled_off_with_dashes_is_read_over_its_pages() -> None:
    """Bars at both ends make no columns; decimal commas and signs behind numbers are read."""
    rule, names = "-" * 44, "|Document  |Posted    |Partner |  Amount |\n"
    rows = ["|140012|01.04.2023|000101| 1.234,50 |", "|140013|15.04.2023|000102|   200,00-|"]
    page = f"{rule}\n{names}{rule}\n" + "\n".join(rows) + "\n"
    ((types, found, rejects),) = _tables(f"Item list||||\n{page}{page}{rule}\n", "list.txt")
    assert types == ["integer", "date", "text", "decimal"]
    assert found == 2 * [("140012", "2023-04-01", "000101", "1234.50"), ("140013", "2023-04-15", "000102", "-200.00")]
    assert rejects == 0
    assert _score(f"{page}{page}", "list.txt")[1] == ("2 rows are exact copies (50 % of the rows)",)


def test_what_the_clients_of_databases_print_is_a_table() -> None:
    """Rules of dashes and crosses are no rows, nor is the number of rows below."""
    expected = (["integer", "text", "integer"], [("1", "Ada", "5"), ("2", "Alan", "6")])
    rule = "+----+------+-----+\n"
    for text in (
        " id | name | qty\n----+------+-----\n  1 | Ada  |  5\n  2 | Alan |  6\n(2 rows)\n",
        f"{rule}| id | name | qty |\n{rule}|  1 | Ada  |   5 |\n|  2 | Alan |   6 |\n{rule}2 rows in set (0.01 sec)\n",
        "| id | name | qty |\n|---:|:-----|----:|\n| 1 | Ada | 5 |\n| 2 | Alan | 6 |\n",
    ):
        ((types, rows, _),) = _tables(text, "result.txt")
        assert (types, rows) == expected


def test_words_among_many_numbers_become_empty_and_cost_no_file() -> None:
    """A column of whole numbers with one word in it stays numbers; quartiles are taken of the numbers."""
    text = "k,v\n" + "".join(f"{number},{number * 3}\n" for number in range(99)) + "99,to be confirmed\n"
    ((types, rows, _),) = _tables(text, "strays.csv")
    assert types == ["integer", "integer"]
    assert rows[-1] == ("99", None)


def test_one_damaged_character_does_not_make_another_encoding_of_a_text() -> None:
    """Three accents that are sound UTF-8 say more than one byte that is not."""
    data = "id,name\n1,Caf\u00e9\n2,na\u00efve\n".encode() + b"3,bad\xff byte\n" + "4,Zo\u00eb\n".encode()
    ((_, rows, _),) = _tables(data, "names.csv")
    assert [row[1] for row in rows] == ["Caf\u00e9", "na\u00efve", "bad\ufffd byte", "Zo\u00eb"]


def test_what_is_skipped_at_the_end_is_not_counted_among_the_remarks() -> None:
    """Pages, rules and comments below a table cost no points, and give none."""
    below = "Page 1 of 1,,\n# made by the program that makes all reports of the house,,\n---,,\n"
    text = f"id,name,sales\n1,Tea,5\n2,Salt,6\n{below}"
    assert _score(text, "sales.csv") == (100, ())


def test_totals_between_the_rows_cost_no_points() -> None:
    """They are no rows, whether they stand below the table or within."""
    text = "region,item,sales\nNorth,Tea,5\nNorth,Salt,6\nNorth Total,,11\nSouth,Tea,3\nGrand Total,,14\n"
    assert _score(text, "sales.csv") == (100, ())


def test_a_line_that_is_no_json_is_a_row_that_was_lost() -> None:
    """It is not said to be a character."""
    text = "".join(f'{{"a": {number}}}\n' for number in range(50))
    score, remarks = _score(text + "broken\n", "log.jsonl")
    assert remarks == ("1 row could not be kept (2 % of the rows of the file)",)
    assert score == 98
