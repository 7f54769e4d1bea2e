"""Take a snapshot: the tables of a data set become one published DuckDB file with a meaning."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shared.core.errors import TransientError, UserError
from shared.core.semantic.infer import candidate_relationships, infer_model
from shared.core.semantic.model import Calendar
from shared.core.semantic.overlay import overlay
from shared.core.store.dataset import Dataset, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from shared.core.semantic.model import SemanticModel
    from shared.core.table.shape import TableShape
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.snapshot_builder import SnapshotBuilder
    from shared.ports.snapshot_store import SnapshotStore
    from shared.ports.table_store import TableStore
    from shared.ports.written_models import WrittenModels

KEPT_VERSIONS = 3
"""Old snapshots kept for readers that still hold one, and for a look back."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A data set with its new snapshot; inferred is what it would mean without what its channel wrote."""

    dataset: Dataset
    inferred: SemanticModel


@dataclass(frozen=True, slots=True)
class SnapshotTaker:
    """What taking a snapshot needs of the world."""

    catalog: DatasetCatalog
    tables: TableStore
    builder: SnapshotBuilder
    snapshots: SnapshotStore
    clock: Clock
    written: tuple[Mapping[str, Any], ...] = ()
    """Models written as YAML, laid over what is inferred where their tables are present."""
    channels: WrittenModels | None = None
    """What the people of each channel wrote, laid over that for the data sets of their channel."""

    def take(self, dataset_id: str) -> Dataset:
        """Do as take_whole; returns the data set as it stands then."""
        return self.take_whole(dataset_id).dataset

    def take_whole(self, dataset_id: str) -> Taken:
        """Rebuild the data set's snapshot in full and publish it.

        A failure leaves the last good snapshot published. Raises UserError for an unknown or empty data set, and
        TransientError when PostgreSQL or the bucket cannot be reached, or when somebody else was at it.
        """
        dataset = self.catalog.by_id(dataset_id)
        if dataset is None:
            raise UserError("That data set is not here any more.")
        shapes = self.tables.tables(dataset_id)
        if not shapes:
            raise UserError("That data set has no tables yet.")
        version = dataset.snapshot.version + 1 if dataset.snapshot else 1
        read_at = self.clock.now()
        with tempfile.TemporaryDirectory(prefix="avexra-") as name:
            folder = Path(name)
            exported = {name: (path, rows) for name, path, rows in self.tables.export(dataset_id, folder)}
            if exported.keys() != {shape.name for shape in shapes}:
                raise TransientError("The tables of a data set changed while they were read.")
            file = folder / f"{dataset_id}.duckdb"
            self.builder.build(file, tuple((shape, exported[shape.name][0]) for shape in shapes))
            inferred = understand(self.builder, file, dataset.name, shapes, written=self.written)
            model = self._as_its_channel_says(dataset, inferred)
            key, etag = self.snapshots.put(dataset.workspace, dataset_id, version, file)
        counts = tuple((shape.name, exported[shape.name][1]) for shape in shapes)
        snapshot = Snapshot(dataset_id, version, key, etag, read_at, counts)
        if not self.catalog.publish(dataset_id, snapshot, model):
            raise TransientError("Another snapshot of a data set was published meanwhile, maybe of older rows.")
        self.snapshots.clean(dataset.workspace, dataset_id, KEPT_VERSIONS)
        return Taken(replace(dataset, snapshot=snapshot, model=model), inferred)

    def _as_its_channel_says(self, dataset: Dataset, inferred: SemanticModel) -> SemanticModel:
        """The model with the channel's own over it, which is read after the version: a later one makes a later version.

        What cannot be laid over, such as a form that an older release took, keeps no data set from being fresh.
        """
        said = self.channels.of(dataset.workspace, dataset.channel) if self.channels else None
        if said is None or not said.form:
            return inferred
        try:
            return overlay(inferred, said.form)
        except UserError:
            return inferred


def understand(  # noqa: PLR0913 - the last two have sound defaults
    builder: SnapshotBuilder,
    file: Path,
    name: str,
    shapes: tuple[TableShape, ...],
    calendar: Calendar | None = None,
    *,
    written: tuple[Mapping[str, Any], ...] = (),
) -> SemanticModel:
    """Return the model inferred from the tables in a snapshot file, with what people wrote laid over it."""
    profiles = builder.profile(file, name, shapes)
    matches = builder.matches(file, profiles, candidate_relationships(profiles))
    return overlay(infer_model(profiles, matches, calendar or Calendar()), *written)
