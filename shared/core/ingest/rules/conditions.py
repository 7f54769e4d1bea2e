"""What a rule may ask of a row: pure data, its words, and the columns it speaks of.

Capitals, and how many spaces stand between words, make no difference to any condition. A cell is empty when nothing is
in it, or a spelling of nothing ("n/a", "-").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from shared.core.semantic.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

Bound = Decimal | date
"""What a cell is compared with: a number, or a day."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Is:
    """The cell is one of these texts, or the same number written otherwise."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """One of these texts stands in the cell."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartsWith:
    """The cell starts with one of these texts."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The pattern (see pattern.py) matches somewhere in the cell."""

    column: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Within:
    """The number or day lies between the bounds, where there are any, which are part of it where is_closed."""

    column: str
    low: Bound | None = None
    high: Bound | None = None
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """Nothing is in the cell; something is, where wanted is False."""

    column: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these holds, or more."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold."""

    part: Condition


Asked = Is | Contains | StartsWith | Matches | Within | IsEmpty
"""Conditions of one column."""
Condition = Asked | AllOf | AnyOf | Not


def columns_of(condition: Condition) -> Iterator[str]:
    """Yield the columns a condition speaks of, as people wrote them."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from columns_of(part)
        case Not(part):
            yield from columns_of(part)
        case _:
            yield condition.column


def compares(condition: Condition, column: str) -> bool:
    """True when the column's numbers or days are compared with bounds."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(compares(part, column) for part in parts)
        case Not(part):
            return compares(part, column)
        case _:
            return isinstance(condition, Within) and condition.column == column


def said(condition: Condition) -> str:
    """The condition in words: "firm is Om Traders and quantity is more than 5"."""
    match condition:
        case AllOf(parts):
            return " and ".join(map(_bracketed, parts))
        case AnyOf(parts):
            return " or ".join(map(_bracketed, parts))
        case Not(part):
            return f"it is not so that {said(part)}"
        case _:
            return f"{condition.column} {_asked(condition)}"


def _asked(condition: Asked) -> str:
    """What is asked of the column."""
    match condition:
        case Is(values=values):
            return f"is {_either(values)}"
        case Contains(values=values):
            return f"contains {_either(values)}"
        case StartsWith(values=values):
            return f"starts with {_either(values)}"
        case Matches(pattern=pattern):
            return f"matches {pattern}"
        case Within(low=low, high=high):
            return _said_within(low, high)
        case IsEmpty(wanted=wanted):
            return "is empty" if wanted else "is not empty"
        case _:
            assert_never(condition)


def _said_within(low: Bound | None, high: Bound | None) -> str:
    if low is not None and high is not None:
        return f"is between {_plain(low)} and {_plain(high)}"
    return f"is less than {_plain(high)}" if low is None else f"is more than {_plain(low)}"


def _plain(bound: Bound | None) -> str:
    return f"{bound:,f}" if isinstance(bound, Decimal) else str(bound)


def _either(values: tuple[str, ...]) -> str:
    """Say "a, b or c"; of many the first few."""
    more = len(values) - _SHOWN
    shown = [*values[:_SHOWN], f"{more} more"] if more > 1 else list(values)
    return listed(shown, "or")


def _bracketed(part: Condition) -> str:
    return f"({said(part)})" if isinstance(part, AllOf | AnyOf) and len(part.parts) > 1 else said(part)
