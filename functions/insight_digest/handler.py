"""The schedule of digests: what is due is posted, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.insight_digest.wiring import sender
from functions.slack_parts import logger

if TYPE_CHECKING:
    from collections.abc import Mapping


def handler(event: Mapping[str, Any], context: object) -> dict[str, int]:
    """Send what is due now; a failure raises, so that the schedule's retries and its dead-letter queue see it."""
    sent = sender().send_due()
    logger().info("digests", extra={"sent": sent})
    return {"sent": sent}
