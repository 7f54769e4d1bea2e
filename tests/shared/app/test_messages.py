"""What waits in the queues survives its JSON, and what cannot be read is not lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from shared.app.accept_event import viewer_in
from shared.app.messages import (
    ActionKind,
    ActionMessage,
    FileMessage,
    QuestionMessage,
    SnapshotMessage,
    Surface,
    read_message,
)
from shared.core.codec import encode
from shared.core.errors import InternalError

QUESTION = QuestionMessage(
    "Ev1", viewer_in("T1", "U1", "C1"), Surface.MENTION, "total", "1.0", datetime(2024, 6, 12, tzinfo=UTC), "https://x"
)
MESSAGES = (
    QUESTION,
    FileMessage("Ev1", "T1", "C1", "U1", "F1"),
    ActionMessage("Ev1", ActionKind.PIN, "T1", "U1", "C1", "2.0", "1.0", "Ev0", "https://x"),
    SnapshotMessage("T1", "d_1", "F1"),
)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: type(each).__name__)
def test_a_message_is_the_same_on_the_other_side(message: object) -> None:
    """Through JSON and back."""
    assert read_message(type(message), json.loads(json.dumps(encode(message)))) == message


@pytest.mark.parametrize("change", [{"surface": "telepathy"}, {"colour": "red"}, {"viewer": None}, {"asked_at": "now"}])
def test_another_versions_message_is_kept_by_its_queue(change: dict[str, object]) -> None:
    """It is a defect of ours, not a refusal of the person's: it waits in the dead-letter queue for a fix."""
    with pytest.raises(InternalError):
        read_message(QuestionMessage, {**encode(QUESTION), **change})


def test_a_thread_is_a_group_and_a_command_its_own() -> None:
    """Questions of a thread keep their order; a command has no thread yet."""
    assert QUESTION.group == "T1:C1:1.0"
    command = QuestionMessage("Ev2", QUESTION.viewer, Surface.COMMAND, "total", "", QUESTION.asked_at)
    assert command.group == "T1:C1:Ev2"
