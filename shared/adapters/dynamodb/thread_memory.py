"""What was answered in our threads, for 30 days."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.adapters.aws.errors import translated
from shared.core.codec import decode, encode
from shared.core.errors import UserError
from shared.core.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from shared.core.security.viewer import Viewer
    from shared.ports.clock import Clock

REMEMBERED = timedelta(days=30)
"""How long a thread is remembered. DynamoDB deletes up to days late, so that reads look at the time themselves."""


class DynamoThreadMemory:
    """The ThreadMemory port.

    A query is kept under the viewer's key and user: what was answered to somebody alone is never the ground of what
    everyone in the channel sees.
    """

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def last_query(self, viewer: Viewer, thread: str) -> SemanticQuery | None:
        """Return the last answered query, or None, also when its form is one that an older version wrote."""
        text = self._read(_query_id(viewer, thread), "query")
        if text is None:
            return None
        try:
            return decode(SemanticQuery, json.loads(text))
        except UserError:
            return None

    def remember(self, viewer: Viewer, thread: str, query: SemanticQuery | None) -> None:
        """Record the thread and, where given, the query; an earlier query stays when none is given."""
        self._write(_thread_id(viewer.workspace, viewer.channel, thread), "ours", "yes")
        if query is not None:
            self._write(_query_id(viewer, thread), "query", json.dumps(encode(query), separators=(",", ":")))

    def is_ours(self, workspace: str, channel: str, thread: str) -> bool:
        """Return True when something was remembered of the thread, by whoever asked."""
        return self._read(_thread_id(workspace, channel, thread), "ours") is not None

    def _read(self, item_id: str, attribute: str) -> str | None:
        with translated("read a thread"):
            found = self._client.get_item(TableName=self._table, Key={"id": {"S": item_id}}, ConsistentRead=True)
        item = found.get("Item")
        if item is None or int(item["expires_at"]["N"]) <= self._clock.now().timestamp():
            return None
        return item[attribute]["S"]

    def _write(self, item_id: str, attribute: str, value: str) -> None:
        expires_at = int((self._clock.now() + REMEMBERED).timestamp())
        item = {"id": {"S": item_id}, attribute: {"S": value}, "expires_at": {"N": str(expires_at)}}
        with translated("remember a thread"):
            self._client.put_item(TableName=self._table, Item=item)


def _thread_id(workspace: str, channel: str, thread: str) -> str:
    return f"thread#{workspace}#{channel}#{thread}"


def _query_id(viewer: Viewer, thread: str) -> str:
    return f"query#{viewer.key}#{viewer.channel}#{viewer.user}#{thread}"
