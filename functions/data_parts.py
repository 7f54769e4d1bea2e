"""Parts that doors near the data are wired from: PostgreSQL, snapshots, the engine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from functions.slack_parts import secret, settings
from shared.adapters.aws.client import client
from shared.adapters.duckdb.local_folder import own_folder
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from shared.adapters.postgres.database import Database
from shared.adapters.s3.snapshot_store import S3SnapshotStore

if TYPE_CHECKING:
    from shared.ports.query_runner import QueryRunner
    from shared.ports.snapshot_store import SnapshotStore

LONGEST_QUERY_SECONDS = 25.0
"""A function that answers lives for 60 s (template.yaml): a query must end while there is time to say that it did."""


@cache
def database() -> Database:
    """Return our database: the URL of the environment, else of the secret."""
    here = settings().database
    url = here.url.get_secret_value() or secret(here.secret_arn)["url"]
    return Database(url, settings().limits.statement_timeout_seconds)


@cache
def snapshots() -> SnapshotStore:
    """Return the bucket of snapshots."""
    return S3SnapshotStore(client("s3"), settings().buckets.snapshots)


@cache
def runner() -> QueryRunner:
    """Return the engine; snapshots stay on disk as long as the container lives."""
    ours = settings().limits
    limits = EngineLimits(seconds=min(ours.query_timeout_seconds, LONGEST_QUERY_SECONDS), rows_worked=ours.rows_worked)
    return DuckDbQueryRunner(snapshots(), own_folder(), limits)
