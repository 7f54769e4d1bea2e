"""Parts that doors near the data are wired from: PostgreSQL, snapshots, the engine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from functions.slack_parts import loggable, logger, secret, settings
from shared.adapters.aws.client import client
from shared.adapters.duckdb.layers_process import ApartLayerStacker
from shared.adapters.duckdb.local_folder import own_folder
from shared.adapters.duckdb.local_snapshots import LocalVersions
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from shared.adapters.postgres.database import Database
from shared.adapters.s3.snapshot_shelf import S3SnapshotShelf

if TYPE_CHECKING:
    from shared.core.errors import AvexraError
    from shared.core.store.dataset import Dataset
    from shared.ports.query_runner import QueryRunner
    from shared.ports.snapshot_shelf import SnapshotShelf

LONGEST_QUERY_SECONDS = 25.0
"""A function that answers lives for 60 s (template.yaml): a query must end while there is time to say that it did."""
LONGEST_LAYING_SECONDS = 20.0
"""Laying the layers of a table that came new belongs to a question's time; what takes longer is tried again by it."""


@cache
def database() -> Database:
    """Return our database: the URL of the environment, else of the secret."""
    return Database(_address("url"), settings().limits.statement_timeout_seconds)


def reading_address() -> str:
    """Return the URL that snapshots read from: of a role that may only read, or of a replica, where one is configured.

    Raises as database() does.
    """
    return _address("read_url", "url")


def _address(*names: str) -> str:
    """The URL of the environment, else the first of these that the secret has."""
    here = settings().database
    if here.url.get_secret_value():
        return here.url.get_secret_value()
    known = secret(here.secret_arn)
    return next((known[name] for name in names if known.get(name)), known[names[-1]])


def shelf_of(dataset: Dataset) -> SnapshotShelf:
    """Return a data set's shelf in the bucket of snapshots."""
    return S3SnapshotShelf(client("s3"), settings().buckets.snapshots, dataset.workspace, dataset.id)


@cache
def runner() -> QueryRunner:
    """Return the engine; snapshots stay on disk as long as the container lives."""
    ours = settings().limits
    limits = EngineLimits(seconds=min(ours.query_timeout_seconds, LONGEST_QUERY_SECONDS), rows_worked=ours.rows_worked)
    stacker = ApartLayerStacker(memory_mb=256, seconds=LONGEST_LAYING_SECONDS)
    return DuckDbQueryRunner(LocalVersions(shelf_of, own_folder(), stacker, report=_warn), limits)


def _warn(error: AvexraError) -> None:
    """A newer version could not be had; the one that is here goes on answering."""
    logger().warning("a snapshot could not be renewed", extra=loggable(error))
