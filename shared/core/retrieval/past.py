"""An earlier question and how it was read, as a passage: words only, never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.retrieval.passage import Passage, SourceKind
from shared.core.retrieval.words import roots_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from shared.core.retrieval.passage import Ranking

_SHARED = 0.6
"""Of the words of an earlier question, the part that must be in what is asked now: else it was about something else."""


def past_answer(answer_id: str, workspace: str, channel: str, question: str, words: str, day: date) -> Passage:  # noqa: PLR0913, PLR0917 - a record's parts
    """The passage of an answered question; words are its query said in English."""
    asked = " ".join(question.split()).rstrip("?!. ")
    source = f"a_{answer_id}"
    place = f"answered on {day.day} {day:%b %Y}"
    text = f"“{asked}” was read as: {' '.join(words.split()).rstrip('.')}."
    return Passage(f"{source}#0", SourceKind.ANSWER, source, "An earlier question", place, text, workspace, channel)


def about_the_same(asked: str, found: Iterable[Passage]) -> Ranking:
    """Those whose question is about what is asked now, in their order."""
    words = roots_of(asked)
    return tuple(each for each in found if _shared(words, each))


def _shared(words: frozenset[str], passage: Passage) -> bool:
    earlier = roots_of(passage.text.partition("” was read as:")[0])
    return bool(earlier) and len(earlier & words) >= _SHARED * len(earlier)
