"""The columns of a table, a view or a query, with their types: asked of PostgreSQL, which describes a query unrun."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from shared.adapters.postgres.source.carrying import SourceType
from shared.adapters.postgres.source.quoting import literal, name
from shared.adapters.postgres.source.session import failures, run
from shared.core.errors import UserError
from shared.core.store.source import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.adapters.postgres.source.session import Session
    from shared.core.store.source import SourceTable

_TO_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
_HEADER = 4
"""A numeric's type modifier counts from here: (precision << 16 | scale in 11 bits with a sign) + 4."""
_READABLE = "'r', 'p', 'v', 'm', 'f'"
_COUNTED_FROM_0 = {"int2vector", "oidvector"}


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column as PostgreSQL has it; is_filled where it vouches that there is no NULL in it."""

    name: str
    type: SourceType
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class _Type:
    """A row of pg_type."""

    name: str
    schema: str
    element: int
    base: int
    base_modifier: int


def rows_of(source: SourceTable) -> str:
    """Return what stands behind FROM for all rows of a source, named source."""
    if isinstance(source.of, Relation):
        return f"{name(source.of.schema)}.{name(source.of.name)} AS source"
    return f"({source.of.sql}\n) AS source"


def described(session: Session, source: SourceTable) -> tuple[SourceColumn, ...]:
    """Return the columns. Raises UserError when there is nothing of that name, or DuckDB could not tell columns apart.

    Dropped columns are not among them, generated ones are; a domain is told as what it is a domain of.
    """
    with failures(source.name), session.taken() as connection:
        if isinstance(source.of, Relation):
            _check_is_there(session, source)
        with connection.transaction():
            result = run(connection, f"SELECT * FROM {rows_of(source)} LIMIT 0").pgresult  # noqa: S608
        assert result is not None  # noqa: S101 - a SELECT has a result
        count = result.nfields
        names = [(result.fname(i) or b"").decode() for i in range(count)]
        kinds = [(result.ftype(i), result.fmod(i)) for i in range(count)]
        _check_names(source, names)
        types = _types(session, kinds)
        filled = _filled(session, source)
    return tuple(SourceColumn(each, types[kind], each in filled) for each, kind in zip(names, kinds, strict=True))


def _filled(session: Session, source: SourceTable) -> set[str]:
    """Columns that are NOT NULL: in a table without children, which may do without it, and not still to be checked."""
    of = source.of
    if not isinstance(of, Relation):
        return set()
    rows = session.rows(
        "SELECT a.attname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "  # noqa: S608
        "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND a.attnotnull "
        f"WHERE n.nspname = {literal(of.schema)} AND c.relname = {literal(of.name)} AND c.relkind = 'r' "
        "AND NOT EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhparent = c.oid) "
        "AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'n' "
        "AND NOT k.convalidated AND a.attnum = ANY (k.conkey))"
    )
    return {each for (each,) in rows}


def _check_is_there(session: Session, source: SourceTable) -> None:
    of = source.of
    if isinstance(of, Relation) and not session.rows(
        "SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "  # noqa: S608
        f"WHERE n.nspname = {literal(of.schema)} AND c.relname = {literal(of.name)} AND c.relkind IN ({_READABLE})"
    ):
        raise UserError(f'There is no table or view "{of.schema}.{of.name}".')


def _check_names(source: SourceTable, names: list[str]) -> None:
    if not names:
        raise UserError(f'"{source.name}" has no columns.')
    small = Counter(each.translate(_TO_SMALL) for each in names)
    twice = next((each for each in names if small[each.translate(_TO_SMALL)] > 1), None)
    if twice is not None:
        raise UserError(
            f'"{source.name}" has more than one column "{twice}" when capitals do not count, as in a snapshot: '
            "give its query, with a name for each."
        )
    declared = (*source.key, source.incremental, source.tombstone, source.partition)
    missing = next((each for each in declared if each and each not in names), None)
    if missing is not None:
        raise UserError(f'"{source.name}" has no column "{missing}".')


def _types(session: Session, kinds: list[tuple[int, int]]) -> dict[tuple[int, int], SourceType]:
    known: dict[int, _Type] = {}
    wanted = {oid for oid, _ in kinds}
    while wanted:
        known |= _asked(session, wanted)
        inner = {each.element for each in known.values()} | {each.base for each in known.values()}
        wanted = inner - known.keys() - {0}
    said = _said(session, set(kinds))
    return {(oid, modifier): _resolved(known, oid, modifier, said[oid, modifier]) for oid, modifier in kinds}


def _asked(session: Session, oids: Iterable[int]) -> dict[int, _Type]:
    """Rows of pg_type. An array is what has an element and is counted from 1 by array's own rules."""
    rows = session.rows(
        "SELECT t.oid::bigint, t.typname::text, n.nspname::text, "  # noqa: S608
        "CASE WHEN t.typlen = -1 AND t.typcategory = 'A' THEN t.typelem ELSE 0 END::bigint, t.typbasetype::bigint, "
        "t.typtypmod FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace "
        f"WHERE t.oid IN ({', '.join(map(str, oids))})"
    )
    return {
        oid: _Type(named, schema, 0 if named in _COUNTED_FROM_0 else element, base, modifier)
        for oid, named, schema, element, base, modifier in rows
    }


def _said(session: Session, kinds: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    listed = ", ".join(f"({oid}::oid, {modifier}::int4)" for oid, modifier in kinds)
    rows = session.rows(
        f"SELECT o::bigint, m, format_type(o, NULLIF(m, -1)) FROM (VALUES {listed}) AS asked(o, m)"  # noqa: S608
    )
    return {(oid, modifier): said for oid, modifier, said in rows}


def _resolved(known: Mapping[int, _Type], oid: int, modifier: int, said: str) -> SourceType:
    """The type with its element, domains being what they are domains of."""
    found = known[oid]
    if found.base:
        return _resolved(known, found.base, found.base_modifier, said)
    if found.element:
        return SourceType(found.name, said, element=_resolved(known, found.element, modifier, said))
    named = found.name if found.schema == "pg_catalog" else f"{found.schema}.{found.name}"
    if named != "numeric" or modifier < _HEADER:
        return SourceType(named, said)
    bits = modifier - _HEADER
    scale = ((bits & 0x7FF) ^ 1024) - 1024
    return SourceType(named, said, bits >> 16 & 0xFFFF, scale)
