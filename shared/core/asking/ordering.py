"""Order: "sort by price descending", "from low to high by the y axis", "in alphabetical order of name"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea, Sorting
from shared.core.asking.vocabulary import AGGREGATION, aggregation_of
from shared.core.semantic.model import Aggregation

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_DESCENDING = (
    r"descending|desc|decreasing|high(?:est)? to low(?:est)?|large(?:st)? to "
    r"small(?:est)?|big(?:gest)? to small(?:est)?|"
    r"most to (?:least|fewest)|greatest to (?:least|smallest)|z to a|z-a|reverse alphabetical(?:ly)?|"
    r"(?:highest|largest|biggest|most|greatest|newest|latest|most recent|oldest) (?:@[em]\d+ )?first|"
    r"newest to oldest|latest to earliest|oldest to youngest|reversed?|descendingly|descending alphabetical"
)
_ASCENDING = (
    r"ascending|asc|increasing|low(?:est)? to high(?:est)?|small(?:est)? to (?:large|big)(?:st|gest|est)?|"
    r"(?:least|fewest) to (?:most|greatest)|a to z|a-z|ascending alphabetical|"
    r"alphabetical(?:ly)?|alphabetic|lexicographic(?:al)?|"
    r"(?:lowest|smallest|least|fewest|earliest|youngest) (?:@[em]\d+ )?first|oldest to newest|earliest to latest|"
    r"youngest to oldest|chronological(?:ly)?|lexicographical|ascendingly"
)
_VERB = r"(?:re)?(?:sort|order|rank|list|show|display|arrange|organi[sz]e)(?:ed|ing|s|d)?"
_LEAD = rf"(?:(?:,|and|then|i|want|would|like|could|can|you|to|be|also|with|them|it|that|results?|{_VERB}) )*"
_JOIN = (
    r"(?:(?:by|in|from|with|on|of|for|to|according|based|using|according|alphabetical|"
    r"order|them|it|results?|total|all|values?|,|as) )*"
)
_BRIDGE = _JOIN.replace("|,|", "|")
_COUNTED = (
    r"(?:total number|number|count|total count|amount|total amount|frequency|"
    r"quantity|total)(?: of (?:@[fem]\d+|records?|rows?|them))?"
)
_TARGET = (
    rf"(?P<target>(?:xaxis|x|yaxis|y)(?: (?:labels?|values?|axis))?|(?:bars?|"
    rf"names?|labels?|categor(?:y|ies))(?! (?:chart|graph|plot))|"
    rf"{AGGREGATION} (?:of |number of )*@[fm]\d+|@f\d+ {AGGREGATION}|{_COUNTED}|"
    rf"@[fm]\d+(?: - @f\d+)?|@e\d+|how many @[ef]\d+|values?|results?|measure)"
)
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf" {_LEAD}{_VERB} {_JOIN}{_TARGET} {_BRIDGE}(?:(?P<down>{_DESCENDING})"
            rf"|(?P<up>{_ASCENDING}))\b(?: (?:order|manner|sequence|fashion|sorting|way))?"
        ),
        (
            rf" {_LEAD}(?:in|from|with) {_JOIN}{_TARGET} {_BRIDGE}"
            rf"(?:(?P<down>{_DESCENDING})|(?P<up>{_ASCENDING}))\b(?: (?:order|manner|sequence|fashion|way))?"
        ),
        (
            rf" {_LEAD}{_JOIN}(?:(?P<down>{_DESCENDING})|(?P<up>{_ASCENDING}))\b(?: (?:order|"
            rf"manner|sequence|fashion|sorting|way))? (?:by|of|for|on|in|according to|"
            rf"based on|in terms of|with respect to)(?: order of)? (?:all |total |values? "
            rf"of )*{_TARGET}(?= )"
        ),
        (
            rf" {_LEAD}{_JOIN}(?:(?P<down>{_DESCENDING})|(?P<up>{_ASCENDING}))\b(?: (?:order|"
            rf"manner|sequence|fashion|sorting|way))?"
        ),
        (
            rf" {_LEAD}(?:(?:sort|order|rank|arrange|organi[sz]e)(?:ed|ing|d)?|(?:in|"
            rf"with) order) (?:(?:them|it|results?|those|@e\d+) )*(?:by|according to|"
            rf"based on|of|on) (?:total (?=@))?{_TARGET}(?= "
            rf")(?:(?P<down>\b\B)|(?P<up>\b\B))?"
        ),
    )
)
_ALONG = re.compile(
    rf" (?P<lead>over|across|along|through|throughout) (?:(?P<down>{_DESCENDING})|(?P<up>{_ASCENDING}))(?: order of)? "
    r"(?P<time>@f\d+|years?|quarters?|months?|weeks?|days?|dates?|time)(?= )"
)
"""As in "the trend over ascending years": the order of the time line itself."""
_MOST_OF_KIND = re.compile(
    r" (?P<most>(?:most|least|fewest|(?:highest|lowest|greatest|largest|smallest) number of)) "
    r"(?P<kind>@v\d+) (?P<rows>@e\d+)(?= )"
)
"""As in "the most cash orders": the kind limits the rows, whose number is ranked."""
_X = frozenset({"x", "bar", "name", "label", "categor"})


def read_order(draft: Draft) -> None:
    """Take every order clause out of the text, strongest form first."""
    draft.text = _MOST_OF_KIND.sub(r" \g<most> \g<rows> \g<kind>", draft.text)
    _along(draft)
    for form in _FORMS:
        match = form.search(draft.text)
        while match is not None:
            _add(draft, match)
            match = form.search(draft.text)
        if draft.sorting:
            return


def _along(draft: Draft) -> None:
    match = _ALONG.search(draft.text)
    if match is None:
        return
    time = match["time"]
    ref = draft.ref(time[2:]) if time.startswith("@f") else None
    draft.sorting.append(Sorting(bool(match["down"]), "" if ref else "time", None, ref))
    draft.text = draft.text.replace(match[0], f" {match['lead']} {time}", 1)


def _add(draft: Draft, match: re.Match[str]) -> None:
    groups = match.groupdict()
    target = groups.get("target") or ""
    direction = True if groups.get("down") else (False if groups.get("up") else None)
    said = groups.get("down") or groups.get("up") or ""
    draft.sorting.append(_sorting(draft, target, direction, said))
    draft.take(match)


def _sorting(draft: Draft, target: str, descending: bool | None, said: str) -> Sorting:  # noqa: FBT001 - three-valued
    axis = _axis(target)
    if not target and "alphabet" in said:
        axis = "x"
    if axis:
        return Sorting(descending, axis)
    tag = re.search(r"@([femv])(\d+)", target)
    if tag is None:
        return Sorting(descending, "y" if target else "")
    if tag[1] == "m":
        entity, measure = draft.measure_at(tag[2])
        return Sorting(descending, "", Idea(None, entity=entity, measure=measure.name))
    return _by_field(draft, target, tag[2], descending) if tag[1] == "f" else Sorting(descending, "y")


def _by_field(draft: Draft, target: str, number: str, descending: bool | None) -> Sorting:  # noqa: FBT001 - three-valued
    """Order by a field: "names" are the x axis, the number of a name is the y axis."""
    kind = aggregation_of(target)
    counted = re.match(r"(?:how many|total number|number|count|total count|amount|frequency)\b", target)
    if counted and not draft.field_at(number).type.is_numeric:
        return Sorting(descending, "y")
    if draft.things[int(number)].said.casefold() == "names":
        draft.things[int(number)] = replace(draft.things[int(number)], tag="z")
        return Sorting(descending, "x")
    ref = draft.ref(number)
    return Sorting(descending, "", Idea(kind, ref) if kind not in {None, Aggregation.COUNT} else None, ref)


def _axis(target: str) -> str:
    word = target.split(" ", maxsplit=1)[0].removesuffix("axis").removesuffix("s")
    if word in _X or word.startswith("categor"):
        return "x"
    return "y" if word == "y" else ""
