"""The data sets of all workspaces."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Json

from shared.adapters.postgres.documents import document, read
from shared.core.errors import InternalError
from shared.core.semantic.model import SemanticModel
from shared.core.store.dataset import Dataset, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.postgres.database import Database, Transaction
    from shared.core.security.viewer import Viewer


class PostgresDatasetCatalog:
    """The DatasetCatalog port. Models and snapshots come by publish alone; register ignores those it is given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def visible(self, viewer: Viewer) -> tuple[Dataset, ...]:
        """Return the channel's data sets; in a direct message also those of the channels where its person speaks."""
        return self._read("datasets_visible", workspace=viewer.workspace, channel=viewer.channel, user=viewer.user)

    def by_id(self, dataset_id: str) -> Dataset | None:
        """Return the data set, or None."""
        return next(iter(self._read("dataset_by_id", id=dataset_id)), None)

    def by_name(self, workspace: str, name: str) -> Dataset | None:
        """Return the workspace's data set of that slug, or None."""
        return next(iter(self._read("dataset_by_name", workspace=workspace, name=name)), None)

    def all_ids(self) -> tuple[str, ...]:
        """Return every data set's id."""
        with self._database.transaction() as transaction:
            return tuple(row["id"] for row in transaction.rows("dataset_ids"))

    def in_workspace(self, workspace: str) -> tuple[Dataset, ...]:
        """Return all data sets of a workspace, by name."""
        return self._read("datasets_in_workspace", workspace=workspace)

    def register(self, dataset: Dataset) -> Dataset:
        """Insert under a free name, or update label and channel. Raises InternalError for another workspace's id."""
        with self._database.transaction() as transaction:
            transaction.run("lock_name", name=f"datasets of {dataset.workspace}")
            known = transaction.row("dataset_by_id", id=dataset.id)
            if known is None:
                _insert(transaction, dataset)
            elif not transaction.run(
                "dataset_update",
                id=dataset.id,
                workspace=dataset.workspace,
                channel=dataset.channel,
                label=dataset.label,
            ):
                raise InternalError("A data set of another workspace has this id.")
            stored = transaction.row("dataset_by_id", id=dataset.id)
        if stored is None:
            raise InternalError("A data set just registered is not there.")
        return _dataset(stored)

    def publish(self, dataset_id: str, snapshot: Snapshot, model: SemanticModel) -> bool:
        """Point the data set at a newer snapshot; False when neither it nor the look is, or the data set is gone."""
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "snapshot_publish",
                id=dataset_id,
                version=snapshot.version,
                key=snapshot.key,
                etag=snapshot.etag,
                read_at=snapshot.read_at,
                tables=Json([list(pair) for pair in snapshot.tables]),
                model=document(model),
            )
        return touched == 1

    def remember_member(self, workspace: str, channel: str, user: str) -> None:
        """Record that this user speaks in this channel."""
        with self._database.transaction() as transaction:
            transaction.run("member_remember", workspace=workspace, channel=channel, user=user)

    def _read(self, name: str, /, **values: str) -> tuple[Dataset, ...]:
        with self._database.transaction() as transaction:
            return tuple(_dataset(row) for row in transaction.rows(name, **values))


def _insert(transaction: Transaction, dataset: Dataset) -> None:
    taken = {row["name"] for row in transaction.rows("dataset_names", workspace=dataset.workspace)}
    candidates = (dataset.name if number == 1 else f"{dataset.name}_{number}" for number in count(1))
    transaction.run(
        "dataset_insert",
        id=dataset.id,
        workspace=dataset.workspace,
        channel=dataset.channel,
        name=next(name for name in candidates if name not in taken),
        label=dataset.label,
        created_by=dataset.created_by,
    )


def _dataset(row: Mapping[str, Any]) -> Dataset:
    return Dataset(
        id=row["id"],
        workspace=row["workspace"],
        channel=row["channel"],
        name=row["name"],
        label=row["label"],
        created_by=row["created_by"],
        model=read(SemanticModel, row["model"]),
        snapshot=_snapshot(row),
    )


def _snapshot(row: Mapping[str, Any]) -> Snapshot | None:
    if row["version"] is None:
        return None
    return Snapshot(
        dataset_id=row["id"],
        version=row["version"],
        key=row["object_key"],
        etag=row["etag"],
        read_at=row["read_at"],
        tables=tuple((name, rows) for name, rows in row["tables"]),
    )
