"""ChartSpec: which chart shows a result, as data; drawing is render's work."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChartKind(StrEnum):
    """The chart forms an answer can take."""

    BAR = "bar"
    LINE = "line"
    AREA = "area"
    PIE = "pie"
    SCATTER = "scatter"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart over a ResultTable, by column positions.

    x is the category or time column, y the measures, series the column whose values split the lines or bars
    (only with one y). Titles are for people.
    """

    kind: ChartKind
    x: int
    y: tuple[int, ...]
    series: int | None = None
    title: str = ""
