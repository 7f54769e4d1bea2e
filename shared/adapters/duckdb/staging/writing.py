"""RowWriter: rows of texts from Python into a staged table, some hundred thousand at a time."""

from __future__ import annotations

import csv
from itertools import chain, islice
from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.csv_files import canonical_csv
from shared.adapters.duckdb.staging.table import StagedTable, cell_of
from shared.core.errors import InternalError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shared.adapters.duckdb.staging.stage import Stage

_CELLS_AT_ONCE = 4_000_000
"""Cells of one file on the way, so that no text is on disk three times."""


def stage_rows(stage: Stage, rows: Iterable[Sequence[str]], width: int) -> StagedTable:
    """A staged table of rows that are all so wide. Raises TransientError when the disk is full."""
    name = stage.new_name("raw")
    columns = ", ".join(f"{cell_of(at)} VARCHAR" for at in range(width))
    stage.run(f"CREATE TABLE {name} ({columns})")
    coming, count = iter(rows), 0
    at_once = max(1, _CELLS_AT_ONCE // width)
    while first := list(islice(coming, 1)):
        count += _insert(stage, name, chain(first, islice(coming, at_once - 1)), width)
    return StagedTable(stage, name, width, count)


def _insert(stage: Stage, name: str, rows: Iterator[Sequence[str]], width: int) -> int:
    """Add some rows; returns how many. Raises InternalError when the engine finds another number of them."""
    path = stage.new_file("rows")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            numbered = _Counted(rows)
            csv.writer(file).writerows(numbered)
        ((count,),) = stage.run(f"INSERT INTO {name} SELECT * FROM {canonical_csv(path, width)}")
    except OSError as error:
        raise TransientError("the disk for reading files is full") from error
    finally:
        path.unlink(missing_ok=True)
    if count != numbered.count:
        raise InternalError("the engine found another number of rows than were written")
    return numbered.count


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        """The rows."""
        for row in self._rows:
            self.count += 1
            yield row
