"""The real parts of the question door."""

from __future__ import annotations

from functools import cache

from functions.data_parts import database, runner
from functions.slack_parts import messengers, settings
from shared.adapters.aws.client import client
from shared.adapters.dynamodb.thread_memory import DynamoThreadMemory
from shared.adapters.postgres.answer_log import PostgresAnswerLog
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.system.clock import SystemClock
from shared.app.reply_in_thread import Replier


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
    )
