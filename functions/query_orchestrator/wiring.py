"""The real parts of the question door."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from functions.data_parts import database, runner
from functions.passage_parts import embedder, passages
from functions.slack_parts import loggable, logger, messengers, secret, settings
from shared.adapters.aws.client import Pace, client
from shared.adapters.dynamodb.answer_cache import DynamoAnswerCache
from shared.adapters.dynamodb.choice_memory import DynamoChoiceMemory
from shared.adapters.dynamodb.spend_ledger import DynamoSpendLedger
from shared.adapters.dynamodb.thread_memory import DynamoThreadMemory
from shared.adapters.openai.language_model import OpenAiLanguageModel
from shared.adapters.postgres.answer_log import PostgresAnswerLog
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.digest_book import PostgresDigestBook
from shared.adapters.postgres.past_answers import PostgresPastAnswers
from shared.adapters.postgres.pin_board import PostgresPinBoard
from shared.adapters.system.clock import SystemClock
from shared.app.ask_models import Cascade
from shared.app.explain import Library
from shared.app.keep_question import Keeper
from shared.app.remember_answers import AnswerMemory
from shared.app.reply_in_thread import Replier
from shared.app.write_explanation import Writer
from shared.config.explaining import load_explaining_prompt
from shared.config.models import load_cascade
from shared.core.caching.plan import CachePlan
from shared.core.retrieval.hashing import HashedEmbedder

if TYPE_CHECKING:
    from shared.core.errors import AvexraError

CORE = Path(__file__).parents[2] / "shared" / "core"
READ_AND_COMPUTED_BY = ("asking", "models", "semantic", "sql")
"""The rooms of core that decide what a question means and which rows it gets."""


@cache
def replier() -> Replier:
    """Return what replies to questions, made once a container."""
    clock = SystemClock()
    catalog = PostgresDatasetCatalog(database())
    threads = settings().tables.threads
    return Replier(
        messengers=messengers(),
        catalog=catalog,
        runner=runner(),
        memory=DynamoThreadMemory(client("dynamodb"), threads, clock),
        log=PostgresAnswerLog(database()),
        clock=clock,
        report=_report,
        cascade=cascade(),
        answers=answers(),
        library=library(),
        keeper=Keeper(
            messengers(), catalog, runner(), PostgresPinBoard(database()), PostgresDigestBook(database()), clock
        ),
        choices=DynamoChoiceMemory(client("dynamodb"), threads, clock),
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


@cache
def library() -> Library:
    """Return where explanations come from: passages, earlier answers, and the cheapest model where there is one."""
    models = cascade()
    writer = Writer(models, load_explaining_prompt()) if models else None
    return Library(passages(), embedder(), writer, PostgresPastAnswers(database()), report=_report)


@cache
def answers() -> AnswerMemory:
    """Return what was answered before: in this container, and in the table of what may be lost.

    The shared cache is asked at a prompt pace: a question that waits for it is slower than one that does without. Near
    questions are proposed by an embedder that costs nothing and tells nobody, since what they say decides.
    """
    clock = SystemClock()
    ours = settings().cache
    return AnswerMemory(
        DynamoAnswerCache(client("dynamodb", Pace.PROMPT), settings().tables.idempotency, clock),
        clock,
        _report,
        CachePlan(ours.result_seconds, ours.reading_seconds, ours.most_cells),
        release=release(),
        embedder=HashedEmbedder(),
    )


@cache
def release() -> str:
    """Return a fingerprint of the program that reads and computes, so that another one's answers are not found."""
    files = [file for room in READ_AND_COMPUTED_BY for file in sorted((CORE / room).glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _report(error: AvexraError) -> None:
    logger().error("shown without a part", extra=loggable(error))
