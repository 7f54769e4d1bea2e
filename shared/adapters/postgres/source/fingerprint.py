"""What PostgreSQL says of the rows that were read, and what the files say: they must say the same.

Counts are of rows and of values that are not NULL; sums are exact: of whole and decimal numbers, of true values, of
the bytes of texts, with the least and greatest number and moment; everything adds the bytes of every other text, sums
of moments and of floating numbers. Each check is one expression for PostgreSQL and one for DuckDB, in one pass each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.source.carrying import Family
from shared.adapters.postgres.source.parquet import reading
from shared.adapters.postgres.source.quoting import name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb

    from shared.adapters.postgres.source.row_query import CarriedColumn, RowQuery
    from shared.adapters.postgres.source.session import Session
    from shared.ports.table_source import Part

_MOST_SUMMED = 28
"""Digits of a decimal whose sum over 10^10 rows DuckDB can hold."""


class Checks(Enum):
    """How much is compared."""

    COUNTS = "counts"
    SUMS = "sums"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is compared: where, what, PostgreSQL's expression, and DuckDB's."""

    column: str
    what: str
    there: str
    here: str


_VALUES = "values"
_Pair = tuple[str, str, str]
"""What, PostgreSQL's expression, DuckDB's; "{}" is the column, "{sent}" as it is sent by the binary way."""
_LENGTH = ("bytes", "sum(octet_length({}))", "sum(strlen({}))")
_WRITTEN = ("bytes", "sum(octet_length({}::text))", "sum(strlen(CAST({} AS VARCHAR)))")


def _ends(there: str, here: str) -> tuple[_Pair, ...]:
    return tuple(
        (said, there.replace("{}", f"{sign}({{}})"), here.replace("{}", f"{sign}({{}})"))
        for said, sign in (("least", "min"), ("greatest", "max"))
    )


_MOMENTS = _ends(
    "CASE WHEN isfinite({}) THEN (extract(epoch FROM {}) * 1000000)::numeric(30,0)::text ELSE ({})::text END",
    "CASE WHEN isfinite({}) THEN CAST(epoch_us({}) AS VARCHAR) ELSE CAST({} AS VARCHAR) END",
)
_DAYS = _ends(
    "CASE WHEN isfinite({}) THEN ({} - DATE '1970-01-01')::text ELSE ({})::text END",
    "CASE WHEN isfinite({}) THEN CAST(date_diff('day', DATE '1970-01-01', {}) AS VARCHAR) ELSE CAST({} AS VARCHAR) END",
)
_NUMBERS = _ends("({})::float8", "CAST({} AS DOUBLE)")
_SUM = ("sum", "sum({})", "sum({})")
_SUMS: dict[Family, tuple[_Pair, ...]] = {
    Family.INTEGER: (("sum", "sum({sent})", "sum({})"),),
    Family.DECIMAL: (_SUM,),
    Family.FLOAT: _NUMBERS,
    Family.BOOLEAN: (("true", "count(*) FILTER (WHERE {})", "count(*) FILTER (WHERE {})"),),
    Family.DATE: _DAYS,
    Family.TIMESTAMP: _MOMENTS,
    Family.TEXT: (_LENGTH,),
    Family.BYTES: (("bytes", "sum(octet_length({}))", "sum(octet_length({}))"),),
}
_EVERYTHING: dict[Family, tuple[_Pair, ...]] = {
    Family.FLOAT: (
        (
            "thousandths",
            "sum(CASE WHEN abs({}) < 1e12 THEN floor({}::float8 * 1000)::bigint END)",
            "sum(CASE WHEN abs({}) < 1e12 THEN CAST(floor(CAST({} AS DOUBLE) * 1000) AS BIGINT) END)",
        ),
    ),
    Family.DATE: (
        (
            "days",
            "sum(CASE WHEN isfinite({}) THEN {} - DATE '1970-01-01' END)",
            "sum(CASE WHEN isfinite({}) THEN date_diff('day', DATE '1970-01-01', {}) END)",
        ),
    ),
    Family.TIME: (
        ("written", "sum(octet_length({}::text))", "sum(strlen(CAST({} AS VARCHAR)))"),
        *_ends("({})::text", "CAST({} AS VARCHAR)"),
    ),
    Family.TIMESTAMP: (
        (
            "microseconds",
            "sum(CASE WHEN isfinite({}) THEN (extract(epoch FROM {}) * 1000000)::numeric(30,0) END)",
            "sum(CASE WHEN isfinite({}) THEN epoch_us({}) END)",
        ),
    ),
    Family.JSON: (_WRITTEN,),
    Family.WRITTEN: (_WRITTEN,),
    Family.LIST: (("elements", "sum(cardinality({}))", "sum(len({}))"),),
}


def checks_of(query: RowQuery, level: Checks) -> tuple[Check, ...]:
    """Return what is compared of the rows of a query. The number of rows is always the first."""
    return (Check("", "rows", "count(*)", "count(*)"), *(each for c in query.columns for each in _of(c, level)))


def of_postgres(session: Session, query: RowQuery, checks: Sequence[Check], also: str = "") -> list[Any]:
    """Return PostgreSQL's answers, and last that to one more expression; raises as psycopg does."""
    asked = ", ".join([each.there for each in checks] + ([also] if also else []))
    ((*found,),) = session.rows(f"SELECT {asked} FROM {query.rows}")  # noqa: S608 - names are quoted
    return found


def of_parts(into: duckdb.DuckDBPyConnection, parts: Sequence[Part], checks: Sequence[Check]) -> list[Any]:
    """Return the files' answers; those of no files are those of no rows.

    Values that are not NULL are counted by the files' footers, where they are: reading a column of 5 million JSON texts
    to count it takes as long as a third of writing it.
    """
    if not parts:
        return [0 if each.here.startswith("count") else None for each in checks]
    told = _footers(into, parts)
    asked = [each for each in checks if not _is_told(each, told)]
    found = into.execute(f"SELECT {', '.join(each.here for each in asked)} FROM {reading(parts)}").fetchall()[0]  # noqa: S608
    answers = dict(zip(asked, found, strict=True))
    return [told[each.column] if _is_told(each, told) else answers[each] for each in checks]


def _footers(into: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> dict[str, int]:
    """How many values each plain column of the files has; a path with commas is one into a list."""
    files = reading(parts).removeprefix("read_parquet")
    rows = into.execute(
        "SELECT path_in_schema, sum(num_values - stats_null_count)::BIGINT, count(*) = count(stats_null_count) "  # noqa: S608
        f"FROM parquet_metadata{files} GROUP BY ALL"
    ).fetchall()
    return {column: values for column, values, is_told in rows if is_told and ", " not in column}


def _is_told(check: Check, told: Mapping[str, int]) -> bool:
    return check.what == _VALUES and check.column in told


def differing(checks: Sequence[Check], there: Sequence[Any], here: Sequence[Any]) -> Check | None:
    """Return the first check on which both do not say the same, or None."""
    return next((c for c, a, b in zip(checks, there, here, strict=True) if not _is_same(a, b)), None)


def _of(column: CarriedColumn, level: Checks) -> Iterator[Check]:
    family = column.carriage.family
    # The same aggregate twice costs PostgreSQL nothing: a count for each of 12 columns of 5 million rows took 1.3 s.
    pairs: tuple[_Pair, ...] = ((_VALUES, "count(*)" if column.is_filled else "count({})", "count({})"),)
    if level is not Checks.COUNTS and not (family is Family.DECIMAL and _is_wide(column)):
        pairs += _SUMS.get(family, ())
    if level is Checks.ALL:
        pairs += _EVERYTHING.get(family, ())
    here, sent = name(column.name), column.carriage.sent
    for what, asked, told in pairs:
        yield Check(
            column.name, what, asked.replace("{sent}", sent).replace("{}", column.there), told.replace("{}", here)
        )


def _is_wide(column: CarriedColumn) -> bool:
    return int(column.carriage.stored.removeprefix("DECIMAL(").split(",")[0]) > _MOST_SUMMED


def _is_same(there: Any, here: Any) -> bool:  # noqa: ANN401 - whatever two databases answer
    if isinstance(there, float) and isinstance(here, float):
        return there == here or (math.isnan(there) and math.isnan(here))
    if isinstance(there, Decimal) or isinstance(here, Decimal):
        return there is not None and here is not None and Decimal(there) == Decimal(here)
    return bool(there == here)
