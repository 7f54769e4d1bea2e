"""A typed client of the control API, for tests and the smoke script: a person's hands and eyes in the workspace."""

from __future__ import annotations

import base64
import ssl
import time
from typing import TYPE_CHECKING, Any, Self

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
POLL_SECONDS = 0.05


class ControlError(Exception):
    """The stand-in refused what was asked: the code it gave, and its whole answer."""

    def __init__(self, code: str, answer: Json) -> None:
        super().__init__(code)
        self.code = code
        self.answer = answer


class SlackControl:
    """Acts as people of the workspace and reads what they see. Users and channels may be given by id or by name.

    "@avexra" as a channel is the person's direct message with the bot.
    """

    def __init__(self, url: str, token: str = "", timeout: float = 30.0) -> None:
        headers = {"x-control-token": token} if token else {}
        # Only plain HTTP on this machine: a bare context spares the reading of certificates, 50 ms a client.
        bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx.Client(
            base_url=url.rstrip("/"), headers=headers, timeout=timeout, trust_env=False, verify=bare
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # What a person does.

    def post(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Write a message and return its ts; @name and #channel are linked."""
        return str(self._do("messages", user=user, channel=channel, text=text, thread_ts=thread_ts)["ts"])

    def ask(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Write a message that mentions the bot (in its DM no mention is needed) and return its ts."""
        bot = self.health()["bot_user"]
        named = text if channel in ("@avexra", bot) else f"<@{bot}> {text}".rstrip()
        return self.post(user, channel, named, thread_ts)

    def upload(self, user: str, channel: str, name: str, content: bytes, comment: str = "") -> Json:
        """Share a file; returns ts, channel and the file's id."""
        encoded = base64.b64encode(content).decode()
        return self._do("uploads", user=user, channel=channel, name=name, content=encoded, comment=comment)

    def slash(self, user: str, channel: str, command: str, text: str = "") -> bool:
        """Type a slash command; true when the bot acknowledged within three seconds."""
        return bool(self._do("commands", user=user, channel=channel, command=command, text=text)["acknowledged"])

    def click(self, user: str, channel: str, message_ts: str, action_id: str, **gesture: object) -> bool:
        """Click or choose something in a message (value, block_id and values narrow it); true when acknowledged."""
        place = {"user": user, "channel": channel, "message_ts": message_ts, "action_id": action_id}
        return bool(self._do("clicks", **place, **gesture)["acknowledged"])

    def click_home(self, user: str, action_id: str, **gesture: object) -> bool:
        """Click or choose something on the Home tab."""
        return bool(self._do("home_clicks", user=user, action_id=action_id, **gesture)["acknowledged"])

    def act_on_view(self, user: str, action_id: str, **gesture: object) -> bool:
        """Click or choose something in the open modal."""
        return bool(self._do("view_actions", user=user, action_id=action_id, **gesture)["acknowledged"])

    def submit_view(self, user: str, values: Json | None = None) -> Json:
        """Submit the open modal with {block_id: {action_id: value}}; returns the errors shown, by block_id."""
        return dict(self._do("submissions", user=user, values=values or {})["errors"])

    def close_view(self, user: str, *, everything: bool = False) -> None:
        """Close the open modal."""
        self._do("closings", user=user, everything=everything)

    def suggest(self, user: str, action_id: str, typed: str = "", **place: object) -> list[Json]:
        """Return the options of an external menu in the open modal, or in a message (channel, message_ts)."""
        return list(self._do("suggestions", user=user, action_id=action_id, typed=typed, **place)["options"])

    def shortcut(self, user: str, callback_id: str, **message: object) -> bool:
        """Start a shortcut, global or (with channel and message_ts) on a message."""
        return bool(self._do("shortcuts", user=user, callback_id=callback_id, **message)["acknowledged"])

    def open_home(self, user: str, tab: str = "home") -> str:
        """Open the app's Home or Messages tab; returns the id of the DM."""
        return str(self._do("home", user=user, tab=tab)["channel"])

    def look_at(self, user: str, channel: str) -> None:
        """Look at a channel beside the app."""
        self._do("context", user=user, channel=channel)

    def stop(self, user: str, channel: str, thread_ts: str) -> list[str]:
        """Press stop in a thread; returns the ts of the streams that ended."""
        return list(self._do("stops", user=user, channel=channel, thread_ts=thread_ts)["streams"])

    def react(self, user: str, channel: str, message_ts: str, name: str) -> None:
        """Add a reaction, or take it back."""
        self._do("reactions", user=user, channel=channel, message_ts=message_ts, name=name)

    def invite(self, user: str, channel: str, member: str | None = None) -> None:
        """Add a member, the bot when none is named."""
        self._do("members", user=user, channel=channel, member=member)

    def authorize(self, user: str) -> str:
        """Press Allow on the install page and return the code."""
        return str(self._do("authorizations", user=user)["code"])

    def uninstall(self) -> None:
        """Uninstall the app."""
        self._do("uninstall")

    # What a test arranges.

    def set_app(self, **changes: str) -> None:
        """Point the workspace at a bot: bot_url, signing_secret."""
        self._do("app", **changes)

    def fault(self, method: str, **details: object) -> None:
        """Order a fault for coming calls: times, status, error, delay, retry_after, after_effect."""
        self._do("faults", method=method, **details)

    def clear_faults(self) -> None:
        """Forget the faults still to come."""
        self._do("faults/clear")

    def advance(self, seconds: float) -> float:
        """Move the stand-in's clock; returns its time."""
        return float(self._do("clock", seconds=seconds)["now"])

    def rate_limits(self, *, enabled: bool) -> None:
        """Switch rate limits on or off."""
        self._do("rate_limits", enabled=enabled)

    def verify_url(self) -> bool:
        """Send url_verification; true when the bot echoed the challenge."""
        return bool(self._do("challenge")["verified"])

    def redeliver(self, event_id: str) -> None:
        """Send an event once more under the same event_id."""
        self._do("redeliveries", event_id=event_id)

    def settle(self) -> None:
        """Wait until every delivery under way has ended, retries included."""
        self._do("settle")

    def reset(self) -> None:
        """Start the workspace over."""
        self._do("reset")

    # What a person or a test reads.

    def health(self) -> Json:
        """Return whom the stand-in serves."""
        return self._read("health")

    def workspace(self) -> Json:
        """Return people and conversations."""
        return self._read("workspace")

    def channel(self, channel: str, user: str = "") -> list[Json]:
        """Return everything said in a conversation, oldest first."""
        return list(self._read("channel", channel=channel, user=user)["messages"])

    def thread(self, channel: str, ts: str, user: str = "") -> list[Json]:
        """Return a thread's parent and replies, oldest first."""
        return list(self._read("thread", channel=channel, ts=ts, user=user)["messages"])

    def replies(self, channel: str, ts: str, user: str = "") -> list[Json]:
        """Return a thread's replies, oldest first."""
        return self.thread(channel, ts, user)[1:]

    def ephemerals(self, channel: str, user: str = "") -> list[Json]:
        """Return ephemeral messages with ephemeral_to and shown."""
        return list(self._read("ephemerals", channel=channel, user=user)["messages"])

    def home(self, user: str) -> Json | None:
        """Return the Home tab a person sees."""
        view = self._read("home", user=user)["view"]
        return dict(view) if view else None

    def modals(self, user: str) -> list[Json]:
        """Return a person's open modals, the topmost last."""
        return list(self._read("modals", user=user)["views"])

    def files(self) -> list[Json]:
        """Return the files of the workspace."""
        return list(self._read("files")["files"])

    def file_content(self, file: str) -> bytes:
        """Return a file's bytes."""
        response = self._http.get(f"/control/files/{file}/content")
        response.raise_for_status()
        return response.content

    def deliveries(self, **narrow: str) -> list[Json]:
        """Return what was told to the bot with its attempts; kind and name narrow the list."""
        return list(self._read("deliveries", **narrow)["deliveries"])

    def calls(self, method: str = "") -> list[Json]:
        """Return the Web API calls, without tokens."""
        return list(self._read("calls", **({"method": method} if method else {}))["calls"])

    def warnings(self) -> list[Json]:
        """Return what Slack lets pass but a bot should not do."""
        return list(self._read("warnings")["warnings"])

    def agent(self) -> Json:
        """Return statuses, sessions and suggested prompts."""
        return self._read("agent")

    def wait_for(self, look: Callable[[], Any], timeout: float = 10.0, what: str = "what was waited for") -> Any:  # noqa: ANN401 - whatever look returns
        """Look again and again until something true comes back, and return it.

        Raises:
            TimeoutError: when nothing did in time.

        """
        deadline = time.monotonic() + timeout
        while True:
            found = look()
            if found:
                return found
            if time.monotonic() > deadline:
                message = f"{what} did not come within {timeout:g} s"
                raise TimeoutError(message)
            time.sleep(POLL_SECONDS)

    def wait_for_reply(
        self,
        channel: str,
        thread_ts: str,
        predicate: Callable[[Json], bool] | None = None,
        timeout: float = 10.0,
        user: str = "",
    ) -> Json:
        """Wait for a reply of the bot's in a thread that fulfils the predicate (any finished reply when none is given).

        Raises:
            TimeoutError: when none did in time.

        """
        wanted = predicate or (lambda reply: "streaming_state" not in reply)

        def look() -> Json | None:
            bots = [reply for reply in self.replies(channel, thread_ts, user) if "bot_id" in reply]
            return next((reply for reply in bots if wanted(reply)), None)

        return dict(self.wait_for(look, timeout, "a reply"))

    def _do(self, action: str, **body: object) -> Json:
        return self._answer(self._http.post(f"/control/{action}", json=body))

    def _read(self, what: str, **query: str) -> Json:
        return self._answer(self._http.get(f"/control/{what}", params=query))

    @staticmethod
    def _answer(response: httpx.Response) -> Json:
        answer: Json = response.json()
        if not answer.get("ok"):
            raise ControlError(str(answer.get("error")), answer)
        return answer
