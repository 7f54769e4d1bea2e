"""Ingestions that are broken at a random byte of their talk with PostgreSQL, in one of the ways of Fault, and retried.

Run as a module, this is the process that is killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

import psycopg

from infra.local.bench.crash_reader import exported_state, seen_in
from infra.local.bench.crash_sources import File, Lines, both, size_of, state_of
from shared.adapters.postgres.database import Database
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.errors import AvexraError, TransientError
from shared.core.ingest.versions.versions import Change, current_of

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from infra.local.bench.breaking import Line, SmallDisk
    from infra.local.bench.crash_reader import Reader
    from shared.core.ingest.versions.versions import Version, Written

ROWS = (200, 5_000)
_DATA_SETS = 6
_MANY = 15_000
"""Rows of a data set to which no more are added."""
_RETRIES, _PAUSE = 200, 0.05
_END = 6_000
"""The last bytes of a write: keys, swap, history, commit."""
_COMMIT = 50
"""The bytes of the commit and of its answer: it may have been done, and its writer not know."""
_LEFT = 300_000
"""Bytes left at most on a disk that is filled: an ingestion may fit, or run out in the middle of its rows."""
_SESSIONS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'avexra' AND datname = current_database()"
_TERMINATED = _SESSIONS.replace("pid", "pg_terminate_backend(pid)", 1)


class Fault(StrEnum):
    """How an ingestion is broken. SERVER: a backend is killed -9, and PostgreSQL with it, which recovers by itself."""

    BACKEND = "backend terminated"
    SOCKET = "socket cut"
    PROCESS = "process killed -9"
    DISK = "disk full"
    SERVER = "server crashed"


@dataclass(slots=True)
class Tally:
    """What became of the ingestions that were broken in one way.

    broken: the tripwire was met. failed: the first try did. written: it failed, and its content was in place all the
    same. wrong says what was not as it should be after the retries.
    """

    ingestions: int = 0
    broken: int = 0
    failed: int = 0
    written: int = 0
    retries: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Work:
    """One ingestion: a file to be written, or for RESTORED a version to be made current again (of)."""

    schema: str
    change: Change
    file: File
    of: int = 0

    def do(self, store: PostgresTableStore) -> Written:
        """Do it, as a use case does."""
        if self.change is Change.RESTORED:
            return store.restore(self.schema, self.of, "U1")
        return store.write(self.schema, self.file.tables(), self.change, self.file.origin)

    @property
    def size(self) -> int:
        """About how many bytes of rows are sent."""
        return 0 if self.change is Change.RESTORED else size_of(self.file.lines)


class Trial:
    """The data sets of a trial, what each version of them holds, and what became of the ingestions."""

    def __init__(self, url: str, line: Line, disk: SmallDisk | None, reader: Reader, chance: random.Random) -> None:
        self._url, self._line, self._disk, self._reader, self._chance = url, line, disk, reader, chance
        self._databases = Database(line.url), Database(url)
        self._store, self._beside = map(PostgresTableStore, self._databases)
        self._child: subprocess.Popen[bytes] | None = None
        self._contents: dict[str, dict[int, Lines]] = {}
        self._around: dict[Change, int] = dict.fromkeys(Change, 10_000)
        self.tallies = {each: Tally() for each in Fault if each is not Fault.DISK or disk is not None}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for database in self._databases:
            database.close()

    def ingest(self, number: int) -> None:
        """Write a file, or restore a version, until it is done; the first try is broken."""
        fault = list(self.tallies)[number % len(self.tallies)]
        tally = self.tallies[fault]
        work = self._work(number)
        contents = self._contents.setdefault(work.schema, {})
        now = contents[max(contents)] if contents else None
        wanted = self._wanted(work, now)
        self._reader.watch(work.schema, {state_of(now) if now else None, state_of(wanted)})
        tally.ingestions += 1
        if said := self._broken(fault, work):
            tally.failed += 1
            tally.written += len(self._versions(work.schema)) > len(contents)
        tally.retries += self._retried(work)
        self._reader.watch(work.schema, {state_of(wanted)})
        contents[len(contents) + 1] = wanted
        wrong = ([] if said in {"", TransientError.__name__} else [f"it failed with {said}"]) + list(
            self._wrongs(work, wanted)
        )
        tally.wrong += [f"{number} ({fault}, {work.change}): {'; '.join(wrong)}"] if wrong else []

    def _work(self, number: int) -> Work:
        """A file for a data set, with a change that it can have."""
        chance = self._chance
        schema = f"d_{chance.randrange(_DATA_SETS)}"
        file = File(number, chance.randint(*ROWS), is_csv=chance.random() < 1 / 2)
        contents = self._contents.get(schema, {})
        if not contents:
            return Work(schema, Change.FIRST, file)
        versions = self._versions(schema)
        there = [(each.number, each.of) for each in versions if each.is_current]
        kept = [each.number for each in versions if each.is_kept and not any(each.number in pair for pair in there)]
        changes = [Change.REPLACED, Change.RENEWED]
        changes += [Change.APPENDED] * 2 if len(contents[max(contents)][1]) < _MANY else []
        changes += [Change.RESTORED] if kept else []
        return Work(schema, chance.choice(changes), file, chance.choice(kept) if kept else 0)

    def _wanted(self, work: Work, now: Lines | None) -> Lines:
        """What the data set holds when it is done."""
        if work.change is Change.RESTORED:
            return self._contents[work.schema][work.of]
        return both(now, work.file.lines) if now and work.change is Change.APPENDED else work.file.lines

    def _broken(self, fault: Fault, work: Work) -> str:
        """Try it with the tripwire set; returns the name of the error it ended with, if any."""
        after, word = self._point(fault, work)
        self._line.trip(after, lambda: self._break(fault), word)
        try:
            if fault is Fault.PROCESS:
                command = [sys.executable, "-m", "infra.local.bench.crash_trial", self._line.url, *_told(work)]
                self._child = subprocess.Popen(command)
                return TransientError.__name__ if self._child.wait() else ""
            work.do(self._store)
        except AvexraError as error:
            return type(error).__name__
        finally:
            self.tallies[fault].broken += not self._line.untrip()
            if self._disk is not None:
                self._disk.empty()
        return ""

    def _break(self, fault: Fault) -> None:
        """What is done at the tripwire."""
        match fault:
            case Fault.BACKEND:
                self._terminate()
            case Fault.SOCKET:
                self._line.cut()
            case Fault.PROCESS if self._child is not None:
                self._child.kill()
            case Fault.DISK if self._disk is not None:
                self._disk.fill(self._chance.choice((0, self._chance.randrange(_LEFT))))
            case Fault.SERVER:
                self._crash()

    def _terminate(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(_TERMINATED.encode())

    def _crash(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            pids = [pid for (pid,) in connection.execute(_SESSIONS.encode())]
        for pid in pids[:1]:
            os.kill(pid, signal.SIGKILL)

    def _point(self, fault: Fault, work: Work) -> tuple[int, bytes]:
        """Where it breaks, for Line.trip: anywhere, in the last statements, at the commit; a disk fills in time."""
        whole, chance = work.size + self._around[work.change], self._chance
        if fault is Fault.DISK:
            return chance.randint(1, whole // 2), b""
        match chance.choice(("anywhere", "anywhere", "last", "commit")):
            case "commit":
                return chance.randrange(_COMMIT), b"COMMIT"
            case "last":
                return max(1, whole - chance.randrange(_END)), b""
            case _:
                return chance.randint(1, whole), b""

    def _retried(self, work: Work) -> int:
        """Do it until it is done; returns how often it was tried. Raises TransientError when it never is."""
        for tried in range(1, _RETRIES + 1):
            before = self._line.passed
            try:
                if work.do(self._store).is_new:
                    self._around[work.change] = self._line.passed - before - work.size
            except TransientError:
                time.sleep(_PAUSE)
            else:
                return tried
        raise TransientError("It was never done.")

    def _versions(self, schema: str) -> tuple[Version, ...]:
        """The history, read beside the line, when the server is up."""
        for _ in range(_RETRIES):
            with contextlib.suppress(TransientError):
                return self._beside.versions(schema)
            time.sleep(_PAUSE)
        raise TransientError("PostgreSQL did not come up again.")

    def _wrongs(self, work: Work, wanted: Lines) -> Iterator[str]:
        """What is not as it should be now that it is done."""
        if seen_in(self._url, work.schema) != state_of(wanted):
            yield "the tables are not the source's"
        with TemporaryDirectory(prefix="avexra-export-") as folder:
            exported = {name: path for name, path, _ in self._store.export(work.schema, Path(folder))}
            if exported_state(exported) != state_of(wanted):
                yield "the export is not the source's"
        if work.do(self._store).is_new:
            yield "it was written twice"
        versions = self._store.versions(work.schema)
        current = current_of(versions)
        if [each.number for each in versions] != list(range(len(self._contents[work.schema]), 0, -1)):
            yield "the history has other versions"
        if current is None or [rows for _, rows in current.tables] != [len(each) for each in wanted]:
            yield "the history has other rows"
        kept = {f"{work.schema}__v{each.number}" for each in versions if each.is_kept and not each.is_current}
        if self._schemas(work.schema) != kept | {work.schema}:
            yield "there are other schemas than the history says"

    def _schemas(self, schema: str) -> set[str]:
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE %s"
        with psycopg.connect(self._url, autocommit=True) as connection:
            return {name for (name,) in connection.execute(query, [f"{schema}%"])}


def _told(work: Work) -> list[str]:
    """The work as arguments of the process that is killed."""
    file = work.file
    return [work.schema, work.change.value, str(work.of), str(file.number), str(file.rows), str(int(file.is_csv))]


def main(url: str, schema: str, change: str, *numbers: str) -> None:
    """Do the work that the arguments tell."""
    of, number, rows, is_csv = map(int, numbers)
    work = Work(schema, Change(change), File(number, rows, bool(is_csv)), of)
    work.do(PostgresTableStore(Database(url)))


if __name__ == "__main__":
    main(*sys.argv[1:])
