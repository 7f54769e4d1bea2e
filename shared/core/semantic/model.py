"""The semantic model: what the tables of a workspace mean, in the words people use."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.query import Filter, SemanticQuery
    from shared.core.table.types import DataType


class Aggregation(StrEnum):
    """How many values become one."""

    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"
    MEDIAN = "median"
    STDDEV = "stddev"
    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    CALCULATED = "calculated"
    """Not aggregated itself: made of other numbers by a formula."""


class Grain(StrEnum):
    """A calendar bucket: a span of the time line, or (the last three) a recurring part of the calendar."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    HOUR_OF_DAY = "hour of day"
    WEEKDAY = "weekday"
    MONTH_OF_YEAR = "month of year"

    @property
    def recurs(self) -> bool:
        """True for parts of the calendar that come again ("Mondays"), False for spans of the time line."""
        return self in {Grain.HOUR_OF_DAY, Grain.WEEKDAY, Grain.MONTH_OF_YEAR}


class NumberFormat(StrEnum):
    """How a number is to be written; AUTO leaves it to its type and unit."""

    AUTO = "auto"
    WHOLE = "whole"
    DECIMAL = "decimal"
    CURRENCY = "currency"
    PERCENT = "percent"
    COMPACT = "compact"


class Direction(StrEnum):
    """Which way a number should go."""

    UP = "up is good"
    DOWN = "down is good"
    NEITHER = "neither"


class Additivity(StrEnum):
    """Over what a measure may be added up; a level (stock, balance) adds up over anything but time."""

    ADDITIVE = "additive"
    NOT_OVER_TIME = "not over time"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class TableRef:
    """A physical table: dataset is the schema (PostgreSQL) or attached catalogue (DuckDB) that holds it."""

    dataset: str
    table: str


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an entity as people know it.

    name equals the physical column's name. values is the capped value index (text columns only), most frequent
    first; values_complete says that it holds all of them. personal marks data about a person: never indexed for
    a model, never sent out.
    """

    name: str
    label: str
    type: DataType
    synonyms: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    values_complete: bool = False
    distinct: int | None = None
    nullable: bool = True
    personal: bool = False
    unit: str = ""
    identifier: bool = False
    """True when its numbers name things (ids, codes, years): counting makes sense, summing does not."""
    minimum: str | None = None
    maximum: str | None = None
    """The least and greatest value as ISO text, for numbers and dates; None when unknown or empty."""
    description: str = ""
    format: NumberFormat = NumberFormat.AUTO
    indexed: bool = True
    """False when its values are not to be recognised in questions."""
    index_limit: int | None = None
    """The most values to index; None leaves it to the profile's own cap."""
    grains: tuple[Grain, ...] = ()
    """The calendar buckets that make sense for it; empty means all that its type allows."""
    zoned: bool = False
    """True for timestamps that are instants, which are told in the calendar's time zone; minimum and maximum in UTC."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A named aggregation that people ask for by name ("total sales value" = sum(value)).

    field is None for a count of rows.
    """

    name: str
    label: str
    aggregation: Aggregation
    field: str | None
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    description: str = ""
    format: NumberFormat = NumberFormat.AUTO
    direction: Direction = Direction.NEITHER
    additivity: Additivity | None = None
    """None when it follows from the aggregation."""

    def goes_by(self, word: str) -> bool:
        """True when the word, in small letters, is its label or one of its synonyms."""
        return word == self.label.casefold() or word in self.synonyms


@dataclass(frozen=True, slots=True)
class Entity:
    """A table and what one of its rows is.

    noun is the plural of what a row is ("flights", "invoices"); key the columns that identify a row (may be
    empty); time the field that a bare period ("last month") applies to.
    """

    name: str
    label: str
    noun: str
    table: TableRef
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...] = ()
    key: tuple[str, ...] = ()
    time: str | None = None
    synonyms: tuple[str, ...] = ()
    rows: int | None = None
    description: str = ""

    def find(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)

    def measure(self, name: str) -> Measure | None:
        """The named measure, or None."""
        return next((each for each in self.measures if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Relationship:
    """Many rows of from_entity refer to at most one row of to_entity through equal columns."""

    from_entity: str
    from_columns: tuple[str, ...]
    to_entity: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a workspace counts time: week_start 0 is Monday; fiscal_start a month 1 to 12."""

    week_start: int = 0
    fiscal_start: int = 4
    last_days_include_today: bool = False
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """A filter on an entity's rows that goes by a name ("dealers only"); default says it holds unless asked away."""

    name: str
    label: str
    entity: str
    where: Filter
    synonyms: tuple[str, ...] = ()
    default: bool = False


@dataclass(frozen=True, slots=True)
class VerifiedQuery:
    """A question whose reading somebody checked."""

    question: str
    query: SemanticQuery


@dataclass(frozen=True, slots=True)
class SemanticModel:
    """Everything a reader may speak of: entities, how they join, metrics, named filters, and the calendar."""

    entities: tuple[Entity, ...]
    relationships: tuple[Relationship, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    metrics: tuple[Metric, ...] = ()
    filters: tuple[NamedFilter, ...] = ()
    verified: tuple[VerifiedQuery, ...] = ()

    def entity(self, name: str) -> Entity | None:
        """The entity of that name, or None."""
        return next((each for each in self.entities if each.name == name), None)
