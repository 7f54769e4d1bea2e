"""What the child process is told to attach, and how many rows are behind each name of its plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.duckdb.literals import quoted
from shared.core.store.joined import Side, joined_columns

if TYPE_CHECKING:
    from shared.core.store.manifest import JoinedView
    from shared.ports.snapshot_files import VersionFiles


def attached(dataset: str, files: VersionFiles) -> str | dict[str, Any]:
    """Return a data set's files as child.py takes them: one file by its path, several behind views."""
    if _is_one_file(files):
        return str(files.tables[0].path)
    columns = {each.name: each.columns for each in files.tables}
    return {
        "tables": [
            {"name": each.name, "path": str(each.path), "as": _file(dataset, i), "texts": list(each.as_text)}
            for i, each in enumerate(files.tables)
        ],
        "views": [
            _joining(dataset, each, columns) for each in files.views if {each.dataset, each.results} <= columns.keys()
        ],
    }


def row_counts(dataset: str, files: VersionFiles) -> dict[str, int]:
    """Return the rows of every table by the name that a plan gives it."""
    return {
        f"{_place(dataset, i, files)}.{name}": each.rows
        for i, each in enumerate(files.tables)
        for name in (each.name, quoted(each.name))
    }


def _is_one_file(files: VersionFiles) -> bool:
    is_plain = not files.views and not any(each.as_text for each in files.tables)
    return is_plain and len({each.path for each in files.tables}) == 1


def _place(dataset: str, number: int, files: VersionFiles) -> str:
    return dataset if _is_one_file(files) else quoted(_file(dataset, number))


def _file(dataset: str, number: int) -> str:
    """The name a file is attached under: no data set can have it."""
    return f"{dataset}/{number}"


def _joining(dataset: str, view: JoinedView, columns: dict[str, tuple[str, ...]]) -> str:
    """Every row of the results, with its row of the dataset where there is one."""
    aliases = {Side.RESULTS: "r", Side.DATASET: "d"}
    cells = ", ".join(
        f"{aliases[each.side]}.{quoted(each.column)} AS {quoted(each.name)}"
        for each in joined_columns(columns[view.dataset], columns[view.results], view.on)
    )
    here, on = f"{quoted(dataset)}.main", quoted(view.on)
    return (
        f"CREATE VIEW {here}.{quoted(view.name)} AS SELECT {cells} FROM {here}.{quoted(view.results)} AS r "  # noqa: S608
        f"LEFT JOIN {here}.{quoted(view.dataset)} AS d ON r.{on} = d.{on}"
    )
