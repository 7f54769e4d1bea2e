"""The history of each data set's content: a line a version (avexra.dataset_versions)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.sql import SQL, Identifier

from shared.adapters.postgres.data_schema import content_of, drop_place, kept_place, stored_tables
from shared.adapters.postgres.database import storable
from shared.adapters.postgres.documents import document
from shared.core.ingest.versions.versions import Change, Origin, Version, beyond_kept, current_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.postgres.database import Transaction

Counts = tuple[tuple[str, int], ...]
"""Tables with their rows, by name."""


def history_of(transaction: Transaction, schema: str) -> tuple[Version, ...]:
    """The versions, the newest first."""
    return tuple(map(_version, transaction.rows("versions_of", dataset=schema)))


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that is being written; what it is called is decided when it is recorded."""

    change: Change
    origin: Origin
    tables: Counts
    of: int | None = None


def record(transaction: Transaction, schema: str, history: tuple[Version, ...], draft: Draft) -> Version:
    """Add the line of a version that is the current one from now on."""
    origin = draft.origin
    transaction.run("version_leave", dataset=schema)
    row = transaction.row(
        "version_record",
        dataset=schema,
        number=history[0].number + 1 if history else 1,
        change=draft.change.value,
        share=origin.share,
        sequencer=origin.sequencer,
        file_name=origin.file_name,
        user=origin.user,
        content_hash=origin.content_hash,
        tables=document(tuple((storable(name), rows) for name, rows in draft.tables)),
        of=draft.of,
    )
    assert row is not None  # noqa: S101 - what RETURNING gives
    return _version(row)


def adopt(transaction: Transaction, schema: str) -> tuple[Version, ...]:
    """The history, after content that has no line in it got one: an earlier release's, or load_csv's.

    A line whose content an earlier release dropped or replaced, as one that still runs may, is not the current one.
    """
    history = history_of(transaction, schema)
    content = content_of(transaction, schema)
    if _is_gone(current_of(history), content):
        lose_current(transaction, schema)
        history = history_of(transaction, schema)
    tables = stored_tables(transaction, schema) if current_of(history) is None else ()
    if not tables:
        return history
    counts = tuple((each.shape.name, _rows(transaction, schema, each.shape.name)) for each in tables)
    origin = Origin("", "", "", "", content or "")
    change = Change.RENEWED if history else Change.FIRST
    return record(transaction, schema, history, Draft(change, origin, counts)), *history


def place_of(schema: str, version: Version) -> str:
    """The schema in which a kept version's content is."""
    return schema if version.is_current else kept_place(schema, version.number)


def let_go(transaction: Transaction, schema: str, *, without: int | None = None) -> None:
    """Drop the content of versions that are kept no longer, and of the one that was replaced; their lines stay."""
    going = beyond_kept(history_of(transaction, schema), without=without)
    for version in going:
        drop_place(transaction, kept_place(schema, version.number))
    if going:
        transaction.run("versions_let_go", dataset=schema, numbers=[each.number for each in going])


def lose_current(transaction: Transaction, schema: str) -> None:
    """Say of the current version that its content is not there any more as it was written."""
    current = current_of(history_of(transaction, schema))
    if current is not None:
        transaction.run("versions_let_go", dataset=schema, numbers=[current.number])


def forget(transaction: Transaction, schema: str) -> None:
    """Drop the content of all versions, and the history."""
    for version in history_of(transaction, schema):
        if version.is_kept:
            drop_place(transaction, place_of(schema, version))
    transaction.run("versions_forget", dataset=schema)


def _is_gone(current: Version | None, content: str | None) -> bool:
    """True when the schema is not there, or holds what an earlier release wrote since: only those mark the schema."""
    return content is None or (current is not None and content not in {"", current.origin.content_hash})


def _rows(transaction: Transaction, schema: str, table: str) -> int:
    counting = SQL("SELECT count(*) AS rows FROM {}").format(Identifier(schema, table))
    row = transaction.connection.execute(counting, binary=True).fetchone()
    return int(row["rows"]) if row else 0


def _version(row: Mapping[str, Any]) -> Version:
    origin = Origin(row["share"], row["sequencer"], row["file_name"], row["user_id"], row["content_hash"])
    return Version(
        row["number"],
        Change(row["change"]),
        origin,
        row["written_at"],
        tuple((name, rows) for name, rows in row["tables"]),
        row["of"],
        row["is_current"],
        row["is_kept"],
    )
