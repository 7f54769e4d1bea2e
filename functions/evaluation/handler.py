"""The evaluation queue. Its room is still empty: what comes here is not lost, it goes to the dead-letter queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.queue_batch import Work, consume
from shared.core.errors import InternalError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Refuse every message, so that SQS keeps it."""
    return consume(event, context, WORK)


def _refuse(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    raise InternalError("evaluation runs are not open yet")


WORK = Work(_refuse, attempts=3)
