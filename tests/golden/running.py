"""From a golden query to rows, and whether two sets of rows agree."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlglot

from shared.core.semantic.rules import check
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import Dialect
from shared.core.sql.guard import guard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.semantic.query import SemanticQuery
    from shared.core.sql.compiled import CompiledQuery
    from tests.golden.domains import Domain

Rows = list[tuple[Any, ...]]
_DIGITS = 9
"""Significant digits in which numbers must agree; engines add floats in an order of their own."""


def compiled_of(query: SemanticQuery, domain: Domain, dialect: Dialect) -> CompiledQuery:
    """The statement for a query, which the rules and the guard let pass."""
    issues = check(query, domain.model)
    assert issues == (), [each.for_user() for each in issues]
    compiled = compile_query(query, domain.model, dialect)
    permitted = {each.table: frozenset(field.name for field in each.fields) for each in domain.model.entities}
    assert guard(compiled, permitted) == ()
    return compiled


def statement_of(query: SemanticQuery, domain: Domain) -> str:
    """The statement as it is recorded: DuckDB's, its parameters as comments behind it."""
    compiled = compiled_of(query, domain, Dialect.DUCKDB)
    return "\n".join([compiled.sql, *(f"-- ${name} = {value!r}" for name, value in compiled.params.items())])


def is_ordered(sql: str) -> bool:
    """True when the statement sorts its rows: the question asked for an order, or for a time line."""
    return sqlglot.parse_one(sql, dialect="duckdb").args.get("order") is not None


def agree(given: Rows, expected: Rows, *, in_order: bool) -> bool:
    """True when both hold the same rows, in the same order where that matters; numbers by value, not by type."""
    ours, theirs = _plain(given), _plain(expected)
    return ours == theirs if in_order else Counter(ours) == Counter(theirs)


def _plain(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(_cell(each) for each in row) for row in rows]


def _cell(value: Any) -> Any:  # noqa: ANN401 - whatever an engine gives
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return float(f"{float(value):.{_DIGITS}g}")
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, date | datetime) else value
