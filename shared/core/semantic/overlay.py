"""What people wrote over what was inferred: the written wins, the unsaid stays, the physical is never written.

A written model is plain data in the form of yaml_form, checked for its shape, with every part optional. An entity of
it stands for the table of its name, or, when it says which columns it requires, for every table that has them: so a
domain applies to any export of its kind. A measure, metric or filter written as null is taken away. The table an
entity reads, a field's type and the statistics come from the data alone, so a written model opens nothing.

Overlaying never fails on names: what does not fit the tables is left out, and written_rules says what and why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.core.semantic.metrics import SimpleMetric
from shared.core.semantic.model import Direction, Measure, NumberFormat, SemanticModel
from shared.core.semantic.naming import label, words
from shared.core.semantic.written_rules import (
    field_problems,
    join_problem,
    joins_once,
    key_problem,
    no_such,
    time_problem,
    unfit,
    unfit_measures,
)
from shared.core.semantic.yaml_form import STATISTICS, model_from_dict, model_to_dict
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.core.semantic.model import Entity, Field, Relationship

_SAID_OF_ENTITY = ("label", "noun", "synonyms", "description")
_PHYSICAL = frozenset({"type", "statistics", *STATISTICS})
_NAMED = ("metrics", "filters")


def overlay(inferred: SemanticModel, *written: Mapping[str, Any]) -> SemanticModel:
    """The inferred model with the written ones over it, later over earlier. Raises UserError for a wrong shape only."""
    for each in written:
        whole, _ = assembled(inferred, each)
        inferred = _fitting(whole)
    return inferred


def places(inferred: SemanticModel, written: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """For each written entity the inferred ones it stands for; none when there is no such table."""
    return {
        name: tuple(each.name for each in inferred.entities if _stands_for(name, part or {}, each))
        for name, part in written.get("entities", {}).items()
    }


def assembled(inferred: SemanticModel, written: Mapping[str, Any]) -> tuple[SemanticModel, dict[str, str]]:
    """The model with all that was written, fit or not, and what each written entity is called in it."""
    found = places(inferred, written)
    names = {name: each[0] for name, each in found.items() if each}
    form = model_to_dict(inferred)
    for name, targets in found.items():
        for target in targets:
            entity = inferred.entity(target)
            if entity is not None:
                form["entities"][target] = _entity_over(form["entities"][target], written["entities"][name], entity)
    absent = found.keys() - names.keys()
    for key in _NAMED:
        form[key] = _named_over(form.get(key, {}), _about(written.get(key, {}), absent), names)
    form["questions"] = _questions_over(form.get("questions", []), written.get("questions", []), names, absent)
    form["calendar"] = form["calendar"] | written.get("calendar", {})
    model = model_from_dict(form)
    model = replace(model, relationships=_relationships(inferred, written.get("relationships", []), found))
    return replace(model, entities=tuple(_settled(each, model) for each in model.entities)), names


def problems(inferred: SemanticModel, written: Mapping[str, Any]) -> tuple[str, ...]:
    """What overlaying would leave out: sentences that begin with the place; empty when everything fits."""
    found = places(inferred, written)
    whole, _ = assembled(inferred, written)
    told: list[str] = []
    for name, targets in found.items():
        part, here = written["entities"][name] or {}, inferred.entity(targets[0]) if targets else None
        if here is None:
            told.append(f"entities.{name}: {_absence(name, part, inferred)}")
        else:
            told += [f"entities.{name}.{place}: {why}" for place, why in _entity_problems(part, here, whole)]
    for i, each in enumerate(written.get("relationships", [])):
        ends = [found.get(end, (end,)) for end in (each["from"], each["to"])]
        why = join_problem(inferred, ends[0][0], ends[1][0], each["columns"]) if all(ends) else None
        told += [f"relationships[{i}]: {why}"] if why else []
    wrong = unfit(whole)
    told += [
        f"{kind}.{name}: {wrong[kind, name]}"
        for kind in _NAMED
        for name in written.get(kind, {})
        if (kind, name) in wrong
    ]
    asked = [each["question"] for each in written.get("questions", [])]
    told += [f"questions[{i}]: {wrong['questions', q]}" for i, q in enumerate(asked) if ("questions", q) in wrong]
    return tuple(told)


def _entity_problems(part: Mapping[str, Any], entity: Entity, whole: SemanticModel) -> Iterator[tuple[str, str]]:
    """(place within the entity, why) of what was written about it."""
    wrong_key = key_problem(entity, part.get("key", ()))
    if wrong_key:
        yield "key", wrong_key
    wrong_time = time_problem(entity, part.get("time"))
    if wrong_time:
        yield "time", wrong_time
    for name, said in part.get("fields", {}).items():
        for why in field_problems(entity, name, said):
            yield f"fields.{name}", why
    now = whole.entity(entity.name) or entity
    wrong = unfit_measures(now, whole)
    for name, said in part.get("measures", {}).items():
        if said is not None and now.measure(name) is None:
            yield f"measures.{name}", "a new measure needs an aggregation."
        elif name in wrong:
            yield f"measures.{name}", wrong[name]


def _absence(name: str, part: Mapping[str, Any], inferred: SemanticModel) -> str:
    required = part.get("requires")
    if required:
        return f"no table here has the columns {', '.join(required)}."
    return no_such("table", name, [each.name for each in inferred.entities])


def _stands_for(name: str, part: Mapping[str, Any], entity: Entity) -> bool:
    required = part.get("requires")
    if required:
        return {each.name for each in entity.fields}.issuperset(required)
    return entity.name == name


def _entity_over(base: dict[str, Any], part: Mapping[str, Any], entity: Entity) -> dict[str, Any]:
    merged = base | {key: part[key] for key in _SAID_OF_ENTITY if key in part}
    if "key" in part and key_problem(entity, part["key"]) is None:
        merged["key"] = part["key"]
    if "time" in part and time_problem(entity, part["time"]) is None:
        merged["time"] = part["time"]
    fields = {name: _field_over(base["fields"].get(name), said) for name, said in part.get("fields", {}).items()}
    merged["fields"] = base["fields"] | {name: each for name, each in fields.items() if each}
    merged["measures"] = _measures_over(base.get("measures", {}), part.get("measures", {}))
    return merged


def _field_over(base: Mapping[str, Any] | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """The column with what was said of it; nothing for a column that is not there."""
    if base is None:
        return {}
    temporal = DataType(base["type"]).is_temporal
    never = _PHYSICAL if temporal else _PHYSICAL | {"grains"}
    return {**base, **{key: value for key, value in said.items() if key not in never}}


def _measures_over(base: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, said in part.items():
        whole = {**merged.get(name, {}), **(said or {})}
        if said is None:
            merged.pop(name, None)
        elif "aggregation" in whole:
            merged[name] = {"label": label(words(name)) or name, **whole}
    return merged


def _about(written: Mapping[str, Any], absent: set[str]) -> dict[str, Any]:
    """What does not speak of an entity whose table is not here."""
    return {name: each for name, each in written.items() if (each or {}).get("entity") not in absent}


def _named_over(base: Mapping[str, Any], part: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    merged = dict(base)
    for name, said in part.items():
        if said is None:
            merged.pop(name, None)
        else:
            merged[name] = {"label": label(words(name)) or name, **merged.get(name, {}), **_renamed(said, names)}
    return merged


def _questions_over(
    base: list[dict[str, Any]], part: list[dict[str, Any]], names: Mapping[str, str], absent: set[str]
) -> list[dict[str, Any]]:
    said = {each["question"]: each for each in base}
    for each in part:
        if each["query"].get("entity") not in absent:
            said[each["question"]] = {"question": each["question"], "query": _renamed(each["query"], names)}
    return list(said.values())


def _renamed(written: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - plain data in and out
    """Plain data with the written names of entities replaced by those of the tables they stand for."""
    if isinstance(written, list):
        return [_renamed(each, names) for each in written]
    if not isinstance(written, dict):
        return written
    renamed = {key: _renamed(each, names) for key, each in written.items()}
    if isinstance(written.get("entity"), str):
        renamed["entity"] = names.get(written["entity"], written["entity"])
    elif isinstance(written.get("field"), str):
        entity, dot, name = written["field"].partition(".")
        renamed["field"] = names.get(entity, entity) + dot + name
    return renamed


def _relationships(
    inferred: SemanticModel, written: list[dict[str, Any]], found: Mapping[str, tuple[str, ...]]
) -> tuple[Relationship, ...]:
    """Written joins in place of inferred ones between the same two entities, where they cannot count rows twice."""
    kept = list(inferred.relationships)
    for each in written:
        ends = (found.get(each["from"], (each["from"],)), found.get(each["to"], (each["to"],)))
        pairs = [(one, other) for one in ends[0] for other in ends[1]]
        related = [pair for pair in pairs if any((r.from_entity, r.to_entity) == pair for r in kept)]
        for one, other in related or pairs[: len(pairs) == 1]:
            joined = joins_once(inferred, one, other, each["columns"])
            if joined is not None:
                same = [i for i, r in enumerate(kept) if (r.from_entity, r.to_entity) == (one, other)]
                place = same[0] if same else len(kept)
                kept = [r for i, r in enumerate(kept) if i not in same]
                kept.insert(place, joined)
    return tuple(kept)


def _settled(entity: Entity, model: SemanticModel) -> Entity:
    """The entity with its values as its fields allow them, and the simple metrics of the model among its measures."""
    fields = tuple(_with_allowed_values(each) for each in entity.fields)
    measures = {each.name: each for each in entity.measures}
    for metric in model.metrics:
        source = entity.measure(metric.measure) if isinstance(metric, SimpleMetric) else None
        if isinstance(metric, SimpleMetric) and metric.entity == entity.name and source is not None:
            measures[metric.name] = _as_measure(metric, source)
    return replace(entity, fields=fields, measures=tuple(measures.values()))


def _with_allowed_values(field: Field) -> Field:
    if field.personal:
        return replace(field, values=(), values_complete=False, minimum=None, maximum=None)
    if not field.indexed:
        return replace(field, values=(), values_complete=False)
    if field.index_limit is not None and len(field.values) > field.index_limit:
        return replace(field, values=field.values[: field.index_limit], values_complete=False)
    return field


def _as_measure(metric: SimpleMetric, source: Measure) -> Measure:
    """The measure under the metric's name; what the metric does not say is the measure's."""
    return replace(
        source,
        name=metric.name,
        label=metric.label,
        synonyms=metric.synonyms or source.synonyms,
        unit=metric.unit or source.unit,
        description=metric.description or source.description,
        format=source.format if metric.format is NumberFormat.AUTO else metric.format,
        direction=source.direction if metric.direction is Direction.NEITHER else metric.direction,
    )


def _fitting(model: SemanticModel) -> SemanticModel:
    """The model without what its tables cannot serve."""
    wrong_of = {each.name: unfit_measures(each, model) for each in model.entities}
    entities = tuple(
        replace(each, measures=tuple(m for m in each.measures if m.name not in wrong_of[each.name]))
        for each in model.entities
    )
    model = replace(model, entities=entities)
    wrong = unfit(model)
    return replace(
        model,
        metrics=tuple(each for each in model.metrics if ("metrics", each.name) not in wrong),
        filters=tuple(each for each in model.filters if ("filters", each.name) not in wrong),
        verified=tuple(each for each in model.verified if ("questions", each.question) not in wrong),
    )
