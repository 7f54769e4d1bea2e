"""Slack's rate limits: the tier of each method, chat.postMessage's one a second a channel, a window of a minute."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute by tier."""
WINDOW = 60.0
POST_BURST = 4
"""chat.postMessage allows short bursts above one a second; so many in POST_WINDOW seconds a channel."""
POST_WINDOW = 4.0

METHOD_TIER: dict[str, int] = {
    "agents.sessions.rename": 3,
    "agents.sessions.setStatus": 3,
    "assistant.threads.setStatus": 4,
    "assistant.threads.setSuggestedPrompts": 4,
    "assistant.threads.setTitle": 4,
    "bots.info": 3,
    "chat.appendStream": 4,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.startStream": 2,
    "chat.stopStream": 2,
    "chat.update": 3,
    "conversations.history": 1,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 1,
    "files.completeUploadExternal": 4,
    "files.delete": 3,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "reactions.add": 3,
    "reactions.remove": 2,
    "team.info": 3,
    "users.conversations": 3,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
"""Tiers as docs.slack.dev gives them; history and replies as for commercial apps outside the marketplace (tier 1)."""


@dataclass(slots=True)
class RateLimits:
    """Counts calls; when enabled, tells how many seconds a caller has to wait (0 when the call may go on)."""

    enabled: bool = False
    calls: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, method: str, channel: str, now: float) -> int:
        """Count one call and return the seconds for Retry-After, or 0."""
        if not self.enabled:
            return 0
        if method == "chat.postMessage":
            return self._count(f"{method}:{channel}", POST_BURST, POST_WINDOW, now)
        tier = METHOD_TIER.get(method)
        return self._count(method, TIERS[tier], WINDOW, now) if tier else 0

    def _count(self, key: str, most: int, window: float, now: float) -> int:
        seen = self.calls.setdefault(key, deque())
        while seen and seen[0] <= now - window:
            seen.popleft()
        if len(seen) >= most:
            return max(1, int(seen[0] + window - now) + 1)
        seen.append(now)
        return 0
