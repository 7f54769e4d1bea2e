"""Announce an ingestion: what a file became, and three questions that really work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.app.accept_event import viewer_in
from shared.app.answer_question import answer_question
from shared.app.fail_file import fail_file
from shared.core.asking.answer import Status
from shared.core.asking.question import Question
from shared.core.asking.suggest import suggest
from shared.core.errors import AvexraError
from shared.render.ingestion import ingestion_blocks, ingestion_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.store.dataset import Dataset
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.ingestion_log import IngestionLog
    from shared.ports.messenger import Messengers
    from shared.ports.query_runner import QueryRunner

QUESTIONS = 3
_TRIED = 8


@dataclass(frozen=True, slots=True)
class IngestionAnnouncer:
    """What announcing needs of the world."""

    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    log: IngestionLog
    clock: Clock

    def announce(self, workspace: str, file_id: str, dataset: Dataset) -> None:
        """Replace the progress message with the report. Raises TransientError when Slack cannot be reached."""
        found = self.log.find(workspace, file_id)
        if found is None:
            return
        told, _, report = found
        if report is None:
            return
        offered = suggest(dataset.model, _TRIED) if dataset.model else ()
        complete = replace(report, questions=self.working(offered, dataset, told.channel, told.user))
        messenger = self.messengers.of(workspace)
        messenger.update(told.channel, told.ts, ingestion_text(complete), ingestion_blocks(complete))

    def give_up(self, workspace: str, file_id: str, error: Exception) -> None:
        """Say in place of the progress that the file could not be made ready for questions."""
        found = self.log.find(workspace, file_id)
        if found is not None:
            told, _, report = found
            fail_file(self.messengers.of(workspace), told.channel, told.ts, report.file_name if report else "", error)

    def working(self, questions: Iterable[str], dataset: Dataset, channel: str, user: str) -> tuple[str, ...]:
        """Return those questions that, asked here and now as this person, give rows of this data set; at most three."""
        viewer = viewer_in(dataset.workspace, user, channel)
        good: list[str] = []
        for text in questions:
            question = Question(text, viewer, self.clock.now())
            try:
                answer = answer_question(question, self.catalog, self.runner)
            except AvexraError:
                continue
            names = {table for table, _ in dataset.snapshot.tables} if dataset.snapshot else set()
            if answer.status is Status.ANSWERED and answer.evidence and names.issuperset(answer.evidence.tables):
                good.append(text)
            if len(good) == QUESTIONS:
                break
        return tuple(good)
