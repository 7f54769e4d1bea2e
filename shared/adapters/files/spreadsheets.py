"""Workbooks of any format, read in a child process that can be killed: native parsers can panic, loop or eat memory."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.adapters.files.kinds import ENCRYPTED, workbook_ending
from shared.core.ingest.records import MAX_CELL_CHARACTERS
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.sheet import RawSheet

if TYPE_CHECKING:
    from shared.core.ingest.limits import FileLimits

_CHILD = Path(__file__).with_name("workbook_child.py")
_PROBLEMS = {
    "encrypted": ENCRYPTED,
    "damaged": "it is damaged or not a spreadsheet, and cannot be opened",
    "rows": "it has more rows than the limit; please share it in parts",
    "columns": "it has more columns than the limit",
    "cells": "it has more cells than the limit; please share it in parts",
}


def read_spreadsheet(data: bytes, name: str, limits: FileLimits) -> tuple[RawSheet | SheetIssue, ...]:
    """The sheets of a workbook, rows as texts; empty sheets are left out, unless there is no other."""
    with tempfile.TemporaryDirectory(prefix="workbook-") as folder:
        report = _read_apart(data, Path(folder), limits)
        if "problem" in report:
            return (SheetIssue(name, _PROBLEMS.get(report["problem"], report["problem"])),)
        sheets = tuple(
            _sheet(entry, Path(folder)) for entry in report["sheets"] if "file" in entry or "problem" in entry
        )
    return sheets or (SheetIssue(name, "there is nothing in it"),)


def child_environment() -> dict[str, str]:
    """The whole environment of the child: where modules are, and no credential for a broken parser to find."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}


def _read_apart(data: bytes, folder: Path, limits: FileLimits) -> dict[str, Any]:
    """What the child says: {"sheets": [...]} or {"problem": ...}."""
    workbook = folder / f"workbook{workbook_ending(data)}"
    workbook.write_bytes(data)
    bounds = {
        "bytes": limits.child_bytes,
        "cpu_seconds": limits.child_cpu_seconds,
        "output_bytes": limits.unpacked_bytes,
        "rows": limits.rows,
        "columns": limits.columns,
        "cells": limits.cells,
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own script and our own paths
            [sys.executable, "-P", str(_CHILD), str(workbook), str(folder), json.dumps(bounds)],
            env=child_environment(),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.child_wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"problem": "it takes too long to read, so it was stopped"}
    report = folder / "sheets.json"
    if done.returncode or not report.exists():
        return {"problem": "it could not be read safely: it is damaged, or needs too much memory or time"}
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _sheet(entry: dict[str, Any], folder: Path) -> RawSheet | SheetIssue:
    """The rows the child wrote for one sheet."""
    label = str(entry["name"])
    if entry.get("hidden"):
        label = f"{label} (hidden)"
    if "problem" in entry:
        return SheetIssue(label, _PROBLEMS[entry["problem"]])
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        with (folder / entry["file"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except csv.Error:
        return SheetIssue(label, "one of its cells is far too long for a table")
    first = int(entry["first_row"])
    return RawSheet(label, list(range(first, first + len(rows))), rows)
