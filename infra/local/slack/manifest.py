"""The app as its manifest declares it, so that a scope, an event or a command missing there fails here too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from infra.local.slack.workspace import Command, Shortcut

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.workspace import Workspace


def app_from_manifest(workspace: Workspace, text: str) -> Workspace:
    """Return the workspace with its app as a manifest (YAML or JSON) declares it.

    Raises:
        ValueError: when the manifest declares no bot scopes, events or commands in the expected places.

    """
    manifest = yaml.safe_load(text)
    if not isinstance(manifest, dict):
        message = "the manifest is not an object"
        raise ValueError(message)  # noqa: TRY004 - to the caller it is a bad value, whatever its type
    features, oauth, settings = (manifest.get(name) or {} for name in ("features", "oauth_config", "settings"))
    scopes = (oauth.get("scopes") or {}).get("bot")
    events = (settings.get("event_subscriptions") or {}).get("bot_events")
    if not scopes or not events:
        message = "the manifest lists no oauth_config.scopes.bot or no settings.event_subscriptions.bot_events"
        raise ValueError(message)
    return workspace.with_app(
        scopes=tuple(scopes),
        events=tuple(events),
        commands=tuple(_command(entry) for entry in features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(entry) for entry in features.get("shortcuts") or ()),
        is_agent="agent_view" in features,
        display_name=(features.get("bot_user") or {}).get("display_name", workspace.app.display_name),
    )


def _command(entry: Json) -> Command:
    return Command(entry["command"], entry.get("description", ""), entry.get("usage_hint", ""))


def _shortcut(entry: Json) -> Shortcut:
    return Shortcut(entry["callback_id"], entry["name"], "message" if entry.get("type") == "message" else "global")
