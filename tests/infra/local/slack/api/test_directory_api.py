"""Conversations, users, reactions, the installation: what the bot can look up and change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from infra.local.slack.control import SlackControl
    from infra.local.slack.running import RunningSlack

Json = dict[str, Any]
SALES, PRIYA = "C02SALES", "U01PRIYA"


def test_the_bot_knows_itself(client: WebClient) -> None:
    """auth.test, team.info and bots.info agree on who the bot is."""
    who = client.auth_test()
    assert (who["team_id"], who["user_id"], who["bot_id"]) == ("T0NORTHWIND", "U0AVEXRA", "B0AVEXRA")
    assert client.team_info()["team"]["name"] == "Northwind"
    assert client.bots_info(bot=who["bot_id"])["bot"]["app_id"] == "A0AVEXRA"


def test_people_are_told_apart(client: WebClient) -> None:
    """A member, a guest and a stranger differ in the flags a policy reads; strangers are not listed."""
    flags = {
        user: [client.users_info(user=user)["user"][name] for name in ("is_restricted", "is_stranger", "team_id")]
        for user in (PRIYA, "U03GITA", "U04LEO")
    }
    assert flags == {
        PRIYA: [False, False, "T0NORTHWIND"],
        "U03GITA": [True, False, "T0NORTHWIND"],
        "U04LEO": [False, True, "T0FABRIKAM"],
    }
    assert [member["name"] for member in client.users_list()["members"]] == ["priya", "sam", "gita", "avexra"]


def test_lists_come_in_pages(client: WebClient) -> None:
    """A cursor leads to the next page, and an empty one ends the list; slack_sdk follows it."""
    first = client.conversations_list(limit=3)
    assert (len(first["channels"]), first["response_metadata"]["next_cursor"] != "") == (3, True)
    names = [channel["name"] for page in client.conversations_list(limit=3) for channel in page["channels"]]
    assert names == ["general", "sales", "flights", "partners"]
    assert client.conversations_members(channel=SALES)["members"] == [PRIYA, "U02SAM", "U0AVEXRA"]
    shared = client.conversations_info(channel="C04PARTNERS", include_num_members=True)["channel"]
    assert (shared["is_ext_shared"], shared["num_members"]) == (True, 5)
    assert [one["name"] for one in client.users_conversations(user="U04LEO")["channels"]] == ["partners"]


def test_history_and_replies_keep_their_order(client: WebClient, control: SlackControl) -> None:
    """History is newest first without replies; replies are the thread, oldest first; oldest and latest cut."""
    first = control.post("priya", "sales", "one")
    control.post("sam", "sales", "in thread", first)
    second = control.post("priya", "sales", "two")
    history = client.conversations_history(channel=SALES)["messages"]
    assert [message["text"] for message in history] == ["two", "one"]
    assert history[1]["reply_count"] == 1
    thread = client.conversations_replies(channel=SALES, ts=first)["messages"]
    assert [message["text"] for message in thread] == ["one", "in thread"]
    later = client.conversations_history(channel=SALES, oldest=first, latest=second, inclusive=True)["messages"]
    assert len(later) == 2
    assert client.conversations_history(channel=SALES, oldest=first, latest=second)["messages"] == []


REFUSALS: list[tuple[str, Json, str]] = [
    ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
    ("conversations.replies", {"channel": SALES, "ts": "1700000000.000001"}, "thread_not_found"),
    ("conversations.list", {"types": "secret"}, "invalid_types"),
    ("conversations.list", {"cursor": "back"}, "invalid_cursor"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("bots.info", {"bot": "B0OTHER"}, "bot_not_found"),
    ("team.info", {"team": "T0OTHER"}, "team_not_found"),
    ("reactions.add", {"channel": SALES, "timestamp": "1700000000.000001", "name": "eyes"}, "message_not_found"),
    ("views.publish", {"user_id": "U0NOBODY", "view": {"type": "home", "blocks": []}}, "user_not_found"),
    ("views.publish", {"user_id": PRIYA, "view": {"type": "modal", "blocks": []}}, "invalid_arguments"),
]


@pytest.mark.parametrize(("method", "arguments", "code"), REFUSALS)
def test_a_look_up_of_nothing_is_refused_by_name(
    call: Callable[..., Json], method: str, arguments: Json, code: str
) -> None:
    """Each look-up that finds nothing has its own error code."""
    assert call(method, **arguments)["error"] == code


def test_a_reaction_is_once_a_person(client: WebClient, call: Callable[..., Json], control: SlackControl) -> None:
    """The bot reacts once, and takes back once."""
    place = {"channel": SALES, "timestamp": control.post("priya", "sales", "hi"), "name": "eyes"}
    client.reactions_add(**place)
    assert control.channel("sales")[0]["reactions"] == [{"name": "eyes", "users": ["U0AVEXRA"], "count": 1}]
    assert call("reactions.add", **place)["error"] == "already_reacted"
    client.reactions_remove(**place)
    assert call("reactions.remove", **place)["error"] == "no_reaction"


def test_joining_a_channel(running: RunningSlack, call: Callable[..., Json]) -> None:
    """The bot joins a public channel once."""
    running.slack.state.conversations[SALES].members.remove("U0AVEXRA")
    assert call("conversations.join", channel=SALES)["channel"]["is_member"]
    assert call("conversations.join", channel=SALES)["warning"] == "already_in_channel"


def test_the_app_is_installed_by_a_code(running: RunningSlack, client: WebClient, control: SlackControl) -> None:
    """The authorize page gives a code to the redirect address with the state; a code works once."""
    app = running.slack.state.app
    control.uninstall()
    query = {"client_id": app.client_id, "scope": "chat:write", "redirect_uri": "http://127.0.0.1:9/r", "state": "s1"}
    page = httpx.get(f"{running.url}/oauth/v2/authorize", params=query, trust_env=False)
    assert "chat:write" in page.text
    allow = {"decision": "allow", "user": PRIYA}
    sent = httpx.post(f"{running.url}/oauth/v2/authorize", params=query, data=allow, trust_env=False)
    back = httpx.URL(sent.headers["location"]).params
    assert (sent.status_code, back["state"]) == (302, "s1")
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    granted = client.oauth_v2_access(code=back["code"], **secrets)
    assert (granted["access_token"], granted["authed_user"]["id"]) == (app.bot_token, PRIYA)
    assert client.auth_test()["ok"]
    for code, wanted in ((back["code"], secrets), (control.authorize("sam"), {**secrets, "client_secret": "no"})):
        url = f"{running.api_url}oauth.v2.access"
        refused = httpx.post(url, data={"code": code, **wanted}, trust_env=False).json()
        assert refused["error"] in ("invalid_code", "bad_client_secret")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": "chat:write,admin"}, "invalid_scope: admin"),
        ({"redirect_uri": ""}, "bad_redirect_uri"),
    ],
)
def test_a_wrong_install_link_says_why(
    running: RunningSlack, control: SlackControl, change: dict[str, str], reason: str
) -> None:
    """The authorize page refuses a wrong client, scope or redirect address."""
    del control
    query = {"client_id": running.slack.state.app.client_id, "scope": "chat:write", "redirect_uri": "http://x/r"}
    page = httpx.get(f"{running.url}/oauth/v2/authorize", params={**query, **change}, trust_env=False)
    assert page.status_code == 400
    assert reason in page.text
