"""Dates and timestamps in the forms that people use most, read by the engine as our own reading reads them.

A pattern says which texts these are; the engine's strptime, laxer than the pattern, makes a moment of them or finds
that the calendar has none. All other texts are left to Python.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import text
from shared.core.ingest.typed.characters import shape_of
from shared.core.ingest.typed.dates import MONTHS

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_FORMS = 4
"""Forms of one column that the engine is asked for; the commonest."""
_LONGEST = 40
_DAY, _YEAR, _SHORT_YEAR = "[0-9]{1,2}", "[1-9][0-9]{3}", "[0-9]{2}"
_ABBREVIATED = "|".join(name for name in MONTHS if len(name) == 3)  # noqa: PLR2004 - letters
_IN_FULL = "|".join(dict.fromkeys(name for name in MONTHS if len(name) > 4 or name in {"may", "june", "july"}))  # noqa: PLR2004
_NAMES = ((f"(?:{_ABBREVIATED})", "%b"), (f"(?:{_IN_FULL})", "%B"))


@dataclass(frozen=True, slots=True)
class MomentForm:
    """A form of dates: the pattern of its texts (for Python and the engine), and how the engine reads them.

    is_open: day and month may come in either order; format has the day first.
    """

    pattern: str
    format: str
    is_open: bool = False

    def stamp(self, trimmed: str, *, day_first: bool) -> str:
        """SQL for the moment of a text that fits the pattern; NULL where there is none."""
        swapped = {"%d": "%m", "%m": "%d"} if self.is_open and not day_first else {}
        written = re.sub("%[dm]", lambda part: swapped.get(part[0], part[0]), self.format)
        return f"try_strptime({trimmed}, {text(written)})"


def _days() -> tuple[MomentForm, ...]:
    """The forms of days."""
    forms = []
    for gap in "/-.":
        day, year = f"{_DAY}{re.escape(gap)}", f"{_YEAR}{re.escape(gap)}"
        forms.append(MomentForm(f"{day}{day}{_YEAR}", f"%d{gap}%m{gap}%Y", is_open=True))
        forms.append(MomentForm(f"{year}{day}{_DAY}", f"%Y{gap}%m{gap}%d"))
        if gap != ".":
            forms.append(MomentForm(f"{day}{day}{_SHORT_YEAR}", f"%d{gap}%m{gap}%y", is_open=True))
    for name, month in _NAMES:
        for gap in " -/":
            forms.append(MomentForm(f"{_DAY}{gap}{name}{gap}{_YEAR}", f"%d{gap}{month}{gap}%Y"))
            forms.append(MomentForm(f"{_DAY}{gap}{name}{gap}{_SHORT_YEAR}", f"%d{gap}{month}{gap}%y"))
        forms += [MomentForm(f"{name} {_DAY}{comma} {_YEAR}", f"{month} %d{comma} %Y") for comma in (",", "")]
    return tuple(forms)


_CLOCKS = tuple(
    (f"{_DAY}:[0-9]{{2}}{more}{half}", f"{hour}:%M{seconds}{mark}")
    for more, seconds in (("", ""), (":[0-9]{2}", ":%S"))
    for half, hour, mark in (("", "%H", ""), ("[AaPp][Mm]", "%I", "%p"), (" [AaPp][Mm]", "%I", " %p"))
)
_GAPS = (" ", ", ", "T")


@dataclass(frozen=True, slots=True)
class UsualMoments:
    """The forms that most dates of a column have, as far as a sample shows."""

    forms: tuple[MomentForm, ...]

    def stamp(self, trimmed: str, *, day_first: bool) -> str:
        """SQL for the moment of a trimmed text in one of the forms, NULL for any other."""
        whens = " ".join(
            f"WHEN {_fits(trimmed, form)} THEN {form.stamp(trimmed, day_first=day_first)}" for form in self.forms
        )
        return f"CASE {whens} END"

    def form(self, trimmed: str) -> str:
        """SQL for the place in forms of the one that a text has, NULL for none."""
        return f"CASE {' '.join(f'WHEN {_fits(trimmed, form)} THEN {at}' for at, form in enumerate(self.forms))} END"

    def stamp_of(self, trimmed: str, form: str, *, day_first: bool) -> str:
        """SQL for the same as stamp, where the place of the form is known."""
        whens = (f"WHEN {at} THEN {each.stamp(trimmed, day_first=day_first)}" for at, each in enumerate(self.forms))
        return f"CASE {form} {' '.join(whens)} END"

    def is_open(self, form: str) -> str:
        """SQL for whether the form at that place leaves the order of day and month open."""
        return f"{form} IN ({', '.join(str(at) for at, each in enumerate(self.forms) if each.is_open) or '-1'})"


def usual_moments(sample: Collection[str]) -> UsualMoments | None:
    """The usual forms of dates in a sample, the commonest first; None where there are none."""
    shapes = Counter(shape_of(each) for each in sample if len(each) <= _LONGEST and each.isascii())
    forms: Counter[MomentForm] = Counter()
    for shape, count in shapes.items():
        if form := _form_of(shape):
            forms[form] += count
    return UsualMoments(tuple(form for form, _ in forms.most_common(_MOST_FORMS))) if forms else None


@lru_cache(maxsize=4_096)
def _form_of(shape: str) -> MomentForm | None:
    """The form of the texts of a shape."""
    for pattern, day in _known_days():
        found = pattern.match(shape)
        if found and (form := _with_clock(day, shape[found.end() :])):
            return form
    return None


def _with_clock(day: MomentForm, rest: str) -> MomentForm | None:
    """The form of days that rest follows; None where that is no time of day."""
    if not rest:
        return day
    gap = next((each for each in _GAPS if rest.startswith(each)), None)
    clock = next((each for each in _CLOCKS if gap and re.fullmatch(each[0], rest.removeprefix(gap))), None)
    if gap is None or clock is None:
        return None
    return MomentForm(f"{day.pattern}{gap}{clock[0]}", f"{day.format}{gap}{clock[1]}", is_open=day.is_open)


@lru_cache(maxsize=1)
def _known_days() -> tuple[tuple[re.Pattern[str], MomentForm], ...]:
    return tuple((re.compile(form.pattern, re.IGNORECASE), form) for form in _days())


def _fits(trimmed: str, form: MomentForm) -> str:
    return f"regexp_full_match({trimmed}, {text(f'(?i){form.pattern}')})"
