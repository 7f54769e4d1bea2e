"""Statistics of a table over which rows were laid."""

from __future__ import annotations

from dataclasses import replace

from shared.core.store.statistics import MOST_VALUES, ColumnStatistics, TableStatistics

CITY = ColumnStatistics("city", 1, 2, "Agra", "Pune", ("Pune", "Agra"))
AMOUNT = ColumnStatistics("amount", 0, 900, "-5.00", "99.50", (), 12.5, 3.0)
DAY = ColumnStatistics("day", 0, 400, "2025-01-01", "2026-03-01")


def widened(old: ColumnStatistics, new: ColumnStatistics) -> ColumnStatistics:
    """The column after the rows were laid over it."""
    whole = TableStatistics((old,)).widened(TableStatistics((new,)))
    assert not whole.is_exact
    return whole.columns[0]


def test_extremes_grow_by_the_order_of_what_they_are() -> None:
    """Numbers as numbers, days and words as they are written; nothing is less than nothing."""
    assert widened(AMOUNT, replace(AMOUNT, least="-10.00", greatest="100.00")).greatest == "100.00"
    assert widened(AMOUNT, replace(AMOUNT, least="-10.00", greatest="9.00")).least == "-10.00"
    assert widened(DAY, replace(DAY, greatest="2026-03-02")).greatest == "2026-03-02"
    assert widened(CITY, replace(CITY, least="Aachen", greatest="Zurich")).greatest == "Zurich"
    assert widened(replace(DAY, least=None, greatest=None), DAY).least == "2025-01-01"
    assert widened(DAY, replace(DAY, least=None, greatest=None)).greatest == "2026-03-01"
    assert widened(AMOUNT, replace(AMOUNT, greatest="NaN")).greatest == "NaN"


def test_values_are_all_that_there_may_be() -> None:
    """Until there are too many; a column that has too many already tells none."""
    both = widened(CITY, replace(CITY, distinct=1, values=("Delhi",)))
    assert (both.values, both.distinct, both.nulls) == (("Pune", "Agra", "Delhi"), 3, 2)
    many = tuple(f"c{i}" for i in range(MOST_VALUES))
    assert widened(CITY, replace(CITY, distinct=MOST_VALUES, values=many)).values == ()
    assert widened(CITY, replace(CITY, distinct=5000, values=())).values == ()
    assert widened(AMOUNT, AMOUNT).mean == AMOUNT.mean
