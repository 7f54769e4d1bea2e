"""Charts that we draw ourselves."""

from __future__ import annotations

import struct
import subprocess
import sys
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from shared.core.table.chart import ChartKind, ChartSpec
from shared.render import limits, theme
from shared.render.charts.figures import Figures, Series, figures_of
from shared.render.charts.frame import name, words
from shared.render.charts.lines import spread
from shared.render.charts.native import unique_labels
from shared.render.charts.sparkline import sparkline
from shared.render.picture import chart_png, needs_png
from tests.shared.render.examples import BRAND, BY_DAY, BY_MONTH, DAY, TOTAL, answered

if TYPE_CHECKING:
    from shared.core.table.types import Cell


def _size(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_the_same_answer_gives_the_same_picture() -> None:
    """A picture depends on the answer alone: it can be made again after a retry."""
    picture = chart_png(BY_DAY)
    assert picture is not None
    assert picture == chart_png(BY_DAY)
    assert _size(picture) == (
        round(theme.WIDTH_INCHES * theme.DOTS_PER_INCH),
        round(theme.HEIGHT_INCHES * theme.DOTS_PER_INCH),
    )


def test_more_bars_make_a_taller_picture() -> None:
    """Names stay legible: the picture grows with the bars, up to forty of them."""

    def height(bars: int) -> int:
        rows: list[tuple[Cell, ...]] = [(f"A product with a long name {i}", Decimal(i + 1)) for i in range(bars)]
        picture = chart_png(answered("x", (BRAND, TOTAL), rows, ChartSpec(ChartKind.BAR, 0, (1,))))
        return _size(picture)[1] if picture else 0

    assert height(10) < height(30) < height(40)
    assert height(40) == height(400)


def test_messages_load_no_drawing_library() -> None:
    """What only makes blocks stays light, and drawing never touches pyplot's global state."""
    code = (
        "import sys; from tests.shared.render.examples import BY_DAY;"
        "from shared.render import answer, home, modals, picture;"
        "answer.answer_blocks(BY_DAY, 'x'); assert 'matplotlib' not in sys.modules;"
        "picture.chart_png(BY_DAY); assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_text_in_a_picture_is_never_markup() -> None:
    """Dollars are dollars, not mathematics; names the font lacks are called by their place in the table."""
    assert words("$x^2$") == r"\$x^2\$"
    assert name("हिन्दी", 3, 20) == "no. 3"
    assert name("Café ₹", 3, 20) == "Café ₹"


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=6).map(sorted))
def test_names_at_line_ends_do_not_overlap(heights: list[float]) -> None:
    """Names keep their order and their distance, and stay below the top."""
    placed = spread(heights, 0.05)
    assert all(b - a >= 0.05 - 1e-9 for a, b in pairwise(placed))
    assert placed[-1] <= 1 + 1e-9


@given(st.lists(st.text(max_size=40), max_size=30), st.integers(min_value=8, max_value=40))
def test_shortened_labels_are_unique(labels: list[str], length: int) -> None:
    """However alike, labels fit and differ."""
    short = unique_labels(labels, length)
    assert len(set(short)) == len(labels)
    assert all(1 <= len(each) <= length for each in short)


def test_dates_that_stand_for_none_do_not_flatten_a_chart() -> None:
    """31 Dec 9999 is left out of the picture, and the picture says so."""
    days: list[Cell] = [date(2013, 1, 1), date(2013, 1, 2), date(9999, 12, 31), None]
    rows: list[tuple[Cell, ...]] = [(day, Decimal(1)) for day in days]
    figures = figures_of(answered("x", (DAY, TOTAL), rows, ChartSpec(ChartKind.LINE, 0, (1,))))
    assert figures is not None
    assert figures.labels == ("1 Jan 2013", "2 Jan 2013")
    assert "1800 and 2199" in figures.notes[0]


def test_a_lone_point_is_no_chart() -> None:
    """One bar says nothing that the headline does not."""
    answer = answered("x", (BRAND, TOTAL), [("a", Decimal(1)), ("b", None)], ChartSpec(ChartKind.BAR, 0, (1,)))
    assert figures_of(answer) is None
    assert not needs_png(answer)
    assert chart_png(answer) is None


def test_a_sparkline_rises_with_its_values() -> None:
    """Home shows a trend as one line of text."""
    figures = figures_of(BY_MONTH)
    assert figures is not None
    assert sparkline(figures) == "▁▂▂▃▄▄▅▅▆▇▇█"
    bars = Figures(ChartKind.BAR, "", ("a", "b", "c"), ("a", "b", "c"), (), "", "")
    assert sparkline(bars) == ""


def test_series_are_told_apart_by_colour_as_far_as_slack_does() -> None:
    """There is a colour for each series a chart may have, each once."""
    assert len(set(theme.SERIES)) == len(theme.SERIES_TEXT) == limits.CHART_SERIES
    assert Series("x", (Decimal(-2), None, Decimal(1))).weight == 3
