"""Data stays data."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import Cell, DataType
from shared.render.csv_export import csv_bytes
from shared.render.escape import clean, escape, escape_code, formula_guard, one_line, shorten, shorten_escaped

HOSTILE = (
    "<!channel> & <@U123> <https://evil.example|click> @here @everyone\u202e\x00",
    "*bold* _soft_ ~gone~ `code` ```block```",
    "____",
    "a__b_ _",
)


@given(st.one_of(st.text(), st.sampled_from(HOSTILE)))
def test_escaped_text_holds_no_control_sequence(text: str) -> None:
    """No mention, link, channel or date survives escaping, and a reader sees the text that was there."""
    escaped = escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert not re.search(r"&(?!(amp|lt|gt);)", escaped)
    assert not re.search(r"@(here|channel|everyone)\b", escaped)
    assert not re.search(r"(?<!\w)[*_~](?=\S)[^\n]*?(?<=\S)[*_~](?!\w)|`", escaped)
    seen = escaped.replace("\u2060", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    looks = str.maketrans("\u2217\uff3f\u223c\u02cb", "*_~`")
    assert seen.translate(looks) == clean(text).translate(looks)


def test_names_with_underscores_stay_as_they_are() -> None:
    """Only markers that could open or close formatting are parted."""
    assert escape("dep_delay * 2 ~ x") == "dep_delay * 2 ~ x"
    assert escape("*b*, _s_") == "\u2217b\u2217, \uff3fs\uff3f"


@given(st.text())
def test_a_code_block_cannot_be_left(text: str) -> None:
    """No run of three backticks survives inside code."""
    assert "```" not in escape_code(text)


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_a_shortened_text_fits(text: str, length: int) -> None:
    """A text is at most as long as asked; one that fits is left alone; an entity is never cut in half."""
    assert len(shorten(text, length)) <= length
    assert shorten(text, len(text)) == text
    short = shorten_escaped(text, length)
    assert len(short) <= length
    assert not re.search(r"&(?!(amp|lt|gt);)", short)


def test_a_shortened_text_ends_at_a_word() -> None:
    """Where a word ends near, the cut is there."""
    assert shorten("Total value by brand and month", 22) == "Total value by brand…"


def test_one_line_has_no_control_characters() -> None:
    """Line ends become spaces; what hides or turns text around is gone."""
    assert one_line("a\r\n b\t\u202ec\x00\ud800 ") == "a b c\ufffd"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", " =1", "\n=1", "=HYPERLINK(1)"])
def test_a_formula_is_shown_not_run(text: str) -> None:
    """A text that a spreadsheet would run is prefixed with an apostrophe."""
    assert formula_guard(text) == f"'{text}"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (-5, "-5"),
        (-5.25, "-5.25"),
        (1e-7, "0.0000001"),
        (Decimal("1E+3"), "1000"),
        ("-5", "-5"),
        ("+5.5%", "+5.5%"),
        ("safe", "safe"),
        (None, ""),
        (True, "True"),
    ],
)
def test_numbers_stay_numbers(cell: Cell, text: str) -> None:
    """A negative number is no formula, and no number is scientific."""
    assert formula_guard(cell) == text


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_csv_gives_back_its_cells(cells: list[str]) -> None:
    """What a CSV reader reads is what was written, apostrophes before formulas apart."""
    columns = tuple(ResultColumn(f"c{i}", f"c{i}", DataType.TEXT, Role.ATTRIBUTE) for i in range(len(cells)))
    content = csv_bytes(ResultTable(columns, (tuple(cells),)))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[1] == [formula_guard(cell) for cell in cells]


def test_csv_headers_are_guarded_too() -> None:
    """A header is data like any other, and says its unit."""
    column = ResultColumn("x", "=cmd", DataType.DECIMAL, Role.MEASURE, "₹")
    assert csv_bytes(ResultTable((column,), ((Decimal("1.50"),), (None,)))).decode("utf-8-sig") == (
        '\'=cmd (₹)\r\n1.50\r\n""\r\n'
    )
