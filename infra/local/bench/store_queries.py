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
_SAME = {
    "top failing": "SELECT tag, count(*) FILTER (WHERE NOT passed), count(*) FROM events GROUP BY 1 "
    "ORDER BY 2 DESC, 1 LIMIT 10",
    "histogram": "SELECT floor(score / 10), count(*) FROM events GROUP BY 1",
    "correlation": "SELECT corr(score, latency_ms) FROM events",
    "join average": "SELECT family, avg(price) FROM events JOIN checks USING (tag) GROUP BY 1",
}
_BY_MODEL = "SELECT model, {} FROM events GROUP BY 1"
_LAST_DAY = "SELECT count(*), avg(latency_ms) FROM events WHERE ts >= timestamptz '{}' - interval '24 hours'"
_JSON = "SELECT meta ->> 'region', count(*), avg(CAST(meta ->> 'tok' AS integer)) FROM events GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query by what it tells, for PostgreSQL and for DuckDB."""

    title: str
    there: str
    here: str


def queries(first: datetime, last: datetime) -> tuple[Asked, ...]:
    """Return the queries over events that came between these instants."""
    span = Field("ts", "Ts", DataType.TIMESTAMP, minimum=f"{first:%Y-%m-%d}", maximum=f"{last:%Y-%m-%d}")
    there, here = (
        local_time(exp.column("ts"), span, ZONE, each).sql(each.value) for each in (Dialect.POSTGRES, Dialect.DUCKDB)
    )
    middles = ", ".join(f"percentile_cont({each}) WITHIN GROUP (ORDER BY latency_ms)" for each in (0.5, 0.95))
    listed = "quantile_cont(latency_ms, 0.5), quantile_cont(latency_ms, 0.95)"
    return (
        _buckets("daily counts", "day", "count(*)", there, here),
        _buckets("weekly pass rate", "week", "avg(CAST(passed AS integer))", there, here),
        Asked("latency percentiles by model", _BY_MODEL.format(middles), _BY_MODEL.format(listed)),
        *(Asked(title, sql, sql) for title, sql in _SAME.items()),
        Asked("last 24 hours", _LAST_DAY.format(last), _LAST_DAY.format(last)),
        Asked("JSON field", _JSON, _JSON),
    )


def _buckets(title: str, bucket: str, told: str, there: str, here: str) -> Asked:
    """A figure by buckets of the clock on the wall."""
    sql = "SELECT date_trunc('{}', {}), {} FROM events GROUP BY 1"
    return Asked(title, sql.format(bucket, there, told), sql.format(bucket, here, told))


def alike(rows: Sequence[tuple[object, ...]]) -> list[tuple[str, ...]]:
    """Return rows as both engines would give them: in one order, numbers to so many digits."""
    return sorted(tuple(_alike(cell) for cell in row) for row in rows)


def _alike(cell: object) -> str:
    try:
        return f"{float(str(cell)):.{_DIGITS}g}"
    except ValueError:
        return str(cell)
