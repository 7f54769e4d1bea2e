"""Announce an ingestion: what a file became, and three questions that really work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.app.accept_event import viewer_in
from shared.app.answer_question import answer_question
from shared.app.fail_file import fail_file
from shared.core.asking.answer import Status
from shared.core.asking.namesakes import placed
from shared.core.asking.question import Question
from shared.core.asking.suggest import suggest
from shared.core.errors import AvexraError
from shared.core.ingest.versions.versions import Change, current_of
from shared.render.ingestion.changes import Became
from shared.render.ingestion.report import ingestion_blocks, ingestion_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.core.ingest.versions.versions import TableComparison, Version
    from shared.core.store.dataset import Dataset
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.ingestion_log import Ingestion, IngestionLog
    from shared.ports.messenger import Messengers
    from shared.ports.query_runner import QueryRunner
    from shared.ports.table_store import TableStore

QUESTIONS = 3
_TRIED = 8
_OF_FILES = frozenset(Change) - {Change.RESTORED}
"""How a version comes of a file."""


@dataclass(frozen=True, slots=True)
class IngestionAnnouncer:
    """What announcing needs of the world."""

    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    log: IngestionLog
    clock: Clock
    tables: TableStore

    def announce(self, workspace: str, file_id: str, dataset: Dataset) -> None:
        """Replace the progress message with the report. Raises TransientError when Slack cannot be reached."""
        found = self.log.find(workspace, file_id)
        if found is None:
            return
        told, report = found.told, found.report
        if report is None or not _is_ready(found, dataset):
            return
        offered = suggest(dataset.model, _TRIED) if dataset.model else ()
        complete = replace(report, questions=self.working(offered, dataset, told.channel, told.user))
        became = self._became(file_id, found, dataset)
        messenger = self.messengers.of(workspace)
        messenger.update(told.channel, told.ts, ingestion_text(complete, became), ingestion_blocks(complete, became))

    def give_up(self, workspace: str, file_id: str, error: Exception) -> None:
        """Say in place of the progress that the file could not be made ready for questions."""
        found = self.log.find(workspace, file_id)
        if found is not None:
            told, name = found.told, found.report.file_name if found.report else ""
            fail_file(self.messengers.of(workspace), told.channel, told.ts, name, error)

    def _became(self, share: str, found: Ingestion, dataset: Dataset) -> Became | None:
        """Return the version that this sharing made, and what it changed; or the current one, where it made none."""
        history = self.tables.versions(dataset.id)
        own = next((each for each in history if each.origin.share == share and each.change in _OF_FILES), None)
        version = own or current_of(history)
        if version is None:
            return None
        number = version.of if version.change is Change.APPENDED else version.number - 1
        before = next((each for each in history if each.number == number), None)
        return Became(
            dataset_id=dataset.id,
            label=dataset.label,
            version=version,
            before=before,
            differences=self._differences(dataset, before, version) if before is not None else None,
            is_known=own is None,
            chosen_by=found.chosen_by,
            can_go_back=len(history) > 1,
        )

    def _differences(self, dataset: Dataset, before: Version, version: Version) -> tuple[TableComparison, ...] | None:
        """Compare two versions that are kept; the report comes without it where that fails."""
        if version.change is Change.APPENDED or not before.is_kept or not version.is_kept:
            return None
        try:
            return self.tables.compare(dataset.id, before.number, version.number)
        except AvexraError:
            return None

    def working(self, questions: Iterable[str], dataset: Dataset, channel: str, user: str) -> tuple[str, ...]:
        """Return those questions that, asked here and now as this person, give rows of this data set; at most three."""
        viewer = viewer_in(dataset.workspace, user, channel)
        good: list[str] = []
        for text in _and_by_name(questions, dataset):
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


def _and_by_name(questions: Iterable[str], dataset: Dataset) -> Iterator[str]:
    """Every question as it is, and then those that name the table, for where another answers to the same words."""
    plain = tuple(questions)
    entities = dataset.model.entities if dataset.model else ()
    yield from plain
    if len(entities) == 1:
        yield from (placed(text, entities[0]) for text in plain)


def _is_ready(found: Ingestion, dataset: Dataset) -> bool:
    """False while a newer version of the sharing is read or asked about: its own announcement follows."""
    has_tables = found.report is not None and bool(found.report.tables)
    return found.is_done and has_tables and found.offer is None and found.dataset_id == dataset.id
