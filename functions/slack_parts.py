"""Parts that doors near Slack are wired from: settings, secrets, queues, installations, bots. Nothing heavy."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger

from shared.adapters.aws.client import Pace, client
from shared.adapters.dynamodb.installations import DynamoInstallations, InstallationItems
from shared.adapters.kms.cipher import KmsCipher
from shared.adapters.secrets.reader import SecretReader
from shared.adapters.slack.messenger import SlackMessengers
from shared.adapters.sqs.outbox import SqsOutbox
from shared.config.settings import Settings
from shared.core.errors import InternalError, TransientError
from shared.ports.outbox import Queue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.ports.messenger import Messengers
    from shared.ports.outbox import Outbox


@cache
def settings() -> Settings:
    """Return the function's settings; the one place that reads the environment."""
    return Settings.from_environment(os.environ)


@cache
def logger() -> Logger:
    """Return the function's logger: JSON lines, never an event or a token in them."""
    return Logger(service=settings().log.service, level=settings().log.level)


def loggable(error: Exception) -> dict[str, str]:
    """Return an error's kind, and our own sentence of it.

    What a library says, or what is meant for a person, may hold data and is left out.
    """
    reason = str(error) if isinstance(error, InternalError | TransientError) else ""
    return {"kind": type(error).__name__, "reason": reason}


@cache
def outbox(pace: Pace = Pace.PATIENT) -> Outbox:
    """Return the queues this function may send to."""
    urls = settings().queues
    return SqsOutbox(
        client("sqs", pace),
        {
            Queue.QUESTIONS: urls.questions,
            Queue.FILES: urls.files,
            Queue.INGESTIONS: urls.ingestions,
            Queue.ACTIONS: urls.actions,
            Queue.SNAPSHOTS: urls.snapshots,
        },
    )


@cache
def _secrets(pace: Pace) -> SecretReader:
    return SecretReader(client("secretsmanager", pace))


def secret(arn: str, pace: Pace = Pace.PATIENT) -> Mapping[str, str]:
    """Return the fields of a secret, remembered for a few minutes."""
    return _secrets(pace).read(arn)


@cache
def installation_items(pace: Pace = Pace.PATIENT) -> InstallationItems:
    """Return the table of installations, whose tokens rest encrypted."""
    tables = settings().tables
    cipher = KmsCipher(client("kms", pace), tables.token_key_arn)
    return InstallationItems(client("dynamodb", pace), tables.installations, cipher)


@cache
def messengers(pace: Pace = Pace.PATIENT) -> Messengers:
    """Return the bots of all workspaces."""
    return SlackMessengers(DynamoInstallations(installation_items(pace)), settings().slack.api_url)
