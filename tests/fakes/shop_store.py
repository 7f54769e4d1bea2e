"""The shop as the store knows it: a manifest of its tables, counted from its rows."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.core.store.manifest import Layer, Manifest, StoredFile, TableSnapshot
from shared.core.store.source import StoredColumn, Watermark
from shared.core.store.statistics import MOST_VALUES, ColumnStatistics, TableStatistics
from shared.core.store.sync import SyncKind, SyncReport, TableSync, Tier
from shared.core.table.types import DataType
from tests.fakes import shop

if TYPE_CHECKING:
    from shared.core.table.types import Cell

READ_AT = datetime(2024, 6, 12, 11, 30, tzinfo=UTC)
STARTED = datetime(2024, 6, 12, 11, 29, tzinfo=UTC)
SYNC_ID = "s7"
_TYPES = {
    DataType.TEXT: ("VARCHAR", "text"),
    DataType.INTEGER: ("BIGINT", "bigint"),
    DataType.DECIMAL: ("DECIMAL(18,2)", "numeric(18,2)"),
    DataType.FLOAT: ("DOUBLE", "double precision"),
    DataType.BOOLEAN: ("BOOLEAN", "boolean"),
    DataType.DATE: ("DATE", "date"),
    DataType.TIMESTAMP: ("TIMESTAMP", "timestamp without time zone"),
}


def manifest(version: int = 1, dataset_id: str = "d_shop") -> Manifest:
    """Return a version of the shop's two tables; the lines have a watermark, the invoices a key."""
    lines = _table("lines", shop.line_rows(), (), Watermark("sold_on", "2024-06-29"))
    invoices = _table("invoices", shop.invoice_rows(), ("voucher_no",), None)
    return Manifest(dataset_id, version, SYNC_ID, READ_AT, (lines, invoices))


def report(version: int = 1, dataset_id: str = "d_shop", *, is_new: bool = True) -> SyncReport:
    """Return what the sync that made it came to."""
    lines = TableSync("lines", SyncKind.INCREMENTAL, Tier.ADBC, 600, 12, 4_096, 0.5, Watermark("sold_on", "2024-06-29"))
    note = "Read whole: no column tells what is new."
    invoices = TableSync("invoices", SyncKind.FULL, Tier.COPY, 42, 42, 2_048, 0.25, notes=(note,))
    return SyncReport(dataset_id, SYNC_ID, version, STARTED, 0.75, (lines, invoices), is_new)


def _table(name: str, rows: list[tuple[Cell, ...]], key: tuple[str, ...], watermark: Watermark | None) -> TableSnapshot:
    shape = next(each for each in shop.SHAPES if each.name == name)
    statistics = tuple(
        _counted(each.name, each.type, [row[place] for row in rows]) for place, each in enumerate(shape.columns)
    )
    columns = tuple(StoredColumn(each.name, *_TYPES[each.type]) for each in shape.columns)
    layer = Layer((StoredFile(f"files/{name}.parquet", 10, len(rows)),), len(rows), SYNC_ID, READ_AT)
    return TableSnapshot(name, columns, key, (layer,), len(rows), TableStatistics(statistics), watermark)


def _counted(name: str, kind: DataType, cells: list[Cell]) -> ColumnStatistics:
    there = [each for each in cells if each is not None]
    ordered = [str(each) for each in sorted(there, key=lambda cell: str(cell) if kind is DataType.TEXT else cell)]
    values = [value for value, _ in Counter(ordered).most_common()]
    mean = sum(map(float, there)) / len(there) if kind.is_numeric else None  # type: ignore[arg-type]
    return ColumnStatistics(
        name,
        len(cells) - len(there),
        len(values),
        ordered[0],
        ordered[-1],
        tuple(values) if len(values) <= MOST_VALUES else (),
        mean,
    )
