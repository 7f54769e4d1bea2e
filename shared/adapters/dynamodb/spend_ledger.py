"""What has been spent on language models, by day: counters in the table of threads, gone after a few days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.adapters.aws.errors import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from shared.core.models.budget import Allowance
    from shared.ports.clock import Clock

KEPT = timedelta(days=3)
"""An account is of one day; it stays a little longer for whoever wonders."""


class DynamoSpendLedger:
    """The SpendLedger port: an account is one counter, added to on condition that it stays within its limit."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def reserve(self, accounts: Sequence[Allowance], micros: int) -> Allowance | None:
        """Add to one account after the other; where one is full, what was added to the others is taken off again.

        A process that is stopped in between leaves too much counted, never too little.
        """
        for position, account in enumerate(accounts):
            if not self._add(account.key, micros, account.limit - micros):
                self.correct(accounts[:position], -micros)
                return account
        return None

    def correct(self, accounts: Sequence[Allowance], micros: int) -> None:
        """Add a difference to all accounts."""
        for account in accounts:
            self._add(account.key, micros, None)

    def _add(self, key: str, micros: int, room: int | None) -> bool:
        """Add to a counter; returns False when more than room is in it already."""
        if room is not None and room < 0:
            return False
        expires_at = int((self._clock.now() + KEPT).timestamp())
        values = {":micros": {"N": str(micros)}, ":expires": {"N": str(expires_at)}}
        condition = {}
        if room is not None:
            values[":room"] = {"N": str(room)}
            condition = {"ConditionExpression": "attribute_not_exists(spent) OR spent <= :room"}
        with translated("count what language models cost"):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key={"id": {"S": key}},
                    UpdateExpression="ADD spent :micros SET expires_at = :expires",
                    ExpressionAttributeValues=values,
                    **condition,  # type: ignore[arg-type]
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True
