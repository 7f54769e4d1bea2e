"""Tables in a dictionary."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.report import CleanTable, Reject
    from shared.core.table.types import Cell

_BIGGEST = 2**63 - 1


class InMemoryTableStore:
    """The TableStore port."""

    def __init__(self) -> None:
        self._schemas: dict[str, tuple[str, tuple[CleanTable, ...]]] = {}

    def replace(self, schema: str, tables: tuple[CleanTable, ...], content_hash: str) -> bool:
        """Keep the tables in place of all before."""
        if self._schemas.get(schema, ("", ()))[0] == content_hash:
            return False
        self._schemas[schema] = (content_hash, tables)
        return True

    def tables(self, schema: str) -> tuple[TableShape, ...]:
        """Return what the tables look like, by name."""
        return tuple(
            TableShape(
                table.name,
                table.label,
                tuple(
                    ColumnShape(each.name, each.label, _type(table, i), each.unit)
                    for i, each in enumerate(table.columns)
                ),
            )
            for table in self._sorted(schema)
        )

    def rejects(self, schema: str, table: str) -> tuple[Reject, ...]:
        """Return the rejected rows of a table."""
        return next(each.rejects for each in self._sorted(schema) if each.name == table)

    def export(self, schema: str, folder: Path) -> tuple[tuple[str, Path, int], ...]:
        """Write each table as CSV: NULL an empty field, the empty string a quoted one."""
        folder.mkdir(parents=True, exist_ok=True)
        exported = []
        for i, table in enumerate(self._sorted(schema)):
            path = folder / f"{i:03d}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file, lineterminator="\n").writerow([each.name for each in table.columns])
                for row in table.rows:
                    file.write(",".join(map(_field, row)) + "\n")
            exported.append((table.name, path, len(table.rows)))
        return tuple(exported)

    def drop(self, schema: str) -> None:
        """Forget the schema."""
        self._schemas.pop(schema, None)

    def _sorted(self, schema: str) -> list[CleanTable]:
        return sorted(self._schemas.get(schema, ("", ()))[1], key=lambda table: table.name)


def _type(table: CleanTable, index: int) -> DataType:
    cells = (row[index] for row in table.rows)
    if table.columns[index].type is DataType.INTEGER and any(isinstance(c, int) and abs(c) > _BIGGEST for c in cells):
        return DataType.DECIMAL
    return table.columns[index].type


def _field(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "t" if cell else "f"
        case datetime():
            at = cell.astimezone(UTC).replace(tzinfo=None) if cell.tzinfo else cell
            return at.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case str():
            awkward = cell == "" or any(mark in cell for mark in '",\r\n')
            return '"' + cell.replace('"', '""') + '"' if awkward else cell
        case _:
            return str(cell)
