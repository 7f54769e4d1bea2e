"""Ending before the function is ended: there must be time to say that a file takes too long."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.app.show_progress import TOO_LONG
from shared.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from aws_lambda_powertools.utilities.typing import LambdaContext

MARGIN_SECONDS = 30.0
"""What Slack may take to be told, and a transaction to be undone."""
_LATE_SECONDS = 5.0
"""What looks at the clock itself ends in time, and in order; the alarm is for what does not."""


def remaining(context: LambdaContext) -> timedelta:
    """Return how long the function may still run."""
    return timedelta(milliseconds=context.get_remaining_time_in_millis())


@contextmanager
def ending_before(left: timedelta) -> Iterator[None]:
    """Raise UserError within, whatever is being done, a little after the time that is left.

    Only a process's first thread can be woken so; in another one nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, max(left.total_seconds(), 0.0) + _LATE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise UserError(TOO_LONG)
