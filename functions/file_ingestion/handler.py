"""The ingestion queue: what arrived in the raw bucket becomes tables, passages, or words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from functions.file_ingestion.wiring import ingester
from functions.queue_batch import Work, consume

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Ingest the objects that S3 tells of. The ingestion log sees to it that each version is read once."""
    return consume(event, context, WORK)


def _ingest(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    for key, sequencer in _objects(body):
        ingester().ingest(key, sequencer, redelivered=redelivered)


def _give_up(body: dict[str, Any], error: Exception) -> None:
    for key, _ in _objects(body):
        ingester().give_up(key, error)


def _objects(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (key, sequencer) of each object; none for the test that S3 sends when a notification is set up."""
    for record in body.get("Records", ()):
        thing = record["s3"]["object"]
        yield unquote_plus(thing["key"]), str(thing.get("sequencer", ""))


WORK = Work(_ingest, attempts=3, give_up=_give_up)
