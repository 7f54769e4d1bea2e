"""What scripts and tests read under /control, in JSON: conversations, views, files, deliveries, calls, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.slack import messages
from infra.local.slack.api.assistant import STATUS_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.datastructures import QueryParams
    from starlette.requests import Request

    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation, Message


def _conversation(slack: Slack, query: QueryParams) -> Conversation | None:
    name = query.get("channel", "")
    person = slack.state.person_named(query.get("user", ""))
    if person and name in (f"@{slack.state.app.name}", slack.state.app.bot_user):
        return slack.state.open_im(person.id, slack.state.app.bot_user)
    return slack.state.channel_named(name)


def _shown(slack: Slack, message: Message) -> Json:
    return messages.as_api(slack, message, metadata=True)


def health(slack: Slack, _query: QueryParams) -> Json:
    """Tell that the server runs, and for whom."""
    app, team = slack.state.app, slack.state.workspace.team
    return {"team": team.id, "app": app.id, "bot_user": app.bot_user, "bot_url": slack.outbox.bot_url}


def workspace(slack: Slack, _query: QueryParams) -> Json:
    """List people and conversations with their members."""
    people = [
        {"id": person.id, "name": person.name, "real_name": person.real_name, "team": slack.state.team_of(person.id)}
        for person in slack.state.people.values()
    ]
    found = [
        {"id": one.id, "name": one.name, "kind": one.kind, "members": one.members}
        for one in slack.state.conversations.values()
    ]
    return {"people": people, "conversations": found}


def channel(slack: Slack, query: QueryParams) -> Json:
    """List everything said in a conversation, replies included, oldest first."""
    found = _conversation(slack, query)
    return {"messages": [_shown(slack, message) for message in found.messages.values()] if found else []}


def thread(slack: Slack, query: QueryParams) -> Json:
    """List a thread's parent and replies, oldest first."""
    found = _conversation(slack, query)
    parent = found.messages.get(query.get("ts", "")) if found else None
    if found is None or parent is None:
        return {"messages": []}
    return {"messages": [_shown(slack, message) for message in (parent, *found.replies(parent.ts))]}


def ephemerals(slack: Slack, query: QueryParams) -> Json:
    """List ephemeral messages of a conversation, with whom they are for and whether anybody saw them."""
    found = _conversation(slack, query)
    person = slack.state.person_named(query.get("user", ""))
    kept = [
        {**_shown(slack, message), "ephemeral_to": message.ephemeral_to, "shown": message.shown}
        for message in (found.ephemerals.values() if found else ())
        if person is None or message.ephemeral_to == person.id
    ]
    return {"messages": kept}


def home(slack: Slack, query: QueryParams) -> Json:
    """Return a person's Home tab, or null."""
    person = slack.state.person_named(query.get("user", ""))
    view = slack.state.home.get(person.id) if person else None
    return {"view": view.payload if view else None}


def modals(slack: Slack, query: QueryParams) -> Json:
    """List a person's open modals, the topmost last, each with the errors shown in it."""
    person = slack.state.person_named(query.get("user", ""))
    stack = slack.state.modals.get(person.id, []) if person else []
    return {"views": [{**view.payload, "errors": view.errors} for view in stack]}


def files(slack: Slack, _query: QueryParams) -> Json:
    """List the files that were shared or completed."""
    kept = [file for file in slack.state.files.values() if file.completed and not file.deleted]
    return {"files": [messages.file_as_api(slack, file) for file in kept]}


def deliveries(slack: Slack, query: QueryParams) -> Json:
    """List what was told to the bot, each with its attempts; kind and name narrow the list."""
    kind, name = query.get("kind"), query.get("name")
    kept = [one for one in slack.outbox.log if kind in (None, one.kind) and name in (None, one.name)]
    return {"deliveries": [one.as_json() for one in kept]}


def calls(slack: Slack, query: QueryParams) -> Json:
    """List the Web API calls, without tokens; method narrows the list."""
    method = query.get("method")
    return {"calls": [call for call in slack.calls if method in (None, call["method"])]}


def warnings(slack: Slack, _query: QueryParams) -> Json:
    """List what Slack lets pass but a bot should not do."""
    return {"warnings": slack.warnings}


def faults(slack: Slack, _query: QueryParams) -> Json:
    """List the faults still to come."""
    return {"faults": [fault.as_json() for fault in slack.faults.pending]}


def agent(slack: Slack, _query: QueryParams) -> Json:
    """List statuses, sessions and suggested prompts."""
    now = slack.clock.now()
    statuses = [
        {"channel": key[0], "thread_ts": key[1], "status": one.status, "loading_messages": one.loading_messages}
        for key, one in slack.state.thinking.items()
        if now - one.set_at < STATUS_SECONDS
    ]
    sessions = [
        {"channel": key[0], "thread_ts": key[1], "status": one.status, "title": one.title}
        for key, one in slack.state.sessions.items()
    ]
    prompts = {key: {"title": one.title, "prompts": one.prompts} for key, one in slack.state.prompts.items()}
    return {"statuses": statuses, "sessions": sessions, "prompts": prompts}


READS: dict[str, Callable[[Slack, QueryParams], Json]] = {
    "health": health,
    "workspace": workspace,
    "channel": channel,
    "thread": thread,
    "ephemerals": ephemerals,
    "home": home,
    "modals": modals,
    "files": files,
    "deliveries": deliveries,
    "calls": calls,
    "warnings": warnings,
    "faults": faults,
    "agent": agent,
}


def routes(slack: Slack) -> list[Route]:
    """Return the routes of what scripts read."""

    def route(name: str, read: Callable[[Slack, QueryParams], Json]) -> Route:
        async def endpoint(request: Request) -> Response:
            return JSONResponse({"ok": True, **read(slack, request.query_params)})

        return Route(f"/control/{name}", endpoint, methods=["GET"])

    async def content(request: Request) -> Response:
        file = slack.state.files.get(request.path_params["file"])
        if file is None or file.content is None:
            return JSONResponse({"ok": False, "error": "file_not_found"}, status_code=404)
        return Response(file.content, media_type="application/octet-stream")

    return [
        *(route(name, read) for name, read in READS.items()),
        Route("/control/files/{file}/content", content, methods=["GET"]),
    ]
