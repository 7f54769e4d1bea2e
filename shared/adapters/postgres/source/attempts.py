"""One read: ways over the wire in turn, each compared with PostgreSQL's fingerprint, until one agrees."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, assert_never
from uuid import uuid4

from shared.adapters.postgres.source.adbc_tier import adbc_reader
from shared.adapters.postgres.source.comparing import Comparison
from shared.adapters.postgres.source.copy_tier import copy_reader
from shared.adapters.postgres.source.cursor_tier import cursor_reader
from shared.adapters.postgres.source.oddities import kept_as_text, note, odd_columns
from shared.adapters.postgres.source.parquet import UnfitError, engine, reading, write
from shared.adapters.postgres.source.ranges import condition
from shared.adapters.postgres.source.reading import Place, UnavailableError
from shared.adapters.postgres.source.side_by_side import Job, read_jobs
from shared.core.errors import InternalError, UserError
from shared.core.store.ranges import Whole
from shared.core.store.sync import Tier
from shared.ports.table_source import Part

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Self

    from shared.adapters.postgres.source.plan import Manner, Plan
    from shared.adapters.postgres.source.reading import Reader
    from shared.adapters.postgres.source.row_query import CarriedColumn, RowQuery
    from shared.core.store.ranges import Range
    from shared.ports.table_source import Progress

_NAMES = {Tier.ADBC: "the fast driver", Tier.COPY: "COPY", Tier.CURSOR: "a cursor"}


class Attempts:
    """One read, while it goes on; what it had to be told is in notes.

    Of the manner it takes the way that is forced, and how much is compared.
    """

    def __init__(
        self, place: Place, plan: Plan, workers: int, manner: Manner, progress: Progress | None = None
    ) -> None:
        self._place = place
        self._plan = plan
        self._workers = workers
        self._tier = manner.tier
        self._progress = progress
        self._query = plan.rows
        self._comparison = Comparison(place, plan.source.name, None if plan.truncated else manner.checks, _also(plan))
        self.notes: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._comparison.close()

    @property
    def columns(self) -> tuple[CarriedColumn, ...]:
        """The columns as they travelled in the end."""
        return self._query.columns

    def greatest(self) -> str | None:
        """Return how far the rows go, as PostgreSQL's text; None where nothing tells."""
        return self._comparison.also()

    def parts(self, *, keeps_empty: bool = False) -> tuple[Tier, tuple[Part, ...]]:
        """Return the first way that PostgreSQL's fingerprint agrees with, and its files. Raises as the port says."""
        for tier in Tier if self._tier is None else (self._tier,):
            parts = self._by(tier, keeps_empty=keeps_empty)
            if parts is not None:
                return tier, parts
        raise self._failure()

    def one_part(self) -> Part:
        """Return what was read as one file, also of no rows."""
        _, parts = self.parts(keeps_empty=True)
        if len(parts) == 1:
            return parts[0]
        target = self._place.folder / f"{uuid4().hex}.parquet"
        with engine(self._place.folder, self._place.memory_mb, self._place.threads) as into:
            rows = write(into, f"FROM {reading(parts)}", target)
        self._remove(parts)
        return Part(target, rows)

    def _by(self, tier: Tier, *, keeps_empty: bool) -> tuple[Part, ...] | None:
        """The files by one way, or None with a note. It begins anew when columns had to become text."""
        while True:
            self._comparison.ask(self._query)
            try:
                parts = self._written(tier, keeps_empty=keeps_empty)
            except UnavailableError as error:
                self.notes.append(f"Not read by {_NAMES[tier]}: {error}.")
                return None
            except UnfitError:
                if self._turn_to_text():
                    continue
                self.notes.append(f"Not read by {_NAMES[tier]}: it could not carry every value.")
                return None
            return self._compared(tier, parts)

    def _compared(self, tier: Tier, parts: tuple[Part, ...]) -> tuple[Part, ...] | None:
        differing = self._comparison.difference(parts)
        if differing is None:
            return parts
        self._remove(parts)
        where = f' of "{differing.column}"' if differing.column else ""
        self.notes.append(f"Not read by {_NAMES[tier]}: {differing.what}{where} differed from PostgreSQL's.")
        return None

    def _written(self, tier: Tier, *, keeps_empty: bool) -> tuple[Part, ...]:
        stem = uuid4().hex
        jobs = [
            Job(self._within(each), self._place.folder / f"{stem}-{number:03d}.parquet")
            for number, each in enumerate(self._plan.ranges)
        ]
        try:
            return read_jobs(self._opened(tier), jobs, self._workers, self._progress, keeps_empty=keeps_empty)
        except BaseException:
            for each in self._place.folder.glob(f"*{stem}*"):
                each.unlink(missing_ok=True)
            raise

    def _within(self, each: Range) -> RowQuery:
        if isinstance(each, Whole):
            return self._query
        return self._query.where(condition(each, self._plan.columns))

    def _opened(self, tier: Tier) -> Callable[[], AbstractContextManager[Reader]]:
        table = self._plan.source.name
        match tier:
            case Tier.ADBC:
                return partial(adbc_reader, self._place)
            case Tier.COPY:
                return partial(copy_reader, table, self._place)
            case Tier.CURSOR:
                return partial(cursor_reader, table, self._place)
            case _:
                assert_never(tier)

    def _turn_to_text(self) -> bool:
        """Keep odd columns as text from here on; False when there are none."""
        odd = odd_columns(self._place.control, self._query, self._plan.source.name)
        self._query = kept_as_text(self._query, odd)
        self.notes += [note(each) for each in odd]
        return bool(odd)

    def _remove(self, parts: tuple[Part, ...]) -> None:
        for each in parts:
            each.path.unlink(missing_ok=True)

    def _failure(self) -> UserError | InternalError:
        """What it was that no way succeeded."""
        table = self._plan.source.name
        if self._tier is not None:
            return UserError(f'"{table}" was {self.notes[-1][0].lower()}{self.notes[-1][1:]}')
        if not self._comparison.is_steady():
            return UserError(f'"{table}" gives other rows each time it is read: its query must not depend on chance.')
        return InternalError(f'"{table}" could not be read exactly: {" ".join(self.notes)}')


def _also(plan: Plan) -> str:
    """What is asked besides the fingerprint: how far the rows go; of rows that are gone it is asked apart."""
    if plan.growing is None:
        return ""
    return plan.growing.greatest(plan.since.value if plan.since is not None else None)
