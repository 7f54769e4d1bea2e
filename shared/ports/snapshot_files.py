"""What an engine on this machine opens to answer for a data set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from shared.core.store.dataset import Dataset
    from shared.core.store.manifest import JoinedView


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of one table, the table's name in it, its columns in order, and its rows.

    truncated: its source has more rows than were read. as_text: columns that are text to people and something else to
    the engine. Several tables may lie in one file.
    """

    name: str
    path: Path
    columns: tuple[str, ...]
    rows: int
    truncated: bool = False
    as_text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionFiles:
    """One version of a data set, a file a table, and the views over them. read_at is what all of them show."""

    version: int
    read_at: datetime
    tables: tuple[TableFile, ...]
    views: tuple[JoinedView, ...] = ()


class SnapshotFiles(Protocol):
    """Local copies of the current versions of data sets."""

    def held(self, dataset: Dataset) -> AbstractContextManager[VersionFiles | None]:
        """Give the current version, whose files stay as long as the context; None for a data set that is not here.

        Versions never go backwards. Raises TransientError when there is no version that can be had now.
        """
        ...
