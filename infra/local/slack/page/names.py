"""How the page names and draws people, the bot and channels: names, initials, colours, times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from infra.local.slack.people import SLACKBOT

if TYPE_CHECKING:
    from infra.local.slack.state import Conversation, SlackState

_TONES = 8
_KIB = 1024


@dataclass(frozen=True, slots=True)
class Face:
    """What stands beside a message: a name, initials on a tone, and whether it is an app's."""

    id: str
    name: str
    initials: str
    tone: int
    is_app: bool = False
    title: str = ""
    badge: str = ""


def face(state: SlackState, user: str) -> Face:
    """Return how a user looks."""
    if user == state.app.bot_user:
        return Face(user, state.app.display_name, state.app.display_name[:1], 0, is_app=True)
    if user == SLACKBOT:
        return Face(user, "Slackbot", "S", 1, is_app=True)
    person = state.people.get(user)
    if person is None:
        return Face(user, user, "?", 1)
    initials = "".join(word[0] for word in person.real_name.split()[:2]).upper()
    tone = 2 + sum(map(ord, person.id)) % (_TONES - 2)
    return Face(user, person.real_name, initials, tone, title=person.title, badge=_badge(state, user))


def _badge(state: SlackState, user: str) -> str:
    person = state.people[user]
    if person.team:
        return next((team.name for team in state.workspace.other_teams if team.id == person.team), "External")
    return "Guest" if person.is_guest or person.is_single_channel_guest else ""


def channel_name(state: SlackState, conversation: Conversation, viewer: str) -> str:
    """Return what a conversation is called by a person: a channel's name, or the other's name in a DM."""
    if conversation.kind != "im":
        return conversation.name
    other = next((user for user in conversation.members if user != viewer), viewer)
    return face(state, other).name


def moment(ts: str, offset: int) -> datetime:
    """Return a message's time where the viewer is (offset in seconds east of UTC)."""
    return datetime.fromtimestamp(float(ts), UTC).astimezone(timezone(timedelta(seconds=offset)))


def clock_time(ts: str, offset: int) -> str:
    """Return a time as Slack shows it: 9:41 AM."""
    return moment(ts, offset).strftime("%I:%M %p").lstrip("0")


def day(ts: str, offset: int, today: str) -> str:
    """Return a day as Slack heads it: Today, Yesterday, or Friday, November 20."""
    then, now = moment(ts, offset).date(), moment(today, offset).date()
    if then == now:
        return "Today"
    if then == now - timedelta(days=1):
        return "Yesterday"
    return f"{then:%A}, {then:%B} {then.day}"


def ago(ts: str, now: float) -> str:
    """Return how long ago something was said, in words."""
    seconds = max(0, int(now - float(ts)))
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "just now"


def size(length: int) -> str:
    """Return a file's size in words: 12 kB, 3.4 MB."""
    if length < _KIB:
        return f"{length} bytes"
    value, unit = length / _KIB, "kB"
    if value >= _KIB:
        value, unit = value / _KIB, "MB"
    return f"{value:.0f} {unit}" if value >= 10 else f"{value:.1f} {unit}"  # noqa: PLR2004 - one decimal below ten
