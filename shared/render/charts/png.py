"""A chart as a PNG, for what Slack cannot draw itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from shared.core.table.chart import ChartKind
from shared.render.charts.bars import bar_chart
from shared.render.charts.frame import png
from shared.render.charts.lines import line_chart
from shared.render.charts.points import histogram_chart, scatter_chart

if TYPE_CHECKING:
    from shared.render.charts.figures import Figures
    from shared.render.charts.frame import Frame


def draw(figures: Figures) -> bytes:
    """Draw the figures in our theme and return PNG bytes; no global state of matplotlib is touched."""
    return png(_sheet(figures))


def _sheet(figures: Figures) -> Frame:
    match figures.kind:
        case ChartKind.BAR | ChartKind.PIE:
            return bar_chart(figures)
        case ChartKind.LINE | ChartKind.AREA:
            return line_chart(figures)
        case ChartKind.SCATTER:
            return scatter_chart(figures)
        case ChartKind.HISTOGRAM:
            return histogram_chart(figures)
        case _:
            assert_never(figures.kind)
