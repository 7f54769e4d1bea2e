"""A plan applied to a staged table: typed rows in the order of the file, and the same rows as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.adapters.duckdb.staging.applying import clean_table
from shared.adapters.duckdb.staging.evidence import StagedEvidence
from shared.adapters.duckdb.staging.loading import LoadedTable
from shared.adapters.duckdb.staging.stage import Stage
from shared.adapters.duckdb.staging.writing import stage_rows
from shared.core.errors import TransientError
from shared.core.ingest.cleaning.clean import plan_table
from shared.core.ingest.cleaning.plan import KEEP, ColumnPlan, DerivedPlan, TablePlan
from shared.core.ingest.report import CsvRows, RuleApplied
from shared.core.ingest.text.layout import TableLayout
from shared.core.ingest.typed.readings import TextReading
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shared.core.ingest.report import CleanTable
    from shared.core.table.types import Cell

_NAMES = ("id", "amount", "due", "at", "paid", "opens", "note", "share")
_CELLS = (
    ("1", "\u20b9 1,234.50", "05/02/2024", "2024-02-05 10:30:00", "Yes", "9:05 am", ' a "b", c ', "12.5%"),
    ("2", "", "31/12/2023", "2024-02-05 00:00:00", "no", "", "", "-3%"),
    ("9007199254740993", "(\u20b9 7)", "", "", "", "23:59:59", "two\nlines", ""),
)
_ROWS: tuple[tuple[Cell, ...], ...] = (
    (
        1,
        Decimal("1234.50"),
        date(2024, 2, 5),
        datetime(2024, 2, 5, 10, 30),
        True,
        time(9, 5),
        'a "b", c',
        Decimal("12.5"),
    ),
    (2, None, date(2023, 12, 31), datetime(2024, 2, 5), False, None, None, Decimal(-3)),
    (9007199254740993, Decimal(-7), None, None, None, time(23, 59, 59), "two\nlines", None),
)


def _loaded(folder: Path, rows: Sequence[Sequence[str]], names: tuple[str, ...]) -> tuple[LoadedTable, StagedEvidence]:
    table = stage_rows(Stage(folder), rows, len(names))
    return LoadedTable(TableLayout("sheet.csv", names, 2, head_lines=(1,)), table, ()), StagedEvidence(table)


def _clean(folder: Path, rows: Sequence[Sequence[str]], names: tuple[str, ...]) -> CleanTable:
    loaded, evidence = _loaded(folder, rows, names)
    return clean_table(loaded, evidence, plan_table(loaded.layout, evidence))


def _applied(folder: Path, rows: Sequence[Sequence[str]], *derived: DerivedPlan) -> CleanTable:
    names = tuple(f"c{place}" for place in range(len(rows[0])))
    loaded, evidence = _loaded(folder, rows, names)
    columns = tuple(ColumnPlan(name, name.upper(), place, TextReading()) for place, name in enumerate(names))
    return clean_table(loaded, evidence, TablePlan("t", "T", columns, derived))


def test_cells_of_every_type_are_typed_as_their_reading_says(tmp_path: Path) -> None:
    """Decimals keep the digits they were written with, and what is blank is none."""
    table = _clean(tmp_path, _CELLS, _NAMES)
    assert table.rows == _ROWS
    assert [str(row[1]) for row in table.rows] == ["1234.50", "None", "-7"]
    assert [column.nulls for column in table.columns] == [0, 1, 1, 1, 1, 1, 1, 1]


def test_rows_are_a_sequence_that_can_be_read_again(tmp_path: Path) -> None:
    """By place, from behind, in slices; equal to other sequences of the same rows only."""
    rows = _clean(tmp_path, _CELLS, _NAMES).rows
    assert (len(rows), rows[1], rows[-1]) == (3, _ROWS[1], _ROWS[2])
    assert (rows[::-1], rows[5:], rows[:2]) == (_ROWS[::-1], (), _ROWS[:2])
    assert list(rows) == list(rows) == list(_ROWS)
    assert rows != _ROWS[:2]
    with pytest.raises(IndexError):
        rows[3]


def test_rows_write_themselves_as_csv(tmp_path: Path) -> None:
    """NULL is an empty field, booleans are t and f, times are ISO 8601; whatever a text holds is kept."""
    rows = _clean(tmp_path, _CELLS, _NAMES).rows
    assert isinstance(rows, CsvRows)
    target = tmp_path.parent / f"{tmp_path.name}.csv"
    rows.write_csv(target)
    text = target.read_text(encoding="utf-8")
    assert text.splitlines()[0] == ('1,1234.50,2024-02-05,2024-02-05 10:30:00,t,09:05:00,"a ""b"", c",12.5')
    assert [row[6] for row in csv.reader(io.StringIO(text, newline=""))] == ['a "b", c', "", "two\nlines"]
    assert not list(tmp_path.glob("*.csv"))


def test_an_empty_text_is_told_from_no_cell(tmp_path: Path) -> None:
    """Quoted it is a text, unquoted it is nothing; a rule may make either."""
    made = DerivedPlan("made", "Made", DataType.TEXT, (0,), lambda key: {"a": "", "b": None}.get(key[0], "x"))
    table = _applied(tmp_path, [["a"], ["b"], ["c"]], made)
    assert list(table.rows) == [("a", ""), ("b", None), ("c", "x")]
    table.rows.write_csv(tmp_path / "out.csv")  # type: ignore[attr-defined]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == 'a,""\nb,\nc,x\n'
    assert [column.nulls for column in table.columns] == [0, 1]


def test_a_lone_text_never_ends_postgresqls_input(tmp_path: Path) -> None:
    r"""A line of \. alone would; blank lines are no cells."""
    table = _applied(tmp_path, [["\\."], [""], ["x"]])
    table.rows.write_csv(tmp_path / "out.csv")  # type: ignore[attr-defined]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == '"\\."\n\n"x"\n'


def test_a_rule_sets_cells_and_keeps_others(tmp_path: Path) -> None:
    """It is asked once for each distinct combination of trimmed texts, and counted in rows."""
    asked: list[tuple[str, ...]] = []

    def compute(key: tuple[str, ...]) -> Cell:
        asked.append(key)
        return "both" if key == ("a", "b") else KEEP

    plan = DerivedPlan(
        "c0", "C0", DataType.TEXT, (0, 1), compute, ("both are there",), lambda key: 0 if key == ("a", "b") else -1
    )
    table = _applied(tmp_path, [["a", "b"], [" a", "b "], ["a", ""], ["", "b"]], plan)
    assert list(table.rows) == [("both", "b"), ("both", "b"), ("a", None), (None, "b")]
    assert asked == [("a", "b"), ("a", ""), ("", "b")]
    assert table.rules == (RuleApplied("both are there", 2),)
    assert table.columns[0].examples == ("both", "a")


def test_many_rows_keep_their_order_where_python_reads_a_column(tmp_path: Path) -> None:
    """Whatever the engine joins, and with however many threads."""
    count = 150_000
    months = ("Jan", "February", "mar")
    rows = [(str(number), f"{number % 28 + 1} {months[number % 3]} {2000 + number % 20}") for number in range(count)]
    table = _clean(tmp_path, rows, ("id", "day"))
    assert table.columns[1].type is DataType.DATE
    assert [row[0] for row in table.rows] == list(range(count))
    table.rows.write_csv(tmp_path / "out.csv")  # type: ignore[attr-defined]
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        assert [int(line.partition(",")[0]) for line in file] == list(range(count))


def test_many_rows_are_all_written_where_some_of_the_staged_ones_were_left_out(tmp_path: Path) -> None:
    """The parts that are written side by side need not be as long as each other."""
    count, gone = 120_000, 90_000
    loaded, _ = _loaded(tmp_path, [(str(number), "x") for number in range(count + gone)], ("id", "sign"))
    loaded.table.stage.run(f"DELETE FROM {loaded.table.name} WHERE rowid < {gone}")
    loaded = replace(loaded, table=replace(loaded.table, rows=count))
    evidence = StagedEvidence(loaded.table)
    rows = clean_table(loaded, evidence, plan_table(loaded.layout, evidence)).rows
    rows.write_csv(tmp_path / "out.csv")  # type: ignore[attr-defined]
    assert (tmp_path / "out.csv").read_text() == "".join(f"{number},x\n" for number in range(gone, gone + count))
    assert [path.name for path in tmp_path.glob("*.csv")] == ["out.csv"]


def test_rows_outlive_the_plan_but_not_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing fails for now, not for ever."""
    rows = _clean(tmp_path, _CELLS, _NAMES).rows

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("shared.adapters.duckdb.staging.rows.shutil.move", full)
        with pytest.raises(TransientError):
            rows.write_csv(tmp_path / "out.csv")  # type: ignore[attr-defined]
    assert rows == _ROWS


@pytest.mark.parametrize("width", [1, 40])
def test_tables_of_any_width_are_cleaned(width: int, tmp_path: Path) -> None:
    """One column, or more than one statement asks about."""
    names = tuple(f"n{place}" for place in range(width))
    table = _clean(tmp_path, [["1"] * width, ["22"] * width], names)
    assert table.rows == ((1,) * width, (22,) * width)
