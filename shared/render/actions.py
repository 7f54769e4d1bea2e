"""The names of everything a person can press, and what the pressed thing carries."""

from __future__ import annotations

import json
from dataclasses import replace

from shared.core.codec import decode, encode
from shared.core.digests.digest import Digest
from shared.core.errors import UserError
from shared.core.ingest.versions.choices import Choice
from shared.render import limits

PIN = "avexra_pin"
CSV = "avexra_csv"
FEEDBACK = "avexra_feedback"
ASK = "avexra_ask_"
"""Prefix; a number follows, because ids are unique in a message. The value is the question to ask."""
PIN_REFRESH = "avexra_pin_refresh"
PIN_REMOVE = "avexra_pin_remove"
DIGEST_NEW = "avexra_digest_new"
DIGEST_EDIT = "avexra_digest_edit"
DIGEST_REMOVE = "avexra_digest_remove"
LEFT_OUT = "avexra_left_out"
VERSIONS = "avexra_versions"
"""The value of these two is the id of a data set."""
VERSION_COMPARE = "avexra_version_compare"
VERSION_RESTORE = "avexra_version_restore"
CHOOSE = "avexra_choose_"
"""Prefix; the choice follows."""
STORE = "avexra_store_"
"""Prefix; a number follows, because ids are unique in a message. The value is words of the store, as people write."""
STORE_TURN = "avexra_store_turn_"
"""The same, of what takes the place of the page it is on."""

DIGEST_MODAL = "avexra_digest_modal"
PIN_MODAL = "avexra_pin_modal"
ASK_MODAL = "avexra_ask_modal"
"""Callback ids of the modals."""

ASK_TEXT = "avexra_ask_text"
ASK_CHANNEL = "avexra_ask_channel"
DIGEST_TITLE = "avexra_digest_title"
DIGEST_CHANNEL = "avexra_digest_channel"
DIGEST_CADENCE = "avexra_digest_cadence"
DIGEST_HOUR = "avexra_digest_hour"
DIGEST_TIMEZONE = "avexra_digest_timezone"
PIN_TITLE = "avexra_pin_title"
"""Block ids of the inputs of the modals, which are their action ids too; errors of a submission are keyed by them."""

_HELPFUL = "helpful:"
_UNHELPFUL = "unhelpful:"
_BETWEEN = "|"
"""Between the three parts of a value; no id has one."""
_THREE = 3


def ask(number: int) -> str:
    """Return the action id of the question button with this number, from 1."""
    return f"{ASK}{number}"


def is_ask(action_id: str) -> bool:
    """True for the action id of a question button."""
    return action_id.startswith(ASK) and action_id.removeprefix(ASK).isdecimal()


def is_store(action_id: str) -> bool:
    """True for the action id of a button that carries words of the store."""
    return action_id.startswith(STORE) and action_id.removeprefix(STORE).isdecimal()


def is_store_turn(action_id: str) -> bool:
    """True for one whose answer takes the place of the page it is on."""
    return action_id.startswith(STORE_TURN) and action_id.removeprefix(STORE_TURN).isdecimal()


def choose(choice: Choice) -> str:
    """Return the action id of the button that chooses this for a file."""
    return f"{CHOOSE}{choice.value}"


def choice_value(choice: Choice, file_id: str, offer_id: str) -> str:
    """Return what a button of an offer carries."""
    return _BETWEEN.join((choice.value, file_id, offer_id))


def read_choice(value: str) -> tuple[Choice, str, str] | None:
    """Return (choice, file id, offer id), or None when the value is not one of ours."""
    parts = value.split(_BETWEEN)
    if len(parts) != _THREE or not all(parts) or parts[0] not in set(Choice):
        return None
    return Choice(parts[0]), parts[1], parts[2]


def version_value(dataset_id: str, number: int, current: int) -> str:
    """Return what a version's buttons carry: also which version was current when they were shown."""
    return f"{dataset_id}{_BETWEEN}{number}{_BETWEEN}{current}"


def read_version(value: str) -> tuple[str, int, int] | None:
    """Return (data set id, version, the version that was current then), or None when the value is not one of ours."""
    parts = value.split(_BETWEEN)
    if len(parts) != _THREE or not all(part.isascii() and part.isdecimal() for part in parts[1:]):
        return None
    return parts[0], int(parts[1]), int(parts[2])


def feedback_value(answer_id: str, *, helpful: bool) -> str:
    """Return what a feedback button carries: which answer, and the verdict."""
    return f"{_HELPFUL if helpful else _UNHELPFUL}{answer_id}"


def read_feedback(value: str) -> tuple[str, bool] | None:
    """Return (answer id, helpful) of a feedback button's value, or None when it is not one of ours."""
    for prefix, helpful in ((_HELPFUL, True), (_UNHELPFUL, False)):
        if value.startswith(prefix) and len(value) > len(prefix):
            return value.removeprefix(prefix), helpful
    return None


def digest_value(digest: Digest) -> str:
    """Return what the button that changes a digest carries: its settings, since a modal opens without a database."""
    kept = replace(digest, title=digest.title[: limits.HEADER_TEXT], last_due=None)
    return json.dumps(encode(kept), ensure_ascii=False, separators=(",", ":"))


def read_digest(value: str) -> Digest | None:
    """Return the digest that a button carries, or None when its value is not one of ours."""
    try:
        return decode(Digest, json.loads(value))
    except (ValueError, UserError):
        return None
