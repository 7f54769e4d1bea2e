"""OpenAI's client as we use it: one strict request, no second one, nothing of it in a log, and an end in any case."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from shared.adapters.openai.language_model import OpenAiLanguageModel
from shared.adapters.openai.replies import read_reply
from shared.core.models.budget import Usage
from shared.core.models.plan import Verdict
from shared.core.models.sending import Message, Role
from shared.ports.language_model import Failed, Filled, FillRequest
from tests.fakes.model_provider import KEY, Fault, ModelProvider, completion

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET_QUESTION = "what did the canary sing"
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def request(seconds: float = 5.0, effort: str = "low") -> FillRequest:
    """Return a request with a question that must not show anywhere."""
    messages = (Message(Role.SYSTEM, "Fill."), Message(Role.USER, SECRET_QUESTION))
    return FillRequest("small-model", messages, "thing", SCHEMA, 321, seconds, effort)


@pytest.fixture
def provider() -> Iterator[ModelProvider]:
    """A provider that is well until told otherwise."""
    with ModelProvider() as running:
        yield running


def test_a_call_is_one_strict_chat_completion(provider: ModelProvider) -> None:
    """With the schema, the limit of tokens, nothing stored at the provider, and the key in its header alone."""
    with closing(OpenAiLanguageModel(KEY, provider.url)) as model:
        assert isinstance(model.fill(request()), Filled)
        model.fill(request(effort=""))
    first, second = provider.calls
    assert first.path == "/v1/chat/completions"
    assert first.body == {
        "model": "small-model",
        "messages": [{"role": "system", "content": "Fill."}, {"role": "user", "content": SECRET_QUESTION}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "thing", "schema": SCHEMA, "strict": True},
        },
        "max_completion_tokens": 321,
        "reasoning_effort": "low",
        "store": False,
    }
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(first.body)
    assert "reasoning_effort" not in second.body


@pytest.mark.parametrize("fault", [Fault.GOOD, Fault.SERVER, Fault.DENIED, Fault.CUT, Fault.STALL, Fault.GARBAGE])
def test_neither_key_nor_question_reaches_a_log(
    fault: Fault, provider: ModelProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """However much is logged, and whatever the provider repeats in its errors."""
    caplog.set_level(logging.DEBUG)
    provider.script = lambda _: fault
    with closing(OpenAiLanguageModel(KEY, provider.url)) as model:
        outcome = model.fill(request(0.3 if fault is Fault.STALL else 5.0))
        said = f"{caplog.text} {outcome!r} {model!r}"
    assert KEY not in said
    assert SECRET_QUESTION not in said


def test_a_trickle_ends_with_the_request_and_the_next_call_is_served(provider: ModelProvider) -> None:
    """A byte now and then restarts a line's timeout, not ours; what still trickles troubles nobody."""
    provider.script = lambda number: Fault.SLOW if number == 0 else Fault.GOOD
    with closing(OpenAiLanguageModel(KEY, provider.url)) as model:
        began = time.monotonic()
        assert model.fill(request(0.4)) == Failed(Verdict.TIMEOUT, detail="no reply in time")
        assert time.monotonic() - began < 1.5
        assert isinstance(model.fill(request()), Filled)


def test_a_provider_nobody_listens_at_is_a_fault() -> None:
    """As on a machine without a network."""
    with closing(OpenAiLanguageModel(KEY, "http://127.0.0.1:9/v1")) as model:
        assert model.fill(request()) == Failed(Verdict.FAULT, detail="APIConnectionError")


def test_the_sdk_is_imported_by_the_first_call_only() -> None:
    """Answers of the local reader do not pay for it."""
    code = (
        "import sys; from shared.adapters.openai.language_model import OpenAiLanguageModel as Model; Model('k');"
        "sys.exit('openai' in sys.modules or 'httpx2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Failed(Verdict.UNREADABLE, detail="no JSON")),
        ("<html>", Failed(Verdict.UNREADABLE, detail="no JSON")),
        ("[" * 100_000, Failed(Verdict.UNREADABLE, detail="no JSON")),
        ("[1]", Failed(Verdict.UNREADABLE, detail="no object")),
        ("{}", Failed(Verdict.EMPTY, detail="no message")),
        ('{"error": {"message": "overloaded"}}', Failed(Verdict.FAULT, detail="no message")),
        ('{"choices": [7]}', Failed(Verdict.EMPTY, detail="no message")),
        ('{"choices": [{"message": {"content": 7}}]}', Failed(Verdict.EMPTY, detail="no text")),
        ('{"choices": [{"message": {"content": "x"}}], "usage": {"prompt_tokens": -1}}', Filled("x", None)),
        (
            '{"choices": [{"message": {"content": "x"}}], "usage": {"prompt_tokens": 1e3, "completion_tokens": 2}}',
            Filled("x", None),
        ),
        (completion("x", finish_reason="content_filter"), Failed(Verdict.REFUSED, Usage(900, 60), detail="refused")),
        (completion("   "), Failed(Verdict.EMPTY, Usage(900, 60), detail="no text")),
    ],
    ids=lambda each: str(each)[:30],
)
def test_a_reply_is_read_without_trusting_it(text: str, expected: Filled | Failed) -> None:
    """Whatever stands where a message or a count should be."""
    assert read_reply(text) == expected


@pytest.mark.parametrize(("told", "seconds"), [("2", 2.0), ("0.5", 0.5), ("-1", None), ("nan", None), ("soon", None)])
def test_the_wait_a_provider_asks_for_is_read(told: str, seconds: float | None, provider: ModelProvider) -> None:
    """Where it is a number that can be waited."""
    provider.script, provider.retry_after = lambda _: Fault.BUSY, told
    with closing(OpenAiLanguageModel(KEY, provider.url)) as model:
        outcome = model.fill(request())
    assert isinstance(outcome, Failed)
    assert outcome.retry_after == seconds
