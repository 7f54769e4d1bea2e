"""What every script that runs as a child does first and last: bind itself, read, report.

Imported by the *_child.py scripts only, in a process of their own, so it imports nothing heavy.
"""

from __future__ import annotations

import errno
import json
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT = "report.json"
DISK_FULL = 74
"""The exit code of a child that found no room on the disk (EX_IOERR of sysexits.h)."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def run(read: Callable[[Path, Path, dict[str, int]], dict[str, Any]], arguments: list[str]) -> None:
    """Write into FOLDER what read says of FILE, bound to LIMITS (JSON); arguments are these three.

    What does not fit into memory or into the largest file allowed is a problem in the report.
    """
    file, folder, bounds = Path(arguments[0]), Path(arguments[1]), json.loads(arguments[2])
    bind(bounds)
    try:
        report = read(file, folder, bounds)
    except MemoryError:
        report = {"problem": "memory"}
    except OSError as error:
        if error.errno in NO_ROOM:
            sys.exit(DISK_FULL)
        report = {"problem": "large" if error.errno == errno.EFBIG else "damaged"}
    (folder / REPORT).write_text(json.dumps(report), encoding="utf-8")


def bind(bounds: dict[str, int]) -> None:
    """Hard limits of memory, processor time and file size; no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (bounds["bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["cpu_seconds"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bounds["output_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
