"""Percentages: "what share of revenue comes from dealers", "percent of orders that were returned", "success rate".

A percentage is one number made of two: the same measure over the rows that the words after it choose, and over all
rows of the question. What has no such words ("share of revenue by brand") is left to the shares of the result's total.
"""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from shared.core.asking.combining import combined
from shared.core.asking.draft import Idea, Thing
from shared.core.asking.field_phrases import is_flag
from shared.core.asking.naming_things import Kind
from shared.core.asking.referring import measure_of
from shared.core.semantic.filter_wording import filter_words
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import AllOf, Arithmetic, Condition, FieldRef, Formula, Having, MeasureRef, Operator
from shared.core.semantic.wording import lower_first, measure_label, upper_first
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Field
    from shared.core.semantic.query import Filter

_ALL = r"(?:(?:all|the|total|overall|our|those|of|sum of) )*"
_WORD = r"(?:percentage|percent|pct|share|proportion|fraction|contribution)"
_SHARE = re.compile(
    rf" (?:what |as |which )?(?P<word>{_WORD})(?: share)? (?:of|from) {_ALL}(?=(?:total |number of |the )*@[efmv]\d)"
)
_AMOUNT = r"(?:total |sum of |the )*"
_OF_ANOTHER = (
    re.compile(rf" {_AMOUNT}(?P<part>@[fm]\d+) as (?:an? )?(?P<word>{_WORD}) of {_AMOUNT}(?P<whole>@[fm]\d+)(?= )"),
    re.compile(
        rf" (?:what |which )?(?P<word>{_WORD}) of {_AMOUNT}(?P<whole>@[fm]\d+) "
        rf"(?:is|was|are|were|goes to|went to) {_AMOUNT}(?P<part>@[fm]\d+)(?= )"
    ),
)
_SUBJECT = r"@h\d+ (?:(?:total|number of|the) )*(?P<subject>@[efm]\d+)(?= )"
_MEASURED = re.compile(rf" {_SUBJECT}(?P<region>.*)$")
_OWNED = re.compile(
    r" @h\d+ @c(?P<condition>\d+) (?:(?:in|of|to|from|the|total|overall|all) )*(?P<subject>@[em]\d+)(?= )"
)
_ENDS = re.compile(
    r" (?:by|per|each|every|across|over|among|and what|wise|daily|weekly|monthly|quarterly|yearly|\.|@g\d+)(?= )"
)
_VERB = re.compile(
    r" (?:@k0|who|that|which|were|was|are|is|have|has|had|comes?|came|did|do|made|get|got|ended|belongs?|went|"
    r"[a-z]{2,}ed)(?= )"
)
_VERB_AFTER = re.compile(
    r"(?P<before>@h\d+ @[efm]\d+ (?:(?!who |that |which )\S+ )*?@[fvny]\d+)"
    r" (?:(?:who|that|which|were|was|are|is|have|has|had|did|do) )+"
)
"""Where what chooses begins, after words that narrow: conditions take such words in."""
_RATE = re.compile(r" (?P<what>@[vf]\d+) (?:rate|rates)(?: (?:of|for|in|by|per)(?: all)? (?P<rows>@e\d+))?(?= )")
_FLAG = re.compile(r" (?:(?:is|are|was|were|that|which|been|have|has|had) )*(?P<not>not )?@f(?P<field>\d+)(?= )")
_PARTS_OF_ONE = frozenset({"proportion", "fraction"})


def mark_shares(draft: Draft) -> None:
    """Take "success rate", and the words that ask for a percentage, out of the text before conditions are read."""
    while (match := _RATE.search(draft.text)) is not None and _rate(draft, match):
        pass
    for form in _OF_ANOTHER:
        match = form.search(draft.text)
        if match is not None:
            _of_another(draft, match)
    match = None if draft.charted else _SHARE.search(draft.text)
    if match is not None:
        draft.things.append(Thing("h", match["word"]))
        draft.take(match, "h", len(draft.things) - 1)
        draft.text = _VERB_AFTER.sub(r"\g<before> @k0 ", draft.text, count=1)


def _of_another(draft: Draft, match: re.Match[str]) -> None:
    """As in "tax as a percentage of revenue": one sum in percent of another."""
    part, whole = _measure(draft, match["part"]), _measure(draft, match["whole"])
    if part is None or whole is None or Aggregation.COUNT_DISTINCT in {part.aggregation, whole.aggregation}:
        return
    percent = match["word"] not in _PARTS_OF_ONE
    made = Formula(Arithmetic.DIVIDE, part, whole)
    made = Formula(Arithmetic.MULTIPLY, made, 100) if percent else made
    said = [lower_first(measure_label(each, draft.model)) for each in (part, whole)]
    label = f"{upper_first(said[0])} as a {match['word']} of {said[1]}"
    ref = MeasureRef(draft.root.name, Aggregation.CALCULATED, formula=made, label=label, unit="%" if percent else "")
    draft.ideas.append(Idea(None, made=ref))
    draft.take(match, "a", len(draft.ideas) - 1)


def settle_shares(draft: Draft) -> None:
    """Make the percentage that was marked of its subject and the conditions said after it."""
    marked = re.search(r" @h(\d+)(?= )", draft.text)
    if marked is None:
        return
    whole = draft.things[int(marked[1])].said not in _PARTS_OF_ONE
    if not (_owned(draft, percent=whole) or _chosen(draft, percent=whole)):
        said = draft.things[int(marked[1])].said
        draft.text = draft.text.replace(marked[0], f" {said} of", 1)


def _rate(draft: Draft, match: re.Match[str]) -> bool:
    """As in "cancellation rate": the rows that the word names among all rows of the same table."""
    where = state_at(draft, match["what"])
    if where is None or where.field.entity != draft.root.name:
        return False
    if match["rows"] and draft.things[int(match["rows"][2:])].found[0].entity != draft.root.name:
        return False
    count = MeasureRef(draft.root.name, Aggregation.COUNT)
    label = f"{upper_first(draft.things[int(match['what'][2:])].said)} rate"
    draft.ideas.append(Idea(None, made=percent_of(count, where, label)))
    draft.take(match, "a", len(draft.ideas) - 1)
    return True


def state_at(draft: Draft, tag: str) -> Condition | None:
    """The condition that a value or a flag behind a tag stands for, or None for other fields."""
    thing = draft.things[int(tag[2:])]
    best = thing.found[0]
    ref = FieldRef(best.entity, best.name)
    if best.kind is Kind.VALUE:
        return Condition(ref, Operator.EQ, (best.value,))
    field = draft.field_of(ref)
    return flagged(field, ref) if is_flag(field) else None


def flagged(field: Field, ref: FieldRef, *, negated: bool = False) -> Condition:
    """The condition that a yes-or-no column says yes (or no)."""
    yes = not negated
    return Condition(ref, Operator.EQ, (yes if field.type is DataType.BOOLEAN else int(yes),))


def percent_of(measure: MeasureRef, where: Filter, label: str, *, percent: bool = True) -> MeasureRef:
    """The measure over the rows that the filter keeps, in percent of (or as a part of) the measure over all."""
    kept = where if measure.where is None else AllOf((measure.where, where))
    part = Formula(Arithmetic.DIVIDE, replace(measure, where=kept), measure)
    formula = Formula(Arithmetic.MULTIPLY, part, 100) if percent else part
    unit = "%" if percent else ""
    return MeasureRef(measure.entity, Aggregation.CALCULATED, formula=formula, label=label, unit=unit)


def _owned(draft: Draft, *, percent: bool) -> bool:
    """As in "share of dealers in revenue"."""
    match = _OWNED.search(draft.text)
    condition = draft.conditions[int(match["condition"])] if match else None
    if match is None or condition is None or isinstance(condition, Having):
        return False
    measure = _measure(draft, match["subject"])
    if measure is None:
        return False
    _put(draft, match.span(), measure, condition, percent=percent)
    _forget(draft, {int(match["condition"])})
    return True


def _chosen(draft: Draft, *, percent: bool) -> bool:
    """As in "percent of orders that were returned", "share of revenue from dealers by month"."""
    match = _MEASURED.search(draft.text)
    measure = _measure(draft, match["subject"]) if match else None
    if match is None or measure is None:
        return False
    begins = match.start("region")
    _read_flag(draft, begins, _region_end(draft, begins))
    ends = _region_end(draft, begins)
    region = draft.text[begins:ends]
    numbers = _numerator(region)
    if not _one_choice(draft, region, numbers):
        return False
    where = _joined(draft, region, numbers)
    draft.text = f"{draft.text[:begins]}{_explained(region, numbers)}{draft.text[ends:]}"
    _put(draft, (match.start(), begins), measure, where, percent=percent)
    _forget(draft, set(numbers))
    return True


def _region_end(draft: Draft, begins: int) -> int:
    end = _ENDS.search(draft.text, begins)
    return end.start() if end else len(draft.text)


def _numerator(region: str) -> list[int]:
    """The conditions that choose: those after a verb where others stand before it, else all."""
    verb = _VERB.search(region)
    found = [int(number) for number in re.findall(r"@c(\d+)", region)]
    after = [int(number) for number in re.findall(r"@c(\d+)", region[verb.start() :])] if verb else []
    return after or found


def _one_choice(draft: Draft, region: str, numbers: list[int]) -> bool:
    """Conditions joined by and, or, commas choose together; "from dealers for Nike" may be a part of Nike's alone."""
    if not numbers or any(isinstance(draft.conditions[number], Having) for number in numbers):
        return False
    joint = r"(?: (?:,|and|or|also|were|was|are|is|who|that|which))+"
    return all(re.search(rf"@c{one}{joint} @c{two}(?= |$)", region) for one, two in pairwise(numbers))


def _read_flag(draft: Draft, begins: int, ends: int) -> None:
    """As in "that are active" of a yes-or-no column."""
    match = _FLAG.search(draft.text, begins, ends + 1)
    if match is not None and is_flag(draft.field_at(match["field"])) and not re.search(r"\b(?:by|per)$", match[0]):
        ref = draft.ref(match["field"])
        draft.add_condition(match, flagged(draft.field_of(ref), ref, negated=bool(match["not"])))


def _joined(draft: Draft, region: str, numbers: list[int]) -> Filter:
    """The conditions of a part of the text, joined as its own words say."""
    part = copy.copy(draft)
    part.conditions = [draft.conditions[number] for number in numbers]
    part.text = region
    for position, number in enumerate(numbers):
        part.text = re.sub(rf"@c{number}(?= |$)", f"@x{position}", part.text)
    part.text = re.sub(r"@c\d+", "@z0", part.text).replace("@x", "@c")
    where, _ = combined(part)
    if where is None:
        raise ValueError(region)
    return where


def _explained(region: str, numbers: list[int]) -> str:
    for number in numbers:
        region = re.sub(rf"@c{number}(?= |$)", "@z0", region)
    return region


def _forget(draft: Draft, numbers: set[int]) -> None:
    """Take conditions out of the draft and number the others anew."""
    kept = [number for number in range(len(draft.conditions)) if number not in numbers]
    places = {number: place for place, number in enumerate(kept)}
    draft.conditions = [draft.conditions[number] for number in kept]
    draft.text = re.sub(
        r"@c(\d+)", lambda found: f"@c{places[int(found[1])]}" if int(found[1]) in places else "@z0", draft.text
    )


def _put(draft: Draft, span: tuple[int, int], measure: MeasureRef, where: Filter, *, percent: bool) -> None:
    said = lower_first(measure_label(measure, draft.model)).removeprefix("number of ")
    label = f"{'Percent' if percent else 'Part'} of {said} where {filter_words(where, draft.model)}"
    draft.ideas.append(Idea(None, made=percent_of(measure, where, label, percent=percent)))
    draft.text = f"{draft.text[: span[0]]} @a{len(draft.ideas) - 1} {draft.text[span[1] :]}".replace("  ", " ")
    draft.compared = []


def _measure(draft: Draft, tag: str) -> MeasureRef | None:
    """What the percentage is of: rows, a named measure, the sum of an amount, or different names."""
    number = tag[2:]
    if tag[1] == "e":
        return measure_of(draft, Idea(Aggregation.COUNT, entity=draft.things[int(number)].found[0].entity))
    if tag[1] == "m":
        entity, measure = draft.measure_at(number)
        found = measure_of(draft, Idea(None, entity=entity, measure=measure.name))
    else:
        field = draft.field_at(number)
        summed = field.type.is_numeric and not field.identifier
        kind = Aggregation.SUM if summed else Aggregation.COUNT_DISTINCT
        found = measure_of(draft, Idea(kind, draft.ref(number)))
    return found if found.aggregation in {Aggregation.SUM, Aggregation.COUNT, Aggregation.COUNT_DISTINCT} else None
