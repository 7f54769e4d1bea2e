"""What in a written model does not fit the tables: each a sentence that begins with its place in the YAML."""

from __future__ import annotations

import ast
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, assert_never

from shared.core.errors import UserError
from shared.core.semantic.metrics import (
    CumulativeMetric,
    DerivedMetric,
    FilteredMetric,
    OffsetMetric,
    RatioMetric,
    SimpleMetric,
)
from shared.core.semantic.model import Aggregation, Relationship
from shared.core.semantic.query import MeasureRef, SemanticQuery
from shared.core.semantic.rules import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.model import Entity, Field, SemanticModel
    from shared.core.semantic.query import Filter

_LONGEST = 500
_PARTS = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant, ast.Load)
_SIGNS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.USub)


def names_in(expression: str) -> frozenset[str]:
    """The metrics that a derived metric's arithmetic names. Raises UserError when it is more than arithmetic."""
    try:
        parts = list(ast.walk(ast.parse(expression[:_LONGEST], mode="eval")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        parts = []
    numbers = [each.value for each in parts if isinstance(each, ast.Constant)]
    plain = all(isinstance(each, _PARTS + _SIGNS) for each in parts) and all(type(n) in {int, float} for n in numbers)
    if not parts or not plain or len(expression) > _LONGEST:
        raise UserError("the expression is not plain arithmetic on metrics: names, numbers, + - * / and parentheses")
    return frozenset(each.id for each in parts if isinstance(each, ast.Name))


def unfit(model: SemanticModel) -> dict[tuple[str, str], str]:
    """What the model cannot serve of its metrics, filters and verified questions: (kind, name) -> why."""
    wrong = {("metrics", name): why for name, why in _unfit_metrics(model).items()}
    for each in model.filters:
        why = _filter_problem(model, each.entity, each.where)
        if why:
            wrong["filters", each.name] = why
    for verified in model.verified:
        issues = check(verified.query, model)
        if issues:
            wrong["questions", verified.question] = issues[0].for_user()
    return wrong


def unfit_measures(entity: Entity, model: SemanticModel) -> dict[str, str]:
    """The entity's measures that its columns cannot serve, and why."""
    wrong = {}
    for each in entity.measures:
        query = SemanticQuery(entity.name, (MeasureRef(entity.name, each.aggregation, each.field),))
        issues = check(query, model)
        if issues:
            wrong[each.name] = issues[0].for_user()
    return wrong


def joins_once(model: SemanticModel, one: str, other: str, columns: Mapping[str, str]) -> Relationship | None:
    """The relationship over these columns; None where they are not there, not alike, or may find several rows."""
    return None if join_problem(model, one, other, columns) else _relationship(one, other, columns)


def join_problem(model: SemanticModel, one: str, other: str, columns: Mapping[str, str]) -> str | None:
    """Why these columns do not join one entity's rows to at most one row each of the other."""
    here, there = model.entity(one), model.entity(other)
    if here is None or there is None:
        return no_such("table", one if here is None else other, [each.name for each in model.entities])
    for name, entity in ((n, e) for pair in columns.items() for n, e in zip(pair, (here, there), strict=True)):
        if entity.find(name) is None:
            return no_such("column", name, [each.name for each in entity.fields])
    unlike = [name for name, to in columns.items() if _family(here.find(name)) != _family(there.find(to))]
    if unlike:
        return f"{unlike[0]} and {columns[unlike[0]]} are of different types, so nothing would be found."
    if _relationship(one, other, columns) in model.relationships or _tells_rows_apart(there, tuple(columns.values())):
        return None
    return f"{', '.join(columns.values())} may not tell the rows of {other} apart, so joining would count rows twice."


def no_such(what: str, name: str, known: Iterable[str]) -> str:
    """The sentence that there is none of that name, with the nearest that there is."""
    near = get_close_matches(name, list(known), n=1)
    return f"there is no {what} “{name}”" + (f"; did you mean “{near[0]}”?" if near else ".")


def key_problem(entity: Entity, key: Iterable[str]) -> str | None:
    """Why these columns are no key of the entity."""
    columns = tuple(key)
    for name in columns:
        if entity.find(name) is None:
            return no_such("column", name, [each.name for each in entity.fields])
    if len(columns) == 1 and not _tells_rows_apart(entity, columns):
        return f"“{columns[0]}” does not tell the rows apart: some have the same."
    return None


def time_problem(entity: Entity, name: str | None) -> str | None:
    """Why this column is not what a bare period can apply to."""
    field = entity.find(name) if name is not None else None
    if name is None or (field is not None and field.type.is_temporal):
        return None
    dates = [each.name for each in entity.fields if each.type.is_temporal]
    return no_such("column", name, dates) if field is None else f"“{name}” is not a date or timestamp."


def field_problems(entity: Entity, name: str, said: Mapping[str, Any]) -> list[str]:
    """What does not fit of what was written about a column."""
    field = entity.find(name)
    if field is None:
        return [no_such("column", name, [each.name for each in entity.fields])]
    found = []
    if said.get("type", field.type) != field.type:
        found.append(f"the column is of type {field.type}; its type is found, not written.")
    if said.get("grains") and not field.type.is_temporal:
        found.append("only dates and timestamps have grains.")
    return found


def _unfit_metrics(model: SemanticModel) -> dict[str, str]:
    """Names and why; a metric that needs an unfit one is unfit too, and so is one that needs itself."""
    sound: set[str] = set()
    wrong: dict[str, str] = {}
    while True:
        fresh = False
        wrong = {}
        for each in model.metrics:
            if each.name in sound:
                continue
            why = _metric_problem(each, model, sound)
            if why is None:
                sound.add(each.name)
                fresh = True
            else:
                wrong[each.name] = why
        if not fresh:
            return wrong


def _metric_problem(metric: Metric, model: SemanticModel, sound: set[str]) -> str | None:
    match metric:
        case SimpleMetric() | FilteredMetric():
            return _measure_problem(metric, model)
        case RatioMetric(numerator=one, denominator=other):
            return _needs((one, other), model, sound)
        case DerivedMetric():
            try:
                return _needs(sorted(names_in(metric.expression)), model, sound)
            except UserError as error:
                return f"{error}."
        case CumulativeMetric() | OffsetMetric():
            return _needs((metric.metric,), model, sound)
        case _:
            assert_never(metric)


def _measure_problem(metric: SimpleMetric | FilteredMetric, model: SemanticModel) -> str | None:
    entity = model.entity(metric.entity)
    if entity is None:
        return no_such("table", metric.entity, [each.name for each in model.entities])
    if entity.measure(metric.measure) is None:
        return no_such("measure", metric.measure, [each.name for each in entity.measures])
    return _filter_problem(model, entity.name, metric.where) if isinstance(metric, FilteredMetric) else None


def _needs(names: Iterable[str], model: SemanticModel, sound: set[str]) -> str | None:
    known = {each.name for each in model.metrics}
    for name in names:
        if name not in known:
            return no_such("metric", name, known)
        if name not in sound:
            return f"the metric “{name}” it needs does not work, or needs this one itself."
    return None


def _filter_problem(model: SemanticModel, entity: str, where: Filter) -> str | None:
    issues = check(SemanticQuery(entity, (MeasureRef(entity, Aggregation.COUNT),), filters=where), model)
    return issues[0].for_user() if issues else None


def _relationship(one: str, other: str, columns: Mapping[str, str]) -> Relationship:
    return Relationship(one, tuple(columns), other, tuple(columns.values()))


def _family(field: Field | None) -> object:
    return None if field is None else "number" if field.type.is_numeric else field.type


def _tells_rows_apart(entity: Entity, columns: tuple[str, ...]) -> bool:
    """True for one column whose values are all different, as far as is known; of several together nothing is known."""
    field = entity.find(columns[0])
    if len(columns) > 1 or field is None:
        return False
    return field.distinct is None or entity.rows is None or field.distinct == entity.rows
