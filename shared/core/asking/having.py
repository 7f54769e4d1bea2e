"""Conditions on numbers of groups: "brands with more than 10 orders"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea
from shared.core.asking.forms import (
    BE,
    N2,
    NOT,
    N,
)
from shared.core.asking.referring import measure_of
from shared.core.asking.vocabulary import AGGREGATION, COMPARISON, aggregation_of, operator_of, opposite
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Having, MeasureRef, Operator

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_HAVING = (
    re.compile(
        rf" (?:that |which |who |and |, )*(?:with|having|has|have|had|where|whose|"
        rf"appears?|used|occurs?|get|got|made|placed|only )? ?{NOT}{COMPARISON} {N} "
        rf"(?:different |distinct )?(?:@e(?P<entity>\d+)|times|records|rows|entries)(?= )"
    ),
    re.compile(
        rf" (?:where|with|whose|having|has|have|and|that) (?:total )?(?:number|count|"
        rf"amount) of @[ef](?P<entity>\d+) {BE}{NOT}{COMPARISON} {N}(?= )"
    ),
    re.compile(
        rf" (?:where|with|whose|having|has|have|and|that) (?:count|total count|number)"
        rf" {BE}{NOT}{COMPARISON} {N}(?= )"
    ),
)
_HAVING_MEASURE = re.compile(
    rf" (?:where|with|whose|having|has|have|that|and|if|when) (?:an? |the )?(?P<agg>{AGGREGATION})"
    rf" (?:of |number of )?@f(?P<field>\d+) {BE}{NOT}{COMPARISON} {N}(?= )"
)
_HAVING_NAMED = re.compile(
    rf"(?P<head> @f\d+) (?:who |that |which )?(?:with|having|has|have|had|made|earned|generated|did|crossed|crossing) "
    rf"(?:total )?{COMPARISON} {N} (?:of |in |worth of |as )?(?:total )?@m(?P<measure>\d+)(?= )"
)
"""The number first ("brands with more than 10 lakh revenue"); whose it is, a group, stands before."""
_HAVING_BETWEEN = re.compile(
    rf" (?:with|having|has|have|where) between {N} and {N2} (?:@e(?P<entity>\d+)|times|records|rows)(?= )"
)


def read_having(draft: Draft) -> None:
    """Take conditions on counts and other numbers of groups out of the text."""
    for form in _HAVING:
        match = form.search(draft.text)
        if match is None:
            continue
        number = match.groupdict().get("entity")
        if number and draft.things[int(number)].tag == "f" and draft.field_at(number).type.is_numeric:
            continue
        operator = operator_of(match["op"])
        operator = (opposite(operator) or operator) if match["not"] else operator
        value = draft.things[int(match["one"])].number
        draft.add_condition(match, Having(_count(draft), operator, (value,)))
    match = _HAVING_BETWEEN.search(draft.text)
    if match is not None:
        values = (draft.things[int(match["one"])].number, draft.things[int(match["two"])].number)
        draft.add_condition(match, Having(_count(draft), Operator.BETWEEN, values))
    _read_named(draft)
    match = _HAVING_MEASURE.search(draft.text)
    if match is not None and draft.field_at(match["field"]).type.is_numeric:
        kind = aggregation_of(match["agg"]) or Aggregation.SUM
        ref = draft.ref(match["field"])
        measure = (
            MeasureRef(draft.root.name, kind, ref.field)
            if ref.entity == draft.root.name
            else MeasureRef(ref.entity, kind, ref.field)
        )
        draft.add_condition(match, Having(measure, operator_of(match["op"]), (draft.things[int(match["one"])].number,)))


def _read_named(draft: Draft) -> None:
    """As in "brands with more than 10 lakh revenue": the named number of each group."""
    match = _HAVING_NAMED.search(draft.text)
    if match is None or draft.field_at(match["head"][3:]).type.is_numeric:
        return
    entity, measure = draft.measure_at(match["measure"])
    made = measure_of(draft, Idea(None, entity=entity, measure=measure.name))
    said = Having(made, operator_of(match["op"]), (draft.things[int(match["one"])].number,))
    head = match["head"]
    draft.add_condition(match, said)
    draft.text = draft.text.replace(f" @c{len(draft.conditions) - 1} ", f"{head} @c{len(draft.conditions) - 1} ", 1)


def _count(draft: Draft) -> MeasureRef:
    return MeasureRef(draft.root.name, Aggregation.COUNT, None)
