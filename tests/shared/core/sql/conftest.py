"""The small market on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg
import pytest

from shared.core.sql.compiled import Dialect
from tests.fakes import market

if TYPE_CHECKING:
    from infra.local.postgres.server import LocalPostgres

Run = Callable[[str, Mapping[str, Any] | None], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def engines(postgres_server: LocalPostgres) -> Iterator[dict[Dialect, Run]]:
    """How a statement is run on DuckDB and on PostgreSQL over the same rows."""
    duck = duckdb.connect()
    market.create(duck.execute, "?")
    duck.execute("SET schema = 'market'")
    with psycopg.connect(postgres_server.create_database("market"), autocommit=True) as post:
        market.create(lambda sql, row: post.execute(sql.encode(), row), "%s")
        post.execute("SET search_path TO market")
        yield {
            Dialect.DUCKDB: lambda sql, params: duck.execute(sql, dict(params) if params else None).fetchall(),
            Dialect.POSTGRES: lambda sql, params: post.execute(sql.encode(), params).fetchall(),
        }
    duck.close()
    postgres_server.drop_database("market")
