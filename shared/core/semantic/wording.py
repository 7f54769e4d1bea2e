"""What people call measures and groupings: the words every answer, proof and table header share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.naming import plural, singular
from shared.core.semantic.query import Derivation

if TYPE_CHECKING:
    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import DimensionRef, MeasureRef

_WORDS = {
    Aggregation.SUM: "total",
    Aggregation.AVG: "average",
    Aggregation.MIN: "lowest",
    Aggregation.MAX: "highest",
    Aggregation.MEDIAN: "median",
    Aggregation.STDDEV: "standard deviation of",
    Aggregation.COUNT: "number of",
    Aggregation.COUNT_DISTINCT: "number of different",
}
_DERIVED = {
    Derivation.SHARE: "share of",
    Derivation.RUNNING_TOTAL: "running total of",
    Derivation.CHANGE: "change in",
    Derivation.GROWTH: "growth of",
}


_COUNTS = {Aggregation.COUNT, Aggregation.COUNT_DISTINCT}
_NAMES_OF_PEOPLE = frozenset({"first", "last", "middle", "full", "user", "nick", "display", "family", "given", "short"})


def plural_words(said: str) -> str:
    """Return the words with the last one in the plural, unless it is no plain word."""
    head, space, last = said.rpartition(" ")
    return f"{head}{space}{plural(last)}" if last.isalpha() and last.islower() else said


def singular_words(said: str) -> str:
    """Return the words with the last one in the singular: "invoice lines" is "invoice line"."""
    head, space, last = said.rpartition(" ")
    return f"{head}{space}{singular(last)}"


def lower_first(text: str) -> str:
    """Return the text with its first letter small, unless it starts with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def measure_label(measure: MeasureRef, model: SemanticModel) -> str:
    """Return what people call the number, derivation included: "Average departure delay", "Share of total value"."""
    plain = plain_measure_label(measure, model)
    if measure.derivation is None:
        return plain
    return upper_first(f"{_DERIVED[measure.derivation]} {lower_first(plain)}")


def plain_measure_label(measure: MeasureRef, model: SemanticModel) -> str:
    """Return what people call the number before anything is derived from it."""
    entity = model.entity(measure.entity)
    if entity is None:
        return measure.field or measure.entity
    named = entity.measure(measure.name) if measure.name else None
    if named is not None:
        return named.label
    if measure.field is None:
        return f"Number of {entity.noun}"
    field = entity.find(measure.field)
    said = field_words(field, measure.field)
    if measure.aggregation in _COUNTS and field is not None and not field.type.is_numeric:
        said = plural_words(without_name(said))
    word = _WORDS[measure.aggregation]
    return upper_first(said if word in said.split() else f"{word} {said}")


def field_words(field: Field | None, name: str) -> str:
    """Return what people call a field inside a sentence."""
    return name if field is None else lower_first(field.label)


def without_name(said: str) -> str:
    """As in "by airline" for a column called airline name; "first name" stays."""
    whose = said.removesuffix(" name")
    return said if whose in _NAMES_OF_PEOPLE or not whose.isascii() else whose


def dimension_words(dimension: DimensionRef, model: SemanticModel) -> str:
    """Return what people call a grouping inside a sentence: "carrier", "month", "month of packing date".

    The calendar grain alone says it when the field is the rows' usual time.
    """
    entity = model.entity(dimension.entity)
    said = field_words(entity.find(dimension.field) if entity else None, dimension.field)
    if dimension.bins is not None:
        return f"ranges of {said}"
    if dimension.grain is None:
        return singular_words(entity.noun) if said == "name" and entity is not None else without_name(said)
    if dimension.grain is Grain.DAY:
        return "day" if entity is not None and entity.time == dimension.field else said
    usual = entity is not None and entity.time == dimension.field
    return dimension.grain.value if usual else f"{dimension.grain.value} of {said}"
