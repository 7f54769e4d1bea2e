"""A small shop: lines and invoices, brands; a semantic model, the rows, and a snapshot file of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.model import (
    Aggregation,
    Entity,
    Field,
    Measure,
    Relationship,
    SemanticModel,
    TableRef,
)
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.table.csv_text import csv_lines
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.table.types import Cell

VIEWER = Viewer("T1", "U1", "C1", Audience.CHANNEL)
BRANDS = ("Asha", "Bela", 'O\'Hara "x"', "Über", None, "")

LINES = (
    Field("sold_on", "Sold on", DataType.DATE, minimum="2023-01-01", maximum="2024-06-30"),
    Field("brand", "Brand", DataType.TEXT, values=("Asha", "Bela"), distinct=5),
    Field("quantity", "Quantity", DataType.INTEGER),
    Field("value", "Value", DataType.DECIMAL, unit="₹"),
    Field("discount", "Discount", DataType.FLOAT),
    Field("paid", "Paid", DataType.BOOLEAN),
    Field("packed_at", "Packed at", DataType.TIMESTAMP),
    Field("voucher_no", "Voucher no", DataType.TEXT, identifier=True),
)
INVOICES = (
    Field("voucher_no", "Voucher no", DataType.TEXT, identifier=True),
    Field("firm", "Firm", DataType.TEXT, distinct=3),
    Field("gross_total", "Gross total", DataType.DECIMAL, unit="₹"),
)
MODEL = SemanticModel(
    (
        Entity(
            "lines",
            "Lines",
            "lines",
            TableRef("shop", "lines"),
            LINES,
            (Measure("total_value", "Total sales value", Aggregation.SUM, "value"),),
            time="sold_on",
        ),
        Entity("invoices", "Invoices", "invoices", TableRef("shop", "invoices"), INVOICES, key=("voucher_no",)),
    ),
    (Relationship("lines", ("voucher_no",), "invoices", ("voucher_no",)),),
)
PERMITTED = {each.table: frozenset(field.name for field in each.fields) for each in MODEL.entities}


SHAPES = tuple(
    TableShape(
        name, name.capitalize(), tuple(ColumnShape(each.name, each.label, each.type, each.unit) for each in fields)
    )
    for name, fields in (("lines", LINES), ("invoices", INVOICES))
)


def line_rows(count: int = 600) -> list[tuple[Cell, ...]]:
    """Return rows that repeat exactly: every brand, nulls, negative and fractional numbers, days over 18 months."""
    start = date(2023, 1, 1)
    rows: list[tuple[Cell, ...]] = []
    for i in range(count):
        day = start + timedelta(days=(i * 37) % 546)
        value = None if i % 41 == 0 else Decimal((i * 7919) % 100_000 - 5_000) / 100
        packed = datetime(day.year, day.month, day.day, i % 24, i % 60)
        voucher = None if i % 53 == 0 else f"V{i % 40:03d}"
        row = (day, BRANDS[i % 6], i % 9, value, (i % 7) / 8, [True, False, None][i % 3], packed, voucher)
        rows.append(row)
    return rows


def invoice_rows() -> list[tuple[Cell, ...]]:
    """Return the invoices the lines refer to, two of them without lines."""
    return [(f"V{i:03d}", ("North", "South", None)[i % 3], Decimal(i * 100 + 5)) for i in range(42)]


def snapshot_file(folder: Path) -> Path:
    """Write the shop as a DuckDB file."""
    sources = []
    for shape, rows in zip(SHAPES, (line_rows(), invoice_rows()), strict=True):
        path = folder / f"{shape.name}.csv"
        path.write_text("".join(csv_lines([each.name for each in shape.columns], rows)), encoding="utf-8")
        sources.append((shape, path))
    target = folder / "shop.duckdb"
    DuckDbSnapshotBuilder().build(target, tuple(sources))
    return target


def dataset(file: Path) -> Dataset:
    """Return the shop as a data set whose snapshot is that file."""
    snapshot = Snapshot(
        "d_shop", 1, str(file), "1", datetime(2024, 7, 1, tzinfo=UTC), (("lines", 600), ("invoices", 42))
    )
    return Dataset("d_shop", "T1", "C1", "shop", "Shop", "U1", MODEL, snapshot)
