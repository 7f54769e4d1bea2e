"""The addresses Slack hands out: upload URLs, private file downloads, response_urls, the install page."""

from __future__ import annotations

import hmac
import json
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.local.slack import responses, uploads
from infra.local.slack.errors import SlackError
from infra.local.slack.page.templates import TEMPLATES

if TYPE_CHECKING:
    from starlette.requests import Request

    from infra.local.slack.slack import Slack
    from infra.local.slack.state import File

_LOGIN = "<!doctype html><title>Sign in | Slack</title><p>You need to sign in to see this page."


def routes(slack: Slack) -> list[Route]:
    """Return the routes apps and browsers reach by addresses the Web API gave them."""

    async def upload(request: Request) -> Response:
        return await _receive(slack, request)

    async def download(request: Request) -> Response:
        return _download(slack, request)

    async def response(request: Request) -> Response:
        return await _respond(slack, request)

    async def authorize(request: Request) -> Response:
        return await _authorize(slack, request)

    return [
        Route("/upload/v1/{file}/{secret}", upload, methods=["POST"]),
        Route("/files-pri/{key}/download/{name:path}", download, methods=["GET"]),
        Route("/files-pri/{key}/{name:path}", download, methods=["GET"]),
        Route("/response/{key}", response, methods=["POST"]),
        Route("/oauth/v2/authorize", authorize, methods=["GET", "POST"]),
    ]


async def _receive(slack: Slack, request: Request) -> Response:
    file = slack.state.files.get(request.path_params["file"])
    if file is None or not hmac.compare_digest(file.secret, request.path_params["secret"]):
        return PlainTextResponse("not found", status_code=404)
    if file.content is not None:
        return PlainTextResponse("already uploaded", status_code=400)
    content = await _content(request)
    if len(content) != file.length:
        return PlainTextResponse(f"expected {file.length} bytes, got {len(content)}", status_code=400)
    uploads.receive(slack, file, content)
    return PlainTextResponse(f"OK - {len(content)}")


async def _content(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        for part in form.values():
            if not isinstance(part, str):
                return await part.read()
    return b""


def _download(slack: Slack, request: Request) -> Response:
    """Serve a file to a bearer of a token that may read it; everybody else gets the sign-in page, as on Slack."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    granted = slack.state.tokens.get(token.strip(), ()) if scheme.lower() == "bearer" else ()
    file = slack.state.files.get(request.path_params["key"].rsplit("-", 1)[-1])
    if "files:read" not in granted or file is None or not _may_read(slack, file):
        return HTMLResponse(_LOGIN, status_code=200 if not granted else 403)
    if file.content is None:
        return PlainTextResponse("not found", status_code=404)
    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    headers = {"content-disposition": disposition, "x-content-type-options": "nosniff"}
    return Response(file.content, media_type=file.mimetype, headers=headers)


def _may_read(slack: Slack, file: File) -> bool:
    state = slack.state
    shared = any(state.bot_in(state.conversations[channel]) for channel in file.shares)
    return shared or file.user == state.app.bot_user


async def _respond(slack: Slack, request: Request) -> Response:
    try:
        body = json.loads(await request.body())
    except ValueError:
        return JSONResponse({"ok": False, "error": "invalid_payload"}, status_code=400)
    try:
        responses.respond(slack, request.path_params["key"], body)
    except SlackError as error:
        gone = error.code in ("used_url", "expired_url", "invalid_url")
        return JSONResponse(error.as_json(), status_code=404 if gone else 400)
    return JSONResponse({"ok": True})


async def _authorize(slack: Slack, request: Request) -> Response:
    """Show the install page; Allow goes back to the app with a code and the state it gave."""
    app, query = slack.state.app, request.query_params
    redirect = query.get("redirect_uri") or (app.redirect_urls[0] if app.redirect_urls else "")
    wrong = _refusal(slack, query.get("client_id", ""), query.get("scope", ""), redirect)
    if wrong:
        return _page(slack, {"wrong": wrong}, 400)
    if request.method == "GET":
        return _page(slack, {"scopes": query.get("scope", "").split(",")}, 200)
    async with request.form() as form:
        user = str(form.get("user", ""))
        allowed = form.get("decision") == "allow" and user in slack.state.people
    answer = {"state": query.get("state", "")}
    if allowed:
        answer["code"] = secrets.token_urlsafe(16)
        slack.state.codes[answer["code"]] = user
    else:
        answer["error"] = "access_denied"
    joiner = "&" if "?" in redirect else "?"
    return RedirectResponse(f"{redirect}{joiner}{urlencode(answer)}", status_code=302)


def _refusal(slack: Slack, client_id: str, scope: str, redirect: str) -> str:
    app = slack.state.app
    if client_id != app.client_id:
        return "invalid_client_id"
    if not redirect or (app.redirect_urls and not redirect.startswith(app.redirect_urls)):
        return "bad_redirect_uri"
    unknown = [name for name in scope.split(",") if name not in app.scopes]
    return f"invalid_scope: {', '.join(unknown)}" if not scope or unknown else ""


def _page(slack: Slack, context: dict[str, object], status: int) -> Response:
    people = [person for person in slack.state.people.values() if not person.team]
    page = TEMPLATES.get_template("authorize.html")
    html = page.render(app=slack.state.app, team=slack.state.workspace.team, people=people, **context)
    return HTMLResponse(html, status_code=status)
