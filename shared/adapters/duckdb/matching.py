"""Which relationships are worth a look at all rows: some rows of each referring column held against the keys.

Sheets of a workbook have thousands of columns that could refer to each other and seldom do. All columns that may refer
to a key are looked up in it by one statement, and those of which few rows are found need no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import quoted
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

    from shared.core.semantic.model import Relationship
    from shared.core.semantic.profile import TableProfile

    Column = tuple[str, str]

HOPELESS = 0.5
"""Where fewer of the sampled rows are found, no relationship is: every rule asks for three quarters of all rows."""
_ROWS, _TELLING = 1_000, 100
"""Rows that are looked at, and the least of them with a value that say something of all."""
_KINDS = {DataType.TEXT: "texts", DataType.INTEGER: "numbers"}


def sampled_matches(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, TableProfile], candidates: Iterable[Relationship]
) -> dict[Relationship, float]:
    """The fraction of rows found, for relationships of one column where it is exact or hopeless."""
    asked: dict[Column, list[Relationship]] = {}
    for each in candidates:
        if len(each.to_columns) == 1 and _is_comparable(tables, each):
            asked.setdefault((each.to_entity, each.to_columns[0]), []).append(each)
    asked = {(entity, key): some for (entity, key), some in asked.items() if is_unique(tables[entity], key)}
    places = _samples(connection, tables, (each for some in asked.values() for each in some))
    found: dict[Relationship, float] = {}
    for (entity, key), some in asked.items():
        kind = _KINDS[_kind_of(tables[entity], key)]
        shares = _shares(connection, tables[entity], key, kind, [places[_from(each)] for each in some])
        for each in some:
            rows, share = shares.get(places[_from(each)], (0, 0.0))
            if tables[each.from_entity].rows <= _ROWS or (rows >= _TELLING and share < HOPELESS):
                found[each] = share
    return found


def is_unique(profile: TableProfile, name: str) -> bool:
    """True when the values of a column are all different."""
    column = profile.column(name)
    return column is not None and column.distinct == profile.rows - column.nulls


def _is_comparable(tables: Mapping[str, TableProfile], each: Relationship) -> bool:
    """True when both sides are texts, or whole numbers."""
    kinds = {
        _kind_of(tables[each.from_entity], each.from_columns[0]),
        _kind_of(tables[each.to_entity], each.to_columns[0]),
    }
    return len(kinds) == 1 and kinds <= _KINDS.keys()


def _kind_of(profile: TableProfile, name: str) -> DataType:
    column = profile.column(name)
    return column.type if column else DataType.FLOAT


def _from(relationship: Relationship) -> Column:
    return relationship.from_entity, relationship.from_columns[0]


def _samples(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, TableProfile], asking: Iterable[Relationship]
) -> dict[Column, int]:
    """Some rows of each referring column, evenly drawn, under the number that it gets; its values and how often."""
    connection.execute("CREATE TEMP TABLE texts (place INTEGER, value VARCHAR, rows BIGINT)")
    connection.execute("CREATE TEMP TABLE numbers (place INTEGER, value BIGINT, rows BIGINT)")
    places: dict[Column, int] = {}
    for each in asking:
        column = _from(each)
        if column in places:
            continue
        places[column] = len(places)
        profile, name = tables[column[0]], quoted(column[1])
        step = max(1, profile.rows // _ROWS)
        kind = _KINDS[_kind_of(profile, column[1])]
        connection.execute(
            f"INSERT INTO {kind} SELECT {places[column]}, value, count(*) FROM (SELECT {name} AS value, "  # noqa: S608
            f"row_number() OVER () AS number FROM {quoted(profile.table.table)}) "
            f"WHERE number % {step} = 0 AND value IS NOT NULL GROUP BY value"
        )
    return places


def _shares(
    connection: duckdb.DuckDBPyConnection, there: TableProfile, key: str, kind: str, places: list[int]
) -> dict[int, tuple[int, float]]:
    """The sampled rows of each column, and the share of them that is found in a key."""
    keys = f"SELECT {quoted(key)} FROM {quoted(there.table.table)}"  # noqa: S608 - names are quoted
    asked = f"SELECT place, rows, value IN ({keys}) AS is_found FROM {kind} WHERE place IN (SELECT unnest(?))"  # noqa: S608
    figures = "sum(rows)::BIGINT, coalesce(sum(rows) FILTER (is_found), 0)::BIGINT"
    found = connection.execute(f"SELECT place, {figures} FROM ({asked}) GROUP BY place", (places,)).fetchall()  # noqa: S608
    return {place: (rows, hits / rows) for place, rows, hits in found}
