"""Ratios: "revenue per customer", "average number of items per invoice", "revenue per night"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.arithmetic import put_made
from shared.core.asking.draft import Idea
from shared.core.asking.referring import default_aggregation, measure_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Arithmetic, Formula, MeasureRef
from shared.core.semantic.wording import lower_first, measure_label, singular_words, upper_first
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_PER_BY = (
    r"(?= (?:@p\d+ |@z\d+ |@c\d+ |in |for )*(?:by|for each|for every|over|each|monthly|daily|weekly|yearly|quarterly) )"
)
_COUNT_PER = re.compile(
    r" (?:average|mean|avg) (?:number of |count of )?(?P<rows>@e\d+) (?:per|for each|for every|in each|in an|by each) "
    r"(?P<each>@[ef]\d+)(?= )"
)
_SUM_PER = (
    re.compile(r" (?:average|mean|avg) (?P<sum>@m\d+) per (?P<each>@[ef]\d+)(?= )"),
    re.compile(rf" (?P<sum>@m\d+) per (?P<each>@[ef]\d+){_PER_BY}"),
    re.compile(r"(?<=^) (?:(?:what|is|was) )*(?P<sum>@m\d+) per (?P<each>@[ef]\d+)(?=(?: @[pcz]\d+| in| for| \.)* $)"),
)
_OF_ROWS = re.compile(
    r" (?:(?:total|sum of) (?=@f))?(?P<sum>@m\d+|(?<=total )@f\d+|(?<=sum of )@f\d+) per (?P<each>@[ef]\d+)(?= )"
)
_AMOUNT_PER = re.compile(r" (?:(?:average|mean|avg) )?(?P<sum>@[fm]\d+) per @f(?P<amount>\d+)(?= )")
_AVERAGE_EACH = re.compile(r" (?:average|mean|avg) (?:number of )?@f(?P<field>\d+) per (?P<each>@[ef]\d+)(?= )")
_AVERAGE_SPAN = re.compile(
    r" (?P<word>average|mean|avg) @m\d+ (?:per|a|each|every) (?:day|week|month|quarter|year)s?(?= )"
)
_MANY = 25
_TIMED = re.compile(
    r" (?:average|mean|avg) (?:number of |count of )?(?P<what>@[em]\d+) (?:per|a|each|every) "
    r"(?P<grain>day|week|month|year)(?= )"
)
_DAILY = re.compile(r" average (?P<grain>daily) (?:number of )?(?P<what>@[em]\d+)(?= )")


def read_ratios(draft: Draft) -> None:
    """Take "average number of items per invoice" and "revenue per customer by month" out, before groups are read."""
    match = _COUNT_PER.search(draft.text)
    if match is not None:
        _per(draft, match, match["rows"])
    _average_each(draft)
    _amount_per(draft)
    for form in _SUM_PER:
        match = form.search(draft.text)
        if match is not None and _per(draft, match, match["sum"]):
            break
    match = _OF_ROWS.search(draft.text)
    if match is not None and _names_root(draft, match["each"]):
        _per(draft, match, match["sum"])
    for form in (_TIMED, _DAILY):
        match = form.search(draft.text)
        if match is not None:
            _per_span(draft, match)
    match = _AVERAGE_SPAN.search(draft.text)
    if match is not None:
        draft.unknown.append(match["word"])


def _average_each(draft: Draft) -> None:
    """As in "average nights per booking" of bookings: the average over the rows."""
    match = _AVERAGE_EACH.search(draft.text)
    if match is None or not _names_root(draft, match["each"]):
        return
    field = draft.field_at(match["field"])
    if field.type.is_numeric and not field.identifier:
        draft.ideas.append(Idea(Aggregation.AVG, draft.ref(match["field"])))
        draft.take(match, "a", len(draft.ideas) - 1)


def _amount_per(draft: Draft) -> None:
    """As in "revenue per night" of bookings with a number of nights: one sum divided by the other."""
    match = _AMOUNT_PER.search(draft.text)
    if match is None or not _adds_up(draft, match["amount"]) or draft.things[int(match["amount"])].plural:
        return
    number = match["sum"][2:]
    if match["sum"][1] == "f" and not _adds_up(draft, number):
        return
    idea = Idea(Aggregation.SUM, draft.ref(number)) if match["sum"][1] == "f" else None
    above = measure_of(draft, idea) if idea else _numerator(draft, match["sum"])
    if above is not None:
        below = measure_of(draft, Idea(Aggregation.SUM, draft.ref(match["amount"])))
        one = singular_words(lower_first(draft.things[int(match["amount"])].said))
        put_made(draft, match, ratio(above, below, _per_label(draft, above, one)))


def _adds_up(draft: Draft, number: str) -> bool:
    """True for amounts of the rows asked about that the model adds up."""
    field, ref = draft.field_at(number), draft.ref(number)
    amount = field.type.is_numeric and not field.identifier and ref.entity == draft.root.name
    return amount and default_aggregation(draft, ref) is Aggregation.SUM


def _names_root(draft: Draft, tag: str) -> bool:
    """True for the rows asked about, or for the key that tells them apart."""
    found = draft.things[int(tag[2:])].found[0]
    return found.entity == draft.root.name and (tag[1] == "e" or (found.name,) == draft.root.key)


def _per(draft: Draft, match: re.Match[str], tag: str) -> bool:
    above = _numerator(draft, tag)
    below = _each(draft, match["each"])
    if above is None or below is None or above == below:
        return False
    one = singular_words(lower_first(draft.things[int(match["each"][2:])].said))
    put_made(draft, match, ratio(above, below, _per_label(draft, above, one)))
    return True


def _per_label(draft: Draft, above: MeasureRef, one: str) -> str:
    said = measure_label(above, draft.model).removeprefix("Number of ")
    return f"{upper_first(said)} per {one}"


def ratio(above: MeasureRef, below: MeasureRef | int, label: str) -> MeasureRef:
    """One number divided by another, each aggregated first."""
    formula = Formula(Arithmetic.DIVIDE, above, below)
    return MeasureRef(above.entity, Aggregation.CALCULATED, formula=formula, label=label)


def _numerator(draft: Draft, tag: str) -> MeasureRef | None:
    """How many rows, or a named sum, of the entity asked about: what adds up over anything."""
    number = tag[2:]
    if tag[1] == "e":
        name = draft.things[int(number)].found[0].entity
        return measure_of(draft, Idea(Aggregation.COUNT, entity=name)) if name == draft.root.name else None
    if tag[1] == "f":
        found = measure_of(draft, Idea(Aggregation.SUM, draft.ref(number)))
    else:
        entity, measure = draft.measure_at(number)
        found = measure_of(draft, Idea(None, entity=entity, measure=measure.name))
    return found if found.entity == draft.root.name and found.aggregation in _ADDED else None


_ADDED = frozenset({Aggregation.SUM, Aggregation.COUNT})


def _each(draft: Draft, tag: str) -> MeasureRef | None:
    """The different things that there is a number for each of: other tables' rows, or the values that name many."""
    number = tag[2:]
    if _names_root(draft, tag):
        return MeasureRef(draft.root.name, Aggregation.COUNT)
    if tag[1] == "e":
        name = draft.things[int(number)].found[0].entity
        found = measure_of(draft, Idea(Aggregation.COUNT, entity=name))
        return found if name != draft.root.name and found.aggregation is Aggregation.COUNT_DISTINCT else None
    field = draft.field_at(number)
    if field.type.is_temporal or not (field.identifier or (field.distinct or 0) > _MANY):
        return None
    return measure_of(draft, Idea(Aggregation.COUNT_DISTINCT, draft.ref(number)))


def _per_span(draft: Draft, match: re.Match[str]) -> None:
    """As in "average orders per day": the different days that rows fall on."""
    time = draft.root.find(draft.root.time or "")
    above = _numerator(draft, match["what"])
    if above is None or time is None or time.type is not DataType.DATE or match["grain"] not in {"day", "daily"}:
        return
    days = MeasureRef(draft.root.name, Aggregation.COUNT_DISTINCT, time.name)
    put_made(draft, match, ratio(above, days, _per_label(draft, above, "day")))
