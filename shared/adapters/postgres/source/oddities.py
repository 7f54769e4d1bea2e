"""Columns with values that their type in DuckDB cannot hold.

They are looked for only when a read failed: none of the ways lets such a value pass in silence, so that the table that
has none, which is nearly every one, pays nothing. Asking first would cost a pass (about 0.3 s for a million rows).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.adapters.postgres.source.carrying import AS_TEXT
from shared.adapters.postgres.source.session import failures

if TYPE_CHECKING:
    from shared.adapters.postgres.source.row_query import CarriedColumn, RowQuery
    from shared.adapters.postgres.source.session import Session


def odd_columns(session: Session, query: RowQuery, table: str) -> tuple[CarriedColumn, ...]:
    """Return the columns that have such values among the rows of the query."""
    asked = [each for each in query.columns if each.carriage.odd]
    if not asked:
        return ()
    found = ", ".join(f"bool_or({each.carriage.odd.replace('{}', each.there)})" for each in asked)
    with failures(table):
        ((*answers,),) = session.rows(f"SELECT {found} FROM {query.rows}")  # noqa: S608 - names are quoted
    return tuple(each for each, is_odd in zip(asked, answers, strict=True) if is_odd)


def kept_as_text(query: RowQuery, odd: tuple[CarriedColumn, ...]) -> RowQuery:
    """Return the query with these columns as PostgreSQL's text."""
    columns = (replace(each, carriage=AS_TEXT) if each in odd else each for each in query.columns)
    return replace(query, columns=tuple(columns))


def note(column: CarriedColumn) -> str:
    """Say in plain words what became of the column."""
    return f'"{column.name}" is kept as text: {column.carriage.stored} cannot hold {column.carriage.why}.'
