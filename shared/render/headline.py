"""The first line of an answer: one sentence with the number."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import CompareTo, FieldRef
from shared.core.semantic.wording import lower_first, plain_measure_label, plural_words, singular_words
from shared.core.table.result import Role
from shared.render.cells import cell_text, is_number
from shared.render.numbers import count, headline_number, number

if TYPE_CHECKING:
    from shared.core.semantic.model import Entity, SemanticModel
    from shared.core.semantic.query import MeasureRef, OrderBy, SemanticQuery
    from shared.core.table.result import ResultTable


_WIDE = 10
"""Ranges this wide are said in whole numbers."""
_PAST = ("last ", "previous ", "yesterday", "in the last ", "in the past ", "in the previous ")


def headline(query: SemanticQuery, table: ResultTable, model: SemanticModel, scope: str = "") -> str:
    """Return the sentence; scope says which rows it is about ("in June 2013"), empty for all of them."""
    where = f" {scope}" if scope else ""
    if not table.rows or _nothing(table):
        entity = model.entity(query.entity)
        return f"There are no {entity.noun if entity else 'rows'}{where}."
    if query.columns:
        return _listed(query, table, model, where)
    return _aggregate(query, table, model, where)


def _aggregate(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    if not query.measures:
        one = f"different {lower_first(table.columns[0].label)}"
        return f"{count(len(table.rows), one, plural_words(one))}{where}."
    if query.compare:
        return _comparison(query, table, model, where)
    if not query.dimensions:
        return _single(query, table, model, where)
    if any(each.bins is not None for each in query.dimensions) and len(query.dimensions) == 1:
        return _spread(query, table, model, where)
    ranked = query.order and query.order[0].by in query.measures
    if not ranked and any(each.grain and not each.grain.recurs for each in query.dimensions):
        return _trend(query, table, model, where)
    return _ranking(query, table, model, where)


def _rows(amount: int, entity: Entity | None) -> str:
    """Return how many rows, by what they are: 1 invoice, 985 flights."""
    noun = entity.noun if entity else "rows"
    return count(amount, singular_words(noun), noun)


def _listed(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    entity = model.entity(query.entity)
    first = query.order[0] if query.order else None
    if first is not None and query.limit is not None and isinstance(first.by, FieldRef) and first.by in query.columns:
        return _first_of(first, query.columns.index(first.by), table, entity, where)
    if table.truncated:
        return f"The first {len(table.rows):,} {entity.noun if entity else 'rows'}{where}."
    return f"There {'is' if len(table.rows) == 1 else 'are'} {_rows(len(table.rows), entity)}{where}."


def _first_of(order: OrderBy, place: int, table: ResultTable, entity: Entity | None, where: str) -> str:
    """Say what the first rows in some order are: "The invoice with the highest gross total: ₹1.54 lakh"."""
    column, size = table.columns[place], len(table.rows)
    what = singular_words(entity.noun if entity else "rows") if size == 1 else _rows(size, entity)
    top, end = _value(table, 0, place), _value(table, size - 1, place)
    if column.type.is_temporal:
        way, span = ("latest", f"{end} to {top}") if order.descending else ("earliest", f"{top} to {end}")
        return f"The {way} {what}{where}: {top if top == end else span}."
    way = "highest" if order.descending else "lowest"
    span = f": {top}" if size == 1 else f", from {top} to {end}"
    return f"The {what} with the {way} {lower_first(column.label)}{where}{span}."


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
    past = where.strip().startswith(_PAST)
    if len(query.measures) == 1 and counted.derivation is None and not counted.name:
        there = _counted(counted, table, model)
        if there:
            one = table.rows[0][0] == 1
            verb = ("was" if one else "were") if past else ("is" if one else "are")
            return f"There {verb} {there}{where}."
    parts: list[str] = []
    for place, measure in zip(_measure_places(table), query.measures, strict=True):
        label = table.columns[place].label if measure.derivation else plain_measure_label(measure, model)
        parts.append(f"{lower_first(label) if parts else label} {'was' if past else 'is'} {_value(table, 0, place)}")
    return f"{', '.join(parts)}{where}."


def _counted(measure: MeasureRef, table: ResultTable, model: SemanticModel) -> str:
    """Return what there is so many of: "119 invoices", "41 different firms"; empty for what is no count."""
    amount, entity = table.rows[0][0], model.entity(measure.entity)
    if not isinstance(amount, int) or entity is None:
        return ""
    if measure.field is None:
        return _rows(amount, entity)
    if measure.aggregation is not Aggregation.COUNT_DISTINCT:
        return ""
    said = lower_first(plain_measure_label(measure, model)).removeprefix("number of ")
    return count(amount, singular_words(said), said)


def _comparison(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    first = _measure_places(table)[0]
    label = plain_measure_label(query.measures[0], model)
    if query.dimensions:
        leader = f"{_member(table, 0)} leads with {lower_first(label)} of"
        return f"{leader} {_value(table, 0, first)}{where}, {_moved(query, table, 0, first)}."
    return f"{label} is {_value(table, 0, first)}{where}, {_moved(query, table, 0, first)}."


def _moved(query: SemanticQuery, table: ResultTable, row: int, first: int) -> str:
    before, change = table.rows[row][first + 1], table.rows[row][first + 2]
    if before is None or change is None:
        return "with nothing to compare it with before"
    amount = float(change)  # type: ignore[arg-type]
    if amount == 0:
        return f"the same as before ({_value(table, row, first + 1)})"
    way = "up" if amount > 0 else "down"
    return f"{way} {headline_number(abs(amount), '%')} from {_value(table, row, first + 1)} {_before(query)}"


def _before(query: SemanticQuery) -> str:
    """Return the name of the span that is compared with."""
    if query.compare is CompareTo.PREVIOUS_YEAR:
        return "a year before"
    last = query.period.label.split(" ")[-1].casefold() if query.period else ""
    return f"the {last} before" if last in {"day", "week", "month", "quarter", "year"} else "before"


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
        return f"{label} is {_value(table, first, place)} {_at(table, first, when)}{where}."
    return (
        f"{label} went from {_value(table, first, place)} ({_member(table, first, when)}) "
        f"to {_value(table, last, place)} ({_member(table, last, when)}){where}; "
        f"the peak is {_value(table, peak, place)} {_at(table, peak, when)}."
    )


def _at(table: ResultTable, row: int, when: int) -> str:
    """Return a point of time with its preposition: in Jun 2013, on 3 Jun 2013, in the week of 3 Jun 2013."""
    said = _member(table, row, when)
    grain = table.columns[when].grain
    if grain == Grain.WEEK:
        return f"in the {said}"
    return f"{'on' if grain == Grain.DAY else 'at' if grain == Grain.HOUR else 'in'} {said}"


def _spread(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    """Return where most of the rows lie."""
    place, at = _measure_places(table)[0], table.indexes(Role.DIMENSION)[0]
    known = [i for i, row in enumerate(table.rows) if is_number(row[at]) and is_number(row[place])]
    entity = model.entity(query.entity)
    field = entity.find(query.dimensions[0].field) if entity else None
    starts = sorted(float(table.rows[i][at]) for i in known)  # type: ignore[arg-type]
    if len(starts) < 2 or field is None or query.measures[0].field is not None:  # noqa: PLR2004 - a width needs two
        return _ranking(query, table, model, where)
    width = min(high - low for low, high in pairwise(starts))
    fullest = max(known, key=lambda i: float(table.rows[i][place]))  # type: ignore[arg-type]
    low = float(table.rows[fullest][at])  # type: ignore[arg-type]
    rows = _rows(int(table.rows[fullest][place]), entity)  # type: ignore[arg-type]
    return (
        f"The largest group, {rows}, has a {lower_first(field.label)} of "
        f"{number(low, '', _places(width))} to {number(low + width, field.unit, _places(width))}{where}."
    )


def _places(width: float) -> int:
    return 0 if width >= _WIDE else 2


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
    most = f"{_value(table, chosen, place)}{_share(table, chosen)}"
    return f"{_member(table, chosen)} has the {way} {label}{where}: {most}."


def _share(table: ResultTable, row: int) -> str:
    """Return the part of the whole that stands beside a number."""
    places = _measure_places(table)
    beside = next((i for i in places[1:] if table.columns[i].name.endswith("_share")), None)
    return f" ({_value(table, row, beside)} of the total)" if beside is not None else ""


def _member(table: ResultTable, row: int, column: int | None = None) -> str:
    """Return the names of a row's group; a bare number says what it numbers: "scheduled hour 8"."""
    places = table.indexes(Role.DIMENSION) if column is None else (column,)
    said = []
    for i in places:
        cell, about = table.rows[row][i], table.columns[i]
        text = cell_text(cell, about)
        plain = isinstance(cell, int) and not isinstance(cell, bool) and not about.unit and not about.grain
        said.append(f"{about.label} {text}" if plain else text)
    return " / ".join(said)
