"""The action queue: buttons, App Home, pins, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.queue_batch import consume
from functions.workspace_actions.wiring import actor
from shared.app.messages import ActionMessage
from shared.core.codec import decode

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Act on the messages of a batch."""
    return consume(event, context, _act, key="event_id")


def _act(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    actor().act(decode(ActionMessage, body))
