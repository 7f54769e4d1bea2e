"""Measures: "average delay", "how many", "total value and quantity", "share of", "running total"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.deriving import derive, found_derivation
from shared.core.asking.draft import Idea
from shared.core.asking.vocabulary import AGGREGATION, aggregation_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import CompareTo, FieldRef

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_FILL = (
    r"(?:(?:of|for|in|on|all|the|values?|amounts?|total|number of|from|across|"
    r"is|those|these|each|every|every single|column|overall) )*"
)
_DISTINCT = r"(?P<distinct>(?:(?:different|distinct|unique|various) )*)"
_COUNT = (
    r"(?:how many|(?:total |overall |the )*(?:number|numbers|count|counts|amount|"
    r"frequency|quantity)(?: of)?|no of|count(?:ing)?(?: up)?|counts? (?:the )?(?:number "
    r")?of|total(?: number)? of)"
)
_ALL = r"(?:(?:all|the|total|of|a|such|those|these|corresponding|records? of|rows? of|names? of) )*"
_COUNTED = re.compile(rf" {_COUNT} {_ALL}{_DISTINCT}{_ALL}(?P<what>@[efm]\d+)(?= )")
_COUNTED_SOME = re.compile(
    rf" {_COUNT} {_ALL}{_DISTINCT}{_ALL}(?P<chosen>(?:@c\d+ (?:(?:and|,) )*)+)(?P<what>@e\d+)(?= )"
)
_SUFFIX_COUNT = re.compile(r" (?P<what>@[ef]\d+) (?:count|counts|frequency|total number)(?= )")
_BARE_COUNT = re.compile(
    r"(?<!@f\d)(?<!@f\d\d) (?:(?:y|the|of|a) )*(?:how many(?: times)?|row ?counts?|"
    r"total number(?: of (?:rows|records|them))?|number(?: of (?:rows|records|"
    r"times|them|occurrences|entries|instances))?|count(?:s)?(?: of (?:rows|"
    r"records|them|each|all|those))?|frequency|frequencies|occurrences|total "
    r"count|how often)(?= )"
)
_AGGREGATED = re.compile(
    rf" (?:(?P<derived>running|cumulative) )?(?P<agg>{AGGREGATION}) (?:{AGGREGATION} "
    rf")?{_FILL}(?P<fields>@[fm]\d+(?:(?: ,| and| ,? ?and|,? as well as) @f\d+)*)(?= )"
)
_BOTH = re.compile(
    rf" (?P<one>{AGGREGATION}) (?:and|,|or) (?P<two>{AGGREGATION})(?: (?:and|"
    rf",|, and) (?P<three>{AGGREGATION}))? {_FILL}@f(?P<field>\d+)(?= )"
)
_SUFFIX = re.compile(rf" @f(?P<field>\d+) (?P<agg>{AGGREGATION})(?= )")
_HOW_MUCH = re.compile(r" how much (?:is |was |are |the |of |in |do |total )*@(?P<kind>[fm])(?P<number>\d+)(?= )")
_HOW_MANY = re.compile(r" how much (?P<what>@e\d+)(?= )")
_NAMED = re.compile(r" @m(?P<number>\d+)(?= )")
_COMPARE = re.compile(
    r" (?:(?:as )?compared? (?:to|with)|vs|versus|against|over|relative to) "
    r"(?:the )?(?:(?P<year>(?:same (?:period|month|time) (?:of |in )?(?:the "
    r")?)?(?:last|previous|prior) year|(?:a )?year (?:ago|before|earlier))|(?P<period>(?:the "
    r")?(?:previous|last|prior|preceding) (?:period|month|week|quarter|day|one)"
    r"|(?:the )?(?:month|week|quarter|period) before))(?= )"
)
_COMPARED_PERIOD = re.compile(r" (?:(?:as )?compared? (?:to|with)|vs|versus|against) @p(?P<period>\d+)(?= )")
_TWO_PERIODS = re.compile(r" compare (?P<first>@p\d+) (?:with|to|and|against) (?P<second>@p\d+)(?= )")
_COUNT_BESIDE = re.compile(
    r" (?:row )?count (?=(?:versus|vs|against|and|,) @a)|(?<=@a\d) (?:and|,|versus|vs|against) (?:row )?count(?= )"
)


def read_comparison(draft: Draft) -> None:
    """As in "this month vs last month", "compared to the previous year": the same numbers for an earlier span."""
    draft.text = _TWO_PERIODS.sub(r" \g<first> vs \g<second>", draft.text)
    for form in (_COMPARE, _COMPARED_PERIOD):
        match = form.search(draft.text)
        if match is None:
            continue
        said = match[0]
        if form is _COMPARED_PERIOD:
            found = draft.things[int(match["period"])].period
            said = found.label if found else ""
        draft.compare_unit = next((unit for unit in ("year", "quarter", "month", "week", "day") if unit in said), "")
        yearly = "year" in said and not any(word in said for word in ("month of", "week"))
        draft.compare = CompareTo.PREVIOUS_YEAR if yearly else CompareTo.PREVIOUS_PERIOD
        draft.take(match)
        return


def read_measures(draft: Draft) -> None:
    """Take all numbers asked for out of the text."""
    derived = found_derivation(draft)
    first = len(draft.ideas)
    _both(draft)
    for form, add in (
        (_AGGREGATED, _aggregated),
        (_COUNTED, _counted),
        (_COUNTED_SOME, _counted_some),
        (_SUFFIX, _suffix),
        (_SUFFIX_COUNT, _counted),
        (_HOW_MANY, _counted),
        (_HOW_MUCH, _how_much),
        (_NAMED, _named),
    ):
        position = 0
        while (match := form.search(draft.text, position)) is not None:
            position = match.start() if add(draft, match) else match.start() + 1
    _count_beside(draft)
    if not draft.ideas:
        match = _BARE_COUNT.search(draft.text)
        if match is not None:
            draft.ideas.append(Idea(Aggregation.COUNT))
            draft.take(match, "a", 0)
    if derived is not None:
        derive(draft, derived, first)


def _count_beside(draft: Draft) -> None:
    """As in "count versus total capacity": a bare count beside other numbers."""
    match = _COUNT_BESIDE.search(draft.text)
    if match is not None:
        draft.ideas.append(Idea(Aggregation.COUNT))
        draft.take(match, "a", len(draft.ideas) - 1)


def _both(draft: Draft) -> None:
    """As in "minimum and maximum price", "average, minimum and maximum price"."""
    while (match := _BOTH.search(draft.text)) is not None:
        number = len(draft.ideas)
        for said in (match["one"], match["two"], match["three"]):
            if said:
                draft.ideas.append(Idea(aggregation_of(said), draft.ref(match["field"])))
        draft.take(match, "a", number)


def _counted(draft: Draft, match: re.Match[str]) -> bool:
    tag, number = match["what"][1], match["what"][2:]
    distinct = bool((match.groupdict().get("distinct") or "").strip())
    if tag == "e":
        idea = Idea(Aggregation.COUNT, entity=draft.things[int(number)].found[0].entity, distinct=distinct)
    elif tag == "m":
        entity, measure = draft.measure_at(number)
        idea = Idea(None, entity=entity, measure=measure.name)
    else:
        idea = Idea(Aggregation.COUNT, draft.ref(number), distinct=distinct)
    draft.ideas.append(idea)
    draft.take(match, "a", len(draft.ideas) - 1)
    return True


def _counted_some(draft: Draft, match: re.Match[str]) -> bool:
    """As in "number of active customers": what is counted stands after the condition that chooses it."""
    if draft.things[int(match["what"][2:])].found[0].entity == draft.root.name:
        return False
    begins = match.start()
    _counted(draft, match)
    draft.text = f"{draft.text[:begins]} {match['chosen']}{draft.text[begins:].lstrip()}"
    return True


def _aggregated(draft: Draft, match: re.Match[str]) -> bool:
    kind = aggregation_of(match["agg"])
    tags = re.findall(r"@([fm])(\d+)", match["fields"])
    kept = [
        (tag, number)
        for tag, number in tags
        if tag == "m" or draft.field_at(number).type.is_numeric or _orders(draft, number, kind)
    ]
    if kind in {Aggregation.COUNT, Aggregation.COUNT_DISTINCT} or _counts_ids(draft, match, tags[0]):
        return False
    if kind is Aggregation.AVG and tags[0][0] == "m" and not _averages(draft, tags[0][1]):
        return False
    if tags[0] not in kept:
        return _aggregated_name(draft, match, tags[0][1], kind)
    first = len(draft.ideas)
    for tag, number in kept:
        if tag == "m":
            draft.ideas.append(_named_idea(draft, number, kind))
        elif number == kept[0][1] or not draft.field_at(number).identifier:
            draft.ideas.append(Idea(kind, draft.ref(number)))
    rest = " ".join(f"@{tag}{number}" for tag, number in tags if (tag, number) not in kept)
    draft.text = f"{draft.text[: match.start()]} @a{first} {rest} {draft.text[match.end() :]}".replace("  ", " ")
    return True


def _averages(draft: Draft, number: str) -> bool:
    """False for counts and calculated numbers: what their average would be over, nobody said."""
    _, measure = draft.measure_at(number)
    return measure.field is not None


def _named_idea(draft: Draft, number: str, kind: Aggregation | None) -> Idea:
    """A named measure; "average revenue" is the average of what revenue adds up."""
    entity, measure = draft.measure_at(number)
    if kind in {Aggregation.AVG, Aggregation.MEDIAN} and measure.aggregation is Aggregation.SUM and measure.field:
        return Idea(kind, FieldRef(entity, measure.field))
    return Idea(None, entity=entity, measure=measure.name)


def _counts_ids(draft: Draft, match: re.Match[str], tag: tuple[str, str]) -> bool:
    """As in "total number of ids" counts; "total number of platforms" adds up."""
    return "number of" in match[0] and tag[0] == "f" and draft.field_at(tag[1]).identifier


def _orders(draft: Draft, number: str, kind: Aggregation | None) -> bool:
    """Least and greatest make sense of dates too."""
    return draft.field_at(number).type.is_temporal and kind in {Aggregation.MIN, Aggregation.MAX}


def _aggregated_name(draft: Draft, match: re.Match[str], number: str, kind: Aggregation | None) -> bool:
    """As in "total brands": counting is the only way to total a name."""
    if kind not in {Aggregation.SUM, Aggregation.COUNT, Aggregation.COUNT_DISTINCT}:
        return False
    draft.ideas.append(Idea(Aggregation.COUNT, draft.ref(number), distinct=kind is Aggregation.COUNT_DISTINCT))
    rest = match["fields"].replace(f"@f{number}", f"@a{len(draft.ideas) - 1}", 1)
    draft.text = f"{draft.text[: match.start()]} {rest} {draft.text[match.end() :]}".replace("  ", " ")
    return True


def _suffix(draft: Draft, match: re.Match[str]) -> bool:
    kind = aggregation_of(match["agg"])
    after = draft.text[match.end() :]
    if (
        not draft.field_at(match["field"]).type.is_numeric
        or re.match(r" (?:of )?@[fem]", after)
        or kind is Aggregation.COUNT
    ):
        return False
    draft.ideas.append(Idea(kind, draft.ref(match["field"])))
    draft.take(match, "a", len(draft.ideas) - 1)
    return True


def _how_much(draft: Draft, match: re.Match[str]) -> bool:
    if match["kind"] == "m":
        return False
    if not draft.field_at(match["number"]).type.is_numeric:
        return False
    draft.ideas.append(Idea(None, draft.ref(match["number"])))
    draft.take(match, "a", len(draft.ideas) - 1)
    return True


def _named(draft: Draft, match: re.Match[str]) -> bool:
    entity, measure = draft.measure_at(match["number"])
    draft.ideas.append(Idea(None, entity=entity, measure=measure.name))
    draft.take(match, "a", len(draft.ideas) - 1)
    return True
