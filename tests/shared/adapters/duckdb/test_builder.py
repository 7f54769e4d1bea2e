"""A snapshot file holds exactly what the CSV said, and its profile tells the truth about it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.core.semantic.model import Relationship
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


def test_the_profile_counts_what_is_there(tmp_path: Path) -> None:
    """Rows, distinct values, nulls, extremes and frequent values agree with the rows."""
    file = shop.snapshot_file(tmp_path)
    (profile,) = DuckDbSnapshotBuilder().profile(file, "shop", (shop.SHAPES[0],))
    rows = shop.line_rows()
    brand, value = profile.column("brand"), profile.column("value")
    assert profile.rows == 600
    assert brand is not None
    assert value is not None
    assert (brand.label, brand.distinct, brand.nulls, brand.longest) == ("Brand", 5, 100, 10)
    assert sorted(brand.values) == sorted({str(row[1]) for row in rows if row[1] is not None})
    present = [row[3] for row in rows if isinstance(row[3], Decimal)]
    assert (value.minimum, value.maximum) == (str(min(present)), str(max(present)))
    assert profile.column("sold_on") is not None


def test_a_table_of_many_columns_is_built_and_counted(tmp_path: Path) -> None:
    """As many as a file may have, within the memory of a few: the figures are of each column."""
    names = [f"c{i}" for i in range(1_000)]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([",".join(names), *(",".join(str(row * i) for i in range(1_000)) for row in (1, 2, 3))]))
    shape = TableShape("wide", "Wide", tuple(ColumnShape(each, each, DataType.INTEGER) for each in names))
    builder = DuckDbSnapshotBuilder(memory_mb=512)
    builder.build(tmp_path / "wide.duckdb", ((shape, path),))
    (profile,) = builder.profile(tmp_path / "wide.duckdb", "d", (shape,))
    assert profile.rows == 3
    assert [(each.name, each.distinct, each.minimum, each.maximum) for each in profile.columns] == [
        (name, 3 if i else 1, str(i), str(3 * i)) for i, name in enumerate(names)
    ]


def test_matches_are_measured_only_where_the_other_side_is_unique(tmp_path: Path) -> None:
    """A key finds its share of rows; what repeats on the other side is no candidate at all."""
    file = shop.snapshot_file(tmp_path)
    builder = DuckDbSnapshotBuilder()
    profiles = builder.profile(file, "shop", shop.SHAPES)
    there = Relationship("lines", ("voucher_no",), "invoices", ("voucher_no",))
    back = Relationship("invoices", ("voucher_no",), "lines", ("voucher_no",))
    partly = Relationship("lines", ("brand",), "invoices", ("voucher_no",))
    assert builder.matches(file, profiles, (there, back, partly)) == {there: 1.0, partly: 0.0}
