"""Filters and semantic queries as people write them in YAML: plain mappings, without class names.

A condition is {field: entity.field, operator: "=", values: [...]}, with other: entity.field to compare with that field,
with grain: weekday to compare by the calendar; {related: orders, negated: true, where: ..., period: ...} asks for rows
that others refer to; filters are joined by {all: [...]} and {any: [...]}. A sort key is {measure: ...},
{dimension: ...} or {field: ...}. Dates and times stand as themselves, decimals as {decimal: "1.50"},
times of day as {time: "12:30:00"}; what has its default is left out.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, assert_never

from shared.core.codec import TAG, decode
from shared.core.errors import UserError
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    Condition,
    DimensionRef,
    FieldRef,
    MeasureRef,
    OrderBy,
    Related,
    SemanticQuery,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.semantic.query import Filter

_JOINED = {"all": "AllOf", "any": "AnyOf"}
_SORT_KEYS = {"measure": "MeasureRef", "dimension": "DimensionRef", "field": "FieldRef"}
_DEEPEST = 20


def sparse(value: Any) -> Any:  # noqa: ANN401 - any of our values in, plain data out
    """The value as plain data: mappings of what differs from its default, lists, text, numbers, dates."""
    if isinstance(value, AllOf | AnyOf | Condition | Related):
        return filter_to_dict(value)
    if isinstance(value, OrderBy):
        return _order_to_dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: sparse(each) for name, each in _said(value).items()}
    return [sparse(each) for each in value] if isinstance(value, tuple) else _scalar(value)


def filter_to_dict(where: Filter) -> dict[str, Any]:
    """A filter as people write it."""
    match where:
        case Condition():
            return _condition_to_dict(where)
        case Related():
            said = {"related": where.entity, "negated": where.negated, "period": sparse(where.period)}
            inner = {} if where.where is None else {"where": filter_to_dict(where.where)}
            return {key: each for key, each in said.items() if each not in (False, None)} | inner
        case AllOf(items):
            return {"all": [filter_to_dict(each) for each in items]}
        case AnyOf(items):
            return {"any": [filter_to_dict(each) for each in items]}
        case _:
            assert_never(where)


def _condition_to_dict(where: Condition) -> dict[str, Any]:
    written: dict[str, Any] = {"field": _ref_to_text(where.field), "operator": where.operator.value}
    if where.values:
        written["values"] = sparse(where.values)
    if where.other is not None:
        written["other"] = _ref_to_text(where.other)
    if where.grain is not None:
        written["grain"] = where.grain.value
    return written


def coded_filter(written: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """A written filter in the form that the codec decodes. Raises UserError for what is none."""
    if depth > _DEEPEST:
        raise UserError(f"a filter may not be nested more than {_DEEPEST} deep")
    for key, name in _JOINED.items():
        if written.keys() == {key} and isinstance(written[key], list):
            return {TAG: name, "items": [coded_filter(_mapping(each), depth + 1) for each in written[key]]}
    if "related" in written and not written.keys() - {"related", "negated", "where", "period"}:
        return _coded_related(written, depth)
    if "field" not in written or written.keys() - {"field", "operator", "values", "other", "grain"}:
        raise UserError(
            "a filter is {field, operator, values, other, grain}, {related, negated, where, period}, {all: [...]} "
            "or {any: [...]}"
        )
    other = {} if written.get("other") is None else {"other": _ref_from(written["other"])}
    return other | {
        TAG: "Condition",
        "field": _ref_from(written["field"]),
        "operator": written.get("operator", "="),
        "values": coded(written.get("values", [])),
        "grain": written.get("grain"),
    }


def _coded_related(written: Mapping[str, Any], depth: int) -> dict[str, Any]:
    where = written.get("where")
    return {
        TAG: "Related",
        "entity": written["related"],
        "negated": written.get("negated", False),
        "where": None if where is None else coded_filter(_mapping(where), depth + 1),
        "period": coded(written.get("period")),
    }


def coded_measure(written: object, depth: int = 0) -> object:
    """A written measure in the form that the codec decodes. Raises UserError for a filter or formula that is none."""
    if depth > _DEEPEST:
        raise UserError(f"a formula may not be nested more than {_DEEPEST} deep")
    if not isinstance(written, dict):
        return coded(written)
    data = {key: coded(each) for key, each in written.items() if key not in {"where", "formula", "left", "right"}}
    if written.get("where") is not None:
        data["where"] = coded_filter(_mapping(written["where"]))
    for key in ("formula", "left", "right"):
        if key in written:
            data[key] = coded_measure(written[key], depth + 1)
    return data


def filter_from_dict(written: Mapping[str, Any]) -> Filter:
    """The filter that was written. Raises UserError for what is none."""
    query = decode(SemanticQuery, {"entity": "", "filters": coded_filter(written)})
    if query.filters is None:
        raise UserError("a filter is needed here")
    return query.filters


def query_to_dict(query: SemanticQuery) -> dict[str, Any]:
    """A query as people write it."""
    written: dict[str, Any] = sparse(query)
    return written


def query_from_dict(written: Mapping[str, Any]) -> SemanticQuery:
    """The query that was written. Raises UserError naming the first place that does not fit."""
    data = {key: coded(value) for key, value in written.items() if key not in {"filters", "order"}}
    if isinstance(written.get("measures"), list):
        data["measures"] = [coded_measure(each) for each in written["measures"]]
    if isinstance(written.get("having"), list):
        data["having"] = [_coded_having(_mapping(each)) for each in written["having"]]
    if written.get("filters") is not None:
        data["filters"] = coded_filter(_mapping(written["filters"]))
    if "order" in written:
        if not isinstance(written["order"], list):
            raise UserError("order should be a list")
        data["order"] = [_coded_order(_mapping(each)) for each in written["order"]]
    return decode(SemanticQuery, data)


def coded(value: Any) -> Any:  # noqa: ANN401 - plain data in and out
    """Plain data as the codec decodes it: dates and times get their tags, also where they stand under one."""
    if isinstance(value, datetime):
        return {"timestamp": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, list):
        return [coded(each) for each in value]
    if isinstance(value, dict):
        return {key: coded(each) for key, each in value.items()}
    return value


def _scalar(value: Any) -> Any:  # noqa: ANN401 - a cell or a word of ours
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return {"time": value.isoformat()} if isinstance(value, time) else value


def _said(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    return {
        each.name: getattr(value, each.name) for each in fields(value) if getattr(value, each.name) != _default(each)
    }


def _default(each: Any) -> Any:  # noqa: ANN401 - a dataclass's field
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _order_to_dict(order: OrderBy) -> dict[str, Any]:
    match order.by:
        case MeasureRef():
            key = "measure"
        case DimensionRef():
            key = "dimension"
        case FieldRef():
            key = "field"
    return {key: sparse(order.by)} | ({"descending": True} if order.descending else {})


def _coded_order(written: Mapping[str, Any]) -> dict[str, Any]:
    keys = [key for key in _SORT_KEYS if key in written]
    if len(keys) != 1 or written.keys() - {keys[0], "descending"}:
        raise UserError("a sort key is {measure: ...}, {dimension: ...} or {field: ...}, maybe with descending")
    key = written[keys[0]]
    by = {TAG: _SORT_KEYS[keys[0]], **_mapping(coded_measure(key) if keys[0] == "measure" else coded(key))}
    return {"by": by, "descending": written.get("descending", False)}


def _coded_having(written: Mapping[str, Any]) -> dict[str, Any]:
    data = {key: coded(each) for key, each in written.items() if key != "measure"}
    return data | ({"measure": coded_measure(written["measure"])} if "measure" in written else {})


def _ref_to_text(ref: FieldRef) -> str | dict[str, str]:
    plain = ref.entity and "." not in ref.entity
    return f"{ref.entity}.{ref.field}" if plain else {"entity": ref.entity, "field": ref.field}


def _ref_from(written: object) -> object:
    if isinstance(written, str):
        entity, dot, name = written.partition(".")
        if not dot:
            raise UserError(f"“{written}” should be written entity.field")
        return {"entity": entity, "field": name}
    return written


def _mapping(written: object) -> Mapping[str, Any]:
    if not isinstance(written, dict):
        raise UserError("a mapping is needed here")
    return written
