"""Statistics of a table over which rows were laid."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from shared.core.store.statistics import MOST_VALUES, ColumnStatistics, TableStatistics

CITY = ColumnStatistics("city", 1, 2, "Agra", "Pune", ("Pune", "Agra"))
AMOUNT = ColumnStatistics("amount", 0, 900, "-5.00", "99.50", (), 12.5, 3.0)
DAY = ColumnStatistics("day", 0, 400, "2025-01-01", "2026-03-01")


def widened(old: ColumnStatistics, new: ColumnStatistics, kind: str = "VARCHAR") -> ColumnStatistics:
    """The column of that type after the rows were laid over it."""
    whole = TableStatistics((old,)).widened(TableStatistics((new,)), {old.name: kind})
    assert not whole.is_exact
    return whole.columns[0]


@pytest.mark.parametrize(
    ("kind", "ordered"),
    [
        ("DECIMAL(12,2)", ["-10.00", "-9.50", "0.00", "9.00", "10.00", "100.00"]),
        ("DOUBLE", ["-inf", "-1e+300", "9.5", "10.0", "1e+16", "inf", "nan"]),
        ("VARCHAR", ["-5", "10", "9", "Infinity", "a", "infinity", "nan"]),
        ("DATE", ["-infinity", "4714-11-24 (BC)", "0044-03-15 (BC)", "0044-03-16 (BC)", "0044-03-15", "2026-03-01",
                  "10000-01-01", "infinity"]),
        ("TIMESTAMP WITH TIME ZONE", ["-infinity", "0100-01-01 (BC) 12:00:00+00", "0044-03-15 (BC) 12:00:00+00",
                                      "0044-03-15 (BC) 12:00:00.5+00", "2026-03-01 12:00:00+00",
                                      "2026-03-01 12:00:00.5+00", "12345-01-01 00:00:00+00", "infinity"]),
    ],
)  # fmt: skip
def test_extremes_grow_by_the_order_of_the_columns_type(kind: str, ordered: list[str]) -> None:
    """Numbers as numbers, moments as the calendar has them, words as they are written; nothing is less than nothing."""
    for less, more in pairwise(ordered):
        for one, other in ((less, more), (more, less)):
            both = widened(replace(DAY, least=one, greatest=one), replace(DAY, least=other, greatest=other), kind)
            assert (both.least, both.greatest) == (less, more)
        alone = widened(replace(DAY, least=None, greatest=None), replace(DAY, least=less, greatest=more), kind)
        assert (alone.least, alone.greatest) == (less, more)
        still = widened(alone, replace(DAY, least=None, greatest=None), kind)
        assert (still.least, still.greatest) == (less, more)


@pytest.mark.parametrize("kind", ["INTERVAL", "INTEGER[]"])
def test_extremes_that_their_texts_do_not_tell_are_not_told(kind: str) -> None:
    """9 days are more than 10 hours."""
    both = widened(replace(DAY, least="10:00:00"), replace(DAY, least="9 days"), kind)
    assert (both.least, both.greatest) == (None, None)


def test_values_are_all_that_there_may_be() -> None:
    """Until there are too many; a column that has too many already tells none."""
    both = widened(CITY, replace(CITY, distinct=1, values=("Delhi",)))
    assert (both.values, both.distinct, both.nulls) == (("Pune", "Agra", "Delhi"), 3, 2)
    many = tuple(f"c{i}" for i in range(MOST_VALUES))
    assert widened(CITY, replace(CITY, distinct=MOST_VALUES, values=many)).values == ()
    assert widened(CITY, replace(CITY, distinct=5000, values=())).values == ()
    assert widened(AMOUNT, AMOUNT, "DECIMAL(12,2)").mean == AMOUNT.mean
