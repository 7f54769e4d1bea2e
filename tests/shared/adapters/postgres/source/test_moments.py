"""A moment shows what was there when it began, and never an empty table that is not empty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from shared.core.errors import TransientError
from shared.core.store.source import Relation, SourceTable

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from shared.adapters.postgres.source.source import PostgresTableSource

    Writing = psycopg.Connection[tuple[str]]

T = SourceTable("t", Relation("public", "t"))
SWAP = """
BEGIN; CREATE TABLE t_next (a int); INSERT INTO t_next SELECT generate_series(1, 5);
DROP TABLE t; ALTER TABLE t_next RENAME TO t; COMMIT
"""


def test_all_tables_are_as_of_one_moment(source: PostgresTableSource, writing: Writing, tmp_path: Path) -> None:
    """What is committed after it is in none of them."""
    writing.execute("CREATE TABLE t (a int); CREATE TABLE u (a int); INSERT INTO t VALUES (1)")
    u = SourceTable("u", Relation("public", "u"))
    with source.at_one_moment((T, u)) as moment:
        first = moment.read(T, tmp_path)
        writing.execute("INSERT INTO t VALUES (2); INSERT INTO u VALUES (1)")
        assert (first.rows, moment.read(T, tmp_path).rows, moment.read(u, tmp_path).rows) == (1, 1, 0)
        assert abs(datetime.now(UTC) - moment.read_at) < timedelta(minutes=1)
        assert moment.read_at.utcoffset() == timedelta()


def test_a_table_that_is_held_cannot_be_replaced(source: PostgresTableSource, writing: Writing, tmp_path: Path) -> None:
    """Whoever replaces it waits until the moment ends."""
    writing.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1); SET lock_timeout = '200ms'")
    with source.at_one_moment((T,)) as moment:
        for statement in ("TRUNCATE t", "ALTER TABLE t RENAME TO gone", "DROP TABLE t"):
            with pytest.raises(Exception, match="lock timeout"):
                writing.execute(statement.encode())
        assert moment.read(T, tmp_path).rows == 1
    writing.execute("DROP TABLE t")


@pytest.mark.parametrize(
    "change", [SWAP, "TRUNCATE t", "ALTER TABLE t ALTER a TYPE text"], ids=["swapped", "truncated", "rewritten"]
)
def test_a_table_that_was_replaced_unheld_is_not_read_as_empty(
    source: PostgresTableSource, writing: Writing, tmp_path: Path, change: str
) -> None:
    """Names are looked up as of now and rows as of the moment: the new table would show none of its rows."""
    writing.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1); CREATE TABLE u (a int)")
    with source.at_one_moment() as moment:
        for statement in change.split(";"):
            writing.execute(statement.encode())
        for again in range(2):
            with pytest.raises(TransientError, match="replaced just now"):
                moment.read(T, tmp_path / str(again))
        assert moment.read(SourceTable("u", Relation("public", "u")), tmp_path).rows == 0, "others are not concerned"
    with source.at_one_moment() as moment:
        assert moment.read(T, tmp_path).rows == (5 if change == SWAP else 0 if "TRUNCATE" in change else 1)


def test_a_query_of_a_table_that_was_replaced_is_not_read_as_empty(
    source: PostgresTableSource, writing: Writing, tmp_path: Path
) -> None:
    """The tables of a query are known once it was described."""
    from shared.core.store.source import SourceQuery  # noqa: PLC0415

    writing.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
    with source.at_one_moment() as moment:
        for statement in SWAP.split(";"):
            writing.execute(statement.encode())
        with pytest.raises(TransientError, match="replaced just now"):
            moment.read(SourceTable("q", SourceQuery("SELECT count(*) AS n FROM t")), tmp_path)
