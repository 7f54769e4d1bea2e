"""The file queue: a file shared in Slack goes to the raw bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.file_intake.wiring import receiver
from functions.queue_batch import consume
from shared.app.messages import FileMessage
from shared.core.codec import decode

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take in the files of a batch."""
    return consume(event, context, _receive, key="event_id")


def _receive(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    receiver().receive(decode(FileMessage, body), redelivered=redelivered)
