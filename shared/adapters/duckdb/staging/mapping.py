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
    from collections.abc import Callable, Iterable, Sequence

    from shared.adapters.duckdb.staging.stage import Stage
    from shared.core.table.types import Cell

_SET, _KEPT = "=", "~"


@dataclass(frozen=True, slots=True)
class MadeCells:
    """One cell for each of the texts: SQL for the cell as text (NULL for none), and for whether it is kept as it was.

    nulls counts the rows whose cell is none, cells the texts that have one.
    """

    cell: str
    kept: str
    nulls: int
    cells: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A table of keys k0, k1 ... and of what is made of them, which is as many cells as there are makers."""

    name: str
    made: tuple[MadeCells, ...]


def map_texts(
    stage: Stage,
    texts: Iterable[tuple[tuple[str, ...], int]],
    width: int,
    makers: Sequence[Callable[[tuple[str, ...]], Cell]],
) -> Mapping:
    """The mapping of all texts, each given with its count. Raises TransientError when the disk is full."""
    path = stage.new_file("mapping")
    nulls, cells = [0] * len(makers), [0] * len(makers)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file).writerow
            for key, count in texts:
                found = [make(key) for make in makers]
                for place, cell in enumerate(found):
                    if cell is None:
                        nulls[place] += count
                    else:
                        cells[place] += 1
                write((*key, *map(_written, found)))
        name = stage.new_name("mapping")
        columns = [f"{cell_of(at)} AS k{at}" for at in range(width)]
        columns += (_made_columns(cell_of(width + place), place) for place in range(len(makers)))
        stage.run(f"CREATE TABLE {name} AS SELECT {', '.join(columns)} FROM {canonical_csv(path, width + len(makers))}")
    except OSError as error:
        raise TransientError("the disk for reading files is full") from error
    finally:
        path.unlink(missing_ok=True)
    made = (
        MadeCells(f"{name}.cell{place}", f"{name}.kept{place}", *each)
        for place, each in enumerate(zip(nulls, cells, strict=True))
    )
    return Mapping(name, tuple(made))


def _made_columns(written: str, place: int) -> str:
    """SQL for the columns of a maker, from what was written of it."""
    cell = f"CASE WHEN starts_with({written}, '{_SET}') THEN substr({written}, 2) END"
    return f"{written} = '{_KEPT}' AS kept{place}, {cell} AS cell{place}"


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
