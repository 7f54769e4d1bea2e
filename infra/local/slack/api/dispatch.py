"""One call of the Web API from request to response: faults, token, scope, rate limit, arguments, then the method."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from infra.local.slack import scopes
from infra.local.slack.api import (
    assistant,
    chat,
    conversations,
    files,
    identity,
    oauth,
    reactions,
    streaming,
    users,
    validation,
    views,
)
from infra.local.slack.api.method import Call, Method, read_arguments
from infra.local.slack.errors import SlackError

if TYPE_CHECKING:
    from starlette.requests import Request

    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.faults import Fault
    from infra.local.slack.slack import Slack

METHODS: dict[str, Method] = {
    method.name: method
    for family in (
        identity,
        chat,
        streaming,
        conversations,
        users,
        views,
        files,
        assistant,
        reactions,
        oauth,
        validation,
    )
    for method in family.METHODS
}
_TOO_MANY = 429
_SECRET = ("token", "client_secret", "code")


async def answer(slack: Slack, request: Request) -> Response:
    """Answer one request to /api/<method>."""
    name = request.path_params["method"]
    token, raw = await _read_request(request, METHODS.get(name))
    fault = slack.faults.take(name)
    if fault and not fault.after_effect:
        return await _faulty(slack, name, raw, fault)
    body, headers = _carry_out(slack, name, token, raw)
    slack.record_call(_shown(slack, name, raw, body))
    if fault:
        return await _faulty(slack, name, raw, fault)
    limited = body.get("error") == "ratelimited"
    return JSONResponse(body, status_code=_TOO_MANY if limited else 200, headers=headers)


def _carry_out(slack: Slack, name: str, token: str, raw: Json) -> tuple[Json, dict[str, str]]:
    headers: dict[str, str] = {"x-slack-req-id": slack.state.next_id("R")}
    method = METHODS.get(name)
    if method is None:
        return SlackError("unknown_method", req_method=name).as_json(), headers
    try:
        granted = _authenticate(slack, method, token)
        headers["x-oauth-scopes"] = ",".join(granted)
        if needed := scopes.METHOD_SCOPES.get(name):
            headers["x-accepted-oauth-scopes"] = needed
            scopes.require(needed, granted)
        if wait := slack.limits.wait(name, str(raw.get("channel", "")), slack.clock.now()):
            return SlackError("ratelimited").as_json(), {**headers, "retry-after": str(wait)}
        return {"ok": True, **method.run(Call(slack, name, read_arguments(method, raw), granted))}, headers
    except SlackError as error:
        return error.as_json(), headers


def _authenticate(slack: Slack, method: Method, token: str) -> tuple[str, ...]:
    if not token:
        if method.open:
            return ()
        raise SlackError("not_authed")
    if token in slack.state.revoked:
        raise SlackError("token_revoked")
    if token not in slack.state.tokens:
        raise SlackError("invalid_auth")
    return slack.state.tokens[token]


async def _faulty(slack: Slack, name: str, raw: Json, fault: Fault) -> Response:
    if fault.delay:
        await asyncio.sleep(fault.delay)
    code = fault.error or ("ratelimited" if fault.status == _TOO_MANY else "internal_error")
    body: Json = {"ok": False, "error": code}
    if not fault.after_effect:
        slack.record_call({**_shown(slack, name, raw, body), "fault": True})
    headers = {"retry-after": str(fault.retry_after)} if fault.retry_after else {}
    return JSONResponse(body, status_code=fault.status or 200, headers=headers)


def _shown(slack: Slack, name: str, raw: Json, body: Json) -> Json:
    arguments = {key: value for key, value in raw.items() if key not in _SECRET}
    return {
        "method": name,
        "arguments": arguments,
        "ok": bool(body.get("ok")),
        "error": body.get("error", ""),
        "ts": body.get("ts") or body.get("message_ts"),
        "at": slack.clock.now(),
    }


async def _read_request(request: Request, method: Method | None) -> tuple[str, Json]:
    raw: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if kind == "application/json":
        if not (method and method.form_only):
            raw |= _json_object(await request.body())
    else:
        async with request.form() as form:
            raw |= {key: value for key, value in form.items() if isinstance(value, str)}
    token = raw.pop("token", "") or ""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = value.strip()
    elif scheme.lower() == "basic":
        raw |= _basic(value)
    return token if isinstance(token, str) else "", raw


def _json_object(body: bytes) -> Json:
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        return {"": "invalid_json"}
    return read if isinstance(read, dict) else {"": "json_not_object"}


def _basic(value: str) -> Json:
    try:
        client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": client, "client_secret": secret}
