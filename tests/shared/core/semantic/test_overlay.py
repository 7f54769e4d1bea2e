"""What people wrote over what was inferred."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from shared.core.errors import UserError
from shared.core.semantic.metrics import SimpleMetric
from shared.core.semantic.model import Aggregation, Direction, Relationship, SemanticModel
from shared.core.semantic.overlay import overlay, problems
from shared.core.semantic.written_rules import names_in
from shared.core.semantic.yaml_form import model_to_dict
from tests.fakes import shop
from tests.fakes.semantic_models import MODELS


def counted(model: SemanticModel) -> SemanticModel:
    """The shop with its rows counted: each invoice number stands once among the invoices, often among the lines."""
    lines, invoices = model.entities
    vouchers = replace(invoices.fields[0], distinct=42, nullable=False)
    often = tuple(replace(f, distinct=40) if f.name == "voucher_no" else f for f in lines.fields)
    firm = replace(invoices.fields[1], distinct=2)
    return replace(
        model,
        entities=(
            replace(lines, rows=600, fields=often),
            replace(invoices, rows=42, fields=(vouchers, firm, *invoices.fields[2:])),
        ),
    )


SHOP = counted(shop.MODEL)
LINES_OF_SHOP: dict[str, Any] = {"label": "Sold goods", "synonyms": ["maal"], "fields": {"brand": {"label": "Make"}}}


def test_the_written_wins_and_the_unsaid_stays() -> None:
    """A label is replaced, a noun nobody spoke of is not."""
    model = overlay(SHOP, {"entities": {"lines": LINES_OF_SHOP}})
    lines = model.entities[0]
    assert (lines.label, lines.noun, lines.synonyms) == ("Sold goods", "lines", ("maal",))
    assert lines.fields[1] == replace(SHOP.entities[0].fields[1], label="Make")
    assert model.entities[1] == SHOP.entities[1]
    assert overlay(SHOP, {}) == SHOP


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MODELS)
def test_overlaying_any_model_never_fails_and_changes_no_table(written: SemanticModel) -> None:
    """However little it fits; twice is the same as once; and all that is left is sound."""
    form = model_to_dict(written)
    form["entities"] = {"lines": next(iter(form["entities"].values()), {}), **form["entities"]}
    once = overlay(SHOP, form)
    assert overlay(once, form) == once
    for now, then in zip(once.entities, SHOP.entities, strict=True):
        assert (now.name, now.table) == (then.name, then.table)
        assert [(f.name, f.type) for f in now.fields] == [(f.name, f.type) for f in then.fields]
    assert isinstance(problems(SHOP, form), tuple)


def test_an_own_export_changes_nothing() -> None:
    """What the model says of itself fits it."""
    form = model_to_dict(SHOP, statistics=False)
    assert overlay(SHOP, form) == SHOP
    assert problems(SHOP, form) == ()


def test_the_physical_is_never_written() -> None:
    """No other table is opened, no type changed, no value put in."""
    part = {
        "table": {"dataset": "secret", "table": "salaries"},
        "fields": {"brand": {"type": "integer", "statistics": {"values": ["X"]}}, "salary": {"type": "float"}},
    }
    model = overlay(SHOP, {"entities": {"lines": part}})
    assert model == SHOP


def test_a_domain_finds_its_tables_by_their_columns() -> None:
    """Whatever they are called; and its metrics, filters and questions follow the names they have there."""
    written = {
        "entities": {
            "sold": {
                "requires": ["brand", "value"],
                "measures": {"demand": {"aggregation": "sum", "field": "quantity"}},
            },
            "stock": {"requires": ["shelf"]},
        },
        "metrics": {
            "all_demand": {"kind": "simple", "entity": "sold", "measure": "demand", "label": "Demand"},
            "shelves": {"kind": "simple", "entity": "stock", "measure": "shelf_count"},
        },
        "filters": {"paid": {"entity": "sold", "where": {"field": "sold.paid", "values": [True]}}},
        "questions": [
            {
                "question": "demand?",
                "query": {
                    "entity": "sold",
                    "measures": [{"entity": "sold", "aggregation": "sum", "field": "quantity"}],
                    "filters": {"field": "sold.brand", "values": ["Asha"]},
                },
            },
            {"question": "shelves?", "query": {"entity": "stock"}},
        ],
    }
    model = overlay(SHOP, written)
    assert [each.name for each in model.metrics] == ["all_demand"]
    assert [each.entity for each in model.filters] == ["lines"]
    assert [each.query.entity for each in model.verified] == ["lines"]
    demand = model.entities[0].measure("all_demand")
    assert demand is not None
    assert (demand.label, demand.aggregation, demand.field) == ("Demand", Aggregation.SUM, "quantity")
    assert problems(SHOP, written) == ("entities.stock: no table here has the columns shelf.",)


def test_null_takes_away() -> None:
    """A measure nobody should be offered is written as null."""
    model = overlay(SHOP, {"entities": {"lines": {"measures": {"total_value": None}}}})
    assert model.entities[0].measures == ()
    with_metric = replace(SHOP, metrics=(SimpleMetric(name="x", label="X", entity="lines", measure="total_value"),))
    assert overlay(with_metric, {"metrics": {"x": None}}).metrics == ()


def test_values_follow_what_is_said_of_their_field() -> None:
    """Personal data has no index and no range; an index can be switched off or cut short."""
    lines = SHOP.entities[0]
    full = replace(lines.fields[1], values_complete=True, minimum="A", maximum="Z")
    model = replace(SHOP, entities=(replace(lines, fields=(full,)), SHOP.entities[1]), relationships=())

    def brand(**said: object) -> tuple[object, ...]:
        entities = {"lines": {"fields": {"brand": said}, "time": None, "measures": {"total_value": None}}}
        field = overlay(model, {"entities": entities}).entities[0].fields[0]
        return field.values, field.values_complete, field.minimum

    assert brand() == (("Asha", "Bela"), True, "A")
    assert brand(personal=True) == ((), False, None)
    assert brand(indexed=False) == ((), False, "A")
    assert brand(index_limit=1) == (("Asha",), False, "A")
    assert brand(index_limit=2) == (("Asha", "Bela"), True, "A")


def test_a_join_that_counts_rows_twice_is_not_taken() -> None:
    """Joined is only to a column that tells the rows apart."""
    lines_to_firm = {"relationships": [{"from": "lines", "to": "invoices", "columns": {"brand": "firm"}}]}
    assert overlay(SHOP, lines_to_firm) == SHOP
    assert problems(SHOP, lines_to_firm) == (
        "relationships[0]: firm may not tell the rows of invoices apart, so joining would count rows twice.",
    )
    apart = replace(SHOP, relationships=())
    joined = {"relationships": [{"from": "lines", "to": "invoices", "columns": {"voucher_no": "voucher_no"}}]}
    assert overlay(apart, joined).relationships == SHOP.relationships
    several = {"voucher_no": "voucher_no", "brand": "firm"}
    both = {"relationships": [{"from": "lines", "to": "invoices", "columns": several}]}
    assert overlay(apart, both).relationships == ()


def test_a_written_join_stands_in_place_of_the_inferred_one() -> None:
    """Between the same two tables; joins of others stay."""
    wrong = Relationship("lines", ("brand",), "invoices", ("firm",))
    model = replace(SHOP, relationships=(wrong,))
    joined = {"relationships": [{"from": "lines", "to": "invoices", "columns": {"voucher_no": "voucher_no"}}]}
    assert overlay(model, joined).relationships == SHOP.relationships


RATIO = {"kind": "ratio", "label": "R", "numerator": "total", "denominator": "nothing"}
TOTAL = {"kind": "simple", "label": "Total", "entity": "lines", "measure": "total_value"}


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"entities": {"line": {}}}, "entities.line: there is no table “line”; did you mean “lines”?"),
        ({"entities": {"zzz": {}}}, "entities.zzz: there is no table “zzz”."),
        (
            {"entities": {"lines": {"key": ["brnd"]}}},
            "entities.lines.key: there is no column “brnd”; did you mean “brand”?",
        ),
        (
            {"entities": {"lines": {"key": ["voucher_no"]}}},
            "entities.lines.key: “voucher_no” does not tell the rows apart: some have the same.",
        ),
        ({"entities": {"lines": {"time": "x"}}}, "entities.lines.time: there is no column “x”."),
        (
            {"entities": {"lines": {"fields": {"brand": {"type": "date"}}}}},
            "entities.lines.fields.brand: the column is of type text; its type is found, not written.",
        ),
        (
            {"entities": {"lines": {"fields": {"brand": {"grains": ["day"]}}}}},
            "entities.lines.fields.brand: only dates and timestamps have grains.",
        ),
        (
            {"entities": {"lines": {"measures": {"m": {"label": "M"}}}}},
            "entities.lines.measures.m: a new measure needs an aggregation.",
        ),
        (
            {"entities": {"lines": {"measures": {"m": {"aggregation": "sum", "field": "brand"}}}}},
            "entities.lines.measures.m: Brand is not a number, so it has no sum; it can be counted.",
        ),
        (
            {"relationships": [{"from": "lines", "to": "invoices", "columns": {"value": "firm"}}]},
            "relationships[0]: value and firm are of different types, so nothing would be found.",
        ),
        (
            {"relationships": [{"from": "lines", "to": "shops", "columns": {"value": "firm"}}]},
            "relationships[0]: there is no table “shops”.",
        ),
        ({"metrics": {"r": RATIO, "total": TOTAL}}, "metrics.r: there is no metric “nothing”."),
        (
            {"metrics": {"r": {**RATIO, "numerator": "r", "denominator": "r"}}},
            "metrics.r: the metric “r” it needs does not work, or needs this one itself.",
        ),
        (
            {"metrics": {"d": {"kind": "derived", "label": "D", "expression": "__import__('os')"}}},
            "metrics.d: the expression is not plain arithmetic on metrics: names, numbers, + - * / and parentheses.",
        ),
        (
            {"metrics": {"t": {**TOTAL, "measure": "total_valu"}}},
            "metrics.t: there is no measure “total_valu”; did you mean “total_value”?",
        ),
        ({"metrics": {"t": {**TOTAL, "entity": "nowhere"}}}, "metrics.t: there is no table “nowhere”."),
        (
            {"metrics": {"t": {**TOTAL, "kind": "filtered", "where": {"field": "lines.value", "values": ["x"]}}}},
            "metrics.t: Value is a number and cannot be compared with “x”.",
        ),
        (
            {"metrics": {"c": {"kind": "cumulative", "label": "C", "metric": "total"}}},
            "metrics.c: there is no metric “total”.",
        ),
        (
            {"filters": {"f": {"label": "F", "entity": "lines", "where": {"field": "lines.colour", "values": ["x"]}}}},
            "filters.f: Lines has no column called “colour”.",
        ),
        (
            {"questions": [{"question": "q", "query": {"entity": "lines"}}]},
            "questions[0]: Say what to count, sum or list.",
        ),
    ],
)
def test_what_does_not_fit_is_told_and_left_out(written: dict[str, Any], sentence: str) -> None:
    """By its place, with the nearest name; and the model is sound without it."""
    assert problems(SHOP, written) == (sentence,)
    assert problems(SHOP, model_to_dict(overlay(SHOP, written), statistics=False)) == ()


def test_metrics_build_on_each_other_in_any_order() -> None:
    """A derived metric may stand before the ones it names."""
    written = {
        "metrics": {
            "double": {"kind": "derived", "label": "Double", "expression": "2 * total"},
            "growth": {"kind": "period offset", "label": "G", "metric": "double", "grain": "year", "shows": "growth"},
            "total": {**TOTAL, "direction": "up is good"},
        }
    }
    model = overlay(SHOP, written)
    assert problems(SHOP, written) == ()
    assert [each.name for each in model.metrics] == ["double", "growth", "total"]
    total = model.entities[0].measure("total")
    assert total is not None
    assert total.direction is Direction.UP


@pytest.mark.parametrize("text", ["", "a b", "a ** b", "f(a)", "a if b else c", "'x'", "True", "a" * 600, "(" * 300])
def test_only_arithmetic_is_derived(text: str) -> None:
    """No calls, no powers, no texts."""
    with pytest.raises(UserError, match="plain arithmetic"):
        names_in(text)


def test_a_table_that_is_there_twice_is_written_over_twice() -> None:
    """Two exports of one kind in one data set both get the domain's words, and each keeps its own joins."""
    lines, invoices = SHOP.entities
    again = (replace(lines, name="lines_2"), replace(invoices, name="invoices_2"))
    joins = (*SHOP.relationships, Relationship("lines_2", ("voucher_no",), "invoices_2", ("voucher_no",)))
    model = replace(SHOP, entities=(*SHOP.entities, *again), relationships=joins)
    written = {
        "entities": {
            "sold": {"requires": ["brand"], "noun": "goods"},
            "bills": {"requires": ["firm"], "noun": "bills"},
        },
        "relationships": [{"from": "sold", "to": "bills", "columns": {"voucher_no": "voucher_no"}}],
    }
    found = overlay(model, written)
    assert [each.noun for each in found.entities] == ["goods", "bills", "goods", "bills"]
    assert found.relationships == joins
