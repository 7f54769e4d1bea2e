"""Whatever the columns and whatever happens between syncs, the snapshot's checksums are PostgreSQL's."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.system.folder_shelf import FolderShelf
from shared.app.sync_store import StoreSyncer, SyncRequest
from shared.core.store.source import Relation, SourceTable
from shared.core.store.sync import SyncKind
from tests.fakes.clock import FixedClock
from tests.fakes.faults import Faults, Killed
from tests.fakes.random_columns import KINDS, Kind, value
from tests.fakes.sync_log import InMemorySyncLog
from tests.fakes.typed_values import checksum, forms_here, forms_there, texts_here, texts_there

if TYPE_CHECKING:
    from pathlib import Path

STORIES = int(os.environ.get("SYNC_STORIES", "12"))
STEPS = (
    "current",
    "columns",
    "read",
    "keys",
    "keys_apart",
    "read_by_key",
    "nearest",
    "replaces",
    "lay",
    "changes",
    "statistics",
    "statistics_of_rows",
    "add",
    "keep",
    "move",
    "settle",
)
IDS = st.integers(1, 8)


@dataclass(frozen=True)
class Change:
    """What happens to the table: a row is put, new or in place of another, now, late or without a time; or it goes."""

    what: str
    id: int
    row: tuple[str | None, ...]


@dataclass(frozen=True)
class Sync:
    """A sync of this kind; one that is killed before a step is tried again."""

    kind: SyncKind
    killed_at: str = ""


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[str], list[Change | Sync]]:
    """Types of columns, and what happens in turn."""
    kinds: list[Kind] = draw(st.lists(KINDS, min_size=1, max_size=4))
    row = st.tuples(*(st.none() | literals for _, literals in kinds))
    changes = st.builds(Change, st.sampled_from(["put", "put", "put", "late", "gone", "timeless"]), IDS, row)
    syncs = st.builds(Sync, st.sampled_from(SyncKind), st.sampled_from(("", "", *STEPS)))
    return [kind for kind, _ in kinds], draw(st.lists(changes | changes | syncs, min_size=4, max_size=14))


class Story:
    """A table, what syncs it, and what the snapshot must hold."""

    def __init__(self, url: str, folder: Path, kinds: list[str], *, keyed: bool) -> None:
        self.name = f"t_{uuid4().hex[:12]}"
        self.kinds = kinds
        self.folder = folder / self.name
        (self.folder / "work").mkdir(parents=True)
        self.connection = psycopg.connect(url, autocommit=True)
        columns = ", ".join(f"v{place} {kind}" for place, kind in enumerate(kinds))
        self.connection.execute(f"CREATE TABLE {self.name} (id int PRIMARY KEY, at bigint, {columns})".encode())
        # Beside so many rows a late one is few enough to be read by its key.
        self.connection.execute(
            f"INSERT INTO {self.name} (id, at) SELECT i, 0 FROM generate_series(101, 160) i".encode()
        )
        self.now = 0
        self.key = ("id",) if keyed else ()
        self.shelf, self.faults = FolderShelf(self.folder / "shelf"), Faults()
        self.engine = DuckDbSnapshotEngine(200, 1)
        self.files = LocalTables(self.shelf, self.folder / "own", self.engine)
        on = self.faults.on
        self.syncer = StoreSyncer(
            PostgresTableSource(url),
            on(self.shelf),
            on(self.engine),
            on(self.files),
            InMemorySyncLog(),
            FixedClock(),
            self.folder / "work",
        )

    def happen(self, change: Change) -> None:
        """Change the table; whatever is put now has a greater number than all before."""
        self.now += 1
        self.connection.execute(f"DELETE FROM {self.name} WHERE id = {change.id}".encode())
        if change.what == "gone":
            return
        at = {"late": "-1", "timeless": "NULL"}.get(change.what, str(self.now))
        cells = ", ".join(value(kind, cell) for kind, cell in zip(self.kinds, change.row, strict=True))
        self.connection.execute(f"INSERT INTO {self.name} VALUES ({change.id}, {at}, {cells})".encode())

    def sync(self, sync: Sync) -> None:
        """Sync, if need be twice; then the snapshot holds what it must, as far as this kind of sync can know."""
        source = SourceTable(self.name, Relation("public", self.name), self.key, incremental="at")
        request = SyncRequest(self.name, (source,), kind=sync.kind)
        if sync.killed_at:
            before = self.shelf.current()
            self.faults.plan("before", sync.killed_at, Killed())
            try:
                self.syncer.sync(request)
            except Killed:
                after = self.shelf.current()
                moved = sync.killed_at == "settle"
                assert moved or (after and after[0]) == (before and before[0])
            self.faults.planned.clear()
        self.syncer.sync(request)

    def check(self) -> None:
        """Hold that a reconciled snapshot has PostgreSQL's checksums; without a key only a whole read knows all."""
        self.sync(Sync(SyncKind.RECONCILED if self.key else SyncKind.FULL))
        found = self.shelf.current()
        assert found is not None
        (table,) = found[0].tables
        stored = {each.name: each.type for each in table.columns}
        lists = {each for each, kind in stored.items() if kind.endswith("[]")}
        asked = {each: f"array_to_json({each}::text[])" if each in lists else each for each in stored}
        there = texts_there(self.connection, self.name, list(asked.values()))
        parts = self.engine.write_back(self.files.file_of(table), self.name, self.folder, ())
        here = texts_here([each.path for each in parts], stored)
        for each, kind in stored.items():
            got, wanted = forms_here(here[each], kind), forms_there(there[asked[each]], kind)
            assert checksum(got) == checksum(wanted), (kind, got, wanted)
        assert table.rows == len(there["id"])

    def end(self) -> None:
        """Leave nothing."""
        self.connection.execute(f"DROP TABLE {self.name}".encode())
        self.connection.close()
        shutil.rmtree(self.folder)


@pytest.mark.timeout(20 * STORIES + 100)
@given(told=stories(), keyed=st.booleans())
@settings(max_examples=STORIES, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_story_the_snapshot_is_the_table(
    database_url: str, tmp_path: Path, told: tuple[list[str], list[Change | Sync]], *, keyed: bool
) -> None:
    """Rows put, changed, put late, put without a time, deleted; syncs of every kind, killed before any step."""
    kinds, events = told
    story = Story(database_url, tmp_path, kinds, keyed=keyed)
    try:
        for event in events:
            if isinstance(event, Sync):
                story.sync(event)
            else:
                story.happen(event)
        story.check()
    finally:
        story.end()
