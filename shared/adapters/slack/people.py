"""Who somebody is in a workspace, and which channels they are in: asked of Slack, remembered for a short while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.slack.calls import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web import WebClient

    from shared.adapters.slack.calls import Patience

_PEOPLE_REMEMBERED_SECONDS = 300.0
_CHANNELS_REMEMBERED_SECONDS = 60.0
"""Who left a channel sees nothing of it a minute later."""
_MOST_CHANNELS = 999
"""Channels a page: Slack's limit (https://docs.slack.dev/reference/methods/users.conversations)."""
_UNKNOWN = frozenset({"user_not_found", "user_not_visible"})
_OUTSIDE = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")


class SlackPeople:
    """The people of one workspace, as its bot sees them."""

    def __init__(self, client: WebClient, workspace: str, patience: Patience) -> None:
        self._client = client
        self._workspace = workspace
        self._patience = patience
        self._outside: dict[str, tuple[float, bool]] = {}
        self._channels: dict[str, tuple[float, frozenset[str]]] = {}

    def is_outside(self, user: str) -> bool:
        """Return True for guests, bots, deleted users, people of other workspaces, and ids Slack does not know."""
        known = self._outside.get(user)
        if known is not None and self._patience.monotonic() - known[0] < _PEOPLE_REMEMBERED_SECONDS:
            return known[1]
        outside = self._asked(user)
        self._outside[user] = (self._patience.monotonic(), outside)
        return outside

    def _asked(self, user: str) -> bool:
        try:
            answered = self._patience.calling("users.info", lambda: self._client.users_info(user=user), repeatable=True)
        except RefusedError as error:
            if error.code in _UNKNOWN:
                return True
            raise
        found: Mapping[str, Any] = answered["user"]
        teams = {found.get("team_id"), *((found.get("enterprise_user") or {}).get("teams") or [])}
        return any(found.get(flag) for flag in _OUTSIDE) or self._workspace not in teams

    def channels_of(self, user: str) -> frozenset[str]:
        """Return the channels this user is in: public ones, and private ones the bot is in too."""
        known = self._channels.get(user)
        if known is not None and self._patience.monotonic() - known[0] < _CHANNELS_REMEMBERED_SECONDS:
            return known[1]
        channels = self._all_channels(user)
        self._channels[user] = (self._patience.monotonic(), channels)
        return channels

    def _all_channels(self, user: str) -> frozenset[str]:
        found: set[str] = set()
        cursor: str | None = None
        while cursor is None or cursor:
            page = self._page_of_channels(user, cursor)
            found.update(str(each["id"]) for each in page.get("channels") or [])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        return frozenset(found)

    def _page_of_channels(self, user: str, cursor: str | None) -> Mapping[str, Any]:
        page = self._patience.calling(
            "users.conversations",
            lambda: self._client.users_conversations(
                user=user, types="public_channel,private_channel", limit=_MOST_CHANNELS, cursor=cursor
            ),
            repeatable=True,
        )
        data: Mapping[str, Any] = page.data  # type: ignore[assignment]
        return data
