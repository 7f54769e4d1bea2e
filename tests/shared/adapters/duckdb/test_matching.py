"""Which columns refer to a key is told by some rows where these leave no doubt, and by all rows where they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.adapters.duckdb.matching import HOPELESS
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.core.semantic.model import Relationship
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SALES = 20_000
_REFERRING: dict[str, Callable[[int], object]] = {
    "wholly": lambda row: row % 500,
    "nearly": lambda row: row % 500 if row % 10 else 9_999,
    "hardly": lambda row: row % 500 if not row % 10 else 10_000 + row,
    "never": lambda row: 10_000 + row,
    "seldom_filled": lambda row: row % 500 if not row % 2_001 else "",
    "never_filled": lambda _: "",
    "code": lambda row: f"c{row % 400:03}",
}


def _matches(folder: Path, rows: int) -> dict[str, float]:
    """The fraction of rows found, by the name of the referring column."""
    cars, sales = folder / "cars.csv", folder / "sales.csv"
    cars.write_text("id,code\n" + "".join(f"{row},c{row:03}\n" for row in range(500)))
    lines = (",".join(str(cell(row)) for cell in _REFERRING.values()) for row in range(rows))
    sales.write_text(",".join(_REFERRING) + "\n" + "\n".join(lines) + "\n")
    shapes = tuple(
        TableShape(table, table, tuple(ColumnShape(each, each, _kind(each)) for each in columns))
        for table, columns in (("cars", ("id", "code")), ("sales", tuple(_REFERRING)))
    )
    DuckDbSnapshotBuilder().build(folder / "x.duckdb", tuple(zip(shapes, (cars, sales), strict=True)))
    profiler, files = DuckDbTableProfiler(), {each.name: folder / "x.duckdb" for each in shapes}
    profiles = profiler.profile(files, "shop", shapes)
    keys = {each: "code" if each == "code" else "id" for each in _REFERRING}
    candidates = tuple(Relationship("sales", (each,), "cars", (key,)) for each, key in keys.items())
    found = profiler.matches(files, profiles, candidates)
    return {each.from_columns[0]: share for each, share in found.items()}


def _kind(column: str) -> DataType:
    return DataType.TEXT if column == "code" else DataType.INTEGER


def test_what_may_be_a_relationship_is_counted_in_all_rows(tmp_path: Path) -> None:
    """Also in a column that few rows fill, of which some rows say nothing."""
    found = _matches(tmp_path, _SALES)
    assert found["wholly"] == found["code"] == found["seldom_filled"] == 1.0
    assert found["nearly"] == 0.9


def test_some_rows_show_what_is_none(tmp_path: Path) -> None:
    """Whatever they say exactly, it is far below what any relationship needs."""
    found = _matches(tmp_path, _SALES)
    assert found["never"] == found["never_filled"] == 0.0
    assert found["hardly"] < HOPELESS


def test_of_a_small_table_every_fraction_is_exact(tmp_path: Path) -> None:
    """All of its rows are looked at."""
    found = _matches(tmp_path, 800)
    assert [found["wholly"], found["nearly"], found["hardly"], found["never"]] == pytest.approx([1.0, 0.9, 0.1, 0.0])
