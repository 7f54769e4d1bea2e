"""Running a compiled query on whatever engine holds the data."""

from typing import Protocol

from shared.core.security.viewer import Viewer
from shared.core.sql.compiled import CompiledQuery
from shared.core.store.dataset import Dataset
from shared.core.table.result import ResultTable


class QueryRunner(Protocol):
    """An engine behind which only the given data sets can be seen."""

    def run(self, query: CompiledQuery, datasets: tuple[Dataset, ...], viewer: Viewer) -> ResultTable:
        """Run the query over the snapshots of these data sets, and no others.

        Raises TooCostlyError, before anything is run, when its plan passes the budget, TimedOutError when the deadline
        passes, TransientError when the snapshot cannot be had now,
        InternalError when the engine refuses a statement the guard let through.
        """
        ...
