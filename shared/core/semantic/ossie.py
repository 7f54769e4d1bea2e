"""The semantic model as an Apache Ossie document, and back: the exchange format once called Open Semantic Interchange.

Written for core-spec 0.2.0.dev0 as of core-spec/ossie-schema.json and core-spec/spec.md of github.com/apache/ossie, a
draft that calls itself mutable; 0.1.1 (December 2025), the one release, lacks the field's datatype, and reads the same.
A dataset is an entity, a field a column, a metric a measure or a metric of ours whose SQL is an aggregate. What Ossie
has no place for stands as JSON in custom_extensions under the vendor AVEXRA, so nothing of ours is lost on the way.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from shared.core.semantic.metrics import DerivedMetric, RatioMetric, SimpleMetric
from shared.core.semantic.model import Aggregation, Measure
from shared.core.semantic.query_form import coded
from shared.core.semantic.yaml_form import model_to_dict
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.model import Entity, Field, SemanticModel

VERSION = "0.2.0.dev0"
VENDOR = "AVEXRA"
DATATYPES = {
    DataType.TEXT: "String",
    DataType.INTEGER: "Integer",
    DataType.DECIMAL: "Decimal",
    DataType.FLOAT: "Float",
    DataType.BOOLEAN: "Boolean",
    DataType.DATE: "Date",
    DataType.TIME: "Time",
    DataType.TIMESTAMP: "DateTime",
}
_AGGREGATES = {
    Aggregation.SUM: "SUM({})",
    Aggregation.AVG: "AVG({})",
    Aggregation.MIN: "MIN({})",
    Aggregation.MAX: "MAX({})",
    Aggregation.MEDIAN: "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {})",
    Aggregation.STDDEV: "STDDEV_SAMP({})",
    Aggregation.COUNT: "COUNT({})",
    Aggregation.COUNT_DISTINCT: "COUNT(DISTINCT {})",
}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NATIVE = ("synonyms", "description")


def export_ossie(model: SemanticModel, name: str) -> dict[str, Any]:
    """The document of one semantic model of that name; statistics and values stay at home."""
    form: dict[str, Any] = coded(model_to_dict(model, statistics=False))
    metrics, kept = _metrics(model, form)
    extras = {key: form[key] for key in ("calendar", "filters", "questions") if key in form}
    semantic_model = {
        "name": name,
        "datasets": [_dataset(each, form["entities"][each.name]) for each in model.entities],
        "relationships": _relationships(form.get("relationships", [])),
        "metrics": metrics,
        "custom_extensions": _extension(extras | ({"metrics": kept} if kept else {})),
    }
    return {"version": VERSION, "semantic_model": [_said(semantic_model)]}


def _dataset(entity: Entity, form: Mapping[str, Any]) -> dict[str, Any]:
    extras = {key: form[key] for key in ("label", "noun", "time") if key in form}
    return _said(
        {
            "name": entity.name,
            "source": f"{entity.table.dataset}.{entity.table.table}",
            "primary_key": list(entity.key),
            "description": entity.description,
            "ai_context": _context(entity.synonyms),
            "fields": [_field(each, form["fields"][each.name]) for each in entity.fields],
            "custom_extensions": _extension(extras),
        }
    )


def _field(field: Field, form: Mapping[str, Any]) -> dict[str, Any]:
    grouped = not field.type.is_numeric or field.identifier
    return _said(
        {
            "name": field.name,
            "expression": _expression(quoted(field.name)),
            "dimension": {"is_time": field.type.is_temporal} if grouped else None,
            "description": field.description,
            "datatype": DATATYPES[field.type],
            "ai_context": _context(field.synonyms),
            "custom_extensions": _extension({k: v for k, v in form.items() if k not in {*_NATIVE, "type"}}),
        }
    )


def _relationships(written: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = _Names()
    return [
        {
            "name": names.fresh(f"{each['from']}_to_{each['to']}"),
            "from": each["from"],
            "to": each["to"],
            "from_columns": list(each["columns"]),
            "to_columns": list(each["columns"].values()),
        }
        for each in written
    ]


def _metrics(model: SemanticModel, form: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The metrics that an aggregate expresses, and those of ours that none does."""
    names, found, kept = _Names(), [], {}
    by_name = {each.name: each for each in model.metrics}
    for metric in model.metrics:
        said, sql = form["metrics"][metric.name], _metric_sql(metric, model, by_name, ())
        if sql is None:
            kept[metric.name] = said
        else:
            rest = {key: each for key, each in said.items() if key not in _NATIVE}
            found.append(_metric(names.fresh(metric.name), sql, metric, {"metric": metric.name, **rest}))
    for entity in model.entities:
        for measure in entity.measures:
            said = form["entities"][entity.name]["measures"][measure.name]
            rest = {key: each for key, each in said.items() if key not in _NATIVE}
            extras = {"measure": measure.name, "entity": entity.name, **rest}
            found.append(
                _metric(names.fresh(measure.name, entity.name), _measure_sql(entity, measure), measure, extras)
            )
    return found, kept


def _metric(name: str, sql: str, one: Measure | Metric, extras: dict[str, Any]) -> dict[str, Any]:
    return _said(
        {
            "name": name,
            "expression": _expression(sql),
            "description": one.description,
            "ai_context": _context(one.synonyms),
            "custom_extensions": _extension(extras),
        }
    )


def _measure_sql(entity: Entity, measure: Measure) -> str:
    """An aggregate over entity.column; rows are counted by their key where they have one."""
    column = measure.field or (entity.key[0] if len(entity.key) == 1 else None)
    if column is None:
        return "COUNT(*)"
    return _AGGREGATES[measure.aggregation].format(f"{quoted(entity.name)}.{quoted(column)}")


def _metric_sql(
    metric: Metric, model: SemanticModel, metrics: Mapping[str, Metric], above: tuple[str, ...]
) -> str | None:
    """The metric as one aggregate expression, or None: filters, running sums and offsets have no portable one."""
    if metric.name in above:
        return None
    if isinstance(metric, SimpleMetric):
        entity = model.entity(metric.entity)
        measure = entity.measure(metric.measure) if entity else None
        return _measure_sql(entity, measure) if entity and measure else None

    def sql_of(name: str) -> str | None:
        inner = metrics.get(name)
        return _metric_sql(inner, model, metrics, (*above, metric.name)) if inner else None

    if isinstance(metric, RatioMetric):
        one, other = sql_of(metric.numerator), sql_of(metric.denominator)
        return f"({one}) / NULLIF({other}, 0)" if one and other else None
    if isinstance(metric, DerivedMetric):
        parts = {name: sql_of(name) for name in _NAME.findall(metric.expression)}
        if None in parts.values():
            return None
        return _NAME.sub(lambda match: f"({parts[match[0]]})", metric.expression)
    return None


def quoted(name: str) -> str:
    """The name as ANSI SQL writes an identifier: bare where it can be, else in double quotes."""
    return name if _PLAIN.fullmatch(name) and _is_a_column(name) else '"' + name.replace('"', '""') + '"'


def _is_a_column(name: str) -> bool:
    """False for a word that SQL keeps for itself, such as null or select."""
    try:
        return isinstance(parse_one(name), exp.Column) and bool(parse_one(f"t.{name}"))
    except SqlglotError:
        return False


def _expression(sql: str) -> dict[str, Any]:
    return {"dialects": [{"dialect": "ANSI_SQL", "expression": sql}]}


def _context(synonyms: Iterable[str]) -> dict[str, Any]:
    said = list(synonyms)
    return {"synonyms": said} if said else {}


def _extension(extras: dict[str, Any]) -> list[dict[str, str]]:
    return [{"vendor_name": VENDOR, "data": json.dumps(extras, ensure_ascii=False)}] if extras else []


def _said(written: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in written.items() if each not in (None, "", [], {})}


class _Names:
    """Gives each name once: what is taken gets a word in front, then a number behind."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def fresh(self, name: str, front: str = "") -> str:
        """A name not given before."""
        chosen = name if name not in self.taken or not front else f"{front}_{name}"
        number = 2
        while chosen in self.taken:
            chosen, number = f"{name}_{number}", number + 1
        self.taken.add(chosen)
        return chosen
