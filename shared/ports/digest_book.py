"""The digests of all workspaces."""

from datetime import datetime
from typing import Protocol

from shared.core.digests.digest import Digest


class DigestBook(Protocol):
    """Subscriptions, and which due times were served."""

    def save(self, digest: Digest) -> None:
        """Insert or replace by id; last_due of an existing one is kept."""
        ...

    def remove(self, workspace: str, digest_id: str) -> bool:
        """Remove; False when there was none."""
        ...

    def all(self) -> tuple[Digest, ...]:
        """Return every digest, by id."""
        ...

    def in_workspace(self, workspace: str) -> tuple[Digest, ...]:
        """Return a workspace's digests, by title."""
        ...

    def claim(self, digest_id: str, due: datetime) -> bool:
        """Take this due time for ourselves; False when it, or a later one, was taken: each is sent once."""
        ...

    def release(self, digest_id: str, due: datetime) -> None:
        """Give a claimed due time back after a failure before anything was posted."""
        ...
