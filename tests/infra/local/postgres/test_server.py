"""A server of our own starts, serves other processes, stops, and survives a killed owner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import psycopg
import pytest

from infra.local.postgres.server import LocalPostgres

if TYPE_CHECKING:
    from pathlib import Path


def pid(folder: Path) -> int:
    """The server's process id."""
    return int((folder / "postmaster.pid").read_text().splitlines()[0])


def runs(process: int) -> bool:
    """Whether a process is there and not only waiting to be forgotten."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as stat:  # noqa: PTH123 - a file of the kernel's
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_was_written_is_there_after_a_restart(reachable_folder: Path) -> None:
    """And the server is gone in between."""
    folder = reachable_folder / "state" / "data"
    with LocalPostgres(folder) as server:
        url = server.create_database("shop")
        assert server.create_database("shop") == url
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE t AS SELECT 1 AS x")
        process = pid(folder)
    assert not runs(process)
    with pytest.raises(RuntimeError):
        _ = server.url
    with LocalPostgres(folder) as server:
        with psycopg.connect(server.url_of("shop")) as connection:
            assert connection.execute("SELECT x FROM t").fetchone() == (1,)
        server.drop_database("shop")
        server.drop_database("shop")
        server.stop()
        server.stop()


def test_another_process_can_use_it(postgres_server: LocalPostgres) -> None:
    """By nothing but the URL."""
    code = "import sys, psycopg; print(psycopg.connect(sys.argv[1]).execute('SELECT 1').fetchone())"
    done = subprocess.run(
        [sys.executable, "-c", code, postgres_server.url], capture_output=True, text=True, check=True, timeout=20
    )
    assert done.stdout == "(1,)\n"


def test_it_listens_to_this_machine_alone(postgres_server: LocalPostgres) -> None:
    """On a socket file, on no port."""
    with psycopg.connect(postgres_server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_server_whose_owner_was_killed_is_taken_over_and_stopped(reachable_folder: Path) -> None:
    """A second start finds it running, with its data, and its stop ends it."""
    folder = reachable_folder / "taken-over"
    code = textwrap.dedent(
        """
        import sys, time, pathlib
        from infra.local.postgres.server import LocalPostgres
        with LocalPostgres(pathlib.Path(sys.argv[1])) as server:
            server.create_database("left")
            print("ready", flush=True)
            time.sleep(60)
        """
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "ready\n"
        os.kill(owner.pid, signal.SIGKILL)
    process = pid(folder)
    with LocalPostgres(folder) as server, psycopg.connect(server.url_of("left")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert pid(folder) == process
    assert not runs(process)
