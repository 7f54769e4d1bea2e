"""The real parts of the actions door."""

from __future__ import annotations

from functools import cache

from functions.data_parts import database, runner, shelf_of
from functions.slack_parts import messengers, outbox
from functions.store_parts import store_settings
from shared.adapters.postgres.answer_log import PostgresAnswerLog
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.digest_book import PostgresDigestBook
from shared.adapters.postgres.ingestion_log import PostgresIngestionLog
from shared.adapters.postgres.pin_board import PostgresPinBoard
from shared.adapters.postgres.sync_log import PostgresSyncLog
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.adapters.system.clock import SystemClock
from shared.app.act import Actor
from shared.app.act_on_store import StoreActor
from shared.app.choose_version import VersionChooser
from shared.app.send_digest import DigestSender
from shared.app.set_digest import DigestSetter
from shared.app.show_home import HomeDisplay
from shared.app.show_store import StoreDisplay
from shared.app.show_versions import VersionHistory

LOOKING_BACK_SECONDS = 240.0
"""A comparison or a restoration may take so long: less than the 300 s that this function has."""


@cache
def actor() -> Actor:
    """Return what acts on clicks and settings, made once a container."""
    clock = SystemClock()
    catalog = PostgresDatasetCatalog(database())
    digests = PostgresDigestBook(database())
    pins = PostgresPinBoard(database())
    store = StoreDisplay(catalog, runner(), shelf_of, PostgresSyncLog(database()), clock, store_settings())
    sender = DigestSender(digests, messengers(), catalog, runner(), clock)
    return Actor(
        messengers=messengers(),
        catalog=catalog,
        runner=runner(),
        log=PostgresAnswerLog(database()),
        pins=pins,
        outbox=outbox(),
        clock=clock,
        home=HomeDisplay(messengers(), catalog, runner(), pins, digests, clock),
        digests=DigestSetter(messengers(), digests, sender),
        chooser=VersionChooser(PostgresIngestionLog(database()), outbox()),
        history=VersionHistory(catalog, PostgresTableStore(database(), LOOKING_BACK_SECONDS), outbox()),
        store=StoreActor(store, outbox()),
    )
