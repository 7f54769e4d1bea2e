"""Making a DuckDB file by statements: here, or in a process of its own that gives its memory back when it ends.

A request is {"target", "lower", "statements", "count", "memory_mb", "threads"}; the outcome {"rows": count} or
{"error": kind}. With -m one request comes as a line of JSON and its outcome goes out as one. Everything this file
imports stands in it: a process that lays files starts in a tenth of a second.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import duckdb

_UNFORCED = {"fsync_mode": "NONE"}
"""Nobody waits for the disk: what is not whole is not kept, a file from before the machine last started is not trusted
(local_files), and a shelf makes its own copies lasting. Waiting took a third of laying 1 % over 5 million rows."""
BUILDING = ".building"
"""What a file's name ends in until it is whole."""


def outcome(request: dict[str, Any]) -> dict[str, Any]:
    """Make the file, which appears under its name only when it is whole; leave nothing else behind."""
    target = Path(request["target"])
    growing = target.with_name(target.name + BUILDING)
    spilled = target.with_name(target.name + ".spilled")
    leftovers = (growing, growing.with_name(growing.name + ".wal"))
    try:
        _forget(leftovers, spilled)  # of one that was killed
        if request["lower"]:
            shutil.copyfile(request["lower"], growing)
        rows = _run(request, growing, spilled)
        growing.replace(target)
    except duckdb.OutOfMemoryException:
        return {"error": "memory"}
    except (duckdb.IOException, OSError):
        return {"error": "files"}
    except duckdb.Error as error:
        return {"error": f"refused: {type(error).__name__}"}
    finally:
        _forget(leftovers, spilled)
    return {"rows": rows}


def settings(memory_mb: int, threads: int, spilled: Path) -> dict[str, Any]:
    """Return the configuration of an engine that makes or reads files of tables."""
    return {
        "memory_limit": f"{memory_mb}MB",
        "threads": threads,
        "temp_directory": str(spilled),
        # Kept to the row, the order of many files costs a rewriting at the end, and twice the disk.
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


def _run(request: dict[str, Any], growing: Path, spilled: Path) -> int:
    config = settings(request["memory_mb"], request["threads"], spilled) | _UNFORCED
    with duckdb.connect(str(growing), config=config) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in request["statements"]:
            connection.execute(statement)
        ((rows,),) = connection.execute(request["count"]).fetchall()
        connection.execute("CHECKPOINT")  # a full disk must be told here: closing says nothing
    return int(rows)


def _forget(files: tuple[Path, ...], folder: Path) -> None:
    for each in files:
        each.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    print(json.dumps(outcome(json.loads(sys.stdin.readline()))))  # noqa: T201 - its answer
