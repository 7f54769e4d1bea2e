"""Setting a workspace up: the app from its manifest, the command line, the client's waiting."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from infra.local.slack.control import ControlError, SlackControl
from infra.local.slack.manifest import app_from_manifest
from infra.local.slack.workspace import Channel, Post, demo_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from slack_sdk import WebClient

MANIFEST = """
features:
  agent_view: {agent_description: Answers questions}
  bot_user: {display_name: Avexra Dev}
  slash_commands:
    - {command: /avexra, description: Ask, usage_hint: question}
  shortcuts:
    - {name: Explain, type: message, callback_id: explain, description: x}
oauth_config: {scopes: {bot: [chat:write, app_mentions:read]}}
settings: {event_subscriptions: {bot_events: [app_mention]}}
"""


def test_the_app_is_as_its_manifest_declares() -> None:
    """Scopes, events, commands, shortcuts and the name come from the manifest."""
    app = app_from_manifest(demo_workspace(), MANIFEST).app
    assert (app.scopes, app.events) == (("chat:write", "app_mentions:read"), ("app_mention",))
    assert [command.name for command in app.commands] == ["/avexra"]
    assert [(one.callback_id, one.kind) for one in app.shortcuts] == [("explain", "message")]
    assert (app.is_agent, app.display_name) == (True, "Avexra Dev")


@pytest.mark.parametrize("text", ["[]", "features: {}", "oauth_config: {scopes: {bot: [chat:write]}}"])
def test_a_manifest_without_scopes_or_events_is_refused(text: str) -> None:
    """What declares nothing cannot be an app."""
    with pytest.raises(ValueError, match="manifest"):
        app_from_manifest(demo_workspace(), text)


def test_a_channel_may_start_with_a_history() -> None:
    """Posts of a channel's description are its first messages."""
    channel = Channel("C09", "old", ("U01PRIYA",), posts=(Post("U01PRIYA", "hello"),))
    assert channel.posts[0].text == "hello"


def test_the_command_line_prints_its_address(tmp_path: Path) -> None:
    """One line of JSON gives the page's address, the API's and the token, and both answer."""
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(MANIFEST)
    command = [sys.executable, "-m", "infra.local.slack", "--port", "0", "--manifest", str(manifest)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        started = json.loads(process.stdout.readline())
        health = None
        for _ in range(100):
            try:
                health = httpx.get(f"{started['url']}/control/health", trust_env=False).json()
                break
            except httpx.ConnectError:
                continue
        headers = {"authorization": f"Bearer {started['bot_token']}"}
        known = httpx.post(f"{started['api_url']}auth.test", headers=headers, trust_env=False).json()
        process.terminate()
        process.wait(10)
    assert health is not None
    assert health["bot_user"] == "U0AVEXRA"
    assert known["ok"]


def test_waiting_for_a_reply(control: SlackControl, client: WebClient) -> None:
    """wait_for_reply returns the bot's reply that fits, and gives up in time."""
    ts = control.ask("priya", "sales", "total?")
    with pytest.raises(TimeoutError, match="a reply did not come"):
        control.wait_for_reply("sales", ts, timeout=0.1)
    client.chat_postMessage(channel="C02SALES", text="working", thread_ts=ts)
    client.chat_postMessage(channel="C02SALES", text="42", thread_ts=ts)
    assert control.wait_for_reply("sales", ts, lambda reply: reply["text"] == "42")["text"] == "42"


def test_a_person_speaks_only_where_they_are(control: SlackControl) -> None:
    """Nobody writes in a channel they are not in, nor as nobody, nor in a thread that is not there."""
    with pytest.raises(ControlError, match="not_in_channel"):
        control.post("gita", "sales", "hello")
    with pytest.raises(ControlError, match="user_not_found"):
        control.post("nobody", "sales", "hello")
    with pytest.raises(ControlError, match="channel_not_found"):
        control.post("priya", "nowhere", "hello")
    with pytest.raises(ControlError, match="thread_not_found"):
        control.post("priya", "sales", "hello", "1700000000.000001")
