"""How a compiled query is held against SQL written by hand, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.core.semantic.rules import check
from shared.core.sql.compile import compile_query
from shared.core.sql.guard import guard
from tests.fakes import market

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery
    from shared.core.sql.compiled import Dialect

Run = Callable[[str, Mapping[str, Any] | None], list[tuple[Any, ...]]]


def agree(
    query: SemanticQuery, by_hand: str, engines: Mapping[Dialect, Run], model: SemanticModel = market.MODEL
) -> None:
    """Hold that the rules and the guard find nothing wrong, and that both statements give the same rows."""
    assert check(query, model) == ()
    for dialect, run in engines.items():
        compiled = compile_query(query, model, dialect)
        assert guard(compiled, market.PERMITTED) == (), compiled.sql
        given, expected = run(compiled.sql, compiled.params), run(by_hand, None)
        assert rounded(given) == rounded(expected), f"{dialect}: {compiled.sql}"
        assert given
        assert len(compiled.columns) == len(given[0])


def rounded(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows with their broken numbers cut to what both engines keep."""
    return [tuple(round(float(x), 6) if isinstance(x, float | Decimal) else x for x in row) for row in rows]
