"""The first line of an answer: one sentence with the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.wording import lower_first, plain_measure_label
from shared.core.table.result import Role
from shared.render.cells import cell_text, is_number
from shared.render.numbers import count, headline_number

if TYPE_CHECKING:
    from shared.core.semantic.model import Entity, SemanticModel
    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.result import ResultTable


def headline(query: SemanticQuery, table: ResultTable, model: SemanticModel, scope: str = "") -> str:
    """Return the sentence; scope says which rows it is about ("in June 2013"), empty for all of them."""
    where = f" {scope}" if scope else ""
    if not table.rows or _nothing(table):
        entity = model.entity(query.entity)
        return f"There are no {entity.noun if entity else 'rows'}{where}."
    if query.columns:
        return f"{_found(table, model.entity(query.entity))}{where}."
    return _aggregate(query, table, model, where)


def _aggregate(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    if not query.measures:
        return f"{count(len(table.rows), 'different ' + lower_first(table.columns[0].label))}{where}."
    if query.compare:
        return _comparison(query, table, model, where)
    if not query.dimensions:
        return _single(query, table, model, where)
    if any(each.grain and not each.grain.recurs for each in query.dimensions):
        return _trend(query, table, model, where)
    return _ranking(query, table, model, where)


def _found(table: ResultTable, entity: Entity | None) -> str:
    noun = entity.noun if entity else "rows"
    if table.truncated:
        return f"The first {len(table.rows):,} {noun}"
    return f"{len(table.rows):,} {noun}"


def _nothing(table: ResultTable) -> bool:
    """True for a lone row of totals over no rows at all."""
    return len(table.rows) == 1 and all(cell is None for cell in table.rows[0])


def _value(table: ResultTable, row: int, column: int) -> str:
    cell = table.rows[row][column]
    if is_number(cell):
        return headline_number(cell, table.columns[column].unit)
    return cell_text(cell, table.columns[column])


def _measure_places(table: ResultTable) -> tuple[int, ...]:
    return table.indexes(Role.MEASURE)


def _single(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    counted = query.measures[0]
    if len(query.measures) == 1 and counted.field is None and counted.derivation is None and not counted.name:
        entity = model.entity(query.entity)
        return f"There are {_value(table, 0, 0)} {entity.noun if entity else 'rows'}{where}."
    parts: list[str] = []
    for place, measure in zip(_measure_places(table), query.measures, strict=True):
        label = table.columns[place].label if measure.derivation else plain_measure_label(measure, model)
        parts.append(f"{lower_first(label) if parts else label} is {_value(table, 0, place)}")
    return f"{', '.join(parts)}{where}."


def _comparison(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    first = _measure_places(table)[0]
    label = plain_measure_label(query.measures[0], model)
    if query.dimensions:
        leader = _member(table, 0)
        return (
            f"{leader} leads with {lower_first(label)} of {_value(table, 0, first)}{where}, {_moved(table, 0, first)}."
        )
    return f"{label} is {_value(table, 0, first)}{where}, {_moved(table, 0, first)}."


def _moved(table: ResultTable, row: int, first: int) -> str:
    before, change = table.rows[row][first + 1], table.rows[row][first + 2]
    if before is None or change is None:
        return "with nothing to compare it with before"
    amount = float(change)  # type: ignore[arg-type]
    if amount == 0:
        return f"the same as before ({_value(table, row, first + 1)})"
    way = "up" if amount > 0 else "down"
    return f"{way} {headline_number(abs(amount), '%')} from {_value(table, row, first + 1)}"


def _trend(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    place = _measure_places(table)[0]
    label = plain_measure_label(query.measures[0], model)
    when = next(i for i, each in enumerate(query.dimensions) if each.grain and not each.grain.recurs)
    present = [i for i, row in enumerate(table.rows) if row[place] is not None and row[when] is not None]
    if not present or len(query.dimensions) > 1:
        return f"{label} by {table.columns[when].label.lower()}{where}: {count(len(table.rows), 'row')}."
    peak = max(present, key=lambda i: float(table.rows[i][place]))  # type: ignore[arg-type]
    first, last = present[0], present[-1]
    if first == last:
        return f"{label} is {_value(table, first, place)} in {_member(table, first, when)}{where}."
    return (
        f"{label} went from {_value(table, first, place)} ({_member(table, first, when)}) "
        f"to {_value(table, last, place)} ({_member(table, last, when)}){where}; "
        f"the peak is {_value(table, peak, place)} in {_member(table, peak, when)}."
    )


def _ranking(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    place = _measure_places(table)[0]
    label = lower_first(plain_measure_label(query.measures[0], model))
    sizes = {i: float(row[place]) for i, row in enumerate(table.rows) if is_number(row[place])}  # type: ignore[arg-type]
    if not sizes:
        return f"{count(len(table.rows), 'group')}{where}."
    if len(sizes) == 1 and query.limit != 1:
        (only,) = sizes
        return f"{_member(table, only)}: {label} is {_value(table, only, place)}{where}."
    asked = query.order[0] if query.order else None
    lowest = asked is not None and asked.by == query.measures[0] and not asked.descending
    chosen = min(sizes, key=sizes.__getitem__) if lowest else max(sizes, key=sizes.__getitem__)
    way = "lowest" if lowest else "highest"
    return f"{_member(table, chosen)} has the {way} {label}{where}: {_value(table, chosen, place)}."


def _member(table: ResultTable, row: int, column: int | None = None) -> str:
    """Return the names of a row's group, joined by a comma."""
    places = table.indexes(Role.DIMENSION) if column is None else (column,)
    return ", ".join(cell_text(table.rows[row][i], table.columns[i]) for i in places)
