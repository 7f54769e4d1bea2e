"""The type and unit of a number, before it is derived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Arithmetic, Elapsed, FieldRef, Formula, MeasureRef
from shared.core.semantic.wording import percent_of
from shared.core.sql.expressions import known_field
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import RowValue

_COUNTS = {Aggregation.COUNT, Aggregation.COUNT_DISTINCT}
_SAME_TYPE = {Aggregation.MIN, Aggregation.MAX}
_WIDTH = (DataType.INTEGER, DataType.DECIMAL, DataType.FLOAT)
_TIMES = {Elapsed.DAYS: "days", Elapsed.HOURS: "hours", Elapsed.MINUTES: "min"}


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A type and a unit; counts says that it is a number of things."""

    type: DataType
    unit: str = ""
    counts: bool = False


def measure_kind(measure: MeasureRef, model: SemanticModel) -> NumberKind:
    """Return the kind of a measure; a unit of its own goes before what follows from its parts."""
    kind = _kind(measure, model)
    entity = model.entity(measure.entity)
    named = entity.measure(measure.name) if entity and measure.name else None
    unit = measure.unit or (named.unit if named is not None and not kind.counts else "") or kind.unit
    return NumberKind(kind.type, unit, kind.counts)


def _kind(measure: MeasureRef, model: SemanticModel) -> NumberKind:
    if measure.formula is not None:
        return _formula_kind(measure.formula, model)
    if measure.aggregation in _COUNTS:
        return NumberKind(DataType.INTEGER, counts=True)
    if measure.value is not None:
        value = row_value_kind(measure.value, model)
    elif measure.field is not None:
        field = known_field(model, measure.entity, measure.field)
        value = NumberKind(field.type, field.unit)
    else:
        return NumberKind(DataType.INTEGER, counts=True)
    same = measure.aggregation in _SAME_TYPE or measure.aggregation is Aggregation.SUM
    return value if same else NumberKind(DataType.FLOAT, value.unit)


def row_value_kind(value: RowValue, model: SemanticModel) -> NumberKind:
    """Return the kind of a number worked out on each row."""
    if isinstance(value.operator, Elapsed):
        kind = DataType.INTEGER if whole_days(value, model) else DataType.FLOAT
        return NumberKind(kind, _TIMES[value.operator])
    return _joined(value.operator, _side_kind(value.left, model), _side_kind(value.right, model))


def whole_days(value: RowValue, model: SemanticModel) -> bool:
    """True for days between two dates; where a time of day is known on either side, days are broken."""
    sides = [known_field(model, each.entity, each.field) for each in walk.value_fields(value)]
    return value.operator is Elapsed.DAYS and all(each.type is DataType.DATE for each in sides)


def _side_kind(side: FieldRef | float, model: SemanticModel) -> NumberKind:
    if isinstance(side, FieldRef):
        field = known_field(model, side.entity, side.field)
        return NumberKind(field.type, field.unit)
    return NumberKind(DataType.INTEGER if isinstance(side, int) else DataType.FLOAT)


def _formula_kind(formula: Formula, model: SemanticModel) -> NumberKind:
    part = percent_of(formula)
    if part is not None:
        left, right = _operand_kind(part.left, model), _operand_kind(part.right, model)
        if (left.unit, left.counts) == (right.unit, right.counts):
            return NumberKind(DataType.FLOAT, "%")
    kind = _joined(formula.operator, _operand_kind(formula.left, model), _operand_kind(formula.right, model))
    return NumberKind(DataType.FLOAT, kind.unit) if formula.operator is Arithmetic.MULTIPLY else kind


def _operand_kind(side: MeasureRef | Formula | float, model: SemanticModel) -> NumberKind:
    if isinstance(side, MeasureRef):
        return measure_kind(side, model)
    if isinstance(side, Formula):
        return _formula_kind(side, model)
    return NumberKind(DataType.INTEGER if isinstance(side, int) else DataType.FLOAT)


def _joined(operator: Arithmetic, left: NumberKind, right: NumberKind) -> NumberKind:
    """Money times a number, or by a number of things, is money; money by money is a bare number."""
    wide = max(left.type, right.type, key=lambda each: _WIDTH.index(each) if each in _WIDTH else len(_WIDTH))
    if operator is Arithmetic.DIVIDE:
        return NumberKind(DataType.FLOAT, left.unit if not right.unit else "")
    if operator is Arithmetic.MULTIPLY:
        return NumberKind(wide, "" if left.unit and right.unit else left.unit or right.unit)
    return NumberKind(wide, left.unit if left.unit == right.unit else "", left.counts and right.counts)
