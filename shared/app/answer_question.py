"""Answer one question: read, check, compute, say."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from shared.app.answer_special import answer_special
from shared.app.ask_models import hands_on
from shared.app.compute_result import compute_result
from shared.app.define_words import define_words
from shared.app.explain import explain, quote
from shared.app.model_reading import with_tier
from shared.app.recall_reading import recall_reading
from shared.core.asking.answer import Answer, Evidence, Status, Tier
from shared.core.asking.charting import choose_chart
from shared.core.asking.describe import describe
from shared.core.asking.explaining import explains
from shared.core.asking.question import IntentKind
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Unclear, Understood
from shared.core.asking.scope import scope
from shared.core.asking.suggest import following, nearest, suggest
from shared.core.errors import TimedOutError, TooCostlyError, UserError
from shared.core.semantic.merge import merge_models
from shared.core.semantic.metric_refs import with_default_filters
from shared.core.semantic.rules import check
from shared.render.headline import headline
from shared.render.unfinished import unfinished_notes

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.app.ask_models import Cascade
    from shared.app.explain import Library
    from shared.app.remember_answers import AnswerMemory, Remembered
    from shared.core.asking.question import Question
    from shared.core.asking.reading import Reading
    from shared.core.caching.packing import KeptResult
    from shared.core.security.viewer import Viewer
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery
    from shared.core.store.dataset import Dataset
    from shared.core.table.result import ReadVersion
    from shared.ports.dataset_catalog import VisibleDatasets
    from shared.ports.query_runner import QueryRunner

NO_DATA = "There is no data in this channel yet. Share a CSV, Excel, JSON or Parquet file here and ask again."


@dataclass(frozen=True, slots=True)
class View:
    """What one viewer may ask about: the data sets with a snapshot, and one model over them."""

    datasets: tuple[Dataset, ...]
    model: SemanticModel


_Key = tuple[tuple[str, int, str, datetime], ...]
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
    known = ((each.id, each.snapshot) for each in datasets if each.snapshot is not None)
    key = tuple((name, each.version, each.etag, each.read_at) for name, each in known)
    model = _merged.pop(key, None)
    if model is None:
        model = merge_models((each.name, each.model) for each in datasets if each.model is not None)
    _merged[key] = model
    while len(_merged) > _MERGED_AT_MOST:
        _merged.popitem(last=False)
    return model


def answer_question(  # noqa: PLR0913 - the last three may be absent
    question: Question,
    catalog: VisibleDatasets,
    runner: QueryRunner,
    cascade: Cascade | None = None,
    memory: AnswerMemory | None = None,
    *,
    library: Library | None = None,
) -> Answer:
    """Return the one answer to a question; with a memory, what was paid for before is not paid for again.

    Without a library, what words mean is told from the semantic model alone, and no document is looked into. Every
    expected outcome is an Answer: a question back, a refusal in words, a plain error. Raises TransientError when the
    data cannot be had now, and InternalError when the guard stops what our own compiler made.
    """
    started = time.perf_counter()
    view = view_for(question.viewer, catalog)
    if not view.datasets:
        return _from_documents(question, view, library) or Answer(Status.REFUSED, NO_DATA, intent=IntentKind.HELP)

    def answered(query: SemanticQuery) -> Answer:
        return answer_query(query, view, runner, question.viewer, started, memory=memory)

    special = answer_special(question, view, answered, lambda about: explain(question, view.model, library, about))
    if special is not None:
        return special
    reading, question = define_words(read(question, view.model), question, view.model, library)
    if cascade is None or not hands_on(reading, cascade.plan):
        return _or_quoted(_answer_reading(reading, question, view, answered), question, library)
    asked = recall_reading(question, view, reading, cascade, memory)
    answer = with_tier(_answer_reading(asked.reading, question, view, answered), asked)
    return _or_quoted(answer, question, library)


def _from_documents(question: Question, view: View, library: Library | None) -> Answer | None:
    """Return what documents say where there are no tables: asked for in so many words, or surely about them."""
    if library is None:
        return None
    if explains(question.text):
        return explain(question, view.model, library)
    return quote(question, library)


def _or_quoted(answer: Answer, question: Question, library: Library | None) -> Answer:
    """Return what documents say to a question that the tables do not answer, if they do; else the answer."""
    unread = answer.status is Status.REFUSED and answer.query is None and answer.intent is IntentKind.UNSUPPORTED
    return (quote(question, library) if unread and library is not None else None) or answer


def _answer_reading(
    reading: Reading, question: Question, view: View, answered: Callable[[SemanticQuery], Answer]
) -> Answer:
    match reading:
        case Understood(intent, query, notes):
            answer = answered(with_default_filters(query, view.model))
            return replace(answer, caveats=(*notes, *answer.caveats), intent=intent.kind)
        case Unclear(intent, ask, options, word):
            pairs = tuple((option.label, option.question) for option in options)
            return Answer(Status.CLARIFY, ask, options=pairs, ambiguous=word, intent=intent.kind)
        case NotUnderstood(intent, reason, _):
            return Answer(Status.REFUSED, reason, next_questions=nearest(question.text, view.model), intent=intent.kind)
        case _:
            assert_never(reading)


def answer_query(  # noqa: PLR0913 - what an answer is made of
    query: SemanticQuery,
    view: View,
    runner: QueryRunner,
    viewer: Viewer,
    started: float | None = None,
    *,
    memory: AnswerMemory | None = None,
) -> Answer:
    """Return the answer to a query whose meaning is fixed: what pins, digests and readings all end in."""
    began = time.perf_counter() if started is None else started
    issues = check(query, view.model)
    if issues:
        return Answer(
            Status.REFUSED, " ".join(each.for_user() for each in issues), next_questions=suggest(view.model, 3)
        )
    try:
        result = compute_result(query, view, runner, viewer, memory)
    except TooCostlyError as error:
        return Answer(Status.REFUSED, str(error), next_questions=suggest(view.model, 3))
    except TimedOutError as error:
        raise UserError(str(error)) from error
    table = result.value.table
    evidence = _evidence(query, result, view, 1000 * (time.perf_counter() - began))
    return Answer(
        status=Status.ANSWERED,
        headline=headline(query, table, view.model, scope(query, view.model)),
        table=table,
        chart=choose_chart(query, table, view.model),
        evidence=evidence,
        query=query,
        caveats=(
            *(("There are more rows than shown here; narrow the question to see the rest.",) * table.truncated),
            *unfinished_notes(query, table, view.model.calendar, evidence.fresh_at),
            *(_cut_note(name, view) for each in table.read for name in each.truncated),
        ),
        next_questions=following(query, view.model),
    )


def _evidence(query: SemanticQuery, result: Remembered[KeptResult], view: View, milliseconds: float) -> Evidence:
    kept = result.value
    return Evidence(
        words=describe(query, view.model),
        sql=kept.sql,
        tables=tuple(dict.fromkeys(ref.table for ref in kept.reads)),
        rows_read=sum(each.rows for each in kept.table.read),
        fresh_at=min((_fresh_at(each, view) for each in kept.table.read), default=None),
        tier=Tier.LOCAL,
        milliseconds=milliseconds,
        params=kept.params,
        before=result.before,
    )


def _fresh_at(read: ReadVersion, view: View) -> datetime:
    """When the source looked like the version that was read: as the catalogue has it where that is a later look."""
    known = next((each.snapshot for each in view.datasets if each.name == read.dataset), None)
    return known.read_at if known is not None and known.version == read.version else read.read_at


def _cut_note(table: str, view: View) -> str:
    label = next((each.label for each in view.model.entities if each.table.table == table), table)
    return f"{label} has more rows than are kept here: this is of those that were read."
