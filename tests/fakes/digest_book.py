"""Digests in a dictionary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.errors import InternalError

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.digests.digest import Digest


class InMemoryDigestBook:
    """The DigestBook port."""

    def __init__(self) -> None:
        self._digests: dict[str, Digest] = {}
        self._before: dict[str, datetime | None] = {}

    def save(self, digest: Digest) -> None:
        """Insert or replace, keeping last_due."""
        known = self._digests.get(digest.id)
        if known is not None and known.workspace != digest.workspace:
            raise InternalError("A digest of another workspace has this id.")
        self._digests[digest.id] = digest if known is None else replace(digest, last_due=known.last_due)

    def remove(self, workspace: str, digest_id: str) -> bool:
        """Remove; False when there was none."""
        known = self._digests.get(digest_id)
        if known is None or known.workspace != workspace:
            return False
        del self._digests[digest_id]
        return True

    def all(self) -> tuple[Digest, ...]:
        """Return every digest, by id."""
        return tuple(sorted(self._digests.values(), key=lambda digest: digest.id))

    def in_workspace(self, workspace: str) -> tuple[Digest, ...]:
        """Return a workspace's, by title."""
        mine = (digest for digest in self._digests.values() if digest.workspace == workspace)
        return tuple(sorted(mine, key=lambda digest: (digest.title, digest.id)))

    def claim(self, digest_id: str, due: datetime) -> bool:
        """Take a due time later than all before."""
        known = self._digests.get(digest_id)
        if known is None or (known.last_due is not None and known.last_due >= due):
            return False
        self._before[digest_id] = known.last_due
        self._digests[digest_id] = replace(known, last_due=due)
        return True

    def release(self, digest_id: str, due: datetime) -> None:
        """Give the latest claim back."""
        known = self._digests.get(digest_id)
        if known is not None and known.last_due == due:
            self._digests[digest_id] = replace(known, last_due=self._before.get(digest_id))
