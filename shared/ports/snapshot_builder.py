"""Making a snapshot file and learning what is in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from shared.core.semantic.model import Relationship, TableRef
from shared.core.semantic.profile import TableProfile
from shared.core.table.types import DataType


class SnapshotBuilder(Protocol):
    """An engine that turns exported tables into one file it can answer from."""

    def build(self, target: Path, tables: tuple[tuple[str, Path, tuple[tuple[str, DataType], ...]], ...]) -> None:
        """Create the file from (table, CSV path, columns); all or nothing."""
        ...

    def profile(
        self, file: Path, tables: tuple[tuple[TableRef, str, Mapping[str, str]], ...]
    ) -> tuple[TableProfile, ...]:
        """Return statistics of each (table, label, column labels)."""
        ...

    def matches(
        self, file: Path, profiles: tuple[TableProfile, ...], candidates: tuple[Relationship, ...]
    ) -> dict[Relationship, float]:
        """Return, for candidates whose to-side is unique, the fraction of non-null from-rows found there."""
        ...
