"""Installing the app into a workspace: bolt's OAuth flow over our installation store."""

from __future__ import annotations

from functools import cache

from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient

from functions.slack_events.http import Request, Response
from functions.slack_events.listeners import BOT_SCOPES
from functions.slack_parts import installation_items, secret, settings
from shared.adapters.aws.client import client
from shared.adapters.dynamodb.installation_store import DynamoInstallationStore
from shared.adapters.dynamodb.state_store import DynamoStateStore
from shared.adapters.system.clock import SystemClock

CALLBACK = "/slack/oauth_redirect"


def answer(request: Request) -> Response:
    """Answer the install page and the way back from Slack's consent page."""
    bolt_request = BoltRequest(body="", query=request.query, headers={k: [v] for k, v in request.headers.items()})
    back = request.path == CALLBACK
    bolt = flow().handle_callback(bolt_request) if back else flow().handle_installation(bolt_request)
    headers = {name: ", ".join(values) for name, values in bolt.headers.items()}
    return Response(bolt.status, bolt.body, headers)


@cache
def flow() -> OAuthFlow:
    """Return the flow, made once a container. The app's id and secret come from Secrets Manager."""
    app = secret(settings().slack.secret_arn)
    api_url = settings().slack.api_url
    return OAuthFlow(
        client=WebClient(base_url=api_url),
        settings=OAuthSettings(
            client_id=app["client_id"],
            client_secret=app["client_secret"],
            scopes=list(BOT_SCOPES),
            installation_store=DynamoInstallationStore(installation_items()),
            state_store=DynamoStateStore(client("dynamodb"), settings().tables.installations, SystemClock()),
            authorization_url=f"{api_url.removesuffix('api/')}oauth/v2/authorize",
        ),
    )
