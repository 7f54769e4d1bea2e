"""A change to be explained: which numbers have parts, by what they can be cut, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.grouping import naming_fields
from shared.core.semantic.model import Aggregation
from shared.core.semantic.paths import join_path, reachable
from shared.core.semantic.query import AllOf, Arithmetic, Condition, DimensionRef, Formula, MeasureRef, Operator
from shared.core.semantic.wording import dimension_words, lower_first
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.core.insights.contribution import Breakdown
    from shared.core.semantic.model import Entity, Field, SemanticModel
    from shared.core.semantic.query import SemanticQuery

MOST_MEMBERS, LEAST_MEMBERS = 200, 2
_ADD_UP = frozenset({Aggregation.SUM, Aggregation.COUNT})


@dataclass(frozen=True, slots=True)
class Cut:
    """A change cut by one dimension, under the name people have for it."""

    label: str
    dimension: DimensionRef
    breakdown: Breakdown


@dataclass(frozen=True, slots=True)
class Change:
    """A number in two periods, and where its change is from.

    cuts are the dimensions that say so, the most telling first; inside is the biggest driver of the first one, cut once
    more. even is the least even cut where none is telling. looked_at names every dimension that was tried. said is the
    way the asker thought it went: 1, -1, or 0. days are those of both periods, for what adds up over days.
    """

    measure: str
    unit: str
    before: float
    now: float
    before_period: str
    now_period: str
    cuts: tuple[Cut, ...]
    looked_at: tuple[str, ...]
    inside: Cut | None = None
    even: Cut | None = None
    days: tuple[int, int] | None = None
    scope: str = ""
    said: int = 0
    is_rate: bool = False
    whole_numbers: bool = False

    @property
    def amount(self) -> float:
        """How far it moved, in the measure's unit."""
        return self.now - self.before

    @property
    def shown(self) -> Cut | None:
        """The cut that is laid out in full; None where there is none."""
        return self.cuts[0] if self.cuts else self.even

    @property
    def growth(self) -> float | None:
        """Percent change; None when there was nothing before."""
        return 100 * self.amount / abs(self.before) if self.before else None


def adds_up(measure: MeasureRef) -> bool:
    """True for a number whose parts add up to it: sums, and counts of rows."""
    return measure.aggregation in _ADD_UP and measure.derivation is None and measure.formula is None


def weight_of(measure: MeasureRef) -> MeasureRef | None:
    """Return what weighs the parts of an average or a ratio; None for a number that has no parts (a median)."""
    if measure.derivation is not None:
        return None
    if measure.aggregation is Aggregation.AVG:
        return replace(measure, aggregation=Aggregation.COUNT, name=None, label="", unit="")
    below = _denominator(measure.formula)
    return below if below is not None and adds_up(below) else None


def _denominator(formula: Formula | None) -> MeasureRef | None:
    """As in revenue / orders, or 100 * returned / orders."""
    if formula is None:
        return None
    if formula.operator is Arithmetic.DIVIDE and isinstance(formula.right, MeasureRef):
        return formula.right if isinstance(formula.left, MeasureRef) and adds_up(formula.left) else None
    if formula.operator is Arithmetic.MULTIPLY:
        inner = [each for each in (formula.left, formula.right) if isinstance(each, Formula)]
        scaled = any(isinstance(each, int | float) for each in (formula.left, formula.right))
        return _denominator(inner[0]) if len(inner) == 1 and scaled else None
    return None


def dimensions_of(query: SemanticQuery, model: SemanticModel) -> tuple[DimensionRef, ...]:
    """Return what the rows can be cut by, own columns first: names and codes of 2 to 200 members, no people, no ids.

    A column that refers to a table with names is left to those names; one that the query holds to one value is not cut.
    """
    near = sorted(reachable(model, query.entity), key=lambda name: _steps(model, query.entity, name))
    held = _held(query)
    found = [
        DimensionRef(entity.name, field.name)
        for entity in map(model.entity, near)
        if entity is not None and not _settled(entity, query.entity, held, model)
        for field in _cutting(entity)
        if (entity.name, field.name) not in held
    ]
    codes = set(_codes(query.entity, {(each.entity, each.field) for each in found}, model))
    return tuple(each for each in found if (each.entity, each.field) not in codes)


def _cutting(entity: Entity) -> Iterator[Field]:
    """Names first: they tell people more than attributes do."""
    names = naming_fields(entity)
    for field in sorted(entity.fields, key=lambda each: each.name not in names):
        fit = field.type is DataType.TEXT and not field.personal and not field.identifier
        if fit and field.distinct is not None and LEAST_MEMBERS <= field.distinct <= MOST_MEMBERS:
            yield field


def _steps(model: SemanticModel, start: str, goal: str) -> tuple[int, str]:
    path = join_path(model, start, goal)
    return len(path or ()), goal


def _held(query: SemanticQuery) -> set[tuple[str, str]]:
    items = query.filters.items if isinstance(query.filters, AllOf) else (query.filters,)
    held = (each for each in items if isinstance(each, Condition) and each.operator is Operator.EQ)
    return {(each.field.entity, each.field.field) for each in held}


def _settled(entity: Entity, start: str, held: set[tuple[str, str]], model: SemanticModel) -> bool:
    """True for a table of which the query's own conditions leave one row: the airline of carrier “UA”."""
    return any(
        relation.from_entity == start
        and relation.to_entity == entity.name
        and all((start, column) in held for column in relation.from_columns)
        for relation in model.relationships
    )


def labels_of(dimensions: Sequence[DimensionRef], model: SemanticModel) -> dict[DimensionRef, str]:
    """Return what people call each, with its table before it where two would be called alike."""
    plain = {each: dimension_words(each, model) for each in dimensions}
    said = list(plain.values())
    return {each: _qualified(each, name, model) if said.count(name) > 1 else name for each, name in plain.items()}


def _qualified(dimension: DimensionRef, name: str, model: SemanticModel) -> str:
    entity = model.entity(dimension.entity)
    return f"{lower_first(entity.label)} {name}" if entity is not None else name


def _codes(entity: str, found: set[tuple[str, str]], model: SemanticModel) -> Iterator[tuple[str, str]]:
    """The columns of an entity, and those they equal, whose table has a better name for the same thing."""
    for relation in model.relationships:
        target = model.entity(relation.to_entity)
        if relation.from_entity != entity or target is None:
            continue
        keys = {(target.name, column) for column in relation.to_columns}
        named = any(
            (target.name, field.name) in found - keys and (field.distinct or 0) >= (target.rows or 0)
            for field in target.fields
        )
        if named:
            yield from keys
            yield from ((entity, column) for column in relation.from_columns)
        else:
            yield from keys & found
