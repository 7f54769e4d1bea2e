"""Reading rows by their keys, where a few of very many are wanted.

The role may make no table to join with, so that keys go into the statement, as one array a column of the key. The
planner knows how long they are, and takes the key's index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import text
from shared.adapters.postgres.source.catalogue import described, rows_of
from shared.adapters.postgres.source.parquet import engine, failures
from shared.adapters.postgres.source.plain_numbers import with_decimals
from shared.adapters.postgres.source.plan import Plan, carried, without_gone
from shared.adapters.postgres.source.quoting import literal, name
from shared.adapters.postgres.source.row_query import RowQuery

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shared.adapters.postgres.source.catalogue import SourceColumn
    from shared.adapters.postgres.source.plan import Manner
    from shared.adapters.postgres.source.session import Session
    from shared.core.store.source import SourceTable, StoredColumn

AT_ONCE = 10_000
"""Keys of one statement."""
_LONGEST = 1 << 20
"""Characters of the keys of one statement."""
_UNSAID = ("JSON", "[]")
"""Types whose text in DuckDB is not one that PostgreSQL reads as the same value."""
_MEMORY_MB = 100

Keys = list[tuple[str, ...]]


def can_be_asked(key: tuple[str, ...], known: Sequence[StoredColumn]) -> bool:
    """Return whether PostgreSQL can be told keys of these stored types."""
    kinds = {each.name: each.type for each in known}
    return bool(key) and all(each in kinds and not kinds[each].endswith(_UNSAID) for each in key)


def keys_in(file: Path, key: tuple[str, ...], known: Sequence[StoredColumn], folder: Path) -> Iterator[Keys]:
    """Give the keys of a Parquet file as PostgreSQL reads them, in lists of a statement's size."""
    kinds = {each.name: each.type for each in known}
    cells = ", ".join(_said(name(each), kinds[each]) for each in key)
    with engine(folder, _MEMORY_MB, 1) as into, failures(folder):
        asked = into.execute(f"SELECT {cells} FROM read_parquet({text(str(file))})")  # noqa: S608 - names are quoted
        held: Keys = []
        length = 0
        while rows := asked.fetchmany(AT_ONCE):
            for each in rows:
                held.append(each)
                length += sum(map(len, each))
                if len(held) >= AT_ONCE or length >= _LONGEST:
                    yield held
                    held, length = [], 0
        if held:
            yield held


def planned_by_key(
    session: Session, source: SourceTable, manner: Manner, keys: Keys, known: tuple[StoredColumn, ...]
) -> Plan:
    """Return how to read the living rows of these keys."""
    columns = described(session, source)
    every = RowQuery(carried(columns, known), rows_of(source))
    plan = Plan(source, columns, every.where(among(source.key, columns, keys)))
    plan = without_gone(plan) if source.tombstone else plan
    if not manner.measures_numerics:
        return plan
    return Plan(source, columns, with_decimals(session, source.name, columns, plan.rows, known))


def among(key: tuple[str, ...], columns: tuple[SourceColumn, ...], keys: Keys) -> str:
    """Return PostgreSQL's condition for rows of these keys."""
    kinds = {each.name: each.type.said for each in columns}
    named = ", ".join(f"source.{name(each)}" for each in key)
    arrays = ", ".join(
        f"{literal(_array([row[place] for row in keys]))}::{kinds[each]}[]" for place, each in enumerate(key)
    )
    return f"({named}) IN (SELECT * FROM unnest({arrays}))"  # noqa: S608 - literals are quoted


def _array(values: Sequence[str]) -> str:
    """PostgreSQL's text of an array of texts."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{each}"' for each in quoted) + "}"


def _said(column: str, kind: str) -> str:
    """DuckDB's expression for a value as PostgreSQL reads it: both differ in bytes, and in years before Christ."""
    if kind == "BLOB":
        return f"'\\x' || hex({column})"
    written = f"CAST(CAST({column} AS {kind}) AS VARCHAR)"
    if kind.startswith(("DATE", "TIMESTAMP")):
        return (
            f"CASE WHEN contains({written}, ' (BC)') THEN replace({written}, ' (BC)', '') || ' BC' ELSE {written} END"
        )
    return written
