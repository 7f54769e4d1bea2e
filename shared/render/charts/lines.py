"""Lines and areas: a change along time or numbers, each line named where it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from shared.core.table.chart import ChartKind
from shared.render import theme
from shared.render.charts.figures import OTHER
from shared.render.charts.frame import Frame, axis_title, frame, name, quiet, value_axis, words
from shared.render.charts.native import few_series
from shared.render.numbers import as_decimal, compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from shared.core.table.types import Cell
    from shared.render.charts.figures import Figures, Series

_NAME = 22
_TICKS = 10
_SHADE = 0.10
"""Opacity of the fill below a lone line."""
_DOTS_UP_TO = 40
"""Points few enough to be shown as dots."""
_APART = 0.052
"""Least distance between two names at line ends, as a part of the height."""


def line_chart(figures: Figures) -> Frame:
    """Draw lines, filled below when the chart is an area."""
    few = few_series(figures, len(theme.SERIES))
    sheet = frame(few.title, few.value_label if len(few.series) == 1 or few.value_unit != few.unit else "", few.notes)
    axes = sheet.axes
    quiet(axes, "y")
    positions = place(axes, few)
    from_zero = value_limits(axes, few)
    whole = all(value is not None for each in few.series for value in each.values)
    filled = from_zero and whole and (few.kind is ChartKind.AREA or len(few.series) == 1)
    shade = (_SHADE if len(few.series) == 1 else _SHADE / 2) if filled else 0.0
    for i, series in enumerate(few.series):
        _line(axes, positions, series, _color(few, i, theme.SERIES, theme.OTHER), shade)
    value_axis(axes.yaxis, few.value_unit)
    axes.spines["bottom"].set(visible=True, color=theme.AXIS)
    if not few.temporal:
        axis_title(axes, few.x_label)
    _name_ends(axes, positions, few)
    return sheet


def _color(figures: Figures, i: int, colors: Sequence[str], other: str) -> str:
    return other if figures.series[i].name == OTHER else colors[i % len(colors)]


def _line(axes: Axes, positions: Sequence[float], series: Series, color: str, shade: float) -> None:
    values = [float("nan") if value is None else float(value) for value in series.values]
    few = len(values) <= _DOTS_UP_TO
    lonely = any(value == value and _alone(values, i) for i, value in enumerate(values))  # noqa: PLR0124 -- not NaN
    axes.plot(
        positions,
        values,
        color=color,
        linewidth=2.2 if few else 1.6,
        marker="o" if few or lonely else "",
        markersize=4.5 if few else 2.0,
        solid_capstyle="round",
        solid_joinstyle="round",
        zorder=3,
        clip_on=False,
    )
    if shade:
        axes.fill_between(positions, values, color=color, alpha=shade, linewidth=0, zorder=2)


def _alone(values: Sequence[float], i: int) -> bool:
    """True for a point between two gaps, which a line alone would not show."""
    before = i > 0 and values[i - 1] == values[i - 1]
    after = i + 1 < len(values) and values[i + 1] == values[i + 1]
    return not before and not after


def value_limits(axes: Axes, figures: Figures) -> bool:
    """Start the value axis at zero unless that flattens what there is to see; leave air above.

    Returns whether it starts there: only then may the room below a line be filled.
    """
    values = [float(value) for each in figures.series for value in each.values if value is not None]
    low, high = min(values), max(values)
    span = (high - low) or abs(high) or 1.0
    far_from_zero = low > 0 and low > 2 * (high - low) and high > low and figures.kind is ChartKind.LINE
    bottom = low - 0.15 * span if far_from_zero else min(0.0, low - 0.06 * span if low < 0 else 0.0)
    axes.set_ylim(bottom, max(0.0, high + 0.08 * span))
    return not far_from_zero


def place(axes: Axes, figures: Figures) -> list[float]:
    """Return where each category stands on the x axis, and write that axis."""
    if figures.temporal:
        return _time_axis(axes, figures.categories)
    numbers = [as_decimal(each) for each in figures.categories]
    known = [float(each) for each in numbers if each is not None]
    if len(known) == len(numbers):
        value_axis(axes.xaxis, figures.place_unit, ticks=_TICKS, whole=all(each.is_integer() for each in known))
        axes.set_xlim(known[0], known[-1])
        return known
    positions = [float(i) for i in range(len(figures.labels))]
    name_ticks(axes, positions, figures.labels)
    return positions


def _time_axis(axes: Axes, categories: Sequence[Cell]) -> list[float]:
    # matplotlib's own types leave its dates untyped
    positions = [float(date2num(_instant(each))) for each in categories if isinstance(each, date)]  # type: ignore[no-untyped-call]
    locator = AutoDateLocator(minticks=4, maxticks=_TICKS)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    formatter = ConciseDateFormatter(  # type: ignore[no-untyped-call]
        locator,
        formats=["%Y", "%b", "%-d %b", "%H:%M", "%H:%M", "%S"],
        zero_formats=["", "%b\n%Y", "%-d %b", "%-d %b", "%H:%M", "%H:%M"],
        offset_formats=["", "%Y", "%Y", "%-d %b %Y", "%-d %b %Y", "%-d %b %Y %H:%M"],
    )
    axes.xaxis.set_major_formatter(formatter)
    axes.xaxis.get_offset_text().set(color=theme.SOFT_TEXT, size=theme.SMALL_SIZE)
    axes.set_xlim(positions[0], positions[-1])
    return positions


def _instant(day: date) -> datetime:
    if isinstance(day, datetime):
        return day.astimezone(UTC).replace(tzinfo=None) if day.tzinfo else day
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 -- a calendar day has no zone


def name_ticks(axes: Axes, positions: Sequence[float], labels: Sequence[str]) -> None:
    """Write category names under the axis, only as many as fit."""
    step = max(1, -(-len(labels) // _TICKS))
    axes.set_xticks(positions[::step], [name(label, i * step + 1, 18) for i, label in enumerate(labels[::step])])


def _name_ends(axes: Axes, positions: Sequence[float], figures: Figures) -> None:
    """Write each line's name, or its last value when it is alone, to the right of where it ends."""
    bottom, top = axes.get_ylim()
    ends = []
    for order, series in enumerate(figures.series):
        last = max((i for i, value in enumerate(series.values) if value is not None), default=None)
        if last is None:
            continue
        color = _color(figures, order, theme.SERIES_TEXT, theme.OTHER_TEXT)
        value = series.values[last]
        height = (float(value or 0) - bottom) / (top - bottom)
        text = (
            words(compact(value, figures.value_unit))
            if len(figures.series) == 1
            else name(series.name, order + 1, _NAME)
        )
        ends.append((height, text, color, positions[last]))
    ends.sort()
    heights = spread([height for height, *_ in ends], _APART)
    for height, (at, text, color, position) in zip(heights, ends, strict=True):
        axes.plot([position], [bottom + at * (top - bottom)], "o", color=color, markersize=5, zorder=4, clip_on=False)
        axes.annotate(
            text,
            xy=(1.0, height),
            xycoords="axes fraction",
            xytext=(9, 0),
            textcoords="offset points",
            color=color,
            size=theme.LABEL_SIZE,
            weight="bold",
            va="center",
            ha="left",
            family=theme.FONT,
            annotation_clip=False,
        )


def spread(heights: Sequence[float], apart: float) -> list[float]:
    """Move sorted heights as little as needed so that neighbours are at least apart, and stay below the top."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + apart) if placed else height)
    over = placed[-1] - 1.0 if placed else 0.0
    for i in range(len(placed) - 1, -1, -1):
        ceiling = 1.0 if i == len(placed) - 1 else placed[i + 1] - apart
        if over > 0 and placed[i] > ceiling:
            placed[i] = ceiling
    return placed
