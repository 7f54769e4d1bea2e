"""What syncs data sets whose tables lie in a dictionary: the real engine over shelves and a source in memory."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.duckdb.local_snapshots import LocalVersions
from shared.app.sync_store import StoreSyncer
from shared.core.table.types import DataType
from tests.fakes.faults import Faults
from tests.fakes.snapshot_shelf import FakeSnapshotShelf
from tests.fakes.sync_log import InMemorySyncLog
from tests.fakes.table_source import FakeTableSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from shared.core.store.dataset import Dataset
    from shared.core.store.source import SourceTable
    from shared.ports.clock import Clock
    from tests.fakes.table_source import FakeMoment
    from tests.fakes.table_store import InMemoryTableStore

_TYPES = {
    DataType.TEXT: "text",
    DataType.INTEGER: "bigint",
    DataType.DECIMAL: "numeric(38,9)",
    DataType.FLOAT: "double precision",
    DataType.BOOLEAN: "boolean",
    DataType.DATE: "date",
    DataType.TIME: "time without time zone",
    DataType.TIMESTAMP: "timestamp without time zone",
}


class TablesAsSource(FakeTableSource):
    """The TableSource port over the tables of an InMemoryTableStore; each moment is a microsecond after the last."""

    def __init__(self, store: InMemoryTableStore, clock: Clock) -> None:
        super().__init__(self._tick)
        self._store = store
        self._clock = clock
        self.moments = 0

    @contextmanager
    def at_one_moment(self, sources: tuple[SourceTable, ...] = ()) -> Iterator[FakeMoment]:
        """Open a moment of what the store holds now."""
        self.tables.clear()
        for schema, tables in self._store.current().items():
            for each in tables:
                names = [column.name for column in each.columns]
                table = self.make(each.name, {c.name: _TYPES[c.type] for c in each.columns}, schema)
                table.rows = [dict(zip(names, row, strict=True)) for row in each.rows]
        with super().at_one_moment(sources) as moment:
            yield moment

    def _tick(self) -> datetime:
        self.moments += 1
        return self._clock.now() + timedelta(microseconds=self.moments)


class Darkroom:
    """Gives every data set its syncer; faults lie between a syncer and its source, its shelf and its log."""

    def __init__(self, store: InMemoryTableStore, clock: Clock, folder: Path) -> None:
        self.faults = Faults()
        self.log = InMemorySyncLog()
        self.shelves: dict[str, FakeSnapshotShelf] = defaultdict(FakeSnapshotShelf)
        self.source = TablesAsSource(store, clock)
        self._clock = clock
        self._folder = folder
        self._engine = DuckDbSnapshotEngine(200, 1)

    def syncer_of(self, dataset: Dataset) -> StoreSyncer:
        """Return what syncs this data set."""
        shelf, work = self.faults.on(self.shelves[dataset.id]), self._folder / "work"
        work.mkdir(parents=True, exist_ok=True)
        files = LocalTables(shelf, self._folder / dataset.id, self._engine)
        source = self.faults.on(self.source)
        return StoreSyncer(source, shelf, self._engine, files, self.log, self._clock, work)

    def versions(self, name: str = "reader") -> LocalVersions:
        """Return what a reader has of all of them."""
        return LocalVersions(lambda dataset: self.shelves[dataset.id], self._folder / name, self._engine)
