"""Tell that nothing came of a file, where its progress stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.errors import TransientError, UserError
from shared.render.block_kit import sentence
from shared.render.escape import escape, one_line, shorten

if TYPE_CHECKING:
    from shared.ports.messenger import Messenger

FAILED = "something went wrong on our side, and it has been reported. Please share it again in a moment."
UNREACHABLE = "a part of the system could not be reached. Please share it again in a few minutes."
NAME_LENGTH = 100


def fail_file(messenger: Messenger, channel: str, ts: str, name: str, error: Exception) -> None:
    """Replace the progress message (ts) of a file with a plain sentence: what is wrong, and what to do."""
    file = shorten(one_line(name), NAME_LENGTH) or "the file"
    said = f"I could not take {file}: {_reason(error)}"
    messenger.update(channel, ts, escape(said), [sentence(said)])


def _reason(error: Exception) -> str:
    if isinstance(error, UserError):
        return str(error)
    return UNREACHABLE if isinstance(error, TransientError) else FAILED
