"""A workspace installs the app: from the button to an encrypted token, by the browser that began it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from functions.slack_events import installing
from functions.slack_events.handler import handler
from functions.slack_events.listeners import BOT_SCOPES
from functions.slack_parts import messengers
from infra.local.slack.running import RunningSlack
from shared.adapters.aws.client import client
from tests.functions.conftest import Logs, forget_parts
from tests.functions.slack_events.conftest import gateway

if TYPE_CHECKING:
    from collections.abc import Iterator

BACK = "https://door.test/slack/oauth_redirect"
WORKSPACE = "T0NORTHWIND"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSlack]:
    """A Slack whose app comes back to this door."""
    with RunningSlack() as slack:
        state = slack.slack.state
        state.app = replace(state.app, redirect_urls=(BACK,))
        yield slack


@pytest.fixture
def slack(running: RunningSlack, cloud: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSlack]:
    """That Slack, with the door wired to it."""
    app = running.slack.state.app
    secret = {"signing_secret": "x", "client_id": app.client_id, "client_secret": app.client_secret}
    client("secretsmanager").put_secret_value(SecretId=cloud["SLACK_SECRET_ARN"], SecretString=json.dumps(secret))
    monkeypatch.setenv("SLACK_API_URL", running.api_url)
    forget_parts()
    installing.flow.cache_clear()
    yield running
    installing.flow.cache_clear()


def visit(path: str, query: str = "", cookies: list[str] | None = None) -> dict[str, Any]:
    """Visit a page of the door as a browser does."""
    return handler({**gateway(path, method="GET", query=query), "cookies": cookies or []}, None)


def begin() -> tuple[str, str]:
    """Open the install page; returns the address of its button, and the cookie it set."""
    page = visit("/slack/install")
    assert page["statusCode"] == 200
    headers = {name.lower(): value for name, value in page["headers"].items()}
    (address,) = re.findall(r'href="([^"]+/oauth/v2/authorize[^"]*)"', page["body"])
    return unescape(address), headers["set-cookie"].split(";")[0]


def consent(slack: RunningSlack, address: str, decision: str = "allow") -> str:
    """Press a button of Slack's consent page; returns the query it goes back with."""
    person = next(iter(slack.slack.state.people))
    answered = httpx.post(address, data={"user": person, "decision": decision}, follow_redirects=False)
    assert answered.status_code == 302
    assert answered.headers["location"].startswith(BACK)
    return urlsplit(answered.headers["location"]).query


def installed() -> bool:
    """Return True when the workspace's token rests in the table."""
    key = {"id": {"S": f"installation#{WORKSPACE}"}}
    return "Item" in client("dynamodb").get_item(TableName="installations", Key=key)


def test_a_workspace_installs_the_app(slack: RunningSlack, logs: Logs) -> None:
    """The token rests encrypted, is nowhere in logs or pages, and the bot can speak with it."""
    address, cookie = begin()
    asked = parse_qs(urlsplit(address).query)
    assert asked["scope"][0].split(",") == list(BOT_SCOPES)
    page = visit("/slack/oauth_redirect", consent(slack, address), [cookie])
    assert page["statusCode"] == 200
    token = slack.slack.state.app.bot_token
    items = client("dynamodb").scan(TableName="installations")["Items"]
    assert installed()
    assert token not in json.dumps(items, default=str)
    assert token not in json.dumps(page) + logs.text()
    assert messengers().of(WORKSPACE).post("C02SALES", "hello")


def test_only_the_browser_that_began_can_finish(slack: RunningSlack) -> None:
    """Without its cookie, or with another one's, nothing is installed."""
    client("dynamodb").delete_item(TableName="installations", Key={"id": {"S": f"installation#{WORKSPACE}"}})
    address, _ = begin()
    _, other = begin()
    query = consent(slack, address)
    assert visit("/slack/oauth_redirect", query)["statusCode"] == 400
    assert visit("/slack/oauth_redirect", query, [other])["statusCode"] == 400
    assert not installed()


def test_a_state_works_once(slack: RunningSlack) -> None:
    """And one that was never issued not at all."""
    address, cookie = begin()
    query = consent(slack, address)
    assert visit("/slack/oauth_redirect", query, [cookie])["statusCode"] == 200
    assert visit("/slack/oauth_redirect", query, [cookie])["statusCode"] == 401
    forged = urlencode({"code": "x", "state": "forged"})
    assert visit("/slack/oauth_redirect", forged, ["slack-app-oauth-state=forged"])["statusCode"] == 401


def test_a_code_that_slack_refuses_installs_nothing(slack: RunningSlack) -> None:
    """With a page that says so."""
    client("dynamodb").delete_item(TableName="installations", Key={"id": {"S": f"installation#{WORKSPACE}"}})
    address, cookie = begin()
    state = parse_qs(consent(slack, address))["state"][0]
    page = visit("/slack/oauth_redirect", urlencode({"code": "wrong", "state": state}), [cookie])
    assert page["statusCode"] == 401
    assert not installed()


def test_who_declines_reads_so(slack: RunningSlack) -> None:
    """And what comes in the address is data in the page."""
    address, cookie = begin()
    query = consent(slack, address, "deny")
    assert "access_denied" in visit("/slack/oauth_redirect", query, [cookie])["body"]
    page = visit("/slack/oauth_redirect", urlencode({"error": "<script>alert(1)</script>"}), [cookie])
    assert "<script>alert(1)" not in page["body"]


def test_without_its_table_installing_waits(slack: RunningSlack) -> None:
    """A plain 503; nothing is half done."""
    client("dynamodb").delete_table(TableName="installations")
    response = visit("/slack/install")
    assert response["statusCode"] == 503
