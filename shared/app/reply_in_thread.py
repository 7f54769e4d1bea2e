"""Reply to a question where it was asked: one message in the thread, posted early and completed in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT
from shared.app.answer_question import answer_question, view_for
from shared.app.explain import readable_channels
from shared.app.membership import NOT_FOR_GUESTS, MembersOnly, is_in
from shared.app.messages import QUESTION_LENGTH, Surface
from shared.app.place_reply import find_placed, place
from shared.core.asking.answer import Answer, Status, Tier
from shared.core.asking.question import IntentKind, Question
from shared.core.asking.suggest import suggest
from shared.core.errors import AvexraError, InternalError, TransientError, UserError
from shared.ports.answer_log import AnswerRecord
from shared.ports.messenger import NotInChannelError
from shared.render.answer import answer_blocks, answer_text
from shared.render.block_kit import context_mrkdwn, image
from shared.render.escape import escape
from shared.render.help import help_blocks, help_text
from shared.render.metadata import metadata_blocks, metadata_text
from shared.render.picture import chart_alt_text, chart_png, needs_png

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.app.ask_models import Cascade
    from shared.app.explain import Library
    from shared.app.keep_question import Keeper
    from shared.app.messages import QuestionMessage
    from shared.app.place_reply import Placement
    from shared.app.remember_answers import AnswerMemory
    from shared.ports.answer_log import AnswerLog
    from shared.ports.choice_memory import ChoiceMemory
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.messenger import Block, Messenger, Messengers
    from shared.ports.query_runner import QueryRunner
    from shared.ports.thread_memory import ThreadMemory

FAILED = "Something went wrong on our side, and it has been reported. Please ask again in a moment."
UNREACHABLE = "I could not reach the data just now. Please ask again in a few minutes."
TOO_LONG = f"That question is longer than {QUESTION_LENGTH:,} characters. Please ask it in fewer words."
NOT_HERE = "I am not in this conversation. Invite me to the channel, or write to me directly, and ask again."
NOT_YOURS = "You are not in that channel. Join it, or choose another one, and ask again."

DOUBTFUL_AFTER = timedelta(minutes=5)
"""From then on a first delivery may not be the first: Slack's last retry, which SQS no longer recognises after five
minutes, or a question put back from the dead-letter queue."""


@dataclass(frozen=True, slots=True)
class Replier:
    """What replying needs of the world; report(error) tells the operators of what no person is held up by.

    cascade is the language models that are asked where the local reader hands on; None where there is no key. answers
    is what was answered before; library the documents that were shared; keeper pins and schedules questions; choices is
    what people took ambiguous words to mean.
    """

    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    memory: ThreadMemory
    log: AnswerLog
    clock: Clock
    report: Callable[[AvexraError], None]
    cascade: Cascade | None = None
    answers: AnswerMemory | None = None
    library: Library | None = None
    keeper: Keeper | None = None
    choices: ChoiceMemory | None = None

    def reply(self, message: QuestionMessage, *, redelivered: bool = False) -> bool:
        """Post the one answer to a question; returns False when there was nothing to answer.

        redelivered says that an earlier delivery may have posted already: then our message is looked for first. What
        is raised leaves our message as it stands, to be completed by a later delivery or by give_up.
        """
        messenger = self.messengers.of(message.viewer.workspace)
        if not self._is_for_us(message):
            return False
        look = redelivered or self.clock.now() - message.asked_at > DOUBTFUL_AFTER
        try:
            self._must_be_welcome(message, messenger)
            placed = place(message, messenger, look=look)
        except NotInChannelError:
            _tell(message, messenger, NOT_HERE)
            return False
        except UserError as error:
            _tell(message, messenger, str(error))
            return False
        self._remember(placed)
        self._complete(message, placed, self._answer(message, placed, messenger), messenger)
        return True

    def give_up(self, message: QuestionMessage, error: Exception) -> None:
        """Put a plain sentence where the answer should stand: nothing more will be tried by itself."""
        messenger = self.messengers.of(message.viewer.workspace)
        placed = find_placed(message, messenger)
        if placed is None:
            if message.surface in {Surface.THREAD, Surface.EDIT}:  # it may not have been for us
                return
            placed = place(message, messenger, look=True)
        answer = Answer(Status.ERROR, _sentence(error))
        messenger.update(placed.viewer.channel, placed.ts, answer_text(answer), answer_blocks(answer, message.event_id))
        messenger.set_status(placed.viewer.channel, placed.thread, "")

    def _is_for_us(self, message: QuestionMessage) -> bool:
        """Return True unless it is a reply in somebody else's thread, or an edit in a thread we answered in."""
        if message.surface not in {Surface.THREAD, Surface.EDIT}:
            return True
        ours = self.memory.is_ours(message.viewer.workspace, message.viewer.channel, message.thread_ts)
        return ours if message.surface is Surface.THREAD else not ours

    @staticmethod
    def _must_be_welcome(message: QuestionMessage, messenger: Messenger) -> None:
        """Raise UserError for guests and strangers, and for who chose a channel they are not in."""
        viewer = message.viewer
        if messenger.is_guest_or_stranger(viewer.user):
            raise UserError(NOT_FOR_GUESTS)
        chosen = message.surface is Surface.COMMAND and not message.response_url
        if chosen and not is_in(messenger, viewer.user, viewer.channel):
            raise UserError(NOT_YOURS)

    def _remember(self, placed: Placement) -> None:
        """From here on the thread is ours: a follow-up may come before the answer stands."""
        viewer = placed.viewer
        self.memory.remember(viewer, placed.thread, None)
        if not viewer.channel.startswith(DIRECT):
            self.catalog.remember_member(viewer.workspace, viewer.channel, viewer.user)

    def _answer(self, message: QuestionMessage, placed: Placement, messenger: Messenger) -> Answer:
        if len(message.text) > QUESTION_LENGTH:
            return Answer(Status.REFUSED, TOO_LONG)
        question = self._question(message, placed)
        seen, library = MembersOnly(self.catalog, messenger), self._library(messenger)
        try:
            kept = self.keeper.reply(question, message.event_id) if self.keeper else None
            if kept is not None:
                return kept
            return answer_question(question, seen, self.runner, self.cascade, self.answers, library=library)
        except UserError as error:
            return Answer(Status.ERROR, str(error))

    def _question(self, message: QuestionMessage, placed: Placement) -> Question:
        """The question with what its author said before: the last query of the thread, and choices of meaning."""
        viewer = placed.viewer
        previous = self.memory.last_query(viewer, placed.thread)
        choices = self.choices.take(viewer, message.text) if self.choices is not None else ()
        return Question(message.text, viewer, message.asked_at, placed.thread, previous, choices=choices)

    def _library(self, messenger: Messenger) -> Library | None:
        """The documents that may be read where this workspace's people ask."""
        if self.library is None:
            return None
        return replace(self.library, channels=partial(readable_channels, messenger))

    def _complete(self, message: QuestionMessage, placed: Placement, answer: Answer, messenger: Messenger) -> None:
        """Show the answer last: whoever presses its buttons finds it kept, and what stands is never put in doubt."""
        text, blocks = self._rendered(answer, message, placed, messenger)
        self.memory.remember(placed.viewer, placed.thread, answer.query)
        if self.choices is not None and answer.ambiguous:
            self.choices.offer(placed.viewer, answer.ambiguous, answer.options)
        self.log.record(_record(message, placed, answer))
        try:
            messenger.update(placed.viewer.channel, placed.ts, text, blocks)
        except InternalError as error:
            self.report(error)
            messenger.update(placed.viewer.channel, placed.ts, text)
        messenger.set_status(placed.viewer.channel, placed.thread, "")

    def _rendered(
        self, answer: Answer, message: QuestionMessage, placed: Placement, messenger: Messenger
    ) -> tuple[str, list[Block]]:
        if answer.intent in {IntentKind.HELP, IntentKind.METADATA} and answer.status is not Status.ANSWERED:
            return self._what_there_is(answer.intent, placed, messenger)
        blocks: list[Block] = list(answer_blocks(answer, message.event_id))
        picture = self._picture(answer, messenger) if needs_png(answer) else None
        if picture is not None:
            blocks.insert(1, picture)
        if message.surface is Surface.BUTTON:
            asked = f"<@{placed.viewer.user}> asked: {escape(message.text)}"
            blocks.insert(0, context_mrkdwn(asked))
        return answer_text(answer), blocks

    def _what_there_is(self, intent: IntentKind, placed: Placement, messenger: Messenger) -> tuple[str, list[Block]]:
        view = view_for(placed.viewer, MembersOnly(self.catalog, messenger))
        examples = suggest(view.model, 3)
        if intent is IntentKind.HELP:
            return help_text(examples), list(help_blocks(view.datasets, examples))
        shown = metadata_blocks(view.datasets, self.clock.now(), examples)
        return metadata_text(view.datasets), list(shown)

    def _picture(self, answer: Answer, messenger: Messenger) -> Block | None:
        """Return the chart as an image; without it the answer still stands."""
        said = chart_alt_text(answer)
        try:
            drawn = chart_png(answer)
            return image(messenger.upload("", None, "chart.png", drawn, said), said) if drawn else None
        except AvexraError as error:
            self.report(error)
            return None


def _sentence(error: Exception) -> str:
    if isinstance(error, UserError):
        return str(error)
    return UNREACHABLE if isinstance(error, TransientError) else FAILED


def _tell(message: QuestionMessage, messenger: Messenger, sentence: str) -> None:
    """Say something to the asker alone: where they asked when that can be, else in their direct messages.

    Never with thread_ts: Slack shows nothing in a thread that is not active yet. A reply in a thread was perhaps not
    meant for us, so that nothing is said there.
    """
    viewer, said = message.viewer, escape(sentence)
    if message.response_url:
        messenger.respond(message.response_url, said)
    elif message.surface in {Surface.MENTION, Surface.EDIT, Surface.BUTTON} and not viewer.channel.startswith(DIRECT):
        messenger.tell(viewer.channel, viewer.user, said)
    elif message.surface is not Surface.THREAD:
        messenger.post(messenger.open_direct(viewer.user), said)


def _record(message: QuestionMessage, placed: Placement, answer: Answer) -> AnswerRecord:
    """Return the trace of a question: of an answer it keeps the words of the query, because its headline has cells."""
    evidence = answer.evidence
    return AnswerRecord(
        id=message.event_id,
        viewer=placed.viewer,
        thread=placed.thread,
        question=message.text,
        headline=evidence.words if evidence else answer.headline,
        status=answer.status,
        tier=evidence.tier if evidence else Tier.LOCAL,
        query=answer.query,
        sql=evidence.sql if evidence else "",
        datasets=evidence.tables if evidence else (),
        rows=len(answer.table.rows) if answer.table else 0,
        milliseconds=evidence.milliseconds if evidence else 0.0,
        asked_at=message.asked_at,
        cost=evidence.cost if evidence else 0.0,
        rows_worked=answer.table.rows_worked if answer.table else 0,
    )
