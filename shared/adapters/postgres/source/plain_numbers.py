"""Numerics without a precision as a DECIMAL that holds every digit of what is read, where that is wanted.

Such a column may hold any number of digits, so that it is text by itself. Asked of the same snapshot how many digits
there are before and behind the point, the DECIMAL is known that holds them all: 18 digits where they do, 38 where
they do not. What is known from before stays as long as the new rows fit: neither way over the wire would say that a
digit was cut off, hence nothing is tried here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.adapters.postgres.source.carrying import AS_TEXT, MOST_DIGITS, Carriage, decimal
from shared.adapters.postgres.source.session import failures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.postgres.source.catalogue import SourceColumn
    from shared.adapters.postgres.source.row_query import CarriedColumn, RowQuery
    from shared.adapters.postgres.source.session import Session
    from shared.core.store.source import StoredColumn

_FEW_DIGITS = 18
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_MEASURES = (
    "coalesce(max(scale({})), 0), coalesce(length(max(abs(trunc({})))::text), 1), "
    "coalesce(bool_or({} IN ('NaN', 'Infinity', '-Infinity')), false)"
)


def with_decimals(
    session: Session, table: str, types: tuple[SourceColumn, ...], query: RowQuery, known: tuple[StoredColumn, ...]
) -> RowQuery:
    """Return the query with a DECIMAL for each plain numeric whose values among its rows all fit one."""
    plain = _plain(types, query)
    if not plain:
        return query
    asked = ", ".join(_MEASURES.replace("{}", each.there) for each in plain)
    with failures(table):
        ((*found,),) = session.rows(f"SELECT {asked} FROM {query.rows}")  # noqa: S608 - names are quoted
    ways = {
        each.name: _way(found[3 * place], found[3 * place + 1], known_of(each, known), is_endless=found[3 * place + 2])
        for place, each in enumerate(plain)
    }
    return _carried(query, ways)


def as_known(types: tuple[SourceColumn, ...], query: RowQuery, known: tuple[StoredColumn, ...]) -> RowQuery:
    """Return the query with the DECIMAL that each plain numeric is stored as already."""
    ways = ((each.name, known_of(each, known)) for each in _plain(types, query))
    return _carried(query, {each: decimal(*digits) for each, digits in ways if digits is not None})


def are_known(types: tuple[SourceColumn, ...], query: RowQuery, known: tuple[StoredColumn, ...]) -> bool:
    """True when every plain numeric is stored already, in whatever type."""
    stored = {each.name for each in known}
    return all(each.name in stored for each in _plain(types, query))


def known_of(column: CarriedColumn, known: tuple[StoredColumn, ...]) -> tuple[int, int] | None:
    """Return the digits and the scale of the DECIMAL that a column is stored as already."""
    found = next((_DECIMAL.fullmatch(each.type) for each in known if each.name == column.name), None)
    return (int(found[1]), int(found[2])) if found is not None else None


def _plain(types: tuple[SourceColumn, ...], query: RowQuery) -> tuple[CarriedColumn, ...]:
    names = {each.name for each in types if each.type.name == "numeric" and each.type.precision is None}
    return tuple(each for each in query.columns if each.name in names)


def _way(scale: int, digits: int, known: tuple[int, int] | None, *, is_endless: bool) -> Carriage:
    if is_endless:
        return AS_TEXT
    if known is not None and scale <= known[1] and digits <= known[0] - known[1]:
        return decimal(*known)
    if digits + scale <= _FEW_DIGITS:
        return decimal(_FEW_DIGITS, scale)
    return decimal(MOST_DIGITS, scale) if digits + scale <= MOST_DIGITS else AS_TEXT


def _carried(query: RowQuery, ways: Mapping[str, Carriage]) -> RowQuery:
    columns = (replace(each, carriage=ways.get(each.name, each.carriage)) for each in query.columns)
    return replace(query, columns=tuple(columns))
