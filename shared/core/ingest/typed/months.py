"""Months of a year: "Mar-2024", "March 2024", "2024-03", "03/2024", "Mar'24"."""

from __future__ import annotations

import re
from datetime import date

from shared.core.ingest.typed.characters import plain_characters
from shared.core.ingest.typed.dates import MONTHS, full_year

_LONGEST = 16
_NAMED = re.compile(r"(?P<name>[A-Za-z]{3,9})\.?(?:\s?[-/,']\s?|\s)'?(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})")
_NAMED_LATE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:\s?[-/,]\s?|\s)(?P<name>[A-Za-z]{3,9})\.?")
_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)[0-9]{2})[-/](?P<month>0[1-9]|1[0-2])")
_YEAR_LAST = re.compile(r"(?P<month>0?[1-9]|1[0-2])[-/](?P<year>(?:19|20)[0-9]{2})")
_FORMS = (_NAMED, _NAMED_LATE, _YEAR_FIRST, _YEAR_LAST)
_APOSTROPHE = re.compile(r"[A-Za-z]\.?\s?'[0-9]{2}")


def read_month(text: str) -> date | None:
    """The first day of the month that text is, or None."""
    if len(text) > _LONGEST:
        return None
    text = plain_characters(text)
    match = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if match is None:
        return None
    parts = match.groupdict()
    month = MONTHS.get(parts["name"].lower()) if "name" in parts else int(parts["month"])
    return date(full_year(parts["year"]), month, 1) if month else None


def may_be_a_day(text: str) -> bool:
    """True for Mar-24, which may be the 24th of March; an apostrophe before the digits (Mar'24) says that it is not."""
    match = _NAMED.fullmatch(plain_characters(text))
    return match is not None and len(match["year"]) < len("2024") and not _APOSTROPHE.search(text)


def may_be_a_financial_year(text: str) -> bool:
    """True for 2010-11, which may be the year from 2010 to 2011 rather than November 2010."""
    match = _YEAR_FIRST.fullmatch(plain_characters(text))
    return match is not None and int(match["month"]) == (int(match["year"]) + 1) % 100
