"""An engine that knows the shape of every result and nothing of the data."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.table.result import ResultTable
from shared.core.table.types import DataType
from tests.fakes.query_engine import read_versions

if TYPE_CHECKING:
    from shared.core.security.viewer import Viewer
    from shared.core.sql.compiled import CompiledQuery
    from shared.core.store.dataset import Dataset
    from shared.core.table.types import Cell


class CannedQueryRunner:
    """The QueryRunner port: every result has the asked columns and `rows` rows; failure is raised when there is one."""

    def __init__(self, rows: int = 3) -> None:
        self.rows = rows
        self.failure: Exception | None = None
        self.ran: list[tuple[CompiledQuery, tuple[Dataset, ...], Viewer]] = []

    def run(self, query: CompiledQuery, datasets: tuple[Dataset, ...], viewer: Viewer) -> ResultTable:
        """Return rows of the right types."""
        self.ran.append((query, datasets, viewer))
        if self.failure is not None:
            raise self.failure
        rows = tuple(tuple(_cell(column.type, i) for column in query.columns) for i in range(self.rows))
        return ResultTable(query.columns, rows, read=read_versions(query, datasets))


def _cell(kind: DataType, i: int) -> Cell:
    cells: dict[DataType, Cell] = {
        DataType.TEXT: f"Member {i}",
        DataType.INTEGER: 100 - 7 * i,
        DataType.DECIMAL: Decimal(1000 - 13 * i) / 4,
        DataType.FLOAT: 1.5 * (i + 1),
        DataType.BOOLEAN: i % 2 == 0,
        DataType.DATE: date(2024, 1, 1) + timedelta(days=i),
        DataType.TIME: time(i % 24),
        DataType.TIMESTAMP: datetime(2024, 1, 1) + timedelta(days=i),
    }
    return cells[kind]
