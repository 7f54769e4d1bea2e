"""A model's JSON as a semantic query, and a semantic query as the JSON a model would write."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from shared.core.models.naming import Names
from shared.core.models.schema import Join, Listed, Outcome, query_schema
from shared.core.models.shape import UnfitTextError, misfits, read_json
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    CompareTo,
    Condition,
    Derivation,
    DimensionRef,
    FieldRef,
    Having,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    SemanticQuery,
)
from shared.core.semantic.rules import QueryIssue
from shared.core.table.chart import ChartKind
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.core.models.schema import Schema
    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import Filter
    from shared.core.table.types import Cell

Json = Any
_TEXT_TESTS = {Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


class MisfilledError(ValueError):
    """The reply has the shape of a query but says something that cannot be; one sentence for the model."""


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
        return Filling(_Reader(form, restored).query(data))
    except (UnfitTextError, MisfilledError) as error:
        return Filling(issues=(QueryIssue("has_the_shape", str(error)),))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes our values of JSON whose shape has been checked."""

    form: Form
    restored: Callable[[str], str]

    def query(self, data: Mapping[str, Json]) -> SemanticQuery:
        entity = _known(self.form.names.entities, data["entity"], "entity")
        measures = tuple(self.measure(each, entity) for each in data["measures"])
        dimensions = tuple(self.dimension(each) for each in data["dimensions"])
        columns = tuple(self.field(each) for each in data["columns"])
        return SemanticQuery(
            entity,
            measures,
            dimensions,
            columns,
            distinct=data["distinct"],
            filters=self.filters(data["filters"]),
            having=tuple(self.having(each, entity) for each in data["having"]),
            period=self.period(data["period"]),
            compare=_optional(CompareTo, data["compare"]),
            order=tuple(_order(each, measures, dimensions, columns) for each in data["order"]),
            limit=data["limit"],
            limit_per=None if data["limit_per"] is None else _at(dimensions, data["limit_per"], "limit_per"),
            chart=_optional(ChartKind, data["chart"]),
        )

    def field(self, said: str) -> FieldRef:
        ref: FieldRef = _known(self.form.names.fields, said, "field")
        return ref

    def measure(self, data: Mapping[str, Json], entity: str) -> MeasureRef:
        derivation = _optional(Derivation, data["derivation"])
        if data["named"] is not None:
            owner, name = _known(self.form.names.measures, data["named"], "measure")
            found = self.form.model.entity(owner)
            named = found.measure(name) if found else None
            if named is None:
                raise MisfilledError(f"There is no measure “{data['named']}”.")
            return MeasureRef(owner, named.aggregation, named.field, named.name, derivation)
        if data["aggregation"] is None:
            raise MisfilledError("A measure needs a name, or an aggregation.")
        aggregation = Aggregation(data["aggregation"])
        if data["field"] is None:
            return MeasureRef(entity, aggregation, derivation=derivation)
        ref = self.field(data["field"])
        return MeasureRef(ref.entity, aggregation, ref.field, derivation=derivation)

    def dimension(self, data: Mapping[str, Json]) -> DimensionRef:
        ref = self.field(data["field"])
        return DimensionRef(ref.entity, ref.field, _optional(Grain, data["grain"]), data["bins"])

    def filters(self, data: Mapping[str, Json] | None) -> Filter | None:
        if data is None:
            return None
        groups = [_joined(each["match"], [self.condition(c) for c in each["conditions"]]) for each in data["groups"]]
        return _joined(data["match"], [each for each in groups if each is not None])

    def condition(self, data: Mapping[str, Json]) -> Condition:
        ref, operator = self.field(data["field"]), Operator(data["operator"])
        column = self._column(ref)
        text = operator in _TEXT_TESTS or column.type is DataType.TEXT
        return Condition(ref, operator, tuple(self._cell(each, column, text=text) for each in data["values"]))

    def having(self, data: Mapping[str, Json], entity: str) -> Having:
        operator = Operator(data["operator"])
        if len(data["values"]) != (2 if operator is Operator.BETWEEN else 1):
            raise MisfilledError("A condition on a measure needs one number, or two for “between”.")
        return Having(self.measure(data["measure"], entity), operator, tuple(data["values"]))

    def period(self, data: Mapping[str, Json] | None) -> Period | None:
        if data is None:
            return None
        ref = self.field(data["field"])
        start, end = _moment(data["start"]), _moment(data["end"])
        if start is None and end is None:
            raise MisfilledError("A period needs a start or an end, as ISO dates.")
        if start is not None and end is not None and type(start) is not type(end):
            start, end = _midnight(start), _midnight(end)
        return Period(ref, start, end, said_period(start, end))

    def _column(self, ref: FieldRef) -> Field:
        entity = self.form.model.entity(ref.entity)
        found = entity.find(ref.field) if entity else None
        if found is None:
            raise MisfilledError(f"There is no field “{ref.field}”.")
        return found

    def _cell(self, value: str | float | bool, column: Field, *, text: bool) -> Cell:  # noqa: FBT001 - a JSON scalar
        said = self.restored(value) if isinstance(value, str) else value
        if text:
            return said if isinstance(said, str) else json.dumps(said)
        try:
            return _typed(said, column.type)
        except (ValueError, OverflowError):
            raise MisfilledError(f"{column.label} holds {column.type.value} values, which that is not.") from None


def _typed(value: str | float | bool, kind: DataType) -> Cell:  # noqa: FBT001 - a JSON scalar
    """Return the value as its column has them. Raises ValueError where it cannot be."""
    if kind is DataType.BOOLEAN:
        if isinstance(value, bool):
            return value
        said = str(value).casefold()
        return _BOOLEANS[said] if said in _BOOLEANS else _refuse()
    if isinstance(value, bool):
        return _refuse()
    if kind.is_numeric:
        return _number(value)
    if kind is DataType.TIME:
        return time.fromisoformat(str(value))
    return _moment(str(value))


def _refuse() -> Cell:
    raise ValueError


def _number(value: str | float) -> int | float:
    if not isinstance(value, str):
        return value
    found = read_json(value.replace(",", "").strip())
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(value)  # noqa: TRY004 - the text holds no number
    return found


def _moment(text: str | None) -> date | datetime | None:
    """Return a day, or an instant without a zone. Raises MisfilledError for what is neither."""
    if text is None:
        return None
    try:
        if len(text) == len("2024-01-31"):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise MisfilledError("Dates are written like 2024-01-31, times like 2024-01-31T09:30:00.") from None


def _midnight(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001


def said_period(start: date | datetime | None, end: date | datetime | None) -> str:
    """Return a period in our own words: nothing that a model wrote is ever shown."""
    if start is None:
        return f"before {end}"
    return f"since {start}" if end is None else f"{start} up to but not on {end}"


def _known(names: Mapping[str, Any], said: str | None, kind: str) -> Any:  # noqa: ANN401 - what the name stands for
    if said is None or said not in names:
        raise MisfilledError(
            f"Name one of the given {kind} names." if said is None else f"There is no {kind} of that name."
        )
    return names[said]


def _optional(kind: type[Any], value: str | None) -> Any:  # noqa: ANN401 - a member of that enumeration
    return None if value is None else kind(value)


def _joined(match: str, items: list[Any]) -> Filter | None:
    if len(items) <= 1:
        return items[0] if items else None
    return AllOf(tuple(items)) if match == Join.ALL else AnyOf(tuple(items))


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
