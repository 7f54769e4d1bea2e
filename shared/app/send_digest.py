"""Send the digests that are due: what changed in a channel's data, once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.app.answer_question import View, answer_query, view_for
from shared.app.send_question import QuestionSender, place_of
from shared.core.asking.answer import Status
from shared.core.digests.due import is_due, latest_due
from shared.core.errors import AvexraError, TransientError, UserError
from shared.core.insights.insight import Driver, Insight
from shared.core.insights.questions import insight_queries
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.wording import measure_label
from shared.core.table.types import as_float
from shared.ports.messenger import NotInChannelError
from shared.render.digest import digest_blocks, digest_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.core.digests.digest import Digest
    from shared.core.insights.questions import InsightQuery
    from shared.core.table.result import ResultTable
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.digest_book import DigestBook
    from shared.ports.messenger import Messengers
    from shared.ports.query_runner import QueryRunner

INSIGHTS = 6
DRIVERS = 3
PATIENCE = timedelta(hours=6)
"""How late a digest may still be useful; the schedule fires every few minutes, so this is only met after an outage."""


@dataclass(frozen=True, slots=True)
class DigestSender:
    """What sending needs of the world."""

    book: DigestBook
    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    clock: Clock

    def due(self) -> tuple[tuple[Digest, datetime], ...]:
        """Return the digests that are due now, each with the due time to serve."""
        now = self.clock.now()
        return tuple((each, latest_due(each, now)) for each in self.book.all() if is_due(each, now, PATIENCE))

    def send_once(self, digest: Digest, due: datetime) -> bool:
        """Serve one due time; False when it was served already, or when there was nothing to tell.

        What fails is given back for the next run and raised; but a channel without the bot, or a workspace without
        the app (UserError), waits for its next due time.
        """
        if not self.book.claim(digest.id, due):
            return False
        served = False
        try:
            sent = self._send_or_find(digest, f"digest-{digest.id}-{due.isoformat()}")
            served = True
        except (UserError, NotInChannelError):
            served = True
            raise
        finally:
            if not served:
                self.book.release(digest.id, due)
        return sent

    def _send_or_find(self, digest: Digest, mark: str) -> bool:
        """Post; where the line was cut it may stand all the same, and is not posted again."""
        try:
            return self.send(digest, mark)
        except TransientError:
            if self._stands(digest, mark):
                return True
            raise

    def send(self, digest: Digest, mark: str, *, look: bool = False) -> bool:
        """Post a digest now, marked; False when the channel's data has nothing to tell.

        look says that an earlier try may have posted it: then it is looked for by its mark first.
        """
        if look and self._stands(digest, mark):
            return True
        if digest.query is not None:
            messenger = self.messengers.of(digest.workspace)
            QuestionSender(messenger, self.catalog, self.runner).send(digest, mark, self.clock.now())
            return True
        viewer = Viewer(digest.workspace, "", digest.channel, Audience.CHANNEL)
        view = view_for(viewer, self.catalog)
        insights = [self._insight(each, view, viewer) for each in insight_queries(view.model)[:INSIGHTS]]
        told = _told_once(each for each in insights if each is not None)
        if not told:
            return False
        text, blocks = digest_text(digest, told), digest_blocks(digest, told)
        self.messengers.of(digest.workspace).post(digest.channel, text, blocks, metadata={"event_id": mark})
        return True

    def _stands(self, digest: Digest, mark: str) -> bool:
        """Return True when Slack shows the digest of this mark; what cannot be looked up is taken as not posted."""
        try:
            messenger = self.messengers.of(digest.workspace)
            return messenger.find_own(place_of(digest, messenger), "", mark) is not None
        except AvexraError:
            return False

    def _insight(self, asked: InsightQuery, view: View, viewer: Viewer) -> Insight | None:
        total = answer_query(asked.total, view, self.runner, viewer)
        if total.status is not Status.ANSWERED or total.table is None or not total.table.rows:
            return None
        current, before = (as_float(cell) for cell in total.table.rows[0][:2])
        if current is None:
            return None
        drivers: tuple[Driver, ...] = ()
        if asked.split is not None and before is not None:
            split = answer_query(asked.split, view, self.runner, viewer)
            if split.table is not None:
                drivers = _drivers(split.table, current - before)
        label = measure_label(asked.total.measures[0], view.model)
        period = asked.total.period.label if asked.total.period else ""
        question = f"{label} in {period}" if period[:3] != "the" else f"{label} by day"
        return Insight(label, total.table.columns[0].unit, period, current, asked.before, before, drivers, question)


def _told_once(insights: Iterable[Insight]) -> tuple[Insight, ...]:
    """Drop what another measure has said already with the same numbers: invoices and their lines add up to one sum."""
    kept: dict[tuple[float, float | None], Insight] = {}
    for each in insights:
        kept.setdefault((round(each.current, 2), each.previous and round(each.previous, 2)), each)
    return tuple(kept.values())


def _drivers(table: ResultTable, change: float) -> tuple[Driver, ...]:
    """Return the members that moved most in the direction of the whole change."""
    dimension = table.columns[0].label
    moves = [
        Driver(dimension, str(member), (as_float(now) or 0) - (as_float(before) or 0))
        for member, now, before, *_ in table.rows
        if member is not None
    ]
    along = [each for each in moves if each.change * change > 0]
    return tuple(sorted(along, key=lambda each: abs(each.change), reverse=True)[:DRIVERS])
