"""How long answers and readings are kept, how large they may be, and how long one waits for another's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CachePlan:
    """The limits of the caches.

    result_seconds and reading_seconds: how long rows and readings are kept; what they are made of is in their keys, so
    that this bounds storage, not staleness. most_cells: a larger table is not kept. lease_seconds: how long who
    computes something may be waited for at all, longer than a query may run. wait_seconds: how long one question waits
    for another's result before it goes on by itself; poll_seconds: how often it looks. nearest: the least cosine of
    two questions that may be taken for one, once they agree in all they say; neighbours: the most readings that a
    question is held against.
    """

    result_seconds: int = 24 * 3_600
    reading_seconds: int = 24 * 3_600
    most_cells: int = 20_000
    lease_seconds: int = 30
    wait_seconds: float = 4.0
    poll_seconds: float = 0.2
    nearest: float = 0.45
    neighbours: int = 32
