"""Pages of the store that golden files hold: the shop's, after one sync that went well and one that failed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.core.store.asked import ShowRows, SortKey
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.store.rows import checked_rows, schemas_of
from shared.core.store.sync import SyncRecord, SyncState, SyncStatus
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render.store import Standing, status_blocks
from shared.render.store_pages import RowsPage, TablePage, rows_blocks, table_blocks, values_blocks
from shared.render.sync_words import finished_blocks
from tests.fakes import shop_store
from tests.fakes.clock import NOON

if TYPE_CHECKING:
    from collections.abc import Callable

MANIFEST = shop_store.manifest(version=12)
LINES, INVOICES = schemas_of(MANIFEST, "shop")
SNAPSHOT = Snapshot("d_shop", 12, "manifest.json", "e", shop_store.READ_AT, (("lines", 600), ("invoices", 42)))
SHOP = Dataset("d_shop", "T1", "C1", "shop", "Shop <!here>", "configuration", snapshot=SNAPSHOT)
RECORD = (
    SyncRecord(shop_store.SYNC_ID, shop_store.STARTED)
    .finished(shop_store.report(12), shop_store.READ_AT)
    .begun("s8", NOON - timedelta(minutes=3))
    .failed("s8", "The database cannot be reached.", NOON - timedelta(minutes=2))
)
STANDINGS = (
    Standing(SHOP, RECORD.status("d_shop", NOON), MANIFEST, timedelta(minutes=10)),
    Standing(Dataset("d_new", "T1", "C1", "new", "New", "U1"), SyncStatus("d_new", SyncState.NOT_SYNCED), None),
)
ASK = ShowRows("shop.invoices", ("voucher_no", "firm"), (SortKey("firm", descending=True),), "v0", first=21, size=2)
ROWS = ResultTable(
    tuple(ResultColumn(each, each, DataType.TEXT, Role.ATTRIBUTE) for each in ("voucher_no", "firm")),
    (("V007", "South"), ("V009", None)),
    truncated=True,
)


def _table(schema: int, *personal: str) -> TablePage:
    made = (LINES, INVOICES)[schema]
    return TablePage(f"shop.{made.table.table}", made, MANIFEST.tables[schema], personal, shop_store.READ_AT, "sold_on")


STORE: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "store_status": lambda: status_blocks(STANDINGS, NOON),
    "store_finished": lambda: finished_blocks("Shop", shop_store.report(12)),
    "store_rows": lambda: rows_blocks(RowsPage(ASK, checked_rows(ASK, INVOICES), ROWS, 42, shop_store.READ_AT)),
    "store_table": lambda: table_blocks(_table(0)),
    "store_table_personal": lambda: table_blocks(_table(1, "firm")),
    "store_values": lambda: values_blocks(_table(0), LINES.find("brand")),
}
