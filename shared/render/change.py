"""A change as an answer: the sentence that says where it is from, its table, its bars.

The words say what adds up ("mostly from"), never what caused it ("because").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.wording import lower_first, plural_words, upper_first
from shared.core.table.chart import ChartKind, ChartSpec
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render.escape import one_line
from shared.render.numbers import headline_number, number, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.insights.change import Change, Cut
    from shared.core.insights.contribution import Contribution
    from shared.core.table.types import Cell

ROWS = 10
"""Members shown; the others stand in one row."""
ARITHMETIC = "This is arithmetic over the rows: it says where the change is, not what caused it."
_ENOUGH = 60.0
"""Percent of a change that its named drivers should make up."""
_DRIVERS, _COMERS = 3, 3
_MANY = 5
_ALL = 100.0
_PERCENT = "%"


def change_headline(change: Change) -> str:
    """Say how far it moved, between what, and from which members most of it is."""
    return f"{_moved(change)}{_where_from(change)}."


def change_notes(change: Change) -> tuple[str, ...]:
    """Say what else was found: other dimensions, what came and went, the inside of the biggest driver."""
    said = [f"By {cut.label}: {_drivers(cut, change)}." for cut in change.cuts[1:]]
    if change.inside is not None:
        said.append(f"Inside {_biggest(change.cuts[0])}: mostly from {_drivers(change.inside, change)}.")
    if change.cuts:
        said += _comers(change.cuts[0])
    return (*said, *_by_day(change), ARITHMETIC)


def _by_day(change: Change) -> tuple[str, ...]:
    """Say what it was a day, where the two periods are of different lengths."""
    if change.days is None or change.days[0] == change.days[1] or 0 in change.days:
        return ()
    before, now = change.before / change.days[0], change.now / change.days[1]
    each = f"{_figure(round(before, 2), change)} before and {_figure(round(now, 2), change)} now"
    return (f"The periods have {change.days[0]} and {change.days[1]} days: by day it is {each}.",)


def change_table(change: Change) -> ResultTable:
    """Lay out the most telling dimension's members, largest movement first; without one, the two numbers."""
    cut = change.shown
    if cut is None:
        row = tuple(_cell(each, change) for each in (change.before, change.now, change.amount))
        return ResultTable((*_two(change), _column("change", "Change", change)), (row,))
    parts, rest = cut.breakdown.parts[:ROWS], cut.breakdown.parts[ROWS:]
    rows = [_row(each, cut, change) for each in parts]
    if rest:
        rows.append(_others(rest, cut, change))
    member = ResultColumn("driver", upper_first(cut.label), DataType.TEXT, Role.DIMENSION)
    effects = (
        _column("rate_effect", "From its own change", change),
        _column("mix_effect", "From its weight", change),
    )
    share = ResultColumn("share_of_change", "Share of the change", DataType.FLOAT, Role.MEASURE, _PERCENT)
    moved = _column("change", "Part of the change" if change.is_rate else "Change", change)
    return ResultTable((member, *_two(change), *(effects if change.is_rate else ()), moved, share), tuple(rows))


def change_chart(change: Change) -> ChartSpec | None:
    """Draw the members' parts of the change as bars; None where none of them stands out."""
    if not change.cuts:
        return None
    moved = 5 if change.is_rate else 3
    return ChartSpec(
        ChartKind.BAR, 0, (moved,), None, f"What moved {lower_first(change.measure)}, by {change.cuts[0].label}"
    )


def _moved(change: Change) -> str:
    said = f"{one_line(change.measure)}{f' {change.scope}' if change.scope else ''}"
    then = f"{_figure(change.before, change)} in {change.before_period}"
    here = f"{_figure(change.now, change)} in {change.now_period}"
    if change.amount == 0:
        return f"{said} is the same in {change.now_period} as in {change.before_period}: {_figure(change.now, change)}"
    way = "up" if change.amount > 0 else "down"
    growth = "" if change.growth is None or change.unit == _PERCENT else f" ({_percent(abs(change.growth))})"
    far = f"{way} {_far(abs(change.amount), change)}{growth}, from {then} to {here}"
    thought = "up" if change.said > 0 else "down"
    return f"{said} did not go {thought}: it is {far}" if change.said * change.amount < 0 else f"{said} is {far}"


def _percent(value: float) -> str:
    tenth = _rounded(round(value, 1))
    return number(tenth, _PERCENT, 0 if isinstance(tenth, int) else 1)


def _far(amount: float, change: Change) -> str:
    """A distance: of percentages it is said in points."""
    if change.unit == _PERCENT:
        points = _rounded(round(amount, 2))
        return f"{number(points)} {'point' if points == 1 else 'points'}"
    return _figure(amount, change)


def _where_from(change: Change) -> str:
    if not change.looked_at:
        return "; there is nothing here to cut it by"
    if not change.cuts:
        return f"; the change is spread evenly over {_few(change.looked_at)}: their members moved much alike"
    cut = change.cuts[0]
    against = cut.breakdown.against()
    if _cancels(cut):
        both = _listed([_part(each, change) for each in cut.breakdown.parts[:_DRIVERS]])
        return f"; the ups and downs by {cut.label} nearly cancel out: {both}"
    other = f", while {_part(against[0], change)} went the other way" if against else ""
    return f", mostly from {cut.label} {_drivers(cut, change)}{other}"


def _cancels(cut: Cut) -> bool:
    """True where the parts moved many times as far as the whole did."""
    moved = sum(abs(each.change) for each in cut.breakdown.parts)
    return moved > _MANY * abs(cut.breakdown.change)


def _drivers(cut: Cut, change: Change) -> str:
    """Name the members that make up most of it, with their parts."""
    named: list[Contribution] = []
    reached = 0.0
    for each in cut.breakdown.along()[:_DRIVERS]:
        named.append(each)
        reached += cut.breakdown.share(each) or 0.0
        if reached >= _ENOUGH:
            break
    if not cut.breakdown.change:
        named = list(cut.breakdown.parts[:_DRIVERS])
    return _listed([_part(each, change, cut) for each in named])


def _part(part: Contribution, change: Change, cut: Cut | None = None) -> str:
    share = cut.breakdown.share(part) if cut else None
    of = f", {number(share, _PERCENT, 0)} of the change" if share is not None and 0 < share <= _ALL else ""
    far = signed(_rounded(part.change), change.unit if change.unit != _PERCENT else "")
    return f"{_name(part.member)} ({far}{of})"


def _biggest(cut: Cut) -> str:
    return f"{cut.label} {_name(cut.breakdown.along()[0].member)}"


def _comers(cut: Cut) -> list[str]:
    said = []
    for title, found in (
        ("New", [each for each in cut.breakdown.parts if each.is_new]),
        ("No longer there", [each for each in cut.breakdown.parts if each.is_gone]),
    ):
        names = [_name(each.member) for each in found[:_COMERS]]
        more = [f"{len(found) - _COMERS} more"] if len(found) > _COMERS else []
        if names:
            said.append(f"{title}: {_listed([*names, *more])}.")
    return said


def _row(part: Contribution, cut: Cut, change: Change) -> tuple[Cell, ...]:
    effects = (_cell(part.rate, change), _cell(part.mix, change)) if change.is_rate else ()
    share = cut.breakdown.share(part)
    ends = (_cell(part.before, change), _cell(part.now, change))
    rounded = round(share, 1) + 0.0 if share is not None else None  # minus nothing is nothing
    return (_name(part.member), *ends, *effects, _cell(part.change, change), rounded)


def _others(rest: Sequence[Contribution], cut: Cut, change: Change) -> tuple[Cell, ...]:
    """All members that are not shown; rates do not add up, so that theirs stay open."""
    said = f"{number(len(rest))} other {plural_words(cut.label)}" if len(rest) > 1 else _name(rest[0].member)
    moved = sum(each.change for each in rest)
    share = round(100 * moved / cut.breakdown.change, 1) if cut.breakdown.change else None
    if change.is_rate:
        effects = (_cell(sum(each.rate for each in rest), change), _cell(sum(each.mix for each in rest), change))
        return (said, None, None, *effects, _cell(moved, change), share)
    before, now = (sum(values) for values in zip(*((each.before or 0, each.now or 0) for each in rest), strict=True))
    return (said, _cell(before, change), _cell(now, change), _cell(moved, change), share)


def _two(change: Change) -> tuple[ResultColumn, ResultColumn]:
    return (
        _column("before", f"{change.measure}, {change.before_period}", change),
        _column("now", f"{change.measure}, {change.now_period}", change),
    )


def _column(name: str, label: str, change: Change) -> ResultColumn:
    kind = DataType.INTEGER if change.whole_numbers and not change.is_rate else DataType.FLOAT
    return ResultColumn(name, label, kind, Role.MEASURE, change.unit)


def _cell(value: float | None, change: Change) -> Cell:
    if value is None:
        return None
    return round(value) if change.whole_numbers and not change.is_rate else _rounded(value)


def _rounded(value: float) -> float | int:
    """A float without the dust of adding floats; whole when it is."""
    clean = round(value, 6)
    return int(clean) if clean == int(clean) else clean


def _figure(value: float, change: Change) -> str:
    return headline_number(_rounded(value), one_line(change.unit))


def _name(member: Cell) -> str:
    if member is None:
        return "(none)"
    return one_line(str(member)) or "(empty)"


def _few(items: Sequence[str]) -> str:
    """Name the first of many."""
    rest = len(items) - _DRIVERS
    return _listed([*items[:_DRIVERS], f"{rest} more"] if rest > 1 else items)


def _listed(items: Sequence[str]) -> str:
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
