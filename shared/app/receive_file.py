"""Receive a file that was shared: from Slack to the raw bucket, with a word in its thread."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT
from shared.app.fail_file import fail_file
from shared.core.errors import UserError
from shared.core.ingest.rules.files import may_hold_rules
from shared.core.ingest.sizes import too_large
from shared.core.semantic.written_files import ENDINGS, may_be_a_model
from shared.render.ingestion.progress import Stage, progress_blocks, progress_text
from shared.render.ingestion.refused import refused_blocks, refused_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.app.messages import FileMessage
    from shared.ports.messenger import Messenger, Messengers
    from shared.ports.raw_files import RawFiles

READABLE = frozenset(
    "csv tsv txt xlsx xlsm xls xlsb ods json jsonl ndjson parquet gz zip md markdown pdf docx".split(),
)
"""Endings of files taken for tables or documents; but for written models and rules (YAML, known by what is in them),
anything else shared in a channel is none of our business."""

LARGEST_YAML = 8 << 20
"""Bytes of a YAML file that is looked into: a larger one is of another program, and none of our business."""

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
        metadata = {"user": message.user, "name": name, "thread_ts": thread or ts, "ts": ts}
        key = f"raw/{message.workspace}/{message.channel}/{message.file_id}/{safe_name(name)}"
        try:
            self._copy(file, messenger, key, metadata)
        except UserError as error:
            reasons = [str(error)]
            messenger.update(message.channel, ts, refused_text(name, reasons), refused_blocks(name, reasons))
            return False
        return True

    def _copy(self, file: Mapping[str, object], messenger: Messenger, key: str, metadata: Mapping[str, str]) -> None:
        """Copy the file from Slack to the bucket by way of the disk, which is large enough for it, unlike memory."""
        url = self._url(file)
        with tempfile.TemporaryDirectory(prefix="avexra-") as folder:
            path = Path(folder) / "shared"
            messenger.download_into(path, url, self.limit)
            self.raw_files.put_file(key, path, metadata)

    def give_up(self, message: FileMessage, error: Exception) -> None:
        """Say in place of the progress that nothing came of the file; nothing is said where nothing was begun."""
        messenger = self.messengers.of(message.workspace)
        file = messenger.file_info(message.file_id)
        ts = messenger.find_own(message.channel, shared_ts(file, message.channel), message.event_id)
        if ts is not None:
            fail_file(messenger, message.channel, ts, str(file.get("name") or ""), error)

    def _is_ours(self, name: str, file: Mapping[str, object], messenger: Messenger) -> bool:
        """True for a file to be read; people share YAML of all kinds, of which models and rules alone concern us."""
        ending = PurePosixPath(name).suffix.lower().removeprefix(".")
        if ending not in ENDINGS:
            return ending in READABLE
        try:
            content = messenger.download(self._url(file), min(self.limit, LARGEST_YAML))
            return may_be_a_model(content) or may_hold_rules(content)
        except UserError:
            return False

    def _url(self, file: Mapping[str, object]) -> str:
        """Return where the file can be had. Raises UserError for one too large, or that lies outside of Slack."""
        url, size = file.get("url_private_download"), file.get("size")
        if not isinstance(url, str) or not url:
            raise UserError(NOT_IN_SLACK)
        if isinstance(size, int) and size > self.limit:
            raise UserError(too_large(self.limit))
        return url


def _announce(message: FileMessage, messenger: Messenger, name: str, thread: str) -> str:
    return messenger.post(
        message.channel,
        progress_text(name, Stage.RECEIVING),
        progress_blocks(name, Stage.RECEIVING),
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
