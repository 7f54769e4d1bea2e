"""One workspace's bot, speaking through Slack's Web API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from slack_sdk.web import WebClient
from slack_sdk.webhook import WebhookClient

from shared.adapters.slack.calls import LOGGER, Patience, RefusedError, WebhookFailure
from shared.adapters.slack.downloads import fetch, fetch_into, is_slacks
from shared.adapters.slack.people import SlackPeople
from shared.core.errors import AvexraError, InternalError, TransientError, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from slack_sdk.webhook import WebhookResponse

    from shared.ports.installations import BotToken, Installations
    from shared.ports.messenger import Block

T = TypeVar("T")

EVENT_TYPE = "avexra_answer"
"""The metadata type that marks our messages."""
MOST_PROMPTS = 4
"""Slack's limit of suggested prompts."""
MOST_LOADING_MESSAGES = 10
"""Slack's limit of loading messages of a status."""

_OK = 200
_TIMEOUT_SECONDS = 15
_TRIGGER_PATIENCE_SECONDS = 2.0
"""A trigger lives 3 s from the click."""
_READY_WITHIN_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 0.5
_NEWEST = 100
"""Messages of a channel among which one of ours is looked for."""
_PAGE = 200
"""Messages a page of a thread: Slack's advice."""


class SlackMessenger:
    """The Messenger port over slack_sdk, which does no retries of its own here: Patience knows which are safe."""

    def __init__(self, bot: BotToken, api_url: str, patience: Patience | None = None) -> None:
        self._bot = bot
        self._api_url = api_url
        self._patience = patience or Patience()
        self._client = WebClient(
            token=bot.token, base_url=api_url, timeout=_TIMEOUT_SECONDS, retry_handlers=[], logger=LOGGER
        )
        self._people = SlackPeople(self._client, bot.workspace, self._patience)

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Block] = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> str:
        """Post a message; returns its ts.

        A TransientError after a cut line may mean that it was posted all the same: look with find_own before trying
        again.
        """
        marked = {"event_type": EVENT_TYPE, "event_payload": dict(metadata)} if metadata is not None else None
        posted = self._once(
            "chat.postMessage",
            lambda: self._client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=_plain(blocks),
                thread_ts=thread_ts,
                metadata=marked,
                unfurl_links=False,
                unfurl_media=False,
            ),
        )
        return str(posted["ts"])

    def update(self, channel: str, ts: str, text: str, blocks: Sequence[Block] = ()) -> None:
        """Replace a message of ours, its blocks too: none given means none left."""
        self._again(
            "chat.update",
            lambda: self._client.chat_update(channel=channel, ts=ts, text=text, blocks=_plain(blocks) or []),
        )

    def show(self, channel: str, ts: str, text: str, blocks: Sequence[Block] = ()) -> bool:
        """Replace a message of ours in one try; a failure is only logged, and the caller may try less often."""
        impatient = Patience(0.0, self._patience.sleep, self._patience.monotonic)
        try:
            impatient.calling(
                "chat.update",
                lambda: self._client.chat_update(channel=channel, ts=ts, text=text, blocks=_plain(blocks) or []),
                repeatable=True,
            )
        except AvexraError as error:
            LOGGER.warning("A file's progress could not be shown: %s", error)
            return False
        return True

    def open_direct(self, user: str) -> str:
        """Return the id of the direct message with this user."""
        opened = self._again("conversations.open", lambda: self._client.conversations_open(users=[user]))
        return str(opened["channel"]["id"])

    def find_own(self, channel: str, thread_ts: str, event_id: str) -> str | None:
        """Return the ts of the message that our bot marked with this event_id, or None."""
        if not thread_ts:
            return self._find_newest(channel, event_id)
        cursor: str | None = None
        while True:
            page = self._page_of_thread(channel, thread_ts, cursor)
            for message in page.get("messages") or []:
                if self._is_own(message, event_id):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    def _find_newest(self, channel: str, event_id: str) -> str | None:
        page = self._again(
            "conversations.history",
            lambda: self._client.conversations_history(channel=channel, include_all_metadata=True, limit=_NEWEST),
        )
        newest: Sequence[Mapping[str, Any]] = page.get("messages") or []
        return next((str(each["ts"]) for each in newest if self._is_own(each, event_id)), None)

    def _page_of_thread(self, channel: str, thread_ts: str, cursor: str | None) -> Mapping[str, Any]:
        try:
            page = self._again(
                "conversations.replies",
                lambda: self._client.conversations_replies(
                    channel=channel, ts=thread_ts, include_all_metadata=True, limit=_PAGE, cursor=cursor
                ),
            )
        except RefusedError as error:
            if error.code == "thread_not_found":
                return {}
            raise
        data: Mapping[str, Any] = page.data  # type: ignore[assignment]
        return data

    def _is_own(self, message: Mapping[str, Any], event_id: str) -> bool:
        marked = message.get("metadata") or {}
        payload = marked.get("event_payload") or {}
        by_us = not self._bot.bot_user or message.get("user") == self._bot.bot_user
        return by_us and marked.get("event_type") == EVENT_TYPE and payload.get("event_id") == event_id

    def tell(
        self, channel: str, user: str, text: str, blocks: Sequence[Block] = (), thread_ts: str | None = None
    ) -> None:
        """Post what only this user sees."""
        self._once(
            "chat.postEphemeral",
            lambda: self._client.chat_postEphemeral(
                channel=channel, user=user, text=text, blocks=_plain(blocks), thread_ts=thread_ts
            ),
        )

    def respond(self, response_url: str, text: str, blocks: Sequence[Block] = (), *, replace: bool = False) -> None:
        """Answer through a response_url. Raises InternalError when it does not lead to Slack."""
        if not is_slacks(response_url, self._api_url):
            raise InternalError("A response_url does not lead to Slack.")
        webhook = WebhookClient(response_url, timeout=_TIMEOUT_SECONDS, retry_handlers=[], logger=LOGGER)

        def send() -> WebhookResponse:
            answered = webhook.send(
                text=text,
                blocks=_plain(blocks),
                response_type="ephemeral",
                replace_original=replace,
                unfurl_links=False,
                unfurl_media=False,
            )
            if answered.status_code != _OK:
                raise WebhookFailure(answered.status_code, answered.headers, answered.body)
            return answered

        self._once("response_url", send)

    def set_status(self, channel: str, thread_ts: str, status: str, loading: Sequence[str] = ()) -> None:
        """Show what the assistant is doing; it is a courtesy, so that its failure is only logged."""
        messages = list(loading[:MOST_LOADING_MESSAGES]) or None
        try:
            self._hurried().calling(
                "assistant.threads.setStatus",
                lambda: self._client.assistant_threads_setStatus(
                    channel_id=channel, thread_ts=thread_ts, status=status, loading_messages=messages
                ),
                repeatable=True,
            )
        except AvexraError as error:
            LOGGER.warning("The status of a thread could not be shown: %s", error)

    def suggest(self, channel: str, thread_ts: str | None, prompts: Sequence[tuple[str, str]]) -> None:
        """Offer the first four of the (title, message) prompts."""
        offered = [{"title": title, "message": message} for title, message in prompts[:MOST_PROMPTS]]
        self._again(
            "assistant.threads.setSuggestedPrompts",
            lambda: self._client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, thread_ts=thread_ts, prompts=offered
            ),
        )

    def upload(self, channel: str, thread_ts: str | None, name: str, content: bytes, title: str) -> str:
        """Share a file and wait until Slack has processed it; returns its id.

        Raises InternalError for an empty file, which Slack does not take.
        """
        if not content:
            raise InternalError("Slack takes no empty file.")
        shared = self._once(
            "files.upload",
            lambda: self._client.files_upload_v2(
                channel=channel or None, thread_ts=thread_ts, filename=name, content=content, title=title
            ),
        )
        file_id = str(shared["files"][0]["id"])
        self._wait_until_ready(file_id)
        return file_id

    def _wait_until_ready(self, file_id: str) -> None:
        """A file just completed has no type; once processed it has one, and a slack_file block can show it."""
        deadline = self._patience.monotonic() + _READY_WITHIN_SECONDS
        while not self.file_info(file_id).get("mimetype"):
            if self._patience.monotonic() > deadline:
                raise TransientError("Slack has not processed a file in time.")
            self._patience.sleep(_LOOK_AGAIN_SECONDS)

    def publish_home(self, user: str, blocks: Sequence[Block]) -> None:
        """Show the Home tab of this user."""
        view = {"type": "home", "blocks": _plain(blocks) or []}
        self._again("views.publish", lambda: self._client.views_publish(user_id=user, view=view))

    def open_modal(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        """Open a modal while the trigger lives."""
        self._hurried().calling(
            "views.open", lambda: self._client.views_open(trigger_id=trigger_id, view=dict(view)), repeatable=False
        )

    def _hurried(self) -> Patience:
        seconds = min(self._patience.seconds, _TRIGGER_PATIENCE_SECONDS)
        return Patience(seconds, self._patience.sleep, self._patience.monotonic)

    def file_info(self, file_id: str) -> Mapping[str, Any]:
        """Return Slack's file object."""
        found = self._again("files.info", lambda: self._client.files_info(file=file_id))
        file: Mapping[str, Any] = found["file"]
        return file

    def download(self, url: str, limit: int) -> bytes:
        """Return a file's bytes; the token goes to Slack's own hosts only."""
        return fetch(url, self._bot.token, limit, self._api_url)

    def download_into(self, path: Path, url: str, limit: int) -> int:
        """Write a file's bytes into a file of ours; returns how many."""
        return fetch_into(path, url, self._bot.token, limit, self._api_url)

    def is_guest_or_stranger(self, user: str) -> bool:
        """Return True for guests, bots, deleted users, people of other workspaces, and ids Slack does not know."""
        return self._people.is_outside(user)

    def channels_of(self, user: str) -> frozenset[str]:
        """Return the channels this user is in: public ones, and private ones the bot is in too."""
        return self._people.channels_of(user)

    def _once(self, method: str, request: Callable[[], T]) -> T:
        return self._patience.calling(method, request, repeatable=False)

    def _again(self, method: str, request: Callable[[], T]) -> T:
        return self._patience.calling(method, request, repeatable=True)


class SlackMessengers:
    """The Messengers port: a bot is made once a workspace and token."""

    def __init__(self, installations: Installations, api_url: str, patience: Patience | None = None) -> None:
        self._installations = installations
        self._api_url = api_url
        self._patience = patience
        self._made: dict[str, tuple[str, SlackMessenger]] = {}

    def of(self, workspace: str) -> SlackMessenger:
        """Return the workspace's bot. Raises UserError when the app is not installed there."""
        bot = self._installations.bot(workspace)
        if bot is None:
            self._made.pop(workspace, None)
            raise UserError("Avexra is not installed in that workspace; please install it first.")
        made = self._made.get(workspace)
        if made is None or made[0] != bot.token:
            made = (bot.token, SlackMessenger(bot, self._api_url, self._patience))
            self._made[workspace] = made
        return made[1]


def _plain(blocks: Sequence[Block]) -> list[dict[str, Any]] | None:
    return [dict(block) for block in blocks] or None
