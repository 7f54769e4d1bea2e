"""Which readings may be kept, and which of them lie near."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.core.asking.answer import Tier
from shared.core.asking.question import Intent, IntentKind
from shared.core.caching.packing import pack, unpack
from shared.core.caching.readings import KeptReading, Neighbour, Neighbours, as_text, hangs_on_the_hour
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import AllOf, Condition, FieldRef, MeasureRef, Operator, Period, Related, SemanticQuery

QUERY = SemanticQuery("lines", (MeasureRef("lines", Aggregation.COUNT),))
PACKED_AT = FieldRef("lines", "packed_at")
NINE = datetime(2024, 6, 12, 9)
READING = KeptReading(Intent(IntentKind.KPI, 0.75), QUERY, ("a note",), Tier.STRONG)


def one(signature: str, *vector: float, limit: int = 1) -> Neighbour:
    """Return a neighbour there."""
    return Neighbour(signature, as_text(vector), replace(READING, query=replace(QUERY, limit=limit)))


@pytest.mark.parametrize(
    ("query", "hangs"),
    [
        (QUERY, False),
        (replace(QUERY, period=Period(PACKED_AT, date(2024, 6, 1), date(2024, 6, 12), "so far")), False),
        (replace(QUERY, period=Period(PACKED_AT, datetime(2024, 6, 1), datetime(2024, 6, 12), "so far")), False),
        (replace(QUERY, period=Period(PACKED_AT, datetime(2024, 6, 12, 6), NINE, "last 3 hours")), True),
        (replace(QUERY, filters=AllOf((Condition(PACKED_AT, Operator.GT, (NINE,)),))), True),
        (replace(QUERY, filters=Related("x", period=Period(PACKED_AT, NINE, None, "since nine"))), True),
        (replace(QUERY, filters=Condition(PACKED_AT, Operator.GT, (datetime(2024, 6, 1, tzinfo=UTC),))), False),
    ],
)
def test_a_moment_within_a_day_is_seen_wherever_it_stands(query: SemanticQuery, hangs: bool) -> None:  # noqa: FBT001
    """Such a reading is another one an hour later."""
    assert hangs_on_the_hour(query) is hangs


def test_neighbours_come_back_as_they_were_kept() -> None:
    """With their readings."""
    kept = Neighbours((one("a", 0.6, 0.8), one("b", 1.0, 0.0)))
    assert unpack(Neighbours, pack(kept)) == kept
    assert unpack(KeptReading, pack(READING)) == READING


def test_the_nearest_that_says_the_same_is_taken() -> None:
    """A nearer one that says something else is not; nor one too far, or of another embedder."""
    here = as_text((1.0, 0.0))
    kept = Neighbours((one("same", 0.8, 0.6, limit=2), one("other", 1.0, 0.0, limit=3), one("same", 0.9, 0.4, limit=4)))
    found = kept.agreeing("same", here, 0.7)
    assert found is not None
    assert found.query.limit == 4
    assert kept.agreeing("same", here, 0.95) is None
    assert kept.agreeing("unheard", here, 0.0) is None
    assert kept.agreeing("same", as_text((1.0, 0.0, 0.0)), 0.1) is None


def test_a_newer_one_takes_the_place_of_an_older_that_said_the_same() -> None:
    """And the oldest make room."""
    kept = Neighbours((one("a", 1.0), one("b", 1.0), one("c", 1.0)))
    assert [each.signature for each in kept.with_one(one("a", 1.0), 3).items] == ["b", "c", "a"]
    assert [each.signature for each in kept.with_one(one("d", 1.0), 3).items] == ["b", "c", "d"]
