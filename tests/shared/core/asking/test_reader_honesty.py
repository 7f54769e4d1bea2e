"""One right answer or none: what the reader must not pretend to understand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.question import IntentKind, Question
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Unclear, Understood
from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import TableRef
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.table.types import DataType
from tests.fakes.shop import VIEWER

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel

    Ask = Callable[..., Reading]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("value by color", "color"),
        ("total value in Mumbai", "Mumbai"),
        ("How many iPads did we sell?", "iPads"),
        ("cancelled line items by brand", "cancelled"),
        ("invoices above 1 lakh", "1 lakh"),
        ("brands that have no line items", "no"),
        ("total value of brands whose name is not", "not"),
        ("total value of the same brand", "same"),
    ],
)
def test_a_word_that_nothing_accounts_for_is_named(text: str, word: str, sales: SemanticModel, ask: Ask) -> None:
    """A filter that is not understood is never dropped in silence."""
    reading = ask(text, sales)
    assert isinstance(reading, NotUnderstood)
    assert word in reading.unknown_words
    assert word in reading.reason


def test_a_unit_that_may_not_be_the_columns_own_is_not_ignored(flights: SemanticModel, ask: Ask) -> None:
    """Two hours are not 2 of whatever the column holds."""
    reading = ask("how many flights had departure delay more than 2 hours", flights)
    assert isinstance(reading, NotUnderstood)
    assert reading.unknown_words == ("hours",)


def test_a_tie_is_asked_back_with_questions_that_can_be_asked(flights: SemanticModel, ask: Ask) -> None:
    """Delay of departure or arrival: the asker decides, by one press."""
    reading = ask("average delay by carrier", flights)
    assert isinstance(reading, Unclear)
    assert [option.label for option in reading.options] == ["Dep delay", "Arr delay"]
    assert all(isinstance(ask(option.question, flights), Understood) for option in reading.options)


def test_a_choice_that_was_made_before_is_not_asked_for_again(flights: SemanticModel) -> None:
    """It is taken and said; a choice for another word, or one that is no option here, changes nothing."""
    asked = Question("average delay by carrier", VIEWER, datetime(2013, 6, 12, tzinfo=UTC))
    reading = read(replace(asked, choices=(("delay", "Arr delay"),)), flights)
    assert isinstance(reading, Understood)
    assert [each.field for each in reading.query.measures] == ["arr_delay"]
    assert reading.notes == ("I took “delay” to mean Arr delay, as you chose before.",)
    for other in (("date", "Arr delay"), ("delay", "Gate delay")):
        assert isinstance(read(replace(asked, choices=(other,)), flights), Unclear)


@pytest.mark.parametrize(
    "text",
    [
        "delete all rows",
        "drop table flights",
        "tell me a joke",
        "what is the weather in Paris",
        "forecast sales for next year",
    ],
)
def test_what_a_reader_of_data_cannot_do_is_refused_in_words(text: str, sales: SemanticModel, ask: Ask) -> None:
    """Writes, chatter and prophecy get a plain sentence."""
    reading = ask(text, sales)
    assert isinstance(reading, NotUnderstood)
    assert reading.intent.kind is IntentKind.UNSUPPORTED
    assert reading.reason.endswith(".")


@pytest.mark.parametrize(
    "text", ["what data do you have?", "what tables are there", "show me all columns", "list tables"]
)
def test_the_data_describes_itself(text: str, sales: SemanticModel, ask: Ask) -> None:
    """A question about the data names its tables."""
    reading = ask(text, sales)
    assert isinstance(reading, NotUnderstood)
    assert reading.intent.kind is IntentKind.METADATA
    assert "Sales line items" in reading.reason


@pytest.mark.parametrize("text", ["help", "Hi!", "what can you do?", ""])
def test_help_is_recognised(text: str, sales: SemanticModel, ask: Ask) -> None:
    """An empty mention or a greeting asks for help."""
    reading = ask(text, sales)
    assert isinstance(reading, NotUnderstood)
    assert reading.intent.kind is IntentKind.HELP


def test_a_model_without_tables_understands_nothing(ask: Ask) -> None:
    """No data, no answer."""
    reading = ask("total value", infer_model((), {}))
    assert isinstance(reading, NotUnderstood)


def test_a_reading_is_fast_on_a_wide_model(ask: Ask) -> None:
    """50 columns and 10,000 indexed values are read in less than 20 ms at the median."""
    columns = tuple(
        ColumnProfile(
            f"field_{i}",
            f"field_{i}",
            DataType.TEXT,
            200,
            0,
            tuple(f"value {i} number {j}" for j in range(200)),
            longest=20,
        )
        for i in range(50)
    )
    model = infer_model((TableProfile("things", "things", TableRef("main", "things"), 100_000, columns),), {})
    texts = [
        "how many things by field 3",
        "things where field 4 is value 4 number 7",
        "unknwon words everywhere by feild 3",
    ] * 5
    ask(texts[0], model)
    times = []
    for text in texts:
        started = perf_counter()
        ask(text, model)
        times.append(perf_counter() - started)
    assert median(times) < 0.020
