"""The first line of an answer: one sentence with the number."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from shared.core.asking.describe import having_words
from shared.core.semantic.filter_wording import rows_words
from shared.core.semantic.model import Aggregation
from shared.core.semantic.phrases import noun
from shared.core.semantic.query import CompareTo, FieldRef, MeasureRef
from shared.core.semantic.wording import (
    formula_words,
    is_part,
    lower_first,
    percent_of,
    plain_measure_label,
    plural_words,
    singular_words,
    upper_first,
    without_name,
)
from shared.core.table.result import Role
from shared.render.cells import is_number
from shared.render.numbers import count, headline_number, number
from shared.render.over_time import trend
from shared.render.sentence_parts import measure_places, member_at, value_at

if TYPE_CHECKING:
    from shared.core.semantic.model import Entity, SemanticModel
    from shared.core.semantic.query import OrderBy, SemanticQuery
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
        return trend(query, table, model, where)
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
    top, end = value_at(table, 0, place), value_at(table, size - 1, place)
    if column.type.is_temporal:
        way, span = ("latest", f"{end} to {top}") if order.descending else ("earliest", f"{top} to {end}")
        return f"The {way} {what}{where}: {top if top == end else span}."
    way = "highest" if order.descending else "lowest"
    span = f": {top}" if size == 1 else f", from {top} to {end}"
    return f"The {what} with the {way} {lower_first(column.label)}{where}{span}."


def _nothing(table: ResultTable) -> bool:
    """True for a lone row of totals over no rows at all."""
    return len(table.rows) == 1 and all(cell is None for cell in table.rows[0])


def _single(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    counted = query.measures[0]
    past = where.strip().startswith(_PAST)
    if len(query.measures) == 1 and counted.derivation is None and not counted.name:
        there = _counted(counted, table, model)
        if there:
            one = table.rows[0][0] == 1
            verb = ("was" if one else "were") if past else ("is" if one else "are")
            return f"There {verb} {there}{where}."
        if part := _part(counted, table, model, "were" if past else "are"):
            return f"{part}{where}."
    parts: list[str] = []
    for place, measure in zip(measure_places(table), query.measures, strict=True):
        label = table.columns[place].label if measure.derivation else plain_measure_label(measure, model)
        parts.append(f"{lower_first(label) if parts else label} {'was' if past else 'is'} {value_at(table, 0, place)}")
    return f"{', '.join(parts)}{where}."


def _part(measure: MeasureRef, table: ResultTable, model: SemanticModel, verb: str) -> str:
    """Return how much of a whole is so: "For 34% of invoices, gross total is above ₹50,000"; empty for no part."""
    if measure.formula is None or measure.label not in {"", upper_first(formula_words(measure.formula, model))}:
        return ""
    division = percent_of(measure.formula)
    if division is None or not isinstance(division.left, MeasureRef) or not is_part(division.left, division.right):
        return ""
    left = division.left
    rows = left.aggregation is Aggregation.COUNT and left.field is None
    whole = noun(left.entity, model) if rows else lower_first(plain_measure_label(replace(left, where=None), model))
    said, far = " ".join(rows_words(left.where, model)), f"{value_at(table, 0, 0)} of {whole}"
    if said.startswith("where "):
        return f"For {far}, {said.removeprefix('where ')}"
    return f"{far} {verb if rows else 'was' if verb == 'were' else 'is'} {said}"


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
    first = measure_places(table)[0]
    label = plain_measure_label(query.measures[0], model)
    if query.dimensions:
        leader = f"{member_at(table, 0)} leads with {lower_first(label)} of"
        return f"{leader} {value_at(table, 0, first)}{where}, {_moved(query, table, 0, first)}."
    return f"{label} is {value_at(table, 0, first)}{where}, {_moved(query, table, 0, first)}."


def _moved(query: SemanticQuery, table: ResultTable, row: int, first: int) -> str:
    before, change = table.rows[row][first + 1], table.rows[row][first + 2]
    if before is None or change is None:
        return "with nothing to compare it with before"
    amount = float(change)  # type: ignore[arg-type]
    if amount == 0:
        return f"the same as before ({value_at(table, row, first + 1)})"
    way = "up" if amount > 0 else "down"
    return f"{way} {headline_number(abs(amount), '%')} from {value_at(table, row, first + 1)} {_before(query)}"


def _before(query: SemanticQuery) -> str:
    """Return the name of the span that is compared with."""
    if query.compare is CompareTo.PREVIOUS_YEAR:
        return "a year before"
    last = query.period.label.split(" ")[-1].casefold() if query.period else ""
    return f"the {last} before" if last in {"day", "week", "month", "quarter", "year"} else "before"


def _spread(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    """Return where most of the rows lie."""
    place, at = measure_places(table)[0], table.indexes(Role.DIMENSION)[0]
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
        f"The largest group, {rows}, has {_article(lower_first(field.label))} {lower_first(field.label)} of "
        f"{number(low, '', _places(width))} to {number(low + width, field.unit, _places(width))}{where}."
    )


def _article(word: str) -> str:
    return "an" if word[:1].casefold() in "aeio" else "a"


def _places(width: float) -> int:
    return 0 if width >= _WIDE else 2


def _ranking(query: SemanticQuery, table: ResultTable, model: SemanticModel, where: str) -> str:
    place = measure_places(table)[0]
    label = lower_first(plain_measure_label(query.measures[0], model))
    sizes = {i: float(row[place]) for i, row in enumerate(table.rows) if is_number(row[place])}  # type: ignore[arg-type]
    if not sizes:
        return f"{count(len(table.rows), 'group')}{where}."
    if len(sizes) == 1 and query.limit != 1:
        (only,) = sizes
        return f"{member_at(table, only)}: {label} is {value_at(table, only, place)}{where}."
    asked = query.order[0] if query.order else None
    lowest = asked is not None and asked.by == query.measures[0] and not asked.descending
    chosen = min(sizes, key=sizes.__getitem__) if lowest else max(sizes, key=sizes.__getitem__)
    way = "lowest" if lowest else "highest"
    most = f"{value_at(table, chosen, place)}{_share(table, chosen)}"
    if query.having and query.limit is None:
        there = f"There are {_groups(table)} with {having_words(query, model)}{where}"
        return f"{there}; {member_at(table, chosen)} has the {way}: {most}."
    return f"{member_at(table, chosen)} has the {way} {label}{where}: {most}."


def _groups(table: ResultTable) -> str:
    places = table.indexes(Role.DIMENSION)
    one = without_name(lower_first(table.columns[places[0]].label)) if len(places) == 1 else "group"
    return count(len(table.rows), one, plural_words(one))


def _share(table: ResultTable, row: int) -> str:
    """Return the part of the whole that stands beside a number."""
    places = measure_places(table)
    beside = next((i for i in places[1:] if table.columns[i].name.endswith("_share")), None)
    return f" ({value_at(table, row, beside)} of the total)" if beside is not None else ""
