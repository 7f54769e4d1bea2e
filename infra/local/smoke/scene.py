"""What a check sees: the workspace through its control API, and PostgreSQL asked directly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg

from infra.local.slack.workspace import PRIYA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.local.stack import LocalStack

GENERAL, SALES, FLIGHTS = "C01GENERAL", "C02SALES", "C03FLIGHTS"
ANSWER_SECONDS = 30.0
_PLACEHOLDERS = ("Looking at your data",)
Json = dict[str, Any]


class CheckError(AssertionError):
    """A check found something wrong; the message says what."""


def expect(condition: object, what: str) -> None:
    """Raise CheckError unless the condition holds."""
    if not condition:
        raise CheckError(what)


@dataclass(slots=True)
class Scene:
    """The running stack as a tester sees it. schemas maps a data set's name to its PostgreSQL schema."""

    stack: LocalStack

    def ask(self, channel: str, text: str, *, user: str = PRIYA.id, thread: str = "") -> tuple[str, Json]:
        """Mention the bot with these words, or go on in a thread; returns the thread and the finished reply."""
        control = self.stack.control
        ts = control.post(user, channel, text, thread) if thread else control.ask(user, channel, text)
        return thread or ts, self.reply_after(channel, thread or ts, ts)

    def reply_after(self, channel: str, thread: str, ts: str) -> Json:
        """Wait for the bot's finished reply in the thread that is newer than ts."""

        def look() -> Json | None:
            for reply in self.stack.control.replies(channel, thread):
                newer = "bot_id" in reply and float(reply["ts"]) > float(ts)
                if newer and not str(reply["text"]).startswith(_PLACEHOLDERS):
                    return reply
            return None

        return dict(self.stack.control.wait_for(look, ANSWER_SECONDS, "an answer"))

    def bot_replies(self, channel: str, thread: str) -> list[Json]:
        """Return everything the bot said in a thread."""
        return [each for each in self.stack.control.replies(channel, thread) if "bot_id" in each]

    def upload(self, channel: str, name: str, content: bytes, user: str = PRIYA.id) -> Json:
        """Share a file and wait until the bot has finished with it; returns the bot's last word on it."""
        before = {each["ts"] for each in self.stack.control.channel(channel)}
        self.stack.control.upload(user, channel, name, content)

        def look() -> Json | None:
            for message in self.stack.control.channel(channel):
                if message["ts"] in before or not message.get("files"):
                    continue
                for reply in self.bot_replies(channel, message["ts"]):
                    if not any(block["type"] == "plan" for block in reply.get("blocks", ())):
                        return reply
            return None

        return dict(self.stack.control.wait_for(look, ANSWER_SECONDS, f"the report on {name}"))

    def sql(self, statement: str, *params: object) -> list[tuple[Any, ...]]:
        """Ask PostgreSQL directly, with SQL written by hand; {name} in the statement is a data set's schema."""
        with psycopg.connect(self.stack.database_url) as connection:
            named = connection.execute("SELECT name, id FROM avexra.datasets").fetchall()
            text = statement.format(**{name: f'"{schema}"' for name, schema in named})
            return connection.execute(text.encode(), params).fetchall()

    def one(self, statement: str, *params: object) -> Any:  # noqa: ANN401 - whatever the statement selects
        """Return the one value a statement selects."""
        return self.sql(statement, *params)[0][0]


def blocks(message: Json, kind: str) -> list[Json]:
    """Return the blocks of a kind, in containers too."""
    found: list[Json] = []
    for block in message.get("blocks", ()):
        inner = block.get("child_blocks", ())
        found.extend(each for each in (block, *inner) if each.get("type") == kind)
    return found


def markup(value: object) -> list[str]:
    """Return every text of a message that Slack reads as markup: its own text, mrkdwn and markdown; not plain text."""
    if isinstance(value, list):
        return [text for each in value for text in markup(each)]
    if not isinstance(value, dict):
        return []
    marked = value.get("type") in {"message", "mrkdwn", "markdown"}
    own = [str(value["text"])] if marked and isinstance(value.get("text"), str) else []
    return own + [text for each in value.values() for text in markup(each)]


def table(message: Json) -> list[list[Any]]:
    """Return the rows of a message's data_table: numbers as numbers, texts as texts."""
    tables = blocks(message, "data_table")
    expect(tables, "the answer has no table")
    return [[cell.get("value", cell.get("text")) for cell in row] for row in tables[0]["rows"][1:]]


def numbers_in(text: str) -> list[Decimal]:
    """Return every number a sentence says, without its grouping."""
    return [Decimal(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def button(message: Json, prefix: str) -> Json:
    """Return the first button whose action id starts so."""
    for block in blocks(message, "actions"):
        for element in block["elements"]:
            if element["action_id"].startswith(prefix):
                return dict(element)
    raise CheckError(f"there is no {prefix} button")


def same_numbers(given: Iterable[Any], expected: Iterable[Any]) -> bool:
    """Return whether both are the same numbers in the same order, to the precision people are shown."""
    left, right = [float(each) for each in given], [float(each) for each in expected]
    return len(left) == len(right) and all(
        abs(a - b) <= 1e-6 * max(1.0, abs(b)) for a, b in zip(left, right, strict=True)
    )
