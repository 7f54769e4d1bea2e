"""Whatever breaks, wherever: readers see whole versions, and a retry makes it as if nothing had been.

CRASHES=300 pytest tests/shared/adapters/postgres/test_crashes.py breaks as many ingestions as the bench does.
"""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import psycopg
import pytest

from infra.local.bench.breaking import Line, SmallDisk
from infra.local.bench.crashes import break_and_retry
from shared.adapters.postgres.database import Database

if TYPE_CHECKING:
    from pathlib import Path

INGESTIONS = int(os.environ.get("CRASHES", "40"))


@pytest.mark.timeout(60 + 4 * INGESTIONS)
def test_an_ingestion_broken_anywhere_leaves_nothing_half_written() -> None:
    """Backends terminated, sockets cut, processes killed -9, disks full, servers crashed, at random bytes.

    A reader sees no partial content, and a retry gives the source's rows and checksums, every time: the history has
    one version more, its schemas are those it says, and the same file is not written again.
    """
    outcome = break_and_retry(INGESTIONS)
    assert outcome.wrong == ()
    assert outcome.looks > INGESTIONS
    for fault, tally in outcome.tallies.items():
        assert tally.failed > tally.ingestions / 3, fault
        assert tally.retries >= tally.ingestions


def test_a_line_passes_everything_until_its_tripwire(database_url: str) -> None:
    """Which is met once, at its byte, and not when it was taken away before."""
    met = []
    with Line(database_url) as line:
        database = Database(line.url)
        line.trip(2_000, lambda: met.append(line.passed))
        for _ in range(20):
            with database.transaction() as transaction:
                assert transaction.rows("versions_of", dataset="d_1") == []
        assert len(met) == 1
        assert met[0] >= 2_000
        line.trip(3, lambda: met.append(0), b"COMMIT")
        with database.transaction() as transaction:
            transaction.run("versions_of", dataset="d_1")
            assert len(met) == 1
        assert met[1:] == [0]
        line.trip(1_000_000, lambda: met.append(0))
        assert line.untrip()
        assert not line.untrip()
        database.close()


def test_a_line_that_is_cut_is_cut_for_both(database_url: str) -> None:
    """The one who asks, and the server, which takes back what was not committed."""
    with Line(database_url) as line, psycopg.connect(line.url) as connection:
        connection.execute("CREATE TABLE public.half (n int)")
        line.cut()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        with psycopg.connect(line.url) as other:
            assert other.execute("SELECT to_regclass('public.half')").fetchone() == (None,)


def test_a_line_to_nowhere_ends_at_once() -> None:
    """As a port does behind which nothing listens."""
    with (
        Line("postgresql://u@/d?host=/nowhere") as line,
        socket.create_connection(("127.0.0.1", int(line.url.split(":")[-1].split("/")[0])), timeout=5) as client,
    ):
        assert client.recv(1) == b""


def test_a_small_disk_is_full_when_we_want_it(reachable_folder: Path) -> None:
    """And has room again after that."""
    try:
        disk = SmallDisk(reachable_folder / "disk", 2).__enter__()
    except OSError:
        pytest.skip("no right to mount a disk")
    try:
        disk.fill(10_000)
        with pytest.raises(OSError, match="No space"):
            (disk.folder / "more").write_bytes(b"x" * 100_000)
        disk.empty()
        (disk.folder / "more").write_bytes(b"x" * 100_000)
    finally:
        disk.__exit__()
