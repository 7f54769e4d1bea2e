"""Answer what is no single query: why a number moved, what a word means, what is known about the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from shared.app.explain_change import explain_change
from shared.core.asking.answer import Answer, Evidence, Status, Tier
from shared.core.asking.question import IntentKind
from shared.core.asking.reading import Describes, Explains, NotUnderstood, Topic, Unclear, Wants, WhyChanged
from shared.core.asking.special import read_special
from shared.core.asking.suggest import nearest
from shared.render.columns import columns_headline, columns_table, freshness_headline, freshness_table

if TYPE_CHECKING:
    from shared.app.answer_question import View
    from shared.app.explain_change import Ask
    from shared.core.asking.question import Question

Explain = Callable[[str], "Answer | None"]
"""Finds what a word means; None where nothing is known about it."""
ONLY_IN_SLACK = "Pins and schedules are kept in Slack: ask me there."


def answer_special(question: Question, view: View, ask: Ask, explain: Explain | None = None) -> Answer | None:
    """Return the answer to a question that is not read into one query; None for every other question.

    ask is the ordinary way from a query to its answer. Without explain, what a word means is left to the reader.
    """
    reading = read_special(question, view.model)
    match reading:
        case None:
            return None
        case WhyChanged():
            return explain_change(reading, view.model, ask)
        case Describes():
            return _described(reading, question, view)
        case Explains(about=about):
            return explain(about) if explain is not None else None
        case Wants() | Unclear() | NotUnderstood():
            return _said(reading, question, view)
        case _:
            assert_never(reading)


def _said(reading: Wants | Unclear | NotUnderstood, question: Question, view: View) -> Answer:
    """Ask back, or say in words what cannot be done, with questions that can be asked."""
    if isinstance(reading, Unclear):
        pairs = tuple((each.label, each.question) for each in reading.options)
        return Answer(Status.CLARIFY, reading.ask, options=pairs, intent=reading.intent.kind)
    if isinstance(reading, Wants):
        return Answer(Status.REFUSED, ONLY_IN_SLACK, intent=reading.intent.kind)
    near = nearest(question.text, view.model)
    return Answer(Status.REFUSED, reading.reason, next_questions=near, intent=reading.intent.kind)


def _described(asked: Describes, question: Question, view: View) -> Answer | None:
    """Say what is known without reading a row; all tables at once are the reader's to list."""
    entity = view.model.entity(asked.entity)
    if asked.topic is Topic.FRESHNESS:
        said, table = freshness_headline(view.datasets, question.asked_at), freshness_table(view.datasets)
        words = "When each data set was read from its source"
    elif entity is not None:
        said, table = columns_headline(entity), columns_table(entity)
        words = f"The columns of {entity.label}, as this workspace's model describes them"
    else:
        return None
    fresh = min((each.snapshot.read_at for each in view.datasets if each.snapshot), default=None)
    names = (asked.entity,) if asked.entity else tuple(each.name for each in view.datasets)
    proof = Evidence(words, "", names, None, fresh, Tier.LOCAL, 0.0)
    near = nearest(question.text, view.model)
    return Answer(Status.ANSWERED, said, table, evidence=proof, next_questions=near, intent=IntentKind.METADATA)
