"""The metrics and default filters of a model, as the parts of a query that they stand for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from shared.core.errors import UserError
from shared.core.semantic import walk
from shared.core.semantic.adding_up import additivity_of
from shared.core.semantic.facts import both, conjuncts
from shared.core.semantic.metric_expression import expression
from shared.core.semantic.metrics import (
    CumulativeMetric,
    DerivedMetric,
    FilteredMetric,
    OffsetMetric,
    OffsetResult,
    RatioMetric,
    SimpleMetric,
)
from shared.core.semantic.model import Additivity, Aggregation, NumberFormat
from shared.core.semantic.query import AllOf, Arithmetic, Derivation, Formula, MeasureRef, Offset

if TYPE_CHECKING:
    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter, SemanticQuery

_SHOWN = {
    OffsetResult.VALUE: Derivation.PRIOR,
    OffsetResult.DIFFERENCE: Derivation.CHANGE,
    OffsetResult.GROWTH: Derivation.GROWTH,
}
_DEEPEST = 20


def metric_ref(metric: Metric, model: SemanticModel) -> MeasureRef:
    """Return the metric as a measure of a query, under its name, label and unit.

    Its entity is that of its first number; of a calculated one the query's entity must be the same. Raises UserError
    for a metric of unknown measures or metrics, of itself, or of running numbers that cannot be calculated with.
    """
    return _expanded(metric, model, ())


def _expanded(metric: Metric, model: SemanticModel, above: tuple[str, ...]) -> MeasureRef:
    if metric.name in above:
        raise UserError(f"“{metric.label}” is defined by itself.")
    if len(above) > _DEEPEST:
        raise UserError(f"“{metric.label}” is defined by too many other metrics in turn.")
    made = _made(metric, model, (*above, metric.name))
    return replace(made, name=metric.name, label=metric.label, unit=metric.unit or made.unit)


def _made(metric: Metric, model: SemanticModel, above: tuple[str, ...]) -> MeasureRef:
    match metric:
        case SimpleMetric():
            return _measure(metric, model)
        case FilteredMetric():
            return replace(_measure(metric, model), where=metric.where)
        case RatioMetric():
            return _ratio(metric, model, above)
        case DerivedMetric():
            return _calculated(expression(metric.expression, lambda name: _plain(name, metric, model, above)))
        case CumulativeMetric():
            return _running(metric, model, above)
        case OffsetMetric():
            plain = _plain(metric.metric, metric, model, above)
            offset = Offset(metric.grain, metric.spans)
            grows = metric.shows is OffsetResult.GROWTH
            return replace(plain, derivation=_SHOWN[metric.shows], offset=offset, unit="%" if grows else plain.unit)
        case _:
            assert_never(metric)


def _ratio(metric: RatioMetric, model: SemanticModel, above: tuple[str, ...]) -> MeasureRef:
    one, other = (_plain(each, metric, model, above) for each in (metric.numerator, metric.denominator))
    ratio = Formula(Arithmetic.DIVIDE, one, other)
    if metric.format is not NumberFormat.PERCENT:
        return _calculated(ratio)
    return replace(_calculated(Formula(Arithmetic.MULTIPLY, 100, ratio)), unit="%")


def _measure(metric: SimpleMetric | FilteredMetric, model: SemanticModel) -> MeasureRef:
    entity = model.entity(metric.entity)
    named = entity.measure(metric.measure) if entity is not None else None
    if named is None:
        raise UserError(f"“{metric.label}” is of a measure that there is not: “{metric.measure}”.")
    return MeasureRef(metric.entity, named.aggregation, named.field, unit=named.unit)


def _plain(name: str, of: Metric, model: SemanticModel, above: tuple[str, ...]) -> MeasureRef:
    """The metric of that name, or else the only measure of that name, as a number that is not derived."""
    metric = next((each for each in model.metrics if each.name == name), None)
    made = _expanded(metric, model, above) if metric is not None else _measure_named(name, of, model)
    if made.derivation is not None:
        raise UserError(f"“{of.label}” is made of “{made.label}”, which runs along time; use the number it runs over.")
    return made


def _measure_named(name: str, of: Metric, model: SemanticModel) -> MeasureRef:
    found = [(entity, each) for entity in model.entities for each in entity.measures if each.name == name]
    if len(found) != 1:
        raise UserError(f"“{of.label}” is made of “{name}”, which is {'several things' if found else 'not known'}.")
    ((entity, measure),) = found
    return MeasureRef(entity.name, measure.aggregation, measure.field, measure.name, unit=measure.unit)


def _running(metric: CumulativeMetric, model: SemanticModel, above: tuple[str, ...]) -> MeasureRef:
    plain = _plain(metric.metric, metric, model, above)
    if additivity_of(plain, model) is not Additivity.ADDITIVE:
        raise UserError(f"“{metric.label}” adds up “{plain.label}”, which is neither a total nor a count.")
    return replace(plain, derivation=Derivation.RUNNING_TOTAL, since=metric.since)


def _calculated(formula: Formula) -> MeasureRef:
    first = next(walk.operands(formula), None)
    if first is None:
        raise UserError("A calculated metric is made of at least one other.")
    return asked_about(MeasureRef(first.entity, Aggregation.CALCULATED, formula=formula), first.entity)


def asked_about(measure: MeasureRef, entity: str) -> MeasureRef:
    """Return the measure as a query of that entity asks it: all that is calculated in it belongs to that entity."""
    if measure.formula is None:
        return measure
    return replace(measure, entity=entity, formula=_formula_of(measure.formula, entity))


def _formula_of(formula: Formula, entity: str) -> Formula:
    def side(of: MeasureRef | Formula | float) -> MeasureRef | Formula | float:
        if isinstance(of, MeasureRef):
            return asked_about(of, entity)
        return _formula_of(of, entity) if isinstance(of, Formula) else of

    return Formula(formula.operator, side(formula.left), side(formula.right))


def with_default_filters(query: SemanticQuery, model: SemanticModel) -> SemanticQuery:
    """Return the query with the default filters of its entity, but for those on fields that it filters itself.

    What the query keeps for a single number counts too: a share of dealers is not taken of dealers only.
    """
    own = {ref for each in walk.filters(query) for ref in walk.filter_fields(each)}
    filters = query.filters
    for named in model.filters:
        applies = named.default and named.entity == query.entity
        if applies and own.isdisjoint(walk.filter_fields(named.where)):
            filters = both(filters, named.where)
    return query if filters is query.filters else replace(query, filters=_flat(filters))


def _flat(filters: Filter | None) -> Filter | None:
    if not isinstance(filters, AllOf):
        return filters
    return AllOf(tuple(item for each in filters.items for item in conjuncts(_flat(each))))
