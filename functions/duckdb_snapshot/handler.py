"""The snapshot queue, and the schedule that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.duckdb_snapshot.wiring import refresher
from functions.queue_batch import Work, consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take the snapshots asked for. Taking one again is harmless: the newest version wins."""
    return consume(event, context, WORK)


def _refresh(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
    refresher().refresh(body)


def _give_up(body: dict[str, Any], error: Exception) -> None:
    refresher().give_up(body, error)


WORK = Work(_refresh, attempts=3, give_up=_give_up)
