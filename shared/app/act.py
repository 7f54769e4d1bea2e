"""Act on what a person pressed or set: pins, exports, feedback, digests, the Home tab."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.app.accept_event import viewer_in
from shared.app.answer_question import answer_query, view_for
from shared.app.messages import ActionKind, SnapshotMessage
from shared.core.asking.suggest import suggest
from shared.core.boards.pin import Pin
from shared.core.codec import encode
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import AvexraError, UserError
from shared.ports.outbox import Queue
from shared.render.actions import read_feedback
from shared.render.csv_export import csv_bytes
from shared.render.digest import schedule_words
from shared.render.help import help_blocks, help_text
from shared.render.home import Home, PinCard, home_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.app.messages import ActionMessage
    from shared.app.send_digest import DigestSender
    from shared.core.store.dataset import Dataset
    from shared.ports.answer_log import AnswerLog, AnswerRecord
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.digest_book import DigestBook
    from shared.ports.messenger import Messengers
    from shared.ports.outbox import Outbox
    from shared.ports.pin_board import PinBoard
    from shared.ports.query_runner import QueryRunner

GONE = "That answer is not kept any more; ask the question again."
PROMPT_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Actor:
    """What acting needs of the world; forget removes a workspace's installation."""

    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    log: AnswerLog
    pins: PinBoard
    digests: DigestBook
    sender: DigestSender
    outbox: Outbox
    clock: Clock
    forget: Callable[[str], None]

    def act(self, message: ActionMessage) -> None:
        """Do what was asked. The person is told of everything that cannot be done; TransientError asks for a retry."""
        try:
            _ACTS[message.kind](self, message)
        except UserError as error:
            self._say(message, str(error))

    def _say(self, message: ActionMessage, text: str) -> None:
        messenger = self.messengers.of(message.workspace)
        if message.response_url:
            messenger.respond(message.response_url, text)
        elif message.channel:
            messenger.tell(message.channel, message.user, text)

    def _record(self, message: ActionMessage) -> AnswerRecord:
        record = self.log.find(message.workspace, message.value)
        if record is None or record.query is None:
            raise UserError(GONE)
        return record

    def pin(self, message: ActionMessage) -> None:
        """Pin the answer for this person."""
        record = self._record(message)
        assert record.query is not None  # noqa: S101 - _record refuses answers without one
        pin = Pin(
            id=record.id,
            workspace=message.workspace,
            user=message.user,
            channel=record.viewer.channel,
            question=record.question,
            headline=record.headline,
            query=record.query,
            pinned_at=self.clock.now(),
        )
        fresh = self.pins.pin(pin)
        self._say(message, "Pinned to your Home tab." if fresh else "This is pinned already; see your Home tab.")
        self.open_home(message)

    def unpin(self, message: ActionMessage) -> None:
        """Take a pin off."""
        self.pins.unpin(message.workspace, message.user, message.value)
        self.open_home(message)

    def export(self, message: ActionMessage) -> None:
        """Upload the answer's whole table as CSV into its thread, computed anew for the person who asks for it."""
        record = self._record(message)
        assert record.query is not None  # noqa: S101 - _record refuses answers without one
        viewer = viewer_in(message.workspace, message.user, message.channel)
        answer = answer_query(record.query, view_for(viewer, self.catalog), self.runner, viewer)
        if answer.table is None:
            raise UserError(answer.headline)
        title = record.question[:80] or "Answer"
        content = csv_bytes(answer.table)
        self.messengers.of(message.workspace).upload(
            message.channel, message.thread_ts or None, "answer.csv", content, title
        )

    def feedback(self, message: ActionMessage) -> None:
        """Keep what a person thought of an answer."""
        said = read_feedback(message.value)
        if said is None or self.log.find(message.workspace, said[0]) is None:
            raise UserError(GONE)
        answer_id, helpful = said
        self.log.feedback(message.workspace, answer_id, message.user, helpful=helpful)
        self._say(message, "Thank you, noted." if helpful else "Thank you, noted. Try asking it in other words.")

    def save_digest(self, message: ActionMessage) -> None:
        """Subscribe a channel to a digest, or change its subscription."""
        settings: Mapping[str, object] = json.loads(message.value)
        channel = str(settings["channel"])
        digest = Digest(
            id=str(settings["id"]) or f"{message.workspace}-{channel}",
            workspace=message.workspace,
            channel=channel,
            title=str(settings["title"]),
            cadence=Cadence(str(settings["cadence"])),
            hour=int(str(settings["hour"])),
            timezone=str(settings["timezone"]),
        )
        self.digests.save(digest)
        told = f"{digest.title} will be posted here: {schedule_words(digest)}."
        self.messengers.of(message.workspace).tell(channel, message.user, told)
        self.open_home(message)

    def remove_digest(self, message: ActionMessage) -> None:
        """End a digest."""
        self.digests.remove(message.workspace, message.value)
        self.open_home(message)

    def send_digest(self, message: ActionMessage) -> None:
        """Post the channel's digest now, whether or not it has a schedule."""
        now = Digest(
            f"{message.workspace}-{message.channel}", message.workspace, message.channel, "What changed",
            Cadence.DAILY, 9, "UTC",
        )  # fmt: skip
        if not self.sender.send(now):
            raise UserError("There is nothing to tell yet: no data here has dates to compare.")

    def sync(self, message: ActionMessage) -> None:
        """Refresh the snapshots of what this person can see here."""
        viewer = viewer_in(message.workspace, message.user, message.channel)
        seen = self.catalog.visible(viewer)
        for dataset in seen:
            self.outbox.send(Queue.SNAPSHOTS, encode(SnapshotMessage(message.workspace, dataset.id)))
        names = ", ".join(each.label for each in seen)
        self._say(message, f"Refreshing {names}." if seen else "There is no data here to refresh.")

    def open_messages(self, message: ActionMessage) -> None:
        """Offer questions in the conversation with the app."""
        viewer = viewer_in(message.workspace, message.user, message.channel)
        questions = suggest(view_for(viewer, self.catalog).model, 4)
        if questions:
            prompts = [(each[:PROMPT_LENGTH], each) for each in questions]
            self.messengers.of(message.workspace).suggest(message.channel, None, prompts)

    def welcome(self, message: ActionMessage) -> None:
        """Say hello in a channel the bot was added to."""
        viewer = viewer_in(message.workspace, message.user, message.channel)
        view = view_for(viewer, self.catalog)
        examples = suggest(view.model, 3)
        messenger = self.messengers.of(message.workspace)
        messenger.post(message.channel, help_text(examples), help_blocks(view.datasets, examples))

    def uninstall(self, message: ActionMessage) -> None:
        """Forget a workspace's tokens."""
        self.forget(message.workspace)

    def open_home(self, message: ActionMessage) -> None:
        """Show the Home tab: data, pins answered anew, digests."""
        messenger = self.messengers.of(message.workspace)
        viewer = viewer_in(message.workspace, message.user, "D")
        seen = view_for(viewer, self.catalog)
        home = Home(
            user=message.user,
            now=self.clock.now(),
            datasets=seen.datasets,
            pins=tuple(map(self._card, self.pins.of(message.workspace, message.user))),
            digests=self._digests_of(message.workspace, seen.datasets),
            questions=suggest(seen.model, 3),
        )
        messenger.publish_home(message.user, home_blocks(home))

    def _digests_of(self, workspace: str, seen: tuple[Dataset, ...]) -> tuple[Digest, ...]:
        """Return the digests of channels whose data this person may see."""
        channels = {each.channel for each in seen}
        return tuple(each for each in self.digests.in_workspace(workspace) if each.channel in channels)

    def _card(self, pin: Pin) -> PinCard:
        """Answer a pin where it was pinned; one that cannot be answered now shows what it said then."""
        viewer = viewer_in(pin.workspace, pin.user, pin.channel)
        try:
            answer = answer_query(pin.query, view_for(viewer, self.catalog), self.runner, viewer)
        except AvexraError:
            return PinCard(pin)
        return PinCard(pin, answer, self.clock.now()) if answer.table is not None else PinCard(pin)


_ACTS: Mapping[ActionKind, Callable[[Actor, ActionMessage], None]] = {
    ActionKind.OPEN_HOME: Actor.open_home,
    ActionKind.OPEN_MESSAGES: Actor.open_messages,
    ActionKind.WELCOME: Actor.welcome,
    ActionKind.UNINSTALL: Actor.uninstall,
    ActionKind.PIN: Actor.pin,
    ActionKind.UNPIN: Actor.unpin,
    ActionKind.EXPORT: Actor.export,
    ActionKind.FEEDBACK: Actor.feedback,
    ActionKind.SAVE_DIGEST: Actor.save_digest,
    ActionKind.REMOVE_DIGEST: Actor.remove_digest,
    ActionKind.SEND_DIGEST: Actor.send_digest,
    ActionKind.SYNC: Actor.sync,
}
