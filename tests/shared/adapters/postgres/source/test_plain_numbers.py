"""Numerics without a precision, where they are wanted as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.core.store.source import Relation, SourceTable, Watermark
from shared.core.store.sync import Tier

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    Writing = psycopg.Connection[tuple[str]]

T = SourceTable("t", Relation("public", "t"), key=("id",), incremental="id")
TIERS = pytest.mark.parametrize("tier", list(Tier), ids=lambda tier: tier.name)
CASES = {
    "1.5, -22, NULL, 0.000": "DECIMAL(18,3)",
    "NULL": "DECIMAL(18,0)",
    "999999999999999999": "DECIMAL(18,0)",
    "-1000000000000000000": "DECIMAL(38,0)",
    "1e-30, 99999999": "DECIMAL(38,30)",
    "1e38": "VARCHAR",
    "1e-30, 1e9": "VARCHAR",
    "'NaN', 1": "VARCHAR",
}


@TIERS
@pytest.mark.parametrize("values", CASES)
def test_a_plain_numeric_becomes_the_decimal_that_holds_every_digit(
    database_url: str, writing: Writing, tmp_path: Path, values: str, tier: Tier
) -> None:
    """What fits none stays text; nothing is rounded."""
    writing.execute("CREATE TABLE t (id int, v numeric)")
    writing.execute(f"INSERT INTO t (v) SELECT unnest(ARRAY[{values}]::numeric[])".encode())
    source = PostgresTableSource(database_url, Manner(tier=tier, measures_numerics=True))
    with source.at_one_moment() as moment:
        told, read = moment.columns(T), moment.read(T, tmp_path)
    assert told == read.columns
    assert told[1].type == CASES[values]
    wanted = writing.execute("SELECT coalesce(trim_scale(v)::text, '-') FROM t").fetchall()
    with duckdb.connect() as engine:
        got = engine.execute(f"SELECT coalesce(v::VARCHAR, '-') FROM '{read.parts[0].path}'").fetchall()
    assert sorted(_short(each) for (each,) in got) == sorted(each for (each,) in wanted)


def test_what_is_known_stays_while_the_new_rows_fit(database_url: str, writing: Writing, tmp_path: Path) -> None:
    """A longer number makes other columns than those known, and the table is read whole."""
    writing.execute("CREATE TABLE t (id int, v numeric); INSERT INTO t VALUES (1, 1.25)")
    source = PostgresTableSource(database_url, Manner(measures_numerics=True))
    with source.at_one_moment() as moment:
        before = moment.read(T, tmp_path)
    writing.execute("INSERT INTO t VALUES (2, 7)")
    with source.at_one_moment() as moment:
        assert moment.columns(T, before.columns) == before.columns
        some = moment.read(T, tmp_path, Watermark("id", "2"), known=before.columns)
        assert some.columns == before.columns
    writing.execute("INSERT INTO t VALUES (3, 0.125)")
    with source.at_one_moment() as moment:
        assert moment.columns(T, before.columns) == before.columns
        some = moment.read(T, tmp_path, Watermark("id", "3"), known=before.columns)
        assert some.columns[1].type == moment.columns(T)[1].type == "DECIMAL(18,3)"


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text
