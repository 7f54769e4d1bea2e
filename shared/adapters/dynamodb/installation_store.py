"""Slack's own installation store interface, which bolt's OAuth flow writes through."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_sdk.oauth import InstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation

from shared.adapters.dynamodb.installations import InstallationItem
from shared.core.errors import InternalError

if TYPE_CHECKING:
    from logging import Logger

    from slack_sdk.oauth.installation_store.models.bot import Bot

    from shared.adapters.dynamodb.installations import InstallationItems

_SECRETS = ("bot_token", "bot_refresh_token", "incoming_webhook_url")
_NEVER_KEPT = ("user_token", "user_refresh_token", "user_token_expires_at", "user_scopes")
"""The app acts as its bot only, so that no person's token is stored."""


class DynamoInstallationStore(InstallationStore):
    """One installation a workspace, the latest: the app asks for bot scopes only."""

    def __init__(self, items: InstallationItems) -> None:
        self._items = items

    @property
    def logger(self) -> Logger:
        """The logger that slack_sdk asks its stores for."""
        return logging.getLogger(__name__)

    def save(self, installation: Installation) -> None:
        """Keep an installation, tokens encrypted. Raises InternalError without a workspace or organisation."""
        workspace = _workspace(installation.enterprise_id, installation.team_id)
        values = {name: value for name, value in vars(installation).items() if name not in _NEVER_KEPT}
        secrets = {name: values[name] for name in _SECRETS if values.get(name)}
        facts = {name: value for name, value in values.items() if name not in _SECRETS}
        self._items.write(InstallationItem(workspace, facts, secrets))

    def save_bot(self, bot: Bot) -> None:
        """Keep a bot alone, as token rotation does; who installed it stays known."""
        before = self._items.read(_workspace(bot.enterprise_id, bot.team_id))
        installer = str(before.facts.get("user_id") or "") if before else ""
        self.save(Installation(**bot.to_dict_for_copying(), user_id=installer))

    def find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return the workspace's bot, or None."""
        found = self.find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found is not None and found.bot_token else None

    def find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return the workspace's installation, or None; with user_id only when that user made it."""
        item = self._items.read(_workspace(enterprise_id, None if is_enterprise_install else team_id))
        if item is None or (user_id is not None and item.facts.get("user_id") != user_id):
            return None
        return Installation(**{**item.facts, **item.secrets})

    def delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget the workspace: its bot is all that is kept of it here."""
        self._items.delete(_workspace(enterprise_id, team_id))

    def delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget the workspace when user_id is None; one person leaving does not take the bot away."""
        if user_id is None:
            self._items.delete(_workspace(enterprise_id, team_id))


def _workspace(enterprise_id: str | None, team_id: str | None) -> str:
    found = team_id or enterprise_id
    if not found:
        raise InternalError("An installation names neither a workspace nor an organisation.")
    return found
