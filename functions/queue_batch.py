"""Consuming a queue: each message once, failures reported one by one, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
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
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyAlreadyInProgressError
from botocore.exceptions import BotoCoreError, ClientError

from functions.slack_parts import logger, settings
from shared.adapters.aws.client import client
from shared.core.errors import AvexraError, TransientError, UserError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

LONGEST_WAIT_SECONDS = 300
REMEMBERED_SECONDS = 15 * 86_400
"""Longer than SQS keeps a message (14 days), so that no redelivery finds its mark gone."""

Handle = Callable[[dict[str, Any], bool], object]
"""(body, redelivered) -> anything."""


def consume(
    event: dict[str, Any],
    context: LambdaContext,
    handle: Handle,
    *,
    key: str = "",
    fifo: bool = False,
) -> dict[str, Any]:
    """Handle each message of a batch with handle(body, redelivered); returns which ones failed.

    key is the JMESPath of what makes a message's work the same work: work that was done is passed over. Without one,
    the work itself must be harmless to repeat. What handle raises makes SQS deliver the message again; a UserError is
    final.
    """
    if not event.get("Records"):  # a call that only warms the container
        return {"batchItemFailures": []}
    work = _once(handle, key, context) if key else lambda body, redelivered: _finish(handle, body, redelivered)

    def record_handler(record: SQSRecord) -> str:
        received = int(record.attributes.approximate_receive_count)
        try:
            return work(record.json_body, received > 1)
        except Exception as error:
            logger().warning(
                "failed", extra={"kind": type(error).__name__, "reason": _reason(error), "received": received}
            )
            if isinstance(error, TransientError | IdempotencyAlreadyInProgressError):
                _try_again_soon(record, received)
            raise

    processor = SqsFifoPartialProcessor() if fifo else BatchProcessor(event_type=EventType.SQS)
    processor.raise_on_entire_batch_failure = False
    return dict(process_partial_response(event, record_handler, processor, context))


def _reason(error: Exception) -> str:
    """Return our own sentence; what a library says may hold data and is left out."""
    return str(error) if isinstance(error, AvexraError) else ""


def _try_again_soon(record: SQSRecord, received: int) -> None:
    """Let a message that met a passing fault come back after seconds, not after the queue's long visibility timeout."""
    _, _, _, region, account, name = record.event_source_arn.split(":")
    seconds = min(2**received, LONGEST_WAIT_SECONDS)
    try:
        client("sqs").change_message_visibility(
            QueueUrl=f"https://sqs.{region}.amazonaws.com/{account}/{name}",
            ReceiptHandle=record.receipt_handle,
            VisibilityTimeout=seconds,
        )
    except (BotoCoreError, ClientError) as error:
        logger().warning("waits for the visibility timeout", extra={"kind": type(error).__name__})


def _once(handle: Handle, key: str, context: LambdaContext) -> Callable[[dict[str, Any], bool], str]:
    config = IdempotencyConfig(
        event_key_jmespath=key, raise_on_no_idempotency_key=True, expires_after_seconds=REMEMBERED_SECONDS
    )
    config.register_lambda_context(context)

    @idempotent_function(  # type: ignore[untyped-decorator]
        data_keyword_argument="body", persistence_store=_store(), config=config
    )
    def once(*, body: dict[str, Any], redelivered: bool) -> str:
        return _finish(handle, body, redelivered)

    return lambda body, redelivered: str(once(body=body, redelivered=redelivered))


@cache
def _store() -> DynamoDBPersistenceLayer:
    table = settings().tables.idempotency
    return DynamoDBPersistenceLayer(table_name=table, expiry_attr="expires_at", boto3_client=client("dynamodb"))


def _finish(handle: Handle, body: dict[str, Any], redelivered: bool) -> str:  # noqa: FBT001 - as SQS tells it
    try:
        handle(body, redelivered)
    except UserError as error:
        logger().info("refused", extra={"reason": str(error)})
        return "refused"
    return "done"
