"""What a read is to bring: the columns, the rows, the ranges they are cut into."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shared.adapters.postgres.source.carrying import AS_TEXT, Family, carriage_of
from shared.adapters.postgres.source.catalogue import described, rows_of
from shared.adapters.postgres.source.fingerprint import Checks
from shared.adapters.postgres.source.plain_numbers import are_known, as_known, with_decimals
from shared.adapters.postgres.source.quoting import name
from shared.adapters.postgres.source.ranges import ranges_of
from shared.adapters.postgres.source.row_query import CarriedColumn, RowQuery
from shared.adapters.postgres.source.session import failures
from shared.adapters.postgres.source.watermark import Growing, Overlap, bound, growing, past
from shared.core.store.manifest import Window
from shared.core.store.ranges import Whole
from shared.core.store.source import StoredColumn

if TYPE_CHECKING:
    from shared.adapters.postgres.source.catalogue import SourceColumn
    from shared.adapters.postgres.source.session import Session
    from shared.core.store.ranges import Range
    from shared.core.store.source import SourceTable, Watermark
    from shared.core.store.sync import Tier


@dataclass(frozen=True, slots=True)
class Manner:
    """How tables are read.

    tier forces one way; memory_mb is for all engines of a read together; chunk_rows is what a cursor brings at a time
    at most (store definitions: 10,000). measures_numerics: a numeric without a precision becomes the DECIMAL that holds
    its values (one pass more) where it would be text.
    """

    workers: int = 2
    tier: Tier | None = None
    checks: Checks = Checks.SUMS
    overlap: Overlap = field(default_factory=Overlap)
    memory_mb: int = 400
    chunk_rows: int = 10_000
    measures_numerics: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A read. rows are those that live; with a tombstone, gone are the others of the same part of the table.

    since and window as the port has them; greatest is where what is asked for the watermark is asked of.
    """

    source: SourceTable
    columns: tuple[SourceColumn, ...]
    rows: RowQuery
    gone: RowQuery | None = None
    ranges: tuple[Range, ...] = (Whole(),)
    growing: Growing | None = None
    since: Watermark | None = None
    window: Window | None = None
    truncated: bool = False
    notes: tuple[str, ...] = ()


def planned(
    session: Session, source: SourceTable, manner: Manner, since: Watermark | None, known: tuple[StoredColumn, ...]
) -> Plan:
    """Return how to read all rows of the source, or those past the watermark. Raises as the port says."""
    columns = described(session, source)
    grows = growing(source.name, columns, source.incremental)
    every = RowQuery(carried(columns, known), rows_of(source))
    plan = Plan(source, columns, every, growing=grows)
    if since is not None and grows is not None:
        plan = _from(session, plan, grows, since, manner.overlap)
    if source.tombstone:
        plan = without_gone(plan)
    if source.most_rows:
        plan = _cut(session, plan, source.most_rows)
    if manner.measures_numerics:
        plan = replace(plan, rows=with_decimals(session, source.name, columns, plan.rows, known))
    if plan.truncated or (plan.window is not None and not _scans(session, plan)):
        return plan
    return replace(plan, ranges=ranges_of(session, source, columns, manner.workers))


def columns_planned(
    session: Session, source: SourceTable, manner: Manner, known: tuple[StoredColumn, ...]
) -> tuple[StoredColumn, ...]:
    """Return the columns as they will be stored; rows are looked at only where nothing is known."""
    columns = described(session, source)
    query = RowQuery(carried(columns, known), rows_of(source))
    if manner.measures_numerics and are_known(columns, query, known):
        query = as_known(columns, query, known)
    elif manner.measures_numerics:
        query = planned(session, source, manner, None, known).rows
    return stored(columns, query.columns)


def keys_planned(session: Session, source: SourceTable, manner: Manner, known: tuple[StoredColumn, ...]) -> Plan:
    """Return how to read the keys of all rows that live, and what their incremental column says."""
    columns = described(session, source)
    keys = tuple(each for each in carried(columns, known) if each.name in {*source.key, source.incremental})
    plan = Plan(source, columns, RowQuery(keys, rows_of(source)))
    plan = without_gone(plan) if source.tombstone else plan
    if not manner.measures_numerics:
        return plan
    return replace(plan, rows=with_decimals(session, source.name, columns, plan.rows, known))


def carried(columns: tuple[SourceColumn, ...], known: tuple[StoredColumn, ...]) -> tuple[CarriedColumn, ...]:
    """Return how columns travel. One that had to become text stays text until a whole read without what is known."""
    texts = {(each.name, each.source_type) for each in known if each.type == AS_TEXT.stored}
    ways = ((each, carriage_of(each.type)) for each in columns)
    return tuple(
        CarriedColumn(
            each.name, AS_TEXT if way.odd and (each.name, each.type.said) in texts else way, is_filled=each.is_filled
        )
        for each, way in ways
    )


def stored(columns: tuple[SourceColumn, ...], ways: tuple[CarriedColumn, ...]) -> tuple[StoredColumn, ...]:
    """Return the columns as the snapshot has them."""
    said = {each.name: each.type.said for each in columns}
    return tuple(StoredColumn(each.name, each.carriage.stored, said[each.name]) for each in ways)


def _from(session: Session, plan: Plan, grows: Growing, since: Watermark, overlap: Overlap) -> Plan:
    """The plan for rows past the watermark; for all where the snapshot could not tell which rows they replace."""
    if not plan.source.key and not _is_ordered(plan.rows, grows):
        note = f'Read whole: "{grows.name}" is kept as text, which has another order.'
        return replace(plan, since=since, window=Window(grows.name, None), notes=(note,))
    value = bound(session, plan.source.name, grows, since, overlap)
    return replace(plan, rows=plan.rows.where(past(grows, value)), since=since, window=Window(grows.name, value))


def without_gone(plan: Plan) -> Plan:
    """The plan for rows that their tombstone does not call gone; what is gone matters only to an incremental read."""
    kind = next(each.type.name for each in plan.columns if each.name == plan.source.tombstone)
    column = f"source.{name(plan.source.tombstone)}"
    lives, gone = (" IS NOT TRUE", " IS TRUE") if kind == "bool" else (" IS NULL", " IS NOT NULL")
    keys = tuple(each for each in plan.rows.columns if each.name in plan.source.key)
    removed = replace(plan.rows, columns=keys).where(column + gone) if plan.window is not None else None
    return replace(plan, rows=plan.rows.where(column + lives), gone=removed)


def _cut(session: Session, plan: Plan, most: int) -> Plan:
    """The plan for the newest rows where there are more than may be read: one more is asked for to know."""
    with failures(plan.source.name):
        ((found,),) = session.rows(
            f"SELECT count(*) FROM (SELECT FROM {plan.rows.rows} LIMIT {most + 1:d}) AS asked"  # noqa: S608
        )
    if found <= most:
        return plan
    order = f" ORDER BY source.{name(plan.growing.name)} DESC NULLS LAST" if plan.growing is not None else ""
    rows = f"(SELECT source.* FROM {plan.rows.rows}{order} LIMIT {most:d}) AS source"  # noqa: S608
    return replace(plan, rows=RowQuery(plan.rows.columns, rows), truncated=True)


def _scans(session: Session, plan: Plan) -> bool:
    """True when PostgreSQL has no index to find the rows by: then the scan at least is shared."""
    with failures(plan.source.name):
        steps = session.rows(f"EXPLAIN SELECT FROM {plan.rows.rows}")
    return any("Seq Scan" in str(step) for (step,) in steps)


def _is_ordered(query: RowQuery, grows: Growing) -> bool:
    """True when the snapshot orders the incremental column as PostgreSQL does."""
    family = next(each.carriage.family for each in query.columns if each.name == grows.name)
    return family is not Family.WRITTEN
