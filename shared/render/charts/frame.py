"""The sheet a chart is drawn on: figure, title, axes in our theme, text that is never read as markup."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, TextArea
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from shared.render import theme
from shared.render.escape import clean, shorten
from shared.render.numbers import compact

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

_TITLE = 90
_MARGIN = 0.28
"""Inches around everything."""
_LINE = 0.24
"""Inches a line of small text takes."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A figure, its one pair of axes, and how much of its top and bottom text has taken, in inches."""

    figure: Figure
    axes: Axes


def words(text: str, length: int = 400) -> str:
    """Return text that matplotlib draws as it is: no mathematics, no glyph its font lacks, at most length long."""
    glyphs = _glyphs()
    kept = "".join(each for each in clean(text) if ord(each) in glyphs)
    return shorten(" ".join(kept.split()), length).replace("$", r"\$")


def name(text: str, place: int, length: int) -> str:
    """Return words for one of many things; what the font cannot write is called by its place in the table."""
    glyphs = _glyphs()
    letters = [each for each in clean(text) if not each.isspace()]
    lost = sum(ord(each) not in glyphs for each in letters)
    return words(text, length) if letters and 2 * lost <= len(letters) else f"no. {place}"


@cache
def _glyphs() -> frozenset[int]:
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    charmaps = [FT2Font(str(fonts / file)).get_charmap() for file in theme.FONT_FILES]
    return frozenset(charmaps[0]).intersection(*charmaps[1:])


def frame(
    title: str, subtitle: str, notes: tuple[str, ...], legend: tuple[tuple[str, str], ...] = (), height: float = 0.0
) -> Frame:
    """Lay out a sheet: title, what the values are, a legend of (name, colour) where needed, notes at the foot."""
    tall = max(theme.HEIGHT_INCHES, height)
    figure = Figure(figsize=(theme.WIDTH_INCHES, tall), dpi=theme.DOTS_PER_INCH, facecolor=theme.BACKGROUND)
    FigureCanvasAgg(figure)
    left, used = _MARGIN / theme.WIDTH_INCHES, _MARGIN
    head: dict[str, Any] = {"ha": "left", "va": "top", "family": theme.FONT}
    figure.text(
        left, 1 - used / tall, words(title, _TITLE), size=theme.TITLE_SIZE, weight="bold", color=theme.TEXT, **head
    )
    used += 1.3 * _LINE
    if subtitle and subtitle.casefold() not in title.casefold():
        figure.text(left, 1 - used / tall, words(subtitle, 110), size=theme.LABEL_SIZE, color=theme.SOFT_TEXT, **head)
        used += _LINE
    if legend:
        _legend(figure, legend, left, 1 - used / tall)
        used += _LINE
    foot = _MARGIN
    for note in reversed(notes):
        figure.text(
            left, foot / tall, words(note, 130), size=theme.SMALL_SIZE, color=theme.SOFT_TEXT, ha="left", va="bottom"
        )
        foot += _LINE
    axes = figure.add_subplot()
    bottom = foot if notes else _MARGIN / 2
    figure.set_layout_engine(
        "constrained", rect=(left / 2, bottom / tall, 1 - 1.2 * left, 1 - (used + 0.12 + bottom) / tall)
    )
    return Frame(figure, axes)


def _legend(figure: Figure, legend: tuple[tuple[str, str], ...], left: float, top: float) -> None:
    entries: list[Artist] = []
    for text, color in legend:
        swatch = DrawingArea(10, 10, 0, 0)
        swatch.add_artist(Rectangle((0, 0), 10, 10, facecolor=color, edgecolor="none"))
        label = TextArea(text, textprops={"size": theme.SMALL_SIZE + 0.5, "color": theme.TEXT, "family": theme.FONT})
        entries.append(HPacker(children=[swatch, label], pad=0, sep=5, align="center"))
    row = HPacker(children=entries, pad=0, sep=16, align="center")
    box = AnchoredOffsetbox(
        "upper left",
        child=row,
        frameon=False,
        pad=0,
        borderpad=0,
        bbox_to_anchor=(left, top),
        bbox_transform=figure.transFigure,
    )
    figure.add_artist(box)


def quiet(axes: Axes, grid: Literal["x", "y", "both"]) -> None:
    """Take away what does not inform: box, ticks; leave a light grid across "x", "y" or "both"."""
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_facecolor(theme.BACKGROUND)
    axes.set_axisbelow(True)
    axes.grid(visible=True, axis=grid, color=theme.GRID, linewidth=0.9)
    axes.tick_params(
        length=0, labelsize=theme.LABEL_SIZE, labelcolor=theme.SOFT_TEXT, pad=6, labelfontfamily=theme.FONT
    )


def value_axis(axis: Axis, unit: str, ticks: int = 8, *, whole: bool = False) -> None:
    """Write the numbers of an axis in compact form with their unit; whole numbers get whole ticks."""
    axis.set_major_locator(MaxNLocator(nbins=ticks, steps=[1, 2, 2.5, 5, 10], integer=whole))
    axis.set_major_formatter(FuncFormatter(lambda value, _place: words(compact(_tidy(float(value)), unit))))


def _tidy(value: float) -> float:
    return float(f"{value:.10g}")


def axis_title(axes: Axes, text: str, *, along: str = "x") -> None:
    """Name an axis."""
    setter = axes.set_xlabel if along == "x" else axes.set_ylabel
    setter(words(text, 80), size=theme.LABEL_SIZE, color=theme.SOFT_TEXT, family=theme.FONT, labelpad=8)


def png(sheet: Frame) -> bytes:
    """Write the sheet as PNG bytes; the same figures give the same bytes."""
    page = io.BytesIO()
    sheet.figure.savefig(page, format="png", metadata={"Software": None})
    return page.getvalue()
