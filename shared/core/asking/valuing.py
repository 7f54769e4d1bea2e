"""Conditions by value: "in Paris or Rome", "not from JFK", quoted texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.forms import (
    NOT,
    VALUES,
)
from shared.core.semantic.query import Condition, FieldRef, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter

_BARE_VALUES = re.compile(
    rf" {NOT}(?:(?:is|are|was|were|=|equals?|in|from|for|with|of|at|to|by|like|"
    rf"as|only|on|code|named|called|name) )*(?P<values>{VALUES})(?: only)?(?= )"
)
_NAMED_FILTER = re.compile(r" (?P<not>(?:not|without|except|excluding|no) )?@t(?P<filter>\d+)(?: only)?(?= )")


def listed(draft: Draft, match: re.Match[str]) -> Filter | None:
    """Values of one field joined by and/or are alternatives; the field named before them settles which field."""
    numbers = re.findall(r"@v(\d+)", match["values"])
    named = match.groupdict().get("field")
    negated = bool(match.groupdict().get("not"))
    found = [draft.values_at(number) for number in numbers]
    fields = [FieldRef(c.entity, c.name) for c in found[0]]
    if named is not None:
        wanted = draft.ref(named)
        if any(draft.ref(number) != wanted for number in re.findall(r"@f(\d+)", match["values"])):
            return None
        fields = [ref for ref in fields if ref == wanted]
    fields = [ref for ref in fields if all(any(FieldRef(c.entity, c.name) == ref for c in each) for each in found)]
    if not fields:
        return None
    if len(fields) > 1:
        draft.ties.append(draft.things[int(numbers[0])])
        draft.weak += 0.1
    values = tuple(next(c.value for c in each if FieldRef(c.entity, c.name) == fields[0]) for each in found)
    unique = tuple(dict.fromkeys(values))
    if (
        len(unique) > 1
        and not negated
        and " or " not in match["values"]
        and named is None
        and fields[0] not in draft.compared
    ):
        draft.compared.append(fields[0])
    if len(unique) == 1:
        return Condition(fields[0], Operator.NE if negated else Operator.EQ, unique)
    return Condition(fields[0], Operator.NOT_IN if negated else Operator.IN, unique)


def quoted(draft: Draft, match: re.Match[str]) -> Filter | None:
    """A condition by a quoted text that no value index holds: equal, or contained in known values."""
    field = draft.field_at(match["field"])
    value = draft.things[int(match["text"])].text
    if field.type is not DataType.TEXT or (
        field.values_complete and value.casefold() not in {v.casefold() for v in field.values}
    ):
        partial = [v for v in field.values if value.casefold() in v.casefold()] if field.type is DataType.TEXT else []
        if not partial:
            return None
        return Condition(draft.ref(match["field"]), Operator.CONTAINS, (value,))
    negated = bool(match.groupdict().get("not"))
    return Condition(draft.ref(match["field"]), Operator.NE if negated else Operator.EQ, (value,))


def read_named_filters(draft: Draft) -> None:
    """Take the named filters of the model out of the text; "not" before one is left to be said otherwise."""
    for match in list(_NAMED_FILTER.finditer(draft.text))[::-1]:
        name = draft.things[int(match["filter"])].found[0].name
        named = next(each for each in draft.model.filters if each.name == name)
        if match["not"] is None and named.entity in draft.index.reach[draft.root.name]:
            draft.add_condition(match, named.where)


def read_values(draft: Draft) -> None:
    """Take values said without their field out of the text."""
    while (match := _BARE_VALUES.search(draft.text)) is not None:
        condition = listed(draft, match)
        if condition is None:
            match = re.search(r" @v(?P<values>\d+)(?= )", draft.text)
            condition = _one_value(draft, match) if match else None
        if condition is None or match is None:
            return
        draft.add_condition(match, condition)
        _drop_named_after(draft, condition)


def _drop_named_after(draft: Draft, condition: Filter) -> None:
    """As in "Toyota make": the field named after its value says no more."""
    number = len(draft.conditions) - 1
    match = re.search(rf" @c{number} @f(\d+)(?= )", draft.text)
    if match is not None and isinstance(condition, Condition) and draft.ref(match[1]) == condition.field:
        draft.text = draft.text.replace(match[0], f" @c{number}", 1)


def _one_value(draft: Draft, match: re.Match[str]) -> Filter | None:
    found = draft.values_at(match["values"])
    return Condition(FieldRef(found[0].entity, found[0].name), Operator.EQ, (found[0].value,)) if found else None
