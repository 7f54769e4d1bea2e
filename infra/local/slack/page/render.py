"""From values to HTML: the templates with the functions they draw messages, blocks and views with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from infra.local.slack import inputs
from infra.local.slack.page import charts, feed, names, tables
from infra.local.slack.page.markdown import markdown
from infra.local.slack.page.mrkdwn import mrkdwn, plain
from infra.local.slack.page.rich import rich_text
from infra.local.slack.page.templates import TEMPLATES
from infra.local.slack.people import top_view

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.page.feed import Viewer
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation, Message, View


class Renderer:
    """Draws the workspace through one person's eyes."""

    def __init__(self, slack: Slack, eyes: Viewer, *, narrow: bool = False) -> None:
        self.slack = slack
        self.eyes = eyes
        self.narrow = narrow

    def _render(self, template: str, **values: object) -> Markup:
        html = TEMPLATES.get_template(template).render(
            ui=self, eyes=self.eyes, app=self.slack.state.app, team=self.slack.state.workspace.team, **values
        )
        return Markup(html)  # noqa: S704 - Jinja escaped everything

    # What templates call.

    def text(self, value: Json) -> Markup:
        """Draw a text object of either kind."""
        if value["type"] == "mrkdwn":
            return mrkdwn(self.slack.state, value["text"], self.eyes.offset)
        return plain(value["text"])

    def mrkdwn(self, text: str) -> Markup:
        """Draw a message's text."""
        return mrkdwn(self.slack.state, text, self.eyes.offset)

    def plain(self, text: str) -> Markup:
        """Draw plain text with its emoji."""
        return plain(text)

    def markdown(self, text: str) -> Markup:
        """Draw a markdown block's text."""
        return markdown(self.slack.state, text)

    def rich(self, block: Json) -> Markup:
        """Draw a rich_text object."""
        return rich_text(self.slack.state, block)

    def chart(self, block: Json) -> Markup:
        """Draw a data_visualization's chart."""
        return charts.chart(block, narrow=self.narrow)

    def legend(self, block: Json) -> list[Json]:
        """Return a chart's legend."""
        return charts.legend(block)

    def table(self, block: Json) -> Json:
        """Return a table's columns and rows."""
        return tables.table(self.slack.state, block)

    def options(self, element: Json) -> list[Json]:
        """Return the choices of a menu: its options, or the people or channels it lists."""
        state = self.slack.state
        if "users" in element["type"]:
            return [self._choice(person.id, person.real_name) for person in state.people.values()]
        if "conversations" in element["type"] or "channels" in element["type"]:
            mine = feed.conversations(state, self.eyes)
            return [self._choice(one.id, names.channel_name(state, one, self.eyes.id)) for one in mine]
        return inputs.options(element)

    @staticmethod
    def _choice(value: str, text: str) -> Json:
        return {"value": value, "text": {"type": "plain_text", "text": text}}

    def chosen(self, element: Json) -> list[str]:
        """Return what stands in an element at first: option values, ids, a date, a text."""
        field, shape = inputs.STATEFUL[element["type"]]
        value = inputs.initial(element)[field]
        many = value if isinstance(value, list) else [value] if value is not None else []
        return [str(one["value"]) if shape in ("option", "options") else str(one) for one in many]

    def image(self, block: Json) -> Json:
        """Return an image's address on this page ("" when it cannot be shown) and its alternative text."""
        reference = block.get("slack_file") or {}
        wanted = reference.get("id") or reference.get("url", "")
        found = [file for file in self.slack.state.files.values() if file.id in wanted] if wanted else []
        url = f"/page/files/{found[0].id}" if found else block.get("image_url", "")
        shown = url.startswith(("/page/files/", "http://127.0.0.1:", "http://localhost:"))
        return {"src": url if shown else "", "alt": block["alt_text"]}

    def visible(self, element: Json) -> bool:
        """Tell whether an element is meant for this person."""
        return self.eyes.id in element.get("visible_to_user_ids", [self.eyes.id])

    def face(self, user: str) -> names.Face:
        """Return how a user looks."""
        return names.face(self.slack.state, user)

    # What the routes ask for.

    def message(self, message: Message, before: Message | None, *, in_thread: bool) -> Markup:
        """Draw one message."""
        shown = feed.show(self.slack, message, before, self.eyes, in_thread=in_thread)
        return self._render("message.html", shown=shown)

    def thread(self, conversation: Conversation, ts: str) -> Markup:
        """Draw the panel of a thread."""
        found = feed.show_all(self.slack, feed.thread(conversation, ts, self.eyes), self.eyes, in_thread=True)
        name = names.channel_name(self.slack.state, conversation, self.eyes.id)
        return self._render(
            "thread.html",
            conversation=conversation,
            name=name,
            ts=ts,
            messages=found,
            activity=self.activity(conversation, ts),
        )

    def activity(self, conversation: Conversation, thread_ts: str | None) -> Markup:
        """Draw what the assistant is doing, with its stop button."""
        return self._render(
            "activity.html",
            thinking=feed.thinking(self.slack, conversation, thread_ts),
            stoppable=feed.stoppable(self.slack, conversation, thread_ts),
        )

    def prompts(self, conversation: Conversation) -> Markup:
        """Draw the suggested prompts of a DM."""
        return self._render("prompts.html", offered=self.slack.state.prompts.get(conversation.id))

    def home(self) -> Markup:
        """Draw the Home tab."""
        return self._render("home.html", view=self.slack.state.home.get(self.eyes.id))

    def modal(self) -> Markup:
        """Draw the topmost modal, or nothing."""
        view: View | None = top_view(self.slack, self.eyes.id)
        return self._render("modal.html", view=view) if view else Markup("")

    def page(self, conversation: Conversation, tab: str, thread_ts: str | None) -> Markup:
        """Draw the whole page."""
        state = self.slack.state
        found = feed.show_all(self.slack, feed.top_level(conversation, self.eyes), self.eyes)
        is_app = conversation.kind == "im" and state.app.bot_user in conversation.members
        show_thread = thread_ts is not None and thread_ts in conversation.messages
        return self._render(
            "page.html",
            conversation=conversation,
            name=names.channel_name(state, conversation, self.eyes.id),
            is_app=is_app,
            tab=tab if is_app else "messages",
            people=[names.face(state, user) for user in state.people],
            members=[names.face(state, user) for user in conversation.members],
            sidebar=feed.sidebar(self.slack, self.eyes, conversation.id),
            messages=found,
            thread_ts=thread_ts if show_thread else "",
            thread=Renderer(self.slack, self.eyes, narrow=True).thread(conversation, thread_ts)
            if show_thread and thread_ts
            else "",
            activity=self.activity(conversation, None) if conversation.kind == "im" else "",
            prompts=self.prompts(conversation) if is_app else "",
            home=self.home() if is_app and tab == "home" else "",
            modal=self.modal(),
            mentionable=[
                {"name": state.app.name, "label": state.app.display_name, "note": "App"},
                *({"name": one.name, "label": one.real_name, "note": one.title} for one in state.people.values()),
            ],
        )
