"""What is or is not so of a row, and what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation, Entity, Field, SemanticModel, TableRef
from shared.core.semantic.query import Condition, DimensionRef, FieldRef, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.query import SemanticQuery

DOGS = Entity(
    "dogs",
    "Dogs",
    "dogs",
    TableRef("kennel", "dogs"),
    (
        Field("id", "ID", DataType.INTEGER, identifier=True, distinct=90, nullable=False),
        Field("breed", "Breed", DataType.TEXT, distinct=12, nullable=False),
        Field("vaccinated", "Vaccinated", DataType.BOOLEAN, nullable=False),
        Field("weight", "Weight", DataType.DECIMAL, distinct=70),
        Field("adopted_on", "Adopted on", DataType.DATE, distinct=60),
    ),
    key=("id",),
    rows=90,
)
MODEL = SemanticModel((DOGS,), ())
VACCINATED = FieldRef("dogs", "vaccinated")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("number of vaccinated dogs", True),
        ("how many vaccinated dogs by breed", True),
        ("number of not vaccinated dogs", False),
    ],
)
def test_a_flag_before_its_rows_chooses_them(
    query_of: Callable[..., SemanticQuery], text: str, *, wanted: bool
) -> None:
    """Vaccinated dogs are dogs; their flag is not what is counted."""
    query = query_of(text, MODEL)
    assert query.filters == Condition(VACCINATED, Operator.EQ, (wanted,))
    assert [(m.aggregation, m.field) for m in query.measures] == [(Aggregation.COUNT, None)]


def test_rows_chosen_by_a_flag_are_listed_as_rows(query_of: Callable[..., SemanticQuery]) -> None:
    """A list of vaccinated dogs shows dogs, not a column of yes and no."""
    query = query_of("list vaccinated dogs", MODEL)
    assert len(query.columns) == len(DOGS.fields)
    assert query.filters == Condition(VACCINATED, Operator.EQ, (True,))


def test_a_flag_after_by_divides(query_of: Callable[..., SemanticQuery]) -> None:
    """Grouping by a flag asks for both sides."""
    query = query_of("number of dogs by vaccinated", MODEL)
    assert (query.filters, query.dimensions) == (None, (DimensionRef("dogs", "vaccinated"),))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("how many dogs have a weight", "weight"),
        ("how many dogs have a breed", "breed"),
        ("how many dogs have an adopted on date?", "adopted_on"),
    ],
)
def test_what_rows_have_is_known_of_them(query_of: Callable[..., SemanticQuery], text: str, field: str) -> None:
    """Having a weight is having one written down; nothing is grouped."""
    query = query_of(text, MODEL)
    assert query.filters == Condition(FieldRef("dogs", field), Operator.NOT_NULL)
    assert query.dimensions == ()
