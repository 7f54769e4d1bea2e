"""A folder lives as long as its process, and no longer than until the next one starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from shared.adapters.duckdb.local_folder import PREFIX, own_folder

if TYPE_CHECKING:
    from pathlib import Path

_HOLDER = """
import sys, time
from pathlib import Path
from shared.adapters.duckdb.local_folder import own_folder
print(own_folder(Path(sys.argv[1])), flush=True)
time.sleep(60)
"""


def test_the_folder_of_a_killed_process_goes_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    """However it was killed; whoever starts next tidies up."""
    command = [sys.executable, "-c", _HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        theirs = tmp_path / holder.stdout.readline().strip().rsplit("/", 1)[-1]
        (theirs / "d_1").mkdir()
        (theirs / "d_1" / "t.duckdb").write_bytes(b"x")
        first = own_folder(tmp_path)
        assert theirs.exists()
        holder.kill()
    second = own_folder(tmp_path)
    assert not theirs.exists()
    assert sorted(tmp_path.iterdir()) == sorted([first, second])


def test_other_folders_are_not_touched(tmp_path: Path) -> None:
    """Files, links, folders of other names, and young ones that an older release may be using."""
    (tmp_path / "kept").mkdir()
    young, old = tmp_path / f"{PREFIX}young", tmp_path / f"{PREFIX}old"
    for each in (young, old):
        each.mkdir()
        (each / "t.duckdb").write_bytes(b"x")
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "kept")
    (tmp_path / f"{PREFIX}file").write_bytes(b"x")
    (tmp_path / "another").mkdir()
    yesterday = time.time() - 25 * 3600
    os.utime(old / "t.duckdb", (yesterday, yesterday))
    os.utime(old, (yesterday, yesterday))
    mine = own_folder(tmp_path)
    names = {each.name.removeprefix(PREFIX) for each in tmp_path.iterdir()}
    assert names == {"kept", "young", "link", "file", "another", mine.name.removeprefix(PREFIX)}


def test_the_name_tells_what_it_is(tmp_path: Path) -> None:
    """Nobody else may look into it."""
    folder = own_folder(tmp_path)
    assert folder.name.startswith(PREFIX)
    assert folder.stat().st_mode & 0o077 == 0
