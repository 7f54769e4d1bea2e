"""What the workspace holds while it runs: conversations, messages, files, views, sessions; records and look-ups."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.clock import Clock
    from infra.local.slack.workspace import Person, Workspace

ConversationKind = Literal["public", "private", "im"]


@dataclass(slots=True)
class Stream:
    """A streaming message's own state: what has arrived, and until when it takes more."""

    started_at: float
    recipient: str | None
    display_mode: str
    parts: list[Json] = field(default_factory=list)
    plan_title: str = ""
    open: bool = True
    blocks_sent: int = 0


@dataclass(slots=True)
class Message:
    """One message. ephemeral_to names the only person who sees it; shown is false for one nobody ever saw."""

    ts: str
    channel: str
    user: str
    text: str = ""
    thread_ts: str | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    bot_id: str | None = None
    subtype: str | None = None
    edited_ts: str | None = None
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    broadcast: bool = False
    stream: Stream | None = None
    username: str | None = None
    ephemeral_to: str | None = None
    shown: bool = True


@dataclass(slots=True)
class Conversation:
    """A channel or a direct message, with everything said in it."""

    id: str
    kind: ConversationKind
    name: str
    members: list[str]
    topic: str = ""
    purpose: str = ""
    is_ext_shared: bool = False
    created: int = 0
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)

    def replies(self, ts: str) -> list[Message]:
        """Return the replies of a thread in order, the parent apart."""
        return [message for message in self.messages.values() if message.thread_ts == ts and message.ts != ts]

    def parent_ts(self, ts: str) -> str:
        """Return the ts of the thread a message belongs to: a reply's ts leads to its parent."""
        message = self.messages.get(ts)
        return message.thread_ts if message and message.thread_ts else ts


@dataclass(slots=True)
class File:
    """A file: first only promised (no content), then uploaded, then shared in channels."""

    id: str
    name: str
    title: str
    user: str
    created: int
    length: int
    content: bytes | None = None
    mimetype: str = "application/octet-stream"
    alt_txt: str = ""
    completed: bool = False
    completed_at: float = 0.0
    deleted: bool = False
    shares: dict[str, str] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(12))


@dataclass(slots=True)
class View:
    """A modal or a Home tab as one person sees it."""

    id: str
    user: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Trigger:
    """A trigger_id: who made it, until when it lives, whether it was used."""

    user: str
    expires_at: float
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """A response_url: where it answers to, and how often it has been used."""

    channel: str
    user: str
    created_at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass(slots=True)
class Thinking:
    """An assistant's status in a thread or a DM."""

    status: str
    set_at: float
    loading_messages: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Session:
    """An agent session: a thread's lifecycle status and its title."""

    status: str
    title: str = ""


@dataclass(slots=True)
class Prompts:
    """Suggested prompts of a DM."""

    title: str
    prompts: list[Json]


class SlackState:
    """Everything the workspace knows, in memory; one event loop owns it, so there are no locks."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self.workspace = workspace
        self.clock = clock
        self.app = workspace.app
        self.conversations: dict[str, Conversation] = {}
        self.files: dict[str, File] = {}
        self.home: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.thinking: dict[tuple[str, str], Thinking] = {}
        self.sessions: dict[tuple[str, str], Session] = {}
        self.prompts: dict[str, Prompts] = {}
        self.tokens: dict[str, tuple[str, ...]] = {}
        self.revoked: set[str] = set()
        self.codes: dict[str, str] = {}
        self.people: dict[str, Person] = {person.id: person for person in workspace.people}
        self._last_micros = 0
        self._count = 0
        self._seed()

    def _seed(self) -> None:
        if self.app.installed:
            self.tokens[self.app.bot_token] = self.app.scopes
        for channel in self.workspace.channels:
            self.conversations[channel.id] = Conversation(
                id=channel.id,
                kind=channel.kind,
                name=channel.name,
                members=list(channel.members),
                topic=channel.topic,
                purpose=channel.purpose,
                is_ext_shared=channel.is_ext_shared,
                created=int(self.clock.now()),
            )
            for post in channel.posts:
                ts = self.next_ts()
                self.conversations[channel.id].messages[ts] = Message(ts, channel.id, post.user, post.text)

    def next_ts(self) -> str:
        """Return a message timestamp later than every one before it: seconds and six digits."""
        micros = max(int(self.clock.now() * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """Return a fresh identifier in Slack's manner: a capital letter or two, then ten capitals and digits."""
        self._count += 1
        return f"{prefix}0L{self._count:04d}{secrets.token_hex(2).upper()}"

    def block_id(self) -> str:
        """Return a made-up block_id, for a block the app gave none."""
        return secrets.token_urlsafe(4)

    def bot_in(self, conversation: Conversation) -> bool:
        """Tell whether the bot is a member."""
        return self.app.bot_user in conversation.members

    def is_user(self, user: str) -> bool:
        """Tell whether an id is a person's or the bot's."""
        return user in self.people or user == self.app.bot_user

    def team_of(self, user: str) -> str:
        """Return the id of a person's own workspace."""
        person = self.people.get(user)
        return (person.team if person else "") or self.workspace.team.id

    def open_im(self, user: str, other: str) -> Conversation:
        """Return the direct message between two members, made when first asked for."""
        pair = {user, other}
        for conversation in self.conversations.values():
            if conversation.kind == "im" and set(conversation.members) == pair:
                return conversation
        made = Conversation(self.next_id("D"), "im", "", [user, other], created=int(self.clock.now()))
        self.conversations[made.id] = made
        return made

    def channel_named(self, reference: str) -> Conversation | None:
        """Find a conversation by id, by name, or by #name."""
        if reference in self.conversations:
            return self.conversations[reference]
        name = reference.removeprefix("#")
        return next((found for found in self.conversations.values() if found.name == name and name), None)

    def person_named(self, reference: str) -> Person | None:
        """Find a person by id, by name, or by @name."""
        name = reference.removeprefix("@").lower()
        return self.people.get(reference) or next((one for one in self.people.values() if one.name == name), None)

    def view(self, view_id: str) -> View | None:
        """Find an open modal or a Home tab by its id."""
        everything = [*self.home.values(), *(view for stack in self.modals.values() for view in stack)]
        return next((view for view in everything if view.id == view_id), None)
