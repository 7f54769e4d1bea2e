"""Place a reply: the one message of ours in the thread that becomes the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT
from shared.render.block_kit import paragraph
from shared.render.escape import escape
from shared.render.status import LOADING_MESSAGES, PLACEHOLDER, THINKING

if TYPE_CHECKING:
    from shared.app.messages import QuestionMessage
    from shared.core.security.viewer import Viewer
    from shared.ports.messenger import Messenger


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the reply stands: our message ts in that thread; the viewer's channel is the real one."""

    viewer: Viewer
    thread: str
    ts: str


def place(message: QuestionMessage, messenger: Messenger, *, look: bool) -> Placement:
    """Return our message for this question, posting it when it is not there yet.

    look says that an earlier delivery may have posted it: then it is looked for by its mark first.
    """
    viewer = _seen_by(message, messenger)
    thread = message.thread_ts or _root(message, viewer, messenger, look=look)
    own = messenger.find_own(viewer.channel, thread, message.event_id) if look else None
    messenger.set_status(viewer.channel, thread, THINKING, LOADING_MESSAGES)
    mark = {"event_id": message.event_id}
    ts = own or messenger.post(viewer.channel, PLACEHOLDER, thread_ts=thread, metadata=mark)
    return Placement(viewer, thread, ts)


def find_placed(message: QuestionMessage, messenger: Messenger) -> Placement | None:
    """Return our message for this question where an earlier delivery posted it, or None."""
    viewer = _seen_by(message, messenger)
    thread = message.thread_ts or messenger.find_own(viewer.channel, "", _root_mark(message))
    own = messenger.find_own(viewer.channel, thread, message.event_id) if thread else None
    return Placement(viewer, thread, own) if thread and own else None


def _seen_by(message: QuestionMessage, messenger: Messenger) -> Viewer:
    viewer = message.viewer
    return replace(viewer, channel=messenger.open_direct(viewer.user)) if viewer.channel == DIRECT else viewer


def _root(message: QuestionMessage, viewer: Viewer, messenger: Messenger, *, look: bool) -> str:
    """Return the message that a command's thread hangs on: it says who asks what."""
    mark = _root_mark(message)
    found = messenger.find_own(viewer.channel, "", mark) if look else None
    person = f"<@{viewer.user}>"
    asked = f"{person} asks: {escape(message.text)}" if message.text else f"{person} asks for help"
    return found or messenger.post(viewer.channel, asked, (paragraph(asked),), metadata={"event_id": mark})


def _root_mark(message: QuestionMessage) -> str:
    return f"root-{message.event_id}"
