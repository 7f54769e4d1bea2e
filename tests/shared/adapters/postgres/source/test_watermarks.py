"""How far a table was read, and that nothing that came late or has no value is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.postgres.source.watermark import Overlap
from shared.core.store.manifest import Window
from shared.core.store.source import Relation, SourceTable, Watermark
from shared.core.store.sync import Tier

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from shared.ports.table_source import Part, ReadRows

    Writing = psycopg.Connection[tuple[str]]

TIERS = pytest.mark.parametrize("tier", list(Tier), ids=lambda tier: tier.name)


def table(**declared: Any) -> SourceTable:  # noqa: ANN401
    """The table t."""
    return SourceTable("t", Relation("public", "t"), **declared)


def rows(parts: tuple[Part, ...], select: str = "*") -> list[Any]:
    """What the files hold."""
    files = [str(each.path) for each in parts]
    with duckdb.connect() as engine:
        return engine.execute(f"SELECT {select} FROM read_parquet(?) ORDER BY ALL", [files]).fetchall() if files else []


def read(source: PostgresTableSource, what: SourceTable, folder: Path, since: str | None = None) -> ReadRows:
    """One read, from a value on."""
    mark = Watermark(what.incremental, since) if since is not None else None
    with source.at_one_moment((what,)) as moment:
        return moment.read(what, folder, mark)


@TIERS
def test_a_read_begins_before_its_watermark_and_has_rows_without_a_value(
    database_url: str, writing: Writing, tmp_path: Path, tier: Tier
) -> None:
    """A transaction that ends late has earlier moments; the window tells what the rows take the place of."""
    writing.execute("CREATE TABLE t (id int, at timestamptz)")
    writing.execute(
        "INSERT INTO t VALUES (1, '2025-06-01 11:54:59.999999+00'), (2, '2025-06-01 11:55+00'), "
        "(3, '2025-06-01 12:00+00'), (4, '2025-06-01 13:00:00.5+00'), (5, NULL), (6, 'infinity')"
    )
    source = PostgresTableSource(database_url, Manner(tier=tier))
    whole = read(source, table(incremental="at"), tmp_path)
    assert (whole.rows, whole.window) == (6, None)
    assert whole.watermark == Watermark("at", "2025-06-01 13:00:00.5+00")
    some = read(source, table(incremental="at"), tmp_path, "2025-06-01 12:00:00+00")
    assert rows(some.parts, "id") == [(2,), (3,), (4,), (5,), (6,)]
    assert some.window == Window("at", "2025-06-01 11:55:00+00")
    assert some.watermark == whole.watermark


LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"
CASES = (
    ("bigint", ("1", "41", "42"), "42", "42", [("42",)]),
    ("numeric(10,2)", ("1.5", "1.10", "NaN"), "1.50", "1.50", [("1.50",), ("NaN",)]),
    ("double precision", ("1", "2.5", "Infinity"), "2.5", "2.5", [("2.5",), ("inf",)]),
    ("date", ("2024-12-31", "2025-01-02", "infinity"), "2025-01-02", "2025-01-01", [("2025-01-02",), ("infinity",)]),
    ("text", ("a", "B", "ä", "z"), "ä", "ä", [("ä",)]),
    ("uuid", ("0" * 32, "f" * 32), LAST, LAST, [(LAST,)]),
)


@pytest.mark.parametrize(("kind", "values", "mark", "bound", "left"), CASES, ids=[each[0] for each in CASES])
def test_values_are_compared_by_their_type(  # noqa: PLR0913, PLR0917
    source: PostgresTableSource,
    writing: Writing,
    tmp_path: Path,
    kind: str,
    values: tuple[str, ...],
    mark: str,
    bound: str,
    left: list[tuple[str]],
) -> None:
    """Numbers as numbers, texts byte by byte as DuckDB does, and nothing is past what has no end."""
    writing.execute(f"CREATE TABLE t (v {kind})".encode())
    for each in values:
        writing.execute(f"INSERT INTO t VALUES ('{each}')".encode())
    what = table(incremental="v")
    assert read(source, what, tmp_path).watermark == Watermark("v", mark)
    some = read(source, what, tmp_path, mark)
    assert some.window == Window("v", bound)
    assert rows(some.parts, "v::VARCHAR") == left
    writing.execute("TRUNCATE t")
    assert read(source, what, tmp_path, mark).watermark == Watermark("v", mark), "a watermark never goes back"


def test_whole_numbers_may_overlap_too(database_url: str, writing: Writing, tmp_path: Path) -> None:
    """Numbers that are handed out before their transactions end come late by as many as are under way."""
    writing.execute("CREATE TABLE t (v int); INSERT INTO t SELECT generate_series(1, 20)")
    source = PostgresTableSource(database_url, Manner(overlap=Overlap(timedelta(), numbers=5)))
    some = read(source, table(incremental="v"), tmp_path, "15")
    assert some.window == Window("v", "10")
    assert rows(some.parts, "min(v), count(*)") == [(10, 11)]


def test_without_a_key_a_column_in_another_order_is_read_whole(
    source: PostgresTableSource, writing: Writing, tmp_path: Path
) -> None:
    """A numeric without a precision is text in the snapshot, where "10" comes before "9"."""
    writing.execute("CREATE TABLE t (k int, v numeric); INSERT INTO t VALUES (1, 9), (2, 10)")
    some = read(source, table(incremental="v"), tmp_path, "10")
    assert (some.rows, some.window) == (2, Window("v", None))
    assert some.notes == ('Read whole: "v" is kept as text, which has another order.',)
    assert some.watermark == Watermark("v", "10")
    keyed = read(source, table(incremental="v", key=("k",)), tmp_path, "10")
    assert rows(keyed.parts) == [(2, "10")]


@TIERS
def test_rows_that_a_tombstone_calls_gone_are_told_by_their_keys(
    database_url: str, writing: Writing, tmp_path: Path, tier: Tier
) -> None:
    """They are in no part and among no keys; an incremental read names them, and its watermark is past them."""
    writing.execute("CREATE TABLE t (id int, v int, gone boolean)")
    writing.execute("INSERT INTO t VALUES (1, 1, false), (2, 2, true), (3, 3, NULL), (4, 9, true)")
    source = PostgresTableSource(database_url, Manner(tier=tier))
    what = table(key=("id",), incremental="v", tombstone="gone")
    whole = read(source, what, tmp_path)
    assert rows(whole.parts, "id") == [(1,), (3,)]
    assert whole.removed is None
    some = read(source, what, tmp_path, "2")
    assert rows(some.parts, "id") == [(3,)]
    assert some.removed is not None
    assert rows((some.removed,)) == [(2,), (4,)]
    assert some.watermark == Watermark("v", "9")
    assert read(source, what, tmp_path, "10").removed is None
    with source.at_one_moment() as moment:
        assert rows((moment.keys(what, tmp_path),)) == [(1, 1), (3, 3)]


def test_new_rows_that_do_not_fit_tell_so_by_their_columns(
    source: PostgresTableSource, writing: Writing, tmp_path: Path
) -> None:
    """Whoever lays them over the old rows sees that the table has to be read whole; after that they are known."""
    writing.execute("CREATE TABLE t (id int, v numeric(5,2)); INSERT INTO t VALUES (1, 1)")
    what = table(key=("id",), incremental="id")
    before = read(source, what, tmp_path)
    writing.execute("INSERT INTO t VALUES (2, 'NaN')")
    with source.at_one_moment((what,)) as moment:
        assert moment.columns(what, before.columns) == before.columns
        some = moment.read(what, tmp_path, before.watermark, known=before.columns)
        assert some.columns != before.columns
        whole = moment.read(what, tmp_path)
        assert whole.columns == some.columns == moment.columns(what, whole.columns)
    writing.execute("INSERT INTO t VALUES (3, 5)")
    with source.at_one_moment((what,)) as moment:
        some = moment.read(what, tmp_path, Watermark("id", "3"), known=whole.columns)
    assert rows(some.parts) == [(3, "5.00")]
    assert some.columns == whole.columns
