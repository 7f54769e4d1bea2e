"""The LanguageModel port: on the fake, and on OpenAI's client against a scripted provider."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from shared.adapters.openai.language_model import OpenAiLanguageModel
from shared.core.errors import TransientError
from shared.core.models.budget import Allowance, Usage
from shared.core.models.plan import Verdict
from shared.core.models.sending import Message, Role
from shared.ports.language_model import Failed, Filled, FillRequest
from tests.fakes.language_model import InMemorySpendLedger, ScriptedLanguageModel
from tests.fakes.model_provider import KEY, Fault, ModelProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.ports.language_model import LanguageModel

SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
MESSAGES = (Message(Role.SYSTEM, "Fill it in."), Message(Role.USER, '{"question":"total value"}'))
USAGE = Usage(900, 60)
FAILURES = {
    Fault.BUSY: Failed(Verdict.BUSY, None, 7.0, "status 429"),
    Fault.SERVER: Failed(Verdict.FAULT, None, 7.0, "status 500"),
    Fault.DENIED: Failed(Verdict.DENIED, None, 7.0, "status 401"),
    Fault.UNPAID: Failed(Verdict.DENIED, None, 7.0, "status 429"),
    Fault.UNKNOWN: Failed(Verdict.UNSUITABLE, None, 7.0, "status 404"),
    Fault.STALL: Failed(Verdict.TIMEOUT),
    Fault.SLOW: Failed(Verdict.TIMEOUT),
    Fault.REFUSAL: Failed(Verdict.REFUSED, USAGE),
    Fault.EMPTY: Failed(Verdict.EMPTY, USAGE),
    Fault.TRUNCATED: Failed(Verdict.TRUNCATED, USAGE),
    Fault.NO_CHOICES: Failed(Verdict.EMPTY),
    Fault.HUGE: Failed(Verdict.UNREADABLE),
    Fault.CUT: Failed(Verdict.FAULT),
    Fault.REDIRECT: Failed(Verdict.FAULT),
}


def request(seconds: float = 5.0) -> FillRequest:
    """Return a small request."""
    return FillRequest("small-model", MESSAGES, "thing", SCHEMA, 100, seconds, "low")


@pytest.fixture
def provider() -> Iterator[ModelProvider]:
    """A provider that is well until told otherwise."""
    with ModelProvider(retry_after="7") as running:
        yield running


def test_a_reply_comes_back_as_it_was_written_with_its_usage(side: str, provider: ModelProvider) -> None:
    """Unread: what it is worth is decided elsewhere."""
    provider.text = lambda _: '{"any": "text"}'
    written = Filled('{"any": "text"}', USAGE)
    with closing(OpenAiLanguageModel(KEY, provider.url)) as real:
        model: LanguageModel = ScriptedLanguageModel(written) if side == "fake" else real
        assert model.fill(request()) == written


@pytest.mark.parametrize("fault", FAILURES)
def test_every_failure_is_a_value_that_comes_in_time(side: str, fault: Fault, provider: ModelProvider) -> None:
    """With what the provider told, and in one request: nobody tries again behind our back."""
    expected = FAILURES[fault]
    provider.script = lambda _: fault
    seconds = 0.4 if expected.verdict is Verdict.TIMEOUT else 5.0
    with closing(OpenAiLanguageModel(KEY, provider.url)) as real:
        model: LanguageModel = ScriptedLanguageModel(expected) if side == "fake" else real
        began = time.monotonic()
        failed = model.fill(request(seconds))
        assert time.monotonic() - began < seconds + 1.5  # the first call of a process imports the SDK
    assert isinstance(failed, Failed)
    assert (failed.verdict, failed.usage) == (expected.verdict, expected.usage)
    assert failed.retry_after == expected.retry_after
    assert KEY not in repr(failed)
    if side == "real":
        assert len(provider.calls) == 1


def test_a_ledger_out_of_reach_says_so() -> None:
    """Nobody spends what nobody counts."""
    broken = InMemorySpendLedger()
    broken.failing = TransientError("out of reach")
    with pytest.raises(TransientError):
        broken.reserve((Allowance("u", 1),), 1)
