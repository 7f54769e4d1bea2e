"""The local reader: from a question to a semantic query, without a model, in milliseconds.

The question is opened (words linked to the semantic model), then a literal tuple of steps takes out of its text what
each understands, then the rest is judged: what nothing accounts for makes the reader say so rather than guess.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.absent_members import read_absent
from shared.core.asking.arithmetic import read_formulas, read_row_values
from shared.core.asking.asking_back import ASK_BELOW, options, unclear_word
from shared.core.asking.bounding import read_bounds
from shared.core.asking.candidates import Heard, Rereading, first_meaning, others
from shared.core.asking.choosing import choose
from shared.core.asking.conditions import read_conditions
from shared.core.asking.deriving import mark_derived, settle_comparison
from shared.core.asking.elapsing import read_elapsed
from shared.core.asking.facts import asked_of
from shared.core.asking.followup import (
    carried,
    changed_query,
    continues,
    only_groups,
    removal_in,
    removed,
    without_thing,
)
from shared.core.asking.glossary import definitions_in, understood, without_definitions
from shared.core.asking.grouping import read_groups
from shared.core.asking.hinglish import as_typed
from shared.core.asking.index import ReaderIndex
from shared.core.asking.intents import kind_of
from shared.core.asking.latest import read_latest
from shared.core.asking.leftover import telling, unexplained
from shared.core.asking.measuring import read_comparison, read_measures
from shared.core.asking.namesakes import namesake_notes
from shared.core.asking.opening import open_draft, open_question
from shared.core.asking.ordering import read_order
from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.ranked_rows import read_ranked_rows
from shared.core.asking.ranking import read_ranking
from shared.core.asking.ratios import read_ratios
from shared.core.asking.reading import NotUnderstood, Unclear, Understood
from shared.core.asking.relating import relate
from shared.core.asking.restricting import restrict_numbers
from shared.core.asking.shares import mark_shares, settle_shares
from shared.core.asking.two_facts import read_rows_beside
from shared.core.asking.two_periods import read_two_periods
from shared.core.asking.valuing import read_named_filters
from shared.core.asking.verifying import verified_query
from shared.core.asking.wishes import read_chart
from shared.core.asking.word_order import reorder
from shared.core.asking.worth import read_best

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.choosing import Choice
    from shared.core.asking.draft import Draft
    from shared.core.asking.opened import Opened
    from shared.core.asking.question import Question
    from shared.core.asking.ranker import Ranked
    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

STEPS: tuple[Callable[[Draft], None], ...] = (
    reorder,
    mark_derived,
    read_order,
    read_chart,
    read_two_periods,
    read_comparison,
    mark_shares,
    read_row_values,
    read_latest,
    read_elapsed,
    read_ranked_rows,
    read_best,
    read_ranking,
    read_absent,
    read_named_filters,
    read_bounds,
    read_conditions,
    settle_shares,
    read_ratios,
    read_groups,
    read_measures,
    read_rows_beside,
    restrict_numbers,
    read_formulas,
    settle_comparison,
)
"""What is read, in this order: each step takes its words out of the draft's text."""

_FOLLOWED = 0.85


def read(question: Question, model: SemanticModel) -> Reading:
    """What the question means over this model: understood, unclear (ask back), or not understood and why."""
    from shared.core.asking.special import special_reading  # noqa: PLC0415

    special = special_reading(question, model)
    if special is not None:
        return special
    verified = verified_query(question.text, model)
    if verified is not None:
        return Understood(Intent(kind_of(verified), 1.0), verified)
    question, index = _with_definitions(question, ReaderIndex.of(model))
    if question.previous is not None and model.entity(question.previous.entity) is not None:
        following = _read_carried(question, question.previous, index) or _read_follow_up(
            question, question.previous, index
        )
        if following is not None:
            return following
    return _read_query(question, index)


def _read_carried(question: Question, previous: SemanticQuery, index: ReaderIndex) -> Reading | None:
    """After "group by region", a whole question is asked for each region."""
    if not previous.implied or continues(question.text):
        return None
    reading = _read_query(question, index)
    query = carried(reading.query, previous) if isinstance(reading, Understood) else None
    return replace(reading, query=query) if isinstance(reading, Understood) and query is not None else None


def _with_definitions(question: Question, index: ReaderIndex) -> tuple[Question, ReaderIndex]:
    """The question without the definitions said in it, and the index with all that define its words."""
    text, said = without_definitions(question.text)
    definitions = (*said, *definitions_in(question.definitions))
    if not definitions:
        return question, index

    def phrase(words: str) -> Reading:
        return _read_query(replace(question, text=words, previous=None), index)

    found = understood(definitions, text, index, phrase)
    if any(f"the word {each.name.casefold()}" not in found for each in said):
        text = question.text
    return replace(question, text=text), index.with_terms(found) if found else index


def _read_follow_up(question: Question, previous: SemanticQuery, index: ReaderIndex) -> Reading | None:
    """The previous query changed by what this question says; None when it is a question of its own."""
    removal = removal_in(question.text)
    if removal is not None:
        previous = removed(previous, removal.part)
    text = removal.text if removal else question.text
    led = removal is not None or continues(question.text)
    draft = draft_of(text, index, question, previous.entity)
    shorter = without_thing(text, draft.unknown) if draft is not None and draft.unknown else None
    if shorter is not None:
        draft = draft_of(shorter, index, question, previous.entity)
    if draft is None or (draft.unknown and not led):
        return None
    if draft.unknown:
        fresh = _read_query(question, index)
        return fresh if isinstance(fresh, Understood) else _unknown(draft, question.text)
    query = changed_query(draft, previous, question.text, led=led)
    if query is None:
        if removal is None and not (led and draft.groups):
            return None
        query = previous
    return Understood(Intent(kind_of(query), _FOLLOWED), query, tuple(draft.notes))


def draft_of(text: str, index: ReaderIndex, question: Question, root: str | None = None) -> Draft | None:
    """The draft after all steps; a given root means a fragment that goes on from a query over it."""
    return _stepped(_opened(text, index, question, root), index, question, root, fragment=root is not None)


def _opened(text: str, index: ReaderIndex, question: Question, root: str | None = None) -> Opened:
    opened = open_question(text, index, question.asked_at)
    return opened if root else asked_of(relate(opened, index, question.asked_at), index)


def _stepped(
    opened: Opened, index: ReaderIndex, question: Question, root: str | None, *, fragment: bool = False
) -> Draft | None:
    draft = open_draft(opened, index, question.asked_at, root)
    if draft is None:
        return None
    draft.fragment = fragment
    for step in STEPS:
        step(draft)
    draft.unknown.extend(unexplained(draft))
    return draft


def _read_query(question: Question, index: ReaderIndex) -> Reading:
    draft = draft_of(question.text, index, question)
    if draft is None:
        return NotUnderstood(Intent(IntentKind.UNSUPPORTED, 1.0), "There is no data to ask about yet.")
    unclear = None if draft.unknown else unclear_word(draft, question.text)
    if unclear is not None:
        return _as_chosen(unclear, question, index) or unclear
    choice = choose(draft, question.text, lambda: _rereading(question, index))
    if choice is None and draft.unknown:
        return _unknown(draft, question.text)
    if choice is None:
        return NotUnderstood(Intent(IntentKind.UNSUPPORTED, 0.6), "I could not find in the question what to show.")
    return _doubtful(choice, question, index) or _understood(choice.taken, question.text, index.model)


def _understood(taken: Ranked, text: str, model: SemanticModel) -> Understood:
    query = taken.meaning.query
    if query.dimensions and only_groups(text):
        query = replace(query, implied=True)
    notes = (*taken.meaning.draft.notes, *namesake_notes(query, text, model))
    return Understood(Intent(kind_of(query), taken.confidence), query, notes)


def _doubtful(choice: Choice, question: Question, index: ReaderIndex) -> Unclear | None:
    """A question back where what would be taken is unlikely and other meanings are as likely."""
    if choice.taken.confidence >= ASK_BELOW:
        return None

    def again(text: str) -> SemanticQuery | None:
        draft = draft_of(text, index, question)
        chosen = choose(draft, text, lambda: _rereading(replace(question, text=text), index)) if draft else None
        return chosen.taken.meaning.query if chosen and chosen.taken.confidence >= ASK_BELOW else None

    found = options(choice.taken, choice.others, index.model, again)
    intent = Intent(kind_of(choice.taken.meaning.query), choice.taken.confidence)
    return Unclear(intent, "Which of these do you mean?", found) if found else None


def meanings(question: Question, model: SemanticModel) -> Heard:
    """All that the question may mean, as read first and then in other ways, however sure the first reading is."""
    from shared.core.asking.special import special_reading  # noqa: PLC0415

    special = special_reading(question, model) is not None
    question, index = _with_definitions(question, ReaderIndex.of(model))
    draft = draft_of(question.text, index, question)
    if draft is None or special:
        return Heard(question.text)
    first = first_meaning(draft)
    clear = bool(draft.unknown) or unclear_word(draft, question.text) is None
    found = others(first, draft, lambda: _rereading(question, index))
    return Heard(question.text, (*([first] if first else []), *found), clear)


def _rereading(question: Question, index: ReaderIndex) -> Rereading:
    opened = _opened(question.text, index, question)
    return Rereading(opened, lambda changed, root: _stepped(changed, index, question, root))


def _unknown(draft: Draft, text: str) -> NotUnderstood:
    words = as_typed(dict.fromkeys(draft.unknown), text)
    said = telling(words)
    named = " and ".join(f"“{word}”" for word in said[:3])
    verb = "means" if len(said) == 1 else "mean"
    return NotUnderstood(Intent(IntentKind.UNSUPPORTED, 0.7), f"I do not know what {named} {verb} in this data.", words)


def _as_chosen(unclear: Unclear, question: Question, index: ReaderIndex) -> Understood | None:
    """The reading of the option that this person took before for the same word, and says so; None without one."""
    word = unclear.word.casefold()
    label = dict(question.choices).get(word)
    option = next((each for each in unclear.options if each.label == label), None)
    if option is None or not word:
        return None
    rest = tuple(pair for pair in question.choices if pair[0] != word)
    reading = _read_query(replace(question, text=option.question, choices=rest), index)
    if not isinstance(reading, Understood):
        return None
    return replace(reading, notes=(*reading.notes, f"I took “{unclear.word}” to mean {label}, as you chose before."))
