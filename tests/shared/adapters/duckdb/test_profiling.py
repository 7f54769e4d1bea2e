"""What is in the tables of a snapshot is counted as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb

from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.core.semantic.model import Relationship
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType
from tests.fakes import shop

if TYPE_CHECKING:
    from pathlib import Path


def test_the_profile_counts_what_is_there(tmp_path: Path) -> None:
    """Rows, distinct values, nulls, extremes and frequent values agree with the rows."""
    file = shop.snapshot_file(tmp_path)
    (profile,) = DuckDbTableProfiler().profile({"lines": file}, "shop", (shop.SHAPES[0],))
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
    DuckDbSnapshotBuilder(memory_mb=512).build(tmp_path / "wide.duckdb", ((shape, path),))
    (profile,) = DuckDbTableProfiler(memory_mb=512).profile({"wide": tmp_path / "wide.duckdb"}, "d", (shape,))
    assert profile.rows == 3
    assert [(each.name, each.distinct, each.minimum, each.maximum) for each in profile.columns] == [
        (name, 3 if i else 1, str(i), str(3 * i)) for i, name in enumerate(names)
    ]


def test_matches_are_measured_only_where_the_other_side_is_unique(tmp_path: Path) -> None:
    """A key finds its share of rows; what repeats on the other side is no candidate at all."""
    file = shop.snapshot_file(tmp_path)
    profiler, files = DuckDbTableProfiler(), {each.name: file for each in shop.SHAPES}
    profiles = profiler.profile(files, "shop", shop.SHAPES)
    there = Relationship("lines", ("voucher_no",), "invoices", ("voucher_no",))
    back = Relationship("invoices", ("voucher_no",), "lines", ("voucher_no",))
    partly = Relationship("lines", ("brand",), "invoices", ("voucher_no",))
    assert profiler.matches(files, profiles, (there, back, partly)) == {there: 1.0, partly: 0.0}


def test_columns_of_every_type_are_counted(tmp_path: Path) -> None:
    """What has no number or day in it is text; days and moments that no calendar of ours has are no extremes."""
    with duckdb.connect(str(tmp_path / "odd.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE odd AS SELECT * FROM (VALUES "
            "('{\"a\": 1}'::JSON, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID, [1, 2], 'ab'::BLOB, "
            "DATE 'infinity', TIMESTAMPTZ '0044-03-15 (BC) 10:00:00+00', INTERVAL 1 DAY, 7::SMALLINT, 1.5::REAL), "
            "(NULL, NULL, NULL, NULL, DATE '2024-02-29', TIMESTAMPTZ '2024-02-29 10:00:00+00', NULL, 9, NULL)) "
            "AS t(doc, uid, tags, raw, day, moment, span, small, part)"
        )
        names = [row[0] for row in connection.execute("DESCRIBE odd").fetchall()]
    shape = TableShape("odd", "Odd", tuple(ColumnShape(each, each, DataType.TEXT) for each in names))
    (profile,) = DuckDbTableProfiler().profile({"odd": tmp_path / "odd.duckdb"}, "d", (shape,))
    found = {each.name: (each.type, each.distinct, each.nulls, each.values) for each in profile.columns}
    text = DataType.TEXT
    assert [found[name] for name in ("doc", "uid", "tags", "raw", "span")] == [
        (text, 1, 1, ('{"a": 1}',)),
        (text, 1, 1, ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",)),
        (text, 1, 1, ("[1, 2]",)),
        (text, 1, 1, ("ab",)),
        (text, 1, 1, ("1 day",)),
    ]
    extremes = {each.name: (each.type, each.minimum, each.maximum) for each in profile.columns}
    assert extremes["day"] == (DataType.DATE, "2024-02-29", "2024-02-29")
    assert extremes["moment"] == (DataType.TIMESTAMP, "2024-02-29T10:00:00", "2024-02-29T10:00:00")
    assert extremes["small"] == (DataType.INTEGER, "7", "9")
    assert extremes["part"] == (DataType.FLOAT, "1.5", "1.5")
