"""The modals: asking, digest settings, naming a pin; and what their submissions say.

Shapes: https://docs.slack.dev/reference/views/modal-views; submissions carry view.state.values[block_id][action_id].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.core.digests.digest import Cadence
from shared.render import actions, block_kit, limits
from shared.render.escape import clean, one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.digests.digest import Digest
    from shared.render.block_kit import Block

View = Mapping[str, Any]
_HOURS = 24
_NINE = 9
_CADENCES = {Cadence.HOURLY: "Every hour", Cadence.DAILY: "Every day", Cadence.WEEKLY: "Every Monday"}
TIMEZONES: tuple[str, ...] = (
    "UTC",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Nairobi",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
"""Offered in the menu; a digest's own zone is added to them."""


def ask_modal(channel: str = "") -> dict[str, Any]:
    """Make the modal that asks for a question and the channel whose data it is about."""
    return _modal(
        actions.ASK_MODAL,
        "Ask about data",
        "Ask",
        [
            _text_input(actions.ASK_TEXT, "Your question", "Total value by brand last month", multiline=True),
            _channel_input(actions.ASK_CHANNEL, "Answer in", channel),
        ],
    )


def read_question_modal(view: View) -> tuple[str, str]:
    """Return (channel, question) of a submitted question; both may be empty."""
    return (
        _chosen(view, actions.ASK_CHANNEL, "selected_conversation"),
        _chosen(view, actions.ASK_TEXT, "value").strip(),
    )


def digest_modal(channel: str = "", digest: Digest | None = None) -> dict[str, Any]:
    """Make the modal of a digest's settings; channel is preselected for a new one."""
    cadence = digest.cadence if digest else Cadence.DAILY
    hours = [(str(hour), f"{hour:02d}:00") for hour in range(_HOURS)]
    zone = digest.timezone if digest else TIMEZONES[0]
    zones = [(each, each.replace("_", " ")) for each in dict.fromkeys((*TIMEZONES, zone))]
    return _modal(
        actions.DIGEST_MODAL,
        "Digest",
        "Save",
        [
            _text_input(actions.DIGEST_TITLE, "Title", "Sales this week", digest.title if digest else ""),
            _channel_input(actions.DIGEST_CHANNEL, "Post in", digest.channel if digest else channel),
            _menu(
                actions.DIGEST_CADENCE,
                "How often",
                [(each.value, text) for each, text in _CADENCES.items()],
                cadence.value,
            ),
            _menu(actions.DIGEST_HOUR, "At (not for every hour)", hours, str(digest.hour if digest else _NINE)),
            _menu(actions.DIGEST_TIMEZONE, "Time zone", zones, zone),
        ],
        private_metadata=digest.id if digest else "",
    )


def read_digest_modal(view: View) -> dict[str, str | int]:
    """Return the settings of a submitted digest: id (empty for a new one), title, channel, cadence, hour, timezone.

    What a submission does not hold, or holds out of range, becomes the default of a new digest.
    """
    hour = _chosen(view, actions.DIGEST_HOUR, "selected_option")
    cadence = _chosen(view, actions.DIGEST_CADENCE, "selected_option")
    return {
        "id": str(view.get("private_metadata") or ""),
        "title": one_line(_chosen(view, actions.DIGEST_TITLE, "value")) or "Digest",
        "channel": _chosen(view, actions.DIGEST_CHANNEL, "selected_conversation"),
        "cadence": cadence if cadence in {each.value for each in Cadence} else Cadence.DAILY.value,
        "hour": int(hour) if hour in {str(each) for each in range(_HOURS)} else _NINE,
        "timezone": _chosen(view, actions.DIGEST_TIMEZONE, "selected_option") or TIMEZONES[0],
    }


def pin_modal(answer_id: str, title: str) -> dict[str, Any]:
    """Make the modal that names a pin; the answer's id travels in private_metadata."""
    return _modal(
        actions.PIN_MODAL,
        "Pin this answer",
        "Pin",
        [_text_input(actions.PIN_TITLE, "Title", "Value by brand", title)],
        private_metadata=answer_id,
    )


def read_pin_modal(view: View) -> tuple[str, str]:
    """Return (answer id, title) of a submitted pin."""
    return str(view.get("private_metadata") or ""), one_line(_chosen(view, actions.PIN_TITLE, "value"))


def _modal(
    callback_id: str, title: str, submit: str, blocks: Sequence[Block], private_metadata: str = ""
) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": block_kit.plain(title, limits.MODAL_TITLE),
        "submit": block_kit.plain(submit, limits.MODAL_BUTTON),
        "close": block_kit.plain("Cancel", limits.MODAL_BUTTON),
        "private_metadata": private_metadata[: limits.MODAL_METADATA],
        "blocks": list(blocks),
    }


def _input(name: str, label: str, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": block_kit.plain(label, limits.INPUT_LABEL),
        "element": {"action_id": name, **element},
    }


def _text_input(name: str, label: str, example: str, value: str = "", *, multiline: bool = False) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "multiline": multiline,
        "placeholder": block_kit.plain(example, limits.PLACEHOLDER),
        "max_length": limits.BUTTON_VALUE,
    }
    initial = shorten(clean(value).strip(), limits.BUTTON_VALUE)
    return _input(name, label, {**element, "initial_value": initial} if initial else element)


def _channel_input(name: str, label: str, channel: str) -> Block:
    start = {"initial_conversation": channel} if channel else {"default_to_current_conversation": True}
    return _input(name, label, {"type": "conversations_select", "filter": {"include": ["public", "private"]}, **start})


def _menu(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Block:
    made = [{"text": block_kit.plain(text, limits.OPTION_TEXT), "value": value} for value, text in options]
    initial = next((each for each in made if each["value"] == chosen), made[0])
    return _input(name, label, {"type": "static_select", "options": made[: limits.OPTIONS], "initial_option": initial})


def _chosen(view: View, name: str, key: str) -> str:
    """Return what an input of a submission holds; empty where the submission does not have it."""
    found: Any = view
    for step in ("state", "values", name, name, key):
        found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, Mapping):
        found = found.get("value")
    return found if isinstance(found, str) else ""
