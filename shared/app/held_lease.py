"""Holding a data set's lease for as long as a sync works, and not much longer if it dies."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.core.errors import AvexraError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.ports.clock import Clock
    from shared.ports.snapshot_shelf import SnapshotShelf


class LeaseHeldError(UserError):
    """Somebody else is at it."""


LEASE = timedelta(minutes=2)
"""A syncer that was killed keeps others out for so long at most."""
RENEWED_EVERY = 30.0
"""Seconds; three renewals may fail before the lease ends."""


@contextmanager
def held_lease(shelf: SnapshotShelf, holder: str, clock: Clock, every: float = RENEWED_EVERY) -> Iterator[None]:
    """Hold the lease in the context, renewed by a thread. Raises LeaseHeldError when another has it.

    One that cannot be renewed is no error: whoever took over publishes, and our move is refused.
    """
    if _claimed_by_another(shelf, holder, clock):
        raise LeaseHeldError("This data set is being synced already; its status tells when that is done.")
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(every):
            with suppress(AvexraError):
                _claimed_by_another(shelf, holder, clock)

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        with suppress(AvexraError):  # it ends by itself
            shelf.release(holder)


def _claimed_by_another(shelf: SnapshotShelf, holder: str, clock: Clock) -> bool:
    now = clock.now()
    return shelf.claim(holder, now, now + LEASE) is not None
