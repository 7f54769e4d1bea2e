"""Ends a process and everything below it, so that stopping the stack leaves no orphan behind.

A process group is not enough: a handler may start a child in a session of its own (a killable query runner does), and
that child would outlive the group. So the tree is walked by parent id.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): orphans below this process become its children rather than init's, so the tree stays walkable."""


def adopt_orphans() -> None:
    """Make this process the parent of every orphan below it; Linux only, elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(pid: int) -> list[int]:
    """Process ids below `pid`, parents before children; empty when the process is gone."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents().items():
        children.setdefault(parent, []).append(child)
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found.extend(below)
        waiting.extend(below)
    return found


def _parents() -> dict[int, int]:
    """Process id -> parent id of every living process; zombies are left out, they are dead already."""
    proc = Path("/proc")
    if not (proc / "self" / "stat").exists():
        listing = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        return {int(line.split()[0]): int(line.split()[1]) for line in listing.splitlines()}
    parents: dict[int, int] = {}
    for entry in proc.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The name in the second field may hold spaces and brackets; fields count from its last bracket.
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(entry.name)] = int(parent)
    return parents


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _alive(pids: list[int]) -> list[int]:
    living = _parents()
    return [pid for pid in pids if pid in living]


def end_trees(roots: Sequence[int], *, grace_s: float) -> None:
    """Ask every root and everything below it to end, and after `grace_s` seconds force whatever is left."""
    tree = [*roots, *(child for root in roots for child in descendants(root))]
    _send(tree, signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and _alive(tree):
        time.sleep(0.02)
    late = [child for member in tree for child in descendants(member)]
    _send(_alive([*tree, *late]), signal.SIGKILL)
