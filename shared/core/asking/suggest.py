"""Questions worth asking: ones that the reader itself reads with confidence, varied, or near one that failed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import Understood
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import stem, words
from shared.core.semantic.wording import lower_first
from shared.core.table.types import DataType
from shared.core.table.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import Entity, Field, Measure, SemanticModel

_CONFIDENT = 0.8
_FEW, _SOME = 12, 40
_NOBODY = Viewer("", "", "", Audience.ASKER)
_THEN = datetime(2024, 1, 1, tzinfo=UTC)
_NEAR = 3


def suggest(model: SemanticModel, count: int = 3) -> tuple[str, ...]:
    """Up to count questions, varied in kind, that the reader understands with confidence."""
    found: dict[str, None] = {}
    streams = [_questions(entity) for entity in _richest(model)]
    while streams and len(found) < count:
        stream = streams.pop(0)
        for text in stream:
            if text not in found and _is_read(text, model):
                found[text] = None
                break
        else:
            continue
        streams.insert(0 if len(found) < min(count, _NEAR) else len(streams), stream)
    return tuple(found)[:count]


def nearest(question_text: str, model: SemanticModel) -> tuple[str, ...]:
    """Two or three questions that can be answered and speak of what the failed question spoke of."""
    said = {stem(word) for word in words(question_text)}
    candidates = [text for entity in _richest(model) for text in (*_mentioned(entity, said), *_questions(entity))]
    ranked = sorted(candidates, key=lambda text: -_overlap(said, text))
    found: dict[str, None] = {}
    for text in ranked:
        if len(found) == _NEAR:
            break
        if _is_read(text, model):
            found[text] = None
    return tuple(found)


def _mentioned(entity: Entity, said: set[str]) -> Iterator[str]:
    """Questions about the measures and categories whose names the failed question used."""
    category = _category(entity)
    named = [f for f in entity.fields if f.type is DataType.TEXT and not f.personal and said & _stems(f.label)]
    group = named[0] if named else category
    if group is None:
        return
    for measure in entity.measures:
        if said & (_stems(measure.label) - {"average", "total", "number", "of"}):
            yield f"{measure.label} by {_said(group)}"


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}


def _overlap(said: set[str], text: str) -> float:
    own = {stem(word) for word in words(text)}
    return len(said & own) / (1 + 0.1 * len(own))


def _richest(model: SemanticModel) -> list[Entity]:
    """Entities that others refer to come last: facts are asked about first, larger ones before smaller."""
    referred = {relation.to_entity for relation in model.relationships}
    return sorted(model.entities, key=lambda entity: (entity.name in referred, -(entity.rows or 0)))


def _is_read(text: str, model: SemanticModel) -> bool:
    reading = read(Question(text, _NOBODY, _THEN), model)
    return isinstance(reading, Understood) and reading.intent.confidence >= _CONFIDENT and not reading.notes


def _questions(entity: Entity) -> Iterator[str]:
    """A number, a ranking, a trend, then breakdowns of this entity."""
    category = _category(entity)
    measure = _main_measure(entity)
    if measure is None:
        yield f"How many {entity.noun} are there?"
        if category is not None:
            yield f"Number of {entity.noun} by {_said(category)}"
        if entity.time is not None:
            yield f"Number of {entity.noun} by month"
        return
    said = lower_first(measure.label)
    yield from _about(entity, said, category)
    if category is not None:
        yield f"Number of {entity.noun} by {_said(category)}"
    yield f"How many {entity.noun} are there?"


def _about(entity: Entity, said: str, category: Field | None) -> Iterator[str]:
    if category is not None:
        many = (category.distinct or 0) > _NEAR + 2
        yield f"Top 5 {_said(category)} by {said}" if many else f"{said[:1].upper()}{said[1:]} by {_said(category)}"
    if entity.time is not None:
        yield f"{said[:1].upper()}{said[1:]} by month"
    yield f"What is the {said}?"
    if category is not None:
        yield f"{said[:1].upper()}{said[1:]} by {_said(category)}"


def _main_measure(entity: Entity) -> Measure | None:
    """Return what is asked for most: an amount of money, else a sum, else an average."""
    amounts = [m for m in entity.measures if m.field is not None]
    sums = [m for m in amounts if m.aggregation is Aggregation.SUM]
    money = [m for m in sums if m.unit in CURRENCIES]
    return next(iter([*money, *sums, *amounts]), None)


def _category(entity: Entity) -> Field | None:
    """The text column that splits the rows best: some values, not a name of a person, not nearly unique."""
    fields = [f for f in entity.fields if f.type is DataType.TEXT and not f.personal and not f.identifier]
    good = [
        f for f in fields if f.distinct is not None and 1 < f.distinct <= _SOME and f.distinct < (entity.rows or _SOME)
    ]
    good.sort(key=lambda f: (f.distinct or 0) > _FEW)
    return good[0] if good else None


def _said(field: Field) -> str:
    return lower_first(field.label)


__all__ = ["nearest", "suggest"]
