"""Questions about the data itself, and requests that no reader of data fulfils."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.question import IntentKind
from shared.core.asking.reading import NotUnderstood, Understood
from shared.core.semantic.model import Aggregation, Entity, Field, SemanticModel, TableRef
from shared.core.semantic.query import DimensionRef, MeasureRef
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading


@pytest.mark.parametrize(
    "text",
    [
        "how many rows does sales transactions have",
        "row count of sales transactions",
        "how big is the sales transactions table",
    ],
)
def test_rows_are_counted_by_a_query(ask: Callable[..., Reading], sales: SemanticModel, text: str) -> None:
    """Not told from what was known at ingestion."""
    reading = ask(text, sales)
    assert isinstance(reading, Understood)
    assert reading.query.measures == (MeasureRef("sales_transactions", Aggregation.COUNT),)


@pytest.mark.parametrize(
    "text",
    [
        "what are the values of client type",
        "which values can client type take",
        "list the possible values of client type",
    ],
)
def test_the_values_of_a_column_are_listed_once_each(
    ask: Callable[..., Reading], sales: SemanticModel, text: str
) -> None:
    """Though a column called value exists."""
    reading = ask(text, sales)
    assert isinstance(reading, Understood)
    assert reading.query.dimensions == (DimensionRef("sales_line_items", "client_type"),)
    assert reading.query.measures == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("delete all line items", "cannot change"),
        ("send an email to the dealers", "nothing outside"),
        ("create a table of dealers", "nothing outside"),
        ("how can we increase revenue", "not what will happen"),
        ("what will revenue be next month", "not what will happen"),
        ("why is the sky blue", "not why things are as they are"),
        ("what is the weather in Pune", "not in the data"),
    ],
)
def test_what_no_reader_of_data_does_is_refused_in_words(
    ask: Callable[..., Reading], sales: SemanticModel, text: str, word: str
) -> None:
    """And says what can be had instead."""
    reading = ask(text, sales)
    assert isinstance(reading, NotUnderstood)
    assert reading.intent.kind is IntentKind.UNSUPPORTED
    assert word in reading.reason


def test_the_data_at_large_is_described(ask: Callable[..., Reading], sales: SemanticModel) -> None:
    """In the ways it is asked about."""
    for text in ("what data do you have", "what columns are there in the data", "how fresh is the data"):
        reading = ask(text, sales)
        assert reading.intent.kind is IntentKind.METADATA


def test_a_word_that_names_a_column_is_no_wish(ask: Callable[..., Reading]) -> None:
    """A score of recommending, the duration of calls, titles of books."""
    fields = (
        Field("recommend_score", "Recommend score", DataType.INTEGER, distinct=11),
        Field("call_duration", "Call duration", DataType.FLOAT, distinct=80),
        Field("team", "Team", DataType.TEXT, values=("North", "South"), distinct=2),
    )
    model = SemanticModel((Entity("calls", "Calls", "calls", TableRef("m", "calls"), fields, rows=100),))
    for text in ("average recommend score by team", "call duration by team"):
        assert isinstance(ask(text, model), Understood), text
    refused = ask("recommend me a team", SemanticModel((replace(model.entities[0], fields=fields[1:]),)))
    assert isinstance(refused, NotUnderstood)
    assert "should be done" in refused.reason
