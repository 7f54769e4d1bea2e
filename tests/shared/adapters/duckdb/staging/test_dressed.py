"""What the engine reads of dressed texts is exactly what their reading makes of them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.duckdb.staging.cells import StagedCells
from shared.adapters.duckdb.staging.dressed import dressed
from shared.adapters.duckdb.staging.rows import StagedRows
from shared.adapters.duckdb.staging.stage import Stage
from shared.adapters.duckdb.staging.texts import StagedTexts
from shared.adapters.duckdb.staging.writing import stage_rows
from shared.core.ingest.typed.readings import BooleanReading, MomentReading, NumberReading
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.ingest.typed.readings import Reading

_TEXTS = [
    "0", "-0", "7", "007", "0.5", "1,234", "12,34,567", "1,23", "0,123", "1,234.50", "-1,234.50", "(1,234.50)", "(5",
    "5)", "$5", "$ 5", "-$5", "$-5", "\u20b9 1,23,456.00", "\u20b91.5", "Rs. 12", "Rs.12.50", "Rs 7", "rs 7",
    "INR 1,000", "5%", "5 %", "12.5%", "(3%)", "1.234,50", "1.234", "1.234.567", "0,5", "12,5", "\u20ac 1.234,50",
    "1 234", "1'234", "+5", "5-", "5.", ".5", "1e5", "12 kg", "", "word", "5/-", "\u20b9", "-", "($5)", "$(5)",
    "(-5)", "1,,234", "1,2345", "123,456,789,012,345,678,901", "00", "0.00", "(0.0%)", "01/02/2024", "31/12/2023",
    "13/13/2023", "29-02-2023", "29.02.2024", "1/2/2024", "01-Feb-2024", "01 Feb 2024", "31-Feb-2024", "01-feb-2024",
    "01/02-2024", "01/02/0000", "01/02/24", "01/02/2024 10:00", "2024-02-01", "05 Mar 1999", "02/30/2024",
    "12/31/2023", "Mar 3, 2024 10:15 PM", "mar 13, 2024 9:05:59 am", "Mar 3, 2024 13:15 PM", "March 3, 2024",
    "Sept 3, 2024 10:15", "Feb 30, 2024 10:15 PM", "3/12/2024 24:00", "3/12/2024 23:59:60", "3/12/2024, 9:05PM",
    "2024/3/12T09:05", "2024-3-12 0:05 AM", "3-May-69 7:00", "3 may 68 07:00", "03.12.2024 10:15:30",
    "3/2/2024 12:00 am", "12/13/2024 12:30 PM", "2024-03-12 10:15:30.5", "2024-03-12 10:15+05:30",
    "Mar 3, 2024  10:15 PM",
]  # fmt: skip
_NUMBERS = tuple(
    NumberReading(type=kind, has_comma=has_comma)
    for kind in (DataType.INTEGER, DataType.DECIMAL, DataType.FLOAT)
    for has_comma in (False, True)
)
_DAYS = tuple(
    MomentReading(type=kind, day_first=day_first)
    for kind in (DataType.DATE, DataType.TIMESTAMP)
    for day_first in (True, False)
)
_WORDS = BooleanReading(truths=frozenset({"yes", "y"}), untruths=frozenset({"no", "n"}))


def _read(texts: Sequence[str], reading: Reading, folder: Path) -> list[object]:
    """The cells as the engine has them, with Python's help where it needs some."""
    table = stage_rows(Stage(folder), [[text, "x"] for text in texts], 2)
    cell = StagedCells(StagedTexts(table), {}, lambda _: texts).of(0, reading)
    return [row[0] for row in StagedRows(table, (cell,), (reading.type,))]


def _wanted(text: str, reading: Reading) -> object:
    """The cell; some texts cannot be in a column of the type."""
    try:
        cell = reading.cell(text.strip())
    except (ValueError, ArithmeticError):
        return "cannot be"
    return "cannot be" if isinstance(cell, int) and abs(cell) >= 2**63 else cell


def _compare(texts: Sequence[str], reading: Reading, folder: Path) -> None:
    possible = [text for text in texts if _wanted(text, reading) != "cannot be"]
    assert list(zip(possible, _read(possible, reading, folder), strict=True)) == [
        (text, _wanted(text, reading)) for text in possible
    ]


def test_every_usual_dress_is_read_alike(tmp_path: Path) -> None:
    """Numbers of every type with either decimal mark, days in either order, words of truth."""
    for number, reading in enumerate((*_NUMBERS, *_DAYS, _WORDS)):
        folder = tmp_path / str(number)
        folder.mkdir()
        _compare([*_TEXTS, "Yes", "NO", "n", "maybe", " yes "], reading, folder)


_AMOUNTS = st.builds(
    lambda sign, unit, gap, body, behind: f"{sign}{unit}{gap if unit else ''}{body}{behind}",
    st.sampled_from(["", "", "-", "("]),
    st.sampled_from(["", "$", "\u20b9", "Rs.", "INR", "\u20ac", "kr"]),
    st.sampled_from(["", " "]),
    st.text("0123456789,.", min_size=1, max_size=12),
    st.sampled_from(["", "", "%", " %", ")", "%)"]),
)
_DATES = st.builds(
    lambda day, gap, month, year, clock: f"{day:02}{gap}{month}{gap}{year}{clock}",
    st.integers(0, 32),
    st.sampled_from(["/", "-", ".", " "]),
    st.one_of(st.integers(0, 13).map("{:02}".format), st.sampled_from(["Jan", "Feb", "Sep", "Sept", "Foo"])),
    st.sampled_from(["2024", "2023", "1900", "0000", "24"]),
    st.sampled_from(
        ["", "", " 10:15", " 0:15", " 24:00", " 12:00 AM", ", 1:05:09pm", "T23:59:59", " 9:60", " 13:00 PM"]
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(_AMOUNTS, _DATES), min_size=5, max_size=60), st.sampled_from((*_NUMBERS, *_DAYS)))
def test_any_dress_is_read_alike(texts: list[str], reading: Reading) -> None:
    """Also where the dress is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        _compare(texts, reading, Path(folder))


def test_the_engine_knows_the_usual_ones_itself() -> None:
    """Of amounts and dates in their commonest dress, Python sees none."""
    import duckdb  # noqa: PLC0415 - only to ask it

    for reading, usual in (
        (NumberReading(type=DataType.DECIMAL), ["1,234.50", "\u20b9 12,34,567.00", "-$5", "(7.25)", "12.5%", "Rs. 12"]),
        (NumberReading(type=DataType.DECIMAL, has_comma=True), ["1.234,50", "\u20ac 5,00"]),
        (MomentReading(type=DataType.DATE), ["31/01/2024", "3-Jan-24", "March 3, 2024", "2024.1.31"]),
        (MomentReading(type=DataType.TIMESTAMP), ["Mar 3, 2024 10:15 PM", "31/01/2024 9:05"]),
    ):
        known = dressed("t", reading, usual)
        assert known is not None
        found = duckdb.execute(f"SELECT bool_and({known.holds}) FROM (SELECT unnest(?) AS t)", [usual]).fetchall()
        assert found == [(True,)]
