"""Scatter plots and histograms: how two numbers go together, and how one is spread."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shared.render import theme
from shared.render.charts.bars import bar_chart
from shared.render.charts.frame import Frame, axis_title, frame, quiet, value_axis
from shared.render.numbers import as_decimal, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.render.charts.figures import Figures

_CROWD = 300
_AIR = 0.05


def scatter_chart(figures: Figures) -> Frame:
    """Draw one dot a row."""
    xs = [float(value) for each in figures.categories if (value := as_decimal(each)) is not None]
    ys = [float(value) for value in figures.series[0].values if value is not None]
    sheet = frame(figures.title, f"{number(len(xs))} points", figures.notes)
    axes = sheet.axes
    quiet(axes, "both")
    crowd = len(xs) > _CROWD
    axes.scatter(
        xs,
        ys,
        s=14 if crowd else 36,
        color=theme.SERIES[0],
        alpha=max(0.15, 0.9 * _CROWD / len(xs)) if crowd else 0.75,
        linewidths=0,
        zorder=3,
    )
    axes.set_xlim(*_span(xs))
    axes.set_ylim(*_span(ys))
    value_axis(axes.xaxis, figures.place_unit, ticks=8)
    value_axis(axes.yaxis, figures.value_unit)
    axis_title(axes, figures.x_label)
    axis_title(axes, figures.value_label, along="y")
    return sheet


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    air = _AIR * (high - low) or 0.5 * abs(high) or 1.0
    return low - air, high + air


def histogram_chart(figures: Figures) -> Frame:
    """Draw bins side by side; the x column holds where each bin starts, else its name."""
    starts = [float(value) for each in figures.categories if (value := as_decimal(each)) is not None]
    if len(starts) != len(figures.categories) or len(figures.series) != 1:
        return bar_chart(figures)
    width = min(b - a for a, b in pairwise(starts))
    heights = [float(value or 0) for value in figures.series[0].values]
    sheet = frame(figures.title, figures.value_label, figures.notes)
    axes = sheet.axes
    quiet(axes, "y")
    axes.bar(
        starts,
        heights,
        width=width,
        align="edge",
        color=theme.SERIES[0],
        edgecolor=theme.BACKGROUND,
        linewidth=1.0,
        zorder=3,
    )
    axes.set_xlim(starts[0], starts[-1] + width)
    axes.set_ylim(min([0.0, *heights]), 1.08 * max([0.0, *heights]) or 1.0)
    axes.spines["bottom"].set(visible=True, color=theme.AXIS)
    value_axis(axes.xaxis, figures.place_unit, ticks=10)
    value_axis(axes.yaxis, figures.value_unit)
    axis_title(axes, figures.x_label)
    return sheet
