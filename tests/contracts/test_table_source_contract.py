"""The TableSource port."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from shared.adapters.postgres.source.source import PostgresTableSource
from shared.core.errors import UserError
from shared.core.store.manifest import Window
from shared.core.store.source import Relation, SourceTable, StoredColumn, Watermark
from tests.fakes.table_source import FakeTableSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shared.ports.table_source import Part, TableSource

Row = dict[str, Any]
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
KINDS = {
    "id": "bigint",
    "small": "integer",
    "said": "text",
    "is_good": "boolean",
    "day": "date",
    "ratio": "double precision",
    "at": "timestamp with time zone",
    "here_at": "timestamp without time zone",
    "price": "numeric(12,2)",
    "more": "jsonb",
}
FULL: Row = {
    "id": 2**63 - 1,
    "small": -(2**31),
    "said": "é 'quoted', \"text\"\r\n\\N",
    "is_good": True,
    "day": date(2024, 2, 29),
    "ratio": 0.1,
    "at": NOON + timedelta(microseconds=1),
    "here_at": datetime(1969, 12, 31, 23, 59, 59, 999999),
    "price": Decimal("-9999999999.99"),
    "more": '{"a": 1}',
}
NOTHING: Row = dict.fromkeys(KINDS)
EMPTY: Row = NOTHING | {"said": "", "ratio": float("nan"), "more": "[]"}


class Home(Protocol):
    """Where the tables are, and the port that reads them."""

    @property
    def source(self) -> TableSource:
        """The port."""
        ...

    def make(self, columns: dict[str, str], rows: Sequence[Row] = ()) -> None:
        """Make the table t with these rows."""
        ...

    def add(self, *rows: Row) -> None:
        """Add rows to it."""
        ...


class FakeHome:
    """In memory."""

    def __init__(self) -> None:
        self.source: FakeTableSource = FakeTableSource()

    def make(self, columns: dict[str, str], rows: Sequence[Row] = ()) -> None:
        """Make the table t with these rows."""
        self.source.make("t", columns).rows.extend(rows)

    def add(self, *rows: Row) -> None:
        """Add rows to it."""
        self.source.tables["public", "t"].rows.extend(rows)


class PostgresHome:
    """In PostgreSQL."""

    def __init__(self, url: str, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.source: PostgresTableSource = PostgresTableSource(url)
        self._connection = connection
        self._kinds: dict[str, str] = {}

    def make(self, columns: dict[str, str], rows: Sequence[Row] = ()) -> None:
        """Make the table t with these rows."""
        self._kinds = columns
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        self._connection.execute(f"CREATE TABLE t ({listed})".encode())
        self.add(*rows)

    def add(self, *rows: Row) -> None:
        """Add rows to it."""
        names = SQL(", ").join(map(Identifier, self._kinds))
        marks = SQL(", ").join(SQL("%s::" + kind) for kind in self._kinds.values())
        for row in rows:
            cells = [row[each] for each in self._kinds]
            self._connection.execute(SQL("INSERT INTO t ({}) VALUES ({})").format(names, marks), cells)


@pytest.fixture
def home(side: str, request: pytest.FixtureRequest) -> Iterator[Home]:
    """An empty database."""
    if side == "fake":
        yield FakeHome()
        return
    url = request.getfixturevalue("database_url")
    with psycopg.connect(url, autocommit=True) as connection:
        yield PostgresHome(url, connection)


def table(**declared: Any) -> SourceTable:  # noqa: ANN401
    """The table t."""
    return SourceTable("t", Relation("public", "t"), **declared)


def rows(*parts: Part | None, select: str = "*") -> list[Any]:
    """What the files hold."""
    files = [str(each.path) for each in parts if each is not None]
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        return engine.execute(f"SELECT {select} FROM read_parquet(?) ORDER BY ALL", [files]).fetchall() if files else []


def test_a_whole_read_has_every_row_and_column_as_it_is(home: Home, tmp_path: Path) -> None:
    """In the types that columns() told before, NULL apart from the empty text."""
    home.make(KINDS, (FULL, NOTHING, EMPTY))
    heard: list[int] = []
    with home.source.at_one_moment((table(),)) as moment:
        told = moment.columns(table())
        read = moment.read(table(), tmp_path, progress=heard.append)
    assert read.columns == told
    assert [(each.name, each.source_type) for each in told] == list(KINDS.items())
    assert [each.type for each in told] == [
        "BIGINT",
        "INTEGER",
        "VARCHAR",
        "BOOLEAN",
        "DATE",
        "DOUBLE",
        "TIMESTAMP WITH TIME ZONE",
        "TIMESTAMP",
        "DECIMAL(12,2)",
        "JSON",
    ]
    assert (read.rows, heard[-1]) == (3, 3)
    assert (read.window, read.watermark, read.removed, read.truncated, read.notes) == (None, None, None, False, ())
    texts = rows(*read.parts, select="COLUMNS(*)::VARCHAR")
    assert set(texts) == {
        (
            "9223372036854775807",
            "-2147483648",
            "é 'quoted', \"text\"\r\n\\N",
            "true",
            "2024-02-29",
            "0.1",
            "2025-06-01 12:00:00.000001+00",
            "1969-12-31 23:59:59.999999",
            "-9999999999.99",
            '{"a": 1}',
        ),
        (None,) * len(KINDS),
        (None, None, "", None, None, "nan", None, None, None, "[]"),
    }


def test_an_empty_table_has_no_files(home: Home, tmp_path: Path) -> None:
    """And no watermark."""
    home.make(KINDS)
    with home.source.at_one_moment() as moment:
        read = moment.read(table(key=("id",), incremental="at"), tmp_path)
        keys = moment.keys(table(key=("id",)), tmp_path)
    assert (read.parts, read.watermark) == ((), None)
    assert (keys.rows, rows(keys)) == (0, [])


def test_a_moment_does_not_change(home: Home, tmp_path: Path) -> None:
    """What comes in while it is open is not of it."""
    home.make({"id": "bigint"}, ({"id": 1},))
    with home.source.at_one_moment((table(),)) as moment:
        home.add({"id": 2})
        assert moment.read_at.tzinfo is not None
        assert rows(*moment.read(table(), tmp_path).parts) == [(1,)]
    with home.source.at_one_moment() as moment:
        assert rows(*moment.read(table(), tmp_path).parts) == [(1,), (2,)]


@pytest.mark.parametrize(
    "what", [SourceTable("t", Relation("public", "nowhere")), table(key=("none",)), table(incremental="none")]
)
def test_what_is_not_there_is_told(home: Home, tmp_path: Path, what: SourceTable) -> None:
    """To whoever declared it."""
    home.make({"id": "bigint"})
    with home.source.at_one_moment() as moment:
        with pytest.raises(UserError):
            moment.columns(what)
        with pytest.raises(UserError):
            moment.read(what, tmp_path)


def test_an_incremental_read_has_what_is_new_what_overlaps_and_what_has_no_value(home: Home, tmp_path: Path) -> None:
    """The window tells which rows of a table without a key they take the place of."""
    minutes = (-6, -5, 0, 7)
    home.make(
        {"id": "bigint", "at": "timestamp with time zone"},
        [{"id": each, "at": NOON + timedelta(minutes=each)} for each in minutes],
    )
    home.add({"id": 99, "at": None})
    what = table(incremental="at")
    with home.source.at_one_moment((what,)) as moment:
        read = moment.read(what, tmp_path, Watermark("at", "2025-06-01 12:00:00+00"))
        nothing = moment.read(what, tmp_path, Watermark("at", "2025-06-01 13:00:00.5+00"))
    assert rows(*read.parts, select="id") == [(-5,), (0,), (7,), (99,)]
    assert read.window == Window("at", "2025-06-01 11:55:00+00")
    assert read.watermark == Watermark("at", "2025-06-01 12:07:00+00")
    assert rows(*nothing.parts, select="id") == [(99,)]
    assert nothing.watermark == Watermark("at", "2025-06-01 13:00:00.5+00")


def test_whole_numbers_begin_at_their_watermark(home: Home, tmp_path: Path) -> None:
    """Equal values are read again."""
    home.make({"id": "bigint"}, [{"id": each} for each in (1, 2, 3)])
    what = table(incremental="id", key=("id",))
    with home.source.at_one_moment() as moment:
        read = moment.read(what, tmp_path, Watermark("id", "2"))
    assert rows(*read.parts) == [(2,), (3,)]
    assert (read.window, read.watermark) == (Window("id", "2"), Watermark("id", "3"))


def test_rows_that_are_gone_are_told_by_an_incremental_read(home: Home, tmp_path: Path) -> None:
    """A tombstone is true, or has a value where it is no boolean; what is gone is in no part and among no keys."""
    columns = {"id": "bigint", "v": "bigint", "gone_at": "date"}
    home.make(columns, [{"id": i, "v": i, "gone_at": date(2025, 1, 1) if i % 2 else None} for i in range(6)])
    what = table(key=("id",), incremental="v", tombstone="gone_at")
    with home.source.at_one_moment() as moment:
        whole = moment.read(what, tmp_path)
        read = moment.read(what, tmp_path, Watermark("v", "3"))
        nothing = moment.read(what, tmp_path, Watermark("v", "9"))
        keys = moment.keys(what, tmp_path)
    assert rows(*whole.parts, select="id") == rows(keys, select="id") == [(0,), (2,), (4,)]
    assert rows(keys, select="v") == [(0,), (2,), (4,)]
    assert whole.removed is None
    assert (rows(*read.parts, select="id"), rows(read.removed)) == ([(4,)], [(3,), (5,)])
    assert read.watermark == Watermark("v", "5")
    assert nothing.removed is None


def test_rows_are_read_by_their_keys(home: Home, tmp_path: Path) -> None:
    """Those that live, whatever is in the keys; a file of all keys brings all rows."""
    columns = {"id": "bigint", "said": "text", "at": "timestamp with time zone", "v": "bigint", "gone_at": "date"}
    texts = ["", "a,b", 'say "so"', "back\\slash", "{NULL}", "é's", "NULL"]
    home.make(
        columns,
        [{"id": i, "said": each, "at": NOON, "v": i * 10, "gone_at": None} for i, each in enumerate(texts)],
    )
    what = table(key=("said", "at", "id"), tombstone="gone_at")
    with home.source.at_one_moment() as moment:
        known, keys = moment.columns(what), moment.keys(what, tmp_path)
        every = moment.read_by_key(what, tmp_path, keys, known)
    home.add({"id": 9, "said": "new", "at": NOON, "v": 90, "gone_at": None})
    home.add({"id": 1, "said": "a,b", "at": NOON, "v": 11, "gone_at": date(2025, 1, 1)})
    home.add({"id": 0, "said": "a,b", "at": NOON, "v": 12, "gone_at": None})
    with home.source.at_one_moment() as moment:
        again = moment.read_by_key(what, tmp_path, keys, known)
    for read in (every, again):
        assert read is not None
        assert (read.columns, read.watermark, read.window) == (known, None, None)
        assert rows(*read.parts, select="v, said") == [(10 * i, each) for i, each in enumerate(texts)]


def test_keys_that_cannot_be_told_are_not_asked_for(home: Home, tmp_path: Path) -> None:
    """Each engine writes JSON in its own way."""
    home.make({"id": "jsonb"}, [{"id": "[1, 2]"}])
    what = table(key=("id",))
    with home.source.at_one_moment() as moment:
        assert moment.read_by_key(what, tmp_path, moment.keys(what, tmp_path), moment.columns(what)) is None


def test_no_more_rows_come_than_may_be_read(home: Home, tmp_path: Path) -> None:
    """The newest stay, and it is said that there are others."""
    home.make({"id": "bigint"}, [{"id": each} for each in (5, 1, 4, 2, 3)])
    with home.source.at_one_moment() as moment:
        cut = moment.read(table(incremental="id", most_rows=2), tmp_path)
        whole = moment.read(table(incremental="id", most_rows=5), tmp_path)
    assert (rows(*cut.parts), cut.truncated) == ([(4,), (5,)], True)
    assert (whole.rows, whole.truncated) == (5, False)


def test_a_column_that_had_to_become_text_stays_text_while_it_is_known(home: Home, tmp_path: Path) -> None:
    """So that what is new fits what is there; a whole read without what is known tries anew."""
    home.make({"id": "bigint", "price": "numeric(12,2)"}, [{"id": 1, "price": Decimal("NaN")}])
    what = table(key=("id",), incremental="id")
    with home.source.at_one_moment() as moment:
        read = moment.read(what, tmp_path)
    assert read.columns[1] == StoredColumn("price", "VARCHAR", "numeric(12,2)")
    assert len(read.notes) == 1
    home.add({"id": 2, "price": Decimal("1.50")})
    with home.source.at_one_moment() as moment:
        assert moment.columns(what, read.columns) == read.columns
        some = moment.read(what, tmp_path, Watermark("id", "2"), known=read.columns)
        assert moment.columns(what)[1].type == "DECIMAL(12,2)"
    assert (some.columns, some.notes) == (read.columns, ())
    assert rows(*some.parts) == [(2, "1.50")]
