"""From a shared file to clean CSV, beside DuckDB alone and pandas: seconds and peak memory, each in its own process.

Peers read and write without cleaning: nothing is typed with care, nothing reported. One that is not installed is said
to be absent. Seconds of CPU compare where other programs take their share of the machine too.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import duckdb

from infra.local.bench.memory import own_peak, peak_of
from infra.local.bench.table import Table
from infra.local.demo.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.local.demo.workbook import CellValue

CSV_ROWS, XLSX_ROWS = 1_000_000, 200_000
_RUNS = {".csv": 5, ".xlsx": 3}
_SELECT = """
    SELECT i AS order_id, DATE '2024-01-01' + (i % 700)::INTEGER AS order_date,
    TIMESTAMP '2024-01-01' + to_seconds(i * 37) AS created_at, 'customer ' || (i * 7919 % 50000) AS customer,
    ['North', 'South', 'East', 'West'][1 + i % 4] AS region, ['Widget', 'Gadget', 'Gizmo'][1 + i % 3] || ' ' || (i % 50)
    AS product, (i * 31 % 100)::INTEGER AS quantity, ((i * 104729 % 1000000) / 100)::DECIMAL(12,2) AS price,
    i * 2654435761 % 1000003 / 1000003.0 AS score, i % 3 = 0 AS paid,
    CASE WHEN i % 10 = 0 THEN NULL ELSE 'note about ' || i END AS note,
    'SKU-' || lpad((i % 9999)::VARCHAR, 5, '0') AS sku
    FROM range({rows}) AS t(i)
"""
_COLUMNS = 12
_PEERS = {".csv": "duckdb-csv", ".xlsx": "calamine-xlsx"}
_ABSENT = 3
_MODULE = "infra.local.bench.ingestion"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds from the file to clean CSV without starting the program, of them of CPU, peak memory in MB."""

    seconds: float
    cpu: float
    megabytes: float


def run(*, tiny: bool = False) -> Table:
    """Time each way some times, one way after the other in each round; tiny takes fewer rows, once."""
    csv_rows, xlsx_rows = (5_000, 1_000) if tiny else (CSV_ROWS, XLSX_ROWS)
    with tempfile.TemporaryDirectory(prefix="avexra-ingestion-") as name:
        folder = Path(name)
        files = {".csv": _csv(folder / "orders.csv", csv_rows), ".xlsx": _xlsx(folder / "orders.xlsx", xlsx_rows)}
        sizes = {".csv": csv_rows, ".xlsx": xlsx_rows}
        before = os.getloadavg()[0]
        found: dict[str, list[Run | None]] = {each: [] for each in WAYS}
        for at in range(1 if tiny else max(_RUNS.values())):
            for way in WAYS.values():
                if at < _RUNS[way.ending]:
                    found[way.name].append(measure(way, files[way.ending], folder))
    return Table(
        f"ingestion: to clean CSV, {_COLUMNS} columns, medians",
        ("", "rows", "seconds", "CPU s", "peak MB", "times its peer", "of CPU"),
        tuple(_line(way, sizes[way.ending], found) for way in WAYS.values()),
        (
            "Seconds are without starting the program; memory is of the process and its children together.",
            f"Rounds: {', '.join(f'{1 if tiny else runs} of {ending}' for ending, runs in _RUNS.items())}.",
            f"Peers: {', '.join(WAYS[peer].title for peer in _PEERS.values())}; ratios are medians of the rounds'.",
            f"Load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Way:
    """A way to read a file of some ending; code prints nothing and leaves clean CSV in FOLDER/out.csv."""

    name: str
    title: str
    ending: str
    setup: str
    code: str


_PANDAS = "frame.to_csv(folder / 'out.csv', index=False)"
_OURS = "table, = reader.read(path, path.name, folder).tables; table.rows.write_csv(folder / 'out.csv')"
_READER = "from shared.adapters.files.reader import LimitedFileReader; reader = LimitedFileReader()"
_EXCEL = "frame = pandas.read_excel(path, engine='{engine}'); " + _PANDAS
WAYS = {
    way.name: way
    for way in (
        Way("ours-csv", "CSV: Avexra", ".csv", _READER, _OURS),
        Way(
            "duckdb-csv",
            "CSV: DuckDB read_csv + COPY",
            ".csv",
            "import duckdb; connection = duckdb.connect(config={'threads': 2})",
            "connection.execute(f\"COPY (FROM read_csv('{path}')) TO '{folder}/out.csv' (HEADER)\")",
        ),
        Way("pandas-csv", "CSV: pandas", ".csv", "import pandas", f"frame = pandas.read_csv(path); {_PANDAS}"),
        Way("ours-xlsx", "XLSX: Avexra", ".xlsx", _READER, _OURS),
        Way(
            "calamine-xlsx",
            "XLSX: pandas + calamine",
            ".xlsx",
            "import pandas, python_calamine",
            _EXCEL.format(engine="calamine"),
        ),
        Way(
            "openpyxl-xlsx",
            "XLSX: pandas + openpyxl",
            ".xlsx",
            "import pandas, openpyxl",
            _EXCEL.format(engine="openpyxl"),
        ),
    )
}


def _line(way: Way, rows: int, found: Mapping[str, Sequence[Run | None]]) -> tuple[str, ...]:
    """The figures of one way beside those of its peer, or that it is absent."""
    runs, peers = _all_of(found[way.name]), _all_of(found[_PEERS[way.ending]])
    if not runs:
        return way.title, f"{rows:,}", "absent", "", "", "", ""
    both = list(zip(runs, peers, strict=False))
    return (
        way.title,
        f"{rows:,}",
        f"{median(each.seconds for each in runs):.2f}",
        f"{median(each.cpu for each in runs):.2f}",
        f"{max(each.megabytes for each in runs):.0f}",
        f"{median(mine.seconds / its.seconds for mine, its in both):.2f}" if both else "",
        f"{median(mine.cpu / its.cpu for mine, its in both):.2f}" if both else "",
    )


def _all_of(runs: Sequence[Run | None]) -> list[Run]:
    """The runs, none where something was missing."""
    return [each for each in runs if each is not None]


def measure(way: Way, path: Path, folder: Path) -> Run | None:
    """One run in a process of its own; None where what it needs is not installed. Raises RuntimeError when it fails."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        process = subprocess.Popen(
            [sys.executable, "-m", _MODULE, way.name, str(path), place], stdout=subprocess.PIPE, text=True
        )
        peak = peak_of(process)
        output = process.communicate()[0]
        if process.returncode == _ABSENT:
            return None
        if process.returncode or not (Path(place) / "out.csv").stat().st_size:
            raise RuntimeError(f"{way.title} failed")
        said = json.loads(output.splitlines()[-1])
        return Run(said["seconds"], said["cpu"], max(peak, said["bytes"]) / 1e6)


def _csv(path: Path, rows: int) -> Path:
    """A CSV file as programs write it."""
    duckdb.connect().execute(f"COPY ({_SELECT.format(rows=rows)}) TO '{path}' (HEADER)")
    return path


def _xlsx(path: Path, rows: int) -> Path:
    """The same as a workbook; days and times are texts."""
    found = duckdb.connect().execute(_SELECT.format(rows=rows))
    header: list[CellValue] = [each[0] for each in found.description or ()]
    body = [[_plain(cell) for cell in row] for row in found.fetchall()]
    path.write_bytes(write_workbook({"Orders": [header, *body]}))
    return path


def _plain(cell: object) -> CellValue:
    if cell is None or isinstance(cell, str | int | float | bool):
        return cell
    return float(str(cell)) if hasattr(cell, "as_tuple") else str(cell)


def main(name: str, path: str, folder: str) -> int:
    """Run one way and print its seconds; 3 when something it needs is not installed."""
    way = WAYS[name]
    known: dict[str, object] = {"path": Path(path), "folder": Path(folder)}
    try:
        exec(way.setup, known)  # noqa: S102 - one of the ways above
    except ImportError:
        return _ABSENT
    started, before = time.perf_counter(), _cpu()
    exec(way.code, known)  # noqa: S102
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "cpu": _cpu() - before, "bytes": own_peak()}))
    return 0


def _cpu() -> float:
    """Seconds of CPU that this process and the children it waited for have taken."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
