"""data_visualization as inline SVG: bars, lines, areas on round axes, and a pie; hovering shows the values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.local.slack.page.axis import Scale, exact, scale, short
from infra.local.slack.page.svg import tag

if TYPE_CHECKING:
    from markupsafe import Markup

    from infra.local.slack.blocks.grammar import Json

WIDE, NARROW = (640, 280), (392, 240)
"""Width and height of a drawing in the main pane, and in the narrower thread panel, in pixels."""
TOP, RIGHT = 14, 12
CHARACTER = 6.6
"""Width of a label's character at 12 px, in pixels: enough to tell whether labels fit."""
PIE = 220


@dataclass(frozen=True, slots=True)
class Frame:
    """The plotting area in pixels, and the scale of its height."""

    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    count: int
    floor: float

    def x(self, index: int) -> float:
        """Return the middle of a category's band."""
        return self.left + (index + 0.5) * self.band

    @property
    def band(self) -> float:
        """The width of one category."""
        return (self.right - self.left) / self.count

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)


def chart(block: Json, *, narrow: bool = False) -> Markup:
    """Return a chart's drawing; its title and its legend are the template's."""
    described = block["chart"]
    if described["type"] == "pie":
        return _svg(_pie(described["segments"]), PIE, PIE, block["title"])
    width, height = NARROW if narrow else WIDE
    return _svg(_axes_chart(described, width, height), width, height, block["title"])


def legend(block: Json) -> list[Json]:
    """Return the entries of a chart's legend: name and tone, and for a pie the value and its share."""
    described = block["chart"]
    if described["type"] != "pie":
        names = [series["name"] for series in described["series"]]
        return [{"name": name, "tone": tone, "value": "", "share": ""} for tone, name in enumerate(names)]
    total = sum(segment["value"] for segment in described["segments"])
    return [
        {
            "name": segment["label"],
            "tone": tone,
            "value": exact(segment["value"]),
            "share": f"{segment['value'] / total:.1%}",
        }
        for tone, segment in enumerate(described["segments"])
    ]


def _svg(body: list[Markup], width: int, height: int, title: str) -> Markup:
    return tag("svg", body, class_="chart-svg", view_box=f"0 0 {width} {height}", role="img", aria_label=title)


def _axes_chart(described: Json, width: int, height: int) -> list[Markup]:
    categories = described["axis_config"]["categories"]
    rows = [[_value(series, category) for category in categories] for series in described["series"]]
    labels = _Labels(categories, width)
    found = scale([value for row in rows for value in row])
    step = found.ticks[1] - found.ticks[0]
    ticks = [short(tick, step) for tick in found.ticks]
    y_label, x_label = (described["axis_config"].get(name, "") for name in ("y_label", "x_label"))
    left = 14 + max(map(len, ticks)) * CHARACTER + (18 if y_label else 0)
    bottom = height - labels.height - (18 if x_label else 0)
    frame = Frame(left, width - RIGHT, TOP, bottom, found, len(categories), height)
    draw = {"bar": _bars, "line": _lines, "area": _areas}[described["type"]]
    return [
        *_grid(frame, ticks),
        *draw(frame, rows),
        *labels.draw(frame),
        *_axis_titles(frame, x_label, y_label),
        *_hover(frame, described, rows),
    ]


def _value(series: Json, category: str) -> float:
    return next(float(point["value"]) for point in series["data"] if point["label"] == category)


class _Labels:
    """Category labels: level when they fit, slanted when they do not, thinned out when even that is too dense."""

    def __init__(self, categories: list[str], width: int) -> None:
        self.categories = categories
        self.longest = max(map(len, categories))
        room = (width - 80) / len(categories)
        self.slanted = self.longest * CHARACTER > room - 6
        self.every = max(1, math.ceil(18 / room)) if self.slanted else 1
        self.height = min(26 + self.longest * CHARACTER * 0.62, 96) if self.slanted else 28

    def draw(self, frame: Frame) -> list[Markup]:
        drawn = []
        for index, label in enumerate(self.categories):
            x, y = frame.x(index), frame.bottom + 18
            if index % self.every:
                continue
            if self.slanted:
                turn = f"rotate(-38 {x + 5:.1f} {y - 3:.1f})"
                drawn.append(tag("text", label, class_="tick", x=x + 5, y=y - 3, text_anchor="end", transform=turn))
            else:
                drawn.append(tag("text", label, class_="tick", x=x, y=y, text_anchor="middle"))
        return drawn


def _grid(frame: Frame, labels: list[str]) -> list[Markup]:
    drawn = []
    for tick, label in zip(frame.scale.ticks, labels, strict=True):
        y = frame.y(tick)
        drawn.append(tag("line", class_="grid" if tick else "zero", x1=frame.left, x2=frame.right, y1=y, y2=y))
        drawn.append(tag("text", label, class_="tick", x=frame.left - 8, y=y + 4, text_anchor="end"))
    return drawn


def _axis_titles(frame: Frame, x_label: str, y_label: str) -> list[Markup]:
    middle = (frame.top + frame.bottom) / 2
    shared = {"class_": "axis-title", "text_anchor": "middle"}
    drawn = []
    if x_label:
        drawn.append(tag("text", x_label, x=(frame.left + frame.right) / 2, y=frame.floor - 4, **shared))
    if y_label:
        drawn.append(tag("text", y_label, x=12, y=middle, transform=f"rotate(-90 12 {middle:.1f})", **shared))
    return drawn


def _bars(frame: Frame, rows: list[list[float]]) -> list[Markup]:
    width = min(frame.band * 0.72, 56 * len(rows)) / len(rows)
    start = -width * len(rows) / 2
    drawn = []
    for tone, row in enumerate(rows):
        for index, value in enumerate(row):
            x = frame.x(index) + start + tone * width
            gap = min(1.0, width * 0.06) if len(rows) > 1 else 0.0
            drawn.append(_bar(tone, x + gap, width - 2 * gap, frame.y(0), frame.y(value)))
    return drawn


def _bar(tone: int, x: float, width: float, base: float, tip: float) -> Markup:
    round_by = min(3.0, width / 2, abs(base - tip))
    turn = round_by if tip < base else -round_by
    path = (
        f"M{x:.1f} {base:.1f}V{tip + turn:.1f}Q{x:.1f} {tip:.1f} {x + round_by:.1f} {tip:.1f}"
        f"H{x + width - round_by:.1f}Q{x + width:.1f} {tip:.1f} {x + width:.1f} {tip + turn:.1f}V{base:.1f}Z"
    )
    return tag("path", class_=f"fill tone-{tone}", d=path)


def _points(frame: Frame, row: list[float]) -> str:
    return " ".join(f"{frame.x(index):.1f},{frame.y(value):.1f}" for index, value in enumerate(row))


def _lines(frame: Frame, rows: list[list[float]]) -> list[Markup]:
    drawn = []
    for tone, row in enumerate(rows):
        drawn.append(tag("polyline", class_=f"stroke tone-{tone}", points=_points(frame, row)))
        for index, value in enumerate(row):
            drawn.append(tag("circle", class_=f"dot tone-{tone}", cx=frame.x(index), cy=frame.y(value), r=3))
    return drawn


def _areas(frame: Frame, rows: list[list[float]]) -> list[Markup]:
    drawn = []
    for tone, row in enumerate(rows):
        base = frame.y(0)
        outline = f"{frame.x(0):.1f},{base:.1f} {_points(frame, row)} {frame.x(len(row) - 1):.1f},{base:.1f}"
        drawn.append(tag("polygon", class_=f"wash tone-{tone}", points=outline))
        drawn.append(tag("polyline", class_=f"stroke tone-{tone}", points=_points(frame, row)))
    return drawn


def _hover(frame: Frame, described: Json, rows: list[list[float]]) -> list[Markup]:
    names = [series["name"] for series in described["series"]]
    height = frame.bottom - frame.top
    drawn = []
    for index, category in enumerate(described["axis_config"]["categories"]):
        tip = "\n".join([category, *(f"{name}: {exact(row[index])}" for name, row in zip(names, rows, strict=True))])
        x = frame.left + index * frame.band
        drawn.append(tag("rect", class_="band", x=x, y=frame.top, width=frame.band, height=height, data_tip=tip))
    return drawn


def _pie(segments: list[Json]) -> list[Markup]:
    total = sum(segment["value"] for segment in segments)
    middle, radius, drawn, at = PIE / 2, PIE / 2 - 6, [], 0.0
    for tone, segment in enumerate(segments):
        share = segment["value"] / total
        marks = {
            "class_": f"fill slice tone-{tone}",
            "data_tip": f"{segment['label']}\n{exact(segment['value'])} ({share:.1%})",
        }
        if len(segments) == 1:
            return [tag("circle", cx=middle, cy=middle, r=radius, **marks)]
        drawn.append(tag("path", d=_slice(middle, radius, at, at + share), **marks))
        at += share
    return drawn


def _slice(middle: float, radius: float, start: float, end: float) -> str:
    def edge(share: float) -> str:
        angle = 2 * math.pi * share - math.pi / 2
        return f"{middle + radius * math.cos(angle):.2f} {middle + radius * math.sin(angle):.2f}"

    large = 1 if end - start > 0.5 else 0  # noqa: PLR2004 - more than half a circle
    return f"M{middle} {middle}L{edge(start)}A{radius} {radius} 0 {large} 1 {edge(end)}Z"
