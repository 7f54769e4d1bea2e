"""What every way over the wire is given, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shared.adapters.postgres.source.row_query import RowQuery
    from shared.adapters.postgres.source.session import Address, Session
    from shared.ports.table_source import Part


class UnavailableError(Exception):
    """This way cannot be gone here; the text says why in plain words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker reads from and writes to.

    control keeps the snapshot open; snapshot is its name, "" where the server shares none, and then control's own
    connection is read by. memory_mb and threads are the worker's own; chunk_rows is the most a cursor brings at once.
    """

    address: Address
    control: Session
    snapshot: str
    folder: Path
    memory_mb: int
    threads: int
    chunk_rows: int


class Reader(Protocol):
    """One connection with the snapshot, and one engine that writes what comes."""

    def write(self, query: RowQuery, target: Path, heard: Callable[[int], None]) -> tuple[Part, ...]:
        """Write the rows into the target, or into files named after it; heard is told how many came since.

        Raises UnfitError when values cannot be brought into their columns, and the errors of the port.
        """
        ...

    def stop(self) -> None:
        """Make a running write end with an error; called by another thread."""
        ...
