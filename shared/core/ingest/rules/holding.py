"""Whether conditions hold for a row: each becomes a test of the row's texts, made once a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, assert_never

from shared.core.ingest.rules.automaton import Pattern
from shared.core.ingest.rules.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    Is,
    IsEmpty,
    Matches,
    Not,
    StartsWith,
    Within,
)
from shared.core.ingest.typed.dates import DateOrder, read_moment
from shared.core.ingest.typed.nulls import is_null
from shared.core.ingest.typed.numbers import Marks, number_digits, read_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from shared.core.ingest.rules.conditions import Asked

Texts = tuple[str, ...]
Test = Callable[[Texts], bool]
"""True for the texts of a row for which the condition holds."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a condition finds its text, and how numbers and days are written there.

    text gives the trimmed text of the column, the empty one for nothing.
    """

    text: Callable[[Texts], str]
    mark: Marks = Marks.POINT
    order: DateOrder = DateOrder.DAY_FIRST


def holding(condition: Condition, sources: Mapping[str, Source]) -> Test:
    """The test of a condition; sources has every column it speaks of."""
    match condition:
        case AllOf(parts):
            every = [holding(part, sources) for part in parts]
            return lambda row: all(test(row) for test in every)
        case AnyOf(parts):
            some = [holding(part, sources) for part in parts]
            return lambda row: any(test(row) for test in some)
        case Not(part):
            test = holding(part, sources)
            return lambda row: not test(row)
        case _:
            source = sources[condition.column]
            asked = _asked(condition, source)
            return lambda row: asked(source.text(row))


def _asked(condition: Asked, source: Source) -> Callable[[str], bool]:
    """The question to one text."""
    match condition:
        case Is(values=values):
            return _is_one_of(values, source)
        case Contains(values=values):
            wanted = [plain(value) for value in values]
            return lambda text: any(value in plain(text) for value in wanted)
        case StartsWith(values=values):
            starts = tuple(plain(value) for value in values)
            return lambda text: plain(text).startswith(starts)
        case Matches(pattern=pattern):
            return Pattern(pattern).is_in
        case Within():
            return lambda text: _is_within(text, condition, source)
        case IsEmpty(wanted=wanted_empty):
            return lambda text: is_nothing(text) == wanted_empty
        case _:
            assert_never(condition)


def _is_one_of(values: Texts, source: Source) -> Callable[[str], bool]:
    """Texts are equal as plain text, or as the numbers they are: 1,000.00 is 1000."""
    wanted = frozenset(map(plain, values))
    numbers = frozenset(number for value in values if (number := number_of(value, Marks.POINT)) is not None)

    def is_one(text: str) -> bool:
        if plain(text) in wanted:
            return True
        return bool(numbers) and number_of(text, source.mark) in numbers

    return is_one


def _is_within(text: str, condition: Within, source: Source) -> bool:
    """True for a number, or a day, between the bounds; anything else is not."""
    low, high = condition.low, condition.high
    of_numbers = isinstance(low if high is None else high, Decimal)
    found: Any = number_of(text, source.mark) if of_numbers else day_of(text, source.order)
    if found is None:
        return False
    if condition.is_closed:
        return (low is None or low <= found) and (high is None or found <= high)
    return (low is None or low < found) and (high is None or found < high)


def plain(text: str) -> str:
    """The text as conditions compare it: in small letters, compatibility forms folded, words one space apart."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_nothing(text: str) -> bool:
    """True for an empty cell and for spellings of nothing."""
    return is_null(text.strip())


def number_of(text: str, mark: Marks) -> Decimal | None:
    """The number that a text is, None for any other."""
    form = read_number(text.strip())
    if form is None or not form.marks & mark:
        return None
    return Decimal(number_digits(form, mark))


def day_of(text: str, order: DateOrder) -> date | None:
    """The day that a text is, or is a moment of; None for any other."""
    moment = read_moment(text.strip())
    return moment.day(order) if moment is not None and moment.orders & order else None


def mark_of(texts: Iterable[str]) -> Marks:
    """The decimal mark of a column: the one that some number needs, the point where none says."""
    for text in texts:
        form = read_number(text)
        if form is not None and form.marks in {Marks.POINT, Marks.COMMA}:
            return form.marks
    return Marks.POINT


def order_of(texts: Iterable[str]) -> DateOrder:
    """The order of day and month of a column: the one that some date needs, day first where none says."""
    for text in texts:
        moment = read_moment(text)
        if moment is not None and moment.orders in {DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST}:
            return moment.orders
    return DateOrder.DAY_FIRST
