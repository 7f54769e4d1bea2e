"""The headline of numbers over time: from where to where, added up, or grown since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.model import Grain
from shared.core.semantic.query import Derivation
from shared.core.semantic.wording import plain_measure_label
from shared.core.table.result import Role
from shared.render.cells import is_number
from shared.render.numbers import count, headline_number
from shared.render.sentence_parts import measure_places, member_at, value_at

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.result import ResultTable


def trend(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    """Return how the first number went over the calendar; where is the scope, with a space before it."""
    place = measure_places(table)[0]
    label = plain_measure_label(query.measures[0], model)
    when = next(i for i, each in enumerate(query.dimensions) if each.grain and not each.grain.recurs)
    present = [i for i, row in enumerate(table.rows) if row[place] is not None and row[when] is not None]
    if not present or len(query.dimensions) > 1:
        return _over_groups(query, table, label, where)
    peak = max(present, key=lambda i: float(table.rows[i][place]))  # type: ignore[arg-type]
    first, last = present[0], present[-1]
    if (running := _derived(query, table, Derivation.RUNNING_TOTAL)) is not None:
        return f"{label}{where} adds up to {value_at(table, last, running)} by {member_at(table, last, when)}."
    if first == last:
        return f"{label} is {value_at(table, first, place)} {_at(table, first, when)}{where}."
    if grown := _grown(query, table, when):
        return f"{label} is {value_at(table, last, place)} {_at(table, last, when)}{where}, {grown}."
    return (
        f"{label} went from {value_at(table, first, place)} ({member_at(table, first, when)}) "
        f"to {value_at(table, last, place)} ({member_at(table, last, when)}){where}; "
        f"the peak is {value_at(table, peak, place)} {_at(table, peak, when)}."
    )


def _over_groups(query: SemanticQuery, table: ResultTable, label: str, where: str) -> str:
    """Return the highest point of several lines over time."""
    place = measure_places(table)[0]
    by = " and ".join(table.columns[i].label.lower() for i in table.indexes(Role.DIMENSION))
    known = [i for i, row in enumerate(table.rows) if is_number(row[place])]
    if not known or len(query.dimensions) == 1:
        return f"{label} by {by}{where}: {count(len(table.rows), 'row')}."
    peak = max(known, key=lambda i: float(table.rows[i][place]))  # type: ignore[arg-type]
    return f"{label} by {by}{where}: the peak is {value_at(table, peak, place)}, {member_at(table, peak)}."


def _derived(query: SemanticQuery, table: ResultTable, derivation: Derivation) -> int | None:
    """Return where the number derived so stands; None where there is none."""
    pairs = zip(measure_places(table), query.measures, strict=False)
    return next((place for place, each in pairs if each.derivation is derivation), None)


def _grown(query: SemanticQuery, table: ResultTable, when: int) -> str:
    """Return how far the last row is from the span that it is set against: "down 45% from the month before"."""
    place = _derived(query, table, Derivation.GROWTH)
    cell = table.rows[-1][place] if place is not None else None
    if place is None or not is_number(cell):
        return ""
    offset = next((each.offset for each in query.measures if each.derivation is Derivation.GROWTH), None)
    row = table.columns[when].grain
    before = f"the {row} before"
    if offset is not None and (offset.spans > 1 or offset.grain != row):
        before = f"{offset.spans} {offset.grain}s before" if offset.spans > 1 else f"a {offset.grain} before"
    amount = float(cell)  # type: ignore[arg-type]
    way = "up" if amount > 0 else "down"
    return f"{way} {headline_number(abs(amount), '%')} from {before}" if amount else f"the same as {before}"


def _at(table: ResultTable, row: int, when: int) -> str:
    """Return a point of time with its preposition: in Jun 2013, on 3 Jun 2013, in the week of 3 Jun 2013."""
    said = member_at(table, row, when)
    grain = table.columns[when].grain
    if grain == Grain.WEEK:
        return f"in the {said}"
    return f"{'on' if grain == Grain.DAY else 'at' if grain == Grain.HOUR else 'in'} {said}"
