"""What the cells of a table say when they are asked, wherever they lie."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.duckdb.staging.evidence import StagedEvidence
from shared.adapters.duckdb.staging.scanning import scan_columns
from shared.adapters.duckdb.staging.stage import Stage
from shared.adapters.duckdb.staging.writing import stage_rows
from shared.core.ingest.typed.evidence import ColumnScan, PlainForm, Spread
from shared.core.ingest.typed.findings import MomentFold
from shared.core.ingest.typed.readings import NumberReading, PlainReading
from shared.core.table.types import DataType
from tests.fakes.table_evidence import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from shared.core.ingest.typed.evidence import TableEvidence

    Make = Callable[[Sequence[Sequence[str]]], TableEvidence]

_CELLS = (
    "", " ", "0", "-0", "7", "-12", "007", "+5", "1.50", "-0.25", ".5", "5.", "1,234", "1e-05", "-2.5E+3", "1e",
    "1e400", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "123456789012345678901.5",
    "12345678901234567890", "2024-02-29", "2023-02-29", "0000-01-01", "0001-01-01", "9999-12-31", "2024-1-5",
    "12024-01-01", "infinity", "epoch", "2024-01-31 00:00", "2024-01-31T10:00:00.5", "2024-01-31 24:00:00",
    "2024-01-31 10:00:60", "2024-01-31 10:00:00+01", "NA", "na", "N/A", "null", "NULL", "-", "--", "\u2013", "\u2212",
    "?", ".", "#N/A", "####", "Nil", "(blank)", "none", "\\N", "word", " word", "word\t", "\xa0word\u2003",
    "two words", 'a "quoted" one', "a,b", "line\nbreak", "cr\r\nlf", "\u0939\u093e\u0901", "\u3000", "\u200b",
    "missing", "NA ", " 7", "7\xa0", "\u212aelvin", "tbd", "#", "NAN", "inf", "1_000", "0x10", "t", "true",
)  # fmt: skip


@pytest.fixture
def evidence_of(side: str, tmp_path: Path) -> Make:
    """How evidence is made of rows."""
    return listed if side == "fake" else lambda rows: _staged(rows, tmp_path)


def _staged(rows: Sequence[Sequence[str]], folder: Path) -> TableEvidence:
    return StagedEvidence(stage_rows(Stage(folder), rows, len(rows[0])), partial(_numbered, rows))


def _numbered(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows with their lines, below a header."""
    return ((line, list(row)) for line, row in enumerate(rows, 2))


def test_a_table_knows_its_size(evidence_of: Make) -> None:
    """Rows and columns."""
    evidence = evidence_of([["1", "a"], ["2", "b"], ["3", "c"]])
    assert (evidence.rows, evidence.width) == (3, 2)


def test_a_sample_and_the_values_are_distinct_trimmed_and_in_order(evidence_of: Make) -> None:
    """Blanks are no values, and a value is counted wherever it stands, with spaces or without."""
    evidence = evidence_of([["b"], [" a"], [""], ["b "], ["  "], ["a"], ["b"]])
    assert evidence.sample(0) == ("b", "a")
    values = evidence.values(0)
    assert list(values) == list(values) == [("b", 3), ("a", 2)]


def test_a_value_is_found_in_its_line(evidence_of: Make) -> None:
    """The first row that has it, with spaces around it or without; what no row has is nowhere."""
    evidence = evidence_of([["b", "x"], [" a", "y"], ["a", "z"]])
    assert (evidence.line(0, "a"), evidence.line(1, "z"), evidence.line(1, "a")) == (3, 4, None)


def test_a_column_of_many_values_has_few_shapes(evidence_of: Make) -> None:
    """The greatest value stands for all of a shape; those that begin with a zero are apart, nulls are none."""
    cells = [["1,234"], ["9,876"], ["0,123"], [" 5,000"], ["NA"], [""], ["word"], ["00"], ["07"]]
    assert sorted(evidence_of(cells).shapes(0)) == [("0,123", 1), ("07", 2), ("9,876", 3), ("word", 1)]


def test_a_column_of_one_form_is_sound(evidence_of: Make) -> None:
    """Blanks and spellings of null are set apart, and say nothing against it."""
    cells = [["12"], [""], [" -3"], ["NA"], ["N/A"], ["NA"], ["400 "]]
    scan = evidence_of(cells).scan({0: PlainForm.INTEGER})[0]
    assert scan == ColumnScan(PlainForm.INTEGER, 1, {"NA": 2, "N/A": 1}, 3, 0, whole=3, padded=2)
    assert scan.is_sound


def test_some_dates_say_as_much_as_all(evidence_of: Make) -> None:
    """Which order of day and month they leave, whether there are times; words and odd forms are there, counted."""
    dates = ["01/02/2024", "13/02/2024 00:00", "05/06/2024", "07/08/2024 00:00", "3 Mar 24", "soon", "NA", "", "soon"]
    moments = list(evidence_of([[each] for each in dates]).moments(0))
    assert sum(count for _, count in moments) == len(dates) - 1
    assert {"13/02/2024 00:00", "3 Mar 24"} <= {value for value, _ in moments}
    assert dict(moments)["soon"] == 2


def test_the_room_that_numbers_need_is_told(evidence_of: Make) -> None:
    """The most digits before and after the point, and whether a whole number is beyond 64 bits."""
    evidence = evidence_of([["1234.5", "9223372036854775807"], ["-0.125", "9223372036854775808"], ["-", "1"]])
    first, second = evidence.scan({0: PlainForm.DECIMAL, 1: PlainForm.INTEGER}).values()
    assert (first.whole, first.scale, first.beyond_64) == (4, 3, False)
    assert (second.whole, second.scale, second.beyond_64) == (19, 0, True)


def test_numbers_with_exponents_are_counted_among_the_others(evidence_of: Make) -> None:
    """So that a column of decimals with a few of them is known for one of floats."""
    scan = evidence_of([["0.25"], ["1.5e-05"], ["word"]]).scan({0: PlainForm.DECIMAL})[0]
    assert (scan.fits, scan.others, scan.scientific) == (1, 2, 1)


def test_days_that_no_calendar_has_do_not_fit(evidence_of: Make) -> None:
    """Nor do years before the first, or hours after the last."""
    rows = [
        ["2024-02-29", "2024-01-31 00:00:00"],
        ["2023-02-29", "2024-01-31T23:59"],
        ["0000-01-01", "2024-01-31 24:00"],
    ]
    days, stamps = evidence_of(rows).scan({0: PlainForm.DATE, 1: PlainForm.TIMESTAMP}).values()
    assert (days.fits, days.others) == (1, 2)
    assert (stamps.fits, stamps.others, stamps.has_clock) == (2, 1, True)


def test_timestamps_at_midnight_have_no_clock(evidence_of: Make) -> None:
    """They are days."""
    assert not evidence_of([["2024-01-31 00:00:00"], ["2024-02-01 00:00"]]).scan({0: PlainForm.TIMESTAMP})[0].has_clock


def test_rows_that_came_before_are_counted(evidence_of: Make) -> None:
    """Trimmed, whole or by some columns."""
    evidence = evidence_of([["1", "a"], ["1 ", "a"], ["1", "b"], ["2", "b"], ["1", "a"]])
    assert evidence.copies() == 2
    assert evidence.repeats((0,)) == 3
    assert evidence.repeats((1, 0)) == 2


@pytest.mark.parametrize(
    ("numbers", "repeats"),
    [(["7", "8", "9"], 0), (["7", "8", "9", "9"], 1), (["9", "8", "7"], 0), (["7", "8", ""], 0), (["-1", "0", "1"], 0)],
)
def test_numbers_that_count_the_rows_come_once(numbers: list[str], repeats: int, evidence_of: Make) -> None:
    """So do others, and it makes no difference whether anybody knows that they are numbers."""
    for is_known in (True, False):
        evidence = evidence_of([[each, "x"] for each in numbers])
        if is_known:
            evidence.scan({0: PlainForm.INTEGER})
        assert evidence.repeats((0,)) == repeats
        assert evidence.repeats((1,)) == len(numbers) - 1


def test_the_spread_of_a_column_is_of_its_numbers_as_read(evidence_of: Make) -> None:
    """Quartiles by linear interpolation; what lies beyond three times their distance is counted."""
    rows = [[f"{number},5"] for number in range(1, 10)] + [["1.000,5"], ["-"], [""]]
    reading = NumberReading(type=DataType.DECIMAL, precision=5, scale=1, has_comma=True)
    assert evidence_of(rows).spread(0, reading, 3.0) == Spread(3.75, 8.25, 0, 1)


def test_one_number_has_no_spread(evidence_of: Make) -> None:
    """However often it stands there; nor has a column without any."""
    plain = PlainReading(type=DataType.INTEGER, form=PlainForm.INTEGER)
    evidence = evidence_of([["5", ""], ["5", ""], ["5", ""]])
    assert evidence.spread(0, plain, 3.0) is None
    assert evidence.spread(1, plain, 3.0) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(_CELLS), st.text(max_size=8)), min_size=1, max_size=30))
def test_the_engine_says_of_any_cells_what_python_says(cells: list[str]) -> None:
    """Every form, with cells of all kinds side by side."""
    rows = [[cell.replace("\0", "")] * len(PlainForm) for cell in cells if _is_text(cell)] or [["x"] * len(PlainForm)]
    forms = dict(enumerate(PlainForm))
    fake = listed(rows)
    with tempfile.TemporaryDirectory() as folder:
        real = _staged(rows, Path(folder))
        assert real.scan(forms) == fake.scan(forms)
        assert list(real.values(0)) == list(fake.values(0))
        assert real.sample(0) == fake.sample(0)
        assert sorted(real.shapes(0)) == sorted(fake.shapes(0))
        assert real.copies() == fake.copies()


_DATES = st.builds(
    lambda first, second, year, clock: f"{first}/{second}/{year}{clock}",
    st.integers(0, 32),
    st.integers(0, 13),
    st.sampled_from(["2024", "2023", "24", "0000"]),
    st.sampled_from(["", " 00:00", " 12:00 AM", " 9:30", " 25:00"]),
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.one_of(_DATES, _DATES, st.sampled_from(["3 Mar 24", "Mar 3, 2024", "soon"])), min_size=1, max_size=9)
)
def test_of_any_dates_some_say_as_much_as_all(cells: list[str]) -> None:
    """The same finding, and the same that are no dates."""
    with tempfile.TemporaryDirectory() as folder:
        evidence = _staged([[cell] for cell in cells], Path(folder))
        assert _folded(evidence.moments(0)) == _folded(evidence.values(0))


def _folded(values: Iterable[tuple[str, int]]) -> tuple[object, dict[str, int]]:
    """What a column of dates is found to be, and what is none of them."""
    fold = MomentFold()
    others = {value: count for value, count in values if not fold.add(value, count)}
    return fold.finding(), others


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(_CELLS), min_size=1, max_size=30))
def test_cells_are_judged_alike_one_by_one_and_by_their_values(cells: list[str]) -> None:
    """Columns of few values are looked at value by value."""
    forms = dict(enumerate(PlainForm))
    with tempfile.TemporaryDirectory() as folder:
        table = stage_rows(Stage(Path(folder)), [[cell] * len(PlainForm) for cell in cells], len(PlainForm))
        assert scan_columns(table, forms, forms) == scan_columns(table, forms)


def test_every_one_of_the_cells_is_judged_alike(tmp_path: Path) -> None:
    """One at a time, so that no other hides it."""
    rows = [[cell] for cell in _CELLS]
    real, fake = (
        _staged(list(map(list, zip(*rows, strict=True))), tmp_path),
        listed(list(map(list, zip(*rows, strict=True)))),
    )
    for form in PlainForm:
        forms = dict.fromkeys(range(len(_CELLS)), form)
        said, wanted = real.scan(forms), fake.scan(forms)
        assert {_CELLS[at]: said[at] for at in forms} == {_CELLS[at]: wanted[at] for at in forms}


def _is_text(cell: str) -> bool:
    """True for what a text file can hold."""
    return not any("\ud800" <= letter <= "\udfff" for letter in cell)
