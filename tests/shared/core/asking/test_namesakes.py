"""Files of several months are tables of one name: an answer says which it is from, and each can be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import Understood
from shared.core.asking.suggest import suggest
from shared.core.semantic.infer import infer_model
from shared.core.semantic.merge import merge_models
from shared.core.semantic.model import TableRef
from shared.core.semantic.profile import TableProfile
from tests.shared.core.asking.conftest import DATE, NOW, REAL, TEXT, VIEWER, WHOLE, column

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel

COLUMNS = (
    column("order_date", DATE, 30, low="2024-03-01", high="2024-04-30"),
    column("customer", TEXT, 6, "Asha Traders|Bharat Mills|Coral Foods"),
    column("city", TEXT, 5, "Mumbai|Pune|Delhi"),
    column("quantity", WHOLE, 39, low=1, high=39),
    column("amount", REAL, 60, low=100, high=9000),
)


def orders(name: str, rows: int) -> SemanticModel:
    """A data set of one file."""
    return infer_model((TableProfile(name, name, TableRef(name, name), rows, COLUMNS),), {})


@pytest.fixture(scope="module")
def months() -> SemanticModel:
    """Two months' files, kept apart."""
    return merge_models([(name, orders(name, rows)) for name, rows in (("orders_march", 60), ("orders_april", 70))])


def understood(text: str, model: SemanticModel) -> Understood:
    """The reading of a question that must be understood."""
    reading = read(Question(text, VIEWER, NOW), model)
    assert isinstance(reading, Understood), reading
    return reading


@pytest.mark.parametrize("text", ["how many orders", "orders by city", "revenue by city"])
def test_an_answer_says_from_which_of_two_tables_it_is(text: str, months: SemanticModel) -> None:
    """Nobody takes April's number for that of both months."""
    reading = understood(text, months)
    assert reading.query.entity == "orders_april"
    assert reading.notes == (
        "This is from “Orders april”; “Orders march” has the same columns. Name one to ask about it.",
    )


@pytest.mark.parametrize("month", ["march", "april"])
@pytest.mark.parametrize("text", ["orders {} by city", "revenue by city in orders {}"])
def test_a_table_named_in_full_is_the_one_that_is_asked(text: str, month: str, months: SemanticModel) -> None:
    """The month in its name is not read as a period, and nothing needs saying."""
    reading = understood(text.format(month), months)
    assert (reading.query.entity, reading.query.period, reading.notes) == (f"orders_{month}", None, ())


def test_questions_are_suggested_by_the_name_of_their_table(months: SemanticModel) -> None:
    """A button asks what it says."""
    offered = suggest(months, 4)
    assert len(offered) == 4
    for text in offered:
        assert understood(text, months).query.entity.split("_")[1] in text


def test_a_single_table_needs_no_telling() -> None:
    """Only what may be mistaken is explained."""
    model = orders("orders_march", 60)
    assert understood("orders by city", model).notes == ()
    assert understood("how many orders", model).query.measures[0].field is None
