"""Native parsers and whole documents are read in a child process that can be killed: they panic, loop or eat memory.

A child is a script beside this file. It is given a file, a folder of its own and limits, and leaves a report in the
folder: {"problem": why} or, for tables, {"sheets": [...]}, each with name and either problem or file (canonical CSV,
in the folder), first_row, and where there is any hidden, declared, units and repairs ([what, count, to_check], and
where there is any, what it says against the data and the unit that is counted).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.adapters.files.child_bounds import DISK_FULL, REPORT
from shared.core.errors import TransientError
from shared.core.ingest.report import Flaw, Repair, SheetIssue
from shared.core.ingest.text.records import Dialect
from shared.core.ingest.text.sheet import TextSheet
from shared.core.ingest.typed.numbers import unit_symbol
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.ingest.limits import FileLimits

ENCRYPTED = "it is protected with a password; please share it without one"
OURS = Dialect(",", counts_records=True)
"""How children write tables: RFC 4180; what people see are rows, not lines."""
_SLOWEST = 4 << 20
"""Bytes of a large file that a child reads in a second at the least; what takes longer hangs."""
_SPENT = 1 << 20
_PROBLEMS = {
    "encrypted": ENCRYPTED,
    "damaged": "it is damaged, or not what its name says, and cannot be opened",
    "rows": "it has more rows than the limit; please share it in parts",
    "columns": "it has more columns than the limit",
    "cells": "it has more cells than the limit; please share it in parts",
    "cell": "one of its cells is far too long for a table",
    "empty": "the sheet is empty",
    "memory": "it needs too much memory to be read safely; please share it in parts",
    "large": "it unpacks to far more data than can be read safely",
    "time": "it takes too long to read, so it was stopped",
    "killed": "it could not be read safely: it is damaged, or needs too much memory or time",
}


def sheets_apart(
    script: Path, source: Path, ending: str, folder: Path, limits: FileLimits
) -> list[TextSheet | SheetIssue] | str:
    """The sheets that a child found in source, named as it names them, or why it found none.

    They lie in a new folder within folder. Raises TransientError when the disk is full.
    """
    inner = Path(tempfile.mkdtemp(prefix="sheets-", dir=folder))
    report = run_apart(script, source, ending, inner, limits)
    if "problem" in report:
        return in_words(report["problem"])
    return [_sheet(entry, inner) for entry in report["sheets"]]


def run_apart(script: Path, source: Path, ending: str, folder: Path, limits: FileLimits, **more: int) -> dict[str, Any]:
    """The report of a child on source, which it sees under a name with this ending, in folder.

    more are limits of its own kind. Raises TransientError when the disk is full.
    """
    seen = folder / f"source{ending}"
    seen.symlink_to(source.resolve())
    patience = source.stat().st_size // _SLOWEST
    bounds = {
        "bytes": limits.child_bytes,
        "cpu_seconds": limits.child_cpu_seconds + patience,
        "output_bytes": max(limits.unpacked_bytes, limits.bytes),
        "rows": limits.rows,
        "columns": limits.columns,
        "cells": limits.cells,
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own script and our own paths
            [sys.executable, "-P", str(script), str(seen), str(folder), json.dumps(bounds | more)],
            env=child_environment(),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.child_wall_seconds + patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"problem": "time"}
    return _report(folder, done.returncode)


def child_environment() -> dict[str, str]:
    """The whole environment of a child: where modules are, and no credential for a broken parser to find."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}


def in_words(problem: str) -> str:
    """A problem as people are told it; what is no code of ours is told as it is."""
    return _PROBLEMS.get(problem, problem)


def _report(folder: Path, code: int) -> dict[str, Any]:
    """What the child left behind."""
    if code == DISK_FULL or (code and _free(folder) < _SPENT):
        raise TransientError("The disk is full.")
    try:
        found: dict[str, Any] = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"problem": "killed"}
    return {"problem": "killed"} if code else found


def _free(folder: Path) -> int:
    """Bytes there is room for."""
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


def _sheet(entry: dict[str, Any], folder: Path) -> TextSheet | SheetIssue:
    """One sheet of a report."""
    label = f"{entry['name']} (hidden)" if entry.get("hidden") else str(entry["name"])
    if "problem" in entry:
        return SheetIssue(label, in_words(entry["problem"]))
    return TextSheet(
        label,
        folder / entry["file"],
        OURS,
        first_line=int(entry.get("first_row", 1)),
        is_ours=True,
        declared=tuple(DataType(each) if each else None for each in entry.get("declared", ())),
        units=tuple(unit_symbol(each) for each in entry.get("units", ())),
        repairs=tuple(_repair(*each) for each in entry.get("repairs", ()) if each[1]),
    )


def _repair(what: str, count: int, to_check: bool, flaw: str = "", unit: str = "cell") -> Repair:  # noqa: FBT001 - as reports have it
    return Repair(what, count, to_check, Flaw(flaw) if flaw else None, unit)
