"""One snapshot of the database, and the reads in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.adapters.postgres.source.attempts import Attempts
from shared.adapters.postgres.source.by_key import can_be_asked, keys_in, planned_by_key
from shared.adapters.postgres.source.fingerprint import Checks
from shared.adapters.postgres.source.holding import ReplacedError, check_held
from shared.adapters.postgres.source.plan import Plan, columns_planned, keys_planned, planned, stored
from shared.adapters.postgres.source.reading import Place
from shared.adapters.postgres.source.session import failures
from shared.core.errors import TransientError, UserError
from shared.core.store.source import Watermark
from shared.core.store.sync import Tier
from shared.ports.table_source import ReadRows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from shared.adapters.postgres.source.plan import Manner
    from shared.adapters.postgres.source.session import Address, Session
    from shared.core.store.source import SourceTable, StoredColumn
    from shared.ports.table_source import Part

_ONE_STREAM = "Read by one connection: the server shares no snapshot between several."


class PostgresMoment:
    """The Moment port. Several threads may read at once; each read opens connections of its own."""

    def __init__(self, control: Session, address: Address, opened: tuple[str, datetime], manner: Manner) -> None:
        self._control = control
        self._address = address
        self._snapshot, self._read_at = opened
        self._manner = manner

    @property
    def read_at(self) -> datetime:
        """The moment, by the database's clock, in UTC."""
        return self._read_at

    def columns(self, source: SourceTable, known: tuple[StoredColumn, ...] = ()) -> tuple[StoredColumn, ...]:
        """Return the columns as they will be stored; see the port."""
        self._check_held(source)
        return columns_planned(self._control, source, self._manner, known)

    def read(
        self,
        source: SourceTable,
        folder: Path,
        since: Watermark | None = None,
        progress: Callable[[int], None] | None = None,
        known: tuple[StoredColumn, ...] = (),
    ) -> ReadRows:
        """Write the rows into Parquet files in the folder; see the port."""
        self._check_held(source)
        plan = planned(self._control, source, self._manner, since, known)
        workers = min(self._manner.workers, len(plan.ranges)) if self._snapshot else 1
        with self._attempts(plan, folder, workers, self._manner, progress) as attempts:
            tier, parts = attempts.parts()
            notes = (*plan.notes, *(() if self._snapshot else (_ONE_STREAM,)), *attempts.notes)
            return ReadRows(
                columns=stored(plan.columns, attempts.columns),
                parts=parts,
                tier=tier,
                watermark=self._watermark(plan, attempts),
                window=plan.window,
                removed=self._removed(plan, folder),
                truncated=plan.truncated,
                notes=notes,
            )

    def keys(self, source: SourceTable, folder: Path, known: tuple[StoredColumn, ...] = ()) -> Part:
        """Write the keys of all rows that live into one Parquet file; see the port."""
        if not source.key:
            raise UserError(f'"{source.name}" has no key.')
        self._check_held(source)
        return self._as_one(keys_planned(self._control, source, self._manner, known), folder)

    def read_by_key(
        self, source: SourceTable, folder: Path, keys: Part, known: tuple[StoredColumn, ...]
    ) -> ReadRows | None:
        """Write the rows of these keys into Parquet files; see the port."""
        if not can_be_asked(source.key, known):
            return None
        self._check_held(source)
        found: list[ReadRows] = []
        for each in keys_in(keys.path, source.key, known, folder):
            plan = planned_by_key(self._control, source, self._manner, each, known)
            with self._attempts(plan, folder, 1, self._manner) as attempts:
                tier, parts = attempts.parts()
                found.append(ReadRows(stored(plan.columns, attempts.columns), parts, tier, notes=tuple(attempts.notes)))
        odd = next((each for each in found if each.columns != known), None)
        parts = tuple(part for each in found for part in each.parts)
        notes = tuple(dict.fromkeys(note for each in found for note in each.notes))
        slowest = max((each.tier for each in found), default=Tier.ADBC)
        return ReadRows(odd.columns if odd is not None else known, parts, slowest, notes=notes)

    def _as_one(self, plan: Plan, folder: Path) -> Part:
        with self._attempts(plan, folder, 1, replace(self._manner, checks=Checks.COUNTS)) as attempts:
            return attempts.one_part()

    def _attempts(
        self, plan: Plan, folder: Path, workers: int, manner: Manner, progress: Callable[[int], None] | None = None
    ) -> Attempts:
        """Several engines with one thread each, or one with two."""
        folder.mkdir(parents=True, exist_ok=True)
        threads = 2 if workers == 1 else 1
        memory = self._manner.memory_mb // workers
        place = Place(self._address, self._control, self._snapshot, folder, memory, threads, self._manner.chunk_rows)
        return Attempts(place, plan, workers, manner, progress)

    def _check_held(self, source: SourceTable) -> None:
        try:
            check_held(self._control, source)
        except ReplacedError:
            raise TransientError(f'What "{source.name}" is read from is being replaced just now.') from None

    def _removed(self, plan: Plan, folder: Path) -> Part | None:
        """The keys of the rows past the watermark that are gone; None where there are none."""
        if plan.gone is None:
            return None
        part = self._as_one(Plan(plan.source, plan.columns, plan.gone), folder)
        if part.rows:
            return part
        part.path.unlink(missing_ok=True)
        return None

    def _watermark(self, plan: Plan, attempts: Attempts) -> Watermark | None:
        """How far the read went; rows that are gone count too, or they would be read again each time."""
        if plan.growing is None:
            return None
        greatest = attempts.greatest()
        if plan.gone is not None:
            asked = plan.growing.greatest(greatest)
            with failures(plan.source.name):
                ((greatest,),) = self._control.rows(f"SELECT {asked} FROM {plan.gone.rows}")  # noqa: S608
        return Watermark(plan.growing.name, str(greatest)) if greatest is not None else None
