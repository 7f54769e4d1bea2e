"""What a change is made of: every member of a dimension with its part of it, and which dimension says most.

Arithmetic, not causes: the parts of one dimension add up to the whole change, exactly, however they are cut.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.core.table.types import Cell

MOST_DIMENSIONS = 3
TELLING = 0.15
"""From this score on a dimension says where a change is from; below, its members moved much alike."""
_MOST = 0.8
"""The part of all movement whose members are counted as the ones that moved."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of one member in one period: value itself, and weight (rows, or a ratio's denominator) behind a rate.

    value is None where the member has no rows then. weight stays 1 for what is added up.
    """

    value: float | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Contribution:
    """One member's part of a change, in the measure's unit.

    change is how far the whole moved through this member: the change of its own number for what is added up; for
    averages and ratios rate (its own number moved) plus mix (its weight moved).
    """

    member: Cell
    before: float | None
    now: float | None
    change: float
    rate: float = 0.0
    mix: float = 0.0

    @property
    def is_new(self) -> bool:
        """True for a member without rows before."""
        return self.before is None and self.now is not None

    @property
    def is_gone(self) -> bool:
        """True for a member without rows now."""
        return self.now is None and self.before is not None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole change cut by one dimension; parts come largest movement first.

    uneven (0 to 1) is how far the parts are from all members having moved alike; movers how many of them make most of
    the movement.
    """

    change: float
    parts: tuple[Contribution, ...]
    uneven: float
    movers: int

    @property
    def score(self) -> float:
        """How much the dimension says: much for few members that moved apart from the rest, little for many."""
        return self.uneven / (1 + math.log2(max(1, self.movers)))

    @property
    def telling(self) -> bool:
        """True when it says where the change is from."""
        return self.score >= TELLING

    def share(self, part: Contribution) -> float | None:
        """Percent of the whole change; below 0 when it went the other way, None when nothing changed."""
        return 100 * part.change / self.change if self.change else None

    def along(self) -> tuple[Contribution, ...]:
        """The parts that went the way of the whole, or up where the whole did not move."""
        return tuple(each for each in self.parts if each.change * (self.change or 1) > 0)

    def against(self) -> tuple[Contribution, ...]:
        """The parts that went the other way."""
        return tuple(each for each in self.parts if each.change * (self.change or 1) < 0)


def of_amounts(before: Mapping[Cell, Amount], now: Mapping[Cell, Amount]) -> Breakdown:
    """Cut the change of a number that adds up over members (a sum, a count): each contributes its own change."""
    parts = []
    for member in _members(before, now):
        then, here = _value(before, member), _value(now, member)
        parts.append(Contribution(member, then, here, (here or 0.0) - (then or 0.0)))
    sizes = {each.member: each.before or 0.0 for each in parts}
    return _broken_down(parts, sizes)


def of_rates(before: Mapping[Cell, Amount], now: Mapping[Cell, Amount]) -> Breakdown:
    """Cut the change of an average or a ratio into what members' own rates and their weights did.

    With w a member's share of the weights, r its rate, R the whole rate and bars for the mean of both periods:
    rate effect = mean(w) * change(r), mix effect = change(w) * (mean(r) - mean(R)). They add up to change(R) without a
    rest: E. M. Kitagawa, "Components of a Difference Between Two Rates", Journal of the American Statistical
    Association 50 (1955), 1168-1194; mean(R) is taken off because shares of weight change by nothing in total, so that
    a member's growth counts by how far it lies from the average.
    """
    middle = (_whole_rate(before) + _whole_rate(now)) / 2
    old, new = _weights(before), _weights(now)
    parts = [
        _rate_part(
            member, (_value(before, member), old.get(member, 0.0)), (_value(now, member), new.get(member, 0.0)), middle
        )
        for member in _members(before, now)
    ]
    return _broken_down(parts, old)


def _rate_part(
    member: Cell, then: tuple[float | None, float], here: tuple[float | None, float], middle: float
) -> Contribution:
    """One member's effects; a rate that one period lacks is taken as the other's, so that all of it is mix."""
    first = then[0] if then[0] is not None else here[0] or 0.0
    last = here[0] if here[0] is not None else first
    rate = (then[1] + here[1]) / 2 * (last - first)
    mix = (here[1] - then[1]) * ((first + last) / 2 - middle)
    return Contribution(member, then[0], here[0], rate + mix, rate, mix)


def most_telling(breakdowns: Iterable[tuple[str, Breakdown]]) -> tuple[tuple[str, Breakdown], ...]:
    """Return the named breakdowns that say where the change is from, the most telling first, at most three."""
    telling = [each for each in breakdowns if each[1].telling]
    return tuple(sorted(telling, key=lambda each: -each[1].score)[:MOST_DIMENSIONS])


def _broken_down(parts: Sequence[Contribution], sizes: Mapping[Cell, float]) -> Breakdown:
    """Measure how unlike the parts moved.

    Compared with what each would have moved had all moved at the same pace; that surprise beside what a member explains
    tells drivers is the idea of R. Bhagwan et al., "Adtributor: Revenue Debugging in Advertising Systems", NSDI 2014.
    """
    ordered = tuple(sorted(parts, key=lambda each: (-abs(each.change), str(each.member))))
    change = math.fsum(each.change for each in ordered)
    moved = math.fsum(abs(each.change) for each in ordered)
    if not moved or len(ordered) < 2:  # noqa: PLR2004 - one member is the whole
        return Breakdown(change, ordered, 0.0, len(ordered))
    whole = math.fsum(sizes.values())
    alike = whole > 0 and all(size >= 0 for size in sizes.values())
    apart = math.fsum(
        abs(each.change - change * (sizes.get(each.member, 0.0) / whole if alike else 1 / len(ordered)))
        for each in ordered
    )
    return Breakdown(change, ordered, min(1.0, apart / (2 * moved)), _movers(ordered, moved))


def _movers(ordered: Sequence[Contribution], moved: float) -> int:
    total = 0.0
    for count, each in enumerate(ordered, start=1):
        total += abs(each.change)
        if total >= _MOST * moved:
            return count
    return len(ordered)


def _members(before: Mapping[Cell, Amount], now: Mapping[Cell, Amount]) -> tuple[Cell, ...]:
    return tuple(dict.fromkeys((*now, *before)))


def _value(amounts: Mapping[Cell, Amount], member: Cell) -> float | None:
    found = amounts.get(member)
    return found.value if found is not None else None


def _weighed(amounts: Mapping[Cell, Amount]) -> dict[Cell, Amount]:
    return {member: each for member, each in amounts.items() if each.value is not None and each.weight}


def _weights(amounts: Mapping[Cell, Amount]) -> dict[Cell, float]:
    """Each member's share of all weights; a member without a rate weighs nothing."""
    weighed = _weighed(amounts)
    whole = math.fsum(each.weight for each in weighed.values())
    return {member: each.weight / whole for member, each in weighed.items()} if whole else {}


def _whole_rate(amounts: Mapping[Cell, Amount]) -> float:
    weights = _weights(amounts)
    return math.fsum(weights[member] * (amounts[member].value or 0.0) for member in weights)
