"""An Apache Ossie document as a written model of ours, for overlaying; what cannot be taken is told in sentences.

Documents of anybody's are read: fields that are plain columns, metrics that are one aggregate of one column or a
ratio of two such metrics, relationships, keys, descriptions and synonyms. Ours come back whole, by their extensions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from shared.core.semantic.model import Aggregation
from shared.core.semantic.ossie import DATATYPES, VENDOR, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

_KNOWN_VERSIONS = (VERSION, "0.1.1")
_LONGEST = 2_000
_TYPES = {name: kind for kind, name in DATATYPES.items()} | {"DateTimeTz": "timestamp"}
_AGGREGATES: tuple[tuple[type[exp.Expr], Aggregation], ...] = (
    (exp.Sum, Aggregation.SUM),
    (exp.Avg, Aggregation.AVG),
    (exp.Min, Aggregation.MIN),
    (exp.Max, Aggregation.MAX),
    (exp.Median, Aggregation.MEDIAN),
    (exp.Stddev, Aggregation.STDDEV),
    (exp.StddevSamp, Aggregation.STDDEV),
    (exp.Count, Aggregation.COUNT),
)
_OF_MODEL = ("calendar", "filters", "questions")
_OF_ENTITY = ("label", "noun", "time")
"""What our extensions may say of the whole and of an entity; the rest stands in the document itself."""
Aggregate = tuple[Aggregation, str, str | None]
"""How, of which entity, and which column; None for rows."""


@dataclass(slots=True)
class _Reading:
    """What was read so far: the form, each dataset's entity and its columns by field name, and what was left out."""

    form: dict[str, Any]
    entities: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def import_ossie(document: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The written model of a document, and what was left out of it. The document's shape was checked; ours was not.

    The first semantic model is taken; a document may also be one semantic model without the list around it.
    """
    models = document.get("semantic_model") or [document]
    model = models[0]
    reading = _Reading({"version": 1, "entities": {}})
    if document.get("version") not in _KNOWN_VERSIONS:
        reading.left_out.append(f"The version is not one of {', '.join(_KNOWN_VERSIONS)}; it was read as the first.")
    if len(models) > 1:
        reading.left_out.append(f"Only the first of {len(models)} semantic models was taken.")
    ours = _ours(model, reading, "the model")
    for dataset in model.get("datasets", []):
        _read_dataset(dataset, reading)
    for each in model.get("relationships", []):
        _read_relationship(each, reading)
    metrics = _read_metrics(model.get("metrics", []), reading)
    inexpressible = ours.get("metrics")
    reading.form["metrics"] = metrics | (inexpressible if isinstance(inexpressible, dict) else {})
    reading.form |= {key: ours[key] for key in _OF_MODEL if key in ours}
    return {key: each for key, each in reading.form.items() if each not in ([], {})}, tuple(reading.left_out)


def _read_dataset(dataset: Mapping[str, Any], reading: _Reading) -> None:
    ours = _ours(dataset, reading, f"dataset {dataset['name']}")
    source = dataset["source"]
    table = str(source.get("object", "") if isinstance(source, dict) else source)
    last = table.rpartition(".")[2].strip('"')
    name = dataset["name"] if ours or not last or " " in table or last in reading.form["entities"] else last
    reading.entities[dataset["name"]] = name
    columns = reading.columns.setdefault(name, {})
    fields: dict[str, Any] = {}
    for each in dataset.get("fields", []):
        column = _column(_sql(each))
        if column is None:
            reading.left_out.append(f"Field {dataset['name']}.{each['name']} is computed; only columns are taken.")
            continue
        columns[each["name"]] = column
        fields[column] = _read_field(each, column, reading)
    said = {each: ours[each] for each in _OF_ENTITY if each in ours}
    key = [columns.get(each, each) for each in dataset.get("primary_key", [])]
    reading.form["entities"][name] = _common(dataset) | ({"key": key} if key else {}) | said | {"fields": fields}


def _read_field(written: Mapping[str, Any], column: str, reading: _Reading) -> dict[str, Any]:
    said = _common(written)
    if written["name"] != column:
        said["synonyms"] = [*said.get("synonyms", []), written["name"].replace("_", " ")]
    kind = _TYPES.get(written.get("datatype", ""))
    return said | ({"type": str(kind)} if kind else {}) | _ours(written, reading, f"field {column}")


def _read_relationship(written: Mapping[str, Any], reading: _Reading) -> None:
    ends = [reading.entities.get(written[end]) for end in ("from", "to")]
    if None in ends or len(written["from_columns"]) != len(written["to_columns"]):
        reading.left_out.append(f"Relationship {written['name']} does not pair columns of two datasets.")
        return
    sides = zip(ends, (written["from_columns"], written["to_columns"]), strict=True)
    one, other = ([reading.columns[str(end)].get(name, name) for name in names] for end, names in sides)
    said = {"from": ends[0], "to": ends[1], "columns": dict(zip(one, other, strict=True))}
    reading.form.setdefault("relationships", []).append(said)


def _read_metrics(written: list[Mapping[str, Any]], reading: _Reading) -> dict[str, Any]:
    """The metrics of the model; measures go to their entities."""
    metrics: dict[str, Any] = {}
    known: dict[Aggregate, str] = {}
    others = []
    for each in written:
        ours = _ours(each, reading, f"metric {each['name']}")
        tree = _parsed(_sql(each))
        aggregate = _aggregate(tree, reading)
        if "metric" in ours:
            name = str(ours.pop("metric"))
            metrics[name] = _common(each) | ours
        elif "measure" in ours:
            _add_measure(str(ours.pop("entity", "")), str(ours.pop("measure")), _common(each) | ours, reading)
        elif aggregate is not None:
            aggregation, entity, column = aggregate
            said = _common(each) | {"aggregation": aggregation.value} | ({"field": column} if column else {})
            _add_measure(entity, each["name"], said, reading)
            known[aggregate] = each["name"]
        else:
            others.append((each, tree))
    for each, tree in others:
        metrics |= _read_ratio(each, tree, known, reading)
    return metrics


def _add_measure(entity: str, name: str, said: dict[str, Any], reading: _Reading) -> None:
    if entity in reading.form["entities"]:
        reading.form["entities"][entity].setdefault("measures", {})[name] = said
    else:
        reading.left_out.append(f"Metric {name} is of no dataset of this document.")


def _read_ratio(
    written: Mapping[str, Any], tree: exp.Expr | None, known: Mapping[Aggregate, str], reading: _Reading
) -> dict[str, Any]:
    """A ratio of two metrics of the document, with these two; empty, and told, for anything else."""
    parts: list[Aggregate | None] = [None, None]
    if isinstance(tree, exp.Div):
        below = tree.expression.unnest()
        below = below.this if isinstance(below, exp.Nullif) else below
        parts = [_aggregate(tree.this.unnest(), reading), _aggregate(below.unnest(), reading)]
    names = [known.get(each) if each else None for each in parts]
    if parts[0] is None or parts[1] is None or None in names:
        reading.left_out.append(
            f"Metric {written['name']} is neither one aggregate of a column nor a ratio of two metrics of the document."
        )
        return {}
    simple = {
        str(name): {"kind": "simple", "entity": part[1], "measure": name}
        for name, part in zip(names, parts, strict=True)
        if part is not None
    }
    ratio = {"kind": "ratio", "numerator": names[0], "denominator": names[1]}
    return simple | {written["name"]: _common(written) | ratio}


def _common(written: Mapping[str, Any]) -> dict[str, Any]:
    """Description and synonyms, which everything may have."""
    context = written.get("ai_context")
    synonyms = context.get("synonyms") if isinstance(context, dict) else None
    said = {"description": written.get("description"), "synonyms": synonyms}
    return {key: each for key, each in said.items() if each}


def _ours(written: Mapping[str, Any], reading: _Reading, what: str) -> dict[str, Any]:
    """What our extension holds; other vendors' are theirs."""
    for each in written.get("custom_extensions", []):
        if each["vendor_name"] == VENDOR:
            try:
                data = json.loads(each["data"])
            except (ValueError, RecursionError):
                data = None
            if isinstance(data, dict):
                return data
            reading.left_out.append(f"The extension of {what} is not a JSON object.")
    return {}


def _sql(written: Mapping[str, Any]) -> str:
    """The expression in ANSI SQL, or none."""
    dialects = written["expression"]["dialects"]
    return next((str(each["expression"]) for each in dialects if each["dialect"] == "ANSI_SQL"), "")


def _column(sql: str) -> str | None:
    tree = _parsed(sql)
    return tree.name if isinstance(tree, exp.Column) and not isinstance(tree.this, exp.Star) else None


def _parsed(sql: str) -> exp.Expr | None:
    if not sql.strip() or len(sql) > _LONGEST:
        return None
    try:
        return parse_one(sql).unnest()
    except (SqlglotError, RecursionError):
        return None


def _aggregate(tree: exp.Expr | None, reading: _Reading) -> Aggregate | None:
    """The aggregate that an expression is, or None."""
    aggregation = next((each for kind, each in _AGGREGATES if type(tree) is kind), None)
    if tree is None or aggregation is None:
        return None
    inner = tree.this
    if isinstance(inner, exp.Distinct):
        if aggregation is not Aggregation.COUNT or len(inner.expressions) != 1:
            return None
        aggregation, inner = Aggregation.COUNT_DISTINCT, inner.expressions[0]
    if isinstance(inner, exp.Star):
        only = list(reading.entities.values())
        return (aggregation, only[0], None) if aggregation is Aggregation.COUNT and len(only) == 1 else None
    place = _place(inner, reading) if isinstance(inner, exp.Column) else None
    return (aggregation, *place) if place else None


def _place(column: exp.Column, reading: _Reading) -> tuple[str, str] | None:
    """The entity and the column that a reference names: its dataset, else the only one with such a field."""
    if column.table:
        entity = reading.entities.get(column.table)
        return (entity, reading.columns[entity].get(column.name, column.name)) if entity else None
    having = [entity for entity, fields in reading.columns.items() if column.name in fields]
    return (having[0], reading.columns[having[0]][column.name]) if len(having) == 1 else None
