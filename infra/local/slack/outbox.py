"""Requests to the bot: signed, three seconds to acknowledge, retried on Slack's schedule, each attempt on record."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.clock import Clock

ACK_SECONDS = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before each retry of an event: nearly at once, after a minute, after five."""
EVENTS_PATH = "/slack/events"
COMMANDS_PATH = "/slack/commands"
INTERACTIVITY_PATH = "/slack/interactivity"
_OK = 200
_REDIRECT = range(300, 400)


@dataclass(slots=True)
class Attempt:
    """One try: the HTTP status (0 when none came), the reason it failed ("" when it did not), and how long it took."""

    number: int
    status: int
    reason: str
    ms: int

    def as_json(self) -> Json:
        """Return the attempt as the control API shows it."""
        return {"number": self.number, "status": self.status, "reason": self.reason, "ms": self.ms}


@dataclass(slots=True)
class Delivery:
    """One thing told to the bot, with every attempt at it."""

    id: int
    kind: str
    name: str
    path: str
    body: Json
    attempts: list[Attempt] = field(default_factory=list)
    finished: bool = False

    @property
    def acknowledged(self) -> bool:
        """Tell whether the last attempt got a 2xx in time."""
        return bool(self.attempts) and not self.attempts[-1].reason

    def as_json(self) -> Json:
        """Return the delivery as the control API shows it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "path": self.path,
            "event_id": self.body.get("event_id"),
            "acknowledged": self.acknowledged,
            "finished": self.finished,
            "attempts": [attempt.as_json() for attempt in self.attempts],
            "body": self.body,
        }


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """Return the v0 signature of a request body."""
    digest = hmac.new(secret.encode(), b"v0:%d:%s" % (timestamp, body), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


class Outbox:
    """Sends to the bot and keeps the log of deliveries."""

    def __init__(
        self,
        clock: Clock,
        bot_url: str,
        signing_secret: str,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.clock = clock
        self.bot_url = bot_url.rstrip("/")
        self.signing_secret = signing_secret
        self.retry_delays = retry_delays
        self.ack_seconds = ack_seconds
        self.log: list[Delivery] = []
        self._client: httpx.AsyncClient | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def post_event(self, envelope: Json, name: str) -> Delivery:
        """Start delivering an event in the background, retries included."""
        delivery = self._record("event", name, EVENTS_PATH, envelope)
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    def redeliver(self, event_id: str) -> Delivery | None:
        """Send an event once more as a retry, as Slack does when it missed the acknowledgement."""
        known = next((one for one in self.log if one.body.get("event_id") == event_id), None)
        return self.post_event(known.body, known.name) if known else None

    async def challenge(self) -> httpx.Response | None:
        """Send url_verification as Slack does when a request URL is saved, and return the bot's answer."""
        body = {"type": "url_verification", "token": "unused", "challenge": hashlib.sha256(b"challenge").hexdigest()}
        delivery = self._record("event", "url_verification", EVENTS_PATH, body)
        return await self._attempt(delivery, json.dumps(body).encode(), "application/json", 0)

    async def command(self, form: Json) -> httpx.Response | None:
        """Send a slash command and return the bot's answer, or None when it did not come in time."""
        delivery = self._record("command", form["command"], COMMANDS_PATH, form)
        return await self._attempt(delivery, urlencode(form).encode(), "application/x-www-form-urlencoded", 0)

    async def interaction(self, payload: Json) -> httpx.Response | None:
        """Send an interaction payload and return the bot's answer, or None when it did not come in time."""
        delivery = self._record("interaction", payload["type"], INTERACTIVITY_PATH, payload)
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._attempt(delivery, body, "application/x-www-form-urlencoded", 0)

    async def settle(self) -> None:
        """Wait for every delivery under way, retries included."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def forget(self) -> None:
        """Drop what is under way, and the log."""
        for task in list(self._tasks):
            task.cancel()
        self.log = []

    async def close(self) -> None:
        """Drop what is under way and close the connections."""
        self.forget()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _record(self, kind: str, name: str, path: str, body: Json) -> Delivery:
        delivery = Delivery(len(self.log) + 1, kind, name, path, body)
        self.log.append(delivery)
        return delivery

    async def _deliver(self, delivery: Delivery) -> None:
        body = json.dumps(delivery.body).encode()
        for number, delay in enumerate((0.0, *self.retry_delays)):
            if number:
                await asyncio.sleep(delay)
            response = await self._attempt(delivery, body, "application/json", number)
            unwanted = response is not None and response.headers.get("x-slack-no-retry") == "1"
            if delivery.acknowledged or unwanted or not self.bot_url:
                break
        delivery.finished = True

    async def _attempt(self, delivery: Delivery, body: bytes, content_type: str, number: int) -> httpx.Response | None:
        started = time.monotonic()
        reason, response = "", None
        try:
            response = await self._post(delivery, body, content_type, number)
            reason = _refusal(response.status_code)
        except (httpx.TimeoutException, TimeoutError):
            reason = "http_timeout"
        except httpx.InvalidURL:
            reason = "unknown_error"
        except httpx.HTTPError:
            reason = "connection_failed"
        ms = int((time.monotonic() - started) * 1000)
        delivery.attempts.append(Attempt(number, response.status_code if response else 0, reason, ms))
        return response

    async def _post(self, delivery: Delivery, body: bytes, content_type: str, number: int) -> httpx.Response:
        # The signature carries the machine's own time: a moved clock must not make a genuine request look forged.
        timestamp = int(self.clock.source())
        headers = {
            "content-type": content_type,
            "user-agent": "Slackbot 1.0 (stand-in)",
            "x-slack-request-timestamp": str(timestamp),
            "x-slack-signature": sign(self.signing_secret, timestamp, body),
        }
        if number:
            headers["x-slack-retry-num"] = str(number)
            headers["x-slack-retry-reason"] = delivery.attempts[-1].reason
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=self.ack_seconds, trust_env=False)
        post = self._client.post(f"{self.bot_url}{delivery.path}", content=body, headers=headers)
        return await asyncio.wait_for(post, self.ack_seconds)


def _refusal(status: int) -> str:
    if status in range(_OK, 300):
        return ""
    return "too_many_redirects" if status in _REDIRECT else "http_error"
