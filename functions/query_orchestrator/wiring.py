"""The real parts of the question door."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from functions.data_parts import database, runner
from functions.slack_parts import logger, messengers, settings
from shared.adapters.aws.client import client
from shared.adapters.dynamodb.thread_memory import DynamoThreadMemory
from shared.adapters.postgres.answer_log import PostgresAnswerLog
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.system.clock import SystemClock
from shared.app.reply_in_thread import Replier
from shared.core.errors import InternalError, TransientError

if TYPE_CHECKING:
    from shared.core.errors import AvexraError


@cache
def replier() -> Replier:
    """Return what replies to questions, made once a container."""
    clock = SystemClock()
    return Replier(
        messengers=messengers(),
        catalog=PostgresDatasetCatalog(database()),
        runner=runner(),
        memory=DynamoThreadMemory(client("dynamodb"), settings().tables.threads, clock),
        log=PostgresAnswerLog(database()),
        clock=clock,
        report=_report,
    )


def _report(error: AvexraError) -> None:
    reason = str(error) if isinstance(error, InternalError | TransientError) else ""
    logger().error("shown without a part", extra={"kind": type(error).__name__, "reason": reason})
