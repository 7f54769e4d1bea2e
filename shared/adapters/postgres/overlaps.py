"""How much of a file's table is in a stored one already, counted by PostgreSQL.

Rows are told to be the same by hashes of 64 bits: of a million rows held against ten million different ones, one in two
million times a row would be taken for one that is there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from shared.adapters.postgres.comparison import WORK_MEMORY, Side, comparable
from shared.adapters.postgres.copying import copy_rows_into, fitting
from shared.adapters.postgres.data_schema import stored_as
from shared.core.ingest.versions.overlaps import Overlap, rows_to_compare

if TYPE_CHECKING:
    from psycopg.sql import Composable, Composed

    from shared.adapters.postgres.database import Transaction
    from shared.core.ingest.report import CleanTable

    Pairs = dict[str, tuple[Composable, Composable]]

_FILE = Identifier("avexra_file_rows")
"""A table of the transaction's own, gone with it."""


def overlap_of(transaction: Transaction, there: Side, table: CleanTable) -> Overlap | None:
    """What of the table's rows is there; None where the two have no column in common.

    Raises UserError when a cell cannot be stored.
    """
    pairs = _pairs(there, table)
    if not pairs:
        return None
    looked_for = replace(table, rows=rows_to_compare(table))
    transaction.define(WORK_MEMORY)
    _bring(transaction, looked_for)
    same, stored = _same_rows(transaction, there, pairs)
    found = Overlap(table.label, len(table.rows), len(looked_for.rows), stored, same)
    key = there.table.key or table.key
    if not key or not pairs.keys() >= set(key):
        return found
    labels = {each.name: each.label for each in there.table.shape.columns}
    known, repeated, keyless = _keys(transaction, there, [pairs[name] for name in key])
    return replace(
        found,
        key=tuple(labels[name] for name in key),
        is_kept=bool(there.table.key),
        known=known,
        repeated=repeated,
        keyless=keyless,
    )


def _pairs(there: Side, table: CleanTable) -> Pairs:
    """The cells of each column that both have, there (b) and in the file (a), made comparable."""
    types = there.types
    return {
        each.name: comparable(each.name, types[each.name], each.type) for each in table.columns if each.name in types
    }


def _bring(transaction: Transaction, table: CleanTable) -> None:
    """Let the rows be a table of the transaction's own."""
    definitions = SQL(", ").join(
        SQL("{} {}").format(Identifier(each.name), stored_as(each.type)) for each in table.columns
    )
    transaction.define(SQL("DROP TABLE IF EXISTS {}").format(_FILE))
    transaction.define(SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(_FILE, definitions))
    with fitting(table.label):
        copy_rows_into(transaction, _FILE, table)
    transaction.define(SQL("ANALYZE {}").format(_FILE))


def _same_rows(transaction: Transaction, there: Side, pairs: Pairs) -> tuple[int, int]:
    """How many rows of the file are there, one for one; and how many are there at all."""
    theirs, mine = (SQL(", ").join(pair[side] for pair in pairs.values()) for side in (0, 1))
    statement = SQL(
        "WITH mine AS (SELECT hash_record_extended(ROW({mine}), 0) AS h, count(*) AS n FROM {file} AS a GROUP BY 1),"
        " theirs AS (SELECT h, count(*) AS n FROM"
        " (SELECT hash_record_extended(ROW({theirs}), 0) AS h FROM {there} AS b) AS hashed"
        " WHERE h IN (SELECT h FROM mine) GROUP BY h)"
        " SELECT (SELECT coalesce(sum(least(mine.n, theirs.n)), 0)::bigint FROM mine JOIN theirs USING (h)),"
        " (SELECT count(*) FROM {there})"
    ).format(mine=mine, theirs=theirs, file=_FILE, there=there.source)
    same, stored = _counted(transaction, statement)
    return same, stored


def _keys(transaction: Transaction, there: Side, key: list[tuple[Composable, Composable]]) -> tuple[int, int, int]:
    """How many rows of the file have a key that is there, that an earlier row of the file has, or lack a cell of it."""
    statement = SQL(
        "SELECT (SELECT count(*) FROM {file} AS a WHERE EXISTS {theirs}),"
        " (SELECT count(*) - count(DISTINCT ROW({cells})) FROM {file} AS a WHERE {filled} AND NOT EXISTS {theirs}),"
        " (SELECT count(*) FROM {file} AS a WHERE NOT ({filled}))"
    ).format(
        file=_FILE,
        theirs=SQL("(SELECT FROM {} AS b WHERE {})").format(
            there.source, SQL(" AND ").join(SQL("{} = {}").format(*pair) for pair in key)
        ),
        cells=SQL(", ").join(mine for _, mine in key),
        filled=SQL(" AND ").join(SQL("{} IS NOT NULL").format(mine) for _, mine in key),
    )
    known, repeated, keyless = _counted(transaction, statement)
    return known, repeated, keyless


def _counted(transaction: Transaction, statement: Composed) -> tuple[int, ...]:
    with transaction.connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(statement).fetchone() or ()
