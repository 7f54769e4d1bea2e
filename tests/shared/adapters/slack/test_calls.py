"""Slack is called with patience, and nothing is done twice that was meant once."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError

from shared.adapters.slack.calls import Patience, RefusedError, WebhookFailure, retry_after
from shared.core.errors import InternalError, TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class Answer:
    """What slack_sdk hands over with an error."""

    status_code: int
    data: Mapping[str, Any]
    headers: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:  # noqa: ANN401 - as slack_sdk
        """Return a field of the body."""
        return self.data.get(name)


@dataclass
class Slack:
    """A script of failures, then success; and a clock that only sleeping moves."""

    failures: list[Exception]
    calls: list[float] = field(default_factory=list)
    now: float = 0.0

    def request(self) -> str:
        """Fail as the script says."""
        self.calls.append(self.now)
        if self.failures:
            raise self.failures.pop(0)
        return "done"

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def patience(self, seconds: float = 20.0) -> Patience:
        """Return patience on this clock."""
        return Patience(seconds, self.sleep, lambda: self.now)


def refused(answer: Answer) -> SlackApiError:
    """The error slack_sdk raises for an answer."""
    return SlackApiError("no", answer)  # type: ignore[no-untyped-call]


def limited(seconds: object) -> SlackApiError:
    """A 429."""
    return refused(Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": seconds}))


def fault(status: int, code: str = "internal_error") -> SlackApiError:
    """An error with a status and a code."""
    return refused(Answer(status, {"ok": False, "error": code}))


def test_no_call_is_made_before_retry_after_ends() -> None:
    """However often Slack asks to wait, and in whatever form."""
    slack = Slack([limited("3"), limited(["5"]), limited(1)])
    assert slack.patience().calling("m", slack.request, repeatable=False) == "done"
    gaps = [later - earlier for earlier, later in zip(slack.calls, slack.calls[1:], strict=False)]
    assert all(gap >= asked for gap, asked in zip(gaps, (3, 5, 1), strict=True))


def test_a_wait_longer_than_patience_is_not_begun() -> None:
    """The queue's own redelivery is the better place to wait."""
    slack = Slack([limited("30")])
    with pytest.raises(TransientError):
        slack.patience().calling("m", slack.request, repeatable=True)
    assert (slack.calls, slack.now) == ([0.0], 0.0)


@pytest.mark.parametrize(
    "error",
    [
        fault(500),
        fault(503),
        fault(200, "internal_error"),
        fault(200, "service_unavailable"),
        TimeoutError(),
        ConnectionResetError(),
        http.client.IncompleteRead(b""),
        URLError(TimeoutError()),
    ],
)
def test_what_may_have_been_done_is_repeated_only_where_that_does_no_harm(error: Exception) -> None:
    """A post that may have arrived is left to the caller, who can look for it."""
    slack = Slack([error])
    with pytest.raises(TransientError):
        slack.patience().calling("m", slack.request, repeatable=False)
    assert len(slack.calls) == 1
    slack = Slack([error])
    assert slack.patience().calling("m", slack.request, repeatable=True) == "done"
    assert len(slack.calls) == 2


@pytest.mark.parametrize("error", [ConnectionRefusedError(), URLError(ConnectionRefusedError())])
def test_what_was_never_sent_is_always_repeated(error: Exception) -> None:
    """Nobody was there to act on it."""
    slack = Slack([error, error])
    assert slack.patience().calling("m", slack.request, repeatable=False) == "done"


def test_an_endless_fault_ends_with_patience() -> None:
    """Waits grow, and their sum stays within the limit."""
    slack = Slack([fault(500) for _ in range(100)])
    with pytest.raises(TransientError):
        slack.patience(10).calling("m", slack.request, repeatable=True)
    assert slack.now <= 10
    assert 4 <= len(slack.calls) <= 6


def test_a_refusal_says_slacks_code_and_where() -> None:
    """It is not repeated: the same request would meet the same answer."""
    notes = {"messages": ["must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]}
    slack = Slack([refused(Answer(200, {"error": "invalid_blocks", "response_metadata": notes}))])
    with pytest.raises(RefusedError, match=r"invalid_blocks.*/blocks/0/text/text") as caught:
        slack.patience().calling("chat.postMessage", slack.request, repeatable=True)
    assert caught.value.code == "invalid_blocks"
    assert isinstance(caught.value, InternalError)
    assert len(slack.calls) == 1


def test_a_response_url_fails_as_the_web_api_does() -> None:
    """Used up is a refusal, away is for later."""
    slack = Slack([WebhookFailure(404, {}, '{"ok":false,"error":"used_url"}')])
    with pytest.raises(RefusedError, match="used_url"):
        slack.patience().calling("response_url", slack.request, repeatable=False)
    slack = Slack([WebhookFailure(503, {}, "<html>secret")])
    with pytest.raises(TransientError) as caught:
        slack.patience().calling("response_url", slack.request, repeatable=False)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({}, 1.0), ({"retry-after": "7"}, 7.0), ({"Retry-After": []}, 1.0), ({"RETRY-AFTER": "x"}, 1.0)],
)
def test_how_long_to_wait_is_read_from_any_form(headers: Mapping[str, Any], seconds: float) -> None:
    """Without a figure it is a second."""
    assert retry_after(headers) == seconds
