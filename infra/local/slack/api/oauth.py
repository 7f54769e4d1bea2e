"""Installing the app: oauth.v2.access exchanges a code from the authorize page for the bot's token."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from infra.local.slack.api.method import TEXT, Call, Method
from infra.local.slack.errors import SlackError

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json


def access(call: Call) -> Json:
    """Exchange a code, once, for a token; the app is installed from then on."""
    state, app = call.slack.state, call.slack.state.app
    if not hmac.compare_digest(call.text("client_id"), app.client_id):
        raise SlackError("invalid_client_id")
    if not hmac.compare_digest(call.text("client_secret"), app.client_secret):
        raise SlackError("bad_client_secret")
    user = state.codes.pop(call.text("code"), None)
    if user is None:
        raise SlackError("invalid_code")
    state.revoked.discard(app.bot_token)
    state.tokens[app.bot_token] = app.scopes
    return {
        "app_id": app.id,
        "authed_user": {"id": user},
        "scope": ",".join(app.scopes),
        "token_type": "bot",
        "access_token": app.bot_token,
        "bot_user_id": app.bot_user,
        "team": {"id": state.workspace.team.id, "name": state.workspace.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


METHODS = (
    Method(
        "oauth.v2.access",
        access,
        {
            "client_id": TEXT,
            "client_secret": TEXT,
            "code": TEXT,
            "redirect_uri": TEXT,
            "grant_type": TEXT,
            "refresh_token": TEXT,
        },
        open=True,
        form_only=True,
    ),
)
