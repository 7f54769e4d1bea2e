"""What is found out about a column before the table's habits are known, value by value, in any order.

A Fold takes the distinct values of a column one after the other and keeps only what they have in common, so that a
column of millions needs little memory. What it gives is a Finding: one column alone may not say which decimal mark or
which order of day and month its author uses, so that it is settled with the Habits of the whole table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Protocol

from shared.core.ingest.report import Flaw
from shared.core.ingest.typed.characters import plain_characters
from shared.core.ingest.typed.dates import PIVOT_YEAR, DateOrder, read_time
from shared.core.ingest.typed.moment_shapes import compact_shape, moment_shape
from shared.core.ingest.typed.months import may_be_a_day, may_be_a_financial_year, read_month
from shared.core.ingest.typed.numbers import Marks
from shared.core.ingest.typed.readings import MomentReading, MonthReading, Reading, Remark, TextReading, TimeReading
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Habits:
    """How the author of a table writes decimals and dates, as far as its columns show."""

    mark: Marks = Marks.POINT
    order: DateOrder = DateOrder.DAY_FIRST


class Finding(Protocol):
    """One way to understand a column; mark and order are what it says of its author's habits (EITHER for nothing)."""

    @property
    def mark(self) -> Marks:
        """The decimal mark that the column settles."""
        ...

    @property
    def order(self) -> DateOrder:
        """The order of day and month that the column settles."""
        ...

    def settle(self, habits: Habits) -> Reading:
        """The reading, without its nulls."""
        ...


class Fold(Protocol):
    """Takes the values of a column, in any order."""

    def add(self, text: str, count: int) -> bool:
        """Take a value that stands so often in the column; False where it is none of this kind."""
        ...

    def is_slip(self, text: str) -> bool:
        """True for a value that is written like one of this kind, and cannot be one: a day that no calendar has."""
        ...

    def finding(self) -> Finding | None:
        """What the values have in common; None where that is nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """A reading that no habit changes; mark is what the column says of decimals all the same."""

    reading: Reading
    mark: Marks = Marks.EITHER
    order: DateOrder = DateOrder.EITHER

    def settle(self, habits: Habits) -> Reading:
        """The reading as it is."""
        del habits
        return self.reading


def stays_text(why: str, examples: str = "") -> Settled:
    """A column that was nearly something else, and why it is not."""
    return Settled(TextReading(remarks=(Remark(why, to_check=True, flaw=Flaw.MIXED, examples=examples),)))


def habits_of(findings: Iterable[Finding]) -> Habits:
    """The decimal mark and the order of dates that most settled columns use; point and day first where none says."""
    kept = tuple(findings)
    marks = Counter(int(each.mark) for each in kept)
    orders = Counter(int(each.order) for each in kept)
    return Habits(
        Marks.COMMA if marks[Marks.COMMA] > marks[Marks.POINT] else Marks.POINT,
        DateOrder.MONTH_FIRST if orders[DateOrder.MONTH_FIRST] > orders[DateOrder.DAY_FIRST] else DateOrder.DAY_FIRST,
    )


@dataclass(frozen=True, slots=True)
class Moments:
    """Dates or timestamps: the orders under which all are days, whether it matters, times, offsets, short years."""

    orders: DateOrder
    is_numeric: bool
    has_clock: bool
    has_offset: bool
    is_short: bool
    is_compact: bool = False
    mark: Marks = Marks.EITHER

    @property
    def order(self) -> DateOrder:
        """The order that the values settle, EITHER where it does not matter."""
        return self.orders if self.is_numeric else DateOrder.EITHER

    def settle(self, habits: Habits) -> Reading:
        """Dates where no value has a time other than midnight, timestamps otherwise."""
        is_open = self.is_numeric and self.orders is DateOrder.EITHER
        order = habits.order if self.orders is DateOrder.EITHER else self.orders
        remarks = []
        if self.is_numeric:
            words = "day/month" if order is DateOrder.DAY_FIRST else "month/day"
            sure = ", though no value says which comes first" if is_open else ""
            remarks.append(
                Remark(f"dates were read as {words}{sure}", to_check=is_open, flaw=Flaw.AMBIGUOUS if is_open else None)
            )
        if self.has_offset:
            remarks.append(Remark("times with an offset were turned into UTC"))
        if self.is_short:
            remarks.append(Remark(f"years of two digits were read as {1900 + PIVOT_YEAR} to {1999 + PIVOT_YEAR}"))
        return MomentReading(
            type=DataType.TIMESTAMP if self.has_clock else DataType.DATE,
            day_first=order is DateOrder.DAY_FIRST,
            is_compact=self.is_compact,
            remarks=tuple(remarks),
        )


class MomentFold:
    """Dates and timestamps."""

    def __init__(self, *, is_compact: bool = False) -> None:
        self._shape_of = compact_shape if is_compact else moment_shape
        self._is_compact = is_compact
        self._orders = int(DateOrder.EITHER)
        self._telling: dict[int, str] = {}
        self._is_numeric = self._has_clock = self._has_offset = self._is_short = False
        self._count = 0

    def add(self, text: str, count: int) -> bool:
        """Take a date that some order makes a day of the calendar."""
        text = plain_characters(text)
        shape = self._shape_of(text)
        if shape is None:
            return False
        orders = int(shape.orders(text))
        if not orders:
            return False
        self._orders &= orders
        if orders != DateOrder.EITHER and orders not in self._telling:
            self._telling[orders] = text
        self._count += count
        self._is_short = self._is_short or shape.is_short
        self._is_numeric = self._is_numeric or not shape.is_settled
        self._has_offset = self._has_offset or shape.has_offset(text)
        if shape.hour and orders and not self._has_clock:
            stamp = shape.stamp(text, day_first=bool(orders & DateOrder.DAY_FIRST))
            self._has_clock = stamp.time() != time()
        return True

    def is_slip(self, text: str) -> bool:
        """True for what has the form of a date."""
        return self._shape_of(plain_characters(text)) is not None

    def finding(self) -> Finding | None:
        """The dates, where one order of day and month fits them all."""
        if not self._count:
            return None
        if not self._orders:
            first, last = (self._telling[each] for each in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST))
            shown = f": \u201c{first}\u201d has the day first, \u201c{last}\u201d the month"
            return stays_text("dates that contradict each other stay text", examples=shown)
        return Moments(
            DateOrder(self._orders),
            self._is_numeric,
            self._has_clock,
            self._has_offset,
            self._is_short,
            self._is_compact,
        )


class MonthFold:
    """Months of a year; those like Mar-24 only where the header says that the column holds months or dates."""

    def __init__(self, *, is_named: bool) -> None:
        self._is_named = is_named
        self._days = self._years = self._count = 0

    def add(self, text: str, count: int) -> bool:
        """Take a month."""
        if read_month(text) is None:
            return False
        self._count += count
        self._days += may_be_a_day(text)
        self._years += count if may_be_a_financial_year(text) else 0
        return True

    def is_slip(self, text: str) -> bool:
        """None: what is no month may be a code."""
        del text
        return False

    def finding(self) -> Finding | None:
        """Months, but not where all may be financial years (2010-11)."""
        if not self._count:
            return None
        if self._days and not self._is_named:
            return stays_text("values such as Mar-24 may be days of a year or months; they stay text")
        if self._years == self._count:
            return stays_text("values such as 2010-11 may be financial years or months; they stay text")
        return Settled(MonthReading(remarks=(Remark("months were read as their first day", to_check=True),)))


class TimeFold:
    """Times of day; durations beyond a day are none."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, text: str, count: int) -> bool:
        """Take a time."""
        if read_time(text) is None:
            return False
        self._count += count
        return True

    def is_slip(self, text: str) -> bool:
        """None: what is beyond a day may be a duration."""
        del text
        return False

    def finding(self) -> Finding | None:
        """Times, which no habit changes."""
        return Settled(TimeReading()) if self._count else None
