"""The parts of a filled query: fields, numbers, conditions and periods, each from JSON whose shape was checked."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shared.core.errors import UserError
from shared.core.models.cells import MisfilledError, read_moment, said_period, typed
from shared.core.models.schema import Join
from shared.core.semantic.buckets import moment
from shared.core.semantic.metric_refs import metric_ref
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    Arithmetic,
    Condition,
    Derivation,
    DimensionRef,
    Elapsed,
    FieldRef,
    Formula,
    Having,
    MeasureRef,
    Offset,
    Operator,
    Period,
    Related,
    RowValue,
)
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.core.models.naming import Names
    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import Filter
    from shared.core.table.types import Cell

Json = Any
_TEXT_TESTS = {Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}
_ARITHMETIC = frozenset(each.value for each in Arithmetic)


@dataclass(frozen=True, slots=True)
class Parts:
    """Makes our values of JSON whose shape has been checked; raises MisfilledError for what cannot be."""

    model: SemanticModel
    names: Names
    restored: Callable[[str], str]

    def field(self, said: str) -> FieldRef:
        """The field of that name."""
        ref: FieldRef = known(self.names.fields, said, "field")
        return ref

    def dimension(self, data: Mapping[str, Json]) -> DimensionRef:
        """A grouping."""
        ref = self.field(data["field"])
        return DimensionRef(ref.entity, ref.field, member(Grain, data["grain"]), data["bins"])

    def measure(self, data: Mapping[str, Json], entity: str) -> MeasureRef:
        """A number of the query, with what is derived from it."""
        formula = data["formula"]
        made = self.number(data, entity) if formula is None else self._calculated(formula, entity)
        offset = data["offset"]
        return replace(
            made,
            derivation=member(Derivation, data["derivation"]) or made.derivation,
            offset=made.offset if offset is None else Offset(Grain(offset["grain"]), offset["spans"]),
            since=member(Grain, data["since"]) or made.since,
        )

    def number(self, data: Mapping[str, Json], entity: str) -> MeasureRef:
        """A number that stands for itself: one of the model's, or an aggregation."""
        where = self.filters(data["where"])
        if data["named"] is not None:
            named = self._named(data["named"])
            return named if where is None else replace(named, where=where)
        if data["aggregation"] is None:
            raise MisfilledError("A measure needs a name, an aggregation or a formula.")
        aggregation = Aggregation(data["aggregation"])
        if data["value"] is not None:
            return MeasureRef(entity, aggregation, where=where, value=self._row_value(data["value"]))
        if data["field"] is None:
            return MeasureRef(entity, aggregation, where=where)
        ref = self.field(data["field"])
        return MeasureRef(ref.entity, aggregation, ref.field, where=where)

    def having(self, data: Mapping[str, Json], entity: str) -> Having:
        """A condition on a number."""
        operator = Operator(data["operator"])
        if len(data["values"]) != (2 if operator is Operator.BETWEEN else 1):
            raise MisfilledError("A condition on a measure needs one number, or two for “between”.")
        return Having(self.measure(data["measure"], entity), operator, tuple(data["values"]))

    def filters(self, data: Mapping[str, Json] | None) -> Filter | None:
        """Groups of conditions."""
        if data is None:
            return None
        groups = [_joined(each["match"], [self._condition(c) for c in each["conditions"]]) for each in data["groups"]]
        return _joined(data["match"], [each for each in groups if each is not None])

    def related(self, data: Mapping[str, Json]) -> Related:
        """Rows that refer, or do not refer, to the rows asked for."""
        entity = known(self.names.entities, data["entity"], "entity")
        return Related(entity, data["negated"], self.filters(data["filters"]), self.period(data["period"]))

    def period(self, data: Mapping[str, Json] | None) -> Period | None:
        """A span of time."""
        if data is None:
            return None
        ref = self.field(data["field"])
        start, end = read_moment(data["start"]), read_moment(data["end"])
        if start is None and end is None:
            raise MisfilledError("A period needs a start or an end, as ISO dates.")
        if start is not None and end is not None and type(start) is not type(end):
            start, end = moment(start), moment(end)
        return Period(ref, start, end, said_period(start, end))

    def _named(self, said: str) -> MeasureRef:
        owner, name = known(self.names.measures, said, "measure")
        if not owner:
            metric = next(each for each in self.model.metrics if each.name == name)
            try:
                return metric_ref(metric, self.model)
            except UserError as error:
                raise MisfilledError(str(error)) from None
        entity = self.model.entity(owner)
        named = entity.measure(name) if entity else None
        if named is None:
            raise MisfilledError(f"There is no measure “{said}”.")
        return MeasureRef(owner, named.aggregation, named.field, named.name)

    def _calculated(self, data: Mapping[str, Json], entity: str) -> MeasureRef:
        formula = self._formula(data, entity)
        if data["percent"]:
            formula = Formula(Arithmetic.MULTIPLY, 100, formula)
        return MeasureRef(entity, Aggregation.CALCULATED, formula=formula, unit="%" if data["percent"] else "")

    def _formula(self, data: Mapping[str, Json], entity: str) -> Formula:
        left, right = (self._operand(data[side], entity) for side in ("left", "right"))
        return Formula(Arithmetic(data["operator"]), left, right)

    def _operand(self, data: Json, entity: str) -> MeasureRef | Formula | int | float:
        if not isinstance(data, dict):
            number: int | float = data
            return number
        return self._formula(data, entity) if "operator" in data else self.number(data, entity)

    def _row_value(self, data: Mapping[str, Json]) -> RowValue:
        said = data["operator"]
        operator = Arithmetic(said) if said in _ARITHMETIC else Elapsed(said)
        left, right = (self.field(each) if isinstance(each, str) else each for each in (data["left"], data["right"]))
        return RowValue(operator, left, right)

    def _condition(self, data: Mapping[str, Json]) -> Condition:
        ref, operator = self.field(data["field"]), Operator(data["operator"])
        column, grain = self._column(ref), member(Grain, data["grain"])
        other = None if data["other"] is None else self.field(data["other"])
        if grain is not None and grain.recurs:
            return Condition(ref, operator, tuple(data["values"]), other, grain)
        text = operator in _TEXT_TESTS or column.type is DataType.TEXT
        cells = tuple(self._cell(each, column, text=text) for each in data["values"])
        return Condition(ref, operator, cells, other, grain)

    def _column(self, ref: FieldRef) -> Field:
        entity = self.model.entity(ref.entity)
        found = entity.find(ref.field) if entity else None
        if found is None:
            raise MisfilledError(f"There is no field “{ref.field}”.")
        return found

    def _cell(self, value: str | float | bool, column: Field, *, text: bool) -> Cell:  # noqa: FBT001 - a JSON scalar
        said = self.restored(value) if isinstance(value, str) else value
        if text:
            return said if isinstance(said, str) else json.dumps(said)
        try:
            return typed(said, column.type)
        except (ValueError, OverflowError):
            raise MisfilledError(f"{column.label} holds {column.type.value} values, which that is not.") from None


def known(names: Mapping[str, Any], said: str | None, kind: str) -> Any:  # noqa: ANN401 - what the name stands for
    """What the name stands for. Raises MisfilledError for a name that was not given."""
    if said is None or said not in names:
        raise MisfilledError(
            f"Name one of the given {kind} names." if said is None else f"There is no {kind} of that name."
        )
    return names[said]


def member(kind: type[Any], value: str | None) -> Any:  # noqa: ANN401 - a member of that enumeration
    """The member of the enumeration, or None."""
    return None if value is None else kind(value)


def _joined(match: str, items: list[Any]) -> Filter | None:
    if len(items) <= 1:
        return items[0] if items else None
    return AllOf(tuple(items)) if match == Join.ALL else AnyOf(tuple(items))
