"""An engine in the same process: no child, no deadline, the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from shared.core.errors import InternalError, TransientError
from shared.core.table.result import ReadVersion, ResultTable

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
        kept = tuple(rows[: query.row_limit])
        return ResultTable(query.columns, kept, len(rows) > query.row_limit, read=read_versions(query, datasets))


def read_versions(query: CompiledQuery, datasets: tuple[Dataset, ...]) -> tuple[ReadVersion, ...]:
    """What a statement reads of data sets as their catalogue has them."""
    names = {(ref.dataset, ref.table) for ref in query.reads}
    return tuple(
        ReadVersion(
            each.name,
            each.snapshot.version,
            each.snapshot.read_at,
            sum(rows for table, rows in each.snapshot.tables if (each.name, table) in names),
        )
        for each in datasets
        if each.snapshot is not None and each.name in {name for name, _ in names}
    )
