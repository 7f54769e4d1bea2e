"""A model's sentence stands only where a passage bears it out; every sentence says where it is from."""

from __future__ import annotations

import pytest

from shared.core.asking.answer import Source
from shared.core.retrieval.checking import Written, checked
from shared.core.retrieval.citing import cited
from shared.core.retrieval.composing import QUOTED, Quote, compose
from shared.core.retrieval.definitions import definitions, ranked
from shared.core.retrieval.fusion import fuse
from shared.core.retrieval.passage import Passage, SourceKind
from shared.core.semantic.metrics import CumulativeMetric, RatioMetric, SimpleMetric
from shared.core.semantic.model import Direction, Grain, Measure, SemanticModel
from tests.fakes import shop


def passage(text: str, title: str = "Refund policy", place: str = "Deadlines", name: str = "p#1") -> Passage:
    """A passage of that text."""
    return Passage(name, SourceKind.DOCUMENT, "p", title, place, text, "T1", "C1")


DEADLINE = passage("Goods may be returned within 30 days, see https://acme.example/refunds. A fee of 1,250.50 is kept.")
HOTEL = passage("The nightly hotel limit is 6,000 rupees.", "Travel guide", "", "p#2")


@pytest.mark.parametrize(
    ("text", "cites", "holds"),
    [
        ("Goods may be returned within 30 days.", (1,), True),
        ("Returned goods cost a fee of 1250.50.", (1,), True),
        ("Goods can be returned, see https://acme.example/refunds.", (1,), True),
        ("Goods may be returned within 31 days.", (1,), False),
        ("Goods may be returned within thirty days.", (1,), True),
        ("Goods may be returned within forty days.", (1,), False),
        ("Goods may be returned within half the days.", (1,), False),
        ("Goods may not be returned within 30 days.", (1,), False),
        ("Hotels are never limited nightly.", (2,), False),
        ("Goods may be returned, see evil.example.", (1,), False),
        ("Goods may be returned within 30 days.", (2,), False),
        ("Goods may be returned within 30 days.", (), False),
        ("Goods may be returned within 30 days.", (1, 3), False),
        ("Goods may be returned within 30 days.", (0,), False),
        ("Goods may be returned, see https://evil.example/30.", (1,), False),
        ("Goods may be returned by <@U1> within 30 days.", (1,), False),
        ("The weather in Pune is warm and friendly.", (1,), False),
        ("Goods may be returned [1] within 30 days.", (1,), False),
        ("Goods may be returned. A fee is kept.", (1,), False),
        ("", (1,), False),
        ("30", (1,), True),
    ],
)
def test_a_sentence_holds_where_its_passages_bear_it_out(text: str, cites: tuple[int, ...], *, holds: bool) -> None:
    """Every number, every address, most of its words, and a passage that there is."""
    assert bool(checked([Written(text, cites)], (DEADLINE, HOTEL))) is holds


def test_no_more_sentences_are_kept_than_an_answer_has() -> None:
    """The first ones."""
    assert len(checked([Written("Goods may be returned within 30 days.", (1,))] * 9, (DEADLINE,))) == QUOTED


def test_each_sentence_is_followed_by_its_numbers() -> None:
    """Passages of one place share a number; numbers come in the order of reading."""
    text, sources = cited(
        (Quote("One.", (HOTEL,)), Quote("Two\n [3].", (DEADLINE, HOTEL)), Quote("Three.", (passage("x", name="p#9"),)))
    )
    assert text == "One. [1] Two (3). [1][2] Three. [2]"
    assert sources == (Source(1, "Travel guide"), Source(2, "Refund policy", "Deadlines"))


def test_nothing_to_quote_is_quoted_from_nothing() -> None:
    """Nor from what shares no word with the question, nor for a question without words."""
    assert compose("the deadline", ()).quotes == ()
    assert compose("what is it?", fuse(((DEADLINE,),))).quotes == ()
    found = compose("zebra crossing in Pune", fuse(((DEADLINE, HOTEL),)))
    assert (found.quotes, found.nearest) == ((), ())


def test_a_question_about_a_paper_gets_its_outline() -> None:
    """The first sentence of each of its passages, in its order."""
    parts = [passage(f"Rule {n} holds. It has details.", name=f"p#{n}") for n in range(5)]
    found = compose("our refund policy", fuse((tuple(reversed(parts)), (HOTEL,))))
    assert [each.text for each in found.quotes] == ["Rule 0 holds.", "Rule 1 holds.", "Rule 2 holds."]


MODEL = SemanticModel(
    shop.MODEL.entities,
    metrics=(
        SimpleMetric(name="revenue", label="Revenue", entity="lines", measure="total_value", synonyms=("turnover",)),
        RatioMetric(
            name="asp",
            label="ASP",
            numerator="revenue",
            denominator="units",
            unit="₹",
            description="Average selling price",
        ),
        CumulativeMetric(
            name="ytd", label="Revenue so far", metric="revenue", since=Grain.YEAR, direction=Direction.UP
        ),
    ),
)


@pytest.mark.parametrize(
    ("asked", "title", "text"),
    [
        ("turnover", "Revenue", "Revenue is calculated as the sum of value over all lines.\nAlso called turnover."),
        ("ASP", "ASP", "Average selling price.\nASP is calculated as revenue divided by units.\nIt is measured in ₹."),
        (
            "revenue so far",
            "Revenue so far",
            "Revenue so far is calculated as revenue summed up since the start of the year.\nFor it, up is good.",
        ),
        ("quantity", "Quantity", "Quantity is a whole number of each line."),
    ],
)
def test_the_model_explains_its_own_words(asked: str, title: str, text: str) -> None:
    """By their labels and their other names."""
    best = ranked(asked, definitions(MODEL))[0]
    noun = shop.MODEL.entities[0].noun
    assert (best.title, best.text) == (
        title,
        text.replace("all lines", f"all {noun}").replace("each line", f"each {noun.rstrip('s')}"),
    )


def test_no_value_of_a_column_stands_in_a_definition() -> None:
    """Definitions are of names, not of cells."""
    texts = " ".join(each.text for each in definitions(MODEL))
    assert "Asha" not in texts
    assert isinstance(shop.MODEL.entities[0].measures[0], Measure)
