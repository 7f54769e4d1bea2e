"""Exchange with Apache Ossie documents."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from shared.core.semantic.metrics import CumulativeMetric, DerivedMetric, FilteredMetric, RatioMetric, SimpleMetric
from shared.core.semantic.model import Aggregation, Field, Measure, NamedFilter, SemanticModel
from shared.core.semantic.ossie import export_ossie, quoted
from shared.core.semantic.ossie_reading import import_ossie
from shared.core.semantic.overlay import overlay, problems
from shared.core.semantic.query import Condition, FieldRef, Operator
from shared.core.semantic.yaml_form import model_from_dict, model_to_dict
from shared.core.table.types import DataType
from tests.fakes import shop
from tests.fakes.semantic_models import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterator

ALLOWED = {
    "document": {"version", "semantic_model"},
    "semantic_model": {
        "name",
        "description",
        "ai_context",
        "datasets",
        "relationships",
        "metrics",
        "custom_extensions",
    },
    "datasets": {
        *("name", "source", "primary_key", "unique_keys", "description", "ai_context", "fields", "custom_extensions"),
    },
    "fields": {
        *("name", "expression", "dimension", "label", "description", "datatype", "ai_context", "custom_extensions"),
    },
    "relationships": {"name", "from", "to", "from_columns", "to_columns", "ai_context", "custom_extensions"},
    "metrics": {"name", "expression", "description", "datatype", "ai_context", "custom_extensions"},
    "custom_extensions": {"vendor_name", "data"},
    "dialects": {"dialect", "expression"},
    "expression": {"dialects"},
    "dimension": {"is_time"},
}
"""The keys that the specification's JSON schema allows; it allows no others."""
REQUIRED = {
    "datasets": {"name", "source"},
    "fields": {"name", "expression"},
    "relationships": {"name", "from", "to", "from_columns", "to_columns"},
    "metrics": {"name", "expression"},
}


def strangers(data: Any, where: str = "document") -> Iterator[str]:  # noqa: ANN401 - a document
    """Yield the keys that stand where the specification has none, and the ones that lack."""
    for each in data if isinstance(data, list) else [data]:
        if isinstance(each, dict) and where in ALLOWED:
            yield from sorted(each.keys() - ALLOWED[where])
            yield from sorted(REQUIRED.get(where, set()) - each.keys())
            for key, inner in each.items():
                yield from strangers(inner, key)


def measures_of(model: SemanticModel) -> SemanticModel:
    """The shop with metrics of every kind."""
    lines, invoices = model.entities
    by_invoice = Measure("total_value", "Gross", Aggregation.SUM, "gross_total")
    count = Measure("number", "Number", Aggregation.COUNT, None, ("how many",))
    dealers = Condition(FieldRef("invoices", "firm"), Operator.EQ, ("North",))
    invoices = replace(invoices, measures=(by_invoice, count), key=("voucher_no",))
    return replace(
        model,
        entities=(replace(lines, description="Rows"), invoices),
        metrics=(
            SimpleMetric(name="sales", label="Sales", entity="lines", measure="total_value"),
            SimpleMetric(name="bills", label="Bills", entity="invoices", measure="number"),
            RatioMetric(name="average", label="Average", numerator="sales", denominator="bills"),
            DerivedMetric(name="net", label="Net", expression="sales - 2 * bills"),
            FilteredMetric(name="north", label="North", entity="invoices", measure="number", where=dealers),
            CumulativeMetric(name="so_far", label="So far", metric="sales"),
        ),
        filters=(NamedFilter("north", "North only", "invoices", dealers, default=True),),
    )


SHOP = measures_of(shop.MODEL)


def expressions(document: dict[str, Any]) -> dict[str, str]:
    """The SQL of each metric."""
    metrics = document["semantic_model"][0]["metrics"]
    return {each["name"]: each["expression"]["dialects"][0]["expression"] for each in metrics}


def test_a_document_has_only_what_the_specification_allows() -> None:
    """What Ossie has no place for stands under our extension, as a JSON text."""
    document = export_ossie(SHOP, "shop")
    assert list(strangers(document)) == []
    model = document["semantic_model"][0]
    brand = model["datasets"][0]["fields"][1]
    assert brand["datatype"] == "String"
    assert brand["custom_extensions"] == [{"vendor_name": "AVEXRA", "data": '{"label": "Brand"}'}]
    assert model["datasets"][1]["primary_key"] == ["voucher_no"]
    assert model["relationships"][0]["from_columns"] == ["voucher_no"]
    extras = json.loads(model["custom_extensions"][0]["data"])
    assert extras.keys() == {"calendar", "filters", "metrics"}


def test_metrics_are_one_aggregate_expression_where_one_can_say_it() -> None:
    """Two of a name are told apart; filtered and running ones stay in the extension."""
    assert expressions(export_ossie(SHOP, "shop")) == {
        "sales": "SUM(lines.value)",
        "bills": "COUNT(invoices.voucher_no)",
        "average": "(SUM(lines.value)) / NULLIF(COUNT(invoices.voucher_no), 0)",
        "net": "(SUM(lines.value)) - 2 * (COUNT(invoices.voucher_no))",
        "total_value": "SUM(lines.value)",
        "invoices_total_value": "SUM(invoices.gross_total)",
        "number": "COUNT(invoices.voucher_no)",
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MODELS)
def test_our_own_models_come_back_whole(model: SemanticModel) -> None:
    """Everything but statistics and the physical table, whatever the names look like."""
    assume(model.entities)
    names = [each.name for each in model.entities]
    ends = [replace(each, from_entity=names[0], to_entity=names[-1]) for each in model.relationships]
    model = replace(model, relationships=tuple(ends))
    document = json.loads(json.dumps(export_ossie(model, "m")))
    assert list(strangers(document)) == []
    form, left_out = import_ossie(document)
    assert left_out == ()
    for entity in model.entities:
        form["entities"][entity.name]["table"] = {"dataset": entity.table.dataset, "table": entity.table.table}
    again = model_from_dict(form)
    expected = model_from_dict(model_to_dict(model, statistics=False))
    assert replace(again, metrics=()) == replace(expected, metrics=())
    assert sorted(again.metrics, key=lambda m: m.name) == sorted(expected.metrics, key=lambda m: m.name)


def ansi(sql: str) -> dict[str, Any]:
    """An expression object."""
    return {"dialects": [{"dialect": "SNOWFLAKE", "expression": "no()"}, {"dialect": "ANSI_SQL", "expression": sql}]}


FOREIGN: dict[str, Any] = {
    "version": "0.1.1",
    "semantic_model": [
        {
            "name": "theirs",
            "datasets": [
                {
                    "name": "sold_goods",
                    "source": "db.shop.lines",
                    "description": "What was sold",
                    "ai_context": {"synonyms": ["sold goods"], "instructions": "Be kind."},
                    "fields": [
                        {"name": "maker", "expression": ansi("brand"), "ai_context": {"synonyms": ["make"]}},
                        {"name": "amount", "expression": ansi('"value"'), "datatype": "Decimal"},
                        {"name": "shouted", "expression": ansi("UPPER(brand)")},
                        {"name": "voucher_no", "expression": ansi("voucher_no")},
                    ],
                },
                {
                    "name": "bills",
                    "source": {"kind": "table", "object": "db.shop.invoices"},
                    "primary_key": ["voucher_no"],
                    "fields": [{"name": "voucher_no", "expression": ansi("voucher_no")}],
                    "custom_extensions": [{"vendor_name": "DBT", "data": "{}"}, {"vendor_name": "AVEXRA", "data": "{"}],
                },
            ],
            "relationships": [
                {
                    "name": "r",
                    "from": "sold_goods",
                    "to": "bills",
                    "from_columns": ["voucher_no"],
                    "to_columns": ["voucher_no"],
                },
                {"name": "s", "from": "sold_goods", "to": "nobody", "from_columns": ["a"], "to_columns": ["b"]},
            ],
            "metrics": [
                {
                    "name": "per_bill",
                    "expression": ansi("SUM(sold_goods.amount) / NULLIF(COUNT(DISTINCT bills.voucher_no), 0)"),
                },
                {"name": "revenue", "expression": ansi("SUM(sold_goods.amount)"), "description": "Money"},
                {"name": "bill_count", "expression": ansi("COUNT(DISTINCT bills.voucher_no)")},
                {"name": "typical", "expression": ansi("AVG(amount)")},
                {"name": "odd", "expression": ansi("SUM(amount * 2)")},
                {"name": "broken", "expression": ansi("SUM((")},
            ],
        }
    ],
}


def test_documents_of_others_are_read_as_far_as_they_go() -> None:
    """Columns, keys, joins, aggregates and ratios of them; the rest is told in sentences."""
    form, left_out = import_ossie(FOREIGN)
    model = overlay(shop.MODEL, form)
    lines = model.entities[0]
    assert (lines.description, lines.synonyms) == ("What was sold", ("sold goods",))
    assert lines.fields[1].synonyms == ("make", "maker")
    revenue = lines.measure("revenue")
    assert revenue is not None
    assert (revenue.aggregation, revenue.field, revenue.description) == (Aggregation.SUM, "value", "Money")
    assert form["entities"]["lines"]["measures"]["typical"] == {"aggregation": "avg", "field": "value"}
    assert {each.name for each in model.metrics} == {"revenue", "bill_count", "per_bill"}
    assert model.relationships == shop.MODEL.relationships
    assert problems(shop.MODEL, form) == ()
    assert left_out == (
        "Field sold_goods.shouted is computed; only columns are taken.",
        "The extension of dataset bills is not a JSON object.",
        "Relationship s does not pair columns of two datasets.",
        "Metric odd is neither one aggregate of a column nor a ratio of two metrics of the document.",
        "Metric broken is neither one aggregate of a column nor a ratio of two metrics of the document.",
    )


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("COUNT(*)", {"aggregation": "count"}),
        ("COUNT(DISTINCT x)", {"aggregation": "count_distinct", "field": "x"}),
        ("MEDIAN(t.x)", {"aggregation": "median", "field": "x"}),
        ("(STDDEV_SAMP(x))", {"aggregation": "stddev", "field": "x"}),
        ("COUNT(DISTINCT x, y)", None),
        ("SUM(DISTINCT x)", None),
        ("SUM(other.x)", None),
        ("x", None),
        ("1; DROP TABLE t", None),
        ("", None),
    ],
)
def test_an_aggregate_is_of_one_column_or_of_rows(sql: str, found: dict[str, str] | None) -> None:
    """Anything else is left out rather than guessed."""
    field = {"name": "x", "expression": ansi("x")}
    document = {
        "version": "0.2.0.dev0",
        "semantic_model": [
            {
                "name": "m",
                "datasets": [{"name": "t", "source": "t", "fields": [field]}],
                "metrics": [{"name": "n", "expression": ansi(sql)}],
            }
        ],
    }
    form, left_out = import_ossie(document)
    assert form["entities"]["t"].get("measures", {}).get("n") == found
    assert bool(left_out) is (found is None)


def test_other_versions_and_more_models_are_told() -> None:
    """One model alone, without the list, is read too."""
    model = {"name": "m", "datasets": [{"name": "t", "source": "SELECT 1"}]}
    form, left_out = import_ossie({"version": "9", "semantic_model": [model, model]})
    assert list(form["entities"]) == ["t"]
    assert len(left_out) == 2
    assert import_ossie(model)[0]["entities"].keys() == {"t"}


def test_names_are_quoted_as_ansi_sql_does() -> None:
    """Only where they must be."""
    assert quoted("value") == "value"
    assert quoted('a "b"') == '"a ""b"""'
    field = Field("order date", "Order date", DataType.DATE)
    model = replace(shop.MODEL, entities=(replace(shop.MODEL.entities[0], fields=(field,), measures=()),))
    (exported,) = export_ossie(model, "m")["semantic_model"][0]["datasets"][0]["fields"]
    assert exported["expression"]["dialects"][0]["expression"] == '"order date"'
    assert exported["dimension"] == {"is_time": True}


def test_a_column_named_like_a_word_of_sql_is_quoted() -> None:
    """So that null is read as a column of that name, not as nothing."""
    assert [quoted(each) for each in ("null", "select", "value", "net total")] == [
        '"null"',
        '"select"',
        "value",
        '"net total"',
    ]
