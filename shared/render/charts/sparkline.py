"""A chart of one line of text, for places that take no other: the Home tab."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from shared.render.charts.figures import Figures

_STEPS = "▁▂▃▄▅▆▇█"
_GAP = " "
_WIDTH = 40


def sparkline(figures: Figures) -> str:
    """Draw a lone series as a row of small bars, its last points when there are many; empty for other charts.

    Bars stand on zero; the points of a line on the lowest of them.
    """
    if figures.kind not in {ChartKind.LINE, ChartKind.AREA, ChartKind.BAR} or len(figures.series) != 1:
        return ""
    values = figures.series[0].values[-_WIDTH:]
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low = min([*known, Decimal(0)]) if figures.kind is ChartKind.BAR else min(known)
    high = max(known)
    return "".join(_GAP if value is None else _STEPS[_step(value - low, high - low)] for value in values)


def _step(part: Decimal, span: Decimal) -> int:
    return round(float(part / span) * (len(_STEPS) - 1)) if span else 0
