"""Consuming a queue: each message once, failures reported one by one, nothing lost, nobody left waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyPersistenceLayerError,
)
from botocore.exceptions import BotoCoreError, ClientError

from functions.slack_parts import loggable, logger, settings
from shared.adapters.aws.client import client
from shared.app.messages import InProgressError
from shared.core.errors import TransientError, UserError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

LONGEST_WAIT_SECONDS = 300
REMEMBERED_SECONDS = 15 * 86_400
"""Longer than SQS keeps a message (14 days), so that no redelivery finds its mark gone."""

Handle = Callable[[dict[str, Any], bool], object]
"""(body, redelivered) -> anything."""
GiveUp = Callable[[dict[str, Any], Exception], object]
"""(body, error) -> anything: tells whoever waits that nothing more comes."""

_IN_PROGRESS = (InProgressError, IdempotencyAlreadyInProgressError)
_PASSING = (TransientError, IdempotencyPersistenceLayerError)


@dataclass(frozen=True, slots=True)
class Work:
    """What a door does with the messages of its queue.

    attempts is the queue's maxReceiveCount in template.yaml. key is the JMESPath of what makes a message's work the
    same work: work that was done is passed over; without one, the work itself must be harmless to repeat. give_up is
    called when the last attempt failed, and after a failure that no retry mends. back_after is after how many seconds a
    message comes back whose function was killed, longer than it may live; 0 leaves it to the queue.
    """

    handle: Handle
    attempts: int
    give_up: GiveUp | None = None
    key: str = ""
    fifo: bool = False
    back_after: int = 0


def consume(event: dict[str, Any], context: LambdaContext, work: Work) -> dict[str, Any]:
    """Do the work of each message of a batch; returns which ones failed, so that SQS delivers them again.

    A UserError is final: whoever waits is told, and the message is done.
    """
    if not event.get("Records"):  # a call that only warms the container
        return {"batchItemFailures": []}
    processor = SqsFifoPartialProcessor() if work.fifo else BatchProcessor(event_type=EventType.SQS)
    processor.raise_on_entire_batch_failure = False
    return dict(process_partial_response(event, lambda record: _consume(record, work, context), processor, context))


def _consume(record: SQSRecord, work: Work, context: LambdaContext) -> str:
    received = int(record.attributes.approximate_receive_count)
    done: list[str] = []

    def handle(body: dict[str, Any], redelivered: bool) -> str:  # noqa: FBT001 - as SQS tells it
        done.append(_finish(work, body, redelivered))
        return done[0]

    if work.back_after:
        _come_back_after(record, work.back_after)
    do = _once(handle, work.key, context) if work.key else handle
    try:
        return do(record.json_body, received > 1)
    except _IN_PROGRESS as error:  # the queue's own visibility timeout is longer than the other delivery can live
        _log_failure(error, received)
        raise
    except Exception as error:
        _log_failure(error, received)
        if done:  # only the mark that it was done could not be kept: it may be done again, which is harmless
            return done[0]
        if received >= work.attempts or not isinstance(error, _PASSING):
            _give_up(work, record, error)
        _try_again_soon(record, received)
        raise


def _log_failure(error: Exception, received: int) -> None:
    logger().warning("failed", extra=loggable(error) | {"received": received})


def _give_up(work: Work, record: SQSRecord, error: Exception) -> None:
    try:
        body = record.json_body
    except ValueError:  # nobody can be told about what cannot be read
        return
    _tell(work, body, error)


def _tell(work: Work, body: dict[str, Any], error: Exception) -> None:
    """Tell whoever waits. That this fails too changes nothing: the dead-letter queue keeps the message."""
    if work.give_up is None:
        return
    try:
        work.give_up(body, error)
    except Exception as failure:  # noqa: BLE001 - a front door: the first failure is the one that counts
        logger().warning("could not tell", extra={"kind": type(failure).__name__})


def _try_again_soon(record: SQSRecord, received: int) -> None:
    """Let a failed message come back after 4, 16, 64 ... seconds, so that a short outage is over before the last try.

    The queue's own visibility timeout is minutes long, and would hold back a question's whole thread.
    """
    _come_back_after(record, min(4**received, LONGEST_WAIT_SECONDS))


def _come_back_after(record: SQSRecord, seconds: int) -> None:
    try:
        _, _, _, region, account, name = record.event_source_arn.split(":")
        client("sqs").change_message_visibility(
            QueueUrl=f"https://sqs.{region}.amazonaws.com/{account}/{name}",
            ReceiptHandle=record.receipt_handle,
            VisibilityTimeout=seconds,
        )
    except (BotoCoreError, ClientError, ValueError) as error:
        logger().warning("waits for the visibility timeout", extra={"kind": type(error).__name__})


def _once(
    handle: Callable[[dict[str, Any], bool], str], key: str, context: LambdaContext
) -> Callable[[dict[str, Any], bool], str]:
    config = IdempotencyConfig(
        event_key_jmespath=key, raise_on_no_idempotency_key=True, expires_after_seconds=REMEMBERED_SECONDS
    )
    config.register_lambda_context(context)

    @idempotent_function(  # type: ignore[untyped-decorator]
        data_keyword_argument="body", persistence_store=_store(), config=config
    )
    def once(*, body: dict[str, Any], redelivered: bool) -> str:
        return handle(body, redelivered)

    return lambda body, redelivered: str(once(body=body, redelivered=redelivered))


@cache
def _store() -> DynamoDBPersistenceLayer:
    table = settings().tables.idempotency
    return DynamoDBPersistenceLayer(table_name=table, expiry_attr="expires_at", boto3_client=client("dynamodb"))


def _finish(work: Work, body: dict[str, Any], redelivered: bool) -> str:  # noqa: FBT001 - as SQS tells it
    try:
        work.handle(body, redelivered)
    except UserError as error:
        logger().info("refused", extra={"kind": type(error).__name__})
        _tell(work, body, error)
        return "refused"
    return "done"
