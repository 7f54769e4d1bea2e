"""Where a source can be cut, so that several connections read it side by side.

A table is cut by its pages (ctid), which costs PostgreSQL nothing: TID range scans, from version 14 on. So are
partitioned tables and tables with children: the condition holds for the pages of each. A declared partition column cuts
what has no pages of its own: views, queries, foreign tables; a table with pages is never cut by it, since without
an index each worker would scan all of it. Rows come in the table's order. They are not sorted: sorting 5 million whole
rows took 30 to 50 s and 780 MB where reading took 9 s, while tables of events are nearly in the order of time as they
lie, which row groups' least and greatest values serve as well; the engine sorts when it merges layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from shared.adapters.postgres.source.catalogue import rows_of
from shared.adapters.postgres.source.quoting import literal, name
from shared.adapters.postgres.source.session import failures
from shared.core.store.ranges import (
    NullRange,
    PageRange,
    ValueRange,
    Whole,
    cuts_wanted,
    page_ranges,
    value_ranges,
)
from shared.core.store.source import Relation

if TYPE_CHECKING:
    from shared.adapters.postgres.source.catalogue import SourceColumn
    from shared.adapters.postgres.source.session import Session
    from shared.core.store.ranges import Range
    from shared.core.store.source import SourceTable

_HAS_PAGE_SCANS = 140_000
_SAMPLE = 20_000
"""Values that quantiles are told from."""

_FILES = """
WITH RECURSIVE tree AS (
    SELECT c.oid, c.relkind, c.relam, c.reltuples FROM pg_class AS c
    WHERE c.oid = {regclass}::regclass
    UNION
    SELECT c.oid, c.relkind, c.relam, c.reltuples FROM tree AS t
    JOIN pg_inherits AS i ON i.inhparent = t.oid JOIN pg_class AS c ON c.oid = i.inhrelid
)
SELECT
    bool_and(t.relkind = 'p' OR (t.relkind = 'r' AND a.amname = 'heap')),
    coalesce(max(CASE WHEN t.relkind = 'r' THEN pg_relation_size(t.oid) END), 0)::bigint
        / current_setting('block_size')::bigint,
    coalesce(sum(CASE WHEN t.relkind = 'r' THEN pg_relation_size(t.oid) END), 0)::bigint
        / current_setting('block_size')::bigint,
    sum(greatest(t.reltuples, 0))::bigint
FROM tree AS t LEFT JOIN pg_am AS a ON a.oid = t.relam
"""
_ROWS_OF_PAGE = 40
"""Rows of a page, about, where PostgreSQL has not counted them yet."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a table or, of one with parts, of the largest part; about how many rows there are in all."""

    pages: int
    rows: int


def pages_of(session: Session, source: SourceTable) -> Pages | None:
    """Return the pages of a table that can be cut by them, None for what cannot."""
    if not isinstance(source.of, Relation) or session.version < _HAS_PAGE_SCANS:
        return None
    regclass = literal(f"{name(source.of.schema)}.{name(source.of.name)}")
    with failures(source.name):
        ((has_pages, largest, pages, rows),) = session.rows(_FILES.format(regclass=regclass))
    return Pages(int(largest), int(rows) or int(pages) * _ROWS_OF_PAGE) if has_pages else None


def ranges_of(
    session: Session, source: SourceTable, columns: tuple[SourceColumn, ...], workers: int
) -> tuple[Range, ...]:
    """Return the ranges that the source is read in."""
    if workers == 1:
        return (Whole(),)
    pages = pages_of(session, source)
    if pages is not None:
        return page_ranges(pages.pages, pages.rows, workers)
    if not source.partition:
        return (Whole(),)
    said = next(each.type.said for each in columns if each.name == source.partition)
    return value_ranges(source.partition, _cuts(session, source, said, workers))


def condition(within: Range, columns: tuple[SourceColumn, ...]) -> str:
    """Return PostgreSQL's condition for the rows of a range."""
    match within:
        case Whole():
            return "TRUE"
        case PageRange(first, end):
            below = f" AND source.ctid < '({end},0)'" if end is not None else ""
            return f"source.ctid >= '({first},0)'{below}"
        case NullRange(column):
            return f"source.{name(column)} IS NULL"
        case ValueRange(column, least, below):
            said = next(each.type.said for each in columns if each.name == column)
            bounds = ((">=", least), ("<", below))
            return " AND ".join(
                f"source.{name(column)} {sign} {literal(value)}::{said}" for sign, value in bounds if value is not None
            )
        case _:
            assert_never(within)


def _cuts(session: Session, source: SourceTable, said: str, workers: int) -> tuple[str, ...]:
    """Quantiles of the partition column, from a sample; none where there are too few rows."""
    column = f"source.{name(source.partition)}"
    with failures(source.name):
        ((rows,),) = session.rows(f"SELECT count(*) FROM {rows_of(source)}")  # noqa: S608
        wanted = cuts_wanted(rows, workers)
        if not wanted:
            return ()
        at = ", ".join(str((place + 1) / (wanted + 1)) for place in range(wanted))
        ((found,),) = session.rows(
            f"SELECT percentile_disc(ARRAY[{at}]) WITHIN GROUP (ORDER BY {column})::{said}[]::text[] "  # noqa: S608
            f"FROM {rows_of(source)} WHERE random() < {min(1.0, _SAMPLE / rows)}"
        )
    return tuple(dict.fromkeys(each for each in found or () if each is not None))
