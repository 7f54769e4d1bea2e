"""A chart as Slack's own data_visualization, where that can show it without loss of sense.

Shape: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.core.table.chart import ChartKind
from shared.render import limits
from shared.render.charts.figures import OTHER, Figures, Series
from shared.render.escape import ELLIPSIS, one_line, shorten
from shared.render.numbers import decimals_for, number, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.render.block_kit import Block

_AXES = (ChartKind.BAR, ChartKind.LINE, ChartKind.AREA)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A data_visualization block, and what it does not show, in sentences."""

    block: Block
    notes: tuple[str, ...]


def native_chart(figures: Figures) -> NativeChart | None:
    """Make Slack's chart of the figures; None when it needs to be drawn: too many categories, gaps, other kinds."""
    if figures.kind is ChartKind.PIE:
        return _pie(figures)
    if figures.kind not in _AXES:
        return None
    ready = few_series(_without_gaps(figures))
    complete = all(value is not None for each in ready.series for value in each.values)
    if not complete or not 1 < len(ready.categories) <= limits.CHART_CATEGORIES:
        return None
    return NativeChart(_block(ready.title, _axes(ready)), ready.notes)


def _block(title: str, chart: dict[str, Any]) -> Block:
    return {"type": "data_visualization", "title": shorten(title, limits.CHART_TITLE), "chart": chart}


def _axes(figures: Figures) -> dict[str, Any]:
    labels = unique_labels(figures.labels)
    names = unique_labels(each.name for each in figures.series)
    places = decimals_for(value for each in figures.series for value in each.values)
    unit = f" ({figures.unit})" if figures.unit else ""
    return {
        "type": figures.kind.value,
        "series": [
            {
                "name": name,
                "data": [
                    {"label": label, "value": plain_value(value or _NOTHING, places)}
                    for label, value in zip(labels, each.values, strict=True)
                ],
            }
            for name, each in zip(names, figures.series, strict=True)
        ],
        "axis_config": {
            "categories": labels,
            "x_label": shorten(figures.x_label, limits.CHART_AXIS_LABEL),
            "y_label": shorten(one_line(f"{figures.y_label}{unit}"), limits.CHART_AXIS_LABEL),
        },
    }


def _pie(figures: Figures) -> NativeChart | None:
    values = figures.series[0].values
    parts = [(label, value) for label, value in zip(figures.labels, values, strict=True) if value]
    if len(figures.series) > 1 or len(parts) <= 1 or any(value < 0 for _, value in parts):
        return None
    if len(parts) > limits.CHART_SEGMENTS:
        if not figures.additive:
            return None
        ranked = sorted(parts, key=lambda part: part[1], reverse=True)
        kept = ranked[: limits.CHART_SEGMENTS - 1]
        parts = [*kept, (OTHER, sum((value for _, value in ranked[len(kept) :]), start=_NOTHING))]
    places = decimals_for(value for _, value in parts)
    labels = unique_labels(label for label, _ in parts)
    values_shown = [plain_value(value, places) for _, value in parts]
    if any(value <= 0 for value in values_shown):
        return None
    segments = [{"label": label, "value": value} for label, value in zip(labels, values_shown, strict=True)]
    unit = f" ({figures.unit})" if figures.unit else ""
    title = f"{shorten(figures.title, limits.CHART_TITLE - len(unit))}{unit}"
    return NativeChart(_block(title, {"type": "pie", "segments": segments}), figures.notes)


def _without_gaps(figures: Figures) -> Figures:
    """Leave categories without any value out of bars; fill what else is missing where nothing means 0."""
    shown = _with_values(figures) if figures.kind is ChartKind.BAR else figures
    if not figures.additive:
        return shown
    filled = tuple(replace(each, values=tuple(v or _NOTHING for v in each.values)) for each in shown.series)
    return replace(shown, series=filled)


def _with_values(figures: Figures) -> Figures:
    kept = [i for i in range(len(figures.labels)) if any(each.values[i] is not None for each in figures.series)]
    missing = len(figures.labels) - len(kept)
    if not missing:
        return figures
    return figures.taking(kept).noting(f"{number(missing)} without a value not in the chart.")


def few_series(figures: Figures, most: int = limits.CHART_SERIES) -> Figures:
    """Keep the heaviest series; the rest becomes "Other" where sums make sense, and a note where they do not."""
    if len(figures.series) <= most:
        return figures
    heavy = sorted(figures.series, key=lambda each: each.weight, reverse=True)
    if not figures.additive:
        kept = set(map(id, heavy[:most]))
        shown = replace(figures, series=tuple(each for each in figures.series if id(each) in kept))
        return shown.noting(f"The chart shows the {most} largest of {number(len(heavy))} lines; the table has all.")
    rest = heavy[most - 1 :]
    kept = set(map(id, heavy[: most - 1]))
    other = Series(OTHER, tuple(_total(column) for column in zip(*(each.values for each in rest), strict=True)))
    return replace(figures, series=(*(each for each in figures.series if id(each) in kept), other))


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, start=_NOTHING) if known else None


def plain_value(value: Decimal, places: int) -> int | float:
    """Return a number JSON can carry, rounded as it would be written."""
    near = rounded(value, places)
    return int(near) if places == 0 else float(near)


def unique_labels(labels: Iterable[str], length: int = limits.CHART_LABEL) -> list[str]:
    """Shorten labels to length characters and keep them apart: by their ends where those differ, else by a number."""
    full = [one_line(label) or "–" for label in labels]
    short = [shorten(label, length) for label in full]
    ends = [_both_ends(label, length) if short.count(cut) > 1 else cut for label, cut in zip(full, short, strict=True)]
    taken: set[str] = set()
    return [_apart(label, taken, length) for label in ends]


def _both_ends(label: str, length: int) -> str:
    if len(label) <= length:
        return label
    head = (length - 1) // 2
    return f"{label[:head]}{ELLIPSIS}{label[-(length - 1 - head) :]}"


def _apart(label: str, taken: set[str], length: int) -> str:
    candidate, turn = label, 1
    while candidate in taken:
        turn += 1
        mark = f" ({turn})"
        candidate = f"{shorten(label, length - len(mark))}{mark}"
    taken.add(candidate)
    return candidate
