"""A digest as a message: what changed, by how much, what moved it, and what to ask."""

from __future__ import annotations

import calendar
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.digests.digest import Cadence
from shared.core.semantic.wording import lower_first
from shared.core.table.chart import ChartKind
from shared.render import block_kit, limits
from shared.render.charts.figures import Figures, Series, drawable, figures_of
from shared.render.charts.native import native_chart
from shared.render.escape import one_line, shorten, shorten_escaped
from shared.render.numbers import headline_number, number, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.answer import Answer
    from shared.core.digests.digest import Digest
    from shared.core.insights.insight import Driver, Insight
    from shared.render.block_kit import Block

_INSIGHTS = 8
_DRIVERS = 3
_WORDS = 200
_QUIET = "Nothing changed that is worth telling."
UP, DOWN, SAME = "▲", "▼", "■"


def digest_blocks(digest: Digest, insights: Sequence[Insight], chart: Answer | None = None) -> list[Block]:
    """Make the digest's message; chart is an answer whose chart to show, else the first insight's drivers are drawn."""
    shown = insights[:_INSIGHTS]
    questions = dict.fromkeys(each.question for each in shown)
    more = len(insights) - len(shown)
    return block_kit.present(
        [
            block_kit.header(digest.title or "Digest"),
            *((block_kit.section(_insight(each)) for each in shown) if shown else (block_kit.sentence(_QUIET),)),
            block_kit.context([f"and {number(more)} more"]) if more > 0 else None,
            _chart(shown, chart),
            block_kit.question_buttons((each, each) for each in questions),
            block_kit.context([f"{schedule_words(digest)}. Change it in my Home tab."]),
        ]
    )


def digest_text(digest: Digest, insights: Sequence[Insight]) -> str:
    """Say the digest in a few lines, for notifications; safe mrkdwn."""
    title = shorten_escaped(one_line(digest.title) or "Digest", limits.HEADER_TEXT)
    lines = [f"{_arrow(each)} {_movement(each)}" for each in insights[:_DRIVERS]]
    return "\n".join([title, *(lines or [_QUIET])])


def schedule_words(digest: Digest) -> str:
    """Say when a digest is posted: "Every Monday at 09:00 (Asia/Kolkata)"."""
    at = f"at {digest.hour:02d}:{digest.minute:02d} ({one_line(digest.timezone)})"
    words = {
        Cadence.HOURLY: "Every hour",
        Cadence.DAILY: f"Every day {at}",
        Cadence.WEEKLY: f"Every {calendar.day_name[digest.weekday]} {at}",
    }
    return words[digest.cadence]


def _arrow(insight: Insight) -> str:
    if insight.previous is None or insight.current == insight.previous:
        return SAME
    return UP if insight.current > insight.previous else DOWN


def _movement(insight: Insight) -> str:
    """Say the number and how it moved, in words that need no arrow."""
    measure = shorten_escaped(one_line(insight.measure), _WORDS)
    period = shorten_escaped(one_line(insight.period), _WORDS)
    start = f"{measure}: *{_figure(insight.current, insight.unit)}* ({period})"
    before = shorten_escaped(one_line(insight.previous_period), _WORDS)
    if insight.previous is None:
        return f"{start}; no data before ({before})"
    was = f"{_figure(insight.previous, insight.unit)} ({before})"
    if insight.current == insight.previous:
        return f"{start}, the same as before ({before})"
    word = "up" if insight.current > insight.previous else "down"
    growth = insight.growth
    return (
        f"{start}, {word} from {was}" if growth is None else f"{start}, {word} {number(abs(growth), '%', 1)} from {was}"
    )


def _figure(value: float, unit: str) -> str:
    return shorten_escaped(headline_number(value, shorten(one_line(unit), limits.CHART_LABEL)), _WORDS)


def _insight(insight: Insight) -> str:
    lines = [f"{_arrow(insight)} {_movement(insight)}"]
    if insight.drivers:
        about = shorten_escaped(one_line(insight.drivers[0].dimension), _WORDS)
        moved = ", ".join(_driver(each, insight.unit, about) for each in insight.drivers[:_DRIVERS])
        lines.append(f"Moved most by {lower_first(about)}: {moved}")
    return "\n".join(lines)


def _driver(driver: Driver, unit: str, about: str) -> str:
    """Say a driver and its part of the change; its dimension too when it is another than the one told before."""
    change = shorten_escaped(signed(driver.change, shorten(one_line(unit), limits.CHART_LABEL)), _WORDS)
    dimension = shorten_escaped(one_line(driver.dimension), _WORDS)
    other = "" if dimension == about else f"{lower_first(dimension)} "
    return f"{other}{shorten_escaped(one_line(driver.member) or '(none)', _WORDS)} ({change})"


def _chart(insights: Sequence[Insight], answer: Answer | None) -> Block | None:
    figures = figures_of(answer) if answer is not None else _drivers_of(insights)
    chart = native_chart(figures) if figures else None
    return chart.block if chart else None


def _drivers_of(insights: Sequence[Insight]) -> Figures | None:
    """Take the drivers of the first insight that has several as bars."""
    insight = next((each for each in insights if len(each.drivers) > 1), None)
    if insight is None:
        return None
    drivers = insight.drivers[: limits.CHART_CATEGORIES]
    values = tuple(drawable(each.change) or Decimal(0) for each in drivers)
    labels = tuple(one_line(each.member) or "(none)" for each in drivers)
    measure = one_line(insight.measure)
    return Figures(
        ChartKind.BAR,
        f"What moved {lower_first(measure)}",
        labels,
        labels,
        (Series("Change", values),),
        one_line(drivers[0].dimension),
        f"Change in {lower_first(measure)}",
        unit=one_line(insight.unit),
    )
