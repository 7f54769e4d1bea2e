"""The file queue: a file shared in Slack goes to the raw bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.file_intake.wiring import receiver
from functions.queue_batch import Work, consume
from shared.app.messages import FileMessage, read_message

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take in the files of a batch."""
    return consume(event, context, WORK)


def _receive(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    receiver().receive(read_message(FileMessage, body), redelivered=redelivered)


def _give_up(body: dict[str, Any], error: Exception) -> None:
    receiver().give_up(read_message(FileMessage, body), error)


WORK = Work(_receive, attempts=5, give_up=_give_up, key="event_id")
