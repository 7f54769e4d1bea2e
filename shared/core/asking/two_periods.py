"""Two named periods beside each other: "compare January and March flights", "revenue in May vs June"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.dating import between_dates
from shared.core.asking.draft import Group
from shared.core.asking.periods import reclock
from shared.core.semantic.compare import compared_period, months_later
from shared.core.semantic.model import Grain
from shared.core.semantic.query import AnyOf, CompareTo, FieldRef, Period, SemanticQuery

if TYPE_CHECKING:
    from datetime import date

    from shared.core.asking.draft import Draft
    from shared.core.asking.periods import FoundPeriod

_AGAINST = r"(?:versus|vs|against|(?:as )?compared? (?:to|with))"
_FORMS = (
    re.compile(rf" @p(?P<one>\d+) {_AGAINST} @p(?P<two>\d+)(?= )"),
    re.compile(
        r" (?:compare|comparing|comparison of|difference between) @p(?P<one>\d+) (?:and|to|with|,) @p(?P<two>\d+)(?= )"
    ),
    re.compile(
        r" (?:compare|comparing|comparison of) (?P<what>(?:(?!@p)\S+ )+)(?:between )?@p(?P<one>\d+)"
        r" (?:and|to|with|,) @p(?P<two>\d+)(?= )"
    ),
)
_RELATIVE = re.compile(r"\b(?:this|last|previous|prior|past|current|next|today|yesterday|ago|so far|to date)\b")

_STEP_BACK = re.compile(r"\b(?:previous|prior|preceding|before|earlier|last year)\b")


def read_two_periods(draft: Draft) -> None:
    """Take two periods of one length out of the text: one beside the other before it, else each a group of its own."""
    match = next((found for form in _FORMS if (found := form.search(draft.text))), None)
    field = draft.root.find(draft.root.time or "")
    if match is None or field is None:
        return
    said = [draft.things[int(match[name])].period for name in ("one", "two")]
    spans = [reclock(each, draft, field.maximum) for each in said if each is not None]
    if len(spans) < len(said) or _is_step_back(spans):
        return
    earlier, later = sorted(spans, key=lambda each: str(each.start))
    ref = FieldRef(draft.root.name, field.name)
    compare = _step(draft, ref, earlier, later)
    grain = _grain(earlier)
    if compare is not None:
        draft.compare = compare
        draft.period = Period(ref, later.start, later.end, _label(later))
    elif grain is not None and grain is _grain(later):
        either = tuple(made for each in (earlier, later) if (made := between_dates(ref, each)))
        draft.conditions.append(AnyOf(either))
        draft.groups.append(Group(ref, grain))
    else:
        draft.unknown.extend(each.label for each in spans)
        return
    kept = match.groupdict().get("what") or ""
    tags = "@z0" if compare is not None else f"@c{len(draft.conditions) - 1} @g{len(draft.groups) - 1}"
    draft.text = f"{draft.text[: match.start()]} {kept}{tags} {draft.text[match.end() :].lstrip()}"


def _is_step_back(found: list[FoundPeriod]) -> bool:
    """As in "this month vs last month", "May vs last year": the second says how far before the first it lies."""
    relative = [_RELATIVE.search(each.label.casefold()) is not None for each in found]
    return all(relative) or _STEP_BACK.search(found[1].label.casefold()) is not None


def _step(draft: Draft, ref: FieldRef, earlier: FoundPeriod, later: FoundPeriod) -> CompareTo | None:
    """How the earlier period lies before the later one: right before it, or a year."""
    period = Period(ref, later.start, later.end, later.label)
    for each in (CompareTo.PREVIOUS_PERIOD, CompareTo.PREVIOUS_YEAR):
        before = compared_period(replace(SemanticQuery(draft.root.name), period=period, compare=each))
        if before is not None and (_day(before.start), _day(before.end)) == (_day(earlier.start), _day(earlier.end)):
            return each
    return None


def _grain(found: FoundPeriod) -> Grain | None:
    """The calendar span that a period is one of."""
    if found.start is None or found.end is None:
        return None
    lengths = ((Grain.YEAR, 12), (Grain.QUARTER, 3), (Grain.MONTH, 1))
    for grain, months in lengths:
        if found.start.day == 1 and _day(months_later(found.start, months)) == _day(found.end):
            return grain
    return Grain.DAY if (found.end - found.start).days == 1 else None


def _day(moment: date | None) -> str:
    return str(moment)[:10]


def _label(found: FoundPeriod) -> str:
    return re.sub(r"(?i)^(?:(?:in|on|for|during|of|over|the) )+", "", found.label)
