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
    """Sum of this and all earlier rows, in the order of the first time dimension."""
    CHANGE = "change"
    """Difference from the row before, in the order of the first time dimension."""
    GROWTH = "growth"
    """Percent change from the row before, in the order of the first time dimension."""


@dataclass(frozen=True, slots=True)
class MeasureRef:
    """A number to compute: aggregation over a field, or count of rows when field is None.

    name is set when it stands for a named measure of the model.
    """

    entity: str
    aggregation: Aggregation
    field: str | None = None
    name: str | None = None
    derivation: Derivation | None = None


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


@dataclass(frozen=True, slots=True)
class Condition:
    """field operator values: one value for most, two for BETWEEN (both ends included), none for null tests."""

    field: FieldRef
    operator: Operator
    values: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every item is."""

    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one item is."""

    items: tuple[Filter, ...]


Filter = Condition | AllOf | AnyOf


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
