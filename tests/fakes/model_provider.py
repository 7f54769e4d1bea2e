"""A small HTTP server that speaks chat completions, scripted to misbehave in every way a provider can."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "sk-test-0f9e8d7c6b5a"
_DRIP_SECONDS = 0.05


class Fault(StrEnum):
    """How a call is answered."""

    GOOD = "good"
    BUSY = "429"
    SERVER = "500"
    STALL = "stall"
    GARBAGE = "garbage"
    WRONG_SCHEMA = "wrong schema"
    REFUSAL = "refusal"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    SLOW = "slow"
    CUT = "cut"
    """The line breaks in the middle of the body."""
    HUGE = "huge"
    """A body without end."""
    DENIED = "401"
    UNPAID = "429 unpaid"
    UNKNOWN = "404"
    REDIRECT = "redirect"
    NO_CHOICES = "no choices"


@dataclass(frozen=True)
class Call:
    """What the provider was sent."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class ModelProvider:
    """Answers call number n (from 0) of a script as script(n) says; text(call) is what a good model writes."""

    script: Callable[[int], Fault] = lambda _: Fault.GOOD
    text: Callable[[Call], str] = lambda _: "{}"
    misshapen: str = '{"answer": 31337}'
    retry_after: str = "0"
    calls: list[Call] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        provider = self

        class Handler(_Handler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                number = len(provider.calls)
                call = Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                provider.calls.append(call)
                self.answer(provider.script(number), provider, call)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The base URL of the API."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    """Writes what a fault looks like on the line."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server calls it
        """Write nothing."""

    def answer(self, fault: Fault, provider: ModelProvider, call: Call) -> None:
        """Answer one call; a client that has left is no error."""
        try:
            self._answer(fault, provider, call)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _answer(self, fault: Fault, provider: ModelProvider, call: Call) -> None:
        statuses = {
            Fault.BUSY: (429, "rate_limit_exceeded"),
            Fault.UNPAID: (429, "insufficient_quota"),
            Fault.SERVER: (500, "server_error"),
            Fault.DENIED: (401, "invalid_api_key"),
            Fault.UNKNOWN: (404, "model_not_found"),
        }
        bodies: dict[Fault, Callable[[], str]] = {
            Fault.GOOD: lambda: completion(provider.text(call)),
            Fault.GARBAGE: lambda: completion("```json\n{'entity': lines, NaN,,"),
            Fault.WRONG_SCHEMA: lambda: completion(provider.misshapen),
            Fault.REFUSAL: lambda: completion(None, refusal="I cannot help with that. The total is 31337."),
            Fault.EMPTY: lambda: completion(""),
            Fault.TRUNCATED: lambda: completion(provider.text(call)[:40], finish_reason="length"),
            Fault.NO_CHOICES: lambda: json.dumps({"choices": [], "usage": {"prompt_tokens": "many"}}),
        }
        if fault in statuses:
            status, code = statuses[fault]
            said = {"error": {"message": f"no, {KEY}", "type": code, "code": code}}
            self._send(status, json.dumps(said), {"Retry-After": provider.retry_after})
        elif fault in bodies:
            self._send(200, bodies[fault]())
        else:
            self._misbehave(fault, provider, call)

    def _misbehave(self, fault: Fault, provider: ModelProvider, call: Call) -> None:
        self.close_connection = True
        if fault is Fault.STALL:
            provider.released.wait(60)
        elif fault is Fault.REDIRECT:
            self._send(307, "", {"Location": "/elsewhere"})
        elif fault is Fault.CUT:
            self._start(200, 10_000)
            self.wfile.write(b'{"choices": [')
        elif fault is Fault.HUGE:
            self._start(200, 10**12)
            while not provider.released.is_set():
                self.wfile.write(b" " * 65_536)
        else:
            self._drip(completion(provider.text(call)), provider)

    def _drip(self, text: str, provider: ModelProvider) -> None:
        """One byte at a time, so that no single wait is long."""
        self._start(200, len(text.encode()))
        for byte in text.encode():
            if provider.released.wait(_DRIP_SECONDS):
                return
            self.wfile.write(bytes([byte]))

    def _start(self, status: int, length: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        self._start(status, len(text.encode()), headers)
        self.wfile.write(text.encode())


def completion(content: str | None, *, refusal: str | None = None, finish_reason: str = "stop") -> str:
    """Return a chat completion as a provider writes it."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1718190000,
            "model": "any",
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
            "usage": {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960},
        }
    )
