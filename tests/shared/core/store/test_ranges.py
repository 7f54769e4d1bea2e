"""Ranges cover every row once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.core.store.ranges import (
    FEWEST_ROWS,
    MOST_RANGES,
    NullRange,
    PageRange,
    ValueRange,
    Whole,
    cuts_wanted,
    page_ranges,
    value_ranges,
)


@given(st.integers(0, 10**7), st.integers(0, 10**9), st.integers(1, 8))
def test_every_page_is_in_one_range_also_those_to_come(pages: int, rows: int, workers: int) -> None:
    """The first range begins at page 0, each ends where the next begins, and the last does not end."""
    found = page_ranges(pages, rows, workers)
    if found == (Whole(),):
        return
    cuts = [(each.first, each.end) for each in found if isinstance(each, PageRange)]
    assert len(cuts) == len(found) <= MOST_RANGES + workers
    assert cuts[0][0] == 0
    assert cuts[-1][1] is None
    assert all(end == first for (_, end), (first, _) in pairwise(cuts))
    assert all(end is None or first < end for first, end in cuts)
    assert len(found) % workers == 0


def test_a_small_table_and_a_single_worker_read_in_one() -> None:
    """A second connection costs more than it saves."""
    assert page_ranges(1_000, FEWEST_ROWS - 1, 2) == (Whole(),)
    assert page_ranges(1_000_000, 10**8, 1) == (Whole(),)
    assert cuts_wanted(FEWEST_ROWS - 1, 2) == 0


def test_values_between_cuts_are_in_one_range_and_null_has_its_own() -> None:
    """Half-open ranges from the least value to the greatest, and one for rows without a value."""
    assert value_ranges("at", ("3", "7")) == (
        ValueRange("at", None, "3"),
        ValueRange("at", "3", "7"),
        ValueRange("at", "7", None),
        NullRange("at"),
    )
    assert value_ranges("at", ()) == (Whole(),)
