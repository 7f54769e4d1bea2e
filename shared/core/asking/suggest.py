"""Questions worth asking: ones that the reader itself reads with confidence, varied, or near one that failed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from shared.core.asking.grouping import naming_fields
from shared.core.asking.namesakes import namesakes, placed
from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import Understood
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import stem, words
from shared.core.semantic.wording import lower_first, plural_words, upper_first, without_name
from shared.core.table.types import DataType
from shared.core.table.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import Entity, Field, Measure, SemanticModel
    from shared.core.semantic.query import SemanticQuery

_CONFIDENT = 0.8
_FEW, _SOME = 12, 40
_NOBODY = Viewer("", "", "", Audience.ASKER)
_THEN = datetime(2024, 1, 1, tzinfo=UTC)
_NEAR = 3
_MODELS, _TEXTS = 16, 1_000
"""How many models, and how many questions of each, are remembered."""
_BUTTON = 40
"""Characters of a question that a suggested prompt shows in full."""


def suggest(model: SemanticModel, count: int = 3) -> tuple[str, ...]:
    """Up to count questions, varied in kind, that the reader understands with confidence."""
    found: dict[str, None] = {}
    streams = [_questions(entity, model) for entity in _richest(model)]
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


def following(query: SemanticQuery, model: SemanticModel, count: int = 3) -> tuple[str, ...]:
    """Up to count questions that go on from an answered one: about the same rows first, never the same again."""
    asked = _plain(query)
    own = [entity for entity in model.entities if entity.name == query.entity]
    rest = [entity for entity in _richest(model) if entity.name != query.entity]
    found: dict[str, None] = {}
    for text in (text for entity in (*own, *rest) for text in _questions(entity, model)):
        if len(found) == count:
            break
        meant = _meant(text, model)
        if meant is not None and _plain(meant) != asked:
            found[text] = None
    return tuple(found)


def nearest(question_text: str, model: SemanticModel) -> tuple[str, ...]:
    """Two or three questions that can be answered and speak of what the failed question spoke of."""
    said = {stem(word) for word in words(question_text)}
    candidates = [
        text for entity in _richest(model) for text in (*_mentioned(entity, said), *_questions(entity, model))
    ]
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
    named = [f for f in named if f.distinct is None or f.distinct < (entity.rows or f.distinct + 1)]
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
    meant = _meant(text, model)
    return meant is not None and (bool(meant.dimensions) or not text.startswith(("Top", "Which")))


def _plain(query: SemanticQuery) -> SemanticQuery:
    """What a query asks, in whatever order and however many of it."""
    return replace(query, order=(), limit=None, chart=None)


@dataclass(slots=True)
class _Meanings:
    """What questions proposed for a model were read as, so that each is read once and not after every answer."""

    model: SemanticModel
    of: dict[str, SemanticQuery | None] = field(default_factory=dict)

    _made: ClassVar[OrderedDict[int, _Meanings]] = OrderedDict()

    @classmethod
    def for_model(cls, model: SemanticModel) -> _Meanings:
        """The meanings under this very model object; those of the latest sixteen are kept."""
        found = cls._made.get(id(model))
        if found is None or found.model is not model:
            found = cls._made[id(model)] = cls(model)
        cls._made.move_to_end(id(model))
        while len(cls._made) > _MODELS:
            cls._made.popitem(last=False)
        return found


def _meant(text: str, model: SemanticModel) -> SemanticQuery | None:
    """Return what the reader takes a proposed question for; None when it is not confident, or has remarks."""
    known = _Meanings.for_model(model).of
    if text not in known:
        if len(known) >= _TEXTS:
            known.clear()
        reading = read(Question(text, _NOBODY, _THEN), model)
        sure = isinstance(reading, Understood) and reading.intent.confidence >= _CONFIDENT and not reading.notes
        known[text] = reading.query if isinstance(reading, Understood) and sure else None
    return known[text]


def _questions(entity: Entity, model: SemanticModel) -> Iterator[str]:
    """What can be asked of this entity, by its name where others are called and shaped like it."""
    asked = _plain_questions(entity, model)
    return (placed(text, entity) for text in asked) if namesakes(entity, model) else asked


def _plain_questions(entity: Entity, model: SemanticModel) -> Iterator[str]:
    """A ranking, a trend, a leader, a count, then numbers, breakdowns, extremes and how many there are of a kind."""
    groups = _categories(entity, model)
    measure = _main_measure(entity)
    said = lower_first(measure.label) if measure else f"number of {entity.noun}"
    if groups:
        yield _ranking(groups[0], said)
    if entity.time is not None:
        yield f"{upper_first(said)} by month"
    yield from (_leader(each, said) for each in groups[1:2])
    yield f"How many {entity.noun} are there?"
    if measure is not None:
        yield f"What is the {said}?"
    yield from (f"{upper_first(said)} by {_said(each)}" for each in groups)
    yield from (f"Number of {entity.noun} by {_said(each)}" for each in groups)
    yield from (f"What is the {lower_first(each.label)}?" for each in entity.measures if each.field and each != measure)
    yield from (f"What is the {end} {_said(each)}?" for each in _amounts(entity) for end in ("highest", "lowest"))
    yield from (f"How many different {plural_words(_said(each))} are there?" for each in groups)


def _leader(group: Field, said: str) -> str:
    text = f"Which {_said(group)} has the highest {said}?"
    return text if len(text) <= _BUTTON else f"{upper_first(said)} by {_said(group)}"


def _ranking(group: Field, said: str) -> str:
    if (group.distinct or 0) > _NEAR + 2:
        return f"Top 5 {plural_words(_said(group))} by {said.removeprefix('average ')}"
    return f"{upper_first(said)} by {_said(group)}"


def _main_measure(entity: Entity) -> Measure | None:
    """Return what is asked for most: an amount of money, else a sum, else an average."""
    amounts = [m for m in entity.measures if m.field is not None]
    sums = [m for m in amounts if m.aggregation is Aggregation.SUM]
    revenue = [m for m in sums if m.goes_by("revenue")]
    money = [m for m in sums if m.unit in CURRENCIES]
    return next(iter([*revenue, *money, *sums, *amounts]), None)


def _amounts(entity: Entity) -> list[Field]:
    """The numbers that measure the rows, as far as two of them differ."""
    fields = (each for each in entity.fields if each.type.is_numeric and not each.identifier and not each.personal)
    return [each for each in fields if each.distinct is None or each.distinct > 1]


def _categories(entity: Entity, model: SemanticModel) -> list[Field]:
    """The columns that split the rows best: its own, and the names of what it refers to in place of their codes.

    Names of the rows themselves make groups of one: "number of airlines by airline" tells nothing.
    """
    own = [each for each in _split_by(entity) if (each.distinct or 0) < (entity.rows or 0)]
    named: list[tuple[tuple[str, ...], Field]] = []
    for relation in model.relationships:
        target = model.entity(relation.to_entity)
        if relation.from_entity == entity.name and target is not None and (target.rows or 0) <= _SOME:
            named.extend((relation.from_columns, f) for f in _split_by(target) if f.name in naming_fields(target)[:1])
    codes = {column for columns, _ in named for column in columns}
    return [*(f for _, f in named), *(f for f in own if f.name not in codes)]


def _split_by(entity: Entity) -> list[Field]:
    """The text columns with some values, not names of people, not nearly unique; few values before many."""
    fields = [f for f in entity.fields if f.type is DataType.TEXT and not f.personal and not f.identifier]
    good = [
        f for f in fields if f.distinct is not None and 1 < f.distinct <= _SOME and f.distinct <= (entity.rows or 0)
    ]
    good.sort(key=lambda f: (f.distinct or 0) > _FEW)
    return good


def _category(entity: Entity) -> Field | None:
    return next((each for each in _split_by(entity) if (each.distinct or 0) < (entity.rows or 0)), None)


def _said(field: Field) -> str:
    return without_name(lower_first(field.label))


__all__ = ["following", "nearest", "suggest"]
