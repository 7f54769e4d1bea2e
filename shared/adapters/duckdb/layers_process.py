"""ApartLayerStacker: lays files in a process of its own, so that a function that answers keeps none of the memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from shared.adapters.duckdb.layers_sql import counting, laying
from shared.core.errors import InternalError, TransientError
from shared.core.store.stacks import is_of_use

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from shared.core.store.manifest import TableSnapshot

_CHILD = "shared.adapters.duckdb.layers_child"


class ApartLayerStacker:
    """A LayerStacker; memory_mb bounds the process's engine, and after so many seconds it is killed."""

    def __init__(self, memory_mb: int = 512, threads: int = 2, seconds: float = 120.0) -> None:
        self._memory_mb = memory_mb
        self._threads = threads
        self._seconds = seconds

    def lay(self, target: Path, table: TableSnapshot, files: Mapping[str, Path], lower: Path | None = None) -> int:
        """Make a file of the table as all its layers leave it; see the port."""
        request = request_of(target, table, files, lower, self._memory_mb, self._threads)
        try:
            ended = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-m", _CHILD],
                input=json.dumps(request) + "\n",
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                timeout=self._seconds,
                check=False,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HOME": "/nonexistent", "LANG": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            raise TransientError("a snapshot took too long to be put together") from None
        return laid_rows(json.loads(ended.stdout) if ended.stdout else {"error": "memory"})


def request_of(  # noqa: PLR0913, PLR0917 - what a process is told, and nothing else
    target: Path,
    table: TableSnapshot,
    files: Mapping[str, Path],
    lower: Path | None,
    memory_mb: int,
    threads: int,
) -> dict[str, Any]:
    """Return what layers_child makes the file by."""
    below = table.fast_layers if lower is not None else 0
    return {
        "target": str(target),
        "lower": str(lower) if is_of_use(table, below) else "",
        "statements": laying(table, files, below),
        "count": counting(table.name),
        "memory_mb": memory_mb,
        "threads": threads,
    }


def laid_rows(outcome: Mapping[str, Any]) -> int:
    """Return the rows of an outcome. Raises what it says went wrong."""
    error = outcome.get("error")
    if error in {"memory", "files"}:
        raise TransientError("the disk or the memory for snapshots is full, or a file cannot be read")
    if error:
        raise InternalError(f"layers do not make a table: {error}")
    return int(outcome["rows"])
