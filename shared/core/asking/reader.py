"""The local reader: from a question to a semantic query, without a model, in milliseconds.

The question is opened (words linked to the semantic model), then a literal tuple of steps takes out of its text what
each understands, then the rest is judged: what nothing accounts for makes the reader say so rather than guess.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.assembly import assemble
from shared.core.asking.conditions import read_conditions
from shared.core.asking.followup import changed_query, continues, removal_in, removed
from shared.core.asking.grouping import read_groups
from shared.core.asking.index import Kind, ReaderIndex
from shared.core.asking.lexicon import FILLER, HINGLISH_POSTPOSITIONS, STATES, VERBS
from shared.core.asking.linking import AGGREGATES
from shared.core.asking.measuring import read_comparison, read_measures
from shared.core.asking.opening import open_draft, open_question
from shared.core.asking.ordering import read_order
from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.ranking import read_ranking
from shared.core.asking.reading import NotUnderstood, Option, Unclear, Understood
from shared.core.asking.wishes import read_chart
from shared.core.asking.worth import read_best
from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.draft import Draft, Thing
    from shared.core.asking.question import Question
    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

STEPS: tuple[Callable[[Draft], None], ...] = (
    read_order,
    read_chart,
    read_comparison,
    read_best,
    read_ranking,
    read_conditions,
    read_groups,
    read_measures,
)
"""What is read, in this order: each step takes its words out of the draft's text."""

_SURE, _FOLLOWED = 0.95, 0.85
_TELLING = frozenset(
    """
    not except excluding without letter letters starts starting ends ending contain containing null missing empty above
    below than average avg mean most least highest lowest maximum minimum smallest largest median sum top bottom
    cumulative running exactly greater fewer never nobody nothing none no best worst last next ago before after since
    until
    """.split()
)
"""Words that always change an answer: a question in which one is left over was not understood."""
_IGNORED = FILLER | VERBS | HINGLISH_POSTPOSITIONS | AGGREGATES
_SUFFIXES = ("ly", "ing", "ed")


def read(question: Question, model: SemanticModel) -> Reading:
    """What the question means over this model: understood, unclear (ask back), or not understood and why."""
    from shared.core.asking.special import special_reading  # noqa: PLC0415

    special = special_reading(question, model)
    if special is not None:
        return special
    index = ReaderIndex.of(model)
    if question.previous is not None and model.entity(question.previous.entity) is not None:
        following = _read_follow_up(question, question.previous, index)
        if following is not None:
            return following
    return _read_query(question, index)


def _read_follow_up(question: Question, previous: SemanticQuery, index: ReaderIndex) -> Reading | None:
    """The previous query changed by what this question says; None when it is a question of its own."""
    removal = removal_in(question.text)
    if removal is not None:
        previous = removed(previous, removal.part)
    text = removal.text if removal else question.text
    led = removal is not None or continues(question.text)
    draft = draft_of(text, index, question, previous.entity)
    if draft is None or (draft.unknown and not led):
        return None
    if draft.unknown:
        fresh = _read_query(question, index)
        return fresh if isinstance(fresh, Understood) else _unknown(draft)
    query = changed_query(draft, previous, question.text, led=led)
    if query is None:
        if removal is None and not (led and draft.groups):
            return None
        query = previous
    return Understood(Intent(kind_of(query), _FOLLOWED), query, tuple(draft.notes))


def draft_of(text: str, index: ReaderIndex, question: Question, root: str | None = None) -> Draft | None:
    """The draft after all steps; a given root means a fragment that goes on from a query over it."""
    opened = open_question(text, index, question.asked_at)
    draft = open_draft(opened, index, question.asked_at, root)
    if draft is None:
        return None
    draft.fragment = root is not None
    for step in STEPS:
        step(draft)
    draft.unknown.extend(unexplained(draft))
    return draft


def _read_query(question: Question, index: ReaderIndex) -> Reading:
    draft = draft_of(question.text, index, question)
    if draft is None:
        return NotUnderstood(Intent(IntentKind.UNSUPPORTED, 1.0), "There is no data to ask about yet.")
    if draft.unknown:
        return _unknown(draft)
    unclear = _unclear(draft, question.text)
    if unclear is not None:
        return unclear
    query = assemble(draft)
    if query is None:
        return NotUnderstood(Intent(IntentKind.UNSUPPORTED, 0.6), "I could not find in the question what to show.")
    confidence = max(0.0, _SURE - draft.weak)
    return Understood(Intent(kind_of(query), confidence), query, tuple(draft.notes))


def unexplained(draft: Draft) -> list[str]:
    """Words of content that nothing accounts for, as they were written."""
    left: list[str] = []
    pieces = draft.text.split()
    for word, following in zip(pieces, [*pieces[1:], ""], strict=False):
        tag = re.fullmatch(r"@([a-z])(\d+)", word)
        if tag is None:
            if _needs_explaining(word, draft.capitals, fragment=draft.fragment) or _modifies(word, following):
                left.append(draft.spoken.get(word, word))
        elif tag[1] in "nyqpvw":
            left.append(draft.things[int(tag[2])].said.strip())
    return left


def _needs_explaining(word: str, capitals: set[str], *, fragment: bool) -> bool:
    if not any(character.isalnum() for character in word) or len(word) == 1:
        return False
    if word == "same":
        return not fragment
    if word in _TELLING or word in _IGNORED:
        return word in _TELLING
    if word in capitals:
        return True
    return not (len(word) > 4 and word.endswith(_SUFFIXES)) and not word.endswith("n't")  # noqa: PLR2004 - "red", "ring"


def _modifies(word: str, following: str) -> bool:
    """As in "cancelled flights", "orders that were returned": such a word selects, so it must be accounted for."""
    if word in STATES:
        return True
    return word not in FILLER and word.endswith(("ed", "ing")) and following[:2] in {"@e", "@a"}


def _unknown(draft: Draft) -> NotUnderstood:
    words = tuple(dict.fromkeys(draft.unknown))
    telling = tuple(word for word in words if word not in _IGNORED | _TELLING and not word.isdigit()) or words
    said = " and ".join(f"“{word}”" for word in telling[:3])
    verb = "means" if len(telling) == 1 else "mean"
    return NotUnderstood(Intent(IntentKind.UNSUPPORTED, 0.7), f"I do not know what {said} {verb} in this data.", words)


def _unclear(draft: Draft, text: str) -> Unclear | None:
    """A word that names two fields equally well, in a way that changes the answer."""
    for thing in [thing for thing in draft.things if thing.tag in {"f", "m"}]:
        if len(thing.found) > 1 and not _settled(thing):
            options = tuple(_option(draft, thing, i, text) for i in range(min(5, len(thing.found))))
            ask = f"Which “{thing.said}” do you mean?"
            return Unclear(Intent(IntentKind.UNSUPPORTED, 0.5), ask, options)
    return None


def _settled(thing: Thing) -> bool:
    """True when the candidates bear the very name in one entity: the first is as good as any."""
    return thing.found[0].score >= 1.0 and len({c.entity for c in thing.found}) == 1


def _option(draft: Draft, thing: Thing, position: int, text: str) -> Option:
    found = thing.found[position]
    entity = draft.model.entity(found.entity)
    label = found.name
    if entity is not None:
        field = entity.find(found.name)
        measure = entity.measure(found.name) if found.kind is Kind.MEASURE else None
        label = measure.label if measure else (field.label if field else found.name)
        if len({c.entity for c in thing.found}) > 1:
            label = f"{entity.label} {label[:1].lower()}{label[1:]}"
    said = label[:1].lower() + label[1:]
    asked = re.sub(re.escape(thing.said), said, text, count=1, flags=re.IGNORECASE)
    return Option(label, asked)


def kind_of(query: SemanticQuery) -> IntentKind:
    """What kind of question a query answers."""
    if query.chart is ChartKind.SCATTER:
        return IntentKind.CORRELATION
    if query.columns:
        return IntentKind.LISTING
    if query.compare is not None:
        return IntentKind.COMPARISON
    return _kind_of_groups(query) if query.dimensions else IntentKind.KPI


def _kind_of_groups(query: SemanticQuery) -> IntentKind:
    if any(d.bins for d in query.dimensions):
        return IntentKind.DISTRIBUTION
    if any(d.grain for d in query.dimensions):
        return IntentKind.TREND
    return IntentKind.RANKING if query.limit is not None else IntentKind.BREAKDOWN
