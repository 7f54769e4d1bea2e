"""Answers given before, in the table of idempotency records: what may be lost, and is in no backup.

An entry is one item; a lease is an item without a value, whose time to live is the lease's end. The cells in them
rest encrypted as the table does, and are gone with their time to live: DynamoDB deletes up to days late, so that reads
look at the time themselves.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from shared.adapters.aws.errors import translated
from shared.ports.answer_cache import MOST_BYTES, Entry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from shared.ports.clock import Clock

_PREFIX = "answer#"


class DynamoAnswerCache:
    """The AnswerCache port."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._holder = uuid4().hex

    def find(self, key: str) -> Entry | None:
        """Read the item; a read that is not consistent would miss what another process has just made."""
        with translated("look for an earlier answer"):
            found = self._client.get_item(TableName=self._table, Key=_key(key), ConsistentRead=True)
        item: dict[str, Any] = dict(found.get("Item") or {})
        if "answer" not in item or int(item["expires_at"]["N"]) <= self._clock.now().timestamp():
            return None
        made_at = datetime.fromtimestamp(float(item["made_at"]["N"]), UTC)
        return Entry(bytes(item["answer"]["B"]), made_at)

    def keep(self, key: str, entry: Entry, seconds: int) -> bool:
        """Write the item over whatever stands there."""
        if len(entry.value) > MOST_BYTES:
            return False
        item: dict[str, Any] = {
            **_key(key),
            "answer": {"B": entry.value},
            "made_at": {"N": repr(entry.made_at.timestamp())},
            "expires_at": {"N": str(self._ends(seconds))},
        }
        with translated("keep an answer"):
            self._client.put_item(TableName=self._table, Item=item)
        return True

    def lease(self, key: str, seconds: int) -> bool:
        """Write a lease on condition that nothing stands there whose time is not over."""
        item: dict[str, Any] = {
            **_key(key),
            "holder": {"S": self._holder},
            "expires_at": {"N": str(self._ends(seconds))},
        }
        with translated("lease an answer"):
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression="attribute_not_exists(id) OR expires_at <= :now",
                    ExpressionAttributeValues={":now": {"N": str(int(self._clock.now().timestamp()))}},
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def release(self, key: str) -> None:
        """Delete the item on condition that it is a lease of this process."""
        with translated("give a lease back"):
            try:
                self._client.delete_item(
                    TableName=self._table,
                    Key=_key(key),
                    ConditionExpression="holder = :mine AND attribute_not_exists(answer)",
                    ExpressionAttributeValues={":mine": {"S": self._holder}},
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return

    def forget(self, workspace: str) -> int:
        """Look through the whole table: its key holds no order. Needs dynamodb:Scan, which no door that answers has."""
        removed = 0
        with translated("forget the answers of a workspace"):
            pages = self._client.get_paginator("scan").paginate(
                TableName=self._table,
                FilterExpression="begins_with(id, :own)",
                ExpressionAttributeValues={":own": {"S": f"{_PREFIX}{workspace}#"}},
                ProjectionExpression="id",
            )
            for item in [item for page in pages for item in page["Items"]]:
                self._client.delete_item(TableName=self._table, Key={"id": item["id"]})
                removed += 1
        return removed

    def _ends(self, seconds: int) -> int:
        return math.ceil(self._clock.now().timestamp()) + seconds


def _key(key: str) -> dict[str, Any]:
    return {"id": {"S": _PREFIX + key}}
