"""Reply to a question where it was asked: one message in the thread, posted early and completed in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT
from shared.app.answer_question import answer_question, view_for
from shared.app.messages import Surface
from shared.core.asking.answer import Answer, Status, Tier
from shared.core.asking.question import IntentKind, Question
from shared.core.asking.suggest import suggest
from shared.core.errors import InternalError, UserError
from shared.ports.answer_log import AnswerRecord
from shared.render.answer import answer_blocks, answer_text, chart_alt_text, chart_png, needs_png
from shared.render.block_kit import context_mrkdwn, image, paragraph
from shared.render.escape import escape
from shared.render.help import help_blocks, help_text
from shared.render.metadata import metadata_blocks, metadata_text
from shared.render.status import LOADING_MESSAGES, PLACEHOLDER, THINKING

if TYPE_CHECKING:
    from shared.app.messages import QuestionMessage
    from shared.core.security.viewer import Viewer
    from shared.ports.answer_log import AnswerLog
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.messenger import Block, Messenger, Messengers
    from shared.ports.query_runner import QueryRunner
    from shared.ports.thread_memory import ThreadMemory

NOT_FOR_GUESTS = "Only members of this workspace can ask about its data. Please ask a member to do it for you."
FAILED = "Something went wrong on our side, and it has been reported. Please ask again in a moment."


@dataclass(frozen=True, slots=True)
class Replier:
    """What replying needs of the world."""

    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    memory: ThreadMemory
    log: AnswerLog
    clock: Clock

    def reply(self, message: QuestionMessage, *, redelivered: bool = False) -> bool:
        """Post the one answer to a question; returns False when it was not for us.

        redelivered says that an earlier delivery may have posted already: then our message is looked for first. Raises
        TransientError when Slack or the data cannot be reached; the placeholder stays and is completed on the retry.
        """
        messenger = self.messengers.of(message.viewer.workspace)
        viewer = message.viewer
        if message.surface is Surface.THREAD and not self._is_ours(viewer, message.thread_ts):
            return False
        if messenger.is_guest_or_stranger(viewer.user):
            messenger.tell(viewer.channel, viewer.user, NOT_FOR_GUESTS, thread_ts=message.thread_ts or None)
            return False
        placed = _Placement.find(message, messenger, redelivered=redelivered)
        self.catalog.remember_member(viewer.workspace, placed.viewer.channel, viewer.user)
        try:
            answer = self._answer(message, placed)
        except InternalError:
            # The person gets a plain sentence now; the queue keeps the question, and its alarm tells us.
            self._complete(message, placed, Answer(Status.ERROR, FAILED), messenger)
            raise
        self._complete(message, placed, answer, messenger)
        return True

    def _is_ours(self, viewer: Viewer, thread: str) -> bool:
        return self.memory.is_ours(viewer.workspace, viewer.channel, thread)

    def _answer(self, message: QuestionMessage, placed: _Placement) -> Answer:
        previous = self.memory.last_query(placed.viewer, placed.thread)
        question = Question(message.text, placed.viewer, message.asked_at, placed.thread, previous)
        try:
            return answer_question(question, self.catalog, self.runner)
        except UserError as error:
            return Answer(Status.ERROR, str(error))

    def _complete(self, message: QuestionMessage, placed: _Placement, answer: Answer, messenger: Messenger) -> None:
        text, blocks = self._rendered(answer, message, placed, messenger)
        messenger.update(placed.viewer.channel, placed.ts, text, blocks)
        messenger.set_status(placed.viewer.channel, placed.thread, "")
        self.memory.remember(placed.viewer, placed.thread, answer.query)
        self.log.record(_record(message, placed, answer))

    def _rendered(
        self, answer: Answer, message: QuestionMessage, placed: _Placement, messenger: Messenger
    ) -> tuple[str, list[Block]]:
        view = view_for(placed.viewer, self.catalog)
        if answer.intent is IntentKind.HELP:
            examples = suggest(view.model, 3)
            return help_text(examples), list(help_blocks(view.datasets, examples))
        if answer.intent is IntentKind.METADATA:
            examples = suggest(view.model, 3)
            shown = metadata_blocks(view.datasets, self.clock.now(), examples)
            return metadata_text(view.datasets), list(shown)
        blocks: list[Block] = list(answer_blocks(answer, message.event_id))
        if needs_png(answer):
            picture = chart_png(answer)
            if picture is not None:
                file_id = messenger.upload("", None, "chart.png", picture, chart_alt_text(answer))
                blocks.insert(1, image(file_id, chart_alt_text(answer)))
        if message.surface is Surface.BUTTON:
            asked = f"<@{placed.viewer.user}> asked: {escape(message.text)}"
            blocks.insert(0, context_mrkdwn(asked))
        return answer_text(answer), blocks


@dataclass(frozen=True, slots=True)
class _Placement:
    """Where the reply stands: our message ts in that thread; the viewer's channel is the real one."""

    viewer: Viewer
    thread: str
    ts: str

    @classmethod
    def find(cls, message: QuestionMessage, messenger: Messenger, *, redelivered: bool) -> _Placement:
        """Return our message for this question, posting it when it is not there yet."""
        viewer = message.viewer
        if viewer.channel == DIRECT:
            viewer = replace(viewer, channel=messenger.open_direct(viewer.user))
        mark = {"event_id": message.event_id}
        thread = message.thread_ts
        if not thread:
            asked = (
                f"<@{viewer.user}> asks: {escape(message.text)}" if message.text else f"<@{viewer.user}> asks for help"
            )
            found = messenger.find_own(viewer.channel, "", f"root-{message.event_id}") if redelivered else None
            root_mark = {"event_id": f"root-{message.event_id}"}
            thread = found or messenger.post(viewer.channel, asked, (paragraph(asked),), metadata=root_mark)
        own = messenger.find_own(viewer.channel, thread, message.event_id) if redelivered else None
        messenger.set_status(viewer.channel, thread, THINKING, LOADING_MESSAGES)
        ts = own or messenger.post(viewer.channel, PLACEHOLDER, thread_ts=thread, metadata=mark)
        return cls(viewer, thread, ts)


def _record(message: QuestionMessage, placed: _Placement, answer: Answer) -> AnswerRecord:
    evidence = answer.evidence
    return AnswerRecord(
        id=message.event_id,
        viewer=placed.viewer,
        thread=placed.thread,
        question=message.text,
        headline=answer.headline,
        status=answer.status,
        tier=evidence.tier if evidence else Tier.LOCAL,
        query=answer.query,
        sql=evidence.sql if evidence else "",
        datasets=evidence.tables if evidence else (),
        rows=len(answer.table.rows) if answer.table else 0,
        milliseconds=evidence.milliseconds if evidence else 0.0,
        asked_at=message.asked_at,
    )
