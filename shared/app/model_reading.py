"""What language models made of a question, and how an answer says which tier read it and what that cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.answer import Status
from shared.core.models.budget import NOTHING_USED, Usage

if TYPE_CHECKING:
    from shared.core.asking.answer import Answer, Tier
    from shared.core.asking.reading import Reading
    from shared.core.models.plan import Verdict


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What the cascade made of a question: a reading by that tier, or the local one with the reason in words.

    cost is in millionths of a US dollar; seconds is how long the cascade took. why is empty when a model answered.
    recalled says that an earlier question paid for it.
    """

    reading: Reading
    tier: Tier
    calls: int = 0
    cost: int = 0
    usage: Usage = NOTHING_USED
    seconds: float = 0.0
    verdicts: tuple[Verdict, ...] = ()
    why: str = ""
    recalled: bool = False


def with_tier(answer: Answer, asked: ModelReading) -> Answer:
    """Return the answer saying which tier read the question, and what that cost."""
    if answer.status is not Status.ANSWERED or answer.evidence is None:
        return answer
    told = replace(answer.evidence, tier=asked.tier, cost=asked.cost / 1_000_000, recalled=asked.recalled)
    return replace(answer, evidence=told)
