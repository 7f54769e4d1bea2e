"""Numbers derived from a column after grouping: growth, change over a span, running totals, shares, ranks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.draft import Group, Idea
from shared.core.asking.grouping import grain_for
from shared.core.asking.worth import subject_of
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import CompareTo, Derivation, FieldRef, Offset

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_UNITS = {
    "day": Grain.DAY,
    "week": Grain.WEEK,
    "month": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "year": Grain.YEAR,
}
_SPANS = (Grain.HOUR, Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)
"""Spans of the time line, shortest first."""
_LEAD = r"(?:(?:what|is|was|also|calculate|show|and|with) )*"
_GROWN = r"growth(?: rates?)?|percent(?:age)? (?:change|growth|increase)|rate of change|increase"
_CHANGED = r"changes?|differences?|variations?"
_OVER = re.compile(
    rf" (?P<unit>{'|'.join(_UNITS)})over(?P=unit)(?: (?:(?P<grown>{_GROWN})|(?P<changed>{_CHANGED})))?"
    r"(?: (?:of|in|for|on) (?=(?:[a-z]+ )*@))?(?= )"
)
_OF_OVER = re.compile(
    rf" (?:(?P<grown>{_GROWN})|(?P<changed>{_CHANGED}))(?= )(?P<what> [^.,]*?) (?P<unit>{'|'.join(_UNITS)})"
    r"over(?P=unit)(?= )"
)
_YEARLY = re.compile(
    r" (?P<unit>yearly|annual|annually|monthly|weekly|quarterly|daily) (?P<grown>growth)(?: rates?)?(?= )"
)
_ADVERBS = {"yearly": "year", "annual": "year", "annually": "year", "daily": "day"}
_SINCE = re.compile(
    r" (?:(?:since|from|at|with) (?:beginning|start) of (?:each |every |this )?|"
    r"reset(?:ting|s)? (?:each |every |at (?:start of )?(?:each |every )?)|within (?:each |every )?)"
    r"(?P<unit>year|quarter|month|week)(?= )"
)
_TO_DATE = re.compile(
    r"\b(?:(?P<unit>year|quarter|month|week)[\s-]+to[\s-]+date|(?P<letter>[yqmw])td)\b", re.IGNORECASE
)
_LETTERS = {"y": "year", "q": "quarter", "m": "month", "w": "week"}
_GROWTH = re.compile(r" (?:growth(?: rate)?|percent(?:age)? change|rate of change)(?: (?:of|in|for))?(?= )")
_RUNNING = re.compile(r" (?:running|cumulative|rolling)(?: (?:total|sum|count))?(?: of)?(?= )")
_SHARE = re.compile(
    r" (?:(?:what|as) )?(?:percentage|percent|share|proportion|fraction|%|ratio|"
    r"contribution)s?(?: share)?(?: (?:of|in|to|the|total|overall|sum|all|each|"
    r"from) ?)*(?= |@)"
)
_AND = re.compile(r" @f\d+ (?:and|,)")
_RANK = re.compile(
    r" (?:(?:,|and|with|along with|including|show|also|their|its|overall) )+rank(?:s|ing)?(?: of each)?"
    r"(?= (?:@p|@z|\.|,)| $)"
)
_RANK_OF = re.compile(r"(?<=@m\d) rank(?:s|ing)?(?= (?:by|of|for|per) (?:each |every )?@[ef]\d)")
_RANK_EACH = re.compile(r" (?:show |find |what is |give )?rank (?:of|for) (?=(?:each |every )?@[ef])")
_RANK_BY = re.compile(
    r"^ (?:(?:can|you|could|please|show|me|i|want|to) )*rank (?:all |our )*"
    r"(?=@[ef]\d+ (?:@[cpz]\d+ )*(?:by|based on|on|in terms of|according to) )"
)


@dataclass(frozen=True, slots=True)
class Derived:
    """What the text derives from its numbers: over which earlier span, or since when."""

    derivation: Derivation
    offset: Offset | None = None
    since: Grain | None = None
    grain: Grain | None = None
    """The grain to group by when the text says none."""


def mark_derived(draft: Draft) -> None:
    """Take "month over month growth" and "since the start of the year" out, before periods and groups are read."""
    _group_defined(draft)
    for form in (_OVER, _OF_OVER, _YEARLY):
        match = form.search(draft.text)
        if match is not None:
            _mark_over(draft, match)
            return
    _mark_since(draft)
    _mark_rank(draft)


def _group_defined(draft: Draft) -> None:
    """A number that is always shown by a calendar grain ("per month sales revenue") brings its grouping along."""
    for thing in draft.things:
        defined = draft.index.defined.get(thing.found[0].name) if thing.tag == "m" else None
        if defined is None or defined.grain is None or draft.root.time is None:
            continue
        group = Group(FieldRef(draft.root.name, draft.root.time), defined.grain)
        if group not in draft.groups:
            draft.groups.append(group)


def _mark_over(draft: Draft, match: re.Match[str]) -> None:
    said = match["unit"]
    unit = _UNITS[_ADVERBS.get(said, said.removesuffix("ly"))]
    groups = match.groupdict()
    if "changed" not in groups and draft.root.time is None:
        return
    derivation = Derivation.GROWTH if groups.get("grown") else Derivation.CHANGE
    draft.derived = Derived(derivation, Offset(unit), None, unit)
    draft.text = draft.text.replace(match[0], f" @z0{groups.get('what') or ''}", 1)


def _mark_since(draft: Draft) -> None:
    if not re.search(r" (?:running|cumulative) ", draft.text):
        return
    match = _SINCE.search(draft.text)
    if match is not None:
        unit = _UNITS[match["unit"]]
        draft.derived = Derived(Derivation.RUNNING_TOTAL, None, unit, Grain.MONTH)
        draft.take(match)
        running = _RUNNING.search(draft.text)
        if running is not None:
            draft.take(running)


def _mark_rank(draft: Draft) -> None:
    """As in "rank customers by total amount", "with their rank"."""
    for form in (_RANK_BY, _RANK_EACH, _RANK_OF, _RANK):
        match = form.search(draft.text)
        if match is not None:
            draft.derived = Derived(Derivation.RANK)
            draft.text = draft.text.replace(match[0], " @z0 ", 1).replace("  ", " ")
            if form is _RANK_BY:
                _group_ranked(draft)
            return


def _group_ranked(draft: Draft) -> None:
    """As in "rank customers by revenue" of sales: the customers are the groups."""
    match = re.search(r" @z0 (?P<subject>@e\d+)(?= )", draft.text)
    if match is not None:
        draft.text = draft.text.replace(match["subject"], subject_of(draft, match["subject"]), 1)


def found_derivation(draft: Draft) -> Derived | None:
    """What the text derives, as marked before or as its words say now; taken out of the text."""
    if draft.derived is not None:
        return draft.derived
    for form, derivation in (
        (_GROWTH, Derivation.GROWTH),
        (_RUNNING, Derivation.RUNNING_TOTAL),
        (_SHARE, Derivation.SHARE),
    ):
        match = form.search(draft.text)
        if match is None:
            continue
        after = draft.text[match.end() :]
        if derivation is Derivation.SHARE and (_of_two(match[0], after) or draft.charted or _AND.match(after)):
            return None
        draft.take(match)
        return Derived(derivation)
    return _to_date(draft)


def _of_two(said: str, after: str) -> bool:
    """As in "ratio of A to B": no share of a total."""
    return "ratio" in said and bool(re.search(r" (?:to|and|between) ", after) or not re.search(r"@[efma]", after))


def _to_date(draft: Draft) -> Derived | None:
    """As in "year to date revenue by month": added up since the start of the year, month by month."""
    said = _TO_DATE.search(draft.period.label) if draft.period is not None else None
    grains = [group.grain for group in draft.groups if group.grain in _SPANS]
    if said is None or not grains:
        return None
    unit = _UNITS[(said["unit"] or _LETTERS[said["letter"].casefold()]).casefold()]
    if _SPANS.index(grains[0]) >= _SPANS.index(unit):
        return None
    fiscal = re.search(r"(?i)\b(?:fiscal|financial)\b", draft.period.label if draft.period else "")
    return Derived(Derivation.RUNNING_TOTAL, None, None if fiscal else unit)


def derive(draft: Draft, derived: Derived, first: int) -> None:
    """The plain numbers, and beside each the one derived from it."""
    fields = [
        number
        for number in draft.fields_left()
        if draft.field_at(number).type.is_numeric and not draft.field_at(number).identifier
    ]
    if not draft.ideas[first:] and fields:
        draft.ideas.append(Idea(None, draft.ref(fields[0])))
        draft.text = draft.text.replace(f" @f{fields[0]} ", f" @a{len(draft.ideas) - 1} ", 1)
    plain = draft.ideas[first:] or list(draft.ideas)
    if not plain:
        plain = [Idea(Aggregation.COUNT)]
        draft.ideas.extend(plain)
    if derived.derivation is Derivation.SHARE and not (draft.groups or draft.fields_left()):
        draft.unknown.append("share")
        return
    if _in_period(draft, derived):
        return
    derived = _timed(draft, derived)
    draft.ideas.extend(
        replace(idea, derivation=derived.derivation, offset=derived.offset, since=derived.since)
        for idea in _of(plain, derived)
    )


def _in_period(draft: Draft, derived: Derived) -> bool:
    """As in "growth in bookings last month": that month compared with the one before."""
    period = draft.period
    whole = period is not None and period.start is not None and period.end is not None
    along = derived.derivation in {Derivation.GROWTH, Derivation.CHANGE}
    if not (whole and along) or draft.groups or draft.compare is not None or draft.fields_left():
        return False
    offset = derived.offset.grain if derived.offset else None
    draft.compare = CompareTo.PREVIOUS_YEAR if offset is Grain.YEAR else CompareTo.PREVIOUS_PERIOD
    return True


def _of(plain: list[Idea], derived: Derived) -> list[Idea]:
    """A rank goes by the first number only."""
    return plain[:1] if derived.derivation is Derivation.RANK else plain


def _timed(draft: Draft, derived: Derived) -> Derived:
    """The rows are told apart by spans no longer than the one looked back at."""
    if derived.grain is None:
        return _over_all(draft, derived)
    grains = [group.grain for group in draft.groups if group.grain in _SPANS]
    if not grains and draft.root.time is not None:
        draft.groups.append(Group(FieldRef(draft.root.name, draft.root.time), derived.grain))
        return derived
    if not grains or (derived.offset and _SPANS.index(grains[0]) > _SPANS.index(derived.offset.grain)):
        draft.unknown.append("change")
    return derived


def _over_all(draft: Draft, derived: Derived) -> Derived:
    """As in "revenue growth": without buckets of time said, those that show all of it."""
    time = draft.root.find(draft.root.time or "")
    timed = any(draft.field_of(group.field).type.is_temporal or group.grain for group in draft.groups)
    along = derived.derivation in {Derivation.GROWTH, Derivation.CHANGE}
    if along and not draft.groups and time is not None and not timed and not draft.fields_left():
        draft.groups.append(Group(FieldRef(draft.root.name, time.name), grain_for(draft, time)))
    return derived


def settle_comparison(draft: Draft) -> None:
    """As in "revenue by month compared to last year": beside each bucket, the same bucket a year before, and growth."""
    grain = next((group.grain for group in draft.groups if group.grain in _SPANS), None)
    if draft.compare is None or grain is None or not draft.ideas:
        return
    offset = Offset(Grain.YEAR if draft.compare is CompareTo.PREVIOUS_YEAR else grain)
    if grain is Grain.YEAR and offset.grain is not Grain.YEAR:
        return
    plain = [idea for idea in draft.ideas if idea.derivation is None]
    for derivation in (Derivation.PRIOR, Derivation.GROWTH):
        draft.ideas.extend(replace(idea, derivation=derivation, offset=offset) for idea in plain)
    draft.compare = None
