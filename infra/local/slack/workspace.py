"""What a workspace starts with: its team, people, channels and the app under development; plain values."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import Literal

ChannelKind = Literal["public", "private"]

EVERY_SCOPE = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
)
EVERY_EVENT = (
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "file_shared",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "tokens_revoked",
)


@dataclass(frozen=True, slots=True)
class Team:
    """A Slack workspace."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Person:
    """A human member, or a stranger who is here through a shared channel; team is the id of their own workspace."""

    id: str
    name: str
    real_name: str
    title: str = ""
    team: str = ""
    tz: str = "Asia/Kolkata"
    tz_offset: int = 19_800
    is_admin: bool = False
    is_guest: bool = False
    is_single_channel_guest: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A message a channel starts with."""

    user: str
    text: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, its members (ids of people; the bot's id when it is in), and what was said before."""

    id: str
    name: str
    members: tuple[str, ...]
    kind: ChannelKind = "public"
    topic: str = ""
    purpose: str = ""
    is_ext_shared: bool = False
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of the app."""

    name: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the app: global (from anywhere) or on a message."""

    callback_id: str
    name: str
    kind: Literal["global", "message"]


def _token() -> str:
    return f"xoxb-local-{secrets.token_hex(12)}"


@dataclass(frozen=True, slots=True)
class App:
    """The app under development: who it is, what it may do, what it hears."""

    id: str = "A0AVEXRA"
    bot_user: str = "U0AVEXRA"
    bot_id: str = "B0AVEXRA"
    name: str = "avexra"
    display_name: str = "Avexra"
    client_id: str = "1000000001.2000000002"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    bot_token: str = field(default_factory=_token)
    scopes: tuple[str, ...] = EVERY_SCOPE
    events: tuple[str, ...] = EVERY_EVENT
    commands: tuple[Command, ...] = (Command("/avexra", "Ask about your data", "[question]"),)
    shortcuts: tuple[Shortcut, ...] = ()
    is_agent: bool = True
    installed: bool = True
    redirect_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything a stand-in starts with."""

    team: Team
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
    app: App = field(default_factory=App)
    other_teams: tuple[Team, ...] = ()

    def with_app(self, **changes: object) -> Workspace:
        """Return the same workspace with some fields of its app changed."""
        return replace(self, app=replace(self.app, **changes))  # type: ignore[arg-type]


PRIYA = Person("U01PRIYA", "priya", "Priya Nair", "Head of Sales", is_admin=True)
SAM = Person("U02SAM", "sam", "Sam Okafor", "Operations Analyst")
GITA = Person("U03GITA", "gita", "Gita Rao", "Contractor", is_guest=True)
LEO = Person("U04LEO", "leo", "Leo Marchetti", "Buyer at Fabrikam", team="T0FABRIKAM")


def demo_workspace() -> Workspace:
    """Return Northwind: two colleagues, a guest, a stranger from Fabrikam, and the bot in every channel."""
    app = App()
    colleagues = (PRIYA.id, SAM.id)
    everybody = (*colleagues, app.bot_user)
    return Workspace(
        team=Team("T0NORTHWIND", "Northwind", "northwind"),
        people=(PRIYA, SAM, GITA, LEO),
        channels=(
            Channel("C01GENERAL", "general", (*everybody, GITA.id), topic="Company-wide news"),
            Channel("C02SALES", "sales", everybody, topic="Invoices, brands and clients"),
            Channel("C03FLIGHTS", "flights", everybody, topic="Departures from New York, 2013"),
            Channel(
                "C04PARTNERS",
                "partners",
                (*everybody, GITA.id, LEO.id),
                topic="Shared with Fabrikam",
                is_ext_shared=True,
            ),
        ),
        app=app,
        other_teams=(Team("T0FABRIKAM", "Fabrikam", "fabrikam"),),
    )
