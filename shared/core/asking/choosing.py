"""Choosing among the meanings of a question: the one to take, and what else it may mean where that is doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.asking.candidates import first_meaning, others
from shared.core.asking.ranker import SURE, best, ranked

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.candidates import Rereading
    from shared.core.asking.draft import Draft
    from shared.core.asking.ranker import Ranked


@dataclass(frozen=True, slots=True)
class Choice:
    """The meaning taken, and the others that were looked at: none where the first was sure."""

    taken: Ranked
    others: tuple[Ranked, ...] = ()


def choose(draft: Draft, text: str, again: Callable[[], Rereading]) -> Choice | None:
    """The meaning of a question read first as this draft; None where it has none. Others are made only in doubt."""
    meaning = first_meaning(draft)
    first = ranked(meaning, text) if meaning is not None else None
    if first is not None and first.confidence >= SURE:
        return Choice(first)
    rest = tuple(ranked(each, text) for each in others(meaning, draft, again))
    taken = best(first, rest)
    if taken is None:
        return None
    return Choice(taken, tuple(each for each in (*([first] if first else []), *rest) if each is not taken))
