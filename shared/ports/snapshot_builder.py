"""Making a snapshot file and learning what is in it."""

from pathlib import Path
from typing import Protocol

from shared.core.semantic.model import Relationship
from shared.core.semantic.profile import TableProfile
from shared.core.table.shape import TableShape


class SnapshotBuilder(Protocol):
    """An engine that turns exported tables into one file it can answer from."""

    def build(self, target: Path, tables: tuple[tuple[TableShape, Path], ...]) -> None:
        """Create the file from the tables' CSV files; all or nothing."""
        ...

    def profile(self, file: Path, dataset: str, shapes: tuple[TableShape, ...]) -> tuple[TableProfile, ...]:
        """Return statistics of each table, as one of this data set."""
        ...

    def matches(
        self, file: Path, profiles: tuple[TableProfile, ...], candidates: tuple[Relationship, ...]
    ) -> dict[Relationship, float]:
        """Return, for candidates whose to-side is unique, the fraction of non-null from-rows found there."""
        ...
