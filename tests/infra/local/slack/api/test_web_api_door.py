"""What every method shares: unknown methods, tokens, scopes, rate limits, faults, the call log, blocks.validate."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from infra.local.slack.api.dispatch import METHODS
from infra.local.slack.scopes import METHOD_SCOPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from infra.local.slack.control import SlackControl
    from infra.local.slack.running import RunningSlack

Json = dict[str, Any]
SALES = "C02SALES"


def test_an_unknown_method_has_a_name_for_it(call: Callable[..., Json]) -> None:
    """files.upload no longer exists, nor does anything made up."""
    assert call("files.upload")["error"] == "unknown_method"
    assert call("chat.shout")["error"] == "unknown_method"


def test_a_token_is_asked_for(call: Callable[..., Json], control: SlackControl) -> None:
    """No token, a wrong token and a revoked token are three different refusals."""
    assert call("auth.test", token="")["error"] == "not_authed"
    assert call("auth.test", token="xoxb-other")["error"] == "invalid_auth"
    control.uninstall()
    assert call("auth.test")["error"] == "token_revoked"


def test_every_scope_is_held_to(running: RunningSlack, call: Callable[..., Json]) -> None:
    """A method whose scope the token lacks answers missing_scope, with what is needed and what was provided."""
    state = running.slack.state
    state.tokens[state.app.bot_token] = ("team:read",)
    for method, scope in METHOD_SCOPES.items():
        if scope != "team:read":
            answer = call(method)
            assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", scope, "team:read")
    assert call("conversations.history", channel=SALES)["needed"] == "channels:history"
    assert call("conversations.info", channel=SALES)["needed"] == "channels:read"
    assert call("conversations.list", types="im")["needed"] == "im:read"


def test_every_scope_belongs_to_a_method() -> None:
    """The table of scopes names no method the stand-in does not have."""
    assert set(METHOD_SCOPES) <= set(METHODS)


def test_forms_and_queries_are_read_like_json(running: RunningSlack, control: SlackControl) -> None:
    """A form body with JSON strings inside, and a GET query, mean the same as a JSON body."""
    token = running.slack.state.app.bot_token
    form = {"token": token, "channel": SALES, "text": "x", "blocks": '[{"type": "divider"}]', "unfurl_links": "0"}
    assert httpx.post(f"{running.api_url}chat.postMessage", data=form, trust_env=False).json()["ok"]
    got = httpx.get(
        f"{running.api_url}conversations.history",
        params={"channel": SALES, "limit": 1},
        headers={"authorization": f"Bearer {token}"},
        trust_env=False,
    )
    assert got.json()["messages"][0]["blocks"][0]["type"] == "divider"
    assert control.calls("chat.postMessage")[0]["ok"]


def test_the_call_log_keeps_no_token(running: RunningSlack, call: Callable[..., Json], control: SlackControl) -> None:
    """A test may read every call; no token stands in it."""
    call("chat.postMessage", channel=SALES, text="x")
    assert control.calls()[0]["arguments"] == {"channel": SALES, "text": "x"}
    assert running.slack.state.app.bot_token not in str(control.calls())


def test_a_tier_is_a_limit(running: RunningSlack, client: WebClient, control: SlackControl) -> None:
    """Beyond 20 calls a minute a tier 2 method answers 429 with Retry-After, and the minute's end lifts it."""
    control.rate_limits(enabled=True)
    for _ in range(20):
        client.users_list()
    with pytest.raises(SlackApiError) as refused:
        client.users_list()
    assert refused.value.response["error"] == "ratelimited"
    assert refused.value.response.status_code == 429
    assert 1 <= int(refused.value.response.headers["retry-after"]) <= 61
    control.advance(61)
    client.users_list()


def test_posting_is_limited_by_channel(call: Callable[..., Json], control: SlackControl) -> None:
    """chat.postMessage takes a short burst a channel, then 429; another channel is not held up."""
    control.rate_limits(enabled=True)
    codes = [call("chat.postMessage", channel=SALES, text="x").get("error") for _ in range(6)]
    assert codes.count("ratelimited") == 2
    assert call("chat.postMessage", channel="C01GENERAL", text="x")["ok"]


def test_a_fault_comes_as_often_as_it_was_ordered(call: Callable[..., Json], control: SlackControl) -> None:
    """A fault by code, by status, and by method; then the method works again."""
    control.fault("chat.postMessage", error="internal_error", times=2)
    codes = [call("chat.postMessage", channel=SALES, text="x").get("error") for _ in range(3)]
    assert codes == ["internal_error", "internal_error", None]
    assert len(control.channel("sales")) == 1


def test_a_429_by_order_carries_retry_after(client: WebClient, control: SlackControl) -> None:
    """A rate limit can be ordered for one call."""
    control.fault("chat.postMessage", status=429, retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=SALES, text="x")
    assert refused.value.response.headers["retry-after"] == "7"


def test_a_lost_answer_is_a_fault_after_the_effect(client: WebClient, control: SlackControl) -> None:
    """With after_effect the message is posted although the caller is told it failed: the doubt a bot must resolve."""
    control.fault("chat.postMessage", status=503, after_effect=True)
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=SALES, text="x")
    assert len(control.channel("sales")) == 1


def test_a_delay_is_waited(call: Callable[..., Json], control: SlackControl) -> None:
    """A slow method takes as long as ordered."""
    control.fault("auth.test", delay=0.2, error="internal_error")
    started = time.monotonic()
    call("auth.test")
    assert time.monotonic() - started > 0.2


def test_blocks_validate_lists_every_error(call: Callable[..., Json]) -> None:
    """blocks.validate needs no token and gives pointer, code and message of each error."""
    assert call("blocks.validate", token="", blocks=[{"type": "divider"}])["ok"]
    answer = call("blocks.validate", token="", blocks=[{"type": "divider", "x": 1}, {"type": "nope"}])
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        {"pointer": "/0", "code": "invalid_property", "message": "invalid additional property: x"},
        {"pointer": "/1/type", "code": "unsupported_type", "message": "unsupported type: nope"},
    ]
    view = {"type": "home", "blocks": [{"type": "markdown", "text": "x"}]}
    assert call("blocks.validate", token="", view=view)["error"] == "invalid_view"
    assert call("blocks.validate", token="", view=view, blocks=[])["error"] == "invalid_arguments"


def test_control_and_page_refuse_another_site(running: RunningSlack, control: SlackControl) -> None:
    """A request that carries another site's origin, or another host's name, is refused."""
    del control
    foreign = {"origin": "https://evil.example"}
    assert httpx.post(f"{running.url}/control/reset", headers=foreign, trust_env=False).status_code == 403
    assert httpx.get(running.url, headers={"host": "evil.example"}, trust_env=False).status_code == 400
