"""The action queue: buttons, App Home, pins, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.queue_batch import Work, consume
from functions.workspace_actions.wiring import actor
from shared.app.messages import ActionMessage, read_message

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Act on the messages of a batch."""
    return consume(event, context, WORK)


def _act(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    actor().act(read_message(ActionMessage, body), redelivered=redelivered)


def _give_up(body: dict[str, Any], error: Exception) -> None:
    actor().give_up(read_message(ActionMessage, body), error)


WORK = Work(_act, attempts=3, give_up=_give_up, key="event_id")
