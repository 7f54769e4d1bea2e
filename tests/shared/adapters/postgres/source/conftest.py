"""A database with a connection to change it by, and a source that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from shared.adapters.postgres.source.source import PostgresTableSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    Writing = psycopg.Connection[tuple[str]]


@pytest.fixture
def writing(database_url: str) -> Iterator[Writing]:
    """A connection whose statements take effect at once."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def source(database_url: str) -> PostgresTableSource:
    """The database, read as it is by default."""
    return PostgresTableSource(database_url)
