"""What a Web API method is: its name, its arguments, its function; and the call a function receives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from infra.local.slack import scopes
from infra.local.slack.errors import SlackError, invalid_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation

Kind = Literal["text", "flag", "count", "list", "object"]
PAGE_DEFAULT = 100
PAGE_MAX = 999


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: how it is read, and whether it must be there."""

    kind: Kind
    required: bool = False


TEXT = Argument("text")
FLAG = Argument("flag")
COUNT = Argument("count")
LIST = Argument("list")
OBJECT = Argument("object")
NEEDED = Argument("text", required=True)
NEEDED_COUNT = Argument("count", required=True)
NEEDED_LIST = Argument("list", required=True)
NEEDED_OBJECT = Argument("object", required=True)
PAGING = {"cursor": TEXT, "limit": COUNT}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its arguments, read and checked, and what the token may do."""

    slack: Slack
    method: str
    args: Json
    granted: tuple[str, ...]

    def text(self, name: str) -> str:
        """Return a text argument, "" when it was left out."""
        value = self.args.get(name, "")
        return value if isinstance(value, str) else ""

    def conversation(self, verb: str | None = None, name: str = "channel") -> Conversation:
        """Return the conversation an argument names, as far as the bot can see it.

        Raises:
            SlackError: channel_not_found, or missing_scope for the verb ("read", "history").

        """
        found = self.slack.state.conversations.get(self.text(name))
        if found is None or (found.kind != "public" and not self.slack.state.bot_in(found)):
            raise SlackError("channel_not_found")
        if verb:
            scopes.require_for(found.kind, verb, self.granted)
        return found

    def joined(self, verb: str | None = None, name: str = "channel") -> Conversation:
        """Return the conversation an argument names, where the bot is a member.

        Raises:
            SlackError: channel_not_found, not_in_channel, missing_scope.

        """
        found = self.conversation(verb, name)
        if not self.slack.state.bot_in(found):
            raise SlackError("not_in_channel")
        return found


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API. open: callable without a token; form_only: Slack reads no JSON body for it."""

    name: str
    run: Callable[[Call], Json]
    arguments: Mapping[str, Argument]
    open: bool = False
    form_only: bool = False


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"1": True, "true": True, "0": False, "false": False}.get(str(value).lower())


def _structure(value: object, wanted: type) -> object:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, wanted) else None


def _read(kind: Kind, value: object) -> object:
    if kind == "text":
        return value if isinstance(value, str) else None
    if kind == "flag":
        return _flag(value)
    if kind == "count":
        return int(str(value)) if str(value).isdecimal() else None
    return _structure(value, list if kind == "list" else dict)


def read_arguments(method: Method, raw: Mapping[str, Any]) -> Json:
    """Return the arguments in their Python form.

    Raises:
        SlackError: invalid_arguments, naming every argument that is unknown, missing or of the wrong form.

    """
    wrong = [f"unknown argument: {name} [json-pointer:/{name}]" for name in raw if name not in method.arguments]
    read: Json = {}
    for name, argument in method.arguments.items():
        if raw.get(name) is None or (raw[name] == "" and argument.required):
            if argument.required:
                wrong.append(f"missing required field: {name} [json-pointer:/{name}]")
            continue
        read[name] = _read(argument.kind, raw[name])
        if read[name] is None:
            wrong.append(f"must be a valid {argument.kind} [json-pointer:/{name}]")
    if wrong:
        raise invalid_arguments(*wrong)
    return read


def page(entries: list[Json], key: str, call: Call) -> Json:
    """Return one page of a list with Slack's cursor."""
    limit = min(call.args.get("limit") or PAGE_DEFAULT, PAGE_MAX)
    cursor = call.text("cursor")
    if cursor and not cursor.removeprefix("next:").isdecimal():
        raise SlackError("invalid_cursor")
    start = int(cursor.removeprefix("next:")) if cursor else 0
    more = start + limit < len(entries)
    following = f"next:{start + limit}" if more else ""
    return {key: entries[start : start + limit], "has_more": more, "response_metadata": {"next_cursor": following}}
