"""A glossary that was shared in a channel teaches its words there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.app.define_words import define_words
from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Understood
from shared.core.errors import AvexraError, TransientError
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Arithmetic
from tests.fakes import shop
from tests.fakes.clock import NOON
from tests.fakes.library import library, share
from tests.fakes.passage_store import InMemoryPassageStore

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.core.asking.reading import Reading
    from shared.core.retrieval.passage import Ranking

GLOSSARY = """# Words we use

- **AVL** (average value per line) = total sales value / number of lines
- **GMV** = whatever the CFO says it is
"""


def asked(text: str, store: InMemoryPassageStore) -> Reading:
    """Read a question in the shop's channel, with what was shared."""
    question = Question(text, shop.VIEWER, NOON)
    reading, _ = define_words(read(question, shop.MODEL), question, shop.MODEL, library(store))
    return reading


def shared(channel: str = "C1") -> InMemoryPassageStore:
    """The glossary, shared in that channel."""
    store = InMemoryPassageStore()
    share(store, "words.md", GLOSSARY, channel)
    return store


def test_a_word_is_read_as_the_document_defines_it() -> None:
    """The number is made of what the definition says, and the answer says whose definition it is."""
    reading = asked("AVL by brand", shared())
    assert isinstance(reading, Understood)
    (measure,) = reading.query.measures
    assert measure.aggregation is Aggregation.CALCULATED
    assert measure.formula is not None
    assert measure.formula.operator is Arithmetic.DIVIDE
    assert reading.notes == ("Words are meant as «words» defines them.",)


@pytest.mark.parametrize("text", ["GMV by brand", "QXZ by brand", "QXZ and AVL by brand"])
def test_what_no_document_makes_clear_stays_unknown(text: str) -> None:
    """A definition that is not understood, or of another word, defines nothing."""
    assert isinstance(asked(text, shared()), NotUnderstood)


def test_a_glossary_of_another_channel_teaches_nothing_here() -> None:
    """Who cannot read the document does not get its words."""
    assert isinstance(asked("AVL by brand", shared("C2")), NotUnderstood)


def test_a_library_that_is_away_leaves_the_reading_as_it_was() -> None:
    """And the operators learn of it."""

    class Away(InMemoryPassageStore):
        def search(
            self, workspace: str, channels: Collection[str], text: str, vector: tuple[float, ...] | None, limit: int
        ) -> tuple[Ranking, ...]:
            raise TransientError("away")

    told: list[AvexraError] = []
    question = Question("AVL by brand", shop.VIEWER, NOON)
    before = read(question, shop.MODEL)
    reading, same = define_words(before, question, shop.MODEL, replace(library(Away()), report=told.append))
    assert (reading, same) == (before, question)
    assert [str(each) for each in told] == ["away"]
