"""The snapshot queue, and the schedule that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.duckdb_snapshot.wiring import refresher
from functions.queue_batch import consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take the snapshots asked for. Taking one again is harmless: the newest version wins."""
    return consume(event, context, _refresh)


def _refresh(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    refresher().refresh(body)
