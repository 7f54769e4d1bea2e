"""Pins, by person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.documents import document, read
from shared.core.boards.pin import Pin
from shared.core.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.postgres.database import Database


class PostgresPinBoard:
    """The PinBoard port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pin(self, pin: Pin) -> bool:
        """Add; False when this user already has a pin of the same id."""
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "pin_add",
                workspace=pin.workspace,
                user=pin.user,
                id=pin.id,
                channel=pin.channel,
                question=pin.question,
                headline=pin.headline,
                query=document(pin.query),
                pinned_at=pin.pinned_at,
            )
        return touched == 1

    def unpin(self, workspace: str, user: str, pin_id: str) -> bool:
        """Remove; False when there was none."""
        with self._database.transaction() as transaction:
            return transaction.run("pin_remove", workspace=workspace, user=user, id=pin_id) == 1

    def of(self, workspace: str, user: str) -> tuple[Pin, ...]:
        """Return a user's pins, newest first, without those whose query this version can no longer read."""
        with self._database.transaction() as transaction:
            rows = transaction.rows("pins_of", workspace=workspace, user=user)
        return tuple(pin for pin in map(_pin, rows) if pin is not None)


def _pin(row: Mapping[str, Any]) -> Pin | None:
    query = read(SemanticQuery, row["query"])
    if query is None:
        return None
    return Pin(
        id=row["id"],
        workspace=row["workspace"],
        user=row["user_id"],
        channel=row["channel"],
        question=row["question"],
        headline=row["headline"],
        query=query,
        pinned_at=row["pinned_at"],
    )
