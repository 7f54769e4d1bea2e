"""Modals and the Home tab: views.open, views.push, views.update, views.publish."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from infra.local.slack import uploads
from infra.local.slack.api.method import NEEDED, NEEDED_OBJECT, TEXT, Call, Method
from infra.local.slack.blocks.surfaces import check_view, with_block_ids
from infra.local.slack.errors import SlackError, invalid_arguments, invalid_payload
from infra.local.slack.state import View

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack

STACK_MAX = 3
"""Most modals on top of each other."""
VIEW_BYTES_MAX = 250_000


def checked_view(slack: Slack, view: Json, kind: str, where: str) -> Json:
    """Return a view, its blocks with their block_ids.

    Raises:
        SlackError: invalid_arguments with the place of everything wrong, view_too_large.

    """
    report = check_view(view, "/view", (kind,))
    report.errors += uploads.unready(slack, view.get("blocks"), "/view/blocks")
    for warning in report.warnings:
        slack.warn(where, warning)
    if report.errors:
        raise invalid_payload("invalid_arguments", report)
    if len(json.dumps(view)) > VIEW_BYTES_MAX:
        raise SlackError("view_too_large")
    return {**view, "blocks": with_block_ids(view["blocks"], slack.state.block_id)}


def make_view(slack: Slack, user: str, payload: Json, under: View | None = None) -> View:
    """Return a view that was just opened, on top of another one or alone; its payload is what Slack tells apps."""
    view_id = slack.state.next_id("V")
    root = under.root_id if under else view_id
    view = View(view_id, user, {}, "", root, under.id if under else None)
    renew(slack, view, payload)
    return view


def renew(slack: Slack, view: View, payload: Json) -> None:
    """Give a view new content, and the new hash that goes with it."""
    state = slack.state
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:8]
    view.hash = f"{state.next_ts()}.{digest}"
    view.errors = {}
    filled = {
        "callback_id": "",
        "external_id": "",
        "private_metadata": "",
        "clear_on_close": False,
        "notify_on_close": False,
    }
    if payload["type"] == "modal":
        filled |= {"submit": None, "close": None}
    view.payload = {
        **filled,
        **payload,
        "id": view.id,
        "team_id": state.workspace.team.id,
        "app_id": state.app.id,
        "app_installed_team_id": state.workspace.team.id,
        "bot_id": state.app.bot_id,
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "state": {"values": {}},
    }


def use_trigger(slack: Slack, trigger_id: str) -> str:
    """Use up a trigger_id and return its person.

    Raises:
        SlackError: invalid_trigger_id, expired_trigger_id after three seconds, exchanged_trigger_id the second time.

    """
    trigger = slack.state.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if slack.clock.now() > trigger.expires_at:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def _unique_external_id(call: Call, payload: Json, own: View | None = None) -> None:
    name = payload.get("external_id")
    open_views = [view for stack in call.slack.state.modals.values() for view in stack]
    if name and any(view.payload["external_id"] == name for view in open_views if view is not own):
        raise SlackError("duplicate_external_id")


def open_view(call: Call) -> Json:
    """Open a modal for the person behind a trigger_id."""
    payload = checked_view(call.slack, call.args["view"], "modal", call.method)
    _unique_external_id(call, payload)
    user = use_trigger(call.slack, call.text("trigger_id"))
    view = make_view(call.slack, user, payload)
    call.slack.state.modals[user] = [view]
    call.slack.hub.tell("modal", user=user)
    return {"view": view.payload}


def push(call: Call) -> Json:
    """Put a modal on top of the person's."""
    payload = checked_view(call.slack, call.args["view"], "modal", call.method)
    _unique_external_id(call, payload)
    user = use_trigger(call.slack, call.text("trigger_id"))
    stack = call.slack.state.modals.get(user, [])
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK_MAX:
        raise SlackError("push_limit_reached")
    stack.append(make_view(call.slack, user, payload, stack[-1]))
    call.slack.hub.tell("modal", user=user)
    return {"view": stack[-1].payload}


def update(call: Call) -> Json:
    """Change an open view, by its id or by its external_id."""
    state = call.slack.state
    if bool(call.text("view_id")) == bool(call.text("external_id")):
        raise invalid_arguments("must provide exactly one of view_id or external_id")
    everything = [*state.home.values(), *(view for stack in state.modals.values() for view in stack)]
    wanted = [
        view
        for view in everything
        if view.id == call.text("view_id")
        or (view.payload["external_id"] and view.payload["external_id"] == call.text("external_id"))
    ]
    if not wanted:
        raise SlackError("not_found")
    view = wanted[0]
    payload = checked_view(call.slack, call.args["view"], view.payload["type"], call.method)
    if call.text("hash") not in ("", view.hash):
        raise SlackError("hash_conflict")
    _unique_external_id(call, payload, view)
    renew(call.slack, view, payload)
    call.slack.hub.tell("home" if payload["type"] == "home" else "modal", user=view.user)
    return {"view": view.payload}


def publish(call: Call) -> Json:
    """Show a Home tab to one person."""
    user = call.text("user_id")
    if user not in call.slack.state.people:
        raise SlackError("user_not_found")
    payload = checked_view(call.slack, call.args["view"], "home", call.method)
    shown = call.slack.state.home.get(user)
    if shown and call.text("hash") not in ("", shown.hash):
        raise SlackError("hash_conflict")
    if shown is None:
        shown = call.slack.state.home[user] = make_view(call.slack, user, payload)
    else:
        renew(call.slack, shown, payload)
    call.slack.hub.tell("home", user=user)
    return {"view": shown.payload}


METHODS = (
    Method("views.open", open_view, {"trigger_id": NEEDED, "view": NEEDED_OBJECT}),
    Method("views.push", push, {"trigger_id": NEEDED, "view": NEEDED_OBJECT}),
    Method("views.update", update, {"view": NEEDED_OBJECT, "view_id": TEXT, "external_id": TEXT, "hash": TEXT}),
    Method("views.publish", publish, {"user_id": NEEDED, "view": NEEDED_OBJECT, "hash": TEXT}),
)
