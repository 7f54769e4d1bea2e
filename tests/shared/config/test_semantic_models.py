"""Models that people wrote: what fits the form is read exactly, and everything else is told by its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.config.ossie_documents import parse_any_model
from shared.config.semantic_models import checked_model, load_domains, parse_model, told
from shared.config.yaml_text import LONGEST, read_yaml, write_yaml
from shared.core.errors import UserError
from shared.core.ingest.sales.sales_tables import _LINE_COLUMNS, _TRANSACTION_COLUMNS, LINES, TRANSACTIONS
from shared.core.semantic.model import Aggregation, Entity, Field, Relationship, SemanticModel, TableRef
from shared.core.semantic.ossie import export_ossie
from shared.core.semantic.overlay import overlay, problems
from shared.core.semantic.yaml_form import model_from_dict, model_to_dict
from tests.fakes import shop
from tests.fakes.semantic_models import MODELS

if TYPE_CHECKING:
    from shared.core.table.types import DataType

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def entity(name: str, columns: tuple[tuple[str, str, DataType], ...]) -> Entity:
    """A table of the sales domain as inferred, without any words."""
    fields = tuple(Field(column, said, kind, distinct=90) for column, said, kind in columns)
    return Entity(name, name, "rows", TableRef("d_1", name), fields, rows=90)


REGISTER = SemanticModel(
    (entity(f"march_{TRANSACTIONS}", _TRANSACTION_COLUMNS), entity(f"march_{LINES}", _LINE_COLUMNS))
)


@MANY
@given(MODELS)
def test_every_model_survives_its_yaml(model: SemanticModel) -> None:
    """Written, read strictly, checked, and equal: also names such as "no", "1:30" and "007"."""
    again = read_yaml(write_yaml(model_to_dict(model)))
    assert again == model_to_dict(model)
    assert model_from_dict(checked_model(again)) == model


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["simple", "lines", "sum"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "entities fields measures lines metrics kind filters where field all any questions query calendar "
                "question entity order relationships from to columns semantic_model datasets name source "
                "custom_extensions vendor_name data expression dialects dialect version".split()
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON)
def test_whatever_is_written_is_taken_or_refused_in_words(data: Any) -> None:  # noqa: ANN401 - any JSON value
    """No data at all makes anything but a sentence; what is taken can be laid over any model."""
    form: dict[str, Any] = {}
    refusal = ""
    try:
        form, _ = parse_any_model(write_yaml(data))
    except UserError as error:
        refusal = str(error)
    assert not refusal or refusal.endswith(".")
    overlay(shop.MODEL, form)
    problems(shop.MODEL, form)


def test_the_sales_domain_fits_every_tally_export() -> None:
    """Its columns are those the reader of exports makes, and nothing in it is left out."""
    (sales,) = load_domains()
    assert problems(REGISTER, sales) == ()
    model = overlay(REGISTER, sales)
    invoices, lines = model.entities
    assert (invoices.noun, lines.noun) == ("invoices", "lines")
    measures = {each.label: (each.aggregation, each.field) for each in (*lines.measures, *invoices.measures)}
    assert measures == {
        "Total sales value": (Aggregation.SUM, "value"),
        "Product demand": (Aggregation.SUM, "quantity"),
        "Client purchase frequency": (Aggregation.COUNT_DISTINCT, "voucher_no"),
        "Gross revenue": (Aggregation.SUM, "gross_total"),
    }
    assert model.relationships == (Relationship(lines.name, ("voucher_no",), invoices.name, ("voucher_no",)),)
    assert "grahak" in next(each for each in lines.fields if each.name == "firm").synonyms
    assert "bikri" in lines.measures[0].synonyms


def test_the_sales_domain_leaves_other_tables_alone() -> None:
    """A shop that is no Tally export keeps its own words."""
    assert overlay(shop.MODEL, *load_domains()) == shop.MODEL


def test_several_problems_are_told_together() -> None:
    """Each by its place, at most ten."""
    text = """
entities:
  lines:
    labl: Lines
    fields: {brand: {type: txt, label: 1, personal: sometimes}}
    measures: {m: {aggregation: total}}
metrics: {r: {kind: ratio, numerator: a}, s: {kind: magic}, t: {}}
calendar: {week_start: someday, time_zone: Moon/Sea}
"""
    with pytest.raises(UserError) as raised:
        parse_model(text)
    message = str(raised.value)
    assert message.startswith("The semantic model has 10 problems: ")
    for part in (
        "entities.lines.labl is not known here; did you mean “label”?",
        "entities.lines.fields.brand.type should be one of text, integer,",
        "entities.lines.fields.brand.label should be text; put it in quotes",
        "entities.lines.fields.brand.personal should be true or false",
        "entities.lines.measures.m.aggregation should be one of sum,",
        "metrics.r.denominator is missing",
        "metrics.s is of no known kind",
        "metrics.t needs a kind",
        "calendar.week_start should be one of monday,",
        "calendar.time_zone should be a time zone such as Asia/Kolkata",
    ):
        assert part in message
    assert told("It", ["a."]) == "It has a problem: a."
    assert told("It", ["x"] * 12).endswith("; and 2 more.")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: *b", "line 1, column 4: aliases"),
        ("a: &b 1\nc: !!python/object:os.system x", "tags"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1: “a” stands twice"),
        ("? [a]\n: 1", "a key is not a word"),
        ("entities: [", "cannot be read at line 1"),
        ("- lines", "not a mapping"),
        ("a: 2024-13-45", "characters or dates"),
        ("a: " + "[" * 100, "nested too deep"),
        ("a" * (LONGEST + 1), "longer than 1,000,000 characters"),
        ("a: \x00", "characters or dates"),
        ("metrics: {'a b': null}", "metrics.a b should be a name of letters"),
        ("relationships: [{from: a, to: b, columns: {}}]", r"relationships\[0\].columns should not be empty"),
        ("questions: [{question: q, query: {limit: 1}}]", r"questions\[0\].query entity should be present"),
        ("questions: [{question: q, query: 7}]", "should be a semantic query"),
        ("filters: {f: {entity: a, where: {field: a}}}", "filters.f.where “a” should be written entity.field"),
        ("filters: {f: {entity: a, where: 7}}", "filters.f.where should be a filter"),
        ("version: 2", "version: input should be 1"),
        (
            "metrics: {m: {kind: ratio, numeratr: x}}",
            "metrics.m.numeratr is not known here; did you mean “numerator”",
        ),
    ],
)
def test_what_cannot_be_a_model_is_said(text: str, word: str) -> None:
    """One sentence, with the line or the place."""
    with pytest.raises(UserError, match=word):
        parse_model(text)


def test_bare_words_stay_words() -> None:
    """Only true and false are truth values, only plain digits are numbers, and an ISO date is a date."""
    data = read_yaml("[no, on, 1:30, 007, 1e3, 0x1F, 1_000, true, 12, -1.5, ~, 2024-01-31, <<]")
    assert [type(each).__name__ for each in data] == [*["str"] * 7, "bool", "int", "float", "NoneType", "date", "str"]


def test_an_empty_file_says_nothing() -> None:
    """And changes nothing."""
    assert parse_model("") == {}


def test_an_ossie_document_is_told_from_our_own_form() -> None:
    """Both are read by the same word; a wrong one is told by its place."""
    text = write_yaml(export_ossie(shop.MODEL, "shop"))
    form, left_out = parse_any_model(text)
    assert left_out == ()
    assert overlay(shop.MODEL, form) == shop.MODEL
    assert parse_any_model("entities: {}") == ({"entities": {}}, ())
    bare = "name: x\ndatasets: [{name: lines, source: SELECT 1, description: D}]"
    assert parse_any_model(bare)[0]["entities"] == {"lines": {"description": "D", "fields": {}}}
    with pytest.raises(UserError, match=r"The Ossie document has a problem: semantic_model\[0\].datasets\[0\].name is"):
        parse_any_model("semantic_model: [{name: x, datasets: [{source: t}]}]")
