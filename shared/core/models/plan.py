"""The plan of one question: which model is called next, after what the calls before came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.core.asking.answer import Tier
    from shared.core.models.budget import Budget, Price

CALLS_A_MODEL = 2
"""A first call, and one more: to repair what came, or to try again where nothing came."""
MOST_CALLS = 4


class Verdict(StrEnum):
    """What a call came to."""

    SOUND = "sound"
    """A query that every rule lets pass."""
    UNSOUND = "unsound"
    """A query that a rule objects to."""
    UNREADABLE = "unreadable"
    """Text that is no query of our shape."""
    TRUNCATED = "truncated"
    EMPTY = "empty"
    NOT_HERE = "not here"
    """The model says that the data cannot answer."""
    REFUSED = "refused"
    """The model declines."""
    BUSY = "busy"
    FAULT = "fault"
    TIMEOUT = "timeout"
    UNSUITABLE = "unsuitable"
    """The provider will not take this request or does not know this model."""
    DENIED = "denied"
    """The provider takes nothing from us: a wrong key, no permission, an unpaid bill."""


REPAIRABLE = frozenset({Verdict.UNSOUND, Verdict.UNREADABLE, Verdict.TRUNCATED, Verdict.EMPTY})
"""Verdicts that naming the mistake may mend."""
UNANSWERED = frozenset({Verdict.BUSY, Verdict.FAULT, Verdict.TIMEOUT, Verdict.DENIED})
"""Verdicts that say the provider is not well."""
_MAY_PASS = frozenset({Verdict.BUSY, Verdict.FAULT})


@dataclass(frozen=True, slots=True)
class ModelTier:
    """One model of the cascade: its name at the provider, and what one call of it may take."""

    tier: Tier
    name: str
    price: Price
    most_tokens: int
    seconds: float
    effort: str = ""
    """How hard a reasoning model shall think, in the provider's words; empty leaves it to the provider."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """The fixed texts a model is told: how to fill a query, and how to mend one."""

    fill: str
    repair: str


@dataclass(frozen=True, slots=True)
class SharingPolicy:
    """What a model may be told beyond names, labels and synonyms; nothing of personal columns, ever."""

    sample_values: bool = False
    values_a_column: int = 10
    most_columns: int = 400


@dataclass(frozen=True, slots=True)
class CascadePlan:
    """The models in the order they are asked, and what holds for all calls of a question together."""

    tiers: tuple[ModelTier, ...]
    budget: Budget
    prompts: Prompts
    deadline_seconds: float = 20.0
    sharing: SharingPolicy = SharingPolicy()
    hand_on_below: float = 0.7
    """A local reading less sure than this is handed on."""
    hand_on_unclear_below: float = 0.25
    """A question back whose likeliest meaning is less likely than this is handed on first; names that tie are not."""
    breaker_failures: int = 5
    breaker_rest_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made: the position of its tier, and what it came to."""

    tier: int
    verdict: Verdict


class StepKind(StrEnum):
    """What a call is for."""

    FIRST = "first"
    REPAIR = "repair"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Step:
    """The next call: of which tier, and what for."""

    tier: int
    kind: StepKind


def next_step(made: Sequence[Made], tiers: int, usable: Callable[[int], bool]) -> Step | None:
    """Return the next call, or None when the question is at its end.

    usable says of a tier whether it may be called now. A mistake is mended once by the model that made it; a model that
    did not answer is followed by the next one, and tried again only where no other is left. Four calls at the most.
    """
    if not made:
        return _first_of(0, tiers, usable)
    last = made[-1]
    if last.verdict in {Verdict.SOUND, Verdict.DENIED} or len(made) >= MOST_CALLS:
        return None
    again = sum(each.tier == last.tier for each in made) < CALLS_A_MODEL and usable(last.tier)
    if again and last.verdict in REPAIRABLE:
        return Step(last.tier, StepKind.REPAIR)
    following = _first_of(last.tier + 1, tiers, usable)
    if following is None and again and last.verdict in _MAY_PASS:
        return Step(last.tier, StepKind.AGAIN)
    return following


def _first_of(begins: int, tiers: int, usable: Callable[[int], bool]) -> Step | None:
    found = next((tier for tier in range(begins, tiers) if usable(tier)), None)
    return None if found is None else Step(found, StepKind.FIRST)
