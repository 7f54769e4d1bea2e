"""Rows are found by their keys whatever the keys are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.postgres.source import by_key
from shared.adapters.postgres.source.carrying import SourceType
from shared.adapters.postgres.source.catalogue import SourceColumn
from shared.core.store.source import Relation, SourceTable
from shared.ports.table_source import Part

if TYPE_CHECKING:
    from pathlib import Path

    from shared.adapters.postgres.source.source import PostgresTableSource
    from tests.shared.adapters.postgres.source.conftest import Writing

KEYED = SourceTable("t", Relation("public", "t"), key=("k", "second key"))
VALUES = {
    "smallint": ("-32768", "0", "32767"),
    "bigint": ("-9223372036854775808", "7"),
    "numeric(38,10)": ("-1234567890123456789012345678.0000000001", "0.5"),
    "numeric": ("1.50", "12345678901234567890123456789012345678901234567890.5"),
    "double precision": ("0.1", "-1e300", "Infinity", "-Infinity", "NaN"),
    "real": ("0.1", "16777217", "-Infinity"),
    "boolean": ("true", "false"),
    "uuid": ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
    "date": ("0044-03-15 BC", "1999-12-31", "20000-01-01", "infinity", "-infinity"),
    "time": ("00:00:00", "23:59:59.999999", "24:00:00"),
    "timestamp": ("0044-03-15 09:00:00.5 BC", "2024-02-29 12:00:00", "12345-01-01 00:00:00", "infinity"),
    "timestamptz": ("0044-03-15 09:00:00+00 BC", "2024-03-31 01:59:59.999999+02", "-infinity"),
    "interval": ("1 mon 2 days 00:00:00.000003", "-1 days -00:00:01", "0"),
    "bytea": ("\\x", "\\x00", "\\xff5c22"),
    "text": ("", " ", "NULL", '"', "\\", "{a,b}", "it's\n\t", "é中🍎"),
    "varchar(3)": ("abc", "é"),
    "char(3)": ("a", "abc"),
    "mood": ("so so", 'it\'s "fine"'),
    "whole": ("1", "2"),
    "inet": ("10.0.0.1/8", "::1"),
    "bit(3)": ("101", "000"),
    "timetz": ("10:00:00+05:30", "10:00:00-02"),
}


def rows_in(parts: tuple[Part, ...]) -> list[tuple[str, ...]]:
    """What the files hold."""
    files = [str(each.path) for each in parts]
    return duckdb.execute('SELECT "Value" FROM read_parquet(?) ORDER BY 1', [files]).fetchall() if files else []


def made(writing: Writing, kind: str, values: tuple[str, ...]) -> None:
    """Make a table whose odd rows a file of keys is to name."""
    writing.execute(
        "CREATE TYPE mood AS ENUM ('so so', 'it''s \"fine\"'); CREATE DOMAIN whole AS int CHECK (value > 0)"
    )
    writing.execute(f'CREATE TABLE t (k {kind}, "second key" int, "Value" text)'.encode())
    for each in values:
        statement = f"INSERT INTO t SELECT %s::{kind}, i, %s || ' ' || i FROM generate_series(1, 4) i"
        writing.execute(statement.encode(), (each, each))


@pytest.mark.parametrize("kind", VALUES)
def test_the_rows_of_the_keys_come_and_no_others(
    writing: Writing, source: PostgresTableSource, tmp_path: Path, kind: str
) -> None:
    """Of every type that a key may have, with values at its edges."""
    made(writing, kind, VALUES[kind])
    with source.at_one_moment((KEYED,)) as moment:
        known, keys = moment.columns(KEYED), moment.keys(KEYED, tmp_path)
        file = tmp_path / "odd.parquet"
        duckdb.execute(f"""COPY (FROM '{keys.path}' WHERE "second key" % 2 = 1) TO '{file}' (FORMAT parquet)""")
        read = moment.read_by_key(KEYED, tmp_path, Part(file, 2 * len(VALUES[kind])), known)
    assert read is not None
    assert read.columns == known
    assert rows_in(read.parts) == sorted((f"{each} {i}",) for each in VALUES[kind] for i in (1, 3))


@pytest.mark.parametrize("limit", ["AT_ONCE", "_LONGEST"])
def test_many_keys_go_in_several_statements(
    writing: Writing, source: PostgresTableSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """Bounded in keys and in characters; each row comes once."""
    monkeypatch.setattr(by_key, limit, 5)
    made(writing, "text", VALUES["text"])
    with source.at_one_moment((KEYED,)) as moment:
        known, keys = moment.columns(KEYED), moment.keys(KEYED, tmp_path)
        read = moment.read_by_key(KEYED, tmp_path, keys, known)
    assert read is not None
    assert len(read.parts) > 1
    assert read.rows == keys.rows == 4 * len(VALUES["text"])
    assert rows_in(read.parts) == sorted((f"{each} {i}",) for each in VALUES["text"] for i in range(1, 5))


def test_a_few_of_many_rows_are_found_by_the_index(
    writing: Writing, source: PostgresTableSource, tmp_path: Path
) -> None:
    """The planner knows how many keys there are."""
    writing.execute('CREATE TABLE t (k int, "second key" int, "Value" text, PRIMARY KEY (k, "second key"))')
    writing.execute("INSERT INTO t SELECT i, 1, 'v' FROM generate_series(1, 50000) i; ANALYZE t")
    with source.at_one_moment((KEYED,)) as moment:
        known = moment.columns(KEYED)
    columns = tuple(SourceColumn(each.name, SourceType(each.source_type, each.source_type)) for each in known)
    asked = by_key.among(KEYED.key, columns, [("7", "1"), ("9", "1")])
    steps = writing.execute(f"EXPLAIN SELECT * FROM t AS source WHERE {asked}".encode()).fetchall()
    assert any("Index Scan" in each for (each,) in steps)
    assert not any("Seq Scan" in each for (each,) in steps)
