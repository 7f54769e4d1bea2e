"""A shelf in a folder: processes that race, processes that are killed, disks that refuse."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.adapters.system.folder_shelf import FolderShelf
from shared.core.errors import InternalError, TransientError, UserError
from tests.fakes.clock import NOON
from tests.fakes.manifests import manifest_of
from tests.shared.adapters.system.publishing import latest, publish_next

PROJECT = Path(__file__).parents[4]
HOUR = timedelta(hours=1)


def publishing(*arguments: object) -> subprocess.Popen[str]:
    """Start a process that publishes."""
    command = [sys.executable, "-m", "tests.shared.adapters.system.publishing", *map(str, arguments)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def test_each_version_is_published_by_one_process(tmp_path: Path) -> None:
    """Four processes go on from what they find, without a lease; no version number is anybody's twice or nobody's."""
    folder = tmp_path / "shelf"
    racing = [publishing("race", folder, 40) for _ in range(4)]
    published = [int(line) for process in racing for line in process.communicate()[0].splitlines()]
    assert all(process.returncode == 0 for process in racing)
    assert sorted(published) == list(range(1, len(published) + 1))
    assert latest(folder) == len(published) >= 40


def test_killed_at_any_step_the_old_manifest_or_the_new_one_is_whole(tmp_path: Path) -> None:
    """The process is killed before each opening, flushing, renaming, locking; the next one goes on from there."""
    folder = tmp_path / "shelf"
    printed, _ = (dying := publishing("die", folder, 2)).communicate()
    assert dying.returncode == 0
    steps = [int(line) for line in printed.splitlines()]
    assert len(steps) == 2
    assert min(steps) > 20
    last = latest(folder)
    assert last >= 2
    assert len(list(folder.glob("files/*"))) == 2
    assert not list(folder.glob(".incoming/*"))
    assert publish_next(folder) == last + 1


def test_a_reader_beside_killed_writers_sees_whole_versions_that_only_grow(tmp_path: Path) -> None:
    """Whatever moment the writers die at."""
    folder = tmp_path / "shelf"
    chance, seen = random.Random(5), [0]
    for _ in range(5):
        writers = [publishing("race", folder, 10**6) for _ in range(2)]
        until = time.monotonic() + chance.uniform(1.0, 1.6)
        while time.monotonic() < until:
            seen.append(latest(folder))
        for writer in writers:
            writer.kill()
            writer.communicate()
    seen.append(latest(folder))
    assert seen == sorted(seen)
    assert seen[-1] > 5
    assert publish_next(folder) == seen[-1] + 1


def test_a_file_on_the_same_disk_is_taken_not_copied(tmp_path: Path) -> None:
    """A gigabyte is stored by a rename; one that lies on another disk is copied."""
    made = tmp_path / "made"
    made.write_bytes(b"1")
    number = made.stat().st_ino
    shelf = FolderShelf(tmp_path / "shelf")
    file = shelf.add(made, "sales.parquet", 1)
    assert shelf.fetch(file, tmp_path).stat().st_ino == number
    assert not made.exists()


def test_a_file_on_another_disk_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rename does not reach it."""
    made = tmp_path / "made"
    made.write_bytes(b"1")

    def too_far(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "rename", too_far)
    shelf = FolderShelf(tmp_path / "shelf")
    assert shelf.fetch(shelf.add(made, "sales.parquet", 1), tmp_path).read_bytes() == b"1"
    assert made.exists()


def test_a_full_disk_leaves_the_last_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sync fails for now and says why; nothing half written stays."""
    shelf = FolderShelf(tmp_path / "shelf")
    etag = shelf.move(manifest_of(1), "")
    assert etag

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TransientError, match="No space left"):
        shelf.move(manifest_of(2), etag)
    monkeypatch.undo()
    assert shelf.current() == (manifest_of(1), etag)
    assert not list((tmp_path / "shelf").glob(".incoming/*"))
    assert shelf.move(manifest_of(2), etag)


def test_a_place_that_is_no_folder_is_the_persons_to_change(tmp_path: Path) -> None:
    """--to names a file: one sentence, no traceback."""
    wrong = tmp_path / "file"
    wrong.write_text("here", encoding="utf-8")
    shelf = FolderShelf(wrong)
    for attempt in (shelf.current, lambda: shelf.claim("A", NOON, NOON + HOUR), lambda: shelf.move(manifest_of(1), "")):
        with pytest.raises(UserError, match="choose another"):
            attempt()
    assert wrong.read_text(encoding="utf-8") == "here"


@pytest.mark.parametrize(
    ("content", "why"),
    [(b'{"form":2}', "is of form 2; this release reads form 1"), (b"{", "is not"), (b"[]", "form None")],
)
def test_a_manifest_of_another_release_is_neither_read_nor_replaced_nor_cleaned(
    tmp_path: Path, content: bytes, why: str
) -> None:
    """What is not understood is left alone."""
    shelf = FolderShelf(tmp_path)
    file = tmp_path / "made"
    file.write_bytes(b"1")
    stored = shelf.add(file, "a", 1)
    (tmp_path / "manifest.json").write_bytes(content)
    for attempt in (shelf.current, lambda: shelf.version(1), lambda: shelf.clean(1, datetime.now(UTC) + HOUR)):
        with pytest.raises(InternalError, match=why):
            attempt()
    assert shelf.move(manifest_of(1), "") is None
    assert shelf.fetch(stored, tmp_path).exists()


def test_a_lost_pointer_costs_no_version(tmp_path: Path) -> None:
    """Cleaning a shelf whose manifest.json somebody deleted leaves what can be gone back to."""
    for _ in range(3):
        publish_next(tmp_path / "shelf")
    (tmp_path / "shelf" / "manifest.json").unlink()
    shelf = FolderShelf(tmp_path / "shelf")
    assert shelf.clean(1, datetime.now(UTC) + HOUR) == 1
    kept = shelf.version(2)
    assert kept is not None
    assert shelf.fetch(kept.files[0], tmp_path).exists()
