"""Digests, and which of their due times were served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.adapters.postgres.database import Database


class PostgresDigestBook:
    """The DigestBook port: a claim is one conditional update, so that of many who try one succeeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, digest: Digest) -> None:
        """Insert or replace, keeping an existing one's last_due. Raises InternalError for another workspace's id."""
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "digest_save",
                id=digest.id,
                workspace=digest.workspace,
                channel=digest.channel,
                title=digest.title,
                cadence=digest.cadence.value,
                hour=digest.hour,
                timezone=digest.timezone,
                last_due=digest.last_due,
            )
        if not touched:
            raise InternalError("A digest of another workspace has this id.")

    def remove(self, workspace: str, digest_id: str) -> bool:
        """Remove; False when there was none."""
        with self._database.transaction() as transaction:
            return transaction.run("digest_remove", workspace=workspace, id=digest_id) == 1

    def all(self) -> tuple[Digest, ...]:
        """Return every digest, by id."""
        with self._database.transaction() as transaction:
            return tuple(map(_digest, transaction.rows("digests_all")))

    def in_workspace(self, workspace: str) -> tuple[Digest, ...]:
        """Return a workspace's digests, by title."""
        with self._database.transaction() as transaction:
            return tuple(map(_digest, transaction.rows("digests_in_workspace", workspace=workspace)))

    def claim(self, digest_id: str, due: datetime) -> bool:
        """Take this due time; False when it, or a later one, was taken, or the digest is gone."""
        with self._database.transaction() as transaction:
            return transaction.run("digest_claim", id=digest_id, due=due) == 1

    def release(self, digest_id: str, due: datetime) -> None:
        """Give a claimed due time back; nothing happens when a later one was claimed since."""
        with self._database.transaction() as transaction:
            transaction.run("digest_release", id=digest_id, due=due)


def _digest(row: Mapping[str, Any]) -> Digest:
    return Digest(
        id=row["id"],
        workspace=row["workspace"],
        channel=row["channel"],
        title=row["title"],
        cadence=Cadence(row["cadence"]),
        hour=row["hour"],
        timezone=row["timezone"],
        last_due=row["last_due"],
    )
