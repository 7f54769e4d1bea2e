"""A clean table as a CSV file: what is loaded into DuckDB, and what `avexra ingest --out` leaves."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from shared.core.ingest.report import CsvRows
from shared.core.table.csv_text import csv_lines

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.report import CleanTable


def write_table(table: CleanTable, folder: Path) -> Path:
    """Write the table with a header into the folder, exactly: NULL an empty field, '' a quoted one; returns where."""
    path = folder / f"{table.name}.csv"
    names = [each.name for each in table.columns]
    if not isinstance(table.rows, CsvRows):
        with path.open("w", encoding="utf-8", newline="") as out:
            out.writelines(csv_lines(names, table.rows))
        return path
    body = folder / f"{table.name}.part"
    table.rows.write_csv(body)
    with path.open("wb") as out, body.open("rb") as rows:
        out.write("".join(csv_lines(names, ())).encode())
        shutil.copyfileobj(rows, out)
    body.unlink()
    return path
