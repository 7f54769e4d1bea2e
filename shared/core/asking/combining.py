"""Conditions joined as the words between them say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.semantic.query import AllOf, AnyOf, Condition, FieldRef, Having, Operator

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Grain
    from shared.core.semantic.query import Filter


def combined(draft: Draft) -> tuple[Filter | None, tuple[Having, ...]]:
    """The conditions joined as the words between them say: "or" binds looser than "and"."""
    having = tuple(each for each in draft.conditions if isinstance(each, Having))
    order = [int(number) for number in re.findall(r"@c(\d+)", draft.text)]
    alternatives: list[list[Filter]] = [[]]
    last_end = None
    for match in re.finditer(r"@c(\d+)", draft.text):
        condition = draft.conditions[int(match[1])]
        if isinstance(condition, Having) or int(match[1]) in draft.restricting:
            continue
        between = draft.text[last_end : match.start()] if last_end is not None else ""
        if last_end is not None and re.fullmatch(
            (
                r"(?:\s|,|either|are|is|who|that|with|whose|have|has|@e\d+|@z\d+|or|also|"
                r"else)*\bor\b(?:\s|,|are|is|who|that|with|whose|have|has|those|@e\d+|@z\d+|"
                r"in|from)*"
            ),
            between,
        ):
            alternatives.append([])
        alternatives[-1].append(condition)
        last_end = match.end()
    kept = {*order, *draft.restricting}
    missing = [each for i, each in enumerate(draft.conditions) if i not in kept and not isinstance(each, Having)]
    alternatives[-1].extend(missing)
    alternatives = [_one_of(items) for items in alternatives]
    parts = [items[0] if len(items) == 1 else AllOf(tuple(items)) for items in alternatives if items]
    if not parts:
        return None, having
    return (parts[0] if len(parts) == 1 else AnyOf(tuple(parts))), having


def _one_of(items: list[Filter]) -> list[Filter]:
    """A field cannot equal two values at once: "for Apple and for Samsung" means either."""
    found: dict[tuple[FieldRef, Grain | None], Condition] = {}
    kept: list[Filter] = []
    for item in items:
        if not (isinstance(item, Condition) and item.other is None and item.operator in {Operator.EQ, Operator.IN}):
            kept.append(item)
            continue
        before = found.get((item.field, item.grain))
        values = tuple(dict.fromkeys((*(before.values if before else ()), *item.values)))
        made = Condition(item.field, Operator.EQ if len(values) == 1 else Operator.IN, values, grain=item.grain)
        kept = [made if each is before else each for each in kept] if before else [*kept, made]
        found[item.field, item.grain] = made
    return kept
