"""What may be added up: totals and counts over anything, levels over anything but time, averages and the like never.

The terms are those of dimensional modelling: additive, semi-additive and non-additive facts (Kimball and Ross, The Data
Warehouse Toolkit).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.model import Additivity, Aggregation
from shared.core.semantic.query import Arithmetic, Derivation, Formula, MeasureRef, Operator
from shared.core.semantic.wording import plain_measure_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

_TOTALS = {Aggregation.SUM, Aggregation.COUNT}
_ONE_MOMENT = {Operator.EQ, Operator.LATEST, Operator.EARLIEST}
_RANK = {Additivity.ADDITIVE: 0, Additivity.NOT_OVER_TIME: 1, Additivity.NEVER: 2}


def additivity_of(measure: MeasureRef, model: SemanticModel) -> Additivity:
    """What was written about the measure, else what follows from how it is made."""
    entity = model.entity(measure.entity)
    named = entity.measure(measure.name) if entity is not None and measure.name else None
    if named is not None and named.additivity is not None:
        return named.additivity
    if measure.formula is not None:
        return _of_formula(measure.formula, model)
    return Additivity.ADDITIVE if measure.aggregation in _TOTALS else Additivity.NEVER


def _of_formula(formula: Formula, model: SemanticModel) -> Additivity:
    """Sums and differences add up as their parts do; a bare number would be added at each step."""
    sides = (formula.left, formula.right)
    if formula.operator not in {Arithmetic.ADD, Arithmetic.SUBTRACT} or any(isinstance(s, int | float) for s in sides):
        return Additivity.NEVER
    found = [
        _of_formula(side, model) if isinstance(side, Formula) else additivity_of(side, model)
        for side in sides
        if isinstance(side, Formula | MeasureRef)
    ]
    return max(found, key=_RANK.__getitem__)


def what_is_added_up_adds_up(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Running totals and shares are of numbers that add up; a level is not summed over several moments."""
    for measure in walk.measures(query):
        kind = additivity_of(measure, model)
        said = plain_measure_label(measure, model)
        if measure.derivation is Derivation.RUNNING_TOTAL and kind is not Additivity.ADDITIVE:
            yield f"{said} does not add up over time, so it has no running total; ask for it by month instead."
        elif measure.derivation is Derivation.SHARE and kind is Additivity.NEVER:
            yield f"{said} does not add up, so it has no share of a total; ask for the number itself."
        elif kind is Additivity.NOT_OVER_TIME and measure.formula is None and _spans_time(measure, query, model):
            yield f"{said} is a level and does not add up over time; ask for it by day or month, or the latest one."


def _spans_time(measure: MeasureRef, query: SemanticQuery, model: SemanticModel) -> bool:
    entity = model.entity(measure.entity)
    time = entity.time if entity is not None else None
    if time is None or measure.aggregation is not Aggregation.SUM:
        return False
    grouped = any((each.entity, each.field) == (measure.entity, time) for each in query.dimensions)
    trees = [tree for tree in (query.filters, measure.where) if tree is not None]
    held = any(
        each.field.field == time and each.operator in _ONE_MOMENT and each.grain is None
        for tree in trees
        for each in walk.own_conditions(tree)
    )
    return not grouped and not held
