"""The units of the calendar that periods are made of: where one starts, and moving by so many of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from shared.core.semantic.compare import months_later

if TYPE_CHECKING:
    from shared.core.semantic.model import Calendar

MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fiscal": 12, "fiscal quarter": 3}


@dataclass(frozen=True, slots=True)
class Clock:
    """The present moment in the calendar's zone (naive) and the calendar."""

    now: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    def at(self, day: date) -> Clock:
        """The same calendar on another day."""
        return replace(self, now=datetime(day.year, day.month, day.day))  # noqa: DTZ001 - the calendar's own zone


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one phrase names: start included, end not; ends is where the phrase ends in the text."""

    start: date | datetime | None
    end: date | datetime | None
    ends: int
    year_said: bool = True


def start_of(unit: str, day: date, calendar: Calendar) -> date:
    """The first day of the unit that holds the day."""
    if unit in {"hour", "day"}:
        return day
    if unit == "week":
        return day - timedelta(days=(day.weekday() - calendar.week_start) % 7)
    offset = calendar.fiscal_start - 1 if unit.startswith("fiscal") else 0
    size = MONTHS_OF[unit]
    into = (day.month - 1 - offset) % size
    return months_later(day.replace(day=1), -into)


def move(unit: str, day: date, count: int) -> date:
    """The day so many units later, or earlier for a negative count."""
    if unit in MONTHS_OF:
        return months_later(day, count * MONTHS_OF[unit])
    return day + timedelta(days=count * (7 if unit == "week" else 1))
