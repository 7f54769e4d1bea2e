"""The bots of the workspaces that installed the app, and how their items look."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.adapters.aws.errors import translated
from shared.ports.installations import BotToken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from shared.adapters.kms.cipher import KmsCipher

REMEMBERED_SECONDS = 300.0
"""How long a bot is used before its item is read again: an uninstalled one is gone within five minutes."""


@dataclass(frozen=True, slots=True, repr=False)
class InstallationItem:
    """One workspace's installation: facts may be read by anybody with the table, secrets only with the key too."""

    workspace: str
    facts: Mapping[str, Any]
    secrets: Mapping[str, str]


class InstallationItems:
    """The table of installations: one item a workspace (or organisation), its secrets one ciphertext."""

    def __init__(self, client: DynamoDBClient, table: str, cipher: KmsCipher) -> None:
        self._client = client
        self._table = table
        self._cipher = cipher

    def read(self, workspace: str) -> InstallationItem | None:
        """Return the workspace's installation, opened, or None."""
        with translated("read an installation"):
            found = self._client.get_item(TableName=self._table, Key=_key(workspace), ConsistentRead=True)
        item = found.get("Item")
        if item is None:
            return None
        secrets = json.loads(self._cipher.decrypt(item["secrets"]["S"], workspace))
        return InstallationItem(workspace, json.loads(item["facts"]["S"]), secrets)

    def write(self, item: InstallationItem) -> None:
        """Keep the installation in place of an earlier one."""
        closed = self._cipher.encrypt(json.dumps(dict(item.secrets)), item.workspace)
        with translated("keep an installation"):
            self._client.put_item(
                TableName=self._table,
                Item={**_key(item.workspace), "facts": {"S": json.dumps(dict(item.facts))}, "secrets": {"S": closed}},
            )

    def delete(self, workspace: str) -> None:
        """Forget the installation; nothing happens when there is none."""
        with translated("forget an installation"):
            self._client.delete_item(TableName=self._table, Key=_key(workspace))


class DynamoInstallations:
    """The Installations port; a bot found is remembered for a few minutes."""

    def __init__(self, items: InstallationItems, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._items = items
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, BotToken]] = {}

    def bot(self, workspace: str) -> BotToken | None:
        """Return the workspace's bot, or None when the app is not installed there."""
        known = self._known.get(workspace)
        if known is not None and self._monotonic() - known[0] < REMEMBERED_SECONDS:
            return known[1]
        self._known.pop(workspace, None)
        item = self._items.read(workspace)
        if item is None or not item.secrets.get("bot_token"):
            return None
        bot = BotToken(workspace, item.secrets["bot_token"], str(item.facts.get("bot_user_id") or ""))
        self._known[workspace] = (self._monotonic(), bot)
        return bot


def _key(workspace: str) -> dict[str, Any]:
    return {"id": {"S": f"installation#{workspace}"}}
