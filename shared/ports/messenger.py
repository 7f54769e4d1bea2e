"""Speaking in Slack."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from shared.core.errors import InternalError

Block = Mapping[str, Any]


class NotInChannelError(InternalError):
    """The bot is not in the channel it should speak in, or cannot see it: somebody must invite it."""


class Messenger(Protocol):
    """One workspace's bot.

    Every method raises TransientError on rate limits and server faults (after honouring Retry-After within its own
    patience) and InternalError when Slack refuses what we sent: NotInChannelError when the bot is not in the channel.
    unfurling is off on every post.
    """

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Block] = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> str:
        """Post a message; returns its ts. metadata marks it as ours so that find_own can find it."""
        ...

    def update(self, channel: str, ts: str, text: str, blocks: Sequence[Block] = ()) -> None:
        """Replace a message of ours; the same call twice leaves the same message."""
        ...

    def show(self, channel: str, ts: str, text: str, blocks: Sequence[Block] = ()) -> bool:
        """Replace a message of ours where Slack takes that at once; else False.

        For progress, which waits for nothing and is worth no failure: never raises.
        """
        ...

    def open_direct(self, user: str) -> str:
        """Return the id (D...) of the direct message with this user, opening it when needed."""
        ...

    def find_own(self, channel: str, thread_ts: str, event_id: str) -> str | None:
        """Return the ts of our message in the thread whose metadata has this event_id, or None.

        With an empty thread_ts the channel's newest messages are looked through, threads left out.
        """
        ...

    def tell(
        self, channel: str, user: str, text: str, blocks: Sequence[Block] = (), thread_ts: str | None = None
    ) -> None:
        """Post what only this user sees."""
        ...

    def respond(self, response_url: str, text: str, blocks: Sequence[Block] = (), *, replace: bool = False) -> None:
        """Answer a slash command or a click through its response_url, visible to the user alone."""
        ...

    def set_status(self, channel: str, thread_ts: str, status: str, loading: Sequence[str] = ()) -> None:
        """Show what the assistant is doing in a thread; an empty status clears it. Failure is not an error."""
        ...

    def suggest(self, channel: str, thread_ts: str | None, prompts: Sequence[tuple[str, str]]) -> None:
        """Offer up to four (title, message) prompts in the assistant's conversation."""
        ...

    def upload(self, channel: str, thread_ts: str | None, name: str, content: bytes, title: str) -> str:
        """Share a file; returns its file id once Slack has it ready to be shown.

        With an empty channel it is shared nowhere: only a block that names its id shows it.
        """
        ...

    def publish_home(self, user: str, blocks: Sequence[Block]) -> None:
        """Show the Home tab of this user."""
        ...

    def open_modal(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        """Open a modal within 3 s of the click that gave the trigger."""
        ...

    def file_info(self, file_id: str) -> Mapping[str, Any]:
        """Return Slack's file object (name, size, url_private_download, ...)."""
        ...

    def download(self, url: str, limit: int) -> bytes:
        """Return a file's bytes; UserError when it is larger than limit bytes."""
        ...

    def download_into(self, path: Path, url: str, limit: int) -> int:
        """Write a file's bytes into a file of ours, in blocks; returns how many. UserError above limit bytes."""
        ...

    def is_guest_or_stranger(self, user: str) -> bool:
        """Return True for guests, bots, deleted users, and people of other workspaces."""
        ...

    def channels_of(self, user: str) -> frozenset[str]:
        """Return the ids of the channels this user is in, as far as the bot can see; at most a minute old."""
        ...


class Messengers(Protocol):
    """The bots of all workspaces that installed the app."""

    def of(self, workspace: str) -> Messenger:
        """Return the workspace's bot; UserError when the app is not installed there."""
        ...
