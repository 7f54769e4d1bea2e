"""An engine in the same process: no child, no deadline, the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from shared.core.errors import InternalError, TransientError
from shared.core.table.result import ResultTable

if TYPE_CHECKING:
    from shared.core.security.viewer import Viewer
    from shared.core.sql.compiled import CompiledQuery
    from shared.core.store.dataset import Dataset


class InProcessQueryRunner:
    """The QueryRunner port over snapshots whose key is their path."""

    def run(self, query: CompiledQuery, datasets: tuple[Dataset, ...], viewer: Viewer) -> ResultTable:
        """Run the query over the data sets it reads."""
        wanted = {ref.dataset for ref in query.reads}
        own = {
            each.name: each.snapshot.key for each in datasets if each.snapshot and each.workspace == viewer.workspace
        }
        if not wanted <= own.keys():
            raise TransientError("a snapshot is not ready")
        with duckdb.connect() as connection:
            for name in wanted:
                connection.execute(f"ATTACH '{own[name]}' AS \"{name}\" (READ_ONLY)")
            connection.execute("SET enable_external_access = false")
            try:
                rows = connection.execute(query.sql, dict(query.params)).fetchmany(query.row_limit + 1)
            except duckdb.Error:
                raise InternalError("the engine refused the statement") from None
        return ResultTable(query.columns, tuple(rows[: query.row_limit]), truncated=len(rows) > query.row_limit)
