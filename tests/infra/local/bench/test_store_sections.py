"""`make bench` of the store: syncs and queries of a tiny table. The figures themselves are no test."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
import pytest

from infra.local.bench import store, sync
from infra.local.bench.events import events
from infra.local.bench.memory import own_peak, peak_of
from infra.local.bench.store_queries import alike, queries
from infra.local.bench.sync_ways import Watched

if TYPE_CHECKING:
    from pathlib import Path

HOLDING = "import time; held = bytearray(80_000_000); time.sleep(0.5)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDING!r}])"


@pytest.fixture(scope="module")
def folder(reachable_folder: Path) -> Path:
    """Where the tiny table is kept, in reach of PostgreSQL."""
    return reachable_folder / "bench"


def test_syncs_stand_beside_the_limit(folder: Path) -> None:
    """Each way has its seconds and its memory; what is not installed is said to be absent."""
    table = sync.run(tiny=True, folder=folder)
    figures = {row[0]: row[1:] for row in table.rows}
    assert len(figures) == 9
    for title, (seconds, megabytes, times, share, _) in figures.items():
        if seconds == "absent":
            assert any(peer in title for peer in ("connectorx", "pandas", "dlt"))
            continue
        assert float(seconds) > 0
        assert "psql" in title or "to Parquet, compared" in title or float(megabytes) > 10
        assert times or share.endswith("%")
    assert next(row[3] for row in table.rows if row[0].endswith("the limit")) == "1.00"
    full, incremental = (note for note in table.notes if "step by step" in note)
    assert all(f"{name} " in full for name in ("read", "lay"))
    assert all(f"{name} " in incremental for name in ("read", "replaces"))


def test_ten_million_rows_are_synced_only_when_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And then their memory has a row of its own, below the nine."""
    monkeypatch.setattr(sync, "LARGE_ROWS", 20_000)
    monkeypatch.setenv(sync.LARGE, "1")
    last = sync.run(tiny=True, folder=folder).rows[-1]
    assert float(last[2]) > 10
    assert last[-1] == "< 1,000 MB"


def test_queries_stand_beside_postgresql(folder: Path) -> None:
    """Both engines gave the same rows, or there would be no table; first queries come after the nine."""
    table = store.run(tiny=True, folder=folder)
    assert len(table.rows) == 15
    for _, ours, theirs, ratio, _ in table.rows[:9]:
        assert float(ratio) == pytest.approx(float(theirs) / float(ours), rel=0.2, abs=0.1)
    assert table.rows[9][0] == "median of the ratios"
    assert all(float(row[1]) > 0 for row in table.rows[10:])


def test_a_different_answer_is_noticed() -> None:
    """Rows may come in any order and differ where floating numbers do, and nowhere else."""
    assert alike([("b", 1.0), ("a", 2)]) == alike([("a", 2.00000001), ("b", 1)])
    assert alike([("a", 2)]) != alike([("a", 2.001)])
    assert alike([("a", None)]) != alike([("a", 0)])


def test_days_and_weeks_are_told_by_adding_an_offset() -> None:
    """As the compiler has them; PostgreSQL is asked in its own words."""
    first, last = (datetime(2025, month, 1, tzinfo=UTC) for month in (1, 9))
    daily = queries(first, last)[0]
    assert "EPOCH_US" in daily.here.upper()
    assert "AT TIME ZONE" in daily.there


def test_the_table_grows_by_a_hundredth_and_is_kept_as_it_was(folder: Path) -> None:
    """Four fifths are new and one fifth has a newer time; the next run begins from the rows that were kept."""
    with events(20_000, folder) as table, psycopg.connect(table.url) as connection:
        ((end,),) = connection.execute("SELECT max(ts) FROM events").fetchall()
        connection.commit()
        table.grow()
        newer = (
            "SELECT count(*) FILTER (WHERE id > 20000), count(*) FILTER (WHERE id <= 20000) FROM events WHERE ts > %s"
        )
        ((new, updated),) = connection.execute(newer, (end,)).fetchall()
        assert 150 < new <= 160
        assert 38 <= updated <= 40
    with events(20_000, folder) as table, psycopg.connect(table.url) as connection:
        assert connection.execute("SELECT count(*), max(ts) FROM events").fetchall() == [(20_000, end)]


def test_memory_is_of_a_process_and_its_descendants() -> None:
    """Also of a child's child."""
    whole = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {PARENT!r}])"
    process = subprocess.Popen([sys.executable, "-c", whole], text=True)
    assert peak_of(process) > 80_000_000
    assert own_peak() > 10_000_000


def test_what_is_watched_is_timed_by_name() -> None:
    """Calls add up under their names; what is no call is given as it is, and errors are the object's own."""
    steps: dict[str, float] = {}
    watched = Watched([3, 1], steps)
    watched.sort()
    watched.append(2)
    watched.append(4)
    assert watched.of == [1, 3, 2, 4]
    with pytest.raises(ValueError, match="not in list"):
        watched.remove(9)
    assert list(steps) == ["sort", "append", "remove"]
    assert all(each > 0 for each in steps.values())
