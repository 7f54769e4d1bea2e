"""Whether an ingestion that is broken anywhere leaves anything half-written, and whether a retry makes it whole."""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from infra.local.bench.breaking import Line, SmallDisk
from infra.local.bench.crash_reader import Reader
from infra.local.bench.crash_trial import ROWS, Fault, Tally, Trial
from infra.local.bench.table import Table
from infra.local.postgres.server import LocalPostgres
from infra.migrations.apply import apply

if TYPE_CHECKING:
    from collections.abc import Mapping

INGESTIONS, SEED = 300, 42
_DISK_MEGABYTES = 192
_TOLD = 10
"""Sentences about what was wrong that are printed."""
_COLUMNS = ("", "ingestions", "broken", "failed", "of them written", "retries", "right after retry")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial came to: by fault, how often its reader looked, and what it saw that was no whole version."""

    tallies: Mapping[Fault, Tally]
    looks: int
    partial: tuple[str, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """Everything that was not as it should be."""
        return (*self.partial, *(each for tally in self.tallies.values() for each in tally.wrong))


def run(*, tiny: bool = False) -> Table:
    """Break and retry INGESTIONS ingestions; tiny breaks a few."""
    count = 10 if tiny else INGESTIONS
    started = time.perf_counter()
    outcome = break_and_retry(count)
    rows = [(fault.value, *_figures(each)) for fault, each in outcome.tallies.items()]
    whole = ("all", *(sum(figures) for figures in zip(*(row[1:] for row in rows), strict=True)))
    title = (
        f"crashes: {count} ingestions of {ROWS[0]:,} to {ROWS[1]:,} rows, each broken at a random byte (seed {SEED})"
    )
    spent = time.perf_counter() - started
    saw = f"A reader looked {outcome.looks:,} times and saw {len(outcome.partial)} partial contents; {spent:.0f} s."
    missing = [] if Fault.DISK in outcome.tallies else ["The disk was never full: no right to mount a small one."]
    lines = tuple(tuple(str(each) for each in row) for row in (*rows, whole))
    return Table(title, _COLUMNS, lines, (saw, *missing, *outcome.wrong[:_TOLD]))


def break_and_retry(count: int, seed: int = SEED) -> Outcome:
    """Break and retry so many ingestions on a durable server of the trial's own.

    A full disk needs a disk of its own (a small tmpfs), and the right to mount it; without it the other faults remain.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="avexra-crashes-")))
        folder.chmod(0o755)
        disk = _disk(folder / "disk", stack)
        server = stack.enter_context(LocalPostgres(folder / "server"))
        url = server.create_database("trial")
        apply(url)
        if disk is not None:
            _move(server.url, "trial", disk.own("tables", folder / "server"))
        line = stack.enter_context(Line(url))
        chance = random.Random(seed)  # noqa: S311 - nothing secret
        with Reader(url) as reader, Trial(url, line, disk, reader, chance) as trial:
            for number in range(1, count + 1):
                trial.ingest(number)
        return Outcome(trial.tallies, reader.looks, (*reader.partial, *reader.failed))


def _figures(tally: Tally) -> tuple[int, ...]:
    right = tally.ingestions - len(tally.wrong)
    return tally.ingestions, tally.broken, tally.failed, tally.written, tally.retries, right


def _disk(folder: Path, stack: ExitStack) -> SmallDisk | None:
    """A small disk until the stack ends, or None where it cannot be mounted."""
    try:
        return stack.enter_context(SmallDisk(folder, _DISK_MEGABYTES))
    except OSError:
        return None


def _move(url: str, database: str, folder: Path) -> None:
    """Have the whole database, its catalogues too, rest in a folder."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL("CREATE TABLESPACE small LOCATION {}").format(Literal(str(folder))))
        connection.execute(SQL("ALTER DATABASE {} SET TABLESPACE small").format(Identifier(database)))
