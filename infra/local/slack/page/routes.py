"""The page's routes: the page itself, its fragments, its news, and what a person does on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from infra.local.slack import interactions, messages, people
from infra.local.slack.errors import SlackError
from infra.local.slack.interactions import Gesture
from infra.local.slack.page import feed
from infra.local.slack.page.render import Renderer
from infra.local.slack.page.templates import STATIC
from infra.local.slack.people import Where

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request

    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.page.feed import Viewer
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation, Message, View

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' http://127.0.0.1:* http://localhost:*",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
POLICY = "; ".join(f"{directive} {source}" for directive, source in _SOURCES.items())
"""Content-Security-Policy: scripts and styles from this server alone, none inline."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def _html(markup: str) -> HTMLResponse:
    return HTMLResponse(markup, headers=HEADERS)


class Page:
    """The endpoints of the page, for one workspace."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    def _eyes(self, request: Request) -> Viewer:
        person = self.slack.state.person_named(request.query_params.get("user", ""))
        return feed.viewer(self.slack.state, person.id if person else "")

    def _conversation(self, request: Request, eyes: Viewer) -> Conversation | None:
        state, wanted = self.slack.state, request.query_params.get("channel", "")
        person = state.person_named(wanted) if wanted.startswith("@") else None
        if wanted == f"@{state.app.name}":
            return state.open_im(eyes.id, state.app.bot_user)
        if person is not None and person.id != eyes.id:
            return state.open_im(eyes.id, person.id)
        found = state.channel_named(wanted)
        return found if found is not None and eyes.id in found.members else None

    async def whole(self, request: Request) -> Response:
        """Show the workspace; without a channel, the person's first."""
        eyes = self._eyes(request)
        conversation = self._conversation(request, eyes)
        if conversation is None:
            mine = feed.conversations(self.slack.state, eyes)
            first = mine[0] if mine else self.slack.state.open_im(eyes.id, self.slack.state.app.bot_user)
            return RedirectResponse(f"/?user={eyes.id}&channel={first.id}", status_code=302, headers=HEADERS)
        tab = request.query_params.get("tab", "messages")
        return _html(Renderer(self.slack, eyes).page(conversation, tab, request.query_params.get("thread")))

    async def fragment(self, request: Request) -> Response:
        """Show one part of the page: message, thread, activity, prompts, home, modal."""
        eyes, query = self._eyes(request), request.query_params
        part = request.path_params["part"]
        ui = Renderer(self.slack, eyes, narrow="thread" in query and bool(query["thread"]))
        if part in ("home", "modal"):
            return _html(ui.home() if part == "home" else ui.modal())
        conversation = self._conversation(request, eyes)
        if conversation is None:
            return _html("")
        if part == "message":
            return self._message(ui, conversation, query.get("ts", ""), query.get("thread", ""))
        if part == "thread":
            return _html(ui.thread(conversation, query.get("thread", "")))
        return _html(ui.prompts(conversation) if part == "prompts" else ui.activity(conversation, query.get("thread")))

    def _message(self, ui: Renderer, conversation: Conversation, ts: str, thread: str) -> Response:
        eyes = ui.eyes
        listed = feed.thread(conversation, thread, eyes) if thread else feed.top_level(conversation, eyes)
        place = next((index for index, one in enumerate(listed) if one.ts == ts), None)
        if place is None:
            return _html("")
        before = listed[place - 1] if place else None
        return _html(ui.message(listed[place], before, in_thread=bool(thread)))

    async def news(self, request: Request) -> Response:
        """Stream every change that concerns a person, as server-sent events."""
        eyes = self._eyes(request)
        return StreamingResponse(self._changes(eyes), media_type="text/event-stream", headers=HEADERS)

    async def _changes(self, eyes: Viewer) -> AsyncIterator[str]:
        queue = self.slack.hub.listen()
        try:
            yield "retry: 1000\n\n"
            while (change := await queue.get()) is not None:
                if self._concerns(eyes, change):
                    yield f"data: {json.dumps(change)}\n\n"
        finally:
            self.slack.hub.leave(queue)

    def _concerns(self, eyes: Viewer, change: Json) -> bool:
        if "user" in change:
            return bool(change["user"] == eyes.id)
        conversation = self.slack.state.conversations.get(change.get("channel", ""))
        return conversation is None or eyes.id in conversation.members

    async def file(self, request: Request) -> Response:
        """Serve a file to a person who is where it was shared; pictures are shown, everything else is downloaded."""
        state = self.slack.state
        file = state.files.get(request.path_params["file"])
        if file is None or file.content is None:
            return Response("This file was deleted.", status_code=404, media_type="text/plain")
        shown = file.mimetype in _PICTURES and "download" not in request.query_params
        name = "".join(letter if letter.isalnum() or letter in "._- " else "_" for letter in file.name)
        how = "inline" if shown else f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
        kind = file.mimetype if shown else "application/octet-stream"
        return Response(file.content, media_type=kind, headers={**HEADERS, "content-disposition": how})

    # What a person does: each takes the body and returns what the script needs to know.

    async def send(self, body: Json) -> Json:
        """Write a message, or type a slash command."""
        user, where = body["user"], Where(body["channel"], body.get("thread_ts") or None)
        name, _, rest = body["text"].strip().partition(" ")
        if name in [command.name for command in self.slack.state.app.commands] and not where.thread_ts:
            await people.command(self.slack, user, where.channel, name, rest)
            return {}
        return {"ts": people.write(self.slack, user, where, body["text"]).ts}

    def _on(self, body: Json) -> Message | View:
        if body.get("view_id"):
            view = self.slack.state.view(body["view_id"])
            if view is None:
                raise SlackError("view_not_found")
            return view
        message = messages.find(self.slack, body["channel"], body["ts"])
        if message is None:
            raise SlackError("message_not_found")
        return message

    async def act(self, body: Json) -> Json:
        """Click or choose something."""
        gesture = Gesture(body["action_id"], body.get("block_id"), body.get("value"), body.get("values") or {})
        return {"acknowledged": await interactions.act(self.slack, body["user"], self._on(body), gesture)}

    async def suggest(self, body: Json) -> Json:
        """Ask for the options of an external menu."""
        on, typed = self._on(body), body.get("typed", "")
        return {"options": await interactions.suggest(self.slack, body["user"], on, body["action_id"], typed)}

    async def submit(self, body: Json) -> Json:
        """Submit the open modal."""
        view = people.top_view(self.slack, body["user"])
        return {"errors": await interactions.submit(self.slack, view, body.get("values") or {}) if view else {}}

    async def close(self, body: Json) -> Json:
        """Close the open modal."""
        view = people.top_view(self.slack, body["user"])
        if view is not None:
            await interactions.close(self.slack, view, everything=bool(body.get("everything")))
        return {}

    async def tab(self, body: Json) -> Json:
        """Open the app's Home or Messages tab."""
        people.open_home(self.slack, body["user"], body["tab"])
        return {}

    async def stop(self, body: Json) -> Json:
        """Press stop."""
        return {"streams": people.stop(self.slack, body["user"], body["channel"], body["thread_ts"])}

    async def react(self, body: Json) -> Json:
        """Add a reaction, or take it back."""
        people.react(self.slack, body["user"], body["channel"], body["ts"], body["name"])
        return {}

    async def dismiss(self, body: Json) -> Json:
        """Put an ephemeral message away."""
        conversation = people.place(self.slack, body["user"], body["channel"])
        message = conversation.ephemerals.get(body["ts"])
        if message is not None and message.ephemeral_to == body["user"]:
            del conversation.ephemerals[message.ts]
        return {}

    async def shortcut(self, body: Json) -> Json:
        """Start a shortcut, global or on a message."""
        message = messages.find(self.slack, body.get("channel", ""), body.get("ts", ""))
        acknowledged = await interactions.shortcut(self.slack, body["user"], body["callback_id"], message)
        return {"acknowledged": acknowledged}

    async def upload(self, request: Request) -> Response:
        """Share files with a comment."""
        async with request.form() as form:
            files = [
                (part.filename or "file", await part.read())
                for part in form.getlist("file")
                if not isinstance(part, str)
            ]
            text = {key: value for key, value in form.items() if isinstance(value, str)}
        try:
            where = Where(text.get("channel", ""), text.get("thread_ts") or None)
            message, _ = people.upload(self.slack, text.get("user", ""), where, files, text.get("text", ""))
        except SlackError as error:
            return JSONResponse(error.as_json(), status_code=400)
        return JSONResponse({"ok": True, "ts": message.ts})


def _doing(action: Callable[[Json], Awaitable[Json]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            body = json.loads(await request.body())
            return JSONResponse({"ok": True, **await action(body)})
        except SlackError as error:
            return JSONResponse(error.as_json(), status_code=400)
        except (ValueError, KeyError, TypeError, AttributeError):
            return JSONResponse({"ok": False, "error": "invalid_arguments"}, status_code=400)

    return endpoint


def routes(slack: Slack) -> list[Route | Mount]:
    """Return the routes of the page."""
    page = Page(slack)
    doings = ("send", "act", "suggest", "submit", "close", "tab", "stop", "react", "dismiss", "shortcut")
    return [
        Route("/", page.whole, methods=["GET"]),
        Route("/page/events", page.news, methods=["GET"]),
        Route("/page/files/{file}", page.file, methods=["GET"]),
        Route("/page/part/{part}", page.fragment, methods=["GET"]),
        Route("/page/upload", page.upload, methods=["POST"]),
        *(Route(f"/page/{name}", _doing(getattr(page, name)), methods=["POST"]) for name in doings),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
