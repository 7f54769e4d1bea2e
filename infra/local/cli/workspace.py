"""A workspace of table files: the question path without Slack, AWS or PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.cli.table_csv import write_table
from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.app.take_snapshot import understand
from shared.config.semantic_models import load_domains
from shared.core.errors import UserError
from shared.core.ingest.cleaning.names import snake_case
from shared.core.security.viewer import Audience, Viewer
from shared.core.store.dataset import Dataset, Snapshot
from shared.ports.snapshot_files import TableFile, VersionFiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.core.ingest.report import CleanTable
    from shared.core.semantic.model import Calendar, SemanticModel
    from shared.ports.file_reader import FileReader

VIEWER = Viewer("local", "local", "local", Audience.ASKER)
DATASET = "data"


@dataclass(frozen=True, slots=True)
class LocalSnapshots:
    """A SnapshotFiles of data sets that are one file on disk each; a snapshot's key is its path."""

    @contextmanager
    def held(self, dataset: Dataset) -> Iterator[VersionFiles | None]:
        """Give the one version there is."""
        snapshot = dataset.snapshot
        if snapshot is None:
            yield None
            return
        path = Path(snapshot.key)
        tables = tuple(TableFile(name, path, (), rows) for name, rows in snapshot.tables)
        yield VersionFiles(snapshot.version, snapshot.read_at, tables)


@dataclass(frozen=True, slots=True)
class LocalCatalog:
    """A DatasetCatalog of the one data set that the table files make."""

    dataset: Dataset

    def visible(self, viewer: Viewer) -> tuple[Dataset, ...]:
        """Return the data set to the local viewer."""
        return (self.dataset,) if viewer == VIEWER else ()

    def by_id(self, dataset_id: str) -> Dataset | None:
        """Return the data set when it is the one."""
        return self.dataset if dataset_id == self.dataset.id else None

    def by_name(self, workspace: str, name: str) -> Dataset | None:
        """Return the data set when it is the one."""
        return self.dataset if (workspace, name) == (self.dataset.workspace, self.dataset.name) else None

    def all_ids(self) -> tuple[str, ...]:
        """Return its id."""
        return (self.dataset.id,)

    def in_workspace(self, workspace: str) -> tuple[Dataset, ...]:
        """Return the data set in its own workspace."""
        return (self.dataset,) if workspace == self.dataset.workspace else ()

    def register(self, dataset: Dataset) -> Dataset:
        """Refuse: a workspace of files holds what it was opened with."""
        raise UserError(f"{dataset.label} cannot be added here.")

    def publish(self, dataset_id: str, snapshot: Snapshot, model: SemanticModel) -> bool:  # noqa: ARG002
        """Refuse: a workspace of files is read once."""
        return False

    def remember_member(self, workspace: str, channel: str, user: str) -> None:
        """There are no channels here."""


def open_tables(files: Mapping[str, Path], reader: FileReader, folder: Path, calendar: Calendar | None) -> LocalCatalog:
    """Return the catalogue of these files, {table name: path}. Raises UserError when one cannot be read."""
    tables = [
        table
        for number, (name, path) in enumerate(files.items())
        for table in _read(name, path, reader, folder / f"reading-{number}")
    ]
    file = folder / f"{DATASET}.duckdb"
    written = [(each.shape, write_table(each, folder)) for each in tables]
    DuckDbSnapshotBuilder().build(file, tuple(written))
    for _, path in written:
        path.unlink()
    shapes = tuple(shape for shape, _ in written)
    files_of = {each.name: file for each in shapes}
    model = understand(DuckDbTableProfiler(), files_of, DATASET, shapes, calendar, written=load_domains())
    counts = tuple((each.name, len(each.rows)) for each in tables)
    snapshot = Snapshot("local", 1, str(file), str(file), datetime.now(UTC), counts)
    return LocalCatalog(Dataset("local", VIEWER.workspace, VIEWER.channel, DATASET, DATASET, "local", model, snapshot))


def _read(name: str, path: Path, reader: FileReader, folder: Path) -> list[CleanTable]:
    if not path.is_file():
        raise UserError(f"The file {path} cannot be read; check its name.")
    folder.mkdir()
    reading = reader.read(path, path.name, folder)
    if not reading.tables:
        raise UserError(" ".join(each.for_user() for each in reading.issues))
    if len(reading.tables) == 1:
        return [_named(reading.tables[0], snake_case(name, "table"), name)]
    return [_named(each, snake_case(f"{name}_{each.name}", "table"), each.label) for each in reading.tables]


def _named(table: CleanTable, name: str, label: str) -> CleanTable:
    return replace(table, name=name, label=label)
