"""What people call measures and groupings: the words every answer, proof and table header share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.filter_wording import rows_words
from shared.core.semantic.metrics import CumulativeMetric, OffsetMetric
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.phrases import (
    field_words,
    lower_first,
    noun,
    plural_words,
    ref_words,
    singular_words,
    upper_first,
    without_name,
)
from shared.core.semantic.query import Arithmetic, Derivation, Elapsed, FieldRef, Formula, MeasureRef

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import DimensionRef, Offset, RowValue

__all__ = [
    "dimension_words",
    "field_words",
    "formula_words",
    "is_part",
    "lower_first",
    "measure_label",
    "percent_of",
    "plain_measure_label",
    "plural_words",
    "singular_words",
    "upper_first",
    "without_name",
]

_WORDS = {
    Aggregation.SUM: "total",
    Aggregation.AVG: "average",
    Aggregation.MIN: "lowest",
    Aggregation.MAX: "highest",
    Aggregation.MEDIAN: "median",
    Aggregation.STDDEV: "standard deviation of",
    Aggregation.COUNT: "number of",
    Aggregation.COUNT_DISTINCT: "number of different",
}
_DERIVED = {
    Derivation.SHARE: "share of",
    Derivation.RUNNING_TOTAL: "running total of",
    Derivation.CHANGE: "change in",
    Derivation.GROWTH: "growth of",
    Derivation.PRIOR: "previous",
    Derivation.RANK: "rank by",
}
_SIGNS = {
    Arithmetic.ADD: "plus",
    Arithmetic.SUBTRACT: "minus",
    Arithmetic.MULTIPLY: "times",
    Arithmetic.DIVIDE: "divided by",
}
_COUNTS = {Aggregation.COUNT, Aggregation.COUNT_DISTINCT}
_HUNDRED = 100


def measure_label(measure: MeasureRef, model: SemanticModel) -> str:
    """Return what people call the number, derivation included: "Average departure delay", "Share of total value".

    A label of the measure's own is the number before it is derived, unless a metric that derives it has that name.
    """
    if measure.label and (measure.derivation is None or _is_a_derived_metric(measure, model)):
        return measure.label
    plain = plain_measure_label(measure, model)
    if measure.derivation is None:
        return plain
    said = f"{_DERIVED[measure.derivation]} {lower_first(plain)}"
    if measure.offset is not None:
        said = _set_off(measure.derivation, lower_first(plain), measure.offset)
    since = f" since the start of the {measure.since}" if measure.since is not None else ""
    return upper_first(f"{said}{since}")


def _is_a_derived_metric(measure: MeasureRef, model: SemanticModel) -> bool:
    metric = next((each for each in model.metrics if each.name == measure.name), None)
    return isinstance(metric, CumulativeMetric | OffsetMetric)


def _set_off(derivation: Derivation, plain: str, offset: Offset) -> str:
    span = f"a {offset.grain}" if offset.spans == 1 else f"{offset.spans} {offset.grain}s"
    span = f"an {offset.grain}" if span == "a hour" else span
    return f"{plain} {span} before" if derivation is Derivation.PRIOR else f"{_DERIVED[derivation]} {plain} over {span}"


def plain_measure_label(measure: MeasureRef, model: SemanticModel) -> str:
    """Return what people call the number before anything is derived from it."""
    if measure.label and not (measure.derivation and _is_a_derived_metric(measure, model)):
        return measure.label
    named = _named(measure, model)
    plain = named or _unnamed(measure, model)
    return " ".join([plain, *rows_words(measure.where, model)])


def _named(measure: MeasureRef, model: SemanticModel) -> str:
    """The label of the measure of that name; a metric's own measure carries its label itself."""
    entity = model.entity(measure.entity)
    named = entity.measure(measure.name) if entity is not None and measure.name else None
    return named.label if named is not None else ""


def _unnamed(measure: MeasureRef, model: SemanticModel) -> str:
    if measure.formula is not None:
        return upper_first(formula_words(measure.formula, model))
    if measure.value is not None:
        return upper_first(f"{_WORDS[measure.aggregation]} {row_value_words(measure.value, model)}")
    entity = model.entity(measure.entity)
    if entity is None:
        return measure.field or measure.entity
    if measure.field is None:
        return f"Number of {entity.noun}"
    field = entity.find(measure.field)
    said = field_words(field, measure.field)
    if measure.aggregation in _COUNTS and field is not None and not field.type.is_numeric:
        said = plural_words(without_name(said))
    word = _WORDS.get(measure.aggregation, "")
    return upper_first(said if word in said.split() else f"{word} {said}")


def row_value_words(value: RowValue, model: SemanticModel) -> str:
    """Return a number of each row in words: "price times quantity", "days between order date and delivery date"."""
    left, right = _side_words(value.left, model), _side_words(value.right, model)
    if isinstance(value.operator, Elapsed):
        return f"{value.operator} between {left} and {right}"
    return f"{left} {_SIGNS[value.operator]} {right}"


def _side_words(side: FieldRef | float, model: SemanticModel) -> str:
    return ref_words(side, model) if isinstance(side, FieldRef) else f"{side:,}"


def formula_words(formula: Formula, model: SemanticModel) -> str:
    """Return arithmetic on measures in words: "total value per order", "percent of orders where paid is true"."""
    part = percent_of(formula)
    if part is not None:
        return f"{_ratio(part, model, 'percent of')}"
    if formula.operator is Arithmetic.DIVIDE:
        return _ratio(formula, model, "")
    left, right = _operand(formula.left, model), _operand(formula.right, model)
    return f"{left} {_SIGNS[formula.operator]} {right}"


def percent_of(formula: Formula) -> Formula | None:
    """Return the division that the formula takes times 100; None when it is no such thing."""
    sides = (formula.left, formula.right)
    if formula.operator is Arithmetic.MULTIPLY and _HUNDRED in sides:
        other = next(each for each in sides if each != _HUNDRED) if set(sides) != {_HUNDRED} else None
        return other if isinstance(other, Formula) and other.operator is Arithmetic.DIVIDE else None
    inner = formula.left
    if formula.operator is Arithmetic.DIVIDE and isinstance(inner, Formula) and inner.operator is Arithmetic.MULTIPLY:
        kept = [each for each in (inner.left, inner.right) if each != _HUNDRED]
        return Formula(Arithmetic.DIVIDE, kept[0], formula.right) if len(kept) == 1 else None
    return None


def _ratio(formula: Formula, model: SemanticModel, lead: str) -> str:
    left, right = formula.left, formula.right
    if lead and isinstance(left, MeasureRef) and is_part(left, right):
        if left.aggregation is Aggregation.COUNT and left.field is None:
            return " ".join([lead, noun(left.entity, model), *rows_words(left.where, model)])
        return f"{lead} {lower_first(plain_measure_label(left, model))}"
    said = _operand(left, model)
    lead = f"{lead.removesuffix(' of')}: " if lead else ""
    if isinstance(right, MeasureRef) and right.where is None and not right.label:
        if right.aggregation is Aggregation.COUNT and right.field is None and right.formula is None:
            return f"{lead}{said} per {singular_words(noun(right.entity, model))}"
        if right.aggregation is Aggregation.COUNT_DISTINCT and right.field is not None:
            return f"{lead}{said} per {without_name(ref_words(FieldRef(right.entity, right.field), model))}"
    return f"{lead}{said} divided by {_operand(right, model)}"


def is_part(left: MeasureRef, right: MeasureRef | Formula | float) -> bool:
    """True when left is the same number as right, of fewer rows."""
    if not isinstance(right, MeasureRef) or left.where is None or right.where is not None:
        return False
    return (left.entity, left.aggregation, left.field, left.value) == (
        *(right.entity, right.aggregation, right.field),
        right.value,
    )


def _operand(side: MeasureRef | Formula | float, model: SemanticModel) -> str:
    if isinstance(side, MeasureRef):
        return lower_first(plain_measure_label(side, model))
    if isinstance(side, Formula):
        said = formula_words(side, model)
        return said if side.operator is Arithmetic.DIVIDE else f"({said})"
    return f"{side:,}"


def dimension_words(dimension: DimensionRef, model: SemanticModel) -> str:
    """Return what people call a grouping inside a sentence: "carrier", "month", "month of packing date".

    The calendar grain alone says it when the field is the rows' usual time.
    """
    entity = model.entity(dimension.entity)
    said = field_words(entity.find(dimension.field) if entity else None, dimension.field)
    if dimension.bins is not None:
        return f"ranges of {said}"
    if dimension.grain is None:
        return singular_words(entity.noun) if said == "name" and entity is not None else without_name(said)
    if dimension.grain is Grain.DAY:
        return "day" if entity is not None and entity.time == dimension.field else said
    usual = entity is not None and entity.time == dimension.field
    return dimension.grain.value if usual else f"{dimension.grain.value} of {said}"
