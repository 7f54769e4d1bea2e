"""The real parts of the digest door."""

from __future__ import annotations

from functools import cache

from functions.data_parts import database, runner
from functions.slack_parts import messengers
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.digest_book import PostgresDigestBook
from shared.adapters.system.clock import SystemClock
from shared.app.send_digest import DigestSender


@cache
def sender() -> DigestSender:
    """Return what sends digests, made once a container."""
    return DigestSender(
        book=PostgresDigestBook(database()),
        messengers=messengers(),
        catalog=PostgresDatasetCatalog(database()),
        runner=runner(),
        clock=SystemClock(),
    )
