"""Words for aggregations, comparisons and grains, as regular expressions over a draft's text."""

from __future__ import annotations

import re

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import Operator

_AGGREGATIONS: tuple[tuple[str, Aggregation], ...] = (
    (
        r"number of (?:different|distinct|unique)|count of (?:different|distinct|unique)|distinct count(?: of)?",
        Aggregation.COUNT_DISTINCT,
    ),
    (r"standard deviation|stddev|std dev|std", Aggregation.STDDEV),
    (r"median", Aggregation.MEDIAN),
    (r"averaged?|averages|avg|means?", Aggregation.AVG),
    (r"maximum|maximal|max|highest|largest|biggest|greatest|most expensive|peak", Aggregation.MAX),
    (r"minimum|minimal|min|lowest|smallest|least", Aggregation.MIN),
    (r"sums?|totals?|summed|overall|combined|aggregated?|add up|cumulative", Aggregation.SUM),
    (r"counts?", Aggregation.COUNT),
)
AGGREGATION = "(?:" + "|".join(form for form, _ in _AGGREGATIONS) + r")(?![\w-])"
"""Any word for an aggregation."""

_AGGREGATION_FORMS = tuple((re.compile(rf"\b(?:{form})(?![\w-])"), kind) for form, kind in _AGGREGATIONS)

GE = (
    r"(?:at least|no less than|not less than|no fewer than|not fewer than|not "
    r"below|minimum of|a minimum of|>=|greater than or equal to|more than or "
    r"equal to|on or after)"
)
LE = (
    r"(?:at most|no more than|not more than|no greater than|not greater than|"
    r"not above|maximum of|up to|upto|<=|less than or equal to|smaller than "
    r"or equal to|on or before)"
)
GT = (
    r"(?:(?:more|greater|higher|larger|bigger|older|longer|taller|heavier|later|"
    r"better|faster) than|above|over|exceed(?:s|ing|ed)?|"
    r"beyond|>|in excess of|after|past)"
)
LT = (
    r"(?:(?:less|fewer|lower|smaller|younger|shorter|lighter|earlier|cheaper|slower) than|below|under|beneath|<|before)"
)
NE = (
    r"(?:!=|<>|not equals?(?: to)?|does not equal(?: to)?|do not equal(?: to)?|"
    r"not equal(?: to)?|other than|differs? from|different from)"
)
EQ = r"(?:==|=|equals?(?: to)?|exactly|equal(?: to)?|is|are|was|were)"
COMPARISON = f"(?P<op>{GE}|{LE}|{GT}|{LT}|{NE})"
"""A comparison other than equality, in the group "op"."""

_OPERATORS: tuple[tuple[re.Pattern[str], Operator], ...] = tuple(
    (re.compile(form), operator)
    for form, operator in (
        (GE, Operator.GE),
        (LE, Operator.LE),
        (NE, Operator.NE),
        (GT, Operator.GT),
        (LT, Operator.LT),
        (EQ, Operator.EQ),
    )
)
_OPPOSITE = {
    Operator.GT: Operator.LE,
    Operator.LE: Operator.GT,
    Operator.LT: Operator.GE,
    Operator.GE: Operator.LT,
    Operator.EQ: Operator.NE,
    Operator.NE: Operator.EQ,
    Operator.IN: Operator.NOT_IN,
    Operator.NOT_IN: Operator.IN,
    Operator.CONTAINS: Operator.NOT_CONTAINS,
    Operator.IS_NULL: Operator.NOT_NULL,
    Operator.NOT_NULL: Operator.IS_NULL,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
}

GRAINS: dict[str, Grain] = {
    "hour": Grain.HOUR,
    "hourly": Grain.HOUR,
    "day": Grain.DAY,
    "daily": Grain.DAY,
    "date": Grain.DAY,
    "week": Grain.WEEK,
    "weekly": Grain.WEEK,
    "month": Grain.MONTH,
    "monthly": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "quarterly": Grain.QUARTER,
    "year": Grain.YEAR,
    "yearly": Grain.YEAR,
    "annual": Grain.YEAR,
    "annually": Grain.YEAR,
    "mahine": Grain.MONTH,
    "saal": Grain.YEAR,
    "hafte": Grain.WEEK,
    "din": Grain.DAY,
    "day of the week": Grain.WEEKDAY,
    "day of week": Grain.WEEKDAY,
    "weekday": Grain.WEEKDAY,
    "days of the week": Grain.WEEKDAY,
    "hour of day": Grain.HOUR_OF_DAY,
    "hour of the day": Grain.HOUR_OF_DAY,
    "time of day": Grain.HOUR_OF_DAY,
    "month of year": Grain.MONTH_OF_YEAR,
    "month of the year": Grain.MONTH_OF_YEAR,
    "calendar month": Grain.MONTH_OF_YEAR,
}
GRAIN = "(?P<grain>" + "|".join(sorted(GRAINS, key=len, reverse=True)) + r")s?(?![\w-])"


def aggregation_of(text: str) -> Aggregation | None:
    """The aggregation that the text says first, or None."""
    return next((kind for form, kind in _AGGREGATION_FORMS if form.search(text)), None)


def operator_of(text: str) -> Operator:
    """The comparison that the words say; equality when they say none."""
    said = text.strip()
    return next((operator for form, operator in _OPERATORS if form.fullmatch(said)), Operator.EQ)


def opposite(operator: Operator) -> Operator | None:
    """The operator that is true where this one is false, or None."""
    return _OPPOSITE.get(operator)
