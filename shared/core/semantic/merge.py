"""One semantic model over several data sets, and back to the data sets a model came from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.semantic.model import Calendar, SemanticModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.semantic.model import Entity, Relationship


def merge_models(models: Iterable[tuple[str, SemanticModel]]) -> SemanticModel:
    """Return a model of everything, given (data set name, model); the first one's calendar holds.

    Entities of different data sets that share a name are told apart by their data set's ("orders of north").
    """
    listed = list(models)
    counts: dict[str, int] = {}
    for _, model in listed:
        for entity in model.entities:
            counts[entity.name] = counts.get(entity.name, 0) + 1
    entities: list[Entity] = []
    relationships: list[Relationship] = []
    for dataset, model in listed:
        names = {
            each.name: each.name if counts[each.name] == 1 else f"{dataset}_{each.name}" for each in model.entities
        }
        entities.extend(_renamed(each, names[each.name], dataset) for each in model.entities)
        relationships.extend(
            replace(each, from_entity=names[each.from_entity], to_entity=names[each.to_entity])
            for each in model.relationships
        )
    calendar = listed[0][1].calendar if listed else Calendar()
    return SemanticModel(tuple(entities), tuple(relationships), calendar)


def _renamed(entity: Entity, name: str, dataset: str) -> Entity:
    if name == entity.name:
        return entity
    words = dataset.replace("_", " ")
    return replace(entity, name=name, label=f"{entity.label} ({words})", synonyms=(*entity.synonyms, words))
