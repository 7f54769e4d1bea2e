"""What a language model is told: names, labels and synonyms, the question without personal data, and no rows.

Everything that people or files wrote stands inside JSON texts of a message of its own, apart from the instructions: it
is data there. A model that obeys it all the same can do no more than fill in a query, which is checked like anyone's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.core.errors import UserError
from shared.core.models.redaction import hidden
from shared.core.models.writing import write_filling
from shared.core.semantic import walk
from shared.core.semantic.metric_refs import metric_ref
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import FieldRef, SemanticQuery
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.question import Question
    from shared.core.models.filling import Form
    from shared.core.models.plan import Prompts, SharingPolicy
    from shared.core.models.redaction import Redaction
    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.model import Entity, Field, Measure, Relationship, SemanticModel
    from shared.core.semantic.rules import QueryIssue

_LABEL_LENGTH = 80
_MOST_SYNONYMS = 8
_REPLY_LENGTH = 6_000
_DEFINITIONS_LENGTH = 4_000


class Role(StrEnum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a language model."""

    role: Role
    text: str


def what_is_sent(form: Form, policy: SharingPolicy) -> str:
    """Return all that a model is ever told about the data, as JSON."""
    told = {
        "entities": [_entity(each, form, policy) for each in form.model.entities],
        "relationships": [_relationship(each, form) for each in form.model.relationships],
        "metrics": [_measure(each, "", form) for each in form.model.metrics],
        "week_starts_on": "Sunday" if form.model.calendar.week_start == 6 else "Monday",  # noqa: PLR2004 - as in date.weekday
        "fiscal_year_starts_in_month": form.model.calendar.fiscal_start,
    }
    return _json(told)


def opening(
    question: Question, form: Form, policy: SharingPolicy, prompts: Prompts, redaction: Redaction
) -> tuple[Message, ...]:
    """Return the messages of a first call; what changes least comes first, so that providers can reuse it."""
    asked: dict[str, Any] = {
        "now": question.asked_at.isoformat(timespec="minutes"),
        "time_zone": form.model.calendar.timezone,
        "question": redaction.redacted(question.text),
    }
    if question.definitions:
        asked["definitions"] = redaction.redacted(question.definitions[:_DEFINITIONS_LENGTH])
    if question.previous is not None:
        asked["previous_query"] = write_filling(question.previous, form, redaction.redacted)
    return (
        Message(Role.SYSTEM, prompts.fill),
        Message(Role.USER, _json({"data": json.loads(what_is_sent(form, policy))})),
        Message(Role.USER, _json(asked)),
    )


def repairing(
    before: Sequence[Message], reply: str, issues: Sequence[QueryIssue], prompts: Prompts, redaction: Redaction
) -> tuple[Message, ...]:
    """Return the messages of a repair: the call before, what came of it, and what is wrong with that."""
    problems = [redaction.redacted(each.sentence) for each in issues]
    return (
        *before,
        Message(Role.ASSISTANT, redaction.redacted(reply[:_REPLY_LENGTH]) or "{}"),
        Message(Role.USER, _json({"instruction": prompts.repair, "problems": problems})),
    )


def narrowed(model: SemanticModel, question: Question, most_columns: int) -> SemanticModel:
    """Return the model with no more columns than that: those nearest to the question's words, then keys and dates.

    An entity that keeps none is left out, and so are relationships over columns that are gone.
    """
    if sum(len(each.fields) for each in model.entities) <= most_columns:
        return model
    said = {stem(word) for word in words(question.text)}
    ranked = sorted(
        (
            (_nearness(field, entity, model, said), entity.name, field.name)
            for entity in model.entities
            for field in entity.fields
        ),
        key=lambda each: -each[0],
    )
    kept = {(entity, name) for _, entity, name in ranked[:most_columns]}
    entities = tuple(_only(each, kept) for each in model.entities if any(owner == each.name for owner, _ in kept))
    joins = tuple(
        each
        for each in model.relationships
        if {(each.from_entity, name) for name in each.from_columns}
        | {(each.to_entity, name) for name in each.to_columns}
        <= kept
    )
    kept_model = replace(model, entities=entities, relationships=joins)
    return replace(kept_model, metrics=tuple(each for each in model.metrics if _stands(each, kept_model)))


def _stands(metric: Metric, model: SemanticModel) -> bool:
    """True when all that the metric is made of is still in the model."""
    try:
        made = metric_ref(metric, model)
    except UserError:
        return False
    fields = walk.field_refs(SemanticQuery(made.entity, (made,)))
    owners = [(model.entity(ref.entity), ref.field) for ref in fields]
    return all(owner is not None and owner.find(name) is not None for owner, name in owners)


def _nearness(field: Field, entity: Entity, model: SemanticModel, said: set[str]) -> float:
    own = {stem(word) for name in (field.label, *field.synonyms) for word in words(name)}
    of_entity = {stem(word) for name in (entity.label, entity.noun, *entity.synonyms) for word in words(name)}
    joins = {name for each in model.relationships for name in (*each.from_columns, *each.to_columns)}
    structural = field.name in {entity.time, *entity.key} | joins | {each.field for each in entity.measures}
    return 4 * len(own & said) + 2 * bool(of_entity & said) + structural


def _only(entity: Entity, kept: set[tuple[str, str]]) -> Entity:
    fields = tuple(each for each in entity.fields if (entity.name, each.name) in kept)
    names = {each.name for each in fields}
    return replace(
        entity,
        fields=fields,
        measures=tuple(each for each in entity.measures if each.field is None or each.field in names),
        key=entity.key if names.issuperset(entity.key) else (),
        time=entity.time if entity.time in names else None,
    )


def _entity(entity: Entity, form: Form, policy: SharingPolicy) -> dict[str, Any]:
    owner = entity.name
    time = next((each for each in entity.fields if each.name == entity.time), None)
    return _without_empty(
        {
            "name": form.names.said_entities[owner],
            "label": _label(entity.label),
            "rows_are": _label(entity.noun),
            "synonyms": _synonyms(entity.synonyms),
            "date_for_periods": time and _said(owner, time.name, form),
            "fields": [_field(each, owner, form, policy) for each in entity.fields],
            "measures": [_measure(each, owner, form) for each in entity.measures],
        }
    )


def _field(field: Field, owner: str, form: Form, policy: SharingPolicy) -> dict[str, Any]:
    return _without_empty(
        {
            "name": _said(owner, field.name, form),
            "label": _label(field.label),
            "type": field.type.value,
            "synonyms": _synonyms(field.synonyms),
            "unit": _label(field.unit),
            "identifier": field.identifier,
            "values": _samples(field, policy),
        }
    )


def _samples(field: Field, policy: SharingPolicy) -> list[str]:
    """Return a few values, where a workspace allows it; never of a column about people, nor of names of things."""
    if not policy.sample_values or field.personal or field.identifier or field.type is not DataType.TEXT:
        return []
    return [_label(each) for each in field.values[: policy.values_a_column]]


def _measure(measure: Measure | Metric, owner: str, form: Form) -> dict[str, Any]:
    return _without_empty(
        {
            "name": form.names.said_measures[owner, measure.name],
            "label": _label(measure.label),
            "synonyms": _synonyms(measure.synonyms),
            "unit": _label(measure.unit),
        }
    )


def _relationship(relation: Relationship, form: Form) -> dict[str, str]:
    return {
        "many": form.names.said_entities[relation.from_entity],
        "one": form.names.said_entities[relation.to_entity],
    }


def _said(entity: str, name: str, form: Form) -> str:
    return form.names.said_fields[FieldRef(entity, name)]


def _label(text: str) -> str:
    return hidden(text)[:_LABEL_LENGTH]


def _synonyms(given: Sequence[str]) -> list[str]:
    return [_label(each) for each in given[:_MOST_SYNONYMS]]


def _without_empty(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
