"""Tokens and what they cost, in millionths of a US dollar: exact, so that sums never drift."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from shared.core.security.viewer import Viewer

MICROS = 1_000_000
"""Millionths in a dollar. A price in dollars a million tokens is as many millionths a token."""
_BYTES_A_TOKEN = 2
"""A cautious guess for reserving: English and JSON need three to four bytes a token."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that went in and came out."""

    tokens_in: int
    tokens_out: int

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)


NOTHING_USED = Usage(0, 0)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars a million tokens."""

    dollars_in: Decimal
    dollars_out: Decimal

    def of(self, usage: Usage) -> int:
        """Return the cost in millionths of a dollar, rounded up."""
        return math.ceil(usage.tokens_in * self.dollars_in + usage.tokens_out * self.dollars_out)


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that one question, one user a day and one workspace a day may cost, in millionths of a dollar."""

    question: int
    user: int
    workspace: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """An account with its limit for the day, in millionths of a dollar."""

    key: str
    limit: int


def allowances(viewer: Viewer, day: date, budget: Budget) -> tuple[Allowance, ...]:
    """Return whose money a question of this viewer's spends on this day: the user's and the workspace's."""
    return (
        Allowance(f"spend#{day.isoformat()}#{viewer.workspace}#{viewer.user}", budget.user),
        Allowance(f"spend#{day.isoformat()}#{viewer.workspace}", budget.workspace),
    )


def most_used(texts: Sequence[str], most_out: int) -> Usage:
    """Return what a call with these texts may use at the most, as far as can be told before."""
    return Usage(sum(len(text.encode()) for text in texts) // _BYTES_A_TOKEN + 1, most_out)


def believed(told: Usage | None, texts: Sequence[str], written: str, most_out: int) -> Usage:
    """Return what a call has used: as told where that can be, else a guess from the texts.

    A token is at least a byte, and no more come out than were allowed: a provider cannot empty a budget by its word.
    """
    sent = sum(len(text.encode()) for text in texts)
    if told is None or told.tokens_in <= 0 or told.tokens_out < 0:
        return Usage(sent // _BYTES_A_TOKEN + 1, min(most_out, len(written.encode()) // _BYTES_A_TOKEN + 1))
    return Usage(min(told.tokens_in, sent + 1), min(told.tokens_out, most_out))
