"""Earlier questions, found among the records of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.answer import Status
from shared.core.retrieval.past import past_answer
from shared.core.retrieval.words import roots_of
from shared.core.security.viewer import Audience

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.core.retrieval.passage import Ranking
    from shared.ports.answer_log import AnswerRecord
    from tests.fakes.answer_log import InMemoryAnswerLog


class InMemoryPastAnswers:
    """The PastAnswers port over an answer log in memory."""

    def __init__(self, log: InMemoryAnswerLog) -> None:
        self._log = log

    def search(self, workspace: str, channels: Collection[str], text: str, limit: int) -> Ranking:
        """Rank by how many words are shared."""
        words = roots_of(text)
        latest: dict[str, AnswerRecord] = {}
        for each in sorted(self._log.records.values(), key=lambda each: each.asked_at):
            seen = each.status is Status.ANSWERED and each.viewer.audience is Audience.CHANNEL and each.sql
            here = each.viewer.workspace == workspace and each.viewer.channel in channels
            if seen and here and self._is_right(each) and words & roots_of(each.question):
                latest[each.question.lower()] = each
        best = sorted(latest.values(), key=lambda each: -len(words & roots_of(each.question)))
        return tuple(
            past_answer(each.id, workspace, each.viewer.channel, each.question, each.headline, each.asked_at.date())
            for each in best[:limit]
        )

    def _is_right(self, record: AnswerRecord) -> bool:
        return all(self._log.opinions(record.viewer.workspace, record.id).values())
