"""The question queue: each question gets one answer in its thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.query_orchestrator.wiring import replier
from functions.queue_batch import Work, consume
from shared.app.messages import QuestionMessage, read_message

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer the questions of a batch; a failed one holds back the later ones of its thread, and is tried again."""
    return consume(event, context, WORK)


def _answer(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    replier().reply(read_message(QuestionMessage, body), redelivered=redelivered)


def _give_up(body: dict[str, Any], error: Exception) -> None:
    replier().give_up(read_message(QuestionMessage, body), error)


WORK = Work(_answer, attempts=3, give_up=_give_up, key="event_id", fifo=True)
