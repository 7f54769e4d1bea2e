"""Questions worth asking next, proposed after every answer."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.core.asking import suggest as suggesting
from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import Understood
from shared.core.asking.suggest import following, nearest, suggest
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import Aggregation, TableRef
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.semantic.query import MeasureRef, SemanticQuery
from shared.core.table.types import DataType
from tests.fakes import market, shop

if TYPE_CHECKING:
    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel

ASKED = SemanticQuery("lines", (MeasureRef("lines", Aggregation.SUM, "value"),))


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that the reader is asked from here on."""
    asked: list[str] = []

    def told(question: Question, model: SemanticModel) -> Reading:
        asked.append(question.text)
        return read(question, model)

    monkeypatch.setattr(suggesting, "read", told)
    return asked


def test_a_proposed_question_is_read_once_for_a_model(readings: list[str]) -> None:
    """What follows an answer is known from the answer before, whatever was asked; a model made anew is read anew."""
    model = copy.copy(shop.MODEL)
    first = following(ASKED, model)
    assert len(readings) == len(set(readings)) > 0
    readings.clear()
    assert following(ASKED, model) == first
    assert readings == []
    other = SemanticQuery("invoices", (MeasureRef("invoices", Aggregation.COUNT),))
    assert following(other, model)
    assert not set(readings) & set(first)
    readings.clear()
    assert following(ASKED, copy.copy(model)) == first
    assert readings


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many models the latest stay, and of endless questions on one not all."""
    monkeypatch.setattr(suggesting, "_TEXTS", 4)
    models = [copy.copy(shop.MODEL) for _ in range(20)]
    for model in models:
        nearest("value by firm please", model)
    kept = suggesting._Meanings._made
    assert len(kept) == 16
    assert [each.model for each in kept.values()] == models[4:]
    assert all(len(each.of) <= 4 for each in kept.values())


@pytest.mark.parametrize("model", [shop.MODEL, market.MODEL])
def test_every_proposed_question_is_read_with_confidence(model: SemanticModel) -> None:
    """A button that leads to “I did not understand” is worse than no button."""
    viewer = Viewer("T1", "U1", "C1", Audience.CHANNEL)
    proposed = {*suggest(model, 6), *following(ASKED, model, 6), *nearest("profit by firm", model)}
    assert len(proposed) > 3
    for text in proposed:
        reading = read(Question(text, viewer, datetime(2024, 6, 1, tzinfo=UTC)), model)
        assert isinstance(reading, Understood), text
        assert reading.intent.confidence >= 0.8, text


def _table(name: str, *columns: ColumnProfile) -> SemanticModel:
    return infer_model((TableProfile(name, name.capitalize(), TableRef("main", name), 5, columns),), {})


@pytest.mark.parametrize(
    "columns",
    [
        (ColumnProfile("score", "Score", DataType.INTEGER, 5, 0),),
        (ColumnProfile("city", "City", DataType.TEXT, 2, 0, ("Pune", "Agra")),),
        (ColumnProfile("item", "Item", DataType.TEXT, 5, 0), ColumnProfile("price", "Price", DataType.DECIMAL, 4, 0)),
    ],
)
@pytest.mark.parametrize("name", ["games", "games_small", "with_rejects"])
def test_a_small_table_has_three_questions(name: str, columns: tuple[ColumnProfile, ...]) -> None:
    """A number or a category is enough, whatever the table is called; each is read with confidence."""
    model = _table(name, *columns)
    found = suggest(model)
    assert len(found) == len(set(found)) == 3
    assert not any("with rejects" in each or "small" in each for each in found)
