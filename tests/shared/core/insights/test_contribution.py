"""The parts of a change add up to it, whichever way it is cut; few members that moved apart say more than many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.insights.contribution import Amount, Breakdown, most_telling, of_amounts, of_rates

if TYPE_CHECKING:
    from shared.core.table.types import Cell

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
RATES = st.floats(-1e4, 1e4, allow_nan=False)
MEMBERS = st.sampled_from([None, "a", "b", "c", "d", ""])


def sums(**values: float) -> dict[Cell, Amount]:
    """Amounts that add up."""
    return {member: Amount(value) for member, value in values.items()}


def changes(breakdown: Breakdown) -> dict[Cell, float]:
    """What each member contributes."""
    return {each.member: each.change for each in breakdown.parts}


def test_each_member_of_a_sum_contributes_its_own_change() -> None:
    """By hand: 100 to 70, of which Apple lost 40 and Nike gained 10."""
    found = of_amounts(sums(apple=60, nike=30, levis=10), sums(apple=20, nike=40, levis=10))
    assert found.change == -30
    assert [(each.member, each.change) for each in found.parts] == [("apple", -40), ("nike", 10), ("levis", 0)]
    assert [round(found.share(each) or 0, 1) for each in found.parts] == [133.3, -33.3, 0]
    assert [each.member for each in found.along()] == ["apple"]
    assert [each.member for each in found.against()] == ["nike"]


def test_a_new_member_and_a_vanished_one_are_known_as_such() -> None:
    """What was not there before counts in full, and so does what is gone."""
    found = of_amounts(sums(old=5, kept=1), sums(new=7, kept=1))
    assert found.change == 2
    assert [each.member for each in found.parts if each.is_new] == ["new"]
    assert [each.member for each in found.parts if each.is_gone] == ["old"]


def test_an_average_moves_by_rates_and_by_weights() -> None:
    """By hand: UA 10 of 50 rows to 20 of 50, AA 0 of 50 to 0 of 50: the average goes from 5 to 10, all of it by UA."""
    found = of_rates({"UA": Amount(10, 50), "AA": Amount(0, 50)}, {"UA": Amount(20, 50), "AA": Amount(0, 50)})
    assert found.change == 5
    assert changes(found) == {"UA": 5, "AA": 0}
    assert found.parts[0].rate == 5
    assert found.parts[0].mix == 0


def test_an_average_may_move_though_no_member_did() -> None:
    """By hand: rates 10 and 0 stay, UA grows from half to three quarters: 5 to 7.5, mix alone."""
    found = of_rates({"UA": Amount(10, 50), "AA": Amount(0, 50)}, {"UA": Amount(10, 75), "AA": Amount(0, 25)})
    assert found.change == pytest.approx(2.5)
    assert [each.rate for each in found.parts] == [0, 0]
    assert changes(found)["UA"] == pytest.approx(0.25 * (10 - 6.25))
    assert changes(found)["AA"] == pytest.approx(-0.25 * (0 - 6.25))


@given(st.dictionaries(MEMBERS, NUMBERS), st.dictionaries(MEMBERS, NUMBERS))
def test_contributions_of_a_sum_add_up(before: dict[Cell, float], now: dict[Cell, float]) -> None:
    """To the change of the whole, members that come and go included."""
    found = of_amounts({k: Amount(v) for k, v in before.items()}, {k: Amount(v) for k, v in now.items()})
    whole = sum(now.values()) - sum(before.values())
    assert sum(changes(found).values()) == pytest.approx(whole, abs=1e-3)
    assert found.change == pytest.approx(whole, abs=1e-3)
    assert 0 <= found.uneven <= 1


WEIGHTED = st.dictionaries(MEMBERS, st.tuples(RATES, st.integers(1, 10_000)), min_size=1)


@given(WEIGHTED, WEIGHTED)
def test_rate_and_mix_effects_add_up(before: dict[Cell, tuple[float, int]], now: dict[Cell, tuple[float, int]]) -> None:
    """To the change of the weighted average, without a rest."""

    def average(rows: dict[Cell, tuple[float, int]]) -> float:
        return sum(rate * weight for rate, weight in rows.values()) / sum(weight for _, weight in rows.values())

    found = of_rates({k: Amount(*v) for k, v in before.items()}, {k: Amount(*v) for k, v in now.items()})
    assert found.change == pytest.approx(average(now) - average(before), abs=1e-6)
    assert all(each.change == pytest.approx(each.rate + each.mix) for each in found.parts)


def test_members_that_all_move_alike_say_nothing() -> None:
    """Ten percent off everywhere is a change that no dimension explains."""
    found = of_amounts(sums(a=100, b=200, c=700), sums(a=90, b=180, c=630))
    assert found.uneven == pytest.approx(0, abs=1e-9)
    assert most_telling([("brand", found)]) == ()


def test_one_member_among_many_says_most() -> None:
    """Of twenty regions one fell; twenty products fell by chance a little each: the region is told first."""
    flat: dict[Cell, Amount] = {f"m{i}": Amount(100) for i in range(20)}
    one = of_amounts(flat, {**flat, "m3": Amount(20)})
    many = of_amounts(flat, {f"m{i}": Amount(100 - 8 * (i % 2)) for i in range(20)})
    ranked = most_telling([("product", many), ("region", one)])
    assert ranked[0] == ("region", one)
    assert one.score > 2 * many.score


def test_at_most_three_dimensions_are_told() -> None:
    """The most telling ones."""
    found = of_amounts(sums(a=10, b=10), sums(a=0, b=10))
    assert len(most_telling((f"d{i}", found) for i in range(9))) == 3


def test_nothing_moved_is_no_error() -> None:
    """No members, or none that changed."""
    assert of_amounts({}, {}).change == 0
    assert of_rates({}, {}).parts == ()
    still = of_amounts(sums(a=1), sums(a=1))
    assert still.share(still.parts[0]) is None
    assert not still.telling
