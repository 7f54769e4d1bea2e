"""Processes that publish into a folder, to be raced with each other and to be killed.

python -m tests.shared.adapters.system.publishing race DIR LAST    publish what comes next until version LAST is there
python -m tests.shared.adapters.system.publishing die DIR ROUNDS   be killed at every step of a publication in turn
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.adapters.system.folder_shelf import FolderShelf
from tests.fakes.manifests import manifest_of

STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.utime", "fcntl.flock"}
"""Audit events of what touches the disk."""


def publish_next(folder: Path, keep: int = 1, before: timedelta = timedelta(hours=1)) -> int | None:
    """Publish the next version, made of a file that tells its number, and clean; None when another was faster."""
    shelf = FolderShelf(folder)
    found = shelf.current()
    version = found[0].version + 1 if found else 1
    made = folder.with_name(f"made-{os.getpid()}")
    made.write_bytes(b"%d" % version * 1000)
    file = shelf.add(made, "sales.parquet", version)
    moved = shelf.move(manifest_of(version, file, sync_id=f"{os.getpid()}-{version}"), found[1] if found else "")
    shelf.clean(keep, datetime.now(UTC) - before)
    return version if moved else None


def latest(folder: Path) -> int:
    """Return the current version, and see that it is whole."""
    shelf = FolderShelf(folder)
    found = shelf.current()
    if found is None:
        return 0
    (file,) = found[0].files
    assert shelf.fetch(file, folder).read_bytes() == b"%d" % found[0].version * 1000
    return found[0].version


def race(folder: Path, last: int) -> None:
    """Print each version that this process published."""
    while latest(folder) < last:
        if (version := publish_next(folder)) is not None:
            print(version, flush=True)  # noqa: T201 - the test reads it


def die(folder: Path, rounds: int) -> None:
    """Be killed before the first step, before the second, until one publication comes through; print its steps."""
    for _ in range(rounds):
        step, through = 0, False
        while not through:
            step, before = step + 1, latest(folder)
            through = _survived(folder, step)
            after = latest(folder)
            assert after in ({before + 1} if through else {before, before + 1})
            assert all(FolderShelf(folder).version(number) for number in range(max(after - 1, 1), after + 1))
        print(step, flush=True)  # noqa: T201 - the test reads it


def _survived(folder: Path, steps: int) -> bool:
    """Whether a process that is killed before that step of its own ended before it."""
    child = os.fork()
    if child:
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert ended in {0, -signal.SIGKILL}
        return ended == 0
    left = steps

    def count(event: str, _: tuple[object, ...]) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    flush = os.fsync

    def flush_counted(opened: int) -> None:
        count("open", ())
        flush(opened)

    os.fsync = flush_counted  # type: ignore[assignment]
    sys.addaudithook(count)
    publish_next(folder, keep=2, before=-timedelta(hours=1))
    os._exit(0)


if __name__ == "__main__":
    {"race": race, "die": die}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
