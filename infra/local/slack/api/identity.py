"""Who the caller is: api.test, auth.test, team.info, bots.info."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.api.method import TEXT, Call, Method
from infra.local.slack.errors import SlackError

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json


def api_test(call: Call) -> Json:
    """Return the arguments, or the error asked for."""
    if call.text("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"args": call.args}


def auth_test(call: Call) -> Json:
    """Return whom the token speaks for."""
    app, team = call.slack.state.app, call.slack.state.workspace.team
    return {
        "url": f"{call.slack.base_url}/",
        "team": team.name,
        "user": app.name,
        "team_id": team.id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Json:
    """Return the workspace."""
    team = call.slack.state.workspace.team
    if call.text("team") not in ("", team.id):
        raise SlackError("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def bots_info(call: Call) -> Json:
    """Return the bot."""
    app = call.slack.state.app
    if call.text("bot") not in ("", app.bot_id):
        raise SlackError("bot_not_found")
    bot = {"id": app.bot_id, "deleted": False, "name": app.display_name, "app_id": app.id, "user_id": app.bot_user}
    return {"bot": {**bot, "updated": 0, "icons": {}}}


METHODS = (
    Method("api.test", api_test, {"error": TEXT, "foo": TEXT}, open=True),
    Method("auth.test", auth_test, {}),
    Method("team.info", team_info, {"team": TEXT, "domain": TEXT}),
    Method("bots.info", bots_info, {"bot": TEXT, "team_id": TEXT}),
)
