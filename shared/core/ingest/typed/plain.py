"""Texts that engines read as they stand: which form each has, and which all of a sample have."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from shared.core.ingest.typed.evidence import PlainForm
from shared.core.ingest.typed.nulls import LONGEST_NULL, is_null, is_null_among_values

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:\.([0-9]+))?")
_SCIENTIFIC = re.compile(r"-?[0-9](?:\.[0-9]+)?[eE][-+]?[0-9]{1,2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
_NARROWEST_FIRST = (PlainForm.INTEGER, PlainForm.DECIMAL, PlainForm.FLOAT, PlainForm.DATE, PlainForm.TIMESTAMP)


def fits(text: str, form: PlainForm) -> bool:
    """True when a text that is not blank has the form."""
    if form is PlainForm.TEXT:
        return True
    if form in {PlainForm.DATE, PlainForm.TIMESTAMP}:
        pattern = _DATE if form is PlainForm.DATE else _TIMESTAMP
        return pattern.fullmatch(text) is not None and _moment(text) is not None
    match = _NUMBER.fullmatch(text)
    if match is None:
        return form is PlainForm.FLOAT and _SCIENTIFIC.fullmatch(text) is not None
    return form is not PlainForm.INTEGER or not match[2]


def guess_form(texts: Sequence[str]) -> PlainForm:
    """The narrowest form that all texts have; DECIMAL where some are FLOAT, for its scan counts those too."""
    for form in _NARROWEST_FIRST:
        if texts and all(fits(text, form) for text in texts):
            return form if form is not PlainForm.FLOAT else PlainForm.DECIMAL
    return PlainForm.TEXT


def is_spelled_null(text: str) -> bool:
    """True for spellings that mean a missing value in some column."""
    return len(text) <= LONGEST_NULL and (is_null(text) or is_null_among_values(text))


def _moment(text: str) -> datetime | None:
    """The moment that a date or timestamp of the right form is, None where the calendar has no such day."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
