"""What the rows of a table are called, where its name also says of when it is, or which copy: "orders_march_2024"."""

from __future__ import annotations

import calendar

from shared.core.semantic.naming import singular

_MONTHS = frozenset(name.casefold() for name in (*calendar.month_name[1:], *calendar.month_abbr[1:], "sept"))
_SPANS = frozenset({"q", "qtr", "quarter", "h", "fy", "cy", "week", "wk", "w", "month", "year", "day", "ytd", "mtd"})
"""What stands beside the number of a span of time: Q1, FY24, week 3."""
_EDITIONS = frozenset(
    "backup copy data draft dump export extract file final latest list report revised sheet tab table tbl updated v "
    "ver version".split()
)
"""What says which copy it is, or that it is one: "orders final v2", "export of orders"."""
_SIZES = frozenset("small big large tiny huge new old clean cleaned raw full partial".split())
"""What never is a noun, and stands behind one to say which of the tables it is: "trips small", "orders raw"."""
_PARTICLES = frozenset("with without from for by of".split())
_NO_NAME = ("rows",)
_YEAR_DIGITS = 4


def rows_said(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a table's name that say what its rows are: all of them, where nothing else is said.

    "orders march 2024" and "2024 orders" are orders, "sales report q1" is sales; but "goods receipt" is one thing, a
    "march" has no other name, and a number tells of time only beside a year, a month or after a plural ("covid 19").
    What begins like a part of a sentence ("with rejects") does not say it, and they are rows.
    """
    if parts[0] in _PARTICLES:
        return _NO_NAME
    while len(parts) > 1 and parts[-1] in _SIZES:
        parts = parts[:-1]
    if len(parts) > 2 and parts[0] in _EDITIONS and parts[1] == "of":  # noqa: PLR2004 - "list of orders"
        parts = parts[2:]
    end = len(parts)
    while end > 1 and _qualifies(parts[end - 1]):
        end -= 1
    start = 0
    while start < end - 1 and _is_span(parts[start]):
        start += 1
    kept = parts[start:end]
    if _is_plural(kept[-1]):
        return kept
    tells_time = any(map(_dates, parts[end:])) and all(map(_is_span, parts[end:]))
    return parts[:end] if tells_time and not _qualifies(kept[-1]) else parts


def _qualifies(word: str) -> bool:
    return _is_span(word) or word in _EDITIONS or word in _SIZES or len(word) == 1


def _is_span(word: str) -> bool:
    return word.isdigit() or word in _MONTHS or word in _SPANS


def _dates(word: str) -> bool:
    """True for a month, and for a number that begins like a year."""
    return word in _MONTHS or (word.isdigit() and len(word) >= _YEAR_DIGITS and word[:2] in {"19", "20"})


def _is_plural(word: str) -> bool:
    return singular(word) != word
