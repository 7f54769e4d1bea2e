"""Answer one question: read, check, compile, guard, run, say."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from shared.app.ask_models import ask_models, hands_on, with_tier
from shared.core.asking.answer import Answer, Evidence, Status, Tier
from shared.core.asking.charting import choose_chart
from shared.core.asking.describe import describe
from shared.core.asking.question import IntentKind
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Unclear, Understood
from shared.core.asking.scope import scope
from shared.core.asking.suggest import following, nearest, suggest
from shared.core.errors import InternalError, TimedOutError, UserError
from shared.core.semantic.merge import merge_models
from shared.core.semantic.rules import check
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import Dialect
from shared.core.sql.guard import guard
from shared.render.headline import headline

if TYPE_CHECKING:
    from shared.app.ask_models import Cascade
    from shared.core.asking.question import Question
    from shared.core.asking.reading import Reading
    from shared.core.security.viewer import Viewer
    from shared.core.semantic.model import SemanticModel, TableRef
    from shared.core.semantic.query import SemanticQuery
    from shared.core.sql.compiled import CompiledQuery
    from shared.core.store.dataset import Dataset
    from shared.ports.dataset_catalog import VisibleDatasets
    from shared.ports.query_runner import QueryRunner

NO_DATA = "There is no data in this channel yet. Share a CSV or an Excel file here and ask again."


@dataclass(frozen=True, slots=True)
class View:
    """What one viewer may ask about: the data sets with a snapshot, and one model over them."""

    datasets: tuple[Dataset, ...]
    model: SemanticModel


_Key = tuple[tuple[str, int, str], ...]
_merged: OrderedDict[_Key, SemanticModel] = OrderedDict()
_MERGED_AT_MOST = 32


def view_for(viewer: Viewer, catalog: VisibleDatasets) -> View:
    """Return what the viewer may see; a data set without a snapshot is not there yet."""
    ready = tuple(each for each in catalog.visible(viewer) if each.model is not None and each.snapshot is not None)
    return View(ready, _model_over(ready))


def _model_over(datasets: tuple[Dataset, ...]) -> SemanticModel:
    """Return one model over these versions of these data sets; the same object again, so that indexes of it last.

    What a viewer may see is decided before, anew for every question: the key holds exactly that.
    """
    key = tuple((each.id, each.snapshot.version, each.snapshot.etag) for each in datasets if each.snapshot is not None)
    model = _merged.pop(key, None)
    if model is None:
        model = merge_models((each.name, each.model) for each in datasets if each.model is not None)
    _merged[key] = model
    while len(_merged) > _MERGED_AT_MOST:
        _merged.popitem(last=False)
    return model


def answer_question(
    question: Question, catalog: VisibleDatasets, runner: QueryRunner, cascade: Cascade | None = None
) -> Answer:
    """Return the one answer to a question.

    Every expected outcome is an Answer: a question back, a refusal in words, a plain error. Raises TransientError when
    the data cannot be had now, and InternalError when the guard stops what our own compiler made.
    """
    started = time.perf_counter()
    view = view_for(question.viewer, catalog)
    if not view.datasets:
        return Answer(Status.REFUSED, NO_DATA, intent=IntentKind.HELP)
    reading = read(question, view.model)
    if cascade is None or not hands_on(reading, cascade.plan):
        return _answer_reading(reading, question, view, runner, started)
    asked = ask_models(question, view.model, reading, cascade)
    return with_tier(_answer_reading(asked.reading, question, view, runner, started), asked)


def _answer_reading(reading: Reading, question: Question, view: View, runner: QueryRunner, started: float) -> Answer:
    match reading:
        case Understood(intent, query, notes):
            answer = answer_query(query, view, runner, question.viewer, started)
            return replace(answer, caveats=(*notes, *answer.caveats), intent=intent.kind)
        case Unclear(intent, ask, options):
            pairs = tuple((option.label, option.question) for option in options)
            return Answer(Status.CLARIFY, ask, options=pairs, intent=intent.kind)
        case NotUnderstood(intent, reason, _):
            return Answer(Status.REFUSED, reason, next_questions=nearest(question.text, view.model), intent=intent.kind)
        case _:
            assert_never(reading)


def answer_query(
    query: SemanticQuery, view: View, runner: QueryRunner, viewer: Viewer, started: float | None = None
) -> Answer:
    """Return the answer to a query whose meaning is fixed: what pins, digests and readings all end in."""
    began = time.perf_counter() if started is None else started
    issues = check(query, view.model)
    if issues:
        return Answer(
            Status.REFUSED, " ".join(each.for_user() for each in issues), next_questions=suggest(view.model, 3)
        )
    compiled = compile_query(query, view.model, Dialect.DUCKDB)
    _stop_what_is_not_ours(compiled, view)
    try:
        table = runner.run(compiled, view.datasets, viewer)
    except TimedOutError as error:
        raise UserError(str(error)) from error
    return Answer(
        status=Status.ANSWERED,
        headline=headline(query, table, view.model, scope(query, view.model)),
        table=table,
        chart=choose_chart(query, table, view.model),
        evidence=_evidence(query, compiled, view, 1000 * (time.perf_counter() - began)),
        query=query,
        caveats=("There are more rows than shown here; narrow the question to see the rest.",) * table.truncated,
        next_questions=following(query, view.model),
    )


def _stop_what_is_not_ours(compiled: CompiledQuery, view: View) -> None:
    stopped = guard(compiled, _permitted(view))
    if stopped:
        raise InternalError("guard: " + "; ".join(each.reason for each in stopped))


def _permitted(view: View) -> dict[TableRef, frozenset[str]]:
    """Return every table of the view with its columns; roles of one table see the same columns."""
    return {each.table: frozenset(field.name for field in each.fields) for each in view.model.entities}


def _evidence(query: SemanticQuery, compiled: CompiledQuery, view: View, milliseconds: float) -> Evidence:
    read_names = {ref.dataset for ref in compiled.reads}
    read_tables = {(ref.dataset, ref.table) for ref in compiled.reads}
    snapshots = [(each.name, each.snapshot) for each in view.datasets if each.name in read_names and each.snapshot]
    rows = sum(
        count for name, snapshot in snapshots for table, count in snapshot.tables if (name, table) in read_tables
    )
    return Evidence(
        words=describe(query, view.model),
        sql=compiled.sql,
        tables=tuple(dict.fromkeys(ref.table for ref in compiled.reads)),
        rows_read=rows,
        fresh_at=min((snapshot.read_at for _, snapshot in snapshots), default=None),
        tier=Tier.LOCAL,
        milliseconds=milliseconds,
        params=tuple((name, str(value)) for name, value in compiled.params.items()),
    )
