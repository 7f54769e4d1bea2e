"""The nine queries that people ask of a table of events, in the SQL of both engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.semantic.model import Field
from shared.core.sql.compiled import Dialect
from shared.core.sql.local_time import local_time
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ZONE = "America/New_York"
"""Its clocks change twice a year: the harder case for days and weeks."""
_DIGITS = 6
"""Both engines add floating numbers in an order of their own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query by what it tells, for PostgreSQL and for DuckDB."""

    title: str
    there: str
    here: str


def queries(first: datetime, last: datetime) -> tuple[Asked, ...]:
    """Return the queries over events that came between these instants."""
    span = Field("ts", "Ts", DataType.TIMESTAMP, minimum=f"{first:%Y-%m-%d}", maximum=f"{last:%Y-%m-%d}")
    wall = {
        each: local_time(exp.column("ts"), span, ZONE, each).sql(each.value)
        for each in (Dialect.POSTGRES, Dialect.DUCKDB)
    }
    middles = ", ".join(f"percentile_cont({each}) WITHIN GROUP (ORDER BY latency_ms)" for each in (0.5, 0.95))
    listed = "quantile_cont(latency_ms, 0.5), quantile_cont(latency_ms, 0.95)"
    return (
        *(
            Asked(title, *(f"SELECT date_trunc('{bucket}', {each}), {told} FROM events GROUP BY 1" for each in wall.values()))
            for title, bucket, told in (
                ("daily counts", "day", "count(*)"),
                ("weekly pass rate", "week", "avg(CAST(passed AS integer))"),
            )
        ),
        Asked("latency percentiles by model", *(f"SELECT model, {each} FROM events GROUP BY 1" for each in (middles, listed))),
        _same("top failing", "SELECT tag, count(*) FILTER (WHERE NOT passed), count(*) FROM events GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"),
        _same("histogram", "SELECT floor(score / 10), count(*) FROM events GROUP BY 1"),
        _same("correlation", "SELECT corr(score, latency_ms) FROM events"),
        _same("join average", "SELECT family, avg(price) FROM events JOIN checks USING (tag) GROUP BY 1"),
        _same("last 24 hours", f"SELECT count(*), avg(latency_ms) FROM events WHERE ts >= timestamptz '{last}' - interval '24 hours'"),
        _same("JSON field", "SELECT meta ->> 'region', count(*), avg(CAST(meta ->> 'tok' AS integer)) FROM events GROUP BY 1"),
    )  # fmt: skip


def _same(title: str, sql: str) -> Asked:
    return Asked(title, sql, sql)


def alike(rows: Sequence[tuple[object, ...]]) -> list[tuple[str, ...]]:
    """Return rows as both engines would give them: in one order, numbers to so many digits."""
    return sorted(tuple(_alike(cell) for cell in row) for row in rows)


def _alike(cell: object) -> str:
    try:
        return f"{float(str(cell)):.{_DIGITS}g}"
    except ValueError:
        return str(cell)
