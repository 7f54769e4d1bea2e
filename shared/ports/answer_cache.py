"""What was answered before, shared by all processes: entries with an end, and leases on those being made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_BYTES = 350 * 1024
"""An entry's largest value: what a store of small items takes in one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Bytes, and when they were made (zone-aware)."""

    value: bytes
    made_at: datetime


class AnswerCache(Protocol):
    """Entries by key; a key begins with its workspace and "#". Anything may be gone at any time.

    Every method raises TransientError or InternalError where the store cannot be used now.
    """

    def find(self, key: str) -> Entry | None:
        """Return the entry while its time is not over, or None; a lease is no entry."""
        ...

    def keep(self, key: str, entry: Entry, seconds: int) -> bool:
        """Keep an entry for so long, in place of an earlier one and of any lease; False when it is too large."""
        ...

    def lease(self, key: str, seconds: int) -> bool:
        """Return True to exactly one of those who ask while there is neither an entry nor a lease, for so long.

        Who got it makes the entry; the lease ends with keep, with release, or after its seconds: at the latest a
        second later.
        """
        ...

    def release(self, key: str) -> None:
        """Give a lease of one's own back; another's lease, and an entry, stay."""
        ...

    def forget(self, workspace: str) -> int:
        """Remove all entries and leases of a workspace; returns how many there were."""
        ...
