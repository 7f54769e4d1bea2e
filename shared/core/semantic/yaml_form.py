"""The semantic model as plain data that people can edit as YAML, and back.

Entities, their fields and measures, metrics and filters are mappings by name, in their order; everything else stands
under the name it has in the model, and what has its default is left out:

    version: 1
    entities:
      lines:
        table: {dataset: d_1, table: lines}      # which table it is: found, never written
        label: Invoice lines
        noun: lines                              # what its rows are called
        key: [line_id]
        time: date                               # what "last month" applies to
        fields: {date: {label: Date, type: date, grains: [day, month]}}
        measures: {total_value: {label: Total value, aggregation: sum, field: value, direction: up is good}}
    relationships: [{from: lines, to: invoices, columns: {voucher_no: voucher_no}}]
    metrics: {average_sale: {kind: ratio, label: Average sale, numerator: total_value, denominator: invoices}}
    filters: {dealers: {label: Dealers only, entity: lines, where: {field: lines.client_type, values: [Dealer]}}}
    questions: [{question: how many lines, query: {entity: lines, measures: [...]}}]
    calendar: {week_start: monday, fiscal_year_start: april, last_days_include_today: false, time_zone: UTC}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.core.codec import TAG, decode, encode
from shared.core.errors import UserError
from shared.core.semantic.metrics import (
    CumulativeMetric,
    DerivedMetric,
    FilteredMetric,
    OffsetMetric,
    RatioMetric,
    SimpleMetric,
)
from shared.core.semantic.model import Calendar, SemanticModel
from shared.core.semantic.query_form import coded_filter, query_from_dict, query_to_dict, sparse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.core.semantic.metrics import Metric
    from shared.core.semantic.model import Entity, Field, Measure, NamedFilter, Relationship

VERSION = 1
STATISTICS = ("values", "values_complete", "distinct", "nullable", "minimum", "maximum")
"""What the data says of a field; nobody writes it."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
METRIC_KINDS: dict[str, type[Metric]] = {
    "simple": SimpleMetric,
    "filtered": FilteredMetric,
    "ratio": RatioMetric,
    "derived": DerivedMetric,
    "cumulative": CumulativeMetric,
    "period offset": OffsetMetric,
}
_KIND_OF = {cls: kind for kind, cls in METRIC_KINDS.items()}


def model_to_dict(model: SemanticModel, *, statistics: bool = True) -> dict[str, Any]:
    """The model as plain data; without statistics it is what people edit: no values, counts, least and greatest."""
    form: dict[str, Any] = {
        "version": VERSION,
        "entities": {each.name: _entity_to_dict(each, statistics=statistics) for each in model.entities},
        "relationships": [_relationship_to_dict(each) for each in model.relationships],
        "metrics": {each.name: _metric_to_dict(each) for each in model.metrics},
        "filters": {each.name: _without_name(each) for each in model.filters},
        "questions": [{"question": each.question, "query": query_to_dict(each.query)} for each in model.verified],
        "calendar": calendar_to_dict(model.calendar),
    }
    return {key: value for key, value in form.items() if value not in ([], {})} | {"entities": form["entities"]}


def model_from_dict(form: Mapping[str, Any]) -> SemanticModel:
    """The model that model_to_dict made this of. Raises UserError naming what does not fit or is absent."""
    written = {
        "entities": [_coded_entity(name, each) for name, each in form["entities"].items()],
        "relationships": [_coded_relationship(each) for each in form.get("relationships", [])],
        "metrics": [_coded_metric(name, each) for name, each in form.get("metrics", {}).items()],
        "filters": [_coded_where({"name": name, **each}) for name, each in form.get("filters", {}).items()],
        "verified": [
            {"question": each["question"], "query": encode(query_from_dict(each["query"]))}
            for each in form.get("questions", [])
        ],
        "calendar": encode(calendar_from_dict(form.get("calendar", {}))),
    }
    return decode(SemanticModel, written)


def calendar_to_dict(calendar: Calendar) -> dict[str, Any]:
    """The calendar with the names of days and months."""
    return {
        "week_start": WEEKDAYS[calendar.week_start],
        "fiscal_year_start": MONTHS[calendar.fiscal_start - 1],
        "last_days_include_today": calendar.last_days_include_today,
        "time_zone": calendar.timezone,
    }


def calendar_from_dict(written: Mapping[str, Any]) -> Calendar:
    """The calendar that was written; what is not said has its default. Raises UserError for unknown names."""
    whole = calendar_to_dict(Calendar()) | dict(written)
    if whole["week_start"] not in WEEKDAYS or whole["fiscal_year_start"] not in MONTHS:
        raise UserError("the calendar names a day or a month that is none")
    return Calendar(
        WEEKDAYS.index(whole["week_start"]),
        MONTHS.index(whole["fiscal_year_start"]) + 1,
        whole["last_days_include_today"],
        whole["time_zone"],
    )


def _without_name(value: Entity | Field | Measure | Metric | NamedFilter) -> dict[str, Any]:
    plain: dict[str, Any] = sparse(value)
    return {key: each for key, each in plain.items() if key != "name"}


def _entity_to_dict(entity: Entity, *, statistics: bool) -> dict[str, Any]:
    plain = _without_name(entity)
    plain["fields"] = {each.name: _field_to_dict(each, statistics=statistics) for each in entity.fields}
    if entity.measures:
        plain["measures"] = {each.name: _measure_to_dict(each) for each in entity.measures}
    if not statistics:
        plain.pop("rows", None)
    return plain


def _field_to_dict(field: Field, *, statistics: bool) -> dict[str, Any]:
    plain = _without_name(field)
    found = {key: plain.pop(key) for key in STATISTICS if key in plain}
    return plain | ({"statistics": found} if found and statistics else {})


def _measure_to_dict(measure: Measure) -> dict[str, Any]:
    plain = _without_name(measure)
    return {key: each for key, each in plain.items() if (key, each) != ("field", None)}


def _metric_to_dict(metric: Metric) -> dict[str, Any]:
    return {"kind": _KIND_OF[type(metric)], **_without_name(metric)}


def _relationship_to_dict(relationship: Relationship) -> dict[str, Any]:
    columns = dict(zip(relationship.from_columns, relationship.to_columns, strict=True))
    return {"from": relationship.from_entity, "to": relationship.to_entity, "columns": columns}


def _coded_entity(name: str, written: Mapping[str, Any]) -> dict[str, Any]:
    fields = [_coded_field(each, part) for each, part in written["fields"].items()]
    measures = [{"name": each, "field": None, **part} for each, part in written.get("measures", {}).items()]
    return {"name": name, **written, "fields": fields, "measures": measures}


def _coded_field(name: str, written: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: each for key, each in written.items() if key != "statistics"}
    return {"name": name, **plain, **written.get("statistics", {})}


def _coded_relationship(written: Mapping[str, Any]) -> dict[str, Any]:
    columns: Iterable[tuple[str, str]] = written["columns"].items()
    pairs = list(columns)
    return {
        "from_entity": written["from"],
        "from_columns": [one for one, _ in pairs],
        "to_entity": written["to"],
        "to_columns": [other for _, other in pairs],
    }


def _coded_metric(name: str, written: Mapping[str, Any]) -> dict[str, Any]:
    kind = METRIC_KINDS.get(written.get("kind", ""))
    if kind is None:
        raise UserError(f"“{written.get('kind')}” is no kind of metric; there are {', '.join(METRIC_KINDS)}")
    plain = {key: each for key, each in written.items() if key != "kind"}
    return _coded_where({TAG: kind.__name__, "name": name, **plain})


def _coded_where(written: dict[str, Any]) -> dict[str, Any]:
    return written | ({"where": coded_filter(written["where"])} if "where" in written else {})
