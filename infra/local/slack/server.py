"""The server: one Starlette application with the Web API, the addresses it hands out, the control API and the page."""

from __future__ import annotations

import contextlib
import hmac
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.slack import control_api, control_reads, control_setup, public_routes
from infra.local.slack.api.dispatch import answer
from infra.local.slack.clock import Clock
from infra.local.slack.outbox import ACK_SECONDS, RETRY_DELAYS, Outbox
from infra.local.slack.page import routes as page_routes
from infra.local.slack.ratelimits import RateLimits
from infra.local.slack.slack import Slack
from infra.local.slack.state import SlackState
from infra.local.slack.workspace import demo_workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from infra.local.slack.workspace import Workspace

_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a stand-in runs: where its bot is, with which secret it signs, how strict it is about rates.

    retry_delays and ack_seconds are Slack's unless a test shortens them; file_seconds is how long a finished upload
    stays without a type and cannot stand in a block; control_token, when given, is asked of every request to /control
    in the header x-control-token.
    """

    bot_url: str = ""
    signing_secret: str = "local-signing-secret"  # noqa: S105 - both ends of it run on this machine
    base_url: str = ""
    files_dir: Path | None = None
    retry_delays: tuple[float, ...] = RETRY_DELAYS
    ack_seconds: float = ACK_SECONDS
    rate_limits: bool = False
    file_seconds: float = 0.0
    control_token: str = ""
    clock: Clock = field(default_factory=Clock)


def create_app(workspace: Workspace | None = None, options: Options | None = None) -> Starlette:
    """Return the application for a workspace (Northwind when none is given); its Slack is at app.state.slack."""
    chosen = options or Options()
    clock = chosen.clock
    outbox = Outbox(clock, chosen.bot_url, chosen.signing_secret, chosen.retry_delays, chosen.ack_seconds)
    slack = Slack(
        state=SlackState(workspace or demo_workspace(), clock),
        clock=clock,
        outbox=outbox,
        files_dir=chosen.files_dir,
        base_url=chosen.base_url,
        file_seconds=chosen.file_seconds,
        limits=RateLimits(enabled=chosen.rate_limits),
    )

    async def api(request: Request) -> Response:
        return await answer(slack, request)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        slack.hub.close()
        await slack.outbox.close()

    application = Starlette(
        routes=[
            Route("/api/{method}", api, methods=["GET", "POST"]),
            *public_routes.routes(slack),
            *control_api.routes(slack, control_api.ACTIONS),
            *control_api.routes(slack, control_setup.ARRANGEMENTS),
            *control_reads.routes(slack),
            *page_routes.routes(slack),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS),
            Middleware(Door, slack=slack, control_token=chosen.control_token),
        ],
        lifespan=lifespan,
    )
    application.state.slack = slack
    return application


class Door:
    """The check every request passes: control and page only from this machine, and from no other site's script."""

    def __init__(self, app: ASGIApp, slack: Slack, control_token: str) -> None:
        self.app = app
        self.slack = slack
        self.control_token = control_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it with 403."""
        if scope["type"] == "http":
            request = Request(scope)
            if not self.slack.base_url:
                self.slack.base_url = str(request.base_url).rstrip("/")
            if not self._may_pass(request):
                refusal = JSONResponse({"ok": False, "error": "forbidden"}, status_code=403)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _may_pass(self, request: Request) -> bool:
        path = request.url.path
        control = path.startswith("/control/")
        if not control and not path.startswith("/page/") and path != "/":
            return True
        given = request.headers.get("x-control-token", "")
        known = not control or not self.control_token or hmac.compare_digest(given, self.control_token)
        return known and _from_here(request) and _same_site(request)


def _from_here(request: Request) -> bool:
    host = request.client.host if request.client else ""
    if host == "testclient":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _same_site(request: Request) -> bool:
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return request.method == "GET" or origin in (None, own)
