"""Show the versions of a data set, compare two, go back to one; and hand out the rows that were left out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from shared.app.accept_event import viewer_in
from shared.app.choose_version import NOT_IN_HERE
from shared.app.membership import MembersOnly, is_in
from shared.app.messages import SnapshotMessage
from shared.core.codec import encode
from shared.core.errors import UserError
from shared.core.ingest.versions.versions import Change, current_of
from shared.ports.outbox import Queue
from shared.render.actions import read_version
from shared.render.csv_export import rejects_csv
from shared.render.escape import escape
from shared.render.ingestion.versions import (
    comparison_blocks,
    comparison_sentence,
    restored_text,
    versions_blocks,
    versions_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shared.app.messages import ActionMessage
    from shared.core.ingest.report import Reject
    from shared.core.ingest.versions.versions import Version
    from shared.core.store.dataset import Dataset
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.messenger import Block, Messenger
    from shared.ports.outbox import Outbox
    from shared.ports.table_store import TableStore

MOST_LEFT_OUT = 100_000
"""Rows of the file of rows that were left out: more is a file of the wrong kind, not one with faults."""

GONE = "That data is not here any more."
NOTHING_LEFT_OUT = "No rows are left out of what is there now."
MOVED_ON = "Version {} was written since you looked; open the versions again, and choose anew."
ALREADY_THERE = "That is what is there already; nothing was changed."
WENT_BACK = "Done: version {} has the rows of version {} again."


@dataclass(frozen=True, slots=True)
class VersionHistory:
    """What looking back needs of the world. All of it is for who can see the data where it was asked."""

    catalog: DatasetCatalog
    tables: TableStore
    outbox: Outbox

    def show(self, message: ActionMessage, messenger: Messenger) -> None:
        """List the versions to the person who asks."""
        dataset = self._seen(message, messenger, message.value)
        versions = self.tables.versions(dataset.id)
        if not versions:
            raise UserError(GONE)
        blocks = versions_blocks(dataset.id, dataset.label, versions)
        _answer(message, messenger, versions_text(dataset.label, versions), blocks)

    def compare(self, message: ActionMessage, messenger: Messenger) -> None:
        """Tell the person who asks how a version differs from the one that is current now."""
        dataset, number, _ = self._version(message, messenger)
        current = current_of(self.tables.versions(dataset.id))
        if current is None:
            raise UserError(GONE)
        found = self.tables.compare(dataset.id, number, current.number)
        said = comparison_sentence(dataset.label, number, current.number, found)
        _answer(message, messenger, escape(said), comparison_blocks(dataset.label, number, current.number, found))

    def restore(self, message: ActionMessage, messenger: Messenger, *, redelivered: bool = False) -> None:
        """Go back to a version where it still is what the person saw, ask for its snapshot, and tell the channel."""
        if not is_in(messenger, message.user, message.channel):
            raise UserError(NOT_IN_HERE)
        dataset, number, shown = self._version(message, messenger)
        current = current_of(self.tables.versions(dataset.id))
        if current is None:
            raise UserError(GONE)
        if redelivered and _is_done(current, number, shown, message.user):
            restored = current
        elif current.number != shown:
            raise UserError(MOVED_ON.format(current.number))
        else:
            written = self.tables.restore(dataset.id, number, message.user)
            if not written.is_new:
                raise UserError(ALREADY_THERE)
            restored = written.version
        self.outbox.send(Queue.SNAPSHOTS, encode(SnapshotMessage(message.workspace, dataset.id)))
        _tell_all(message, messenger, restored_text(dataset.label, restored, message.user), look=redelivered)
        _answer(message, messenger, WENT_BACK.format(restored.number, number), replace=True)

    def left_out(self, message: ActionMessage, messenger: Messenger) -> None:
        """Share the rows that were left out of what is there now, as CSV, in the thread they are asked for in."""
        dataset = self._seen(message, messenger, message.value)
        tables = [(each.label, self.tables.rejects(dataset.id, each.name)) for each in self.tables.tables(dataset.id)]
        rows = list(islice(_rejects(tables), MOST_LEFT_OUT))
        if not rows:
            raise UserError(NOTHING_LEFT_OUT)
        name, title = f"{dataset.name}_left_out.csv", f"Rows left out of {dataset.label}"
        messenger.upload(message.channel, message.thread_ts or None, name, rejects_csv(rows), title)

    def _seen(self, message: ActionMessage, messenger: Messenger, dataset_id: str) -> Dataset:
        """Return a data set that this person can see here. Raises UserError for any other."""
        viewer = viewer_in(message.workspace, message.user, message.channel)
        visible = MembersOnly(self.catalog, messenger).visible(viewer)
        found = next((each for each in visible if each.id == dataset_id), None)
        if found is None:
            raise UserError(GONE)
        return found

    def _version(self, message: ActionMessage, messenger: Messenger) -> tuple[Dataset, int, int]:
        said = read_version(message.value)
        if said is None:
            raise UserError(GONE)
        return self._seen(message, messenger, said[0]), said[1], said[2]


def _is_done(current: Version, number: int, shown: int, user: str) -> bool:
    """True when an earlier delivery of the same click went back already."""
    is_it = current.change is Change.RESTORED and current.of == number and current.number == shown + 1
    return is_it and current.origin.user == user


def _rejects(tables: Sequence[tuple[str, Iterable[Reject]]]) -> Iterator[tuple[str, Reject]]:
    for label, rejects in tables:
        for each in rejects:
            yield label if len(tables) > 1 else "", each


def _answer(
    message: ActionMessage, messenger: Messenger, text: str, blocks: Sequence[Block] = (), *, replace: bool = False
) -> None:
    """Tell who clicked, and nobody else."""
    if message.response_url:
        messenger.respond(message.response_url, text, blocks, replace=replace)
    else:
        messenger.tell(message.channel, message.user, text, blocks, message.thread_ts or None)


def _tell_all(message: ActionMessage, messenger: Messenger, text: str, *, look: bool) -> None:
    """Post in the thread, once: look says that an earlier delivery may have done so."""
    if look and messenger.find_own(message.channel, message.thread_ts, message.event_id):
        return
    messenger.post(message.channel, text, thread_ts=message.thread_ts or None, metadata={"event_id": message.event_id})
