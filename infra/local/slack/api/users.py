"""People: users.info, users.list, users.conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.api.conversations import as_api as conversation_as_api
from infra.local.slack.api.conversations import visible
from infra.local.slack.api.method import FLAG, NEEDED, PAGING, TEXT, Call, Method, page
from infra.local.slack.errors import SlackError

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import SlackState
    from infra.local.slack.workspace import Person


def person_as_api(state: SlackState, person: Person) -> Json:
    """Return a person as users.info shows them."""
    team = person.team or state.workspace.team.id
    profile = {
        "real_name": person.real_name,
        "display_name": person.name,
        "title": person.title,
        "team": team,
        "email": f"{person.name}@{state.workspace.team.domain}.example",
    }
    return {
        "id": person.id,
        "team_id": team,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": False,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": person.tz_offset,
        "profile": profile,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_bot": False,
        "is_app_user": False,
        "is_restricted": person.is_guest or person.is_single_channel_guest,
        "is_ultra_restricted": person.is_single_channel_guest,
        "is_stranger": team != state.workspace.team.id,
        "updated": 0,
    }


def bot_as_api(state: SlackState) -> Json:
    """Return the bot user as users.info shows it."""
    app, team = state.app, state.workspace.team
    profile = {"real_name": app.display_name, "display_name": app.name, "team": team.id, "bot_id": app.bot_id}
    return {
        "id": app.bot_user,
        "team_id": team.id,
        "name": app.name,
        "real_name": app.display_name,
        "deleted": False,
        "profile": {**profile, "api_app_id": app.id},
        "is_bot": True,
        "is_app_user": False,
        "is_admin": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "updated": 0,
    }


def info(call: Call) -> Json:
    """Return one user, without the email unless the scope allows it."""
    state, user = call.slack.state, call.text("user")
    if user == state.app.bot_user:
        return {"user": bot_as_api(state)}
    person = state.people.get(user)
    if person is None:
        raise SlackError("user_not_found")
    return {"user": _as_granted(call, person_as_api(state, person))}


def _as_granted(call: Call, shown: Json) -> Json:
    if "users:read.email" not in call.granted:
        shown["profile"].pop("email", None)
    return shown


def everyone(call: Call) -> Json:
    """Return the workspace's users, strangers apart."""
    state = call.slack.state
    people = [person_as_api(state, person) for person in state.people.values() if not person.team]
    members = [_as_granted(call, shown) for shown in people]
    return page([*members, bot_as_api(state)], "members", call)


def conversations(call: Call) -> Json:
    """Return the conversations a user (the bot, when left out) is in, as far as the bot can see them."""
    user = call.text("user") or call.slack.state.app.bot_user
    if not call.slack.state.is_user(user):
        raise SlackError("user_not_found")
    found = [one for one in visible(call) if user in one.members]
    return page([conversation_as_api(call.slack, one) for one in found], "channels", call)


METHODS = (
    Method("users.info", info, {"user": NEEDED, "include_locale": FLAG}),
    Method("users.list", everyone, {**PAGING, "include_locale": FLAG, "team_id": TEXT}),
    Method(
        "users.conversations",
        conversations,
        {**PAGING, "user": TEXT, "types": TEXT, "exclude_archived": FLAG, "team_id": TEXT},
    ),
)
