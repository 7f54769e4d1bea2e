"""Do what people ask of the store, by words or by buttons that carry them: show it, or sync it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from shared.app.messages import ActionKind, SnapshotMessage
from shared.app.show_store import answer, dataset_named
from shared.core.codec import encode
from shared.core.errors import UserError
from shared.core.store.asked import AskSync, ShowRows, ShowStatus, ShowTable, ShowValues, read_ask
from shared.core.store.declared import declared_as
from shared.core.store.sync import SyncState
from shared.ports.outbox import Queue
from shared.render.store import SWITCHED_OFF
from shared.render.sync_words import busy_text, queued_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.app.messages import ActionMessage
    from shared.app.show_store import StoreDisplay
    from shared.core.store.dataset import Dataset
    from shared.ports.messenger import Messenger
    from shared.ports.outbox import Outbox


@dataclass(frozen=True, slots=True)
class StoreActor:
    """What acting on the store needs of the world."""

    display: StoreDisplay
    outbox: Outbox

    def act(self, message: ActionMessage, messenger: Messenger, *, redelivered: bool = False) -> None:
        """Do what the words ask. Raises UserError with a sentence on what cannot be.

        redelivered says that an earlier delivery may have done part of it.
        """
        ask, turns = read_ask(message.value), message.kind is ActionKind.STORE_TURN
        match ask:
            case ShowStatus():
                self.display.status(ask, message, messenger, replace=turns)
            case ShowRows():
                self.display.rows(ask, message, messenger, replace=turns)
            case ShowTable():
                self.display.table(ask, message, messenger, replace=turns)
            case ShowValues():
                self.display.values(ask, message, messenger, replace=turns)
            case AskSync():
                self._sync(ask, message, messenger, look=redelivered)
            case _:
                assert_never(ask)

    def _sync(self, ask: AskSync, message: ActionMessage, messenger: Messenger, *, look: bool) -> None:
        """Ask for the syncs, each with a message in the channel that will say how it went; one that runs is not begun.

        The message is posted once: look says that an earlier delivery may have done so. That it is queued twice is
        harmless: the second sync finds nothing new.
        """
        seen = self.display.seen(message, messenger)
        if not self.display.settings.enabled:
            raise UserError(SWITCHED_OFF)
        busy = []
        for dataset, only in self._targets(ask.target, seen):
            mark = f"{message.event_id}-{dataset.id}"
            tell = messenger.find_own(message.channel, "", mark) if look else None
            if tell is None and self._is_busy(dataset):
                busy.append(busy_text(dataset.label))
                continue
            if tell is None:
                text = queued_text(dataset.label, message.user, ask, only)
                tell = messenger.post(message.channel, text, metadata={"event_id": mark})
            asked = SnapshotMessage(
                workspace=message.workspace,
                dataset_id=dataset.id,
                kind=ask.kind,
                reset=ask.reset,
                only=only,
                channel=message.channel,
                user=message.user,
                tell=tell,
            )
            self.outbox.send(Queue.SNAPSHOTS, encode(asked))
        if busy:
            answer(message, messenger, "\n".join(busy))  # in one: Slack takes five answers to a click

    def _is_busy(self, dataset: Dataset) -> bool:
        return self.display.log.status(dataset.id, self.display.clock.now()).state is SyncState.SYNCING

    def _targets(self, target: str, seen: Sequence[Dataset]) -> Iterator[tuple[Dataset, str]]:
        """The data sets to sync, each with the one table that is meant, "" for all."""
        if not target:
            yield from ((each, "") for each in seen)
            return
        said = target.casefold()
        named = [each for each in seen if said in {each.name.casefold(), each.label.casefold()}]
        tables = [
            (each, table)
            for each in (() if named else seen)
            for table in self._tables(each)
            if said in {table.casefold(), f"{each.name}.{table}".casefold()}
        ]
        if len(tables) > 1:
            raise UserError(
                f"“{target[:60]}” is in several data sets: say {' or '.join(f'{d.name}.{t}' for d, t in tables[:5])}."
            )
        yield tables[0] if tables else (dataset_named(target, seen), "")

    def _tables(self, dataset: Dataset) -> tuple[str, ...]:
        """The tables that a sync may be asked of: those of the current version, else those that are declared."""
        manifest = self.display.manifest_of(dataset)
        if manifest is not None:
            return tuple(each.name for each in manifest.tables)
        declared = declared_as(dataset.id, self.display.settings)
        return tuple(each.name for each in declared.tables) if declared else ()
