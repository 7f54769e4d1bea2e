"""Slack's date tokens, <!date^seconds^form|fallback>, in the time of who looks.

Forms: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from infra.local.slack.page import names

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(r"\{(\w+)\}")
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def dated(target: str, fallback: str, offset: int, now: float) -> str:
    """Write a token without its brackets, !date^seconds^form^link; the fallback where it is none."""
    parts = target.split("^")
    if len(parts) < 3 or not parts[1].isdigit():  # noqa: PLR2004 - name, seconds, form
        return fallback
    zone = timezone(timedelta(seconds=offset))
    try:
        then = datetime.fromtimestamp(int(parts[1]), UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return fallback
    today = datetime.fromtimestamp(now, UTC).astimezone(zone)
    return _TOKEN.sub(lambda match: _written(match[1], match[0], then, today), parts[2])


def _written(name: str, token: str, then: datetime, now: datetime) -> str:
    plain = name.removesuffix("_pretty")
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((then.date() - now.date()).days)
    if near is not None and plain != name:
        return near
    if name == "ago":
        return names.ago(str(then.timestamp()), now.timestamp())
    write = _FORMS.get(plain)
    return write(then) if write else token


def _clock(then: datetime, form: str) -> str:
    return then.strftime(form).lstrip("0")


def _ordinal(then: datetime) -> str:
    return f"{then.day}{_ENDINGS.get(then.day, 'th')}"


_FORMS: dict[str, Callable[[datetime], str]] = {
    "date_num": lambda then: f"{then:%Y-%m-%d}",
    "date": lambda then: f"{then:%B} {_ordinal(then)}, {then.year}",
    "date_short": lambda then: f"{then:%b} {then.day}, {then.year}",
    "date_long": lambda then: f"{then:%A}, {then:%B} {_ordinal(then)}, {then.year}",
    "time": lambda then: _clock(then, "%I:%M %p"),
    "time_secs": lambda then: _clock(then, "%I:%M:%S %p"),
}
