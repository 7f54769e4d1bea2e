"""Draft: a question on its way to a query. Rules take pieces out of its text and put their meaning beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.core.asking.naming_things import Kind
from shared.core.semantic.model import Aggregation, Measure
from shared.core.semantic.query import FieldRef

if TYPE_CHECKING:
    from shared.core.asking.calendar_units import Clock
    from shared.core.asking.deriving import Derived
    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.naming_things import Candidate
    from shared.core.asking.periods import FoundPeriod
    from shared.core.semantic.model import Entity, Field, Grain, SemanticModel
    from shared.core.semantic.query import (
        CompareTo,
        Condition,
        Derivation,
        Filter,
        Having,
        MeasureRef,
        Offset,
        Period,
    )
    from shared.core.table.chart import ChartKind

_TAG = re.compile(r"@([a-z])(\d+)")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a tag of the text stands for: one of found (ties), number, text, or period is set."""

    tag: str
    said: str
    found: tuple[Candidate, ...] = ()
    number: int | float | None = None
    text: str = ""
    period: FoundPeriod | None = None
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Idea:
    """A number somebody asks for: aggregation None leaves it to the field's default measure.

    count ideas with a field count that field's values; distinct is set when different ones are meant.
    """

    aggregation: Aggregation | None
    field: FieldRef | None = None
    entity: str | None = None
    measure: str | None = None
    derivation: Derivation | None = None
    distinct: bool = False
    made: MeasureRef | None = None
    """A number made of numbers, complete but for its derivation; then nothing else here says what it is."""
    offset: Offset | None = None
    since: Grain | None = None
    where: Filter | None = None
    """The rows that this one number is made of, where the question asks for others of all rows."""


@dataclass(frozen=True, slots=True)
class Group:
    """A field to group by; grain for dates, bins for histograms. explicit: a word such as "by" said so."""

    field: FieldRef
    grain: Grain | None = None
    bins: int | None = None
    explicit: bool = True


@dataclass(frozen=True, slots=True)
class Sorting:
    """An order asked for: of the x axis, the y axis, the time line, a measure or a field; else it is left open."""

    descending: bool | None
    axis: str = ""
    idea: Idea | None = None
    field: FieldRef | None = None


@dataclass(slots=True)
class Draft:
    """The state of a reading.

    text holds lower-case words and tags (@f3: things[3], a field; e entity, m measure, v value, n number, y number
    that may be a year, p period, q quoted text, w a word kept for later). Rules replace what they read by tags of
    their own (@a measure, @g group, @c condition, @z explained).
    """

    model: SemanticModel
    index: ReaderIndex
    root: Entity
    clock: Clock
    text: str
    things: list[Thing]
    sorting: list[Sorting] = field(default_factory=list)
    limit: int | None = None
    limit_descending: bool | None = None
    limit_per: FieldRef | None = None
    per_each: bool = False
    superlative: bool = False
    conditions: list[Filter | Having] = field(default_factory=list)
    period: Period | None = None
    compare: CompareTo | None = None
    ideas: list[Idea] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    bare: list[FieldRef] = field(default_factory=list)
    compared: list[FieldRef] = field(default_factory=list)
    bins: int | None = None
    """How many equal spans to count a number in, where the question says so."""
    chart: ChartKind | None = None
    charted: bool = False
    fragment: bool = False
    spoken: dict[str, str] = field(default_factory=dict)
    compare_unit: str = ""
    derived: Derived | None = None
    named: frozenset[str] = frozenset()
    words: set[str] = field(default_factory=set)
    capitals: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    ties: list[Thing] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    weak: float = 0.0
    distinct: bool = False
    all_columns: bool = False
    restricting: set[int] = field(default_factory=set)
    """The conditions that belong to one number rather than to the whole question."""
    complete: bool = False

    def ref(self, number: str | int) -> FieldRef:
        """The field that a tag's number stands for."""
        best = self.things[int(number)].found[0]
        return FieldRef(best.entity, best.name)

    def field_of(self, ref: FieldRef) -> Field:
        """The model's field of a reference that the reader made itself."""
        entity = self.model.entity(ref.entity)
        found = entity.find(ref.field) if entity else None
        if found is None:
            raise KeyError(ref)
        return found

    def field_at(self, number: str | int) -> Field:
        """The model's field behind a tag."""
        return self.field_of(self.ref(number))

    def measure_at(self, number: str | int) -> tuple[str, Measure]:
        """The entity's name and the named measure behind a tag."""
        best = self.things[int(number)].found[0]
        entity = self.model.entity(best.entity)
        measure = entity.measure(best.name) if entity else None
        if measure is None or best.name in self.index.defined:
            defined = self.index.defined[best.name]
            return best.entity, Measure(best.name, defined.label, Aggregation.CALCULATED, None)
        return best.entity, measure

    def take(self, match: re.Match[str], tag: str = "z", number: int = 0) -> None:
        """Replace a match by a tag: it is explained."""
        self.text = f"{self.text[: match.start()]} @{tag}{number} {self.text[match.end() :]}"
        self.text = re.sub(r" +", " ", self.text)

    def fields_left(self) -> list[str]:
        """The numbers of the field tags still in the text, in order."""
        return re.findall(r"@f(\d+)", self.text)

    def add_condition(self, match: re.Match[str], condition: Condition | Having | Filter) -> None:
        """Put a condition in the place of the words that said it."""
        self.conditions.append(condition)
        self.take(match, "c", len(self.conditions) - 1)

    def values_at(self, number: str | int) -> tuple[Candidate, ...]:
        """The value candidates behind a tag."""
        return tuple(c for c in self.things[int(number)].found if c.kind is Kind.VALUE)
