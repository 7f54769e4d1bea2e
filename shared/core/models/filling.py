"""A model's JSON as a semantic query; core/models/writing is the other direction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.core.models.cells import MisfilledError
from shared.core.models.filling_parts import Parts, known, member
from shared.core.models.naming import Names
from shared.core.models.schema import Listed, Outcome, query_schema
from shared.core.models.shape import UnfitTextError, misfits, read_json
from shared.core.semantic.query import (
    AllOf,
    CompareTo,
    DimensionRef,
    FieldRef,
    MeasureRef,
    OrderBy,
    SemanticQuery,
)
from shared.core.semantic.rules import QueryIssue
from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.core.models.schema import Schema
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter

Json = Any


@dataclass(frozen=True, slots=True)
class Filling:
    """What a reply came to: a query, or that the data cannot answer, or issues that say why it is neither."""

    query: SemanticQuery | None = None
    outcome: Outcome = Outcome.QUERY
    issues: tuple[QueryIssue, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What models fill for one semantic model: its names and its schema."""

    model: SemanticModel
    names: Names
    schema: Schema = field(repr=False)

    @classmethod
    def of(cls, model: SemanticModel) -> Form:
        """Return the form over a model."""
        names = Names.of(model)
        return cls(model, names, query_schema(names))


def read_filling(text: str, form: Form, restored: Callable[[str], str]) -> Filling:
    """Return what a reply came to; never raises for what a model wrote.

    restored puts back into a filter's text what was taken out of the question before it was sent.
    """
    try:
        data = read_json(text)
        wrong = misfits(data, form.schema)
        if wrong or not isinstance(data, dict):
            return Filling(issues=tuple(QueryIssue("has_the_shape", each) for each in wrong))
        if data["outcome"] != Outcome.QUERY:
            return Filling(outcome=Outcome(data["outcome"]))
        return Filling(_query(data, Parts(form.model, form.names, restored)))
    except (UnfitTextError, MisfilledError) as error:
        return Filling(issues=(QueryIssue("has_the_shape", str(error)),))


def _query(data: Mapping[str, Json], parts: Parts) -> SemanticQuery:
    entity = known(parts.names.entities, data["entity"], "entity")
    measures = tuple(parts.measure(each, entity) for each in data["measures"])
    dimensions = tuple(parts.dimension(each) for each in data["dimensions"])
    columns = tuple(parts.field(each) for each in data["columns"])
    return SemanticQuery(
        entity,
        measures,
        dimensions,
        columns,
        distinct=data["distinct"],
        filters=_filters(data, parts),
        having=tuple(parts.having(each, entity) for each in data["having"]),
        period=parts.period(data["period"]),
        compare=member(CompareTo, data["compare"]),
        order=tuple(_order(each, measures, dimensions, columns) for each in data["order"]),
        limit=data["limit"],
        limit_per=None if data["limit_per"] is None else _at(dimensions, data["limit_per"], "limit_per"),
        chart=member(ChartKind, data["chart"]),
        complete=data["complete"],
    )


def _filters(data: Mapping[str, Json], parts: Parts) -> Filter | None:
    """The conditions on the rows, and what must or must not refer to them."""
    conditions = parts.filters(data["filters"])
    related = tuple(parts.related(each) for each in data["related"])
    if not related:
        return conditions
    kept = conditions.items if isinstance(conditions, AllOf) else ((conditions,) if conditions else ())
    items: tuple[Filter, ...] = (*kept, *related)
    return items[0] if len(items) == 1 else AllOf(items)


def _at(items: tuple[Any, ...], position: int, where: str) -> Any:  # noqa: ANN401 - an item of the list
    if not 0 <= position < len(items):
        raise MisfilledError(f"{where} counts from 0 and must point into its list.")
    return items[position]


def _order(
    data: Mapping[str, Json],
    measures: tuple[MeasureRef, ...],
    dimensions: tuple[DimensionRef, ...],
    columns: tuple[FieldRef, ...],
) -> OrderBy:
    lists: dict[str, tuple[Any, ...]] = {
        Listed.MEASURES: measures,
        Listed.DIMENSIONS: dimensions,
        Listed.COLUMNS: columns,
    }
    return OrderBy(_at(lists[data["list"]], data["position"], "position"), data["descending"])
