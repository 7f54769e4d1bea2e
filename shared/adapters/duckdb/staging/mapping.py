"""Texts and what Python makes of them, side by side in a table, so that the engine can join them to the rows."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.csv_files import canonical_csv
from shared.adapters.duckdb.staging.table import cell_of
from shared.core.errors import TransientError
from shared.core.ingest.cleaning.plan import Keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.adapters.duckdb.staging.stage import Stage
    from shared.core.table.types import Cell

_SET, _KEPT = "=", "~"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A table of keys k0, k1 ..., the cell of each as text (NULL for none), and whether a cell is kept as it was.

    nulls counts the rows whose cell is none, cells the texts that have one.
    """

    name: str
    width: int
    nulls: int
    cells: int


def map_texts(
    stage: Stage,
    texts: Iterable[tuple[tuple[str, ...], int]],
    width: int,
    cell: Callable[[tuple[str, ...]], Cell],
) -> Mapping:
    """The mapping of all texts, each given with its count. Raises TransientError when the disk is full."""
    path = stage.new_file("mapping")
    nulls = cells = 0
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file).writerow
            for key, count in texts:
                found = cell(key)
                nulls += count if found is None else 0
                cells += found is not None
                write((*key, _written(found)))
        name = stage.new_name("mapping")
        keys = ", ".join(f"{cell_of(at)} AS k{at}" for at in range(width))
        last = cell_of(width)
        stage.run(
            f"CREATE TABLE {name} AS SELECT {keys}, {last} = '{_KEPT}' AS kept, "
            f"CASE WHEN starts_with({last}, '{_SET}') THEN substr({last}, 2) END AS cell "
            f"FROM {canonical_csv(path, width + 1)}"
        )
    except OSError as error:
        raise TransientError("the disk for reading files is full") from error
    finally:
        path.unlink(missing_ok=True)
    return Mapping(name, width, nulls, cells)


def _written(cell: Cell) -> str:
    """A cell as PostgreSQL and DuckDB read it, marked, so that an empty text is not taken for no cell."""
    if cell is None:
        return ""
    if isinstance(cell, Keep):
        return _KEPT
    return f"{_SET}{cell_text(cell)}"


def cell_text(cell: Cell) -> str:
    """A cell as CSV has it: ISO 8601, t and f, floats with all their digits."""
    if isinstance(cell, bool):
        return "t" if cell else "f"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell)
