"""Reports whose columns stand below each other are tables, and running text is none."""

from __future__ import annotations

import pytest

from shared.core.ingest.text.dialect import detect_dialect
from shared.core.ingest.text.fixed_width import columns_of
from shared.core.ingest.text.records import Dialect, parse

_REPORT = """\
Item            Sold on       Pieces      Amount
--------------  ----------  --------  ----------
Tea, green      2024-01-05         7    1,200.50
Salt            2024-01-06        12       80.00
Rock salt fine  2024-01-07         3   12,450.00
Oil             2024-01-08         1        5.25
"""
_ROWS = [
    ["Item", "Sold on", "Pieces", "Amount"],
    ["--------------", "----------", "--------", "----------"],
    ["Tea, green", "2024-01-05", "7", "1,200.50"],
    ["Salt", "2024-01-06", "12", "80.00"],
    ["Rock salt fine", "2024-01-07", "3", "12,450.00"],
    ["Oil", "2024-01-08", "1", "5.25"],
]


def _read(text: str) -> list[list[str]]:
    return parse(text, detect_dialect(text).dialect).rows


def test_columns_end_where_all_lines_are_blank() -> None:
    """Single spaces within a column are no end of it, nor are the commas of numbers separators."""
    assert _read(_REPORT) == _ROWS


def test_titles_above_and_totals_below_are_lines_of_the_report() -> None:
    """A title may lie over several columns, and is one cell then."""
    text = f"         The sales of January 2024, in full\n\n{_REPORT}{'23':>36}{'13,735.75':>12}\n"
    rows = _read(text)
    assert rows[0] == ["The sales of January 2024, in full"]
    assert rows[2:] == [*_ROWS, ["", "", "23", "13,735.75"]]


def test_a_line_whose_words_reach_over_a_column_is_kept_whole() -> None:
    """No word is ever cut, however far below the sample it stands."""
    dialect = detect_dialect(_REPORT).dialect
    assert dialect.columns == ((0, 14), (16, 26), (28, 36), (38, 48))
    longer = "Tea             2024-01-09 123456789  999,999.50\n"
    assert parse(longer, dialect).rows == [["Tea", "2024-01-09", "123456789", "999,999.50"]]
    assert parse("Anamethatisfartoolong 2024-01-09  1  5.25\n", dialect).rows == [
        ["Anamethatisfartoolong 2024-01-09  1  5.25"]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Some words.  And more words.\nOther words there.  And 5 of them.\nThe end  is near.\nIt is  so, in 2024.\n",
        "code\nA 1\nB 2\nC 3\nD 4\nE 5\n",
        "a  b\nc  d\ne  f\ng  h\ni  j\n",
        "name,       count\nAda,        5\nAlan,       7\nGrace,      9\nEdsger,     3\n",
        "k  when  n\na  2024-01-05  7\nbcd  2024-01-06  12\nef  2024-01-07  145\nghijk  2024-01-08  1\n",
        "when\n10:30:00\n11:45:00\n12:00:00\n13:00:00\n",
    ],
    ids=["prose", "codes", "words", "padded", "ragged", "times"],
)
def test_other_texts_have_no_columns_of_fixed_widths(text: str) -> None:
    """Spaces are between words, or pad cells that a separator ends; a table has values."""
    assert detect_dialect(text).dialect.columns == ()


def test_a_line_without_end_is_no_report() -> None:
    """Two million letters are refused."""
    with pytest.raises(ValueError, match="too long"):
        parse("x" * 2_000_000, Dialect(None, columns=((0, 3), (5, 8))))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "SQL> x;\n\n     EMPNO ENAME      SAL\n---------- ---------- ----\n      7369 SMITH  J    800\n\n1 row.\n",
            ((0, 10), (11, 21), (22, 26)),
        ),
        ("id name\n== ====\n 1 a\n 2 bcde\n", ((0, 2), (3, 7))),
        ("Title of a list\n--- ---\nwords of a text that goes on\nand another such line\n", ()),
        ("--- ---\n 1   2\n", ()),
    ],
)
def test_dashes_below_the_names_show_the_columns(text: str, columns: tuple[tuple[int, int], ...]) -> None:
    """As the clients of databases print them, with one space only between two columns."""
    assert columns_of(text) == columns
