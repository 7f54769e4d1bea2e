"""The column that tells the rows of two tables apart, found by counting its different values in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from shared.core.ingest.versions.telling_apart import chosen_key, is_named_as_one, may_number_rows, may_tell_apart

if TYPE_CHECKING:
    from psycopg.sql import Composed

    from shared.adapters.postgres.comparison import Side
    from shared.adapters.postgres.database import Transaction

_FIRST_ROWS = 10_000
"""Rows in which a column that repeats itself is soon known for one."""


def found_key(transaction: Transaction, before: Side, after: Side) -> tuple[str, ...]:
    """The column that tells the rows of both apart; nothing where none or several do, or one side has no rows.

    Columns named as identifiers are asked first, and the first of them that does is enough.
    """
    unique: list[str] = []
    for name in may_tell_apart(before.table.shape.columns, after.table.shape.columns):
        if unique and not is_named_as_one(name) and is_named_as_one(unique[0]):
            break
        if all(_tells_apart(transaction, side, name) for side in (before, after)):
            unique.append(name)
            if is_named_as_one(name):
                break
    return chosen_key(unique)


def _tells_apart(transaction: Transaction, side: Side, name: str) -> bool:
    """True when every row has a value of its own there, which does not merely number the rows."""
    column = Identifier(name)
    few = SQL("SELECT {} AS v FROM {} LIMIT {}").format(column, side.source, _FIRST_ROWS)
    every = SQL("SELECT {} AS v FROM {}").format(column, side.source)
    return _is_unique(transaction, few) and _is_unique(transaction, every, may_count=not may_number_rows(name))


def _is_unique(transaction: Transaction, values: Composed, *, may_count: bool = True) -> bool:
    statement = SQL("SELECT count(*), count(DISTINCT v), min(v)::text, max(v)::text FROM ({}) AS looked_at")
    with transaction.connection.cursor(row_factory=tuple_row) as cursor:
        rows, distinct, least, most = cursor.execute(statement.format(values)).fetchone() or (0, 0, None, None)
    is_count = least in {"0", "1"} and most == str(rows - 1 + int(least))
    return rows > 0 and rows == distinct and (may_count or not is_count)
