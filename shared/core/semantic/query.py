"""SemanticQuery: a question about data, with its meaning fixed and its engine left open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from shared.core.semantic.model import Aggregation, Grain
    from shared.core.table.chart import ChartKind
    from shared.core.table.types import Cell


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field of an entity."""

    entity: str
    field: str


@dataclass(frozen=True, slots=True)
class DimensionRef:
    """What to group by: a field, bucketed by a calendar grain, or by equal-width numeric bins."""

    entity: str
    field: str
    grain: Grain | None = None
    bins: int | None = None


class Derivation(StrEnum):
    """A number computed from a measure's column after grouping."""

    SHARE = "share"
    """Percent of the total over all rows of the result."""
    RUNNING_TOTAL = "running_total"
    """Sum of this and all earlier rows of the query's period, in the order of the first time dimension.

    With since, of each such span from its start on, though the period starts within it.
    """
    CHANGE = "change"
    """Difference from the row before, in the order of the first time dimension; see PRIOR."""
    GROWTH = "growth"
    """Percent change from the row before, in the order of the first time dimension; see PRIOR."""
    PRIOR = "prior"
    """The value of the row before, in the order of the first time dimension; with an offset, of that span.

    The rows looked back at may stand before the query's period: see shared.core.semantic.earlier.
    """
    RANK = "rank"
    """The place by size among all rows of the result: 1 is the greatest, equals share a place."""


@dataclass(frozen=True, slots=True)
class Offset:
    """So many calendar spans earlier: a year before is Offset(Grain.YEAR)."""

    grain: Grain
    spans: int = 1


class Arithmetic(StrEnum):
    """What two numbers become; a division by zero gives nothing."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class Elapsed(StrEnum):
    """The time from one moment to another, in broken units: seconds over 86400, 3600 or 60.

    Only days between two dates are whole, for a date has no time of day; beside a timestamp a date is its midnight.
    """

    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class RowValue:
    """A number worked out on each row before anything is aggregated.

    Arithmetic on two fields or a field and a number ("price times quantity"), or the time elapsed from the left
    field to the right one ("days between order date and delivery date").
    """

    operator: Arithmetic | Elapsed
    left: FieldRef | int | float
    right: FieldRef | int | float


@dataclass(frozen=True, slots=True)
class Formula:
    """Arithmetic on measures, each aggregated first ("revenue per customer", "percent of orders returned")."""

    operator: Arithmetic
    left: MeasureRef | Formula | int | float
    right: MeasureRef | Formula | int | float


@dataclass(frozen=True, slots=True)
class MeasureRef:
    """A number to compute: aggregation over a field, over a value of each row, or count of rows when both are None.

    name is set when it stands for a named measure of its entity, or a metric of the model. where keeps the rows that
    this one number is made of, in a query that reads more. aggregation is CALCULATED exactly when formula is set; the
    number is then computed from others, and entity is the query's own. offset says which earlier span PRIOR, CHANGE
    and GROWTH look at (None: the row before); since starts a RUNNING_TOTAL anew with each such span. label and unit
    are how the asker, a glossary or a metric names the number; empty leaves both to the model.
    """

    entity: str
    aggregation: Aggregation
    field: str | None = None
    name: str | None = None
    derivation: Derivation | None = None
    where: Filter | None = None
    value: RowValue | None = None
    formula: Formula | None = None
    offset: Offset | None = None
    since: Grain | None = None
    label: str = ""
    unit: str = ""


class Operator(StrEnum):
    """Comparisons a filter can make; text compares ignore case."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    BETWEEN = "between"
    IN = "in"
    NOT_IN = "not in"
    CONTAINS = "contains"
    NOT_CONTAINS = "not contains"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"
    IS_NULL = "is null"
    NOT_NULL = "is not null"
    ABOVE_AVERAGE = "above average"
    BELOW_AVERAGE = "below average"
    LATEST = "is the latest"
    """The greatest value among the rows that the query's period keeps ("in the latest snapshot")."""
    EARLIEST = "is the earliest"


@dataclass(frozen=True, slots=True)
class Condition:
    """field operator values: one value for most, two for BETWEEN (both ends included), none for null tests.

    With other, the field is compared with that field of the same row instead of a value ("sold below cost"). With
    grain, a date is compared by its calendar bucket: recurring ones by number (WEEKDAY 1 is Monday to 7 is Sunday,
    MONTH_OF_YEAR 1 to 12, HOUR_OF_DAY 0 to 23), as in "on weekends"; spans with other ("in the month they joined").
    """

    field: FieldRef
    operator: Operator
    values: tuple[Cell, ...] = ()
    other: FieldRef | None = None
    grain: Grain | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """True for rows of the query's entity that at least one row of another entity refers to; negated, for the others.

    "customers who bought a boat in May", "products never ordered": entity refers to the query's entity along
    relationships; where and period keep which of its rows count.
    """

    entity: str
    negated: bool = False
    where: Filter | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every item is."""

    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one item is."""

    items: tuple[Filter, ...]


Filter = Condition | Related | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Having:
    """A condition on an aggregated number."""

    measure: MeasureRef
    operator: Operator
    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time on one field: start is included, end is not; None leaves that side open.

    label is how people say it ("last 30 days"). Bounds are in the calendar's time zone, without offset.
    """

    field: FieldRef
    start: date | datetime | None
    end: date | datetime | None
    label: str


class CompareTo(StrEnum):
    """What a period is compared with."""

    PREVIOUS_PERIOD = "previous period"
    PREVIOUS_YEAR = "previous year"


@dataclass(frozen=True, slots=True)
class OrderBy:
    """Sort key: a measure or dimension that the query also selects, or (listings) a field."""

    by: MeasureRef | DimensionRef | FieldRef
    descending: bool = False


@dataclass(frozen=True, slots=True)
class SemanticQuery:
    """What to compute over the entity's rows.

    Either aggregate (measures, grouped by dimensions) or list (columns; then measures and dimensions are empty).
    limit_per gives the limit within each value of that dimension. chart is a wish, not a promise.

    Measures may be of several entities. One that entity refers to is counted once a row of it; one that entity does not
    refer to is another fact: each fact is aggregated on its own over what they share (dimensions both refer to, and
    their own times for the grain of entity's time), then joined, so that nothing is counted twice. complete asks for
    every calendar bucket of the period, those without rows included, as zero for counts and sums. implied says that
    only a grouping was asked for ("group by region") and rows are counted for want of a number.
    """

    entity: str
    measures: tuple[MeasureRef, ...] = ()
    dimensions: tuple[DimensionRef, ...] = ()
    columns: tuple[FieldRef, ...] = ()
    distinct: bool = False
    filters: Filter | None = None
    having: tuple[Having, ...] = ()
    period: Period | None = None
    compare: CompareTo | None = None
    order: tuple[OrderBy, ...] = ()
    limit: int | None = None
    limit_per: DimensionRef | None = None
    chart: ChartKind | None = None
    complete: bool = False
    implied: bool = False
