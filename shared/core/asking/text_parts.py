"""Conditions on parts of texts: "starts with A or ends with B", "has 'Ford' in the make", "with a .com address"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.forms import LETTERS, TEXT
from shared.core.asking.vocabulary import opposite
from shared.core.semantic.query import AllOf, AnyOf, Condition, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter

LIKE = (
    (Operator.STARTS_WITH, r"(?:starts?|starting|begins?|beginning|started|prefixed)"),
    (Operator.ENDS_WITH, r"(?:ends?|ending|ended|finish(?:es|ing)?|suffixed)"),
    (Operator.CONTAINS, r"(?:contains?|containing|includes?|including|has|have|having|with|like|matching)"),
)
_PARTS = frozenset({Operator.STARTS_WITH, Operator.ENDS_WITH, Operator.CONTAINS, Operator.NOT_CONTAINS})
_NOT_TEXT = frozenset(
    """
    the of and or by in on for to is more less than at between above below different each most highest lowest same any
    all no not null over under least number average total only as top which their from with letter letters
    """.split()
)
_OTHER_PART = re.compile(
    rf" @c(?P<before>\d+)(?: ,)? (?P<joint>or|and) (?P<not>not )?(?:(?P<starts>{LIKE[0][1]})|(?P<ends>{LIKE[1][1]})|"
    rf"contains?|containing|includes?|including) {LETTERS}(?P<text>{TEXT})(?= )"
)


def _text(draft: Draft, said: str) -> str:
    tag = re.fullmatch(r"@[qv](\d+)", said)
    if tag is None:
        return said
    thing = draft.things[int(tag[1])]
    return (thing.text or thing.said).strip()


def ending(draft: Draft, match: re.Match[str]) -> Filter | None:
    """As in "with a .com email address": what starts with a dot is an ending."""
    said = _text(draft, match["text"])
    if not said.startswith(".") or draft.field_at(match["field"]).type is not DataType.TEXT:
        return None
    return Condition(draft.ref(match["field"]), Operator.ENDS_WITH, (said,))


def likes(operator: Operator, *, within: bool = False) -> Callable[[Draft, re.Match[str]], Filter | None]:
    """Conditions on a part of a text; within: only where the part stands in quotes."""

    def make(draft: Draft, match: re.Match[str]) -> Filter | None:
        field = draft.field_at(match["field"])
        if within and not _quoted(draft, match["text"]):
            return None
        if field.type.is_numeric or field.type.is_temporal:
            return None
        said = [match["text"]] + ([match["more"]] if match.groupdict().get("more") else [])
        if any(each in _NOT_TEXT for each in said):
            return None
        kind = operator
        if match.groupdict().get("not"):
            kind = opposite(operator) or operator
        items = tuple(Condition(draft.ref(match["field"]), kind, (_text(draft, each),)) for each in said)
        return items[0] if len(items) == 1 else AnyOf(items)

    return make


def _quoted(draft: Draft, tag: str) -> bool:
    thing = draft.things[int(tag[2:])]
    return thing.tag == "q" or not thing.said[:1].isalnum()


def read_other_parts(draft: Draft) -> None:
    """As in "starts with A or ends with B": the second is of the same field."""
    position = 0
    while (match := _OTHER_PART.search(draft.text, position)) is not None:
        first = draft.conditions[int(match["before"])]
        position = match.start() + 1
        if not isinstance(first, Condition) or first.operator not in _PARTS or match["text"] in _NOT_TEXT:
            continue
        kind = _kind_of_part(match)
        second = Condition(first.field, kind, (_text(draft, match["text"]),))
        joint = AnyOf((first, second)) if match["joint"] == "or" else AllOf((first, second))
        draft.conditions[int(match["before"])] = joint
        draft.text = draft.text.replace(match[0], f" @c{match['before']}", 1)


def _kind_of_part(match: re.Match[str]) -> Operator:
    if match["starts"]:
        return Operator.STARTS_WITH
    if match["ends"]:
        return Operator.ENDS_WITH
    return Operator.NOT_CONTAINS if match["not"] else Operator.CONTAINS
