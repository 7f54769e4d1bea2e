"""Samples: some distinct values of each column, taken once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.table import cell_of
from shared.core.ingest.typed.evidence import SAMPLE

if TYPE_CHECKING:
    from shared.adapters.duckdb.staging.table import StagedTable

_SAMPLE_ROWS = 10_000


class Samples:
    """Distinct trimmed values among the first rows of a staged table where a column is not empty."""

    def __init__(self, table: StagedTable) -> None:
        self._table = table
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, column: int) -> tuple[str, ...]:
        """Return up to SAMPLE of them, in order of appearance."""
        if column not in self._known:
            cell = cell_of(column)
            found = self._table.stage.stream(
                f"SELECT {cell} FROM {self._table.name} WHERE {cell} <> '' LIMIT {_SAMPLE_ROWS}"
            )
            values: dict[str, None] = {}
            for rows in found:
                values |= dict.fromkeys(text.strip() for text in dict.fromkeys(text for (text,) in rows))
                if len(values) > SAMPLE:
                    break
            values.pop("", None)
            self._known[column] = tuple(values)[:SAMPLE]
        return self._known[column]
