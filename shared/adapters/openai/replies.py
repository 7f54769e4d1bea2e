"""What a provider's reply means to us; none of its own words are kept, for they may repeat the question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.core.models.budget import Usage
from shared.core.models.plan import Verdict
from shared.ports.language_model import Failed, Filled

if TYPE_CHECKING:
    from collections.abc import Mapping

TOO_MANY, SERVER_FAULT, NOT_OURS = 429, 500, 400
_DENIED = frozenset({401, 402, 403})
_MAY_PASS = frozenset({408, 409, 425})
_UNPAID = frozenset({"insufficient_quota", "billing_hard_limit_reached", "account_deactivated"})
"""Codes of a 429 that no waiting mends."""
_LONGEST_WAIT = 3_600.0
_MOST_TOKENS = 10**9


class TooLongError(Exception):
    """A reply grew beyond all measure."""


TOO_LONG = Failed(Verdict.UNREADABLE, detail="a reply beyond all measure")


def read_reply(text: str) -> Filled | Failed:
    """Return what a reply with status 200 came to."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Failed(Verdict.UNREADABLE, detail="no JSON")
    if not isinstance(data, dict):
        return Failed(Verdict.UNREADABLE, detail="no object")
    usage = _usage(data.get("usage"))
    choices = data.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        broken = Verdict.FAULT if data.get("error") else Verdict.EMPTY
        return Failed(broken, usage, detail="no message")
    return _read_choice(choice, choice["message"], usage)


def _read_choice(choice: Mapping[str, Any], message: Mapping[str, Any], usage: Usage | None) -> Filled | Failed:
    reason, content = choice.get("finish_reason"), message.get("content")
    if message.get("refusal") or reason == "content_filter":
        return Failed(Verdict.REFUSED, usage, detail="refused")
    if reason == "length":
        return Failed(Verdict.TRUNCATED, usage, detail="cut off at the token limit")
    if not isinstance(content, str) or not content.strip():
        return Failed(Verdict.EMPTY, usage, detail="no text")
    return Filled(content, usage)


def _usage(told: object) -> Usage | None:
    """Return the tokens told, or None where they cannot be."""
    if not isinstance(told, dict):
        return None
    counts = (told.get("prompt_tokens"), told.get("completion_tokens"))
    if all(type(each) is int and 0 <= each <= _MOST_TOKENS for each in counts):
        return Usage(*counts)  # type: ignore[arg-type]
    return None


def failure(error: Exception) -> Failed:
    """Return what an exception of the SDK means."""
    import openai  # noqa: PLC0415

    kind = type(error).__name__
    if isinstance(error, openai.APITimeoutError):
        return Failed(Verdict.TIMEOUT, detail=kind)
    if isinstance(error, openai.APIStatusError):
        verdict = _by_status(error.status_code, str(error.code))
        return Failed(verdict, None, _retry_after(error.response.headers), f"status {error.status_code}")
    if isinstance(error, openai.APIResponseValidationError):
        return Failed(Verdict.UNREADABLE, detail=kind)
    return Failed(Verdict.FAULT, detail=kind)


def _by_status(status: int, code: str) -> Verdict:
    if status == TOO_MANY:
        return Verdict.DENIED if code in _UNPAID else Verdict.BUSY
    if status in _DENIED:
        return Verdict.DENIED
    if status in _MAY_PASS or status >= SERVER_FAULT or status < NOT_OURS:
        return Verdict.FAULT
    return Verdict.UNSUITABLE


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds the provider asks to wait, where it says a number."""
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / scale
        except ValueError:
            continue
        if 0 <= seconds <= _LONGEST_WAIT:
            return seconds
    return None
