"""The latest of many moments: "in the latest snapshot", "as of the most recent price date"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.calendar_units import move
from shared.core.semantic.query import Condition, FieldRef, Operator, Period

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_LATEST = re.compile(
    r" (?:as of|as at|in|on|at|from|for|of|using|per) "
    r"(?:(?P<latest>latest|most recent|newest)|(?P<earliest>earliest|oldest|first)) "
    r"(?:@(?P<kind>[ef])(?P<what>\d+)(?P<more> @f\d+)?|(?P<date>date|day))(?= )(?! (?:of|for) each)"
)
_NOTHING = (
    r"(?: (?:where|with|without|that|when|in which|which|have|has|had|there|metrics?|values?|numbers?|counts?|it|"
    r"they|is|are|was|were|no|any|data|records?|of|@[aemf]\d+))*"
)
_SPANS = re.compile(
    r"(?: [.,])?(?: and)? (?:return|show|include|including|list|with) (?:all|every) "
    r"(?P<span>day|week|month|quarter|year)s?(?: in (?:answer|result|results|output))?(?: ,)?"
    r"(?: (?P<even>including|even|also|even if))?(?: (?:those|ones|(?P=span)s?))?"
    rf"{_NOTHING}(?: (?P<zero>@[ny]\d+|zero|none|nothing))?{_NOTHING}(?= [.,]| $)"
)
_AGED = re.compile(
    r" @(?P<kind>[em])(?P<rows>\d+) (?:(?:that|which|are|is|were|was) )*"
    r"(?:(?P<older>older|newer|younger) than|(?:more than|over)(?= @n\d+ [a-z]+ old)) "
    r"@n(?P<one>\d+) (?P<unit>days?|weeks?|months?|years?)(?P<old> old)?(?= )"
)


def read_latest(draft: Draft) -> None:
    """Take the wish for the latest of the rows' moments, and for spans without rows, out of the text."""
    _complete(draft)
    _read_ages(draft)
    match = _LATEST.search(draft.text)
    ref = _moment(draft, match) if match else None
    if match is None or ref is None:
        return
    condition = Condition(ref, Operator.LATEST if match["latest"] else Operator.EARLIEST)
    draft.add_condition(match, condition)


def _moment(draft: Draft, match: re.Match[str]) -> FieldRef | None:
    """The date column: named, or the own one of the rows named, when they are the rows asked about."""
    own = FieldRef(draft.root.name, draft.root.time) if draft.root.time else None
    if match["date"]:
        return own
    number = match["more"].strip()[2:] if match["more"] else match["what"]
    if match["kind"] == "f" or match["more"]:
        ref = draft.ref(number)
        return ref if draft.field_of(ref).type.is_temporal and ref.entity == draft.root.name else None
    return own if draft.things[int(number)].found[0].entity == draft.root.name else None


def _complete(draft: Draft) -> None:
    """As in "show all months, even those without sales": spans without rows count as zero."""
    match = _SPANS.search(draft.text)
    if match is None or not (match["even"] or match["zero"]):
        return
    number = match["zero"] or ""
    if number.startswith("@") and draft.things[int(number[2:])].number != 0:
        return
    draft.complete = True
    draft.take(match)


def _read_ages(draft: Draft) -> None:
    """As in "invoices older than 30 days"."""
    match = _AGED.search(draft.text)
    if match is None or draft.root.time is None or draft.period is not None:
        return
    thing, number = draft.things[int(match["rows"])], draft.things[int(match["one"])].number
    if thing.found[0].entity != draft.root.name or not isinstance(number, int):
        return
    unit = match["unit"].removesuffix("s")
    then = move(unit, draft.clock.today, -number)
    ref, label = FieldRef(draft.root.name, draft.root.time), f"{number} {unit}{'s' * (number != 1)} ago"
    older = match["old"] or match["older"] == "older"
    draft.period = Period(ref, None, then, f"before {label}") if older else Period(ref, then, None, f"since {label}")
    draft.text = draft.text.replace(match[0], f" @{match['kind']}{match['rows']} @z0", 1)
