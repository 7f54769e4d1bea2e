"""One-time states of the OAuth flow, so that nobody finishes an installation somebody else began."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from slack_sdk.oauth import OAuthStateStore

from shared.adapters.aws.errors import translated

if TYPE_CHECKING:
    from logging import Logger

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from shared.ports.clock import Clock

VALID_FOR = timedelta(minutes=10)
"""How long a person has between "Add to Slack" and "Allow"."""


class DynamoStateStore(OAuthStateStore):
    """States in the installation table, by hash, deleted by the read that accepts them."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    @property
    def logger(self) -> Logger:
        """The logger that slack_sdk asks its stores for."""
        return logging.getLogger(__name__)

    def issue(self, *_args: object, **_kwargs: object) -> str:
        """Return a new state of 256 random bits."""
        state = secrets.token_urlsafe(32)
        expires_at = int((self._clock.now() + VALID_FOR).timestamp())
        with translated("begin an installation"):
            self._client.put_item(
                TableName=self._table, Item={"id": {"S": _id(state)}, "expires_at": {"N": str(expires_at)}}
            )
        return state

    def consume(self, state: str) -> bool:
        """Return True the first time a state that we issued, and that is not too old, is shown."""
        with translated("finish an installation"):
            gone = self._client.delete_item(
                TableName=self._table, Key={"id": {"S": _id(state)}}, ReturnValues="ALL_OLD"
            )
        item = gone.get("Attributes")
        return bool(item) and int(item["expires_at"]["N"]) > self._clock.now().timestamp()


def _id(state: str) -> str:
    return "state#" + hashlib.sha256(state.encode()).hexdigest()
