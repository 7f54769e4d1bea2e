"""infra/slack_manifest.yaml says what the code listens to, in the lengths Slack allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from functions.slack_events import listeners
from tests.template.rules_running import ROUTES

MANIFEST = Path(__file__).resolve().parents[2] / "infra" / "slack_manifest.yaml"

# Slack's own limits (docs.slack.dev, app manifest reference): characters, but for the counts.
NAME, DESCRIPTION, LONG_DESCRIPTION = 35, 140, range(174, 4001)
AGENT_DESCRIPTION = 300
SUGGESTED_PROMPTS, SLASH_COMMANDS, SHORTCUTS, BOT_EVENTS, SCOPES = 4, 50, 10, 100, 255
BOT_NAME, SHORTCUT_NAME, SHORTCUT_DESCRIPTION, COMMAND, COMMAND_DESCRIPTION = 80, 24, 150, 32, 2000

SCOPE_OF_EVENT = {
    "app_mention": "app_mentions:read",
    "file_shared": "files:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "agent_session_stopped": "assistant:write",
}
"""The scope without which Slack does not deliver an event; the others need none."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """The manifest as Slack reads it."""
    loaded: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return loaded


def test_the_manifest_subscribes_to_what_the_code_listens_to(manifest: dict[str, Any]) -> None:
    """An event that is not subscribed never arrives, and one nobody listens to costs a delivery."""
    assert sorted(manifest["settings"]["event_subscriptions"]["bot_events"]) == sorted(listeners.EVENTS)


def test_the_manifest_asks_for_the_scopes_the_code_uses(manifest: dict[str, Any]) -> None:
    """People grant what the code uses and nothing more."""
    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == sorted(listeners.BOT_SCOPES)


def test_the_manifest_has_the_codes_commands_and_shortcuts(manifest: dict[str, Any]) -> None:
    """A command or shortcut that Slack offers is one the code answers."""
    features = manifest["features"]
    assert sorted(command["command"] for command in features["slash_commands"]) == sorted(listeners.COMMANDS)
    assert sorted(shortcut["callback_id"] for shortcut in features["shortcuts"]) == sorted(listeners.SHORTCUTS)


def test_every_event_has_its_scope(manifest: dict[str, Any]) -> None:
    """Slack delivers an event only to an app that was granted the scope behind it."""
    granted = set(manifest["oauth_config"]["scopes"]["bot"])
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {SCOPE_OF_EVENT[event] for event in events if event in SCOPE_OF_EVENT} <= granted
    assert "commands" in granted


def test_every_address_is_a_route_of_the_entry(manifest: dict[str, Any]) -> None:
    """Slack is sent only where the HTTP entry answers, on one host."""
    settings, features = manifest["settings"], manifest["features"]
    posted = [
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        *(command["url"] for command in features["slash_commands"]),
    ]
    opened = manifest["oauth_config"]["redirect_urls"]
    assert {f"POST {urlsplit(url).path}" for url in posted} | {f"GET {urlsplit(url).path}" for url in opened} <= ROUTES
    assert {urlsplit(url)[:2] for url in [*posted, *opened]} == {("https", "avexra.example.com")}


def test_the_app_is_an_agent(manifest: dict[str, Any]) -> None:
    """New apps declare agent_view and a messages tab people can write in; assistant_view is of the past."""
    features = manifest["features"]
    assert "agent_view" in features
    assert "assistant_view" not in features
    assert features["app_home"]["home_tab_enabled"] is True
    assert features["app_home"]["messages_tab_enabled"] is True
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["settings"]["socket_mode_enabled"] is False


def test_the_manifest_keeps_slacks_limits(manifest: dict[str, Any]) -> None:
    """Slack refuses a manifest in which one text is too long or one list has too many entries."""
    display, features = manifest["display_information"], manifest["features"]
    assert len(display["name"]) <= NAME
    assert len(display["description"]) <= DESCRIPTION
    assert len(display["long_description"]) in LONG_DESCRIPTION
    assert len(features["bot_user"]["display_name"]) <= BOT_NAME
    assert len(features["agent_view"]["agent_description"]) <= AGENT_DESCRIPTION
    assert 1 <= len(features["agent_view"]["suggested_prompts"]) <= SUGGESTED_PROMPTS
    assert all(set(prompt) == {"title", "message"} for prompt in features["agent_view"]["suggested_prompts"])
    assert len(features["slash_commands"]) <= SLASH_COMMANDS
    assert all(len(command["command"]) <= COMMAND for command in features["slash_commands"])
    assert all(len(command["description"]) <= COMMAND_DESCRIPTION for command in features["slash_commands"])
    assert len(features["shortcuts"]) <= SHORTCUTS
    assert all(len(shortcut["name"]) <= SHORTCUT_NAME for shortcut in features["shortcuts"])
    assert all(len(shortcut["description"]) <= SHORTCUT_DESCRIPTION for shortcut in features["shortcuts"])
    assert len(manifest["settings"]["event_subscriptions"]["bot_events"]) <= BOT_EVENTS
    assert len(manifest["oauth_config"]["scopes"]["bot"]) <= SCOPES
