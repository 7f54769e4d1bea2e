"""Whatever is done to a shelf, in any order, a folder tells the same as the fake."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.adapters.system.folder_shelf import FolderShelf
from shared.core.errors import TransientError
from tests.fakes.clock import NOON
from tests.fakes.manifests import manifest_of
from tests.fakes.snapshot_shelf import FakeSnapshotShelf

if TYPE_CHECKING:
    from shared.core.store.manifest import StoredFile
    from shared.ports.snapshot_shelf import SnapshotShelf

HOLDERS = st.sampled_from(["A", "B", "C"])
HOURS = st.integers(0, 30)


class TwoShelves(RuleBasedStateMachine):
    """A fake and a folder; files are known by the order in which they were stored."""

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp(prefix="avexra-shelves-"))
        self.fake, self.folder = FakeSnapshotShelf(), FolderShelf(self.scratch / "shelf")
        self.shelves: tuple[SnapshotShelf, SnapshotShelf] = (self.fake, self.folder)
        self.files: list[tuple[StoredFile, StoredFile]] = []
        self.published = 0

    def teardown(self) -> None:
        """Leave nothing."""
        shutil.rmtree(self.scratch)

    def _store(self, shelf: SnapshotShelf) -> StoredFile:
        made = self.scratch / "made"
        made.write_bytes(b"x" * len(self.files))
        return shelf.add(made, "sales.parquet", 1)

    @rule()
    def store(self) -> None:
        """A file that no manifest names yet."""
        self.files.append((self._store(self.fake), self._store(self.folder)))

    @rule(chosen=st.sets(st.integers(0, 5)))
    def publish(self, chosen: set[int]) -> None:
        """The next version, of some of the latest files; none where one of them is gone."""
        files = [self.files[-i - 1] for i in chosen if i < len(self.files)]
        told = [self._moved(i, [pair[i] for pair in files]) for i in range(2)]
        assert told[0] == told[1]
        self.published += told[0] == "published"

    def _moved(self, which: int, files: list[StoredFile]) -> str:
        shelf = self.shelves[which]
        found = shelf.current()
        try:
            etag = shelf.move(manifest_of(self.published + 1, *files), found[1] if found else "")
        except TransientError:
            return "a file is gone"
        return "published" if etag else "lost"

    @precondition(lambda self: self.published > 0)
    @rule(expected=st.sampled_from(["", "0" * 32]))
    def come_late(self, expected: str) -> None:
        """A move that expects another manifest changes nothing."""
        for shelf in self.shelves:
            assert shelf.move(manifest_of(self.published + 1, sync_id="late"), expected) is None

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.fake.age(timedelta(hours=hours))
        for path in (self.scratch / "shelf").glob("*/*"):
            then = path.stat().st_mtime - hours * 3600
            os.utime(path, (then, then))

    @rule(keep=st.integers(0, 4), hours=HOURS)
    def clean(self, keep: int, hours: int) -> None:
        """As much goes on both."""
        before = datetime.now(UTC) - timedelta(hours=hours, minutes=30)
        told = [shelf.clean(keep, before) for shelf in self.shelves]
        assert told[0] == told[1]

    @rule(holder=HOLDERS, start=HOURS, length=HOURS)
    def claim(self, holder: str, start: int, length: int) -> None:
        """Both give the lease, or tell the same holder."""
        begin = NOON + timedelta(hours=start)
        told = [shelf.claim(holder, begin, begin + timedelta(hours=length)) for shelf in self.shelves]
        assert told[0] == told[1]

    @rule(holder=HOLDERS)
    def release(self, holder: str) -> None:
        """Whoever it is."""
        for shelf in self.shelves:
            shelf.release(holder)

    @invariant()
    def the_current_version_is_whole(self) -> None:
        """Its files are there, whatever was cleaned."""
        for shelf in self.shelves:
            found = shelf.current()
            assert (found[0].version if found else 0) == self.published
            for file in found[0].files if found else ():
                assert shelf.fetch(file, self.scratch / "cache").stat().st_size == file.size

    @invariant()
    def the_same_versions_are_kept(self) -> None:
        """And each kept one is whole."""
        for number in range(1, self.published + 1):
            kept = [shelf.version(number) for shelf in self.shelves]
            assert (kept[0] is None) == (kept[1] is None)
            for shelf, manifest in zip(self.shelves, kept, strict=True):
                for file in manifest.files if manifest else ():
                    assert shelf.fetch(file, self.scratch / "cache").exists()


TestTwoShelves = TwoShelves.TestCase
TestTwoShelves.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
