"""The TableStore port."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.ingest.report import CleanColumn, CleanTable, Reject
from shared.core.ingest.versions.versions import Change, Written
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType
from tests.fakes.table_store import InMemoryTableStore, origin_of

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.table.types import Cell
    from shared.ports.table_store import TableStore

SCHEMA = "d_0123456789ab"
COLUMNS = tuple(
    CleanColumn(each.value, each.name.title() + ' "₹"', each, unit="₹" if each.is_numeric else "") for each in DataType
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    (
        'a "quoted", text\r\nwith \\N lines',
        2**63 - 1,
        Decimal("12345678901234567890.1234567890"),
        0.1,
        True,
        date(2024, 2, 29),
        time(23, 59, 59, 999999),
        datetime(2024, 2, 29, 23, 59, 59, 123456),
    ),
    ("", -(2**63) + 1, Decimal("-0.00"), -1e300, False, date(1, 1, 1), time(0), datetime(9999, 12, 31)),
    (None,) * len(COLUMNS),
    ("\\N", 0, Decimal(0), 0.0, False, date(1970, 1, 1), time(0), datetime(1970, 1, 1)),
)
TABLE = CleanTable("every type", "Every Type (1)", COLUMNS, ROWS)
SMALL = CleanTable("small", "Small", (CleanColumn("x", "X", DataType.INTEGER),), ((1,), (None,)))


@pytest.fixture
def store(side: str, request: pytest.FixtureRequest) -> TableStore:
    """An empty store."""
    return InMemoryTableStore() if side == "fake" else PostgresTableStore(request.getfixturevalue("database"))


def read(path: Path, types: list[str]) -> list[tuple[object, ...]]:
    """The rows of an exported CSV, read as the snapshot reads it."""
    columns = {f"c{i}": kind for i, kind in enumerate(types)}
    found = duckdb.sql(
        "SELECT * FROM read_csv($path, columns = $columns, header = true, delim = ',', quote = '\"', escape = '\"', "
        "nullstr = '', allow_quoted_nulls = false, auto_detect = false, parallel = false)",
        params={"path": str(path), "columns": columns},
    )
    assert found is not None
    return found.fetchall()


def test_tables_are_described_by_name_label_and_type(store: TableStore) -> None:
    """In the order of their names, columns in theirs, labels as people wrote them."""
    assert store.tables(SCHEMA) == ()
    assert store.write(SCHEMA, (TABLE, SMALL), Change.RENEWED, origin_of("h1")).is_new
    assert store.tables(SCHEMA) == (
        TableShape(
            "every type", "Every Type (1)", tuple(ColumnShape(e.name, e.label, e.type, e.unit) for e in COLUMNS)
        ),
        TableShape("small", "Small", (ColumnShape("x", "X", DataType.INTEGER),)),
    )


def test_every_value_survives_the_way_to_the_snapshot(store: TableStore, tmp_path: Path) -> None:
    """Types exact, NULL apart from the empty string, text with any characters."""
    store.write(SCHEMA, (TABLE, SMALL), Change.RENEWED, origin_of("h1"))
    exported = store.export(SCHEMA, tmp_path / "out")
    assert [(name, rows) for name, _, rows in exported] == [("every type", 4), ("small", 2)]
    types = ["VARCHAR", "BIGINT", "DECIMAL(38,10)", "DOUBLE", "BOOLEAN", "DATE", "TIME", "TIMESTAMP"]
    assert read(exported[0][1], types) == list(ROWS)
    assert read(exported[1][1], ["BIGINT"]) == [(1,), (None,)]


def test_the_same_content_is_not_written_twice(store: TableStore) -> None:
    """A repeated delivery is told so; other content takes the place of all that was there."""
    first = store.write(SCHEMA, (TABLE, SMALL), Change.RENEWED, origin_of("h1"))
    assert (first.is_new, first.version.number) == (True, 1)
    again = store.write(SCHEMA, (), Change.RENEWED, origin_of("h1", "C2/F2"))
    assert again == Written(first.version, is_new=False)
    assert store.write(SCHEMA, (SMALL,), Change.RENEWED, origin_of("h2")).is_new
    assert [each.name for each in store.tables(SCHEMA)] == ["small"]
    assert store.write(SCHEMA, (TABLE,), Change.RENEWED, origin_of("h1")).is_new
    assert [each.name for each in store.tables(SCHEMA)] == ["every type"]


def test_rejected_rows_are_not_offered(store: TableStore, tmp_path: Path) -> None:
    """Neither as a table nor in an export, also when a table has the name theirs would have."""
    rejects = (Reject(3, "too short", ("a", "\x00", "")), Reject(4, "too long", ()))
    tables = (replace(SMALL, rejects=rejects), replace(SMALL, name="small_rejects", label="Mine"))
    assert store.write(SCHEMA, tables, Change.RENEWED, origin_of("h1")).is_new
    assert [each.label for each in store.tables(SCHEMA)] == ["Small", "Mine"]
    assert [name for name, _, _ in store.export(SCHEMA, tmp_path)] == ["small", "small_rejects"]


def test_a_whole_number_of_any_size_is_kept(store: TableStore, tmp_path: Path) -> None:
    """Beyond 64 bits the column is a decimal."""
    store.write(SCHEMA, (replace(SMALL, rows=((10**25,), (-1,))),), Change.RENEWED, origin_of("h1"))
    assert store.tables(SCHEMA)[0].columns == (ColumnShape("x", "X", DataType.DECIMAL),)
    assert read(store.export(SCHEMA, tmp_path)[0][1], ["DECIMAL(38,0)"]) == [(Decimal(10**25),), (Decimal(-1),)]


def test_an_instant_is_kept_in_utc(store: TableStore, tmp_path: Path) -> None:
    """Whatever zone it came with; a time without a zone stays as it is."""
    column = CleanColumn("at", "At", DataType.TIMESTAMP)
    india = datetime(2024, 1, 1, 3, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    rows: tuple[tuple[Cell, ...], ...] = ((india,), (datetime(2024, 1, 1, 3, tzinfo=UTC),), (datetime(2024, 1, 1, 3),))
    store.write(SCHEMA, (CleanTable("t", "T", (column,), rows),), Change.RENEWED, origin_of("h1"))
    assert read(store.export(SCHEMA, tmp_path)[0][1], ["TIMESTAMP"]) == [
        (datetime(2023, 12, 31, 21, 30),),
        (datetime(2024, 1, 1, 3),),
        (datetime(2024, 1, 1, 3),),
    ]


def test_schemas_are_apart_and_go_whole(store: TableStore, tmp_path: Path) -> None:
    """Dropping one leaves the other; dropping none is no error; what was dropped can be written again."""
    other = "d_ba9876543210"
    store.write(SCHEMA, (SMALL,), Change.RENEWED, origin_of("h1"))
    store.write(other, (TABLE,), Change.RENEWED, origin_of("h1"))
    store.drop(SCHEMA)
    store.drop(SCHEMA)
    assert store.tables(SCHEMA) == ()
    assert store.export(SCHEMA, tmp_path) == ()
    assert [each.name for each in store.tables(other)] == ["every type"]
    assert store.write(SCHEMA, (SMALL,), Change.RENEWED, origin_of("h1")).is_new


def test_a_table_without_rows_is_a_table(store: TableStore, tmp_path: Path) -> None:
    """It exports as a header."""
    store.write(SCHEMA, (replace(SMALL, rows=()),), Change.RENEWED, origin_of("h1"))
    ((name, path, rows),) = store.export(SCHEMA, tmp_path)
    assert (name, path.read_text(), rows) == ("small", "x\n", 0)


def test_personal_columns_stay_marked(store: TableStore) -> None:
    """So that no model and no log sees their cells."""
    columns = (CleanColumn("x", "X", DataType.INTEGER), CleanColumn("name", "Name", DataType.TEXT, personal=True))
    store.write(SCHEMA, (CleanTable("t", "T", columns, ()),), Change.FIRST, origin_of("a"))
    assert [each.personal for each in store.tables(SCHEMA)[0].columns] == [False, True]


def test_rejected_rows_can_be_had_by_line(store: TableStore) -> None:
    """Those of the current version; none for a table without, or that is not there."""
    rejects = (Reject(9, "too long", ("a", "b")), Reject(3, "too short", ("", 'x"\n')))
    store.write(SCHEMA, (replace(SMALL, rejects=rejects), TABLE), Change.FIRST, origin_of("a"))
    assert tuple(store.rejects(SCHEMA, "small")) == tuple(reversed(rejects))
    assert tuple(store.rejects(SCHEMA, "every type")) == ()
    assert tuple(store.rejects(SCHEMA, "nothing")) == ()
    store.write(SCHEMA, (TABLE,), Change.RENEWED, origin_of("b"))
    assert tuple(store.rejects(SCHEMA, "small")) == ()
