"""Act on what a person pressed: pins, exports, feedback, refreshes, the Home tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT, viewer_in
from shared.app.answer_question import answer_query, view_for
from shared.app.membership import NOT_FOR_GUESTS, MembersOnly
from shared.app.messages import ActionKind, SnapshotMessage
from shared.core.asking.suggest import suggest
from shared.core.boards.pin import Pin
from shared.core.codec import encode
from shared.core.errors import TransientError, UserError
from shared.core.security.viewer import Audience
from shared.ports.messenger import NotInChannelError
from shared.ports.outbox import Queue
from shared.render.actions import read_feedback
from shared.render.csv_export import csv_bytes
from shared.render.escape import escape
from shared.render.help import help_blocks, help_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.app.act_on_store import StoreActor
    from shared.app.choose_version import VersionChooser
    from shared.app.messages import ActionMessage
    from shared.app.set_digest import DigestSetter
    from shared.app.show_home import HomeDisplay
    from shared.app.show_versions import VersionHistory
    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.result import ResultTable
    from shared.ports.answer_log import AnswerLog, AnswerRecord
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.messenger import Messenger, Messengers
    from shared.ports.outbox import Outbox
    from shared.ports.pin_board import PinBoard
    from shared.ports.query_runner import QueryRunner

GONE = "That answer is not kept any more; ask the question again."
NOT_HERE = "I am not in this channel. Invite me, and try that again."
FAILED = "That did not work, and it has been reported. Please try again in a moment."
UNREACHABLE = "That could not be done just now. Please try again in a few minutes."
NOT_CHANGED_BY_GUESTS = "Only members of this workspace can change its data. Please ask a member to do it for you."
PROMPT_LENGTH = 40

_BY_NOBODY = {ActionKind.WELCOME, ActionKind.STOP}
"""Done for the channel, whoever the event names."""
_FOR_ALL = {ActionKind.OPEN_HOME}
"""Shown to guests too, who are told there that it is not for them."""
_CHANGES = {ActionKind.CHOOSE, ActionKind.RESTORE}
"""Change what is stored."""
_UNASKED = {*_BY_NOBODY, ActionKind.OPEN_HOME, ActionKind.OPEN_MESSAGES}
"""Nobody waits for a word about these."""


@dataclass(frozen=True, slots=True)
class Actor:
    """What acting needs of the world."""

    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    log: AnswerLog
    pins: PinBoard
    outbox: Outbox
    clock: Clock
    home: HomeDisplay
    digests: DigestSetter
    chooser: VersionChooser
    history: VersionHistory
    store: StoreActor

    def act(self, message: ActionMessage, *, redelivered: bool = False) -> None:
        """Do what was asked; the person is told of everything that cannot be done.

        redelivered says that an earlier delivery may have done part of it. Raises TransientError for what a retry may
        mend.
        """
        messenger = self.messengers.of(message.workspace)
        try:
            self._must_be_welcome(message, messenger)
            if message.kind in _POSTS:
                _POSTS[message.kind](self, message, messenger, redelivered)
            else:
                _ACTS[message.kind](self, message, messenger)
        except NotInChannelError:
            _say(message, messenger, NOT_HERE)
        except UserError as error:
            _say(message, messenger, str(error))

    def give_up(self, message: ActionMessage, error: Exception) -> None:
        """Tell the person that nothing more will come of it."""
        sentence = UNREACHABLE if isinstance(error, TransientError) else FAILED
        _say(message, self.messengers.of(message.workspace), sentence)

    @staticmethod
    def _must_be_welcome(message: ActionMessage, messenger: Messenger) -> None:
        for_all = message.kind in _BY_NOBODY or message.kind in _FOR_ALL
        if not for_all and messenger.is_guest_or_stranger(message.user):
            raise UserError(NOT_CHANGED_BY_GUESTS if message.kind in _CHANGES else NOT_FOR_GUESTS)

    def pin(self, message: ActionMessage, messenger: Messenger) -> None:
        """Pin the answer for this person, with what it says now."""
        record, query = self._answered(message)
        _, headline = self._anew(query, message, messenger)
        fresh = self.pins.pin(
            Pin(
                id=record.id,
                workspace=message.workspace,
                user=message.user,
                channel=record.viewer.channel,
                question=record.question,
                headline=headline,
                query=query,
                pinned_at=self.clock.now(),
            )
        )
        _say(message, messenger, "Pinned to your Home tab." if fresh else "This is pinned already; see your Home tab.")
        self.home.show(message.workspace, message.user)

    def unpin(self, message: ActionMessage, _messenger: Messenger) -> None:
        """Take a pin off."""
        self.pins.unpin(message.workspace, message.user, message.value)
        self.home.show(message.workspace, message.user)

    def export(self, message: ActionMessage, messenger: Messenger) -> None:
        """Upload the answer's whole table as CSV into its thread, computed anew for the person who asks for it."""
        record, query = self._answered(message)
        table, _ = self._anew(query, message, messenger)
        title = record.question[:80] or "Answer"
        messenger.upload(message.channel, message.thread_ts or None, "answer.csv", csv_bytes(table), title)

    def feedback(self, message: ActionMessage, messenger: Messenger) -> None:
        """Keep what a person thought of an answer."""
        said = read_feedback(message.value)
        if said is None:
            raise UserError(GONE)
        answer_id, helpful = said
        self._record(message, answer_id)
        self.log.feedback(message.workspace, answer_id, message.user, helpful=helpful)
        _say(message, messenger, "Thank you, noted." if helpful else "Thank you, noted. Try asking it in other words.")

    def save_digest(self, message: ActionMessage, _messenger: Messenger) -> None:
        """Subscribe a channel to a digest, or change its subscription."""
        self.digests.save(message)
        self.home.show(message.workspace, message.user)

    def remove_digest(self, message: ActionMessage, messenger: Messenger) -> None:
        """End a digest; who pressed Stop under one is told, the Home tab shows it by itself."""
        self.digests.remove(message)
        if message.response_url:
            _say(message, messenger, "Stopped: it will not be posted any more.")
        self.home.show(message.workspace, message.user)

    def send_digest(self, message: ActionMessage, _messenger: Messenger, redelivered: bool) -> None:  # noqa: FBT001 - as in _POSTS
        """Post the channel's digest now, once."""
        self.digests.send_now(message, look=redelivered)

    def sync(self, message: ActionMessage, messenger: Messenger) -> None:
        """Refresh the snapshots of what this person can see here."""
        viewer = viewer_in(message.workspace, message.user, message.channel)
        seen = MembersOnly(self.catalog, messenger).visible(viewer)
        for dataset in seen:
            self.outbox.send(Queue.SNAPSHOTS, encode(SnapshotMessage(message.workspace, dataset.id)))
        names = ", ".join(each.label for each in seen)
        _say(message, messenger, f"Refreshing {names}." if seen else "There is no data here to refresh.")

    def open_home(self, message: ActionMessage, _messenger: Messenger) -> None:
        """Show the Home tab."""
        self.home.show(message.workspace, message.user, message.channel)

    def open_messages(self, message: ActionMessage, messenger: Messenger) -> None:
        """Offer questions in the conversation with the app."""
        viewer = viewer_in(message.workspace, message.user, message.channel)
        questions = suggest(view_for(viewer, MembersOnly(self.catalog, messenger)).model, 4)
        if questions:
            messenger.suggest(message.channel, None, [(each[:PROMPT_LENGTH], each) for each in questions])

    def stop(self, message: ActionMessage, messenger: Messenger) -> None:
        """Take the status off a thread that somebody stopped; its answer is there before it could be held back."""
        messenger.set_status(message.channel, message.thread_ts, "")

    def welcome(self, message: ActionMessage, messenger: Messenger, redelivered: bool) -> None:  # noqa: FBT001 - as in _POSTS
        """Say hello in a channel the bot was added to, once."""
        if redelivered and messenger.find_own(message.channel, "", message.event_id):
            return
        view = view_for(viewer_in(message.workspace, message.user, message.channel), self.catalog)
        examples = suggest(view.model, 3)
        mark = {"event_id": message.event_id}
        messenger.post(message.channel, help_text(examples), help_blocks(view.datasets, examples), metadata=mark)

    def choose(self, message: ActionMessage, messenger: Messenger, redelivered: bool) -> None:  # noqa: FBT001 - as in _POSTS
        """Settle what becomes of a file; who comes too late is told so."""
        said = self.chooser.choose(message, messenger, redelivered=redelivered)
        if said and message.response_url:
            messenger.respond(message.response_url, said)

    def left_out(self, message: ActionMessage, messenger: Messenger) -> None:
        """Share the rows that were left out of a data set."""
        self.history.left_out(message, messenger)

    def versions(self, message: ActionMessage, messenger: Messenger) -> None:
        """List the versions of a data set."""
        self.history.show(message, messenger)

    def compare(self, message: ActionMessage, messenger: Messenger) -> None:
        """Compare a version with the current one."""
        self.history.compare(message, messenger)

    def restore(self, message: ActionMessage, messenger: Messenger, redelivered: bool) -> None:  # noqa: FBT001 - as in _POSTS
        """Go back to a version, once."""
        self.history.restore(message, messenger, redelivered=redelivered)

    def ask_store(self, message: ActionMessage, messenger: Messenger, redelivered: bool) -> None:  # noqa: FBT001 - as in _POSTS
        """Show or sync what the words name."""
        self.store.act(message, messenger, redelivered=redelivered)

    def _answered(self, message: ActionMessage) -> tuple[AnswerRecord, SemanticQuery]:
        record = self._record(message, message.value)
        if record.query is None:
            raise UserError(GONE)
        return record, record.query

    def _record(self, message: ActionMessage, answer_id: str) -> AnswerRecord:
        """Return an answer's record where it was given, to who may see it there: nothing of it is known elsewhere."""
        record = self.log.find(message.workspace, answer_id)
        if record is None or record.viewer.channel != message.channel:
            raise UserError(GONE)
        if record.viewer.audience is Audience.ASKER and record.viewer.user != message.user:
            raise UserError(GONE)
        return record

    def _anew(self, query: SemanticQuery, message: ActionMessage, messenger: Messenger) -> tuple[ResultTable, str]:
        """Return what a query gives this person here and now, and the sentence that says it."""
        viewer = viewer_in(message.workspace, message.user, message.channel)
        view = view_for(viewer, MembersOnly(self.catalog, messenger))
        answer = answer_query(query, view, self.runner, viewer)
        if answer.table is None:
            raise UserError(answer.headline)
        return answer.table, answer.headline


def _say(message: ActionMessage, messenger: Messenger, text: str) -> None:
    """Tell the person alone: by the click's own address, else where they are, else in their direct messages."""
    if message.response_url:
        messenger.respond(message.response_url, escape(text))
    elif message.kind not in _UNASKED:
        direct = message.channel if message.channel.startswith(DIRECT) else messenger.open_direct(message.user)
        messenger.post(direct, escape(text))


_ACTS: Mapping[ActionKind, Callable[[Actor, ActionMessage, Messenger], None]] = {
    ActionKind.OPEN_HOME: Actor.open_home,
    ActionKind.OPEN_MESSAGES: Actor.open_messages,
    ActionKind.STOP: Actor.stop,
    ActionKind.PIN: Actor.pin,
    ActionKind.UNPIN: Actor.unpin,
    ActionKind.EXPORT: Actor.export,
    ActionKind.FEEDBACK: Actor.feedback,
    ActionKind.SAVE_DIGEST: Actor.save_digest,
    ActionKind.REMOVE_DIGEST: Actor.remove_digest,
    ActionKind.SYNC: Actor.sync,
    ActionKind.LEFT_OUT: Actor.left_out,
    ActionKind.VERSIONS: Actor.versions,
    ActionKind.COMPARE: Actor.compare,
}
_POSTS: Mapping[ActionKind, Callable[[Actor, ActionMessage, Messenger, bool], None]] = {
    ActionKind.WELCOME: Actor.welcome,
    ActionKind.SEND_DIGEST: Actor.send_digest,
    ActionKind.CHOOSE: Actor.choose,
    ActionKind.RESTORE: Actor.restore,
    ActionKind.STORE: Actor.ask_store,
    ActionKind.STORE_TURN: Actor.ask_store,
}
"""What posts for all to see, so that a redelivery looks first."""
