"""The ingestion queue: what arrived in the raw bucket becomes tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from functions.file_ingestion.wiring import ingester
from functions.queue_batch import consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Ingest the objects that S3 tells of. The ingestion log sees to it that each version is read once."""
    return consume(event, context, _ingest)


def _ingest(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    for record in body.get("Records", ()):
        thing = record["s3"]["object"]
        ingester().ingest(unquote_plus(thing["key"]), str(thing.get("sequencer", "")))
