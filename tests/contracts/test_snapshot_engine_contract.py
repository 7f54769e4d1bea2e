"""What every LayerStacker and SnapshotEngine promises, in our process and in one of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.layers_process import ApartLayerStacker
from shared.core.errors import InternalError, TransientError
from shared.core.store.manifest import StoredFile, Window
from shared.core.store.statistics import MOST_VALUES
from shared.ports.snapshot_engine import LONGEST_TEXT
from tests.fakes.layered import columns_of, layer_of, rows_in, table_of, write_parquet

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.store.manifest import Layer, TableSnapshot
    from shared.core.store.statistics import ColumnStatistics
    from shared.ports.snapshot_engine import LayerStacker, SnapshotEngine

COLUMNS = columns_of(id="BIGINT", at="TIMESTAMP WITH TIME ZONE", note="VARCHAR")
DAYS = [f"2024-01-{day:02} 00:00:00+00" for day in range(1, 10)]


@pytest.fixture(params=["here", "apart"])
def stacker(request: pytest.FixtureRequest) -> LayerStacker:
    """Each implementation in turn."""
    return DuckDbSnapshotEngine(200, 1) if request.param == "here" else ApartLayerStacker(200, 1)


@pytest.fixture
def engine() -> SnapshotEngine:
    """The one that also tells and writes."""
    return DuckDbSnapshotEngine(200, 1)


def base(folder: Path) -> Layer:
    """Return three rows, one without a moment and one without a key."""
    rows = [("1", DAYS[0], "one"), ("2", None, ""), (None, DAYS[2], "keyless")]
    return layer_of(write_parquet(folder / "base.parquet", COLUMNS, rows))


def laid(stacker: LayerStacker, folder: Path, table: TableSnapshot, lower: Path | None = None) -> list[object]:
    """Lay the table and return its rows' ids and notes."""
    files = {each.key: folder / each.key for each in table.files}
    count = stacker.lay(folder / "t.duckdb", table, files, lower)
    rows = rows_in(folder / "t.duckdb")
    assert count == len(rows)
    return [(row[0], row[2]) for row in rows]


def test_a_layer_takes_the_place_of_rows_of_its_keys(stacker: LayerStacker, tmp_path: Path) -> None:
    """New rows come after those that stay; a row without a key is nobody's, and stays."""
    newer = write_parquet(tmp_path / "n.parquet", COLUMNS, [("2", DAYS[4], "two"), (None, None, "another")])
    table = table_of(COLUMNS, [base(tmp_path), layer_of(newer)], ("id",))
    assert laid(stacker, tmp_path, table) == [("1", "one"), (None, "keyless"), ("2", "two"), (None, "another")]


def test_a_layer_without_key_and_window_adds(stacker: LayerStacker, tmp_path: Path) -> None:
    """Nothing says that two rows are the same."""
    table = table_of(COLUMNS, [base(tmp_path), base(tmp_path)])
    assert len(laid(stacker, tmp_path, table)) == 6


def test_a_window_is_replaced_with_the_rows_that_have_no_moment(stacker: LayerStacker, tmp_path: Path) -> None:
    """Moments are compared as moments, whatever zone their text is of."""
    newer = write_parquet(tmp_path / "n.parquet", COLUMNS, [("9", DAYS[2], "nine")])
    window = Window("at", "2024-01-03 05:30:00+05:30")
    table = table_of(COLUMNS, [base(tmp_path), layer_of(newer, replaces=window)], ("id",))
    assert laid(stacker, tmp_path, table) == [("1", "one"), ("9", "nine")]


def test_removed_keys_go_before_the_layers_own_rows_come(stacker: LayerStacker, tmp_path: Path) -> None:
    """A key that was deleted and inserted again is there."""
    newer = write_parquet(tmp_path / "n.parquet", COLUMNS, [("1", DAYS[4], "again")])
    removed = write_parquet(tmp_path / "r.parquet", COLUMNS[:1], [("1",), ("2",), (None,)])
    table = table_of(COLUMNS, [base(tmp_path), layer_of(newer, removed=removed)], ("id",))
    assert laid(stacker, tmp_path, table) == [(None, "keyless"), ("1", "again")]


def test_a_lower_file_saves_its_layers(stacker: LayerStacker, tmp_path: Path) -> None:
    """Their Parquet is not even looked at."""
    first = table_of(COLUMNS, [base(tmp_path)], ("id",))
    laid(stacker, tmp_path, first)
    lower = (tmp_path / "t.duckdb").rename(tmp_path / "lower.duckdb")
    newer = write_parquet(tmp_path / "n.parquet", COLUMNS, [("2", None, "two")])
    table = replace(first, layers=(*first.layers, layer_of(newer)), fast_layers=1)
    (tmp_path / "base.parquet").unlink()
    assert laid(stacker, tmp_path, table, lower) == [("1", "one"), (None, "keyless"), ("2", "two")]


def test_a_missing_file_is_told_as_what_may_pass(stacker: LayerStacker, tmp_path: Path) -> None:
    """And another table's file as our defect."""
    table = table_of(COLUMNS, [layer_of(StoredFile("gone.parquet", 1, 1))])
    with pytest.raises(TransientError):
        laid(stacker, tmp_path, table)
    other = write_parquet(tmp_path / "o.parquet", columns_of(x="BIGINT"), [("1",)])
    with pytest.raises(InternalError):
        laid(stacker, tmp_path, table_of(COLUMNS, [layer_of(other)]))


def stored(folder: Path, select: str) -> Path:
    """Return a file whose table t is what a statement gives."""
    file = folder / "s.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE t AS {select}")
    return file


def told(engine: SnapshotEngine, folder: Path, select: str, **types: str) -> tuple[ColumnStatistics, ...]:
    """Return the statistics of what a statement gives."""
    return engine.statistics(stored(folder, select), "t", columns_of(**types)).columns


def test_statistics_tell_what_is_there(engine: SnapshotEngine, tmp_path: Path) -> None:
    """Frequent values first, extremes as DuckDB writes them, mean and deviation of the sample."""
    select = "FROM (VALUES (1, 'b', 2.5::DECIMAL(4,1)), (3, 'b', NULL), (NULL, 'a', 4.5)) v(n, t, d)"
    number, text, decimal = told(engine, tmp_path, select, n="INTEGER", t="VARCHAR", d="DECIMAL(4,1)")
    assert (number.nulls, number.distinct, number.least, number.greatest) == (1, 2, "1", "3")
    assert number.mean == 2.0
    assert number.deviation == pytest.approx(2**0.5)
    assert (text.values, text.mean, text.least) == (("b", "a"), None, "a")
    assert (decimal.mean, decimal.least, decimal.values) == (3.5, "2.5", ("2.5", "4.5"))


def test_distinct_values_are_exact_up_to_the_limit(engine: SnapshotEngine, tmp_path: Path) -> None:
    """With all of them told at the limit, and none above it."""
    select = f"SELECT range % {MOST_VALUES} AS few, range % {MOST_VALUES + 1} AS more, range AS all_ FROM range(5000)"
    few, more, every = told(engine, tmp_path, select, few="BIGINT", more="BIGINT", all_="BIGINT")
    assert (few.distinct, len(few.values)) == (MOST_VALUES, MOST_VALUES)
    assert more.values == ()
    assert more.distinct > MOST_VALUES
    assert every.distinct == pytest.approx(5000, rel=0.2)
    assert every.distinct <= 5000


def test_infinite_numbers_do_not_spoil_a_mean(engine: SnapshotEngine, tmp_path: Path) -> None:
    """They count as values and as extremes; mean and deviation are of the others."""
    select = "FROM (VALUES (1.0::DOUBLE), (2.0), ('inf'), ('nan'), (1e200)) v(x)"
    (column,) = told(engine, tmp_path, select, x="DOUBLE")
    assert (column.distinct, column.least, column.greatest) == (5, "1.0", "nan")
    assert column.mean == 1.5
    assert column.deviation == pytest.approx(0.5**0.5)


def test_documents_do_not_swell_the_statistics(engine: SnapshotEngine, tmp_path: Path) -> None:
    """A text beyond the limit is counted and not told."""
    (column,) = told(engine, tmp_path, f"SELECT repeat('x', {LONGEST_TEXT + 1}) AS x", x="VARCHAR")
    assert (column.distinct, column.values, column.least) == (1, (), None)


def test_an_empty_table_and_a_wide_one_are_told(engine: SnapshotEngine, tmp_path: Path) -> None:
    """Nothing is there, of each of a hundred columns, in their order."""
    names = [f"c{i}" for i in range(100)]
    cells = ", ".join(f"NULL::DOUBLE AS {each}" for each in names)
    found = told(engine, tmp_path, f"SELECT {cells} LIMIT 0", **dict.fromkeys(names, "DOUBLE"))
    assert [each.name for each in found] == names
    assert {(each.nulls, each.distinct, each.least, each.mean) for each in found} == {(0, 0, None, None)}


def test_a_table_is_written_back_sorted_or_as_it_is(engine: SnapshotEngine, tmp_path: Path) -> None:
    """In one part of the same rows; an empty table has none."""
    file = stored(tmp_path, "FROM (VALUES (2, 'b'), (NULL, 'c'), (1, 'a')) v(n, t)")
    (asis,), (sorted_,) = engine.write_back(file, "t", tmp_path, ()), engine.write_back(file, "t", tmp_path, ("n",))
    assert [duckdb.read_parquet(str(each.path)).fetchall() for each in (asis, sorted_)] == [
        [(2, "b"), (None, "c"), (1, "a")],
        [(1, "a"), (2, "b"), (None, "c")],
    ]
    assert (asis.rows, sorted_.rows) == (3, 3)
    (tmp_path / "s.duckdb").unlink()
    assert engine.write_back(stored(tmp_path, "SELECT 1 AS n LIMIT 0"), "t", tmp_path, ()) == ()


def test_keys_that_are_only_on_one_side_are_found(engine: SnapshotEngine, tmp_path: Path) -> None:
    """Composite keys, once each; those with a NULL in them are on neither side."""
    file = stored(tmp_path, "FROM (VALUES (1, 'a', 0), (1, 'b', 0), (1, 'b', 1), (2, NULL, 0)) v(n, t, x)")
    key = columns_of(t="VARCHAR", n="BIGINT")
    write_parquet(tmp_path / "k.parquet", key, [("a", "1"), ("c", "3"), (None, "2"), (None, "9")])
    gone, missing = engine.keys_apart(file, "t", ("n", "t"), tmp_path / "k.parquet", tmp_path)
    assert gone is not None
    assert missing is not None
    assert duckdb.read_parquet(str(gone.path)).fetchall() == [(1, "b")]
    assert duckdb.read_parquet(str(missing.path)).fetchall() == [(3, "c")]
    write_parquet(tmp_path / "k.parquet", key, [("a", "1"), ("b", "1")])
    assert engine.keys_apart(file, "t", ("n", "t"), tmp_path / "k.parquet", tmp_path) == (None, None)


def test_keys_whose_row_grew_otherwise_are_missing(engine: SnapshotEngine, tmp_path: Path) -> None:
    """A row that came back with a value behind the watermark, and one that lost it or has one now."""
    file = stored(tmp_path, "FROM (VALUES (1, 5), (2, 6), (3, NULL), (4, 8), (5, NULL), (6, 9)) v(n, x)")
    told = columns_of(n="BIGINT", x="BIGINT")
    there = [("1", "5"), ("2", "2"), ("3", "7"), ("4", None), ("5", None), ("7", "9")]
    write_parquet(tmp_path / "k.parquet", told, there)
    gone, missing = engine.keys_apart(file, "t", ("n",), tmp_path / "k.parquet", tmp_path, "x")
    assert gone is not None
    assert missing is not None
    assert duckdb.read_parquet(str(gone.path)).fetchall() == [(6,)]
    assert sorted(duckdb.read_parquet(str(missing.path)).fetchall()) == [(2,), (3,), (4,), (7,)]
    write_parquet(tmp_path / "k.parquet", told[:1], [(str(each),) for each in range(1, 7)])
    assert engine.keys_apart(file, "t", ("n",), tmp_path / "k.parquet", tmp_path) == (None, None)


def test_repeated_keys_are_counted(engine: SnapshotEngine, tmp_path: Path) -> None:
    """Each row after the first of its key; a NULL repeats nothing."""
    file = stored(tmp_path, "FROM (VALUES (1, 'a'), (1, 'a'), (1, 'a'), (1, 'b'), (NULL, 'a'), (NULL, 'a')) v(n, t)")
    assert [engine.repeats(file, "t", key) for key in (("n", "t"), ("n",), ("t",))] == [2, 3, 4]


@pytest.mark.parametrize(
    ("rows", "key", "window", "removed", "changing"),
    [
        ([("2", None, "")], ("id",), None, None, False),
        ([("2", None, "new")], ("id",), None, None, True),
        ([("2", None, None)], ("id",), None, None, True),
        ([("3", None, "")], ("id",), None, None, True),
        ([], ("id",), None, None, False),
        ([("2", None, "")], (), None, None, True),
        ([(None, DAYS[2], "keyless"), ("2", None, "")], (), Window("at", DAYS[1]), None, False),
        ([("2", None, "")], (), Window("at", DAYS[1]), None, True),
        ([("2", None, ""), ("2", None, ""), (None, DAYS[2], "keyless")], (), Window("at", DAYS[1]), None, True),
        ([], (), Window("at", "infinity"), None, True),
        ([], ("id",), None, [("7",), (None,)], False),
        ([], ("id",), None, [("1",)], True),
        ([("1", DAYS[0], "one")], ("id",), None, [("1",)], False),
    ],
)
def test_a_layer_that_brings_nothing_new_is_found(  # noqa: PLR0913, PLR0917 - a case
    engine: SnapshotEngine,
    tmp_path: Path,
    rows: list[tuple[str | None, ...]],
    key: tuple[str, ...],
    window: Window | None,
    removed: list[tuple[str | None, ...]] | None,
    *,
    changing: bool,
) -> None:
    """The rows that it takes away are those that it brings, as often; what laying it leaves says the same."""
    table = table_of(COLUMNS, [base(tmp_path)], key)
    laid(engine, tmp_path, table)
    file = (tmp_path / "t.duckdb").rename(tmp_path / "before.duckdb")
    gone = write_parquet(tmp_path / "r.parquet", COLUMNS[:1], removed) if removed is not None else None
    files = [write_parquet(tmp_path / "n.parquet", COLUMNS, rows)] if rows else []
    layer = layer_of(*files, replaces=window, removed=gone)
    paths = {each: tmp_path / each for each in ("n.parquet", "r.parquet")}
    over = replace(table, layers=(*table.layers, layer), fast_layers=len(table.layers))
    assert engine.changes(file, over, paths) is changing
    laid(engine, tmp_path, replace(table, layers=(*table.layers, layer)))
    after = sorted(rows_in(tmp_path / "t.duckdb"), key=repr)
    assert (after != sorted(rows_in(file), key=repr)) is changing
