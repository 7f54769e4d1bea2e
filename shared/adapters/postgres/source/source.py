"""PostgresTableSource: the TableSource port over one database, or over a replica of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from shared.adapters.postgres.source.holding import begin_held
from shared.adapters.postgres.source.moment import PostgresMoment
from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.session import LONGEST_SECONDS, Session, address_of, connected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.store.source import SourceTable


class PostgresTableSource:
    """The TableSource port. url may be that of a read replica: the moment is then the replica's.

    seconds limits each statement, at most 840. The role needs no more than SELECT.
    """

    def __init__(self, url: str, manner: Manner | None = None, seconds: float = LONGEST_SECONDS) -> None:
        self._address = address_of(url, seconds)
        self._manner = manner or Manner()

    @contextmanager
    def at_one_moment(self, sources: tuple[SourceTable, ...] = ()) -> Iterator[PostgresMoment]:
        """Open a snapshot that all reads in the context share; see the port."""
        with connected(self._address) as connection:
            control = Session(connection)
            opened = begin_held(control, self._address, sources)
            yield PostgresMoment(control, self._address, opened, self._manner)
