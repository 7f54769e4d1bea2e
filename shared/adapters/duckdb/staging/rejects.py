"""Rejected rows on disk: written while a table is read, read again one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Self, overload

from shared.core.errors import TransientError
from shared.core.ingest.report import Reject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType


class StoredRejects(Sequence[Reject]):
    """Rejected rows in a file of JSON lines, in the order of the file; equal to any sequence of the same."""

    def __init__(self, path: Path, count: int) -> None:
        self._path = path
        self._count = count

    def __len__(self) -> int:
        """How many there are."""
        return self._count

    def __iter__(self) -> Iterator[Reject]:
        """Read them."""
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                number, reason, cells = json.loads(line)
                yield Reject(number, reason, tuple(cells))

    @overload
    def __getitem__(self, place: int) -> Reject: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Reject, ...]: ...

    def __getitem__(self, place: int | slice) -> Reject | tuple[Reject, ...]:
        """Read up to a place."""
        places = range(self._count)[place]
        if isinstance(places, int):
            return next(islice(iter(self), places, None))
        wanted = set(places)
        found = {at: reject for at, reject in enumerate(self) if at in wanted}
        return tuple(found[at] for at in places)

    def __eq__(self, other: object) -> bool:
        """Compare row by row."""
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


class RejectWriter:
    """Writes rejected rows to a file; found() is what was written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("w", encoding="utf-8")
        self._count = 0

    def __enter__(self) -> Self:
        """Write until the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Write what is left. Raises TransientError when the disk is full."""
        try:
            self._file.close()
        except OSError as problem:
            raise TransientError("the disk for reading files is full") from problem

    def add(self, line: int, cells: Sequence[str], reason: str) -> None:
        """Write one row."""
        self._file.write(json.dumps([line, reason, list(cells)], ensure_ascii=False) + "\n")
        self._count += 1

    def found(self) -> Sequence[Reject]:
        """The rows, once all are written."""
        return StoredRejects(self._path, self._count) if self._count else ()
