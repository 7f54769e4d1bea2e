"""One semantic model over several data sets: what has one name in two of them is told apart by its data set's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, assert_never

from shared.core.semantic.metrics import (
    CumulativeMetric,
    DerivedMetric,
    FilteredMetric,
    OffsetMetric,
    RatioMetric,
    SimpleMetric,
)
from shared.core.semantic.model import Calendar, NamedFilter, SemanticModel, VerifiedQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.model import Entity, Relationship

T = TypeVar("T")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def merge_models(models: Iterable[tuple[str, SemanticModel]]) -> SemanticModel:
    """Return a model of everything, given (data set name, model); the first one's calendar holds.

    Entities of different data sets that share a name are told apart by their data set's ("orders of north"), and so are
    metrics; what names an entity or a metric names it by its new name.
    """
    listed = list(models)
    entity_counts = Counter(each.name for _, model in listed for each in model.entities)
    metric_counts = Counter(each.name for _, model in listed for each in model.metrics)
    entities: list[Entity] = []
    relationships: list[Relationship] = []
    metrics: list[Metric] = []
    filters: list[NamedFilter] = []
    verified: list[VerifiedQuery] = []
    for dataset, model in listed:
        names = _told_apart(dataset, (each.name for each in model.entities), entity_counts)
        metric_names = _told_apart(dataset, (each.name for each in model.metrics), metric_counts)
        entities.extend(_renamed(each, names[each.name], dataset) for each in model.entities)
        relationships.extend(
            replace(each, from_entity=names[each.from_entity], to_entity=names[each.to_entity])
            for each in model.relationships
        )
        metrics.extend(_renamed_metric(_of(each, names), metric_names) for each in model.metrics)
        filters.extend(_of(each, names) for each in model.filters)
        verified.extend(_of(each, names) for each in model.verified)
    calendar = listed[0][1].calendar if listed else Calendar()
    return SemanticModel(
        tuple(entities), tuple(relationships), calendar, tuple(metrics), tuple(filters), tuple(verified)
    )


def _told_apart(dataset: str, names: Iterable[str], counts: Mapping[str, int]) -> dict[str, str]:
    return {name: name if counts[name] == 1 else f"{dataset}_{name}" for name in names}


def _renamed(entity: Entity, name: str, dataset: str) -> Entity:
    if name == entity.name:
        return entity
    words = dataset.replace("_", " ")
    return replace(entity, name=name, label=f"{entity.label} ({words})", synonyms=(*entity.synonyms, words))


def _of(part: T, names: Mapping[str, str]) -> T:
    """The same part of a model with every entity in it under its new name, however deep it stands."""
    if isinstance(part, tuple):
        return tuple(_of(each, names) for each in part)  # type: ignore[return-value]
    if not is_dataclass(part) or isinstance(part, type):
        return part
    said = {each.name: getattr(part, each.name) for each in fields(part)}
    changed = {name: names.get(value, value) if name == "entity" else _of(value, names) for name, value in said.items()}
    return part if changed == said else replace(part, **changed)


def _renamed_metric(metric: Metric, names: Mapping[str, str]) -> Metric:
    """The metric under its new name, made of others under theirs."""
    name = names[metric.name]
    match metric:
        case SimpleMetric() | FilteredMetric():
            return replace(metric, name=name)
        case RatioMetric(numerator=top, denominator=bottom):
            return replace(metric, name=name, numerator=names.get(top, top), denominator=names.get(bottom, bottom))
        case DerivedMetric(expression=expression):
            said = _NAME.sub(lambda match: names.get(match[0], match[0]), expression)
            return replace(metric, name=name, expression=said)
        case CumulativeMetric(metric=of) | OffsetMetric(metric=of):
            return replace(metric, name=name, metric=names.get(of, of))
        case _:
            assert_never(metric)
