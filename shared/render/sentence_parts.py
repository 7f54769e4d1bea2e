"""Numbers and names of a result as a sentence holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.table.result import Role
from shared.render.cells import cell_text, is_number
from shared.render.numbers import headline_number

if TYPE_CHECKING:
    from shared.core.table.result import ResultTable


def value_at(table: ResultTable, row: int, column: int) -> str:
    """Return a cell as the headline says it: numbers in few digits."""
    cell = table.rows[row][column]
    if is_number(cell):
        return headline_number(cell, table.columns[column].unit)
    return cell_text(cell, table.columns[column])


def measure_places(table: ResultTable) -> tuple[int, ...]:
    """Return where the numbers stand."""
    return table.indexes(Role.MEASURE)


def member_at(table: ResultTable, row: int, column: int | None = None) -> str:
    """Return the names of a row's group; a bare number says what it numbers: "scheduled hour 8"."""
    places = table.indexes(Role.DIMENSION) if column is None else (column,)
    said = []
    for i in places:
        cell, about = table.rows[row][i], table.columns[i]
        text = cell_text(cell, about)
        plain = isinstance(cell, int) and not isinstance(cell, bool) and not about.unit and not about.grain
        said.append(f"{about.label} {text}" if plain else text)
    return " / ".join(said)
