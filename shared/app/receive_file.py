"""Receive a file that was shared: from Slack to the raw bucket, with a word in its thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT
from shared.app.fail_file import fail_file
from shared.core.errors import UserError
from shared.core.semantic.written_files import ENDINGS, may_be_a_model
from shared.render.ingestion import Stage, progress_blocks, progress_text, refused_blocks, refused_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.app.messages import FileMessage
    from shared.ports.messenger import Messenger, Messengers
    from shared.ports.raw_files import RawFiles

READABLE = frozenset(
    "csv tsv txt xlsx xlsm xls xlsb ods gz zip md markdown pdf docx".split(),
)
"""Endings of files taken for tables or documents; but for written models (YAML, known by what is in them), anything
else shared in a channel is none of our business."""

NOT_FOR_GUESTS = "Only members of this workspace can add data. Please ask a member to share the file."
NOT_IN_SLACK = "Slack does not hold this file itself; download it, then share it from your computer."


@dataclass(frozen=True, slots=True)
class FileReceiver:
    """What receiving needs of the world; limit is the most bytes one file may have."""

    messengers: Messengers
    raw_files: RawFiles
    limit: int

    def receive(self, message: FileMessage, *, redelivered: bool = False) -> bool:
        """Put the file into the raw bucket; returns False when it is no kind we read, or may not be taken.

        Raises TransientError when Slack or the bucket cannot be reached.
        """
        messenger = self.messengers.of(message.workspace)
        file = messenger.file_info(message.file_id)
        name = str(file.get("name") or "")
        if not self._is_ours(name, file, messenger):
            return False
        if messenger.is_guest_or_stranger(message.user):
            _refuse_guest(message, messenger)
            return False
        thread = shared_ts(file, message.channel)
        own = messenger.find_own(message.channel, thread, message.event_id) if redelivered else None
        ts = own or _announce(message, messenger, name, thread)
        try:
            content = self._content(file, messenger)
        except UserError as error:
            reasons = [str(error)]
            messenger.update(message.channel, ts, refused_text(name, reasons), refused_blocks(name, reasons))
            return False
        key = f"raw/{message.workspace}/{message.channel}/{message.file_id}/{safe_name(name)}"
        self.raw_files.put(key, content, {"user": message.user, "name": name, "thread_ts": thread or ts, "ts": ts})
        return True

    def give_up(self, message: FileMessage, error: Exception) -> None:
        """Say in place of the progress that nothing came of the file; nothing is said where nothing was begun."""
        messenger = self.messengers.of(message.workspace)
        file = messenger.file_info(message.file_id)
        ts = messenger.find_own(message.channel, shared_ts(file, message.channel), message.event_id)
        if ts is not None:
            fail_file(messenger, message.channel, ts, str(file.get("name") or ""), error)

    def _is_ours(self, name: str, file: Mapping[str, object], messenger: Messenger) -> bool:
        """True for a file to be read; people share YAML of all kinds, of which a model alone concerns us."""
        ending = PurePosixPath(name).suffix.lower().removeprefix(".")
        if ending not in ENDINGS:
            return ending in READABLE
        try:
            return may_be_a_model(self._content(file, messenger))
        except UserError:
            return False

    def _content(self, file: Mapping[str, object], messenger: Messenger) -> bytes:
        """Return the file's bytes. Raises UserError for one too large, or that lies outside of Slack."""
        url = file.get("url_private_download")
        if not isinstance(url, str) or not url:
            raise UserError(NOT_IN_SLACK)
        return messenger.download(url, self.limit)


def _announce(message: FileMessage, messenger: Messenger, name: str, thread: str) -> str:
    return messenger.post(
        message.channel,
        progress_text(name, Stage.RECEIVED),
        progress_blocks(name, Stage.RECEIVED),
        thread_ts=thread or None,
        metadata={"event_id": message.event_id},
    )


def _refuse_guest(message: FileMessage, messenger: Messenger) -> None:
    if message.channel.startswith(DIRECT):
        messenger.post(message.channel, NOT_FOR_GUESTS)
    else:
        messenger.tell(message.channel, message.user, NOT_FOR_GUESTS)


def shared_ts(file: Mapping[str, object], channel: str) -> str:
    """Return the ts of the message that shared the file in the channel, or "" when Slack does not say."""
    shares = file.get("shares")
    for kind in ("public", "private"):
        places = shares.get(kind, {}) if isinstance(shares, dict) else {}
        for share in places.get(channel, ()):
            return str(share.get("thread_ts") or share.get("ts") or "")
    return ""


def safe_name(name: str) -> str:
    """Return a file name fit for an object key; the true one travels as metadata."""
    kept = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in name)
    return kept.lstrip(".")[-100:] or "file"
