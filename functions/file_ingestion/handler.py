"""The ingestion queue: what arrived in the raw bucket, or was chosen for it, becomes tables, passages, or words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from functions.file_ingestion.ending import MARGIN_SECONDS, ending_before, remaining
from functions.file_ingestion.wiring import clock, ingester
from functions.queue_batch import Work, consume
from shared.app.messages import CHOSEN, ChosenMessage, read_message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Ingest the objects that the queue tells of. The ingestion log sees to it that each version is read once."""
    until = clock().now() + remaining(context) - timedelta(seconds=MARGIN_SECONDS)

    def handle(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
        with ending_before(until - clock().now()):
            _ingest(body, redelivered, until)

    return consume(event, context, replace(WORK, handle=handle))


def _ingest(body: dict[str, Any], redelivered: bool, until: datetime | None = None) -> None:  # noqa: FBT001
    for key, sequencer in _objects(body):
        ingester().ingest(key, sequencer, redelivered=redelivered, until=until)


def _give_up(body: dict[str, Any], error: Exception) -> None:
    for key, _ in _objects(body):
        ingester().give_up(key, error)


def _objects(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (key, sequencer) of each object; none for the test that S3 sends when a notification is set up."""
    if body.get("kind") == CHOSEN:
        message = read_message(ChosenMessage, body)
        yield message.key, message.sequencer
    for record in body.get("Records", ()):
        thing = record["s3"]["object"]
        yield unquote_plus(thing["key"]), str(thing.get("sequencer", ""))


WORK = Work(_ingest, attempts=3, give_up=_give_up, back_after=960)
"""A reader that was killed, by a file that took too much memory or by an outage, leaves its message for a minute longer
than it may live: the queue's own timeout is six times as long."""
