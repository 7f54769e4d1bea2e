"""What is read of tables of every kind: all of it, once, under its own names."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.core.errors import UserError
from shared.core.store.source import Relation, SourceQuery, SourceTable, StoredColumn
from shared.core.store.sync import Tier

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from shared.ports.table_source import ReadRows

    Writing = psycopg.Connection[tuple[str]]

TIERS = pytest.mark.parametrize("tier", list(Tier), ids=lambda tier: tier.name)
SIDE_BY_SIDE = "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 20000) AS i"


def table(name: str = "t", **declared: Any) -> SourceTable:  # noqa: ANN401
    """A source in the schema public."""
    return SourceTable(name, Relation("public", name), **declared)


def rows(read: ReadRows, select: str = "*") -> list[Any]:
    """What the files hold."""
    files = [str(each.path) for each in read.parts]
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        return engine.execute(f"SELECT {select} FROM read_parquet(?) ORDER BY ALL", [files]).fetchall() if files else []


def read(source: PostgresTableSource, what: SourceTable, folder: Path) -> ReadRows:
    """One read in a moment of its own."""
    with source.at_one_moment((what,)) as moment:
        return moment.read(what, folder)


@pytest.fixture
def _cut_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small tables are cut as large ones are."""
    monkeypatch.setattr("shared.core.store.ranges.FEWEST_ROWS", 1)
    monkeypatch.setattr("shared.core.store.ranges.ROWS_OF_RANGE", 5_000)


def test_a_cursor_brings_as_many_rows_at_a_time_as_configured(
    database_url: str, writing: Writing, tmp_path: Path
) -> None:
    """And all of them in the end."""
    writing.execute(b"CREATE TABLE t (i int, v text)")
    writing.execute(SIDE_BY_SIDE.encode())
    heard = [0]
    source = PostgresTableSource(database_url, Manner(workers=1, tier=Tier.CURSOR, chunk_rows=700))
    with source.at_one_moment((table(),)) as moment:
        found = moment.read(table(), tmp_path, progress=heard.append)
    assert found.rows == heard[-1] == 20_000
    assert max(after - before for before, after in itertools.pairwise(heard)) == 700


@TIERS
@pytest.mark.usefixtures("_cut_small")
def test_ranges_of_pages_bring_every_row_once(database_url: str, writing: Writing, tmp_path: Path, tier: Tier) -> None:
    """Two connections read four ranges of one snapshot; what comes in meanwhile is not of it."""
    writing.execute(f"CREATE TABLE t (i int, v text); {SIDE_BY_SIDE}; VACUUM ANALYZE t".split(";")[0].encode())
    writing.execute(SIDE_BY_SIDE.encode())
    writing.execute("VACUUM ANALYZE t")
    heard: list[int] = []
    with PostgresTableSource(database_url, Manner(tier=tier)).at_one_moment((table(),)) as moment:
        writing.execute("INSERT INTO t SELECT -i, 'late' FROM generate_series(1, 5000) AS i")
        found = moment.read(table(), tmp_path, progress=heard.append)
    assert len(found.parts) == 4
    assert rows(found, "count(*), count(DISTINCT i), min(i), max(i)") == [(20_000, 20_000, 1, 20_000)]
    assert found.rows == heard[-1] == 20_000
    assert sorted(each.path for each in found.parts) == sorted(tmp_path.glob("*"))


@TIERS
@pytest.mark.usefixtures("_cut_small")
def test_partitions_and_children_are_read_with_their_parents(
    database_url: str, writing: Writing, tmp_path: Path, tier: Tier
) -> None:
    """A range of pages is one of each part's: the parts' rows come with the table's, a row once."""
    writing.execute("CREATE TABLE t (i int, v text) PARTITION BY RANGE (i)")
    writing.execute("CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (MINVALUE) TO (100)")
    writing.execute("CREATE TABLE t2 (extra int, v text, i int)")  # other columns, dropped below: other places
    writing.execute("ALTER TABLE t2 DROP COLUMN extra")
    writing.execute("ALTER TABLE t ATTACH PARTITION t2 FOR VALUES FROM (100) TO (MAXVALUE)")
    writing.execute(SIDE_BY_SIDE.encode())
    writing.execute("ANALYZE t")
    writing.execute("CREATE TABLE parent (i int)")
    writing.execute("CREATE TABLE child (j int) INHERITS (parent)")
    writing.execute("INSERT INTO child SELECT i, 0 FROM generate_series(1, 20000) AS i; INSERT INTO parent VALUES (0)")
    writing.execute("ANALYZE parent; ANALYZE child")
    source = PostgresTableSource(database_url, Manner(tier=tier))
    parts = read(source, table(), tmp_path / "t")
    assert len(parts.parts) > 1
    assert rows(parts, "count(*), count(DISTINCT i), max(v)") == [(20_000, 20_000, "row 9999")]
    assert rows(read(source, table("parent"), tmp_path / "p"), "count(*), count(DISTINCT i)") == [(20_001, 20_001)]


@pytest.mark.usefixtures("_cut_small")
def test_a_view_is_cut_by_its_partition_column_and_null_is_read(
    source: PostgresTableSource, writing: Writing, tmp_path: Path
) -> None:
    """Quantiles of a declared column cut what has no pages; rows without a value are in a range of their own."""
    writing.execute("CREATE TABLE t (i int, v text)")
    writing.execute(SIDE_BY_SIDE.encode())
    writing.execute("CREATE VIEW seen AS SELECT NULLIF(i % 1000, 0) AS k, i FROM t")
    found = read(source, table("seen", partition="k"), tmp_path / "v")
    assert len(found.parts) == 5
    assert rows(found, "count(*), count(DISTINCT i), count(*) - count(k)") == [(20_000, 20_000, 20)]
    whole = read(source, table("seen"), tmp_path / "w")
    assert len(whole.parts) == 1
    assert rows(whole) == rows(found)


@TIERS
def test_names_are_kept_whatever_they_are(database_url: str, writing: Writing, tmp_path: Path, tier: Tier) -> None:
    """Quotes, dots, other scripts, percent signs, 63 bytes, and words that mean something to DuckDB."""
    names = ['a"b', "ü.中", "x" * 63, "select", "c0", "chunks", "source", "100% {}", "it's", "rowid", " ", "end\\"]
    quoted = ", ".join('"' + each.replace('"', '""') + '" int' for each in names)
    writing.execute(f'CREATE SCHEMA "Ö d\'d"; CREATE TABLE "Ö d\'d"."T ""q""" ({quoted})'.encode())
    writing.execute(f'INSERT INTO "Ö d\'d"."T ""q""" VALUES ({", ".join(map(str, range(len(names))))})'.encode())
    what = SourceTable("t", Relation("Ö d'd", 'T "q"'), key=('a"b',), incremental="100% {}")
    with PostgresTableSource(database_url, Manner(tier=tier)).at_one_moment((what,)) as moment:
        found = moment.read(what, tmp_path)
        keys = moment.keys(what, tmp_path)
    assert [each.name for each in found.columns] == names
    with duckdb.connect() as engine:
        answer = engine.execute(f"FROM '{found.parts[0].path}'")
        assert [each[0] for each in answer.description or []] == names
        assert answer.fetchall() == [tuple(range(len(names)))]
        assert engine.execute(f"FROM '{keys.path}'").fetchall() == [(0, names.index("100% {}"))]


def test_generated_columns_are_read_and_dropped_ones_are_not(
    source: PostgresTableSource, writing: Writing, tmp_path: Path
) -> None:
    """A snapshot has the columns that SELECT * has."""
    writing.execute("CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS (a * 2) STORED)")
    writing.execute("INSERT INTO t VALUES (1, 2)")
    writing.execute("ALTER TABLE t DROP COLUMN b")
    found = read(source, table(), tmp_path)
    assert found.columns == (StoredColumn("a", "INTEGER", "integer"), StoredColumn("c", "INTEGER", "integer"))
    assert rows(found) == [(1, 2)]


@TIERS
def test_an_empty_table_has_columns_and_no_files(
    database_url: str, writing: Writing, tmp_path: Path, tier: Tier
) -> None:
    """There is nothing to lay; the keys of no rows are a file of no rows."""
    writing.execute("CREATE TABLE t (a int, b text)")
    what = table(key=("a",), incremental="a")
    with PostgresTableSource(database_url, Manner(tier=tier)).at_one_moment() as moment:
        found = moment.read(what, tmp_path)
        keys = moment.keys(what, tmp_path)
    assert (found.rows, found.parts, found.watermark) == (0, (), None)
    assert [each.type for each in found.columns] == ["INTEGER", "VARCHAR"]
    assert keys.rows == 0
    assert list(tmp_path.iterdir()) == [keys.path]


@TIERS
def test_rows_of_nothing_but_null_are_rows(database_url: str, writing: Writing, tmp_path: Path, tier: Tier) -> None:
    """In CSV a row with one NULL is an empty line, which readers pass over."""
    writing.execute("CREATE TABLE t (a text); INSERT INTO t VALUES (NULL), (''), (NULL), ('x')")
    found = read(PostgresTableSource(database_url, Manner(tier=tier)), table(), tmp_path)
    assert sorted(rows(found), key=str) == [("",), ("x",), (None,), (None,)]


@TIERS
def test_a_query_is_read_as_a_table_is(database_url: str, writing: Writing, tmp_path: Path, tier: Tier) -> None:
    """With a comment at its end, and names made in it."""
    writing.execute("CREATE TABLE t (i int, v text)")
    writing.execute(SIDE_BY_SIDE.encode())
    what = SourceTable("q", SourceQuery("SELECT i % 2 = 0 AS even, count(*) AS n FROM t GROUP BY 1 -- two rows"))
    found = read(PostgresTableSource(database_url, Manner(tier=tier)), what, tmp_path)
    assert rows(found) == [(False, 10_000), (True, 10_000)]
    assert found.columns == (StoredColumn("even", "BOOLEAN", "boolean"), StoredColumn("n", "BIGINT", "bigint"))


def test_a_materialised_view_is_read(source: PostgresTableSource, writing: Writing, tmp_path: Path) -> None:
    """It cannot be locked by name, and is held all the same."""
    writing.execute("CREATE MATERIALIZED VIEW m AS SELECT 1 AS a")
    assert rows(read(source, table("m"), tmp_path)) == [(1,)]


@TIERS
def test_more_rows_than_may_be_read_leave_the_newest(
    database_url: str, writing: Writing, tmp_path: Path, tier: Tier
) -> None:
    """One more is asked for to know; exactly as many as may be read are not too many."""
    writing.execute("CREATE TABLE t (i int, v text)")
    writing.execute(SIDE_BY_SIDE.encode())
    source = PostgresTableSource(database_url, Manner(tier=tier))
    cut = read(source, table(incremental="i", most_rows=19_999), tmp_path / "cut")
    assert (cut.truncated, cut.rows) == (True, 19_999)
    assert rows(cut, "min(i)") == [(2,)]
    whole = read(source, table(incremental="i", most_rows=20_000), tmp_path / "whole")
    assert (whole.truncated, whole.rows) == (False, 20_000)


@dataclass(frozen=True)
class Refused:
    """What is made, what is asked for, and what is said to that."""

    made: str
    what: SourceTable
    said: str


def query(sql: str) -> SourceTable:
    """A source that is a query."""
    return SourceTable("q", SourceQuery(sql))


REFUSED = (
    Refused("SELECT 1", table("nowhere"), 'There is no table or view "public.nowhere".'),
    Refused("CREATE TABLE t ()", table(), '"t" has no columns.'),
    Refused("CREATE TABLE t (a int)", table(key=("b",)), '"t" has no column "b".'),
    Refused(
        "CREATE TABLE t (a json)",
        table(incremental="a"),
        '"t" cannot be read from where it ended by "a": a json does not grow.',
    ),
    Refused("CREATE TABLE t (a int)", query("SELECT b FROM t"), 'A column that "q" is read by is not there.'),
    Refused("SELECT 1", query("SELEC 1"), 'PostgreSQL does not understand the query of "q" (42601).'),
    Refused("SELECT 1", query("SELECT 1 / 0 AS a"), 'PostgreSQL could not work out a row of "q" (22012).'),
    Refused(
        'CREATE TABLE t (a int, "A" int)',
        table(),
        '"t" has more than one column "a" when capitals do not count, as in a snapshot: '
        "give its query, with a name for each.",
    ),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.said)
def test_what_cannot_be_read_is_told_in_one_sentence(
    source: PostgresTableSource, writing: Writing, tmp_path: Path, case: Refused
) -> None:
    """Nobody but the person who declared it can mend it."""
    writing.execute(case.made.encode())
    with source.at_one_moment() as moment, pytest.raises(UserError) as refusal:
        moment.read(case.what, tmp_path)
    assert str(refusal.value) == case.said
    assert list(tmp_path.iterdir()) == []


def test_a_role_that_may_only_select_is_enough(database_url: str, writing: Writing, tmp_path: Path) -> None:
    """It reads by every way; what it may not read is told."""
    writing.execute("CREATE TABLE t (i int, v text); CREATE TABLE hidden (a int)")
    writing.execute("DROP ROLE IF EXISTS reader_of_t; CREATE ROLE reader_of_t LOGIN; GRANT SELECT ON t TO reader_of_t")
    writing.execute(SIDE_BY_SIDE.encode())
    try:
        url = database_url.replace("postgres:@", "reader_of_t@")
        for tier in Tier:
            source = PostgresTableSource(url, Manner(tier=tier))
            assert read(source, table(), tmp_path / tier.name).rows == 20_000
            with pytest.raises(UserError, match='The role may not read "hidden"'):
                read(source, table("hidden"), tmp_path)
    finally:
        writing.execute("DROP OWNED BY reader_of_t; DROP ROLE reader_of_t")
