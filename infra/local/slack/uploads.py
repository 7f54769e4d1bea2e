"""Files from promise to message: the record, its bytes (in memory, and on disk when a folder is given), its sharing."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from infra.local.slack import events, messages
from infra.local.slack.blocks.grammar import BlockError
from infra.local.slack.state import File, Message

if TYPE_CHECKING:
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation


def promise(slack: Slack, user: str, name: str, length: int) -> File:
    """Return a file that is expected: a record without bytes."""
    file = File(
        id=slack.state.next_id("F"),
        name=name,
        title=name,
        user=user,
        created=int(slack.clock.now()),
        length=length,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    slack.state.files[file.id] = file
    return file


def receive(slack: Slack, file: File, content: bytes) -> None:
    """Keep a file's bytes."""
    file.content = content
    file.length = len(content)
    if slack.files_dir is not None:
        slack.files_dir.mkdir(parents=True, exist_ok=True)
        (slack.files_dir / file.id).write_bytes(content)


def share(
    slack: Slack, conversation: Conversation, files: list[File], text: str = "", thread_ts: str | None = None
) -> Message:
    """Show one person's files in a conversation: a message with them, and a file_shared event each."""
    user = files[0].user
    bot = slack.state.app
    message = Message(
        ts=slack.state.next_ts(),
        channel=conversation.id,
        user=user,
        text=text,
        thread_ts=thread_ts,
        files=[file.id for file in files],
        bot_id=bot.bot_id if user == bot.bot_user else None,
        subtype="file_share",
    )
    for file in files:
        complete(slack, file)
        file.shares[conversation.id] = message.ts
    messages.post(slack, message)
    for file in files:
        events.file_shared(slack, conversation, file)
    return message


def complete(slack: Slack, file: File) -> None:
    """Mark an upload as finished; processing takes its time from here."""
    if not file.completed:
        file.completed = True
        file.completed_at = slack.clock.now()


def unready(slack: Slack, value: object, pointer: str) -> list[BlockError]:
    """Return an error for every slack_file inside blocks that names no file, or one that is still processed."""
    if isinstance(value, list):
        return [error for index, entry in enumerate(value) for error in unready(slack, entry, f"{pointer}/{index}")]
    if not isinstance(value, dict):
        return []
    errors = [error for name, entry in value.items() for error in unready(slack, entry, f"{pointer}/{name}")]
    reference = value.get("slack_file")
    if isinstance(reference, dict):
        wanted = str(reference.get("id") or reference.get("url") or "")
        found = [file for file in slack.state.files.values() if file.id == wanted or f"-{file.id}/" in wanted]
        if not found or not messages.is_processed(slack, found[0]):
            errors.append(BlockError(f"{pointer}/slack_file", "invalid_file", "invalid slack file"))
    return errors


def remove(slack: Slack, file: File) -> None:
    """Delete a file's bytes; messages that showed it say so."""
    file.deleted = True
    file.content = None
    if slack.files_dir is not None:
        (slack.files_dir / file.id).unlink(missing_ok=True)
    for channel, ts in file.shares.items():
        slack.hub.tell("message", channel=channel, ts=ts, thread_ts=None)
