"""Time elapsed between two dates of a row: "average days from order to delivery", "the shortest time until paid"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.dating import date_by_verb
from shared.core.asking.draft import Group, Idea, Sorting
from shared.core.asking.grouping import naming_fields
from shared.core.asking.vocabulary import AGGREGATION, aggregation_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Elapsed, FieldRef, MeasureRef, RowValue

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_UNITS = {"day": Elapsed.DAYS, "hour": Elapsed.HOURS, "minute": Elapsed.MINUTES}
_LONGEST = r"(?P<longest>longest|most|greatest)|(?P<shortest>shortest|least|fewest|quickest|fastest)"
_SPAN = (
    r"(?:differen(?:ce|t) (?:between|in|of) )?(?:(?:the|their|total|elapsed|number of|how many|amount of|length of) )*"
    r"(?P<unit>days?|hours?|minutes?|time|duration|gap|interval|lag|time difference)"
    r"(?: (?:taken|elapsed|passed|it takes?|it took|that passe[sd]|difference|gap|interval))?"
    r"(?: in (?P<said>days|hours|minutes))?(?: on average)?"
)
_DOING = r"(?:(?:being|getting|they|he|she|it|when|were|was|are|is|the|their|to|first|got|customers?) )*"


def _point(end: str) -> str:
    """One end of a span: a date by its name, the first or last of some rows, or what was done then."""
    return (
        rf"(?:(?:the |their |its )*(?:@e(?P<{end}of>\d+) )?@f(?P<{end}field>\d+)|"
        rf"(?:the |their |its |a |an )*(?P<{end}which>first|last|latest) @e(?P<{end}rows>\d+)|"
        rf"{_DOING}(?P<{end}verb>[a-z]{{3,}}(?:ing|ed)|sold|bought|paid|left|born|sent|delivery|termination|joining)"
        r"(?: up| in| date)?)"
    )


_ENDS = rf"(?:between|from) {_point('from')} (?:and|to|until|till) {_point('to')}"
_MEASURED = re.compile(
    rf" (?:(?P<agg>{AGGREGATION}|{_LONGEST}) )?(?:of )?{_SPAN} {_ENDS}(?: in (?P<unit2>days|hours|minutes))?(?= )"
)
_HOW_LONG = re.compile(
    r" how long (?:(?:does|did|do|it|is|was|take|takes|taken|on|@z\d+) )*(?P<agg>average|usually|typically)?"
    rf"(?: it takes?)? ?{_ENDS}(?= )"
)
_ROWS = re.compile(
    rf" @[ef](?P<subject>\d+) (?:(?:with|that|who|which|has|had|have|having|the) )+(?:{_LONGEST}) {_SPAN} {_ENDS}(?= )"
)
_EMPLOYED = re.compile(
    r" (?:number of )?(?:days|time) (?:(?:he|she|they|it|was|were|has|have|been|that) )*"
    r"(?P<verb>employed|worked)(?: for| here)?(?= )"
)
_IGNORED = re.compile(
    r" (?:ignore|ignoring|exclude|excluding|leave out|omit|skip) @e(?P<head>\d+) (?:who|that|which) "
    r"(?:(?:have|has|had|do|did|does|not|never|made|any|placed|no) )+@e(?P<rows>\d+)(?: records?| entries)?(?= )"
)


def read_elapsed(draft: Draft) -> None:
    """Take such numbers out of the text."""
    _existing_rows(draft)
    _ranked_rows(draft)
    for form in (_MEASURED, _HOW_LONG):
        position = 0
        while (match := form.search(draft.text, position)) is not None:
            made = None if _ranks(draft, match) else _made(draft, match)
            if made is None:
                position = match.start() + 1
                continue
            draft.ideas.append(Idea(None, made=made))
            draft.take(match, "a", len(draft.ideas) - 1)
    _employed(draft)


def _ranks(draft: Draft, match: re.Match[str]) -> bool:
    """As in "those with the longest time": it chooses rows, so it is no number of all of them."""
    groups = match.groupdict()
    ranked = groups.get("longest") or groups.get("shortest")
    return (
        bool(ranked)
        and re.search(r" (?:with|has|had|have|having|whose|by) $", draft.text[: match.start() + 1]) is not None
    )


def _existing_rows(draft: Draft) -> None:
    """As in "ignore customers without orders" of a number over orders: only those with orders are in it anyway."""
    match = _IGNORED.search(draft.text)
    if match is None or not re.search(r" (?:not|never|no) ", match[0]):
        return
    head, rows = (draft.things[int(match[name])].found[0].entity for name in ("head", "rows"))
    if rows == draft.root.name and head != rows and head in draft.index.reach[rows]:
        draft.take(match)


def _made(draft: Draft, match: re.Match[str], kind: Aggregation | None = None) -> MeasureRef | None:
    left, right = _moment(draft, match, "from"), _moment(draft, match, "to")
    if left is None or right is None or left == right:
        return None
    which = (match["fromwhich"] and "from") or (match["towhich"] and "to")
    if which and match.groupdict().get("agg"):
        # The average of least times would be a number of numbers.
        return None
    kind = kind or _edge(match, which) or _aggregation(match)
    return MeasureRef(draft.root.name, kind, value=RowValue(_unit(match), left, right)) if kind else None


def _edge(match: re.Match[str], which: str | None) -> Aggregation | None:
    """Until the first of several is the least time, until the last the most; from them it is the other way round."""
    if which is None:
        return None
    return Aggregation.MIN if (match[f"{which}which"] == "first") == (which == "to") else Aggregation.MAX


def _aggregation(match: re.Match[str]) -> Aggregation:
    groups = match.groupdict()
    if groups.get("longest"):
        return Aggregation.MAX
    if groups.get("shortest"):
        return Aggregation.MIN
    kind = aggregation_of(groups.get("agg") or "")
    return Aggregation.AVG if kind in {None, Aggregation.COUNT, Aggregation.COUNT_DISTINCT} else kind


def _unit(match: re.Match[str]) -> Elapsed:
    groups = match.groupdict()
    said = groups.get("unit2") or groups.get("said") or groups.get("unit") or ""
    return _UNITS.get(said.removesuffix("s"), Elapsed.DAYS)


def _moment(draft: Draft, match: re.Match[str], end: str) -> FieldRef | None:
    """The date that one end of the span is said by: its name, the first of some rows, or a verb."""
    if match[f"{end}field"]:
        ref = draft.ref(match[f"{end}field"])
        owner = draft.things[int(match[f"{end}of"])].found[0].entity if match[f"{end}of"] else ref.entity
        if owner != ref.entity:
            return _own_time(draft, owner) if draft.things[int(match[f"{end}field"])].said in {"date", "time"} else None
        return ref if draft.field_of(ref).type.is_temporal else None
    if match[f"{end}rows"]:
        entity = draft.model.entity(draft.things[int(match[f"{end}rows"])].found[0].entity)
        own = entity is not None and entity.name == draft.root.name and entity.time is not None
        return FieldRef(entity.name, entity.time) if entity is not None and own and entity.time else None
    return date_by_verb(draft, match[f"{end}verb"])


def _own_time(draft: Draft, name: str) -> FieldRef | None:
    """As in "the payment date": the date of those rows."""
    entity = draft.model.entity(name)
    if entity is None or entity.time is None or name not in draft.index.reach[draft.root.name]:
        return None
    return FieldRef(name, entity.time)


def _ranked_rows(draft: Draft) -> None:
    """As in "the salesperson with the shortest time from hired to fired": the row, with its time."""
    match = _ROWS.search(draft.text)
    if match is None:
        return
    thing = draft.things[int(match["subject"])]
    entity = draft.model.entity(thing.found[0].entity)
    made = _made(draft, match, Aggregation.MAX if match["longest"] else Aggregation.MIN)
    if entity is None or made is None:
        return
    idea = Idea(None, made=made)
    draft.ideas.append(idea)
    draft.sorting.append(Sorting(bool(match["longest"]), "", idea))
    draft.groups.extend(Group(FieldRef(entity.name, name)) for name in naming_fields(entity))
    draft.limit = draft.limit or (None if thing.plural else 1)
    draft.superlative = True
    draft.text = draft.text.replace(match[0], f" @{thing.tag}{match['subject']} @a{len(draft.ideas) - 1}", 1)


def _employed(draft: Draft) -> None:
    """As in "the number of days she was employed": said again of a time that is asked for already."""
    match = _EMPLOYED.search(draft.text)
    hired, left = (date_by_verb(draft, verb) for verb in ("hired", "terminated"))
    if match is None or hired is None or left is None:
        return
    known = [
        i for i in draft.ideas if i.made and i.made.value and (i.made.value.left, i.made.value.right) == (hired, left)
    ]
    if known:
        draft.take(match)
