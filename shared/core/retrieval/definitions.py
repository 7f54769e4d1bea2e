"""What the semantic model says of its own words, as passages: made when asked, never stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from shared.core.retrieval.passage import Passage, SourceKind
from shared.core.retrieval.words import content_words, roots_of
from shared.core.semantic.metrics import (
    CumulativeMetric,
    DerivedMetric,
    FilteredMetric,
    OffsetMetric,
    OffsetResult,
    RatioMetric,
    SimpleMetric,
)
from shared.core.semantic.model import Aggregation, Direction
from shared.core.semantic.phrases import lower_first, singular_words
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.core.retrieval.passage import Ranking
    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.model import Entity, Field, Measure, SemanticModel

_SAID = {
    Aggregation.SUM: "the sum of",
    Aggregation.AVG: "the average of",
    Aggregation.MIN: "the lowest",
    Aggregation.MAX: "the highest",
    Aggregation.MEDIAN: "the median of",
    Aggregation.STDDEV: "the standard deviation of",
    Aggregation.COUNT: "the number of",
    Aggregation.COUNT_DISTINCT: "the number of different values of",
    Aggregation.CALCULATED: "a formula over",
}
_TYPES = {
    DataType.TEXT: "a text",
    DataType.INTEGER: "a whole number",
    DataType.DECIMAL: "a number",
    DataType.FLOAT: "a number",
    DataType.BOOLEAN: "a yes or no",
    DataType.DATE: "a date",
    DataType.TIME: "a time of day",
    DataType.TIMESTAMP: "a date with its time",
}
SOURCE = "definitions"
RANKED = 8
_ALSO = "Also called "
_ASIDES = (_ALSO, "It is measured in ", "For it, ")
_TITLE = 3.0
"""A word in a definition's title or among its other names, against one in its text."""


def definitions(model: SemanticModel, told: str = "") -> tuple[Passage, ...]:
    """Passages for everything of the model that has a name, and for the definitions that the workspace told."""
    texts: list[tuple[str, str, str]] = []
    for line in told.splitlines():
        name, equals, _ = line.partition("=")
        if equals and name.strip():
            texts.append((name.strip(), "Definition of this workspace", line.strip()))
    texts += [(each.label, "Metric", _metric(each, model)) for each in model.metrics]
    for entity in model.entities:
        texts.append((entity.label, "Table", _entity(entity)))
        texts += [(each.label, f"Measure of {entity.label}", _measure(each, entity)) for each in entity.measures]
        texts += [(each.label, f"Column of {entity.label}", _field(each, entity)) for each in entity.fields]
    return tuple(
        Passage(f"{SOURCE}#{number:05}", SourceKind.DEFINITION, SOURCE, title, place, text, "", "")
        for number, (title, place, text) in enumerate(texts)
    )


def ranked(asked: str, passages: Sequence[Passage]) -> Ranking:
    """The definitions that share words with the question, best first; measures before columns where all is equal."""
    words = content_words(asked)
    said = " ".join(asked.casefold().split())
    scored = [(_score(words, each, said), place, each) for place, each in enumerate(passages)]
    best = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1]))
    return tuple(each for _, _, each in best[:RANKED])


def named(asked: str, passages: Sequence[Passage]) -> Passage | None:
    """Return the definition of exactly that name, or of one of the other names it goes by; titles come first."""
    said = " ".join(asked.casefold().split())
    return next((each for each in passages if each.title.casefold() == said), None) or next(
        (each for each in passages if said in _other_names(each)), None
    )


def told(definition: Passage) -> tuple[str, ...]:
    """Return what a definition says of its thing, a sentence each, the one that names it first; no asides."""
    lines = [line for line in definition.text.split("\n") if not line.startswith(_ASIDES)]
    return tuple(sorted(lines, key=lambda line: not line.startswith(definition.title)))


def _other_names(passage: Passage) -> frozenset[str]:
    lines = (line.removeprefix(_ALSO).rstrip(".") for line in passage.text.split("\n") if line.startswith(_ALSO))
    return frozenset(name.casefold() for line in lines for name in line.split(", "))


def _score(words: Sequence[str], passage: Passage, said: str) -> float:
    title, text = roots_of(passage.title), roots_of(passage.text)
    score = sum(_TITLE if word in title else 1.0 if word in text else 0.0 for word in words)
    return score and score + 1 / (1 + len(title)) + (passage.title.casefold() == said)


def _metric(metric: Metric, model: SemanticModel) -> str:
    return _sentences(metric.description, f"{metric.label} is calculated as {_formula(metric, model)}.", *_more(metric))


def _formula(metric: Metric, model: SemanticModel) -> str:
    match metric:
        case SimpleMetric(entity=owner, measure=name):
            return _made_of(owner, name, model)
        case FilteredMetric(entity=owner, measure=name):
            return f"{_made_of(owner, name, model)}, over some of the rows only"
        case RatioMetric(numerator=above, denominator=below):
            return f"{_label(above, model)} divided by {_label(below, model)}"
        case DerivedMetric(expression=expression):
            return expression
        case CumulativeMetric(metric=of, since=since):
            return f"{_label(of, model)} summed up {f'since the start of the {since.value}' if since else 'since ever'}"
        case OffsetMetric(metric=of, grain=grain, spans=spans, shows=shows):
            what = {
                OffsetResult.VALUE: "",
                OffsetResult.DIFFERENCE: "the change of ",
                OffsetResult.GROWTH: "the growth of ",
            }
            return f"{what[shows]}{_label(of, model)}, set against {spans} {grain.value}{'s' * (spans > 1)} before"
        case _:
            assert_never(metric)


def _made_of(owner: str, name: str, model: SemanticModel) -> str:
    entity = model.entity(owner)
    measure = entity.measure(name) if entity else None
    return _aggregate(measure, entity) if entity and measure else name


def _label(name: str, model: SemanticModel) -> str:
    return next((lower_first(each.label) for each in model.metrics if each.name == name), name)


def _entity(entity: Entity) -> str:
    return _sentences(
        entity.description,
        f"{entity.label} is a table in which each row is one {singular_words(entity.noun)}.",
        _also(entity.synonyms),
    )


def _measure(measure: Measure, entity: Entity) -> str:
    said = f"{measure.label} is calculated as {_aggregate(measure, entity)}."
    return _sentences(measure.description, said, *_more(measure))


def _aggregate(measure: Measure, entity: Entity) -> str:
    if measure.field is None:
        counted = measure.aggregation in {Aggregation.COUNT, Aggregation.COUNT_DISTINCT}
        return f"the number of {entity.noun}" if counted else f"a formula over {entity.noun}"
    field = entity.find(measure.field)
    said = lower_first(field.label) if field else measure.field
    return f"{_SAID[measure.aggregation]} {said} over all {entity.noun}"


def _field(field: Field, entity: Entity) -> str:
    unit = f" in {field.unit}" if field.unit else ""
    said = f"{field.label} is {_TYPES[field.type]}{unit} of each {singular_words(entity.noun)}."
    raw = field.name if field.name.casefold() != field.label.casefold() else ""
    return _sentences(field.description, said, _also([*field.synonyms, *filter(None, [raw])]))


def _more(named: Metric | Measure) -> Iterable[str]:
    return (
        f"It is measured in {named.unit}." if named.unit else "",
        f"For it, {named.direction.value}." if named.direction is not Direction.NEITHER else "",
        _also(named.synonyms),
    )


def _also(names: Sequence[str]) -> str:
    return f"{_ALSO}{', '.join(names)}." if names else ""


def _sentences(*parts: str) -> str:
    said = (" ".join(part.split()) for part in parts)
    return "\n".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in said if part)
