"""Requests: "pin this", "send me total sales every Monday at 9", "stop sending this", "what is scheduled here"."""

from __future__ import annotations

import re

from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.reading import Want, Wants
from shared.core.digests.digest import Cadence
from shared.core.digests.recurrence import Recurrence

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_POLITE = re.compile(
    r"^(?:(?:please|can you|could you|kindly|hey|ok|and|now|also|i want you to|i'd like you to)[, ]+)+", re.IGNORECASE
)
_THIS = r"(?:this|that|it|the (?:answer|result|chart|table|number|one above)|this (?:answer|result|chart|question|one))"
_BOARD = r"(?:my |the |our )?(?:home(?: tab| page)?|dash ?board|board|pins|pin board|app home)"
_PIN = (
    re.compile(rf"pin {_THIS}(?: (?:to|on|in|at) {_BOARD})?", re.IGNORECASE),
    re.compile(rf"(?:save|add|put|keep|stick) {_THIS} (?:to|on|in|at) {_BOARD}", re.IGNORECASE),
)
_PIN_QUESTION = (
    re.compile(rf"pin (?!codes?\b|numbers?\b)(?P<question>.+?)(?: (?:to|on|in|at) {_BOARD})?", re.IGNORECASE),
    re.compile(rf"(?:save|add|put|keep|show) (?P<question>.+?) (?:to|on|at) {_BOARD}", re.IGNORECASE),
)
_TIME = (
    r"(?:at |by |around )?(?:(?P<hour>2[0-3]|[01]?\d)(?!\d)(?:[:.h](?P<minute>[0-5]\d))?"
    r"(?: ?(?P<half>am|pm|a\.m\.?|p\.m\.?))?(?: ?o'?clock| ?hrs?| ?hours)?|(?P<named>noon|midnight))"
)
_DAY = "|".join(_DAYS)
_UNIT = rf"hour|day|morning|evening|night|weekday|week|month|minute|quarter|year|{_DAY}"
_EVERY = (
    rf"(?:(?:every|each) (?:single )?(?P<unit>{_UNIT})|(?:on )?(?P<plural>{_DAY})s|"
    rf"(?P<adverb>hourly|daily|weekly|monthly))(?: (?:on )?(?:every )?(?P<on>{_DAY})s?)?"
)
_WHEN = re.compile(rf"(?:{_EVERY}(?:,? {_TIME})?)", re.IGNORECASE)
_WHEN_FIRST = re.compile(rf"(?:at )?{_TIME.replace('(?:at |by |around )?', '', 1)},? {_EVERY}", re.IGNORECASE)
_VERB = (
    r"(?:send|post|share|deliver|push|publish|schedule|message|dm|report|repeat|remind me of|run|ask)"
    r"(?P<to> me| us| everyone| to me| to us| (?:in |to )?(?:here|this channel|the channel))?"
)
_ASKED = re.compile(rf"{_VERB} (?P<what>.+)", re.IGNORECASE)
_HERE = re.compile(r"(?i)[, ]+(?:(?:in|to) )?(?:here|this channel|the channel|this thread)$")
_TO_ME = re.compile(r"(?i)[, ]+(?:to me|to my dms?|privately|in (?:a )?(?:dm|direct message))$")
_THING = (
    r"sending|posting|sharing|scheduling|the|this|that|it|my|our|all|daily|weekly|hourly|scheduled?|message|post|"
    r"question|report|digest"
)
_STOP = re.compile(
    rf"(?:(?:stop|cancel|end|quit|unschedule|disable|turn off|remove|delete)(?: (?:{_THING})s?)*"
    r"(?: (?:here|me|us|any ?more|every \w+|now|please|again))*|"
    r"(?:do not|don't) (?:send|post)(?: me| us)? (?:this|that|it)(?: any ?more| again| here)?|"
    r"unsubscribe(?: me)?(?: from (?:this|that|it))?)",
    re.IGNORECASE,
)
_STOPPED = re.compile(
    r"\b(?:sending|posting|sharing|schedule[sd]?|scheduling|unschedule|unsubscribe|digests?|report|send|post)\b",
    re.IGNORECASE,
)
_STOP_NAMED = re.compile(
    r"(?:stop|cancel|quit|end) (?:sending|posting|sharing)(?: me| us)? (?:the )?(?P<question>.+?)(?: here| any ?more)?",
    re.IGNORECASE,
)
_FOR_US = r"(?: regularly| automatically| on schedule)?(?: here| in this channel| (?:for|to) (?:me|us))?"
_LIST = re.compile(
    r"(?:(?:what|which)(?: (?:questions?|reports?|messages?|posts?|digests?))?(?: is|'s| are| do you)? "
    rf"(?:scheduled|post|send|sent|posted){_FOR_US}|"
    r"(?:(?:show|list)(?: me)? )?(?:the |my |our |all )*"
    r"(?:schedules|scheduled (?:questions|reports|messages|posts)|digests)(?: here| in this channel| are there)?|"
    r"(?:what|which) (?:schedules|digests)(?: are (?:there|set|running))?(?: here)?)",
    re.IGNORECASE,
)
_THIS_ONLY = re.compile(rf"{_THIS}|the same", re.IGNORECASE)
_NOON, _MORNING, _EVENING = 12, 9, 18
_SURE = 0.9


def read_request(text: str) -> Wants | None:
    """Return what is to be done with a question beyond answering it; None for a plain question."""
    said = _POLITE.sub("", re.sub(r"\s+", " ", text.strip())).rstrip(" ?!.")
    if _LIST.fullmatch(said):
        return Wants(Intent(IntentKind.SCHEDULE, _SURE), Want.LIST)
    if _STOP.fullmatch(said) and _STOPPED.search(said):
        return Wants(Intent(IntentKind.SCHEDULE, _SURE), Want.STOP)
    named = _STOP_NAMED.fullmatch(said)
    if named is not None:
        return Wants(Intent(IntentKind.SCHEDULE, _SURE), Want.STOP, named["question"])
    return _scheduled(said) or _pinned(said)


def _pinned(said: str) -> Wants | None:
    intent = Intent(IntentKind.PIN, _SURE)
    if any(form.fullmatch(said) for form in _PIN):
        return Wants(intent, Want.PIN)
    match = next((found for form in _PIN_QUESTION if (found := form.fullmatch(said))), None)
    return Wants(intent, Want.PIN, match["question"].strip()) if match else None


def _scheduled(said: str) -> Wants | None:
    """A verb of sending, something to send, and how often; the time may come first or last."""
    found = _last(_WHEN_FIRST, said) or _last(_WHEN, said) or _leading(said)
    if found is None:
        return None
    rest = f"{said[: found.start()]} {said[found.end() :]}".strip(" ,")
    asked = _ASKED.fullmatch(re.sub(r"\s+", " ", rest))
    if asked is None:
        return None
    what, to = asked["what"].strip(" ,"), (asked["to"] or "").strip().casefold()
    direct = to in {"me", "to me"} or _TO_ME.search(f" {what}") is not None
    what = _TO_ME.sub("", _HERE.sub("", f" {what}")).strip(" ,")
    if not what or what.casefold() in {"me", "us", "here"}:
        return None
    question = "" if _THIS_ONLY.fullmatch(what) else what
    return Wants(Intent(IntentKind.SCHEDULE, _SURE), Want.SCHEDULE, question, _recurrence(found), direct)


def _last(form: re.Pattern[str], said: str) -> re.Match[str] | None:
    """The match that the words end in."""
    return next((match for match in form.finditer(said) if match.end() == len(said)), None)


def _leading(said: str) -> re.Match[str] | None:
    """The match that the words begin with: "every Monday at 9 send me ..."."""
    return _WHEN.match(said) or _WHEN_FIRST.match(said)


def _recurrence(found: re.Match[str]) -> Recurrence | None:
    """How often; None for a rhythm that is not kept here, such as monthly."""
    unit = (found["unit"] or found["adverb"] or "").casefold()
    day = (found["on"] or found["plural"] or (unit if unit in _DAYS else "")).casefold()
    hour, minute = _clock(found, unit)
    if hour is None:
        return None
    if day:
        return Recurrence(Cadence.WEEKLY, hour, minute, _DAYS.index(day))
    cadence = {
        "hour": Cadence.HOURLY,
        "hourly": Cadence.HOURLY,
        "week": Cadence.WEEKLY,
        "weekly": Cadence.WEEKLY,
        "day": Cadence.DAILY,
        "daily": Cadence.DAILY,
        "morning": Cadence.DAILY,
        "evening": Cadence.DAILY,
        "night": Cadence.DAILY,
    }.get(unit)
    return Recurrence(cadence, hour, minute) if cadence else None


def _clock(found: re.Match[str], unit: str) -> tuple[int | None, int]:
    """The hour and minute that were said, else nine in the morning, or six in the evening."""
    if found["named"]:
        return (_NOON if found["named"].casefold() == "noon" else 0), 0
    if not found["hour"]:
        return (_EVENING if unit in {"evening", "night"} else _MORNING), 0
    hour, half = int(found["hour"]), (found["half"] or "").casefold().replace(".", "")
    if half and not 1 <= hour <= _NOON:
        return None, 0
    if half or (unit in {"evening", "night"} and hour < _NOON):
        hour = hour % _NOON + _NOON * (half == "pm" or not half)
    return hour, int(found["minute"] or 0)
