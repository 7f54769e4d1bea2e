"""Layers laid over each other leave exactly the rows that a plain reading of them leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.core.errors import InternalError, TransientError
from shared.core.store.manifest import StoredFile, Window
from shared.core.store.stacks import bottom
from tests.fakes.layered import columns_of, layer_of, rows_in, table_of, types_in, write_parquet

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.store.manifest import Layer
    from shared.core.store.source import StoredColumn
    from tests.fakes.layered import Row

EXAMPLES = int(os.environ.get("LAYER_STACKS", "25"))
"""Random stacks; 1000 takes some minutes."""

ORDERED = {
    "BIGINT": ("-9223372036854775808", "-1", "0", "7", "9223372036854775807"),
    "INTEGER": ("-2147483648", "0", "12", "2147483647"),
    "DECIMAL(12,2)": ("-9999999999.99", "0.00", "0.01", "12.50", "9999999999.99"),
    "DECIMAL(38,10)": ("-1234567890123456789012345678.0000000001", "0.0000000000", "0.0000000001"),
    "DOUBLE": ("-inf", "-1.5", "0.0", "0.1", "inf", "nan"),
    "VARCHAR": ("", " ", "A", "a", 'it\'s "so"', "é", "中"),
    "UUID": (
        f"{0:08}-0000-0000-0000-{1:012}",
        "7fffffff-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-" + "f" * 12,
    ),
    "BOOLEAN": ("false", "true"),
    "DATE": ("-infinity", "0044-03-15 (BC)", "1999-12-31", "2024-02-29", "infinity"),
    "TIMESTAMP": (
        "-infinity",
        "0044-03-15 (BC) 09:00:00.5",
        "1969-12-31 23:59:59.999999",
        "2024-02-29 12:00:00",
        "infinity",
    ),
    "TIMESTAMP WITH TIME ZONE": (
        "0044-03-15 (BC) 09:00:00+00",
        "2024-03-31 00:59:59.999999+00",
        "2024-03-31 01:00:00+00",
        "infinity",
    ),
    "TIME": ("00:00:00", "12:30:00.000001", "24:00:00"),
    "BLOB": ("", "\\x00", "\\x00a", "a", "\\xFF"),
}
"""For each type values as DuckDB writes them, in the order of their type."""
UNORDERED = {
    "INTEGER[]": ("[]", "[1, NULL, 3]", "[2]"),
    "VARCHAR[]": ("[]", "[a, b]", "['']"),
    "JSON": ('{"a": [1, "é"]}', "null", '"x"'),
    "INTERVAL": ("1 month 2 days 00:00:00.000003", "00:00:01"),
}
"""Types that are neither keys nor watermarks."""
POSTGRES = {
    "0044-03-15 (BC)": "0044-03-15 BC",
    "0044-03-15 (BC) 09:00:00.5": "0044-03-15 09:00:00.5 BC",
    "0044-03-15 (BC) 09:00:00+00": "0044-03-15 09:00:00+00 BC",
    "inf": "Infinity",
    "-inf": "-Infinity",
    "nan": "NaN",
    "true": "t",
    "false": "f",
}
BYTES = {"": "\\x", "\\x00": "\\x00", "\\x00a": "\\x0061", "a": "\\x61", "\\xFF": "\\xff"}


def as_postgres_writes(value: str, kind: str) -> str:
    """Return PostgreSQL's text of a value."""
    return BYTES[value] if kind == "BLOB" else value if kind == "VARCHAR" else POSTGRES.get(value, value)


@dataclass(frozen=True)
class Step:
    """A layer as the model takes it: rows over a window, over their keys, or after all; and keys that are gone."""

    rows: tuple[tuple[Row, ...], ...]
    window: Window | None
    removed: tuple[Row, ...] | None


@dataclass(frozen=True)
class Case:
    """A table and its layers, and how many of them a file holds already."""

    columns: tuple[StoredColumn, ...]
    key: tuple[str, ...]
    steps: tuple[Step, ...]
    lower: int
    shuffled: tuple[int, ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a table of two to five columns with one to four layers."""
    kinds = draw(st.lists(st.sampled_from(sorted(ORDERED | UNORDERED)), min_size=2, max_size=5))
    kinds[0] = draw(st.sampled_from(sorted(ORDERED)))
    columns = columns_of(**{f"Column {i}": kind for i, kind in enumerate(kinds)})
    sortable = [each for each in columns if each.type in ORDERED]
    key = tuple(each.name for each in draw(st.lists(st.sampled_from(sortable), max_size=2, unique=True)))
    cells = [st.none() | st.sampled_from((ORDERED | UNORDERED)[each.type]) for each in columns]
    rows = st.lists(st.tuples(*cells), max_size=6).map(tuple)
    gone = st.lists(st.tuples(*(cells[_place(columns, each)] for each in key)), max_size=3).map(tuple)
    windows = st.sampled_from(sortable).flatmap(
        lambda column: st.builds(
            Window, st.just(column.name), st.none() | st.sampled_from(ORDERED[column.type]).map(_postgres(column.type))
        )
    )
    steps = [Step(tuple(draw(st.lists(rows, min_size=1, max_size=2))), None, None)]
    for _ in range(draw(st.integers(0, 3))):
        removed = draw(st.none() | gone) if key else None
        steps.append(Step(tuple(draw(st.lists(rows, max_size=2))), draw(st.none() | windows), removed))
    lower = draw(st.integers(0, len(steps)))
    return Case(columns, key, tuple(steps), lower, tuple(draw(st.permutations(range(len(columns))))))


def _postgres(kind: str) -> Callable[[str], str]:
    return lambda value: as_postgres_writes(value, kind)


def _place(columns: tuple[StoredColumn, ...], name: str) -> int:
    return next(i for i, each in enumerate(columns) if each.name == name)


def left_by(case: Case) -> list[Row]:
    """Return the rows that all layers leave, one layer after the other."""
    left: list[Row] = []
    places = [_place(case.columns, each) for each in case.key]

    def of(row: Row) -> Row:
        return tuple(row[each] for each in places)

    for number, step in enumerate(case.steps):
        added = [row for file in step.rows for row in file]
        if number:
            if step.window is not None:
                left = [row for row in left if not is_in(row, step.window, case.columns)]
            elif case.key:
                mine = {of(row) for row in added}
                left = [row for row in left if None in of(row) or of(row) not in mine]
            if step.removed is not None:
                left = [row for row in left if None in of(row) or of(row) not in step.removed]
        left += added
    return left


def is_in(row: Row, window: Window, columns: tuple[StoredColumn, ...]) -> bool:
    """True for a row at or past the window's value, and for one that has none."""
    place = _place(columns, window.column)
    cell, kind = row[place], columns[place].type
    if cell is None or window.value is None:
        return True
    written = [as_postgres_writes(each, kind) for each in ORDERED[kind]]
    return ORDERED[kind].index(cell) >= written.index(window.value)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases())
@pytest.mark.timeout(1800)
def test_layers_leave_what_a_plain_reading_of_them_leaves(case: Case) -> None:
    """Row for row and in order, of every type, with and without a file of the layers below, which is not changed."""
    engine = DuckDbSnapshotEngine(memory_mb=200, threads=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = table_of(case.columns, _written(case, folder), case.key)
        files = {each.key: folder / each.key for each in table.files}
        lower = None
        if case.lower:
            below = replace(table, layers=table.layers[: case.lower])
            engine.lay(folder / "lower.duckdb", below, files)
            lower, before = folder / "lower.duckdb", (folder / "lower.duckdb").read_bytes()
            if len(case.steps) > case.lower > bottom(replace(table, layers=table.layers[:-1])):
                taken = engine.replaces(lower, replace(table, fast_layers=case.lower), files)
                earlier = left_by(replace(case, steps=case.steps[:-1]))
                assert len(left_by(case)) == len(earlier) - taken + table.layers[-1].rows
        rows = engine.lay(folder / "all.duckdb", replace(table, fast_layers=case.lower), files, lower)
        expected = left_by(case)
        assert rows_in(folder / "all.duckdb") == expected
        assert rows == len(expected)
        assert types_in(folder / "all.duckdb") == {each.name: each.type for each in case.columns}
        assert lower is None or lower.read_bytes() == before


def _written(case: Case, folder: Path) -> list[Layer]:
    """Write every layer's files, columns in another order than the table's."""
    columns = [case.columns[each] for each in case.shuffled]
    keys = [case.columns[_place(case.columns, each)] for each in case.key]
    layers = []
    for number, step in enumerate(case.steps):
        files = [
            write_parquet(
                folder / f"{number}-{i}.parquet", columns, [tuple(row[at] for at in case.shuffled) for row in rows]
            )
            for i, rows in enumerate(step.rows)
        ]
        removed = None
        if step.removed is not None:
            removed = write_parquet(folder / f"{number}-removed.parquet", keys, step.removed)
        layers.append(layer_of(*files, replaces=step.window, removed=removed))
    return layers


MANY = columns_of(id="BIGINT", note="VARCHAR")


def _many(target: Path) -> dict[str, object]:
    """Return a request that takes a while and some megabytes."""
    fill = "INSERT INTO t SELECT range, md5(range::VARCHAR) FROM range(20000000)"
    return {
        "target": str(target),
        "lower": "",
        "statements": ["CREATE TABLE t (id BIGINT, note VARCHAR)", fill],
        "count": "SELECT count(*) FROM t",
        "memory_mb": 200,
        "threads": 1,
    }


def _child(before: str = "") -> subprocess.Popen[str]:
    """Start the process that lays, after these words of the shell."""
    command = f"{before} exec {sys.executable} -m shared.adapters.duckdb.layers_child"
    return subprocess.Popen(["sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_process_that_is_killed_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    """However far it came; and what it left under another name is in nobody's way."""
    target = tmp_path / "t.duckdb"
    with _child() as child:
        assert child.stdin is not None
        child.stdin.write(json.dumps(_many(target)) + "\n")
        child.stdin.flush()
        growing = target.with_name("t.duckdb.building")
        while not (growing.exists() and growing.stat().st_size > 1_000_000):
            assert child.poll() is None
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
    assert not target.exists()
    assert growing.exists()
    file = write_parquet(tmp_path / "a.parquet", MANY, [("1", "x")])
    table = table_of(MANY, [layer_of(file)])
    assert DuckDbSnapshotEngine().lay(target, table, {file.key: tmp_path / file.key}) == 1
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("t.")] == ["t.duckdb"]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """It is told as what may pass, and the disk is as full as before."""
    with _child("ulimit -f 2000;") as child:
        out, _ = child.communicate(json.dumps(_many(tmp_path / "t.duckdb")) + "\n")
    assert json.loads(out) == {"error": "files"}
    assert list(tmp_path.iterdir()) == []


def test_files_that_cannot_be_read_leave_what_was_there(tmp_path: Path) -> None:
    """A missing file may come back; one without the table's columns is our defect; the last good file stays."""
    file = write_parquet(tmp_path / "a.parquet", MANY, [("1", "x")])
    other = write_parquet(tmp_path / "b.parquet", columns_of(id="BIGINT"), [("1",)])
    engine, target = DuckDbSnapshotEngine(), tmp_path / "t.duckdb"
    engine.lay(target, table_of(MANY, [layer_of(file)]), {file.key: tmp_path / file.key})
    before = target.read_bytes()
    with pytest.raises(TransientError):
        engine.lay(target, table_of(MANY, [layer_of(file)]), {file.key: tmp_path / "gone.parquet"})
    with pytest.raises(InternalError):
        engine.lay(target, table_of(MANY, [layer_of(other)]), {other.key: tmp_path / other.key})
    assert target.read_bytes() == before


def test_texts_hold_what_parquet_would_lose(tmp_path: Path) -> None:
    """Microseconds of intervals, integers of 38 digits, and times with their zone survive being written back."""
    columns = columns_of(a="INTERVAL", b="HUGEINT", c="TIME WITH TIME ZONE", d="INTERVAL[]")
    row = (
        "1 month 00:00:00.000003",
        "170141183460469231731687303715884105727",
        "10:00:00.000001+05:30",
        "[00:00:01.5]",
    )
    source = tmp_path / "source.duckdb"
    with duckdb.connect(str(source)) as connection:
        connection.execute("CREATE TABLE t (a INTERVAL, b HUGEINT, c TIME WITH TIME ZONE, d INTERVAL[])")
        connection.execute("INSERT INTO t SELECT ?::INTERVAL, ?::HUGEINT, ?::TIMETZ, ?::INTERVAL[]", row)
    engine = DuckDbSnapshotEngine()
    (part,) = engine.write_back(source, "t", tmp_path, ())
    table = table_of(columns, [layer_of(StoredFile("f", 1, part.rows))])
    engine.lay(tmp_path / "t.duckdb", table, {"f": part.path})
    assert rows_in(tmp_path / "t.duckdb") == rows_in(source)


def test_memory_stays_bounded_while_rows_do_not(tmp_path: Path) -> None:
    """Laying and sorting some millions of rows takes little more than it was given; the rest is on the disk."""
    script = f"""
import duckdb
from pathlib import Path
from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.core.store.manifest import StoredFile
from tests.fakes.layered import columns_of, layer_of, table_of
folder = Path({str(tmp_path)!r})
duckdb.connect().execute(f"COPY (SELECT range AS id, md5(range::VARCHAR) AS note FROM range(1500000)) "
                         f"TO '{{folder / 'a.parquet'}}' (FORMAT parquet)")
engine = DuckDbSnapshotEngine(memory_mb=120, threads=2)
table = table_of(columns_of(id="BIGINT", note="VARCHAR"), [layer_of(StoredFile("a", 1, 1))], ("id",))
assert engine.lay(folder / "t.duckdb", table, {{"a": folder / "a.parquet"}}) == 1500000
engine.write_back(folder / "t.duckdb", "t", folder, ("note",))
lines = Path("/proc/self/status").read_text().splitlines()  # its own: ru_maxrss begins with the parent's
print(next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM")))
"""
    (tmp_path / "script.py").write_text(script)
    command = [sys.executable, str(tmp_path / "script.py")]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(Path.cwd())})
    assert int(ended.stdout) < 400
    assert not list(tmp_path.glob("*.spilled"))
