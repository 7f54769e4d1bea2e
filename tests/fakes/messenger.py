"""A Slack workspace as a list of messages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from shared.core.errors import InternalError, TransientError, UserError
from shared.ports.messenger import NotInChannelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shared.ports.messenger import Block

_MOST_PROMPTS = 4


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands: to is "" when everyone in the channel sees it."""

    channel: str
    ts: str
    text: str
    blocks: tuple[Block, ...]
    thread_ts: str | None = None
    event_id: str | None = None
    to: str = ""
    file: str = ""


@dataclass(slots=True)
class FakeMessenger:
    """The Messenger port.

    outsiders are guests or strangers, members pairs of channel and user, closed the channels the bot is not in; failing
    makes every call raise TransientError.
    """

    messages: list[Posted] = field(default_factory=list)
    responses: list[tuple[str, str, tuple[Block, ...], bool]] = field(default_factory=list)
    statuses: list[tuple[str, str, str]] = field(default_factory=list)
    prompts: dict[tuple[str, str | None], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    homes: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    modals: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    files: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    outsiders: set[str] = field(default_factory=set)
    members: set[tuple[str, str]] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    shown: list[tuple[str, tuple[Block, ...]]] = field(default_factory=list)
    failing: bool = False
    _count: int = 0

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Block] = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> str:
        """Keep a message."""
        self._reach(channel)
        ts = self._next_ts()
        event_id = (metadata or {}).get("event_id")
        self.messages.append(Posted(channel, ts, text, tuple(blocks), thread_ts, event_id))
        return ts

    def update(self, channel: str, ts: str, text: str, blocks: Sequence[Block] = ()) -> None:
        """Replace a message."""
        self._reach()
        for i, message in enumerate(self.messages):
            if (message.channel, message.ts) == (channel, ts):
                self.messages[i] = replace(message, text=text, blocks=tuple(blocks))
                return
        raise InternalError("Slack refused chat.update (message_not_found).")

    def show(self, channel: str, ts: str, text: str, blocks: Sequence[Block] = ()) -> bool:
        """Replace a message unless Slack is away or in a hurry."""
        try:
            self.update(channel, ts, text, blocks)
        except (InternalError, TransientError):
            return False
        self.shown.append((text, tuple(blocks)))
        return True

    def open_direct(self, user: str) -> str:
        """Give every user one direct message."""
        self._reach()
        return f"D{user[1:]}"

    def find_own(self, channel: str, thread_ts: str, event_id: str) -> str | None:
        """Find a message by its event id in a thread, or outside of threads."""
        self._reach(channel)
        return next(
            (
                message.ts
                for message in self.messages
                if message.channel == channel
                and (thread_ts in {message.thread_ts, message.ts} if thread_ts else message.thread_ts is None)
                and message.event_id == event_id
            ),
            None,
        )

    def tell(
        self, channel: str, user: str, text: str, blocks: Sequence[Block] = (), thread_ts: str | None = None
    ) -> None:
        """Keep a message for one user."""
        self._reach(channel)
        self.messages.append(Posted(channel, self._next_ts(), text, tuple(blocks), thread_ts, to=user))

    def respond(self, response_url: str, text: str, blocks: Sequence[Block] = (), *, replace: bool = False) -> None:
        """Keep a response."""
        self._reach()
        self.responses.append((response_url, text, tuple(blocks), replace))

    def set_status(self, channel: str, thread_ts: str, status: str, loading: Sequence[str] = ()) -> None:
        """Keep a status; failure is not an error."""
        if not self.failing:
            self.statuses.append((channel, thread_ts, status))

    def suggest(self, channel: str, thread_ts: str | None, prompts: Sequence[tuple[str, str]]) -> None:
        """Keep the first four prompts."""
        self._reach()
        self.prompts[channel, thread_ts] = tuple(prompts[:_MOST_PROMPTS])

    def upload(self, channel: str, thread_ts: str | None, name: str, content: bytes, title: str) -> str:
        """Keep a file and the message that shows it."""
        self._reach(channel)
        if not content:
            raise InternalError("Slack takes no empty file.")
        file_id = self.share(name, content, title)
        self.messages.append(Posted(channel, self._next_ts(), "", (), thread_ts, file=file_id))
        return file_id

    def publish_home(self, user: str, blocks: Sequence[Block]) -> None:
        """Keep a Home tab."""
        self._reach()
        self.homes[user] = tuple(blocks)

    def open_modal(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        """Keep a modal."""
        self._reach()
        self.modals.append((trigger_id, dict(view)))

    def file_info(self, file_id: str) -> Mapping[str, Any]:
        """Return a file's object."""
        self._reach()
        if file_id not in self.files:
            raise InternalError("Slack refused files.info (file_not_found).")
        return self.files[file_id]

    def download(self, url: str, limit: int) -> bytes:
        """Return a file's bytes."""
        self._reach()
        if url not in self.contents:
            raise InternalError("Slack refused to hand over a file (status 404).")
        if len(self.contents[url]) > limit:
            raise UserError("That file is larger than the limit; please share a smaller one.")
        return self.contents[url]

    def download_into(self, path: Path, url: str, limit: int) -> int:
        """Write a file's bytes."""
        return path.write_bytes(self.download(url, limit))

    def is_guest_or_stranger(self, user: str) -> bool:
        """Return whether the user is one of the outsiders."""
        self._reach()
        return user in self.outsiders

    def channels_of(self, user: str) -> frozenset[str]:
        """Return the channels of the pairs with this user."""
        self._reach()
        return frozenset(channel for channel, member in self.members if member == user)

    def share(self, name: str, content: bytes, title: str = "") -> str:
        """Put a file into the workspace, as a person would; returns its id."""
        self._count += 1
        file_id = f"F{self._count:09d}"
        url = f"https://files.slack.com/files-pri/T0-{file_id}/download/{name}"
        self.files[file_id] = {
            "id": file_id,
            "name": name,
            "title": title or name,
            "size": len(content),
            "mimetype": "application/octet-stream",
            "url_private_download": url,
        }
        self.contents[url] = content
        return file_id

    def _next_ts(self) -> str:
        self._count += 1
        return f"1700000000.{self._count:06d}"

    def _reach(self, channel: str = "") -> None:
        if self.failing:
            raise TransientError("Slack is away.")
        if channel in self.closed:
            raise NotInChannelError("Slack refused (not_in_channel).")


class FakeMessengers:
    """The Messengers port: one FakeMessenger a workspace that installed the app."""

    def __init__(self, *workspaces: str) -> None:
        self.bots = {workspace: FakeMessenger() for workspace in workspaces}

    def of(self, workspace: str) -> FakeMessenger:
        """Return the workspace's messenger."""
        if workspace not in self.bots:
            raise UserError("Avexra is not installed in that workspace; please install it first.")
        return self.bots[workspace]
