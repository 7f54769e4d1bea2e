"""The picture of an answer whose chart Slack cannot draw: apart from its blocks, because drawing loads matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.answer import Status
from shared.render import limits
from shared.render.charts.figures import figures_of
from shared.render.charts.native import native_chart
from shared.render.escape import one_line, shorten

if TYPE_CHECKING:
    from shared.core.asking.answer import Answer


def needs_png(answer: Answer) -> bool:
    """True when the answer has a chart that Slack cannot draw itself: chart_png then can."""
    figures = figures_of(answer) if answer.status is Status.ANSWERED else None
    return figures is not None and native_chart(figures) is None


def chart_png(answer: Answer) -> bytes | None:
    """Draw the answer's chart as a PNG in our theme; None when it has none. Not only for needs_png: any chart."""
    figures = figures_of(answer) if answer.status is Status.ANSWERED else None
    if figures is None:
        return None
    from shared.render.charts.png import draw  # noqa: PLC0415 -- matplotlib costs over a second: only when drawing

    return draw(figures)


def chart_alt_text(answer: Answer) -> str:
    """Say in words what the chart shows, for an image block's alt text."""
    figures = figures_of(answer)
    title = f"{figures.kind.value.capitalize()} chart: {figures.title}. " if figures else ""
    return shorten(one_line(f"{title}{answer.headline}"), limits.ALT_TEXT)
