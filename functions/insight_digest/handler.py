"""The schedule of digests: what is due is posted, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.insight_digest.wiring import sender
from functions.slack_parts import loggable, logger
from shared.core.errors import InternalError, UserError
from shared.ports.messenger import NotInChannelError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from shared.app.send_digest import DigestSender
    from shared.core.digests.digest import Digest

ENOUGH_MILLISECONDS = 60_000
"""Left of the function's time when no further digest is begun: the next run finds it."""


def handler(event: Mapping[str, Any], context: LambdaContext) -> dict[str, int]:
    """Send what is due now; a failure raises, so that the schedule's retries and its dead-letter queue see it."""
    return run(sender, context.get_remaining_time_in_millis)


def run(open_sender: Callable[[], DigestSender], milliseconds_left: Callable[[], int]) -> dict[str, int]:
    """Send what is due; returns the counts. Raises InternalError, bare, when anything failed."""
    try:
        counts = send_due(open_sender(), milliseconds_left)
    except Exception as error:  # noqa: BLE001 - a front door: what leaves it is printed with its stack trace
        _log("digests could not be sent", error)
        counts = {"sent": 0, "passed": 0, "failed": 1}
    logger().info("digests", extra=counts)
    if counts["failed"]:
        raise InternalError("Not every digest that is due could be sent.")
    return counts


def send_due(digests: DigestSender, milliseconds_left: Callable[[], int]) -> dict[str, int]:
    """Send what is due while there is time; one that fails does not keep the others from being sent.

    Returns how many were sent, how many had nothing to tell or nowhere to go, and how many failed.
    """
    counts = {"sent": 0, "passed": 0, "failed": 0}
    for digest, due in digests.due():
        if milliseconds_left() < ENOUGH_MILLISECONDS:
            break
        counts[_send(digests, digest, due)] += 1
    return counts


def _send(digests: DigestSender, digest: Digest, due: datetime) -> str:
    try:
        return "sent" if digests.send_once(digest, due) else "passed"
    except (UserError, NotInChannelError) as error:
        _log("a digest has nowhere to go", error)
        return "passed"
    except Exception as error:  # noqa: BLE001 - a front door: the other digests go on
        _log("a digest failed", error)
        return "failed"


def _log(what: str, error: Exception) -> None:
    logger().warning(what, extra=loggable(error))
