"""Whatever starts is ended: by stopping, and by the end of whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local.aws.processes import descendants, end_trees

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
STARTER = """
import sys, time
from pathlib import Path
from infra.local.aws.emulator import Emulator
emulator = Emulator(Path(sys.argv[1]))
emulator.start()
print(emulator._process.pid, flush=True)
time.sleep(60)
"""


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def started(code: str, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A Python process and the first line it printed."""
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def collect(process: subprocess.Popen[str]) -> None:
    """Wait for a process that has been told to end."""
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_a_child_in_a_session_of_its_own_ends_too() -> None:
    """A tree is ended by parentage, not by process group, which a child may have left."""
    process, child = started(PARENT)
    assert descendants(process.pid) == [int(child)]
    end_trees([process.pid], grace_s=2)
    collect(process)
    assert not lives(int(child))


def test_who_does_not_listen_is_forced() -> None:
    """After the grace a process that ignores the request is killed."""
    process, _ = started(STUBBORN)
    end_trees([process.pid], grace_s=0.2)
    collect(process)
    assert process.returncode == -signal.SIGKILL


def test_ending_what_is_gone_is_harmless() -> None:
    """A process that ended by itself has no descendants and needs no ending."""
    process, _ = started("print()")
    collect(process)
    assert descendants(process.pid) == []
    end_trees([process.pid], grace_s=0)


@pytest.mark.stack
def test_the_local_aws_ends_with_its_starter(tmp_path: Path) -> None:
    """A starter that is killed, and so cannot stop anything, takes the local AWS with it."""
    starter, emulator = started(STARTER, str(tmp_path))
    assert lives(int(emulator))
    os.kill(starter.pid, signal.SIGKILL)
    collect(starter)
    deadline = time.monotonic() + 10
    while lives(int(emulator)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
