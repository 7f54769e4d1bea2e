"""Bars: one number a category; long names lie down, time stands up; every bar says its value where there is room."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shared.core.table.chart import ChartKind
from shared.render import theme
from shared.render.charts.figures import OTHER
from shared.render.charts.frame import Frame, axis_title, frame, name, quiet, value_axis, words
from shared.render.charts.lines import name_ticks, place
from shared.render.charts.native import few_series, unique_labels
from shared.render.numbers import compact, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from shared.render.charts.figures import Figures

_MOST, _MOST_BARS = 40, 60
"""Categories of a lone series, and bars of several, that one picture still shows legibly."""
_UPRIGHT = 12
"""Categories, and characters of a name, that still fit side by side."""
_NAME = 38
_GROUP = 0.8
"""Part of the room of a category that its bars fill."""


def bar_chart(figures: Figures) -> Frame:
    """Draw bars, upright or lying; a pie that Slack cannot show becomes bars too."""
    few = few_series(figures, len(theme.SERIES))
    if few.temporal:
        return _upright(few)
    shown = _first(_ranked(few) if few.kind is ChartKind.PIE else few)
    short = len(shown.labels) <= _UPRIGHT and max(map(len, shown.labels)) <= _UPRIGHT
    return _upright(shown) if short else _lying(shown)


def _ranked(figures: Figures) -> Figures:
    order = sorted(range(len(figures.labels)), key=lambda i: figures.series[0].values[i] or 0, reverse=True)
    return figures.taking(order)


def _first(figures: Figures) -> Figures:
    total, lanes = len(figures.labels), len(figures.series)
    most = _MOST if lanes == 1 else max(_UPRIGHT, _MOST_BARS // lanes)
    if total <= most:
        return figures
    return figures.taking(range(most)).noting(f"First {most} of {number(total)}; the table has the rest.")


def _colors(figures: Figures) -> list[str]:
    colors = list(theme.SERIES[: len(figures.series)])
    return [theme.OTHER if each.name == OTHER else color for each, color in zip(figures.series, colors, strict=True)]


def _sheet(figures: Figures, height: float = 0.0) -> Frame:
    names = [name(each.name, i + 1, 22) for i, each in enumerate(figures.series)]
    legend = tuple(zip(names, _colors(figures), strict=True)) if len(names) > 1 else ()
    return frame(figures.title, figures.value_label, figures.notes, legend, height)


def _lying(figures: Figures) -> Frame:
    count, lanes = len(figures.labels), len(figures.series)
    sheet = _sheet(figures, height=1.7 + count * (0.3 if lanes == 1 else 0.14 + 0.19 * lanes))
    axes = sheet.axes
    quiet(axes, "x")
    thick = (0.72 if lanes == 1 else _GROUP) / lanes
    for lane, (series, color) in enumerate(zip(figures.series, _colors(figures), strict=True)):
        offset = (lane - (lanes - 1) / 2) * thick
        values = [float(value or 0) for value in series.values]
        axes.barh([i + offset for i in range(count)], values, height=thick * 0.94, color=color, linewidth=0, zorder=3)
        for i, value in enumerate(series.values):
            if value is not None:
                _value(axes, (float(value), i + offset), words(compact(value, figures.value_unit)), lying=True)
    axes.set_yticks(
        range(count), unique_labels((name(label, i + 1, 2 * _NAME) for i, label in enumerate(figures.labels)), _NAME)
    )
    axes.tick_params(axis="y", labelcolor=theme.TEXT)
    axes.set_ylim(count - 0.4, -0.6)
    _room(axes.set_xlim, figures, 0.10)
    value_axis(axes.xaxis, figures.value_unit, ticks=6)
    axes.axvline(0, color=theme.AXIS, linewidth=1, zorder=4)
    return sheet


def _upright(figures: Figures) -> Frame:
    sheet = _sheet(figures)
    axes = sheet.axes
    quiet(axes, "y")
    count, lanes = len(figures.labels), len(figures.series)
    positions = place(axes, figures) if figures.temporal else [float(i) for i in range(count)]
    room = min((b - a for a, b in pairwise(positions)), default=1.0)
    thick = (0.72 if lanes == 1 else _GROUP) * room / lanes
    for lane, (series, color) in enumerate(zip(figures.series, _colors(figures), strict=True)):
        offset = (lane - (lanes - 1) / 2) * thick
        places = [position + offset for position in positions]
        values = [float(value or 0) for value in series.values]
        axes.bar(places, values, width=thick * 0.94, color=color, linewidth=0, zorder=3)
        if count * lanes <= 2 * _UPRIGHT:
            for position, value in zip(places, series.values, strict=True):
                if value is not None:
                    _value(axes, (position, float(value)), words(compact(value, figures.value_unit)), lying=False)
    axes.set_xlim(positions[0] - 0.6 * room, positions[-1] + 0.6 * room)
    if not figures.temporal:
        name_ticks(axes, positions, figures.labels) if count > _UPRIGHT else axes.set_xticks(
            positions, [name(label, i + 1, _UPRIGHT + 2) for i, label in enumerate(figures.labels)]
        )
        axis_title(axes, figures.x_label)
    _room(axes.set_ylim, figures, 0.10)
    value_axis(axes.yaxis, figures.value_unit)
    axes.axhline(0, color=theme.AXIS, linewidth=1, zorder=4)
    return sheet


def _value(axes: Axes, at: tuple[float, float], text: str, *, lying: bool) -> None:
    away = -1 if at[0 if lying else 1] < 0 else 1
    axes.annotate(
        text,
        xy=at,
        xytext=(5 * away, 0) if lying else (0, 4 * away),
        textcoords="offset points",
        ha=("left" if away > 0 else "right") if lying else "center",
        va="center" if lying else ("bottom" if away > 0 else "top"),
        size=theme.SMALL_SIZE,
        color=theme.TEXT,
        family=theme.FONT,
        zorder=5,
        bbox={"facecolor": theme.BACKGROUND, "edgecolor": "none", "pad": 1.0, "alpha": 0.85},
    )


def _room(setter: Callable[[float, float], object], figures: Figures, air: float) -> None:
    values = [float(value) for each in figures.series for value in each.values if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    span = (high - low) or 1.0
    setter(low - (air * span if low < 0 else 0), high + (air * span if high > 0 or low == 0 else 0))
