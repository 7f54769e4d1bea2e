"""Calling Slack with patience: waiting as long as it asks, repeating only what may be repeated."""

from __future__ import annotations

import http.client
import logging
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError, SlackClientError

from shared.core.errors import AvexraError, InternalError, TransientError
from shared.ports.messenger import NotInChannelError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

LOGGER = logging.getLogger("avexra.slack")
"""What slack_sdk logs goes here, warnings and above: below that it writes whole requests and responses."""
LOGGER.setLevel(logging.WARNING)

TOO_MANY = 429
SERVER_FAULT = 500
_FIRST_BACKOFF_SECONDS = 0.5
_MAY_PASS = frozenset({"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"})
"""Slack's error codes that a later try may not meet."""
_NOT_IN_CHANNEL = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
"""Slack's error codes that an invitation mends; a private channel the bot is not in is not found at all."""


class RefusedError(InternalError):
    """Slack refuses what we sent; code is Slack's own word for why."""

    def __init__(self, method: str, code: str, notes: Sequence[str] = ()) -> None:
        detail = "; ".join([code, *(note[:200] for note in notes[:3])])
        super().__init__(f"Slack refused {method} ({detail}).")
        self.code = code


class ClosedChannelError(RefusedError, NotInChannelError):
    """Slack refuses because our bot is not in the channel."""


class WebhookFailure(Exception):  # noqa: N818 - never leaves this room: calling() turns it into one of ours
    """A response_url did not answer 200; it fails as the Web API does, in another shape."""

    def __init__(self, status: int, headers: Mapping[str, Any], body: str) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.code = next(
            (word for word in ("used_url", "expired_url", "no_text", "invalid_blocks") if word in body), ""
        )


@dataclass(slots=True)
class Patience:
    """How long one call may take in all, waits included, and the two things a test replaces."""

    seconds: float = 20.0
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    def calling(self, method: str, request: Callable[[], T], *, repeatable: bool) -> T:
        """Run a request until Slack takes it; returns what it returned.

        A rate-limited request was not acted on, so it is always repeated, never before Retry-After is over. A server
        fault or a cut line leaves open whether it was acted on: only a repeatable request is sent again. Raises
        TransientError when patience ends, RefusedError when Slack refuses.
        """
        deadline = self.monotonic() + self.seconds
        backoff = _FIRST_BACKOFF_SECONDS
        while True:
            try:
                return request()
            except (SlackApiError, WebhookFailure, OSError, http.client.HTTPException, SlackClientError) as error:
                failed, wait = _meaning(method, error, repeatable=repeatable)
            pause = max(wait, backoff) + random.random() / 10  # noqa: S311 - jitter
            if wait < 0 or self.monotonic() + pause > deadline:
                raise failed
            self.sleep(pause)
            backoff *= 2


_NEVER = -1.0


def _meaning(method: str, error: Exception, *, repeatable: bool) -> tuple[AvexraError, float]:
    """Return our error and the least seconds to wait before another try, or _NEVER."""
    when_doubtful = 0.0 if repeatable else _NEVER
    if isinstance(error, SlackApiError):
        status, headers, code, notes = _told(error.response)
    elif isinstance(error, WebhookFailure):
        status, headers, code, notes = error.status, error.headers, error.code or f"status {error.status}", []
    else:
        unreachable = TransientError(f"Slack could not be reached for {method} ({type(error).__name__}).")
        return unreachable, 0.0 if _was_never_sent(error) else when_doubtful
    if status == TOO_MANY or code == "ratelimited":
        return TransientError(f"Slack limits the rate of {method}."), retry_after(headers)
    if status >= SERVER_FAULT or code in _MAY_PASS:
        return TransientError(f"Slack had a fault in {method} (status {status})."), when_doubtful
    refused = ClosedChannelError if code in _NOT_IN_CHANNEL else RefusedError
    return refused(method, code, notes), _NEVER


def _told(response: Any) -> tuple[int, Mapping[str, Any], str, list[str]]:  # noqa: ANN401 - slack_sdk leaves it open
    notes = (response.get("response_metadata") or {}).get("messages") or []
    code = str(response.get("error") or "unknown")[:80]
    return response.status_code, response.headers, code, [str(note) for note in notes]


def retry_after(headers: Mapping[str, Any]) -> float:
    """Return the seconds Slack asks to wait; 1 when it does not say."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    if isinstance(found, list):
        found = found[0] if found else "1"
    try:
        return max(float(found), 0.0)
    except ValueError:
        return 1.0


def _was_never_sent(error: BaseException) -> bool:
    """True for a refused connection: nobody was there to act on the request."""
    reason = getattr(error, "reason", error)
    return not isinstance(error, HTTPError) and isinstance(reason, ConnectionRefusedError)
