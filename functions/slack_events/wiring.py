"""The real parts of the HTTP door; nothing heavy is imported before it is needed."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from functions.slack_events.routes import Door
from functions.slack_parts import installation_items, logger, messengers, outbox, secret, settings
from shared.adapters.aws.client import Pace
from shared.adapters.slack.signature import is_from_slack

if TYPE_CHECKING:
    from functions.slack_events.http import Request, Response

__all__ = ["door", "logger"]


@cache
def door() -> Door:
    """Return what this door needs, made once a container."""
    return Door(
        verify=_verify,
        outbox=outbox(Pace.PROMPT),
        messengers=messengers(Pace.PROMPT),
        now=lambda: datetime.now(UTC),
        install=_install,
        forget=installation_items(Pace.PROMPT).delete,
        warn=logger().warning,
    )


def _verify(timestamp: str, body: bytes, signature: str) -> bool:
    signing_secret = secret(settings().slack.secret_arn, Pace.PROMPT)["signing_secret"]
    return is_from_slack(signing_secret, timestamp, body, signature, time.time())


def _install(request: Request) -> Response:
    from functions.slack_events.installing import answer  # noqa: PLC0415 - bolt, only where somebody installs

    return answer(request)
