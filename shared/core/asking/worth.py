"""What is meant when a question ranks without saying by what: "top 5 brands", "best month", "the biggest invoice"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.amounts import main_amount, main_idea, money_of, row_worth
from shared.core.asking.deeds import TRADE
from shared.core.asking.draft import Group, Idea, Sorting
from shared.core.asking.grouping import calendar_group, naming_fields
from shared.core.asking.vocabulary import COMPARISON, GRAIN, GRAINS, operator_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import words
from shared.core.semantic.query import Condition, FieldRef
from shared.core.table.types import DataType
from shared.core.table.units import MONTH_OF_YEAR

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Entity

_BEST = (
    r"(?:(?P<down>busiest|best|peak|strongest|top|biggest|most|highest)|"
    r"(?P<up>worst|quietest|slowest|weakest|least|lowest))"
)
_BIG = r"(?:(?P<down>biggest|largest|highest|greatest|costliest)|(?P<up>smallest|lowest|cheapest))"
_OF = (
    r"(?: (?:for|by|of|in|with|in terms of|number of|total|on) "
    r"(?=(?:(?:number of|total|most) )*@[efm]))*"
)
_SPAN = rf"(?:{GRAIN}|@f(?P<column>\d+))"
_HAD = (
    r"(?:(?:has|have|had|with|was|were|is|are|did|do|does|we|sold|sell|sells|got|saw|see|made|make|"
    r"number of|total|average) )*"
)
_BEST_SPAN = re.compile(rf" {_BEST} {_SPAN}(?= ){_OF}(?: (?P<object>@[efm]\d+)(?= ))?")
_WHICH_SPAN = re.compile(
    rf" (?:which|what|on which) {_SPAN} {_HAD}{_BEST}(?: (?:number of|total|of))*(?: (?P<object>@[efm]\d+))?(?= )"
)
_END = r"(?= (?:@p|@z|\.|,)| $)"
_MOST_TRADED = (
    re.compile(
        r" (?:which|what|who) (?P<subject>@[fe]\d+) (?P<said>(?:[a-z]+ )*?)"
        rf"(?:(?P<down>most|best|highest)|(?P<up>least|worst|lowest))(?P<after>(?: [a-z]+)*){_END}"
    ),
    re.compile(
        r" (?:(?P<down>most|best)|(?P<up>least|worst)) (?:which|what) "
        rf"(?P<subject>@[fe]\d+)(?P<said>)(?P<after>(?: [a-z]+)*){_END}"
    ),
)
_BIG_ROWS = re.compile(rf" {_BIG} (?P<subject>@e\d+)(?= )")
_ROWS_ABOVE = re.compile(
    r" (?P<subject>@e\d+) (?:(?:are|is|were|was|worth|valued|with|of|at|that|value) )*"
    rf"{COMPARISON} @[ny](?P<one>\d+)(?= )(?! @[ef])"
)
_LAST_ROWS = re.compile(r" (?:last|latest|newest|most recent|recent) (?:@n(?P<n>\d+) )?(?P<subject>@e\d+)(?= )")
_HOW_MUCH = re.compile(r" how much (?:did|do|does|has|have|was|were|is)(?= )")
_HOW_MUCH_MADE = frozenset({"make", "made", "earn", "earned", "take"})
_BEST_ROWS = re.compile(
    r" (?:(?P<down>best|top|biggest|largest|greatest|most valuable|most loyal|most profitable)|(?P<up>worst|bottom))"
    r"(?: @n(?P<n>\d+))? (?P<subject>@[ef]\d+)(?= )"
)
_RANKED_BY = re.compile(r"@m\d| (?:by|number of|most|highest|lowest|least|based on|in terms of|selling|performing) ")
_TOTAL_ROWS = re.compile(
    r" (?:total|sum of)(?P<span> (?:hourly|daily|weekly|monthly|quarterly|yearly|annual))? "
    r"(?P<what>@e\d+)(?= )(?! (?:counts?|number|amounts?|values?|price|revenue|cost)\b)"
)
_SHOWN = 10


def read_best(draft: Draft) -> None:
    """Take rankings by an unsaid number out of the text."""
    _how_much(draft)
    _total_rows(draft)
    _best_rows(draft)
    _best_span(draft)
    _most_traded(draft)
    _big_rows(draft)
    _last_rows(draft)
    _rows_above(draft)


def _how_much(draft: Draft) -> None:
    """As in "how much did Om Traders buy this year": the rows' main amount."""
    match = _HOW_MUCH.search(draft.text)
    earned = set(draft.text.split()) & _HOW_MUCH_MADE and any(m.goes_by("revenue") for m in draft.root.measures)
    if match is None or re.search(r"@[em]\d", draft.text) or not (earned or set(draft.text.split()) & TRADE):
        return
    if any(draft.field_at(number).type.is_numeric for number in draft.fields_left()):
        return
    draft.ideas.append(main_idea(draft.root))
    draft.take(match, "a", len(draft.ideas) - 1)


def _total_rows(draft: Draft) -> None:
    """As in "total payments per month": the money that the rows are; of other rows, how many there are."""
    match = _TOTAL_ROWS.search(draft.text)
    entity = draft.root if match and draft.things[int(match["what"][2:])].found[0].entity == draft.root.name else None
    if match is None or entity is None:
        return
    draft.ideas.append(money_of(entity) or Idea(Aggregation.COUNT, entity=entity.name))
    draft.text = draft.text.replace(match[0], f"{match['span'] or ''} @a{len(draft.ideas) - 1}", 1)


def _best_rows(draft: Draft) -> None:
    """As in "best customers", "top 5 brands": by the main number of the rows that tell of them."""
    match = _BEST_ROWS.search(draft.text)
    if match is None or _RANKED_BY.search(draft.text) or not _many_rows_each(draft, match["subject"]):
        return
    if any(draft.field_at(number).type.is_numeric for number in draft.fields_left()):
        return
    idea = main_amount(draft.root, draft.index) or main_idea(draft.root)
    draft.ideas.append(idea)
    draft.sorting.append(Sorting(bool(match["down"]), "", idea))
    draft.superlative = True
    number = draft.things[int(match["n"])].number if match["n"] else None
    plural = draft.things[int(match["subject"][2:])].plural
    draft.limit = int(number) if number else (_SHOWN if plural else 1)
    draft.text = draft.text.replace(match[0], f" {subject_of(draft, match['subject'])} @a{len(draft.ideas) - 1}", 1)


def _many_rows_each(draft: Draft, tag: str) -> bool:
    """True when what is ranked brings together rows that have a revenue."""
    thing = draft.things[int(tag[2:])]
    if main_amount(draft.root, draft.index) is None:
        return False
    if tag[1] == "e":
        return thing.found[0].entity != draft.root.name
    field = draft.field_at(tag[2:])
    return field.type is DataType.TEXT and field.name not in draft.root.key


def _best_span(draft: Draft) -> None:
    """As in "best month for sales", "busiest hour", "which weekday had the most flights"."""
    for form in (_BEST_SPAN, _WHICH_SPAN):
        match = form.search(draft.text)
        group = _span(draft, match) if match else None
        if match is None or group is None:
            continue
        idea = _object(draft, match["object"]) if match["object"] else main_idea(draft.root)
        if idea is None:
            continue
        draft.groups.append(group)
        draft.ideas.append(idea)
        draft.sorting.append(Sorting(bool(match["down"]), "", idea))
        draft.superlative = True
        draft.limit = draft.limit or 1
        draft.take(match, "g", len(draft.groups) - 1)
        return


def _span(draft: Draft, match: re.Match[str]) -> Group | None:
    if match["column"]:
        field = draft.field_at(match["column"])
        if field.unit != MONTH_OF_YEAR and not set(words(field.label)) & set(GRAINS):
            return None
        return calendar_group(draft, Group(draft.ref(match["column"])))
    if draft.root.time is None:
        return None
    return Group(FieldRef(draft.root.name, draft.root.time), GRAINS[match["grain"]])


def _object(draft: Draft, tag: str) -> Idea | None:
    """What is counted or added up."""
    number = tag[2:]
    if tag[1] == "e":
        return Idea(Aggregation.COUNT, entity=draft.things[int(number)].found[0].entity)
    if tag[1] == "m":
        entity, measure = draft.measure_at(number)
        return Idea(None, entity=entity, measure=measure.name)
    field = draft.field_at(number)
    return Idea(None, draft.ref(number)) if field.type.is_numeric and not field.identifier else None


def _most_traded(draft: Draft) -> None:
    """As in "which brand sold most", "who bought the least": the most of the rows' main amount."""
    for form in _MOST_TRADED:
        match = form.search(draft.text)
        if match is None or not set(f"{match['said']} {match['after']}".split()) & TRADE:
            continue
        idea = main_idea(draft.root)
        draft.ideas.append(idea)
        draft.sorting.append(Sorting(bool(match["down"]), "", idea))
        draft.superlative = True
        draft.limit = draft.limit or (_SHOWN if draft.things[int(match["subject"][2:])].plural else 1)
        draft.text = draft.text.replace(match[0], f" {subject_of(draft, match['subject'])} @a{len(draft.ideas) - 1}", 1)
        return


def subject_of(draft: Draft, tag: str) -> str:
    """The tag of what is ranked: another table's rows are grouped by what names them."""
    if tag[1] != "e":
        return tag
    name = draft.things[int(tag[2:])].found[0].entity
    entity = draft.model.entity(name)
    if entity is None or name == draft.root.name:
        return tag
    fields = naming_fields(entity)
    draft.groups.extend(Group(FieldRef(name, field)) for field in fields)
    return f"@g{len(draft.groups) - 1}" if fields else tag


def _big_rows(draft: Draft) -> None:
    """As in "the biggest invoice"; where nothing says what makes a row big, the word stays unexplained."""
    match = _BIG_ROWS.search(draft.text)
    entity = _root_at(draft, match)
    if match is None or entity is None:
        return
    worth = row_worth(draft, entity) or _revenue_field(entity)
    if worth is None:
        return
    draft.sorting.append(Sorting(bool(match["down"]), "", None, worth))
    draft.limit = draft.limit or (_SHOWN if draft.things[int(match["subject"][2:])].plural else 1)
    draft.superlative, draft.all_columns = True, True
    draft.text = draft.text.replace(match[0], f" {match['subject']}", 1)


def _revenue_field(entity: Entity) -> FieldRef | None:
    revenue = next((m for m in entity.measures if m.goes_by("revenue")), None)
    return FieldRef(entity.name, revenue.field) if revenue is not None and revenue.field else None


def _last_rows(draft: Draft) -> None:
    """As in "the last 10 invoices": the latest by their own date."""
    match = _LAST_ROWS.search(draft.text)
    entity = _root_at(draft, match)
    if match is None or entity is None or entity.time is None:
        return
    draft.sorting.append(Sorting(descending=True, axis="", field=FieldRef(entity.name, entity.time)))
    number = draft.things[int(match["n"])].number if match["n"] else None
    draft.limit = int(number) if number else (_SHOWN if draft.things[int(match["subject"][2:])].plural else 1)
    draft.all_columns = True
    draft.text = draft.text.replace(match[0], f" {match['subject']}", 1)


def _rows_above(draft: Draft) -> None:
    """As in "invoices above 1 lakh"."""
    match = _ROWS_ABOVE.search(draft.text)
    entity = _root_at(draft, match)
    worth = row_worth(draft, entity) if entity else None
    if match is None or worth is None:
        return
    draft.conditions.append(Condition(worth, operator_of(match["op"]), (draft.things[int(match["one"])].number,)))
    draft.text = draft.text.replace(match[0], f" {match['subject']} @c{len(draft.conditions) - 1}", 1)


def _root_at(draft: Draft, match: re.Match[str] | None) -> Entity | None:
    """The entity asked about, where the match is about its rows."""
    if match is None or draft.things[int(match["subject"][2:])].found[0].entity != draft.root.name:
        return None
    return draft.root
