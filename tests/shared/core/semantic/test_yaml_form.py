"""The model as plain data and back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from shared.core.codec import decode, encode
from shared.core.errors import UserError
from shared.core.semantic.model import Calendar, SemanticModel
from shared.core.semantic.query_form import filter_from_dict, query_from_dict, query_to_dict
from shared.core.semantic.yaml_form import calendar_from_dict, model_from_dict, model_to_dict
from tests.fakes import shop
from tests.fakes.semantic_models import MODELS, QUERIES

if TYPE_CHECKING:
    from shared.core.semantic.query import SemanticQuery

MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(MODELS)
def test_every_model_comes_back_equal(model: SemanticModel) -> None:
    """From the form people edit, and from the JSON the catalogue keeps."""
    assert model_from_dict(model_to_dict(model)) == model
    assert decode(SemanticModel, json.loads(json.dumps(encode(model)))) == model


@MANY
@given(QUERIES)
def test_every_query_comes_back_equal(query: SemanticQuery) -> None:
    """Sort keys, filters, dates and decimals keep their kinds."""
    assert query_from_dict(query_to_dict(query)) == query


def test_the_form_is_short() -> None:
    """What has its default is not said, and without statistics neither is what the data says."""
    form = model_to_dict(shop.MODEL, statistics=False)
    assert form["entities"]["lines"]["fields"]["brand"] == {"label": "Brand", "type": "text"}
    assert form["entities"]["lines"]["measures"] == {
        "total_value": {"label": "Total sales value", "aggregation": "sum", "field": "value"}
    }
    assert form["relationships"] == [{"from": "lines", "to": "invoices", "columns": {"voucher_no": "voucher_no"}}]
    assert form["calendar"]["fiscal_year_start"] == "april"
    assert "metrics" not in form


def test_a_model_without_statistics_is_the_same_model_that_knows_no_values() -> None:
    """Nothing but the statistics is lost."""
    bare = model_from_dict(model_to_dict(shop.MODEL, statistics=False))
    brand = bare.entities[0].fields[1]
    assert (brand.values, brand.distinct) == ((), None)
    known = shop.MODEL.entities[0].fields[1]
    assert replace(known, values=(), distinct=None) == brand


def test_people_write_filters_and_sort_keys_plainly() -> None:
    """Joined conditions, a dotted field, the operator = when none is said."""
    query = query_from_dict(
        {
            "entity": "lines",
            "measures": [{"entity": "lines", "aggregation": "sum", "field": "value"}],
            "dimensions": [{"entity": "lines", "field": "brand"}],
            "filters": {
                "any": [{"field": "lines.brand", "values": ["Asha"]}, {"field": "lines.paid", "values": [True]}]
            },
            "order": [{"measure": {"entity": "lines", "aggregation": "sum", "field": "value"}, "descending": True}],
        }
    )
    assert query.order[0].by == query.measures[0]
    assert query_from_dict(query_to_dict(query)) == query


DEEP: dict[str, Any] = {"field": "a.b", "values": [1]}
for _ in range(30):
    DEEP = {"all": [DEEP]}


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ({"field": "brand", "values": []}, "entity.field"),
        ({"colour": "red"}, "a filter is"),
        ({"all": [1]}, "a mapping is needed"),
        ({"field": "a.b", "operator": "~"}, "should be one of"),
        ({"field": "a.b", "values": 1}, "a list"),
        ({"field": 3}, "FieldRef"),
        (DEEP, "nested more than 20 deep"),
    ],
)
def test_what_is_no_filter_is_said(written: dict[str, Any], word: str) -> None:
    """One sentence each."""
    with pytest.raises(UserError, match=word):
        filter_from_dict(written)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ({}, "entity should be present"),
        ({"entity": "a", "order": {}}, "order should be a list"),
        ({"entity": "a", "order": [{"measure": {}, "field": {}}]}, "a sort key is"),
        ({"entity": "a", "limit": "five"}, "limit"),
        ({"entity": "a", "surprise": 1}, "surprise"),
    ],
)
def test_what_is_no_query_is_said(written: dict[str, Any], word: str) -> None:
    """One sentence each."""
    with pytest.raises(UserError, match=word):
        query_from_dict(written)


def test_the_calendar_has_names() -> None:
    """Days and months are written out; what is not said has its default; what is none is refused."""
    assert calendar_from_dict({"week_start": "sunday"}) == Calendar(week_start=6)
    with pytest.raises(UserError, match="a day or a month that is none"):
        calendar_from_dict({"week_start": "someday"})


def test_a_metric_of_no_kind_is_refused() -> None:
    """The kinds there are are named."""
    with pytest.raises(UserError, match="period offset"):
        model_from_dict({"entities": {}, "metrics": {"x": {"kind": "magic", "label": "X"}}})
