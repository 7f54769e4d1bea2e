"""The metrics of a model: numbers of the whole business, made of the measures of its entities."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.core.semantic.model import Direction, NumberFormat

if TYPE_CHECKING:
    from shared.core.semantic.model import Grain
    from shared.core.semantic.query import Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What every metric has: a name of the whole model, and how people call, write and judge it."""

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    description: str = ""
    format: NumberFormat = NumberFormat.AUTO
    direction: Direction = Direction.NEITHER


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleMetric(_Named):
    """A measure of an entity under a name of the whole model."""

    entity: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredMetric(_Named):
    """A measure of an entity over the rows that a filter keeps."""

    entity: str
    measure: str
    where: Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioMetric(_Named):
    """One metric divided by another, each aggregated first; nothing where the denominator is zero."""

    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedMetric(_Named):
    """Arithmetic on metrics: names, numbers, + - * / and parentheses."""

    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulativeMetric(_Named):
    """A metric summed up since the start of each such calendar span ("year to date"); None means since ever."""

    metric: str
    since: Grain | None = None


class OffsetResult(StrEnum):
    """What a period offset shows: the earlier value, the difference from it, or the growth over it in percent."""

    VALUE = "value"
    DIFFERENCE = "difference"
    GROWTH = "growth"


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetMetric(_Named):
    """A metric set against itself some calendar spans earlier ("against a year before")."""

    metric: str
    grain: Grain
    spans: int = 1
    shows: OffsetResult = OffsetResult.VALUE


Metric = SimpleMetric | FilteredMetric | RatioMetric | DerivedMetric | CumulativeMetric | OffsetMetric
"""A number of the whole model; metric_refs.metric_ref says which measure of a query each kind stands for."""
