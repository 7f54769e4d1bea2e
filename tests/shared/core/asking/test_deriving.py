"""Numbers derived over spans of time, and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Grain
from shared.core.semantic.query import Derivation, Offset
from tests.fakes.bookings import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.query import SemanticQuery

YEAR, MONTH = Offset(Grain.YEAR), Offset(Grain.MONTH)


@pytest.mark.parametrize(
    ("text", "derivation", "offset", "grain"),
    [
        ("MoM growth of revenue", Derivation.GROWTH, MONTH, Grain.MONTH),
        ("month over month change in revenue", Derivation.CHANGE, MONTH, Grain.MONTH),
        ("revenue by month with YoY growth", Derivation.GROWTH, YEAR, Grain.MONTH),
        ("year over year growth in total tax", Derivation.GROWTH, YEAR, Grain.YEAR),
        ("yearly growth of revenue", Derivation.GROWTH, YEAR, Grain.YEAR),
        ("growth of revenue by month", Derivation.GROWTH, None, Grain.MONTH),
    ],
)
def test_a_number_is_set_against_an_earlier_span(
    text: str,
    derivation: Derivation,
    offset: Offset | None,
    grain: Grain,
    query_of: Callable[..., SemanticQuery],
) -> None:
    """The plain number stands first, the derived one beside it, in buckets of time."""
    query = query_of(text, MODEL)
    assert [each.derivation for each in query.measures] == [None, derivation]
    assert query.measures[1].offset == offset
    assert [each.grain for each in query.dimensions] == [grain]


@pytest.mark.parametrize(
    "text", ["running total of revenue by month since the start of the year", "year to date revenue by month"]
)
def test_a_running_total_may_start_anew(text: str, query_of: Callable[..., SemanticQuery]) -> None:
    """Since the start of each year, month by month."""
    query = query_of(text, MODEL)
    assert query.measures[1].derivation is Derivation.RUNNING_TOTAL
    assert query.measures[1].since is Grain.YEAR


def test_the_same_bucket_a_year_before_stands_beside(query_of: Callable[..., SemanticQuery]) -> None:
    """A comparison of buckets is no comparison of two periods."""
    query = query_of("revenue by month compared to last year", MODEL)
    assert query.compare is None
    assert [(each.derivation, each.offset) for each in query.measures] == [
        (None, None),
        (Derivation.PRIOR, YEAR),
        (Derivation.GROWTH, YEAR),
    ]


@pytest.mark.parametrize(
    "text", ["rank customers by revenue", "revenue by customer name with their rank", "revenue rank by country"]
)
def test_a_rank_is_a_column(text: str, query_of: Callable[..., SemanticQuery]) -> None:
    """The place by size stands beside the number it goes by."""
    query = query_of(text, MODEL)
    assert [each.derivation for each in query.measures] == [None, Derivation.RANK]
    assert query.dimensions


def test_a_grain_joined_to_a_group_is_a_group(query_of: Callable[..., SemanticQuery]) -> None:
    """As in "by channel and month"."""
    query = query_of("revenue by channel and month", MODEL)
    assert [(each.field, each.grain) for each in query.dimensions] == [("channel", None), ("booked_on", Grain.MONTH)]
