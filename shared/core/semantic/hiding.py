"""A model in which only some of its numbers are known by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from shared.core.errors import UserError
from shared.core.semantic import walk
from shared.core.semantic.metrics import (
    CumulativeMetric,
    DerivedMetric,
    FilteredMetric,
    OffsetMetric,
    RatioMetric,
    SimpleMetric,
)
from shared.core.semantic.overlay import overlay
from shared.core.semantic.written_rules import names_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery


def only_visible(model: SemanticModel, names: Collection[str]) -> SemanticModel:
    """Return the model without the metrics and measures that are not named; without any names, as it is.

    What the named ones are made of stays: without it they could not be computed. Verified questions that ask for what
    is hidden go with it.
    """
    if not names:
        return model
    kept = set(names)
    for _ in model.metrics:  # a chain of metrics is no longer than there are metrics
        kept |= {part for each in model.metrics if each.name in kept for part in _parts(each)}
    left = {
        each.name: {"measures": {one.name: None for one in each.measures if one.name not in kept}}
        for each in model.entities
    }
    metrics = {each.name: None for each in model.metrics if each.name not in kept}
    rest = overlay(model, {"entities": left, "metrics": metrics})
    hidden = {name for each in left.values() for name in each["measures"]} | metrics.keys()
    return replace(rest, verified=tuple(each for each in rest.verified if not hidden & set(_asked(each.query))))


def unknown_names(model: SemanticModel, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that no metric and no measure of the model has."""
    known = {each.name for each in model.metrics} | {one.name for each in model.entities for one in each.measures}
    return tuple(each for each in names if each not in known)


def _asked(query: SemanticQuery) -> Iterator[str]:
    return (each.name for each in walk.asked_measures(query) if each.name is not None)


def _parts(metric: Metric) -> Collection[str]:
    match metric:
        case SimpleMetric() | FilteredMetric():
            return (metric.measure,)
        case RatioMetric():
            return (metric.numerator, metric.denominator)
        case DerivedMetric():
            return _named(metric.expression)
        case CumulativeMetric() | OffsetMetric():
            return (metric.metric,)
        case _:
            assert_never(metric)


def _named(expression: str) -> Collection[str]:
    try:
        return names_in(expression)
    except UserError:
        return ()
