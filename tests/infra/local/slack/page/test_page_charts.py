"""Charts and tables on the page: round ticks, values in the right place, every value to be read on hover."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from infra.local.slack.clock import Clock
from infra.local.slack.page.axis import exact, scale, short
from infra.local.slack.page.charts import NARROW, WIDE, chart, legend
from infra.local.slack.page.tables import table
from infra.local.slack.state import SlackState
from infra.local.slack.workspace import demo_workspace

Json = dict[str, Any]
STATE = SlackState(demo_workspace(), Clock())


def _visualization(kind: str, rows: dict[str, list[float]], labels: list[str], **axis: str) -> Json:
    series = [
        {"name": name, "data": [{"label": label, "value": value} for label, value in zip(labels, row, strict=True)]}
        for name, row in rows.items()
    ]
    described = {"type": kind, "series": series, "axis_config": {"categories": labels, **axis}}
    return {"type": "data_visualization", "title": "Sales & more", "chart": described}


def _drawn(block: Json, *, narrow: bool = False) -> ET.Element:
    return ET.fromstring(str(chart(block, narrow=narrow)))  # noqa: S314 - our own drawing


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 100], (0, 20, 40, 60, 80, 100)),
        ([4_052_358], (0, 1e6, 2e6, 3e6, 4e6, 5e6)),
        ([-12, 30], (-20, -10, 0, 10, 20, 30)),
        ([0.03], (0, 0.01, 0.02, 0.03)),
        ([0, 0], (0, 0.2, 0.4, 0.6, 0.8, 1)),
        ([-5, -1], (-5, -4, -3, -2, -1, 0)),
    ],
)
def test_ticks_are_round_and_hold_the_data(values: list[float], ticks: tuple[float, ...]) -> None:
    """The scale starts or ends at zero, holds every value, and steps by a round figure."""
    assert scale(values).ticks == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("value", "step", "shown"),
    [(0, 250_000, "0"), (1_500_000, 500_000, "1.5M"), (2500, 2500, "2.5K"), (250, 50, "250"), (-20, 10, "-20")],
)
def test_tick_labels_are_short(value: float, step: float, shown: str) -> None:
    """A tick is written with at most one letter for its size."""
    assert short(value, step) == shown


def test_hover_values_are_exact() -> None:
    """What a person reads on hover is the value, not its short form."""
    assert [exact(1_234_567), exact(1234.5), exact(0.125)] == ["1,234,567", "1,234.50", "0.125"]


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
@pytest.mark.parametrize("narrow", [False, True])
def test_a_chart_has_a_mark_and_a_value_for_every_point(kind: str, narrow: bool) -> None:  # noqa: FBT001 - a case
    """Each series is drawn, each category has its band with all values, and everything lies inside the drawing."""
    labels = [f"Category {number}" for number in range(8)]
    block = _visualization(kind, {"A": [1.0, -2, 3, 4, 5, 6, 7, 8], "B": [2.0] * 8}, labels, x_label="x", y_label="y")
    svg = _drawn(block, narrow=narrow)
    width, height = NARROW if narrow else WIDE
    assert svg.attrib["viewBox"] == f"0 0 {width} {height}"
    assert svg.attrib["aria-label"] == "Sales & more"
    tips = [band.attrib["data-tip"] for band in svg.iter("rect")]
    assert len(tips) == 8
    assert tips[1] == "Category 1\nA: -2\nB: 2"
    marks = [*svg.iter("path"), *svg.iter("polyline")]
    assert len(marks) == (16 if kind == "bar" else 2)
    for polyline in svg.iter("polyline"):
        points = [tuple(map(float, point.split(","))) for point in polyline.attrib["points"].split()]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in points)


def test_a_bars_height_is_its_value() -> None:
    """Bars stand on zero and are as tall as their share of the scale."""
    svg = _drawn(_visualization("bar", {"A": [50, 100, -50]}, ["a", "b", "c"]))
    edges = [[float(value) for value in re.findall(r"V(-?[\d.]+)", path.attrib["d"])] for path in svg.iter("path")]
    tips = [re.search(r"Q\S+ (-?[\d.]+)", path.attrib["d"]) for path in svg.iter("path")]
    heights = [row[-1] - float(tip[1]) for row, tip in zip(edges, tips, strict=True) if tip]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.3)
    assert heights[2] == pytest.approx(-heights[0], abs=0.3)


def test_a_pie_shows_values_and_shares() -> None:
    """The legend of a pie gives each value and its share; one segment is a whole circle."""
    segments = [{"label": "a", "value": 3}, {"label": "b", "value": 1}]
    block = {"title": "t", "chart": {"type": "pie", "segments": segments}}
    assert [(entry["value"], entry["share"]) for entry in legend(block)] == [("3", "75.0%"), ("1", "25.0%")]
    assert len(list(_drawn(block).iter("path"))) == 2
    block["chart"] = {"type": "pie", "segments": segments[:1]}
    assert len(list(_drawn(block).iter("circle"))) == 1


def test_a_tables_columns_of_numbers_stand_right() -> None:
    """A column whose cells are numbers is aligned right and sorts by value; settings win."""
    rows = [
        [{"type": "raw_text", "text": "Brand"}, {"type": "raw_text", "text": "Value"}],
        [{"type": "raw_text", "text": "<b>"}, {"type": "raw_number", "value": 1e6, "text": "₹10 lakh"}],
    ]
    shown = table(STATE, {"rows": rows, "page_size": 7})
    assert [column["align"] for column in shown["columns"]] == ["left", "right"]
    assert (shown["rows"][0][1]["html"], shown["rows"][0][1]["sort"]) == ("₹10 lakh", "1000000.0")
    assert shown["rows"][0][0]["html"] == "&lt;b&gt;"
    assert shown["page_size"] == 7
    chosen = table(STATE, {"rows": rows, "column_settings": [{"align": "center"}]})
    assert chosen["columns"][0]["align"] == "center"
