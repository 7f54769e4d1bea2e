"""Chart wishes: "as a bar chart", "scatter", "draw a pie chart of", "x axis ... y axis ..."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.correlating import read_correlation
from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_KINDS = {
    "bar": ChartKind.BAR,
    "column": ChartKind.BAR,
    "line": ChartKind.LINE,
    "trend": ChartKind.LINE,
    "timeline": ChartKind.LINE,
    "pie": ChartKind.PIE,
    "donut": ChartKind.PIE,
    "doughnut": ChartKind.PIE,
    "scatter": ChartKind.SCATTER,
    "dot": ChartKind.SCATTER,
    "point": ChartKind.SCATTER,
    "bubble": ChartKind.SCATTER,
    "area": ChartKind.AREA,
}
_NOUN = r"(?:charts?|graphs?|plots?|diagrams?|figures?|visuali[sz]ations?|pictures?)"
_STYLE = (
    r"(?:(?:stacked|grouped|grouping|simple|vertical|horizontal|multi|multiple|"
    r"single|clustered|time series|different|colored|coloured|small multiple|nice) )*"
)
_BEFORE = (
    r"(?:(?:using|with|in|by|as|via|through|on|into|use|form of|draw|create|"
    r"make|plot|return|give|show|display|generate|build|visuali[sz]e|them|it|"
    r"me|for) )*"
)
_LINES = r"(?:line|bar|trend|dot)s?"
_FORMS = (
    re.compile(
        rf" {_BEFORE}{_STYLE}(?P<kind>bar|column|line|trend|pie|donut|doughnut|scatter|"
        rf"dot|point|bubble|area)s?(?: {_LINES})? ?{_NOUN}(?: of {_NOUN})?\b"
    ),
    re.compile(rf" {_BEFORE}{_STYLE}(?P<kind>bar|column|line|pie|scatter|area)(?:charts?|plots?|graphs?)\b"),
    re.compile(rf" {_BEFORE}{_STYLE}(?P<kind>scatter|pie|trend)s?(?: (?:line|lines))\b"),
    re.compile(rf" {_BEFORE}{_STYLE}(?P<kind>pie|scatter|timeline|donut)(?= )"),
    re.compile(rf" (?:as|with|using|in|draw|plot|into) {_STYLE}(?P<kind>bar|line|area)s?(?= )"),
    re.compile(rf" {_STYLE}(?P<kind>bar|line)s? (?=of |for |showing |with )"),
    re.compile(rf" {_STYLE}(?P<kind>line) (?:for|of) (?=each|every|@f)"),
)
_STACKED = re.compile(r" (?:stacked|grouped) (?P<kind>bar)s?(?= )")
_HISTOGRAM = re.compile(rf" {_BEFORE}histograms?(?: {_NOUN})?(?: (?:of|for|on|about|showing|over))?(?= )")
_PLAIN = re.compile(rf" (?:{_BEFORE}{_NOUN}|plot|draw|visuali[sz]e|graph|chart)(?= )")


_SPREAD = re.compile(r"\b(?:distribution|histograms?|frequency)\b")
_MOST_BINS = 100
_BINNED = re.compile(
    r" (?:(?:in|into|with|using|across|of|by) )*@n(?P<n>\d+) (?:(?:equal|even|equally spaced) )*"
    r"(?:bins|buckets|intervals|bands)(?= )"
)


def _bins(draft: Draft) -> None:
    """As in "distribution of price in 10 bins"; of what is no distribution, the words stay unexplained."""
    match = _BINNED.search(draft.text)
    number = draft.things[int(match["n"])].number if match else None
    if match is not None and isinstance(number, int) and 0 < number <= _MOST_BINS and _SPREAD.search(draft.text):
        draft.bins = number
        draft.take(match)


def read_chart(draft: Draft) -> None:
    """Take the chart wish out of the text. "Histogram" is a wish too; what it counts is decided by the field."""
    _bins(draft)
    for form in (*_FORMS, _STACKED):
        match = form.search(draft.text)
        if match is not None:
            draft.chart = draft.chart or _KINDS[match["kind"]]
            draft.charted = True
            draft.take(match)
    match = _HISTOGRAM.search(draft.text)
    if match is not None:
        draft.chart = draft.chart or ChartKind.HISTOGRAM
        draft.charted = True
        draft.take(match)
    if _PLAIN.search(draft.text):
        draft.charted = True
    read_correlation(draft)
