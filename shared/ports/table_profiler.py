"""Learning what is in the tables of a snapshot."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from shared.core.semantic.model import Relationship
from shared.core.semantic.profile import TableProfile
from shared.core.table.shape import TableShape


class TableProfiler(Protocol):
    """An engine that reads the files it answers from: by the name of the table, one for several or one for each."""

    def samples(self, file: Path, table: str) -> dict[str, tuple[str, ...]]:
        """Return some different values of each column of text of a table, by its name."""
        ...

    def profile(
        self, files: Mapping[str, Path], dataset: str, shapes: tuple[TableShape, ...]
    ) -> tuple[TableProfile, ...]:
        """Return statistics of each table, as one of this data set; the types are those that are stored."""
        ...

    def matches(
        self, files: Mapping[str, Path], profiles: tuple[TableProfile, ...], candidates: tuple[Relationship, ...]
    ) -> dict[Relationship, float]:
        """Return, for candidates whose to-side is unique, the fraction of non-null from-rows found there."""
        ...
