"""The five tables of the flights are complete, and an engine reads them as they are described."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from infra.local.demo.flights import FLIGHTS_TABLES, WrittenTable, write_flights
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from pathlib import Path

_ENGINE_TYPES = {
    DataType.INTEGER: "BIGINT",
    DataType.FLOAT: "DOUBLE",
    DataType.TEXT: "VARCHAR",
    DataType.DATE: "DATE",
    DataType.TIMESTAMP: "TIMESTAMP",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, WrittenTable]:
    """The files, written once."""
    return {each.table.name: each for each in write_flights(tmp_path_factory.mktemp("flights"))}


def _source(table: WrittenTable) -> str:
    columns = ", ".join(f"'{column.name}': '{_ENGINE_TYPES[column.type]}'" for column in table.table.columns)
    return f"read_csv('{table.path}', header = true, columns = {{{columns}}})"


def _query(sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


def test_every_row_is_there(written: dict[str, WrittenTable]) -> None:
    """As many rows as the published data has, and as many as the engine reads with the described types."""
    rows = {name: table.rows for name, table in written.items()}
    assert rows == {"flights": 336_776, "airlines": 16, "airports": 1_458, "planes": 3_322, "weather": 26_115}
    for name, table in written.items():
        assert _query(f"select count(*) from {_source(table)}") == [(rows[name],)]


def test_known_figures_come_out(written: dict[str, WrittenTable]) -> None:
    """Flights that never left have no delay, the mean is the published one, and dates are the days of departure."""
    flights = _source(written["flights"])
    ((mean, departed, first, last),) = _query(
        f"select avg(dep_delay), count(dep_delay), min(flight_date)::text, max(flight_date)::text from {flights}"
    )
    assert round(float(str(mean)), 5) == 12.63907
    assert (departed, first, last) == (328_521, "2013-01-01", "2013-12-31")
    assert _query(f"select count(*) from {flights} where make_date(year, month, day) <> flight_date") == [(0,)]
    assert _query(f"select count(*) from {flights} where tailnum = 'NA' or dep_time is null")[0] == (8_255,)


def test_keys_identify_rows(written: dict[str, WrittenTable]) -> None:
    """Where a key is given, no two rows share it."""
    for table in written.values():
        if table.table.key:
            key = ", ".join(table.table.key)
            counted = _query(f"select count(*), count(distinct ({key})) from {_source(table)}")
            assert counted == [(table.rows, table.rows)]


def test_no_missing_value_is_left_as_a_word(written: dict[str, WrittenTable]) -> None:
    """NA is how the source writes NULL; in the files it is empty."""
    for table in written.values():
        assert b",NA," not in table.path.read_bytes()


def test_the_star_is_described() -> None:
    """Five tables with unique names, every column with a label."""
    assert len({table.name for table in FLIGHTS_TABLES}) == 5
    assert all(column.label for table in FLIGHTS_TABLES for column in table.columns)


def test_writing_twice_gives_the_same(written: dict[str, WrittenTable], tmp_path: Path) -> None:
    """A second demo on the same machine has the same data."""
    again = write_flights(tmp_path / "again")
    assert all(each.path.read_bytes() == written[each.table.name].path.read_bytes() for each in again)
