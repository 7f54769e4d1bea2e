"""Compute the rows of a query whose meaning is checked: remembered, or compiled, guarded and run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.app.remember_answers import Form, Remembered
from shared.core.caching.keys import result_key
from shared.core.caching.packing import KeptResult, pack_result, unpack_result
from shared.core.errors import InternalError
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import Dialect
from shared.core.sql.guard import guard

if TYPE_CHECKING:
    from shared.app.answer_question import View
    from shared.app.remember_answers import AnswerMemory
    from shared.core.security.viewer import Viewer
    from shared.core.semantic.model import TableRef
    from shared.core.semantic.query import SemanticQuery
    from shared.core.sql.compiled import CompiledQuery
    from shared.ports.query_runner import QueryRunner


def compute_result(
    query: SemanticQuery, view: View, runner: QueryRunner, viewer: Viewer, memory: AnswerMemory | None = None
) -> Remembered[KeptResult]:
    """Return the rows for a query that passed the rules, and the statement they came from.

    Raises what the runner raises, and InternalError when the guard stops what our own compiler made.
    """
    if memory is None:
        return Remembered(_run(query, view, runner, viewer))
    form = Form(pack_result, unpack_result, lambda kept: kept.cells, memory.plan.result_seconds)
    key = result_key(query, view.model, view.datasets, viewer, memory.release)
    return memory.once(key, form, lambda: _run(query, view, runner, viewer))


def _run(query: SemanticQuery, view: View, runner: QueryRunner, viewer: Viewer) -> KeptResult:
    compiled = compile_query(query, view.model, Dialect.DUCKDB)
    _stop_what_is_not_ours(compiled, view)
    table = runner.run(compiled, view.datasets, viewer)
    params = tuple((name, str(value)) for name, value in compiled.params.items())
    return KeptResult(table, compiled.sql, params, compiled.reads)


def _stop_what_is_not_ours(compiled: CompiledQuery, view: View) -> None:
    stopped = guard(compiled, _permitted(view))
    if stopped:
        raise InternalError("guard: " + "; ".join(each.reason for each in stopped))


def _permitted(view: View) -> dict[TableRef, frozenset[str]]:
    """Return every table of the view with its columns; roles of one table see the same columns."""
    return {each.table: frozenset(field.name for field in each.fields) for each in view.model.entities}
