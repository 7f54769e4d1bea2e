"""One stand-in for the whole folder, reset before each test, and a bot that records what it is told."""

from __future__ import annotations

import json
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import httpx
import pytest
from slack_sdk import WebClient

from infra.local.slack.control import SlackControl
from infra.local.slack.running import RunningSlack
from infra.local.slack.server import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]
SECRET = "test-signing-secret"


@dataclass
class Heard:
    """One request to the bot."""

    path: str
    headers: dict[str, str]
    raw: bytes
    body: Json


@dataclass
class Bot:
    """A bot that answers 200 with nothing, unless a test says otherwise."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answer: Callable[[Heard], tuple[int, Json | str | None]] = lambda _heard: (200, None)

    def events(self, kind: str) -> list[Json]:
        """Return the events of a type that arrived, in order."""
        bodies = [one.body for one in self.heard if one.path == "/slack/events"]
        return [body["event"] for body in bodies if body.get("event", {}).get("type") == kind]

    def wait(self, count: int = 1, path: str = "") -> list[Heard]:
        """Wait until so many requests arrived."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            found = [one for one in list(self.heard) if path in one.path]
            if len(found) >= count:
                return found
            time.sleep(0.01)
        message = f"heard {len(self.heard)} requests, not {count} at {path or 'any path'}"
        raise AssertionError(message)


def _read(content_type: str, raw: bytes) -> Json:
    if "json" in content_type:
        return dict(json.loads(raw))
    form = {key: values[0] for key, values in parse_qs(raw.decode()).items()}
    return dict(json.loads(form["payload"])) if "payload" in form else form


@pytest.fixture(scope="session")
def bot_server() -> Iterator[Bot]:
    """Serve the bot on a free port."""
    bot = Bot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            headers = {key.lower(): value for key, value in self.headers.items()}
            heard = Heard(self.path, headers, raw, _read(headers["content-type"], raw))
            bot.heard.append(heard)
            status, answer = bot.answer(heard)
            content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode() if answer else b""
            try:
                self.send_response(status)
                self.send_header("content-type", "text/plain" if isinstance(answer, str) else "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except ConnectionError:
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bot.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield bot
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def running() -> Iterator[RunningSlack]:
    """Run one stand-in, with short retry delays and a short time to acknowledge."""
    options = Options(signing_secret=SECRET, retry_delays=(0.0, 0.02, 0.04), ack_seconds=0.4)
    with RunningSlack(options=options) as stand_in:
        yield stand_in


@pytest.fixture
def control(running: RunningSlack) -> Iterator[SlackControl]:
    """Act and read as a person, in a workspace that starts over; no bot is connected."""
    with SlackControl(running.url) as hands:
        hands.set_app(bot_url="")
        hands.rate_limits(enabled=False)
        hands.reset()
        yield hands


@pytest.fixture
def bot(bot_server: Bot, control: SlackControl) -> Bot:
    """Connect the recording bot."""
    bot_server.heard.clear()
    bot_server.answer = lambda _heard: (200, None)
    control.set_app(bot_url=bot_server.url)
    return bot_server


@pytest.fixture
def client(running: RunningSlack, control: SlackControl) -> WebClient:
    """Call the Web API as the bot, through Slack's own library."""
    del control
    return WebClient(token=running.slack.state.app.bot_token, base_url=running.api_url)


@pytest.fixture
def call(running: RunningSlack, control: SlackControl) -> Iterator[Callable[..., Json]]:
    """Call the Web API as the bot with a JSON body, whatever the body."""
    del control
    token = running.slack.state.app.bot_token

    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with httpx.Client(base_url=running.api_url, trust_env=False, verify=bare) as http:

        def send(method: str, *, token: str = token, **arguments: object) -> Json:
            headers = {"authorization": f"Bearer {token}"} if token else {}
            return dict(http.post(method, json=arguments, headers=headers).json())

        yield send
