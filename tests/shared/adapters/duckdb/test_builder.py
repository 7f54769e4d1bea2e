"""A snapshot file holds exactly what the CSV said, and its profile tells the truth about it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType
from tests.fakes import shop

if TYPE_CHECKING:
    from pathlib import Path


def test_every_cell_survives(tmp_path: Path) -> None:
    """Nulls, empty texts, quotes, decimals and times are in the file as they were in the rows."""
    file = shop.snapshot_file(tmp_path)
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("SELECT * FROM lines").fetchall() == shop.line_rows()


def test_decimals_get_the_narrowest_exact_type(tmp_path: Path) -> None:
    """Scale and digits are chosen from all rows, and no digit is lost."""
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n1.5,-123456789012345678901.25,\n22.125,3,\n")
    shape = TableShape("t", "T", tuple(ColumnShape(name, name, DataType.DECIMAL) for name in "abc"))
    DuckDbSnapshotBuilder().build(tmp_path / "t.duckdb", ((shape, path),))
    with duckdb.connect(str(tmp_path / "t.duckdb")) as connection:
        types = [row[1] for row in connection.execute("DESCRIBE t").fetchall()]
        assert types == ["DECIMAL(18,3)", "DECIMAL(38,2)", "DECIMAL(18,0)"]
        rows = connection.execute("SELECT * FROM t").fetchall()
    assert rows[0] == (Decimal("1.500"), Decimal("-123456789012345678901.25"), None)


def test_a_failed_build_leaves_what_was_there(tmp_path: Path) -> None:
    """A file that cannot be read does not touch the last good snapshot, and leaves nothing half-made."""
    file = shop.snapshot_file(tmp_path)
    before = file.read_bytes()
    bad = tmp_path / "bad.csv"
    bad.write_text("a\nnot a number\n")
    with pytest.raises(duckdb.Error):
        DuckDbSnapshotBuilder().build(file, ((TableShape("t", "T", (ColumnShape("a", "A", DataType.INTEGER),)), bad),))
    assert file.read_bytes() == before
    assert not list(tmp_path.glob("*.building"))
