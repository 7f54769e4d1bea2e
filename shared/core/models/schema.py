"""The JSON Schema of a filled query, in the strict form: every property required, nothing else allowed.

A closed list of names makes a model that is held to the schema unable to invent one. Lists longer than providers take
(250 names in one list) are left open, and what is named is checked afterwards, as it always is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import Arithmetic, CompareTo, Derivation, Elapsed, Operator
from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.models.naming import Names

Schema = dict[str, Any]
NAME = "semantic_query"
_MOST_NAMES = 250
_MOST_LETTERS = 15_000
"""Letters of all names of one list, where it has more than 250: the provider's limit; ours for any list."""
NUMBER_TESTS = (
    Operator.EQ,
    Operator.NE,
    Operator.LT,
    Operator.LE,
    Operator.GT,
    Operator.GE,
    Operator.BETWEEN,
)
_TEXT, _NUMBER, _INTEGER, _FLAG = ({"type": each} for each in ("string", "number", "integer", "boolean"))


class Outcome(StrEnum):
    """What a model makes of a question."""

    QUERY = "query"
    NOT_IN_DATA = "not_in_data"


class Join(StrEnum):
    """How the members of a group of conditions are joined."""

    ALL = "all"
    ANY = "any"


class Listed(StrEnum):
    """The list of the query that a sort key stands in."""

    MEASURES = "measures"
    DIMENSIONS = "dimensions"
    COLUMNS = "columns"


def query_schema(names: Names) -> Schema:
    """Return the schema of a query over these names."""
    field, filters, measure = ({"$ref": f"#/$defs/{each}"} for each in ("field", "filters", "measure"))
    dimension = _object(field=field, grain=_optional(_one_of(Grain)), bins=_optional({"type": "integer"}))
    having = _object(measure=measure, operator=_one_of(NUMBER_TESTS), values=_list(_NUMBER))
    order = _object(list=_one_of(Listed), position=_INTEGER, descending=_FLAG)
    period = _optional(_object(field=field, start=_optional(_TEXT), end=_optional(_TEXT)))
    related = _object(
        entity=_name(names.entities), negated=_FLAG, filters=_optional(filters), period={"$ref": "#/$defs/period"}
    )
    root = _object(
        outcome=_one_of(Outcome),
        entity=_optional(_name(names.entities)),
        measures=_list(measure),
        dimensions=_list(dimension),
        columns=_list(field),
        distinct=_FLAG,
        filters=_optional(filters),
        related=_list(related),
        having=_list(having),
        period={"$ref": "#/$defs/period"},
        compare=_optional(_one_of(CompareTo)),
        order=_list(order),
        limit=_optional(_INTEGER),
        limit_per=_optional(_INTEGER),
        chart=_optional(_one_of(ChartKind)),
        complete=_FLAG,
    )
    parts = {"field": _name(names.fields), "filters": _filters(field), "period": period} | _measures(names, field)
    return {**root, "$defs": parts}


def _filters(field: Schema) -> Schema:
    value = {"anyOf": [_TEXT, _NUMBER, _FLAG]}
    condition = _object(
        field=field,
        operator=_one_of(Operator),
        values=_list(value),
        other=_optional(field),
        grain=_optional(_one_of(Grain)),
    )
    group = _object(match=_one_of(Join), conditions=_list(condition))
    return _object(match=_one_of(Join), groups=_list(group))


def _measures(names: Names, field: Schema) -> dict[str, Schema]:
    """The number of one aggregation, arithmetic on two of them, and what a query computes: either, and its derivation.

    Arithmetic goes two deep, as in a margin: (revenue - cost) / revenue.
    """
    number, inner = {"$ref": "#/$defs/number"}, {"$ref": "#/$defs/inner_formula"}
    term = {"anyOf": [field, _NUMBER]}
    part = {"anyOf": [number, _NUMBER]}
    aggregates = [each for each in Aggregation if each is not Aggregation.CALCULATED]
    plain = {
        "named": _optional(_name(names.measures)) if names.measures else {"type": "null"},
        "aggregation": _optional(_one_of(aggregates)),
        "field": _optional(field),
        "value": _optional(_object(operator=_one_of([*Arithmetic, *Elapsed]), left=term, right=term)),
        "where": _optional({"$ref": "#/$defs/filters"}),
    }
    operand = {"anyOf": [number, _NUMBER, inner]}
    formula = _object(operator=_one_of(Arithmetic), left=operand, right=operand, percent=_FLAG)
    spans = _object(grain=_one_of(Grain), spans=_INTEGER)
    return {
        "number": _object(**plain),
        "inner_formula": _object(operator=_one_of(Arithmetic), left=part, right=part),
        "measure": _object(
            **plain,
            formula=_optional(formula),
            derivation=_optional(_one_of(Derivation)),
            offset=_optional(spans),
            since=_optional(_one_of(Grain)),
        ),
    }


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _optional(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(choices: Iterable[StrEnum]) -> Schema:
    return {"type": "string", "enum": [each.value for each in choices]}


def _name(names: Iterable[str]) -> Schema:
    listed = list(names)
    closed = 0 < len(listed) <= _MOST_NAMES and sum(map(len, listed)) <= _MOST_LETTERS
    return {"type": "string", "enum": listed} if closed else {"type": "string"}
