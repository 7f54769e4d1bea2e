"""The columns a query gives: names for machines, labels for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.semantic.model import Grain
from shared.core.semantic.query import Derivation
from shared.core.semantic.wording import dimension_words, measure_label, plain_measure_label, upper_first
from shared.core.sql.expressions import known_field
from shared.core.sql.number_kinds import measure_kind
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
    Derivation.PRIOR: "prior",
    Derivation.RANK: "rank",
}
_PERCENT = {Derivation.SHARE, Derivation.GROWTH}
_LONGEST_NAME = 40
"""PostgreSQL cuts names after 63 characters, and some get endings."""


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
    kind, name, label = measure_kind(measure, model), _measure_name(measure, model), measure_label(measure, model)
    if measure.derivation is None:
        return ResultColumn(name, label, kind.type, Role.MEASURE, kind.unit)
    name = f"{name}_{_DERIVED[measure.derivation]}"
    if measure.derivation is Derivation.RANK:
        return ResultColumn(name, label, DataType.INTEGER, Role.MEASURE)
    percent = measure.derivation in _PERCENT
    return ResultColumn(
        name, label, DataType.FLOAT if percent else kind.type, Role.MEASURE, "%" if percent else kind.unit
    )


def _measure_name(measure: MeasureRef, model: SemanticModel) -> str:
    if measure.name:
        return measure.name
    if measure.formula is not None or measure.value is not None:
        said = plain_measure_label(measure, model).replace("%", " percent ").casefold()
        return re.sub(r"\W+", "_", said).strip("_")[:_LONGEST_NAME] or "number"
    entity = model.entity(measure.entity)
    if measure.field is None:
        return f"number_of_{entity.noun.replace(' ', '_') if entity else 'rows'}"
    return f"{measure.aggregation.value}_{measure.field}"


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
