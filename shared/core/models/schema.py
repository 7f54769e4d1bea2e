"""The JSON Schema of a filled query, in the strict form: every property required, nothing else allowed.

A closed list of names makes a model that is held to the schema unable to invent one. Lists longer than providers take
(250 names in one list) are left open, and what is named is checked afterwards, as it always is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import CompareTo, Derivation, Operator
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
    field = {"$ref": "#/$defs/field"}
    dimension = _object(field=field, grain=_optional(_one_of(Grain)), bins=_optional({"type": "integer"}))
    value = {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]}
    condition = _object(field=field, operator=_one_of(Operator), values=_list(value))
    group = _object(match=_one_of(Join), conditions=_list(condition))
    having = _object(
        measure={"$ref": "#/$defs/measure"}, operator=_one_of(NUMBER_TESTS), values=_list({"type": "number"})
    )
    order = _object(list=_one_of(Listed), position={"type": "integer"}, descending={"type": "boolean"})
    day = _optional({"type": "string"})
    root = _object(
        outcome=_one_of(Outcome),
        entity=_optional(_name(names.entities)),
        measures=_list({"$ref": "#/$defs/measure"}),
        dimensions=_list(dimension),
        columns=_list(field),
        distinct={"type": "boolean"},
        filters=_optional(_object(match=_one_of(Join), groups=_list(group))),
        having=_list(having),
        period=_optional(_object(field=field, start=day, end=day)),
        compare=_optional(_one_of(CompareTo)),
        order=_list(order),
        limit=_optional({"type": "integer"}),
        limit_per=_optional({"type": "integer"}),
        chart=_optional(_one_of(ChartKind)),
    )
    measure = _object(
        named=_optional(_name(names.measures)) if names.measures else {"type": "null"},
        aggregation=_optional(_one_of(Aggregation)),
        field=_optional(field),
        derivation=_optional(_one_of(Derivation)),
    )
    return {**root, "$defs": {"field": _name(names.fields), "measure": measure}}


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
