"""Why something changed: "why did revenue drop in March", "what drove the increase in delays", a bare "why?"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.change_words import (
    A_YEAR_BEFORE,
    AGAINST,
    IN_FRONT,
    IT,
    OVER,
    PERCENT,
    THE_SPAN_BEFORE,
    TWO_SPANS,
    Heard,
    heard,
)
from shared.core.asking.periods import find_periods
from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Option, Unclear, Understood, WhyChanged
from shared.core.insights.questions import latest_period
from shared.core.insights.spans import earlier, last_bucket, named, so_far, whole_year
from shared.core.semantic.query import CompareTo, Derivation, Period, SemanticQuery

if TYPE_CHECKING:
    from shared.core.asking.question import Question
    from shared.core.semantic.model import SemanticModel

_MOVES = {Derivation.CHANGE, Derivation.GROWTH, Derivation.PRIOR, Derivation.RUNNING_TOTAL}
_SURE, _FOLLOWED = 0.9, 0.85
WHICH = "Name a number and, if you like, a period: “why did the {number} change in March”."
_NO_DATES = "I can only say where a change comes from in data with dates, and {entity} has none."


@dataclass(frozen=True, slots=True)
class _Asked:
    """The number and the later period as a query, and what it is compared with: a kind, or a period that was said."""

    query: SemanticQuery
    compare: CompareTo
    against: Period | None = None
    notes: tuple[str, ...] = ()
    followed: bool = False


def read_why(question: Question, model: SemanticModel) -> WhyChanged | Unclear | NotUnderstood | None:
    """Return what change is to be explained; None when that is not what is asked."""
    said = heard(question.text)
    if said is None:
        return None
    if not said.what.strip() and question.previous is None:
        return _not(WHICH.format(number="number of rows"))
    asked = _asked(said, question, model)
    return _settled(asked, said, question, model) if isinstance(asked, _Asked) else asked


def _asked(said: Heard, question: Question, model: SemanticModel) -> _Asked | Unclear | NotUnderstood:
    """Take the comparison off the end of the words, then read the rest as a question for one number."""
    what = PERCENT.sub("", said.what.strip())
    if question.previous is not None and _is_a_period(what, question, model):
        what = f"it in {what}"
    if A_YEAR_BEFORE.search(what):
        return _number(A_YEAR_BEFORE.sub("", what), question, model, CompareTo.PREVIOUS_YEAR)
    before = THE_SPAN_BEFORE.search(what)
    if before is not None:
        unit = (before["unit"] or before["over"] or OVER.get((before["short"] or "").casefold(), "")).casefold()
        return _number(what[: before.start()], question, model, CompareTo.PREVIOUS_PERIOD, unit)
    for form in (TWO_SPANS, AGAINST):
        match = form.match(what)
        if match is not None:
            found = _two_spans(match, question, model)
            if found is not None:
                return found
    return _number(what, question, model, CompareTo.PREVIOUS_PERIOD)


def _two_spans(match: re.Match[str], question: Question, model: SemanticModel) -> _Asked | Unclear | None:
    """As in "between May and June", "in June compared to May": each span is read as if it stood alone."""
    two = match.groupdict().get("two")
    later_words = f"{match['what']} in {two}" if two else match["what"]
    later = _number(later_words, question, model, CompareTo.PREVIOUS_PERIOD)
    if not isinstance(later, _Asked):
        return later if isinstance(later, Unclear) else None
    first = _number(f"{_without_period(match['what'], two)} in {match['one']}", question, model, later.compare)
    if not isinstance(first, _Asked) or later.query.period is None or first.query.period is None:
        return None
    now, then = later.query.period, first.query.period
    if None in {now.start, now.end, then.start, then.end}:
        return None
    while str(then.start) > str(now.start):
        then = earlier(then, CompareTo.PREVIOUS_YEAR)
    return replace(later, against=then) if then.start != now.start else None


def _without_period(what: str, two: str | None) -> str:
    """The words before the span they end in, or after the one they begin with: "revenue in June", "June revenue"."""
    front = IN_FRONT.fullmatch(what)
    if front is not None:
        return front["what"]
    return what if two else re.sub(r"(?i) (?:in|during|for|on|last|this) [^,]*$", "", what)


def _number(
    words: str, question: Question, model: SemanticModel, compare: CompareTo, unit: str = ""
) -> _Asked | Unclear | NotUnderstood:
    """Read what is left as a question for one number; where it names rows, their number is meant."""
    text = words.strip(" ,")
    it = IT.fullmatch(text)
    if not text or it is not None:
        return _followed(it["rest"].strip() if it else "", question, model, compare, unit)
    front = IN_FRONT.fullmatch(text)
    if front is not None:
        when = f"{front['when']}{front['year'] or ''}"
        text = f"{front['what']} {'in ' * (' ' not in front['when'])}{when}"
    if unit and not _reads_with_period(text, question, model):
        text = f"{text} this {unit}" if unit not in {"period", "day"} else f"{text} today" * (unit == "day") or text
    first = read(replace(question, text=text, previous=None), model)
    if isinstance(first, Unclear):
        options = tuple(Option(o.label, _again(o.question, compare)) for o in first.options)
        return replace(first, intent=Intent(IntentKind.EXPLANATION, first.intent.confidence), options=options)
    for said in (text, f"number of {text}", f"total {text}", f"average {text}"):
        found = first if said == text else read(replace(question, text=said, previous=None), model)
        if isinstance(found, Understood) and len(found.query.measures) == 1:
            return _Asked(_plain(found.query), compare, notes=found.notes)
    if isinstance(first, NotUnderstood):
        return _not(first.reason, first.unknown_words)
    return _not(WHICH.format(number="number of rows"))


def _is_a_period(text: str, question: Question, model: SemanticModel) -> bool:
    """True for words that are a span of time and nothing else: "the drop in March"."""
    found = find_periods(f"in {text}", question.asked_at, model.calendar)
    return len(found) == 1 and found[0].begins == 0 and found[0].ends == len(text) + 3


def _reads_with_period(text: str, question: Question, model: SemanticModel) -> bool:
    found = read(replace(question, text=text, previous=None), model)
    return isinstance(found, Understood) and found.query.period is not None


def _again(number: str, compare: CompareTo) -> str:
    tail = " compared to the same period last year" if compare is CompareTo.PREVIOUS_YEAR else ""
    return f"what explains the change in {number}{tail}"


def _followed(
    rest: str, question: Question, model: SemanticModel, compare: CompareTo, unit: str
) -> _Asked | NotUnderstood:
    """The number that was answered last, in the period said now, else in its own."""
    previous = question.previous
    if previous is None or not previous.measures or model.entity(previous.entity) is None:
        return _not(WHICH.format(number="number of rows"))
    compare = previous.compare or compare
    timed = next((each for each in previous.dimensions if each.grain and not each.grain.recurs), None)
    query = _plain(previous)
    if rest or unit:
        found = read(replace(question, text=rest or f"this {unit}", previous=query), model)
        if not isinstance(found, Understood) or found.query.period is None:
            return _not(f"I do not know which period “{rest}” is.")
        return _Asked(_plain(found.query), compare, followed=True)
    if timed is not None and timed.grain is not None:
        entity = model.entity(timed.entity)
        field = entity.find(timed.field) if entity else None
        period = last_bucket(timed, query.period, field, question.asked_at) if field else None
        if period is not None:
            return _Asked(replace(query, period=period), compare, followed=True)
    return _Asked(query, compare, followed=True)


def _plain(query: SemanticQuery) -> SemanticQuery:
    """The first number alone, over the same rows: groups, order and what was derived from it fall away."""
    measure = query.measures[0]
    if measure.derivation in _MOVES:
        measure = replace(measure, derivation=None, offset=None, since=None)
    return SemanticQuery(query.entity, (measure,), filters=query.filters, period=query.period)


def _settled(asked: _Asked, said: Heard, question: Question, model: SemanticModel) -> WhyChanged | NotUnderstood:
    """Give the change its two periods: as said, else the latest whole one; what is still running is cut to its part."""
    query, notes = asked.query, asked.notes
    entity = model.entity(query.entity)
    time = entity.find(entity.time) if entity and entity.time else None
    if query.period is None and (entity is None or time is None):
        return _not(_NO_DATES.format(entity=entity.label if entity else "this table"))
    whole = query.period
    if whole is None and entity is not None and time is not None:
        found = latest_period(entity, time)
        if found is None:
            return _not(_NO_DATES.format(entity=entity.label))
        whole = whole_year(found[0]) if asked.compare is CompareTo.PREVIOUS_YEAR else found[0]
        notes = (*notes, f"No period was said: this is about {named(whole)}, the latest in the data.")
    if whole is None or whole.start is None or whole.end is None:
        return _not("Say a period with a beginning and an end, for example “in March”.")
    before = asked.against or earlier(whole, asked.compare)
    now, before, cut = so_far(whole, before, question.asked_at, model.calendar, time.maximum if time else None)
    if cut:
        notes = (*notes, f"{named(whole)} is not over yet: {named(now)} is compared with {named(before)}.")
    confidence = _FOLLOWED if asked.followed else _SURE
    intent = Intent(IntentKind.EXPLANATION, confidence)
    compared = None if asked.against else asked.compare
    return WhyChanged(intent, replace(query, period=now, compare=compared), before, said.way, notes)


def _not(reason: str, words: tuple[str, ...] = ()) -> NotUnderstood:
    return NotUnderstood(Intent(IntentKind.EXPLANATION, 0.7), reason, words)
