"""The real parts of the question door."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from functions.data_parts import database, runner
from functions.slack_parts import logger, messengers, secret, settings
from shared.adapters.aws.client import client
from shared.adapters.dynamodb.spend_ledger import DynamoSpendLedger
from shared.adapters.dynamodb.thread_memory import DynamoThreadMemory
from shared.adapters.openai.language_model import OpenAiLanguageModel
from shared.adapters.postgres.answer_log import PostgresAnswerLog
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.system.clock import SystemClock
from shared.app.ask_models import Cascade
from shared.app.reply_in_thread import Replier
from shared.config.models import load_cascade
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
        cascade=cascade(),
    )


@cache
def cascade() -> Cascade | None:
    """Return the language models behind the local reader; None where no key was given: then it answers alone."""
    here = settings().model
    key = secret(here.secret_arn).get("openai_api_key", "") if here.secret_arn else ""
    if not key:
        return None
    clock = SystemClock()
    ledger = DynamoSpendLedger(client("dynamodb"), settings().tables.threads, clock)
    return Cascade(OpenAiLanguageModel(key, here.openai_base_url), ledger, clock, load_cascade(os.environ), _report)


def _report(error: AvexraError) -> None:
    reason = str(error) if isinstance(error, InternalError | TransientError) else ""
    logger().error("shown without a part", extra={"kind": type(error).__name__, "reason": reason})
