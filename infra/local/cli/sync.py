"""`avexra sync`: a table of PostgreSQL becomes the next version of a snapshot in a folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from infra.local.cli.progress import Bar
from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.system.clock import SystemClock
from shared.adapters.system.file_sync_log import FileSyncLog
from shared.adapters.system.folder_shelf import FolderShelf
from shared.app.sync_store import StoreSyncer, SyncRequest
from shared.core.errors import TransientError, UserError
from shared.core.ingest.cleaning.names import snake_case
from shared.core.store.manifest import JoinedView
from shared.core.store.source import Relation, SourceQuery, SourceTable
from shared.core.store.sync import SyncKind, Tier
from shared.render.numbers import count
from shared.render.sync_words import WAYS

if TYPE_CHECKING:
    import argparse

    from shared.core.store.sync import SyncReport, TableSync

_PARTS = ("dataset", "results")


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add the command to the parser."""
    parser = commands.add_parser(
        "sync",
        help="keep an exact snapshot of a PostgreSQL table in a folder",
        description="Reads a table, a view, or the two parts of a data set, compares what was read with PostgreSQL's "
        "own fingerprint, and publishes it as the next version in DIR. A failure leaves the version before.",
        epilog="Example: avexra sync --postgres postgresql://reader@host/shop --table public.orders --key id "
        "--incremental-column updated_at --to snapshots/orders",
    )
    parser.add_argument(
        "--postgres", required=True, metavar="URL", help="the database; a role that may only SELECT will do"
    )
    parser.add_argument(
        "--table", required=True, metavar="T", help="the table or view; with queries, the data set's name"
    )
    parser.add_argument("--dataset-query", metavar="Q", help="a SELECT for the data set part, with its dataset_id")
    parser.add_argument("--results-query", metavar="Q", help="a SELECT for the results part, read at the same time")
    parser.add_argument(
        "--partition-column", default="", metavar="C", help="a column whose ranges are read side by side"
    )
    parser.add_argument("--incremental-column", default="", metavar="C", help="a column that grows with every change")
    parser.add_argument("--key", default="", metavar="C[,C]", help="columns that tell rows apart")
    parser.add_argument("--tombstone-column", default="", metavar="C", help="a column that says that a row was deleted")
    parser.add_argument("--max-rows", type=int, default=0, metavar="N", help="read no more rows than these; 0 for all")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="streams read side by side (2)")
    parser.add_argument("--tier", type=int, choices=[each.value for each in Tier], help="1 ADBC, 2 COPY, 3 a cursor")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--full", action="store_true", help="read everything anew")
    kind.add_argument(
        "--reconcile", action="store_true", help="also compare the keys of all rows, to find deleted ones"
    )
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="the folder of the snapshot")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Sync and report."""
    if urlsplit(chosen.postgres).scheme not in {"postgresql", "postgres"}:
        raise UserError("--postgres takes an address such as postgresql://user@host/database.")
    if chosen.workers < 1 or chosen.max_rows < 0:
        raise UserError("--workers counts from 1, and --max-rows from 0.")
    request = _request(chosen)
    with Bar(f"Syncing {chosen.table}") as bar:
        try:
            report = _syncer(chosen).sync(request, lambda _, rows: bar(rows, None))
        except TransientError as error:
            print(f"avexra: {error}", file=sys.stderr)
            return 1
    print(json.dumps(_as_json(report), indent=2) if chosen.json else _as_text(report))
    return 0


def _request(chosen: argparse.Namespace) -> SyncRequest:
    kind = SyncKind.FULL if chosen.full else SyncKind.RECONCILED if chosen.reconcile else SyncKind.INCREMENTAL
    queries = [query for query in (chosen.dataset_query, chosen.results_query) if query]
    if len(queries) == 1:
        raise UserError("--dataset-query and --results-query go together.")
    if not queries:
        schema, _, name = chosen.table.rpartition(".")
        table = _source(snake_case(name, "table"), Relation(schema or "public", name), chosen)
        return SyncRequest(table.name, (table,), kind=kind)
    name = snake_case(chosen.table, "data")
    dataset, results = (f"{name}_{part}" for part in _PARTS)
    sources = (
        SourceTable(dataset, SourceQuery(queries[0]), most_rows=chosen.max_rows),
        _source(results, SourceQuery(queries[1]), chosen),
    )
    return SyncRequest(name, sources, (JoinedView(name, dataset, results),), kind)


def _source(name: str, of: Relation | SourceQuery, chosen: argparse.Namespace) -> SourceTable:
    """The table that key and columns are said of: the only one, or the results part, which grows."""
    key = tuple(each.strip() for each in chosen.key.split(",") if each.strip())
    return SourceTable(
        name, of, key, chosen.incremental_column, chosen.tombstone_column, chosen.partition_column, chosen.max_rows
    )


def _syncer(chosen: argparse.Namespace) -> StoreSyncer:
    work = chosen.to / ".work"
    work.mkdir(parents=True, exist_ok=True)
    shelf = FolderShelf(chosen.to)
    engine = DuckDbSnapshotEngine()
    tier = Tier(chosen.tier) if chosen.tier else None
    return StoreSyncer(
        source=PostgresTableSource(chosen.postgres, Manner(workers=chosen.workers, tier=tier, measures_numerics=True)),
        shelf=shelf,
        engine=engine,
        files=LocalTables(shelf, chosen.to / ".local", engine),
        log=FileSyncLog(chosen.to / "status.json"),
        clock=SystemClock(),
        work=work,
    )


def _as_json(report: SyncReport) -> dict[str, Any]:
    return {
        "version": report.version,
        "is_new": report.is_new,
        "seconds": round(report.seconds, 3),
        "tables": [
            {
                "table": each.name,
                "kind": each.kind.value,
                "tier": each.tier.value if each.tier else None,
                "rows": each.rows,
                "read": each.read,
                "bytes": each.size,
                "seconds": round(each.seconds, 3),
                "watermark": each.watermark.value if each.watermark else None,
                "truncated": each.truncated,
                "notes": list(each.notes),
            }
            for each in report.tables
        ],
    }


def _as_text(report: SyncReport) -> str:
    said = "published" if report.is_new else "nothing has changed"
    lines = [f"Version {report.version}: {said}, {report.seconds:.2f} s"]
    for each in report.tables:
        lines += [f"  {each.name}: {_told(each)}", *(f"    {note}" for note in each.notes)]
    return "\n".join(lines)


def _told(table: TableSync) -> str:
    mark = f", up to {table.watermark.column} {table.watermark.value}" if table.watermark else ""
    cut = ", cut at the limit of rows" if table.truncated else ""
    way = f" by {WAYS[table.tier]}" if table.tier else ""
    return (
        f"{count(table.rows, 'row', 'rows')} ({table.read:,} read{way}, {table.kind.value}), "
        f"{table.size / 1e6:,.1f} MB written in {table.seconds:.2f} s{mark}{cut}"
    )
