"""Choices of meaning, beside the threads they were made in."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.adapters.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from shared.core.security.viewer import Viewer
    from shared.ports.clock import Clock

REMEMBERED = timedelta(days=180)
MOST_CHOICES = 200
"""Of one person in one channel; beyond, the oldest goes."""


class DynamoChoiceMemory:
    """The ChoiceMemory port: one item a person and channel, small enough to be rewritten whole.

    Two choices made at the very same moment may leave one of them; the person is then asked once more.
    """

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def choices(self, viewer: Viewer) -> tuple[tuple[str, str], ...]:
        """Return the pairs of word and label."""
        return tuple(self._read(viewer)["choices"].items())

    def offer(self, viewer: Viewer, word: str, options: tuple[tuple[str, str], ...]) -> None:
        """Record what was asked back."""
        offer = {"word": word.casefold(), "options": {question: label for label, question in options}}
        self._write(viewer, self._read(viewer) | {"offer": offer})

    def take(self, viewer: Viewer, question: str) -> tuple[tuple[str, str], ...]:
        """Record the choice, if it is one, and return all of them: one read for a question that is none."""
        kept = self._read(viewer)
        offer = kept["offer"]
        label = offer.get("options", {}).get(question)
        if label is None:
            return tuple(kept["choices"].items())
        choices = {word: said for word, said in kept["choices"].items() if word != offer["word"]}
        newest = (*choices.items(), (offer["word"], label))[-MOST_CHOICES:]
        self._write(viewer, {"choices": dict(newest), "offer": {}})
        return newest

    def _read(self, viewer: Viewer) -> dict[str, Any]:
        with translated("read choices"):
            found = self._client.get_item(TableName=self._table, Key={"id": {"S": _id(viewer)}}, ConsistentRead=True)
        item = found.get("Item")
        if item is None or int(item["expires_at"]["N"]) <= self._clock.now().timestamp():
            return {"choices": {}, "offer": {}}
        kept: dict[str, Any] = json.loads(item["kept"]["S"])
        return kept

    def _write(self, viewer: Viewer, kept: dict[str, Any]) -> None:
        expires_at = int((self._clock.now() + REMEMBERED).timestamp())
        item = {
            "id": {"S": _id(viewer)},
            "kept": {"S": json.dumps(kept, ensure_ascii=False, separators=(",", ":"))},
            "expires_at": {"N": str(expires_at)},
        }
        with translated("remember a choice"):
            self._client.put_item(TableName=self._table, Item=item)


def _id(viewer: Viewer) -> str:
    return f"choices#{viewer.workspace}#{viewer.channel}#{viewer.user}"
