"""Take a snapshot: what a data set's tables hold is synced to the store and published with what it means."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shared.app.held_lease import LeaseHeldError
from shared.app.plan_snapshot import Reading, reading_of
from shared.app.sync_store import Outcome, StoreSyncer, SyncRequest
from shared.core.errors import TransientError, UserError
from shared.core.semantic.hiding import only_visible
from shared.core.semantic.infer import candidate_relationships, infer_model
from shared.core.semantic.model import Calendar
from shared.core.semantic.overlay import overlay
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.store.layout import POINTER
from shared.core.store.settings import StoreSettings
from shared.core.store.shapes import shapes_of
from shared.core.store.sync import SyncKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from shared.core.semantic.model import SemanticModel
    from shared.core.store.manifest import Manifest
    from shared.core.store.sync import SyncReport
    from shared.core.table.shape import TableShape
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.table_profiler import TableProfiler
    from shared.ports.table_store import TableStore
    from shared.ports.written_models import WrittenModels

WAITED_FOR_OTHERS = 240.0
"""Seconds that a sync waits for another of its data set: what waits may be newer than what the other has read."""
_LOOKS_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A data set as it is published now, and what its sync came to."""

    dataset: Dataset
    report: SyncReport


@dataclass(frozen=True, slots=True)
class Understood:
    """A data set as it is published now; inferred is what it would mean without what its channel wrote."""

    dataset: Dataset
    inferred: SemanticModel


@dataclass(frozen=True, slots=True)
class _Synced:
    """A data set before it is published: what came of its sync, the syncer that has its files, what was to be read."""

    dataset: Dataset
    outcome: Outcome
    syncer: StoreSyncer
    reading: Reading


@dataclass(frozen=True, slots=True)
class SnapshotTaker:
    """What taking a snapshot needs of the world; syncer_of gives a data set's own."""

    catalog: DatasetCatalog
    tables: TableStore
    syncer_of: Callable[[Dataset], StoreSyncer]
    profiler: TableProfiler
    clock: Clock
    written: tuple[Mapping[str, Any], ...] = ()
    """Models written as YAML, laid over what is inferred where their tables are present."""
    channels: WrittenModels | None = None
    """What the people of each channel wrote, laid over that for the data sets of their channel."""
    settings: StoreSettings = field(default_factory=StoreSettings)
    """What configuration says of the store, and the data sets that it declares."""
    pause: Callable[[float], None] = time.sleep

    def take(
        self,
        dataset_id: str,
        kind: SyncKind = SyncKind.INCREMENTAL,
        only: str = "",
        progress: Callable[[str, int], None] | None = None,
    ) -> Taken:
        """Sync the data set and publish what is there now; where nothing has changed, only that it is as fresh as this.

        kind is the least that is done; only names the one table to sync, "" all; progress hears of a table's name and
        how many of its rows have come.

        A failure leaves the last good snapshot published. Raises UserError for an unknown or empty data set, and
        TransientError when PostgreSQL or the bucket cannot be reached, or when somebody else was at it.
        """
        synced = self._synced(dataset_id, kind, only, progress)
        try:
            model = synced.dataset.model if _is_known(synced) else None
            if model is None:
                _, model = self._understood(synced)
            return Taken(self._published(synced, model), synced.outcome.report)
        finally:
            synced.syncer.files.settle(())  # the next data set needs the room

    def understand_anew(self, dataset_id: str) -> Understood:
        """Do as take, and work out anew what the data set means, although its rows may be those of before."""
        synced = self._synced(dataset_id, SyncKind.INCREMENTAL)
        try:
            inferred, model = self._understood(synced)
            return Understood(self._published(synced, model), inferred)
        finally:
            synced.syncer.files.settle(())

    def forget_watermarks(self, dataset_id: str, only: str = "") -> None:
        """Let the next sync read every table whole, or the one named; questions are answered as before.

        Raises UserError while a sync runs or where no table has that name, TransientError as the bucket does.
        """
        dataset = self._known(dataset_id)
        found = self.syncer_of(dataset).forget_watermarks(dataset_id, only)
        if found is not None and dataset.snapshot is not None and dataset.model is not None:
            manifest, etag = found
            snapshot = replace(dataset.snapshot, version=manifest.version, etag=etag)
            self.catalog.publish(dataset_id, snapshot, dataset.model)

    def _known(self, dataset_id: str) -> Dataset:
        dataset = self.catalog.by_id(dataset_id)
        if dataset is None:
            raise UserError("That data set is not here any more.")
        return dataset

    def _synced(
        self,
        dataset_id: str,
        kind: SyncKind,
        only: str = "",
        progress: Callable[[str, int], None] | None = None,
    ) -> _Synced:
        dataset = self._known(dataset_id)
        reading = reading_of(dataset_id, kind, self.tables, self.settings)
        after = dataset.snapshot.version if dataset.snapshot else 0
        # The first sync is of all tables: what people may ask of the data set is told from them together.
        request = SyncRequest(dataset_id, reading.sources, reading.views, reading.kind, only if after else "", after)
        syncer = self.syncer_of(dataset)
        outcome = self._outcome(syncer, request, progress)
        if reading.shapes is not None and not _are_as_they_look(outcome.manifest, reading.shapes):
            if request.only:
                return self._synced(dataset_id, kind, progress=progress)
            raise TransientError("The tables of a data set changed while they were read.")
        return _Synced(dataset, outcome, syncer, reading)

    def _outcome(
        self, syncer: StoreSyncer, request: SyncRequest, progress: Callable[[str, int], None] | None
    ) -> Outcome:
        """Sync as soon as nobody else does."""
        waited = 0.0
        while True:
            try:
                return syncer.sync_whole(request, progress)
            except LeaseHeldError:
                if waited >= WAITED_FOR_OTHERS:
                    raise TransientError("Another sync of this data set takes long.") from None
            self.pause(_LOOKS_EVERY)
            waited += _LOOKS_EVERY

    def _understood(self, synced: _Synced) -> tuple[SemanticModel, SemanticModel]:
        """What the tables mean by themselves, and with what the channel says of them."""
        manifest = synced.outcome.manifest
        files = {each.name: synced.syncer.files.file_of(each) for each in manifest.tables}
        shapes = synced.reading.shapes
        if shapes is None:
            shapes = shapes_of(manifest, lambda table: self.profiler.samples(files[table], table))
        inferred = understand(self.profiler, files, synced.dataset.name, shapes, written=self.written)
        said = self._as_its_channel_says(synced.dataset, inferred)
        return inferred, only_visible(said, synced.reading.visible)

    def _published(self, synced: _Synced, model: SemanticModel) -> Dataset:
        manifest, dataset = synced.outcome.manifest, synced.dataset
        counts = tuple((each.name, each.rows) for each in manifest.tables)
        read_at = synced.outcome.read_at
        snapshot = Snapshot(dataset.id, manifest.version, POINTER, synced.outcome.etag, read_at, counts)
        if not self.catalog.publish(dataset.id, snapshot, model):
            raise TransientError("Another snapshot of a data set was published meanwhile, maybe of older rows.")
        return replace(dataset, snapshot=snapshot, model=model)

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


def _is_known(synced: _Synced) -> bool:
    """True when the version that stands is the one whose meaning is published."""
    known = synced.dataset.snapshot
    return known is not None and (known.version, known.etag) == (synced.outcome.manifest.version, synced.outcome.etag)


def _are_as_they_look(manifest: Manifest, shapes: tuple[TableShape, ...]) -> bool:
    stored = {each.name: [column.name for column in each.columns] for each in manifest.tables}
    return stored == {each.name: [column.name for column in each.columns] for each in shapes}


def understand(  # noqa: PLR0913 - the last two have sound defaults
    profiler: TableProfiler,
    files: Mapping[str, Path],
    name: str,
    shapes: tuple[TableShape, ...],
    calendar: Calendar | None = None,
    *,
    written: tuple[Mapping[str, Any], ...] = (),
) -> SemanticModel:
    """Return the model inferred from the tables in these files, with what people wrote laid over it."""
    profiles = profiler.profile(files, name, shapes)
    matches = profiler.matches(files, profiles, candidate_relationships(profiles))
    return overlay(infer_model(profiles, matches, calendar or Calendar()), *written)
