"""What the distinct values of one column could be read as, and the cells they become once the table's habits are known.

A reading is made from all rows of the column. Its convert() is given the Habits of the whole table, because one column
alone may not say which decimal mark or which order of day and month its author uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Protocol

from shared.core.ingest.dates import DateOrder, Moment
from shared.core.ingest.numbers import MAX_DIGITS, Marks, NumberForm, number_digits
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.table.types import Cell

_LARGEST_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Habits:
    """How the author of a table writes decimals and dates, as far as its columns show."""

    mark: Marks = Marks.POINT
    order: DateOrder = DateOrder.DAY_FIRST


@dataclass(frozen=True, slots=True)
class Converted:
    """The cell of each distinct value, and what the column needs; remarks say what was done, in words."""

    type: DataType
    cells: Mapping[str, Cell]
    unit: str = ""
    precision: int | None = None
    scale: int | None = None
    remarks: tuple[str, ...] = ()


class Reading(Protocol):
    """One way to understand a column."""

    def convert(self, habits: Habits) -> Converted:
        """The cells of the distinct values."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """Everything stays as it is; remarks say why, where the values were nearly something else."""

    values: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def convert(self, habits: Habits) -> Converted:
        """The values themselves."""
        del habits  # text is text whatever the table's habits
        return Converted(DataType.TEXT, {value: value for value in self.values}, remarks=self.remarks)


@dataclass(frozen=True, slots=True)
class BooleanReading:
    """Yes and no, in one of their pairs."""

    cells: Mapping[str, bool]

    def convert(self, habits: Habits) -> Converted:
        """True and False."""
        del habits  # a yes is a yes whatever the table's habits
        return Converted(DataType.BOOLEAN, self.cells)


@dataclass(frozen=True, slots=True)
class TimeReading:
    """Times of day."""

    cells: Mapping[str, time]

    def convert(self, habits: Habits) -> Converted:
        """The times."""
        del habits  # a clock is read alike everywhere
        return Converted(DataType.TIME, self.cells)


@dataclass(frozen=True, slots=True)
class PlainNumberReading:
    """Numbers as a program writes them: an optional minus, digits, an optional point and decimals."""

    values: tuple[str, ...]

    def convert(self, habits: Habits) -> Converted:
        """Integers or exact decimals."""
        del habits  # the point is the decimal mark here, or there is none
        return _exact({value: value for value in self.values})


@dataclass(frozen=True, slots=True)
class NumberReading:
    """Numbers with grouping, signs, exponents or a decimal mark that is not settled yet."""

    forms: Mapping[str, NumberForm]

    @property
    def marks(self) -> Marks:
        """The decimal marks that all values allow; none where they contradict each other."""
        return Marks(reduce(and_, {form.marks for form in self.forms.values()}, Marks.EITHER))

    @property
    def units(self) -> frozenset[str]:
        """The units that stand with the values, the empty one for numbers other than zero without."""
        return frozenset(form.unit for form in self.forms.values() if form.unit or form.digits.strip("0.,"))

    def convert(self, habits: Habits) -> Converted:
        """Integers, exact decimals, or floats where exponents were written."""
        marks = self.marks
        mark = habits.mark if marks is Marks.EITHER else marks
        unit = next((each for each in self.units if each), "")
        literals = {value: number_digits(form, mark) for value, form in self.forms.items()}
        if any(form.scientific for form in self.forms.values()):
            return Converted(DataType.FLOAT, {value: float(text) for value, text in literals.items()}, unit)
        exact = _exact(literals)
        is_dressed = any(value != literal for value, literal in literals.items())
        remarks = self._remarks(mark, unit) if is_dressed else ()
        return Converted(exact.type, exact.cells, unit, exact.precision, exact.scale, remarks)

    def _remarks(self, mark: Marks, unit: str) -> tuple[str, ...]:
        """What was taken away from the numbers, or decided about them."""
        remarks = []
        if mark is Marks.COMMA:
            remarks.append("decimal commas were read as decimal points")
        if unit == "%":
            remarks.append("percent signs were taken away (12% is kept as 12)")
        elif unit:
            remarks.append(f"currency signs ({unit}) were taken away")
        if not remarks:
            remarks.append("numbers written with separators or signs were made plain")
        return tuple(remarks)


@dataclass(frozen=True, slots=True)
class MomentReading:
    """Dates or timestamps."""

    moments: Mapping[str, Moment]

    @property
    def orders(self) -> DateOrder:
        """The orders of day and month under which all values are days; none where they contradict each other."""
        orders = {moment.orders for moment in self.moments.values() if not moment.settled}
        return DateOrder(reduce(and_, orders, DateOrder.EITHER))

    @property
    def is_numeric(self) -> bool:
        """True when the order matters to some value."""
        return any(not moment.settled for moment in self.moments.values())

    def convert(self, habits: Habits) -> Converted:
        """Dates where no value has a time other than midnight, timestamps otherwise."""
        orders = self.orders
        order = habits.order if orders is DateOrder.EITHER else orders
        remarks = self._remarks(orders, order)
        stamps = {value: moment.timestamp(order) for value, moment in self.moments.items()}
        if any(stamp.time() != time() for stamp in stamps.values()):
            return Converted(DataType.TIMESTAMP, stamps, remarks=remarks)
        return Converted(DataType.DATE, {value: stamp.date() for value, stamp in stamps.items()}, remarks=remarks)

    def _remarks(self, orders: DateOrder, order: DateOrder) -> tuple[str, ...]:
        """The order that was decided and why, and what became of UTC offsets."""
        remarks = []
        if self.is_numeric:
            words = "day/month" if order is DateOrder.DAY_FIRST else "month/day"
            sure = "" if orders is not DateOrder.EITHER else ", though no value says which comes first"
            remarks.append(f"dates were read as {words}{sure}")
        if any(moment.offset for moment in self.moments.values()):
            remarks.append("times with an offset were turned into UTC")
        return tuple(remarks)


def _exact(literals: Mapping[str, str]) -> Converted:
    """Integers where every literal is one that fits 64 bits, decimals otherwise; text or floats beyond 38 digits."""
    if not any("." in literal for literal in literals.values()):
        integers = {value: int(literal) for value, literal in literals.items()}
        if all(-_LARGEST_INTEGER <= number <= _LARGEST_INTEGER for number in integers.values()):
            return Converted(DataType.INTEGER, integers)
    decimals = {value: Decimal(literal) for value, literal in literals.items()}
    points = [literal.lstrip("-").partition(".") for literal in literals.values()]
    whole, scale = max(len(point[0]) for point in points), max(len(point[2]) for point in points)
    if whole + scale <= MAX_DIGITS:
        return Converted(DataType.DECIMAL, decimals, precision=whole + scale, scale=scale)
    if not scale:
        return Converted(
            DataType.TEXT, {value: value for value in literals}, remarks=("numbers too long to be exact stay text",)
        )
    return Converted(DataType.FLOAT, {value: float(number) for value, number in decimals.items()})
