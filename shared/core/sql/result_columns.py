"""The columns a query gives: names for machines, labels for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import Derivation
from shared.core.semantic.wording import dimension_words, measure_label, plain_measure_label, upper_first
from shared.core.sql.expressions import known_field
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef

_DERIVED = {
    Derivation.SHARE: "share",
    Derivation.RUNNING_TOTAL: "running",
    Derivation.CHANGE: "change",
    Derivation.GROWTH: "growth",
}
_PERCENT = {Derivation.SHARE, Derivation.GROWTH}
_COUNTS = {Aggregation.COUNT, Aggregation.COUNT_DISTINCT}
_SAME_TYPE = {Aggregation.MIN, Aggregation.MAX}


def dimension_column(dimension: DimensionRef, model: SemanticModel) -> ResultColumn:
    """Return the column of a grouping."""
    field = known_field(model, dimension.entity, dimension.field)
    if dimension.grain is not None:
        grain = dimension.grain
        kind = DataType.TIMESTAMP if grain is Grain.HOUR else DataType.DATE
        if grain.recurs:
            kind = DataType.INTEGER if grain is Grain.HOUR_OF_DAY else DataType.TEXT
        name = f"{dimension.field}_{grain.value.replace(' ', '_')}"
        label = upper_first(dimension_words(dimension, model))
        return ResultColumn(name, label, kind, Role.DIMENSION, grain=grain.value)
    if dimension.bins is not None:
        return ResultColumn(
            f"{dimension.field}_from", f"{field.label} from", DataType.FLOAT, Role.DIMENSION, field.unit
        )
    return ResultColumn(dimension.field, field.label, field.type, Role.DIMENSION, field.unit)


def measure_column(measure: MeasureRef, model: SemanticModel) -> ResultColumn:
    """Return the column of a measure, derivation included."""
    plain = _plain_measure(measure, model)
    if measure.derivation is None:
        return plain
    percent = measure.derivation in _PERCENT
    return ResultColumn(
        f"{plain.name}_{_DERIVED[measure.derivation]}",
        measure_label(measure, model),
        DataType.FLOAT if percent else plain.type,
        Role.MEASURE,
        "%" if percent else plain.unit,
    )


def _plain_measure(measure: MeasureRef, model: SemanticModel) -> ResultColumn:
    entity = model.entity(measure.entity)
    named = entity.measure(measure.name) if entity and measure.name else None
    label = plain_measure_label(measure, model)
    if measure.field is None:
        name = measure.name or f"number_of_{entity.noun.replace(' ', '_') if entity else 'rows'}"
        return ResultColumn(name, label, DataType.INTEGER, Role.MEASURE)
    field = known_field(model, measure.entity, measure.field)
    counts = measure.aggregation in _COUNTS
    kind = field.type if measure.aggregation in _SAME_TYPE else DataType.FLOAT
    if measure.aggregation is Aggregation.SUM and field.type is not DataType.FLOAT:
        kind = field.type
    unit = "" if counts else (named.unit if named and named.unit else field.unit)
    name = measure.name or f"{measure.aggregation.value}_{measure.field}"
    return ResultColumn(name, label, DataType.INTEGER if counts else kind, Role.MEASURE, unit)


def listed_column(ref: FieldRef, model: SemanticModel) -> ResultColumn:
    """Return the column of a listed field."""
    field = known_field(model, ref.entity, ref.field)
    return ResultColumn(ref.field, field.label, field.type, Role.ATTRIBUTE, field.unit)


def distinct_names(columns: tuple[ResultColumn, ...]) -> tuple[ResultColumn, ...]:
    """Return the columns with numbers added to repeated names."""
    seen: dict[str, int] = {}
    named = []
    for each in columns:
        seen[each.name] = seen.get(each.name, 0) + 1
        name = each.name if seen[each.name] == 1 else f"{each.name}_{seen[each.name]}"
        named.append(ResultColumn(name, each.label, each.type, each.role, each.unit, each.grain))
    return tuple(named)
