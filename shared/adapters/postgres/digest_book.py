"""Digests, and which of their due times were served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.documents import document, read
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import InternalError
from shared.core.semantic.query import SemanticQuery

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
                minute=digest.minute,
                weekday=digest.weekday,
                query=document(digest.query) if digest.query else None,
                user=digest.user,
                direct=digest.direct,
            )
        if not touched:
            raise InternalError("A digest of another workspace has this id.")

    def remove(self, workspace: str, digest_id: str) -> bool:
        """Remove; False when there was none."""
        with self._database.transaction() as transaction:
            return transaction.run("digest_remove", workspace=workspace, id=digest_id) == 1

    def all(self) -> tuple[Digest, ...]:
        """Return every digest, by id, without those whose query this version can no longer read."""
        with self._database.transaction() as transaction:
            rows = transaction.rows("digests_all")
        return tuple(each for each in map(_digest, rows) if each is not None)

    def in_workspace(self, workspace: str) -> tuple[Digest, ...]:
        """Return a workspace's digests, by title."""
        with self._database.transaction() as transaction:
            rows = transaction.rows("digests_in_workspace", workspace=workspace)
        return tuple(each for each in map(_digest, rows) if each is not None)

    def claim(self, digest_id: str, due: datetime) -> bool:
        """Take this due time; False when it, or a later one, was taken, or the digest is gone."""
        with self._database.transaction() as transaction:
            return transaction.run("digest_claim", id=digest_id, due=due) == 1

    def release(self, digest_id: str, due: datetime) -> None:
        """Give a claimed due time back; nothing happens when a later one was claimed since."""
        with self._database.transaction() as transaction:
            transaction.run("digest_release", id=digest_id, due=due)


def _digest(row: Mapping[str, Any]) -> Digest | None:
    query = read(SemanticQuery, row["query"]) if row["query"] is not None else None
    if query is None and row["query"] is not None:
        return None
    return Digest(
        id=row["id"],
        workspace=row["workspace"],
        channel=row["channel"],
        title=row["title"],
        cadence=Cadence(row["cadence"]),
        hour=row["hour"],
        timezone=row["timezone"],
        last_due=row["last_due"],
        minute=row["minute"],
        weekday=row["weekday"],
        query=query,
        user=row["user_id"],
        direct=row["direct"],
    )
