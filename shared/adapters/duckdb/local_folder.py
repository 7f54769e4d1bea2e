"""A folder for snapshots that lives as long as its process, and the removal of those whose process is gone."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "avexra-snapshots-"
_LOCK = "in-use"
"""A file that the folder's process keeps locked; the system gives the lock back however the process ends."""
_UNLOCKED_SECONDS = 24 * 3600.0
"""A folder without that file was left by an older release, and is removed when nothing in it changed for a day."""


def own_folder(parent: Path | None = None) -> Path:
    """Return a new folder of this process in parent (the system's folder for such things), after a look for dead ones.

    Only folders of this prefix are touched that belong to this user and whose process is gone.
    """
    parent = parent if parent is not None else Path(tempfile.gettempdir())
    for each in parent.glob(f"{PREFIX}*"):
        if _is_left(each):
            shutil.rmtree(each, ignore_errors=True)
    return _locked(parent)


def _locked(parent: Path) -> Path:
    """Make a folder under another name first: under its own it is never seen without its lock."""
    made = Path(tempfile.mkdtemp(prefix="avexra-new-", dir=parent))
    lock = os.open(made / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)  # open as long as the process lives
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    folder = parent / made.name.replace("avexra-new-", PREFIX)
    return made.rename(folder)


def _is_left(folder: Path) -> bool:
    try:
        said = folder.lstat()
        if folder.is_symlink() or not folder.is_dir() or said.st_uid != os.getuid():
            return False
        if not (folder / _LOCK).exists():
            newest = max((each.lstat().st_mtime for each in folder.rglob("*")), default=said.st_mtime)
            return time.time() - max(newest, said.st_mtime) > _UNLOCKED_SECONDS
        return _is_free(folder / _LOCK)
    except OSError:
        return False  # somebody else was at it


def _is_free(lock: Path) -> bool:
    held = os.open(lock, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True
