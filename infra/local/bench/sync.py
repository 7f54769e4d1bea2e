"""From PostgreSQL to a snapshot beside the limit of the wire and beside its peers: seconds and peak memory.

The limit is psql's COPY BINARY to nowhere in two streams. Each way is a process of its own; peers write Parquet and
compare nothing. One that is not installed is said to be absent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from infra.local.bench.events import FOLDER, ROWS, events
from infra.local.bench.memory import peak_of
from infra.local.bench.sync_ways import ABSENT
from infra.local.bench.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from infra.local.bench.events import Events

LARGE, LARGE_ROWS = "AVEXRA_BENCH_LARGE", 10_000_000
"""The environment variable that asks for a sync of ten million rows as well."""
_RUNS = 5
_LIMIT, _FULL, _READ, _INCREMENTAL, _LARGE = "psql-2", "full", "read", "incremental", "large"
_EACH_ROUND = ("psql-1", _LIMIT, _FULL, "adbc")
_ONCE = ("connectorx", "pandas", "dlt")
"""Peers that take a minute or more: one run each."""
_MODULE = "infra.local.bench.sync_ways"
_TITLES = {
    "psql-1": "psql COPY BINARY to nowhere, 1 stream",
    _LIMIT: "psql COPY BINARY to nowhere, 2 streams: the limit",
    _READ: "Avexra: to Parquet, compared with PostgreSQL",
    _FULL: "Avexra: the whole sync, with fast file and statistics",
    _INCREMENTAL: "Avexra: incremental sync of 1 % new rows",
    "adbc": "ADBC alone to Parquet, 1 stream",
    "connectorx": "connectorx to Parquet, 2 ranges",
    "pandas": "pandas.read_sql to Parquet, in chunks",
    "dlt": "dlt to Parquet",
    _LARGE: f"Avexra: the whole sync of {LARGE_ROWS:,} rows",
}
_AIMS = {
    _READ: "<= 2.5 (1.7) times",
    _FULL: "<= 600 MB",
    _INCREMENTAL: "<= 5 % of a full one",
    _LARGE: "< 1,000 MB",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds without starting the program, peak memory in MB (0 for not told), seconds of its steps."""

    seconds: float
    megabytes: float = 0.0
    steps: dict[str, float] = field(default_factory=dict)


def run(*, tiny: bool = False, folder: Path = FOLDER) -> Table:
    """Go each way five times, one after the other in each round; tiny takes fewer rows, once."""
    rows, rounds = (20_000, 1) if tiny else (ROWS, _RUNS)
    before = os.getloadavg()[0]
    with events(rows, folder) as table, _scratch(folder) as place:
        found = _rounds(table, rounds, place)
    if os.environ.get(LARGE):
        with events(LARGE_ROWS, folder) as table, _scratch(folder) as place:
            found[_LARGE] = _gone(_FULL, table, place)
    return Table(
        f"sync: {rows:,} rows, 12 columns, median of {rounds}",
        ("", "seconds", "peak MB", "times the limit", "of a full sync", "aim"),
        tuple(_line(name, found) for name in _TITLES if name in found),
        (
            "Seconds are without starting the program; memory is of the process and its children, without PostgreSQL.",
            "Ratios are the median of each round's. One run each of connectorx, pandas and dlt, which compare nothing.",
            _steps("A full sync", found[_FULL]),
            _steps("An incremental sync", found[_INCREMENTAL]),
            f"{LARGE}=1 also syncs {LARGE_ROWS:,} rows (made once, kept), for the memory.",
            f"Load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after.",
        ),
    )


def _scratch(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder on the disk that the database lies on."""
    return tempfile.TemporaryDirectory(dir=folder, prefix="sync-")


def _rounds(table: Events, rounds: int, place: str) -> dict[str, list[Run]]:
    """All runs by their ways; what is absent has none. Incremental syncs begin from one more full one."""
    found: dict[str, list[Run]] = {name: [] for name in _TITLES if name != _LARGE}
    for number in range(rounds):
        for name in _EACH_ROUND + (_ONCE if not number else ()):
            with tempfile.TemporaryDirectory(dir=place) as emptied:
                found[name] += _gone(name, table, emptied)
    _gone(_FULL, table, place)
    for _ in range(rounds):
        table.grow()
        found[_INCREMENTAL] += _gone(_INCREMENTAL, table, place)
    found[_READ] = [Run(each.steps["read"]) for each in found[_FULL]]
    return found


def _gone(name: str, table: Events, folder: str) -> list[Run]:
    """One run in a process of its own, none where what it needs is absent. Raises RuntimeError when it fails."""
    with subprocess.Popen(
        [sys.executable, "-m", _MODULE, name, table.url, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if name in _ONCE else None,
        text=True,
    ) as process:
        peak = peak_of(process)
        output = process.communicate()[0]
    if process.returncode == ABSENT:
        return []
    if process.returncode:
        raise RuntimeError(f"{_TITLES[name]} failed")
    said = json.loads(output.splitlines()[-1])
    return [Run(said["seconds"], max(peak, said["bytes"]) / 1e6, said["steps"])]


def _line(name: str, found: dict[str, list[Run]]) -> tuple[str, ...]:
    runs = found[name]
    if not runs:
        return _TITLES[name], "absent", "", "", "", ""
    peak = 0.0 if name.startswith("psql") else max(each.megabytes for each in runs)
    memory = f"{peak:.0f}" if peak else ""
    times = "" if name in {_INCREMENTAL, _LARGE} else f"{_ratio(runs, found[_LIMIT]):.2f}"
    share = f"{100 * _ratio(runs, found[_FULL]):.1f} %" if name == _INCREMENTAL else ""
    return _TITLES[name], f"{median(each.seconds for each in runs):.2f}", memory, times, share, _AIMS.get(name, "")


def _ratio(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """The median of the rounds' ratios: what else runs on the machine slows both of a round."""
    return median(one.seconds / other.seconds for one, other in zip(runs, others, strict=False))


def _steps(what: str, runs: Sequence[Run]) -> str:
    """The steps of the run in the middle, the longest first, without what takes no time."""
    middle = sorted(runs, key=lambda each: each.seconds)[len(runs) // 2]
    told = sorted(((seconds, name) for name, seconds in middle.steps.items() if name), reverse=True)
    rest = middle.seconds - sum(seconds for seconds, _ in told)
    listed = [f"{name} {seconds:.2f}" for seconds, name in told if seconds >= 0.01 * middle.seconds]
    return f"{what}, step by step: {', '.join(listed)}, between them {rest:.2f} s."
