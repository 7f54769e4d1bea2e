"""Groups: "by brand", "for each city", "monthly", "over time", "colored by origin"."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from shared.core.asking.draft import Group
from shared.core.asking.vocabulary import GRAIN, GRAINS
from shared.core.semantic.model import Grain
from shared.core.semantic.query import FieldRef, Having
from shared.core.semantic.walk import conditions
from shared.core.table.chart import ChartKind
from shared.core.table.types import DataType
from shared.core.table.units import MONTH_OF_YEAR

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Entity, Field

_BY = (
    r"(?:by|per|for each|for every|for all different|in each|in every|of each|"
    r"of every|from each|at each|on each|under each|"
    r"for different|in different|of different|for various|from different|across|"
    r"among|each|every|group by|grouped by|grouping by|"
    r"based on|depending on|according to|along with each|split by|broken down "
    r"by|segregated by|segmented by|categori[sz]ed by|"
    r"colou?red by|colou?r by|colou?r with|colou?r|split (?:out )?by|splits? "
    r"by|split|broken (?:down|out|up) by|breakdown by|with breakdown by|separated? "
    r"(?:out )?by|separate (?:charts|lines|panels|graphs|bars|plots)? ?(?:for|"
    r"by)|segregate (?:it |them )?by|stacked by|stack by|facet(?:ed|ing)? (?:by|"
    r"on)|aggregated by|differentiated by|divided by|"
    r"(?:small )?multiples by|differentiate(?:d)? by|facet(?:ed|ing)? (?:on|"
    r"by)|one (?:line|bar|chart) (?:for|per) each|different lines for|lines "
    r"for|for the different|by different|by each|by the|via|different|various)"
)
_FILL = (
    r"(?:(?:the|of|attribute|attributes|column|field|different|various|all|each|"
    r"every|distinct|unique|type|types|kinds?|number of|order of|values? of|"
    r"separate|possible) )*"
)
_OVER = r"(?:over|versus|vs|against|along|with respect to|by)"
_LIST = (
    r"@f\d+(?:(?: ,| and| ,? ?and(?: by| per| for each| also by)?| then(?: by)?)"
    r" (?:the |by |each |different |for each )*@f\d+)*"
)
_EXPLICIT = re.compile(rf" {_BY} {_FILL}(?P<fields>{_LIST})(?: wise| type| types)?(?= )")
_WISE = re.compile(r" (?P<fields>@f\d+) wise(?= )")
_WEAK = re.compile(rf" {_OVER} {_FILL}(?P<fields>@f\d+)(?= )")
_LEGEND = re.compile(
    r" (?:add|put|with|include) (?P<fields>@f\d+) (?:to|as|in|into|on) (?:legend|"
    r"groups?|colou?rs?|rows?|columns?|facets?)(?= )"
)
_X_AXIS = (
    re.compile(
        r" (?:(?:take|put|use|with|where|and|on|the) )*(?P<fields>@f\d+) (?:(?:as|"
        r"on|in|for|is|is on|being|along) )+(?:the )?xaxis(?= )"
    ),
    re.compile(
        r" (?:(?:take|put|use|with|where|and|on|the) )*xaxis (?:(?:is|as|represents|"
        r"representing|being|shows|showing|for|of|to|be|:|,|=) )*(?:the )?(?P<fields>@f\d+)(?= )"
    ),
)
_ENTITY = re.compile(
    r" (?:by|per|for each|for every|in each|of each|from each|each|every|across|"
    r"among|for different) (?P<entity>@e\d+)(?= )"
)
_AGENT = re.compile(
    r" (?:(?:made|done|placed|given|bought|sold|[a-z]+ed) by @e(?P<entity>\d+)|by @e(?P<by>\d+) (?:who|that))"
    r"(?: (?:who|that|which|are|is|were))* @c(?P<condition>\d+)(?= )"
)
_GRAIN_WORD = re.compile(
    rf" (?:(?:by|per|each|every|over|for each|in each|across|of|on an?|for every|"
    rf"along|group by|grouped by|at|binned by|bin by|the) )+(?:(?:calendar|level|"
    rf"the) )*{GRAIN}(?= )"
)
_GRAIN_BESIDE = re.compile(rf"(?<=@g\d) (?:, )?(?:and |then |by |per )+{GRAIN}(?= )")
_ADVERB = re.compile(
    r" (?P<grain>hourly|daily|weekly|monthly|quarterly|yearly|annually|annual)(?: (?:trend|basis|level))?(?= )"
)
_MONTH_OF = re.compile(rf" (?:(?:by|per|each|the|of) )*{GRAIN} (?:of|in|from|for|for each|by) @f(?P<field>\d+)(?= )")
_FIELD_MONTH = re.compile(
    rf" @f(?P<field>\d+) (?:(?:by|per|in|into|at|for each|binned by|bin|group by|,) )*(?:the )?{GRAIN}(?= )"
)
_TIME = re.compile(
    r" (?:over|across|through|with|along|by|in) (?:the )?(?:time|timeline|years|"
    r"period|the years)(?= )|(?: as| in)? ?(?: a)? time ?series(?= )| timeline(?= )"
)
_TREND = re.compile(r" (?:trends?|change[sd]?|evol(?:ve|ved|ution)|history|progress(?:ion)?|develop(?:ment|ed)?)(?= )")
_MERGED_AFTER = {Grain.DAY: 31, Grain.MONTH: 366, Grain.WEEK: 366, Grain.QUARTER: 366}
_CATEGORIES = 12
_DAYS_OF_MONTHS, _DAYS_OF_WEEKS, _DAYS_OF_YEARS = 62, 200, 1500


def read_groups(draft: Draft) -> None:
    """Take all groups out of the text: grains first, then fields, then entities."""
    _grains(draft)
    for form in _X_AXIS:
        _fields(draft, form, explicit=False)
    _fields(draft, _LEGEND, explicit=True)
    _fields(draft, _WISE, explicit=True)
    _fields(draft, _EXPLICIT, explicit=True)
    _fields(draft, _WEAK, explicit=False)
    _entities(draft)
    _grain_beside(draft)
    _over_time(draft)


def _fields(draft: Draft, form: re.Pattern[str], *, explicit: bool) -> None:
    position = 0
    while (match := form.search(draft.text, position)) is not None:
        numbers = re.findall(r"@f(\d+)", match["fields"])
        ranked = draft.limit is not None or re.match(r" (?:each|every) ", match[0]) is not None
        counted = _counts_different(draft, match)
        if counted or (explicit and ranked and _is_number(draft, numbers[0]) and not _few(draft, numbers[0])):
            position = match.start() + 1
            continue
        first = len(draft.groups)
        for number in numbers:
            _add(draft, Group(draft.ref(number), explicit=explicit))
        draft.take(match, "g", first)
        position = max(0, match.start() - 1)


def _counts_different(draft: Draft, match: re.Match[str]) -> bool:
    """As in "how many different products": their number is asked for, unless a chart or an order shows each."""
    asked = re.search(r"(?: how many| number of| count of)$", draft.text[: match.start()])
    said = re.match(r" (?:different|various) ", match[0])
    return bool(asked and said) and not (draft.charted or draft.sorting or draft.limit)


def _few(draft: Draft, number: str) -> bool:
    """A number with few values serves as a category after "each", but not after "top 5 ... by"."""
    return draft.limit is None and (draft.field_at(number).distinct or 0) <= _CATEGORIES


def _is_number(draft: Draft, number: str) -> bool:
    field = draft.field_at(number)
    return field.type.is_numeric and not field.identifier


def _add(draft: Draft, group: Group) -> None:
    group = calendar_group(draft, group)
    if group.field not in {each.field for each in draft.groups}:
        draft.groups.append(group)


def calendar_group(draft: Draft, group: Group) -> Group:
    """A column holding only the day or the month stands for the calendar's, as long as it does not merge several."""
    field, time = draft.field_of(group.field), draft.root.find(draft.root.time or "")
    grain = GRAINS.get(field.label.casefold())
    if grain not in _MERGED_AFTER or time is None or not field.type.is_numeric or group.field.entity != draft.root.name:
        return group
    days = _days(draft, time)
    dated = grain is Grain.MONTH and time.type is DataType.DATE and field.unit == MONTH_OF_YEAR
    if not dated and (days is None or days <= _MERGED_AFTER[grain]):
        return group
    return Group(FieldRef(draft.root.name, time.name), grain, explicit=group.explicit)


def _grains(draft: Draft) -> None:
    for form in (_MONTH_OF, _FIELD_MONTH):
        match = form.search(draft.text)
        if match is not None and draft.field_at(match["field"]).type.is_temporal:
            draft.groups.append(Group(draft.ref(match["field"]), GRAINS[match["grain"].removesuffix("s")]))
            draft.take(match, "g", len(draft.groups) - 1)
    for form in (_GRAIN_WORD, _ADVERB):
        match = form.search(draft.text)
        if match is not None and draft.root.time is not None:
            grain = GRAINS.get(match["grain"]) or GRAINS[match["grain"].removesuffix("s")]
            _add(draft, Group(FieldRef(draft.root.name, draft.root.time), grain))
            draft.complete = draft.complete or (" every " in match[0] and _over_by_now(draft))
            draft.take(match, "g", len(draft.groups) - 1)
            return


def _over_by_now(draft: Draft) -> bool:
    """True for a period that lies in the past: of "every day of last month", days without rows are part."""
    period = draft.period
    if period is None or period.start is None or period.end is None:
        return False
    return str(period.end)[:10] <= str(draft.clock.today)


def _grain_beside(draft: Draft) -> None:
    """As in "by brand and month": what is joined to a group is a group."""
    match = _GRAIN_BESIDE.search(draft.text)
    if match is None or draft.root.time is None or any(group.grain for group in draft.groups):
        return
    grain = GRAINS.get(match["grain"]) or GRAINS[match["grain"].removesuffix("s")]
    _add(draft, Group(FieldRef(draft.root.name, draft.root.time), grain))
    draft.take(match, "g", len(draft.groups) - 1)


def _entities(draft: Draft) -> None:
    """As in "per customer": by what names one; rows that are asked about themselves are no group."""
    _agents(draft)
    while (match := _ENTITY.search(draft.text)) is not None:
        name = draft.things[int(match["entity"][2:])].found[0].entity
        entity = draft.model.entity(name)
        if entity is None or name == draft.root.name:
            draft.per_each = True
            draft.take(match)
            continue
        for field in naming_fields(entity):
            _add(draft, Group(FieldRef(name, field)))
        draft.take(match, "g", max(0, len(draft.groups) - 1))


def _agents(draft: Draft) -> None:
    """As in "made by customers from Goa": who did it and is told apart by a condition is no group."""
    for match in list(_AGENT.finditer(draft.text))[::-1]:
        name = draft.things[int(match["entity"] or match["by"])].found[0].entity
        condition = draft.conditions[int(match["condition"])]
        if not isinstance(condition, Having) and any(each.field.entity == name for each in conditions(condition)):
            draft.text = draft.text.replace(match[0], f" @z0 @c{match['condition']}", 1)


def naming_fields(entity: Entity) -> tuple[str, ...]:
    """The fields that name a row for people: a name or title, first and last name, else the key."""
    labels = {field.name: field.label.casefold() for field in entity.fields}
    first = next((name for name, label in labels.items() if label == "first name"), None)
    last = next((name for name, label in labels.items() if label == "last name"), None)
    if first and last:
        return (first, last)
    one = entity.label.casefold()
    wanted = ("name", f"{one} name", "title", "full name", f"{one} title", one, "symbol")
    named = next((name for want in wanted for name, label in labels.items() if label == want), None)
    named = named or next((name for name, label in labels.items() if label.endswith((" name", " title"))), None)
    return (named,) if named else entity.key


def _over_time(draft: Draft) -> None:
    match = _TIME.search(draft.text)
    trend = match or (_TREND.search(draft.text) if not draft.groups else None)
    timed = any(g.grain or _says_time(draft, g) for g in draft.groups)
    if timed and match is not None:
        draft.take(match)
    if timed or (trend is None and draft.fragment):
        return
    if trend is None and not (draft.chart is ChartKind.LINE and not draft.groups and not draft.fields_left()[1:]):
        return
    column = draft.root.find(draft.root.time) if draft.root.time else None
    year = next((f for f in draft.root.fields if f.label.casefold() in {"year", "yr"} and not f.type.is_temporal), None)
    if match is None and not ((column or year) and _only_numbers(draft)):
        return
    if column is not None and not any(draft.field_of(g.field).type.is_temporal for g in draft.groups):
        _add(draft, Group(FieldRef(draft.root.name, column.name), grain_for(draft, column)))
    elif year is not None and year.name not in {g.field.field for g in draft.groups}:
        _add(draft, Group(FieldRef(draft.root.name, year.name)))
    else:
        return
    if trend is not None:
        draft.take(trend, "g", len(draft.groups) - 1)


def _says_time(draft: Draft, group: Group) -> bool:
    field = draft.field_of(group.field)
    return field.type.is_temporal or field.label.casefold() in GRAINS


def _only_numbers(draft: Draft) -> bool:
    return all(draft.field_at(number).type.is_numeric for number in draft.fields_left())


def _days(draft: Draft, field: Field) -> int | None:
    """The days between the least and the greatest moment, within the asked period; None when unknown."""
    period = draft.period
    low = str(period.start) if period and period.start else field.minimum
    high = str(period.end) if period and period.end else field.maximum
    try:
        return (date.fromisoformat((high or "")[:10]) - date.fromisoformat((low or "")[:10])).days
    except ValueError:
        return None


def grain_for(draft: Draft, field: Field) -> Grain:
    """The grain that shows a span of time in some dozens of points: by the asked period, else by the data's."""
    days = _days(draft, field)
    if days is None:
        return Grain.MONTH
    if days <= _DAYS_OF_MONTHS:
        return Grain.DAY
    if days <= _DAYS_OF_WEEKS:
        return Grain.WEEK
    return Grain.MONTH if days <= _DAYS_OF_YEARS else Grain.YEAR
