"""The ranker: which meaning is taken, how sure it is, and when it asks back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.asking_back import ASK_BELOW, options
from shared.core.asking.features import FEATURES, row_of
from shared.core.asking.question import Question
from shared.core.asking.ranker import FITTED, MARGIN, Ranked, best, calibrated, ranked
from shared.core.asking.ranker_weights import RANKING, TRUST
from shared.core.asking.reader import meanings, read
from shared.core.asking.reading import Unclear, Understood
from shared.core.asking.turns import Change
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import SemanticModel, TableRef
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.candidates import Meaning
    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

    Ask = Callable[..., Reading]

NAMES = [each.name for each in FEATURES]


def question(text: str) -> Question:
    """Ask at noon on 20 May 2024."""
    return Question(text, Viewer("T1", "U1", "C1", Audience.CHANNEL), datetime(2024, 5, 20, 12, tzinfo=UTC))


def all_of(text: str, model: SemanticModel) -> tuple[Meaning, ...]:
    """Every meaning of a question."""
    return meanings(question(text), model).meanings


def confidence(text: str, model: SemanticModel, ask: Ask) -> float:
    """How sure the reader is."""
    reading = ask(text, model)
    assert isinstance(reading, Understood), reading
    return reading.intent.confidence


@pytest.mark.parametrize("text", ["total value by brand", "pie chart of average value", "show brand and value"])
def test_features_are_numbers_from_nought_to_one(text: str, sales: SemanticModel) -> None:
    """A row has one number for each feature, and the same words give the same row."""
    for each in all_of(text, sales):
        row = row_of(each, text)
        assert len(row) == len(FEATURES)
        assert all(0.0 <= value <= 1.0 for value in row)
        assert row == row_of(each, text)


@pytest.mark.parametrize(
    ("text", "speaks_against"),
    [
        ("pie chart of average value", "chart of one number"),
        ("average value sorted descending", "order of one number"),
        ("brand and total value by firm and category", "more groups"),
        ("value by brand", "implied sum"),
    ],
)
def test_what_does_not_agree_with_the_words_is_seen(text: str, speaks_against: str, sales: SemanticModel) -> None:
    """A chart or an order of a single number, groups nobody asked for, numbers nobody said how to bring together."""
    row = row_of(all_of(text, sales)[0], text)
    assert row[NAMES.index(speaks_against)] > 0


def test_every_weight_is_of_a_feature_and_no_warning_speaks_for_a_meaning() -> None:
    """Weights that were fitted carry names that exist; what is believed to be a warning stays one."""
    assert set(RANKING) <= set(NAMES)
    assert set(TRUST) <= set(NAMES)
    for each, trust in zip(FEATURES, FITTED.trust, strict=True):
        assert trust <= 0 or each.believed > 0, each.name


def test_a_question_that_fits_its_answer_is_surer_than_one_that_does_not(sales: SemanticModel, ask: Ask) -> None:
    """A plain breakdown is nearly certain; a pie chart of one number is not."""
    plain = confidence("total value by brand", sales, ask)
    odd = confidence("pie chart of average value", sales, ask)
    assert plain > 0.9
    assert odd < 0.8


def test_calibration_keeps_the_order_and_never_claims_certainty() -> None:
    """A greater score is never less likely right; no confidence is 0 or 1."""
    chances = [calibrated(score / 4, FITTED.calibration) for score in range(-200, 200)]
    assert all(low <= high for low, high in pairwise(chances))
    assert 0.0 < chances[0] < chances[-1] < 1.0


def test_only_a_change_that_carries_over_may_replace_the_first_reading(sales: SemanticModel) -> None:
    """However well another meaning scores, it is taken only where its kind of change was seen to help elsewhere."""
    first, *others = (Ranked(each, 0.0, 0.5) for each in all_of("value by brand", sales))
    averaged = next(each for each in others if each.meaning.change is Change.AVERAGED)
    better = replace(averaged, score=MARGIN + 1)
    assert best(first, [better], replace(FITTED, replacing=frozenset())) is first
    allowed = replace(FITTED, replacing=frozenset({Change.AVERAGED.name}))
    assert best(first, [better], allowed) is better
    assert best(first, [averaged], allowed) is first


def test_where_nothing_was_read_first_only_a_likely_meaning_is_taken(sales: SemanticModel) -> None:
    """A meaning found on the second look must be likely by itself."""
    meaning = all_of("value by brand", sales)[0]
    assert best(None, []) is None
    assert best(None, [Ranked(meaning, 5.0, 0.3)]) is None
    likely = Ranked(meaning, 1.0, 0.95)
    assert best(None, [Ranked(meaning, 5.0, 0.3), likely]) is likely


def test_options_say_each_meaning_in_words_that_are_read_as_that_meaning(
    sales: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """A button's words, asked as a question, give the query it stands for."""
    first, *rest = (ranked(each, "value by brand") for each in all_of("value by brand", sales))
    unlikely = replace(first, confidence=ASK_BELOW / 2)
    offered = options(unlikely, rest, sales, lambda text: query_of(text, sales))
    assert len(offered) > 1
    queries = [query_of(each.question, sales) for each in offered]
    known = [each.meaning.query for each in (first, *rest)]
    assert all(query in known for query in queries)
    assert len({each.label for each in offered}) == len(offered)


def test_what_can_hardly_be_meant_is_asked_about(flights: SemanticModel, ask: Ask) -> None:
    """A sorted chart of one number is not drawn: the reader offers it beside a number for each name."""
    reading = ask("bar chart of the average seats of planes, sorted in descending order", flights)
    assert isinstance(reading, Unclear), reading
    assert reading.intent.confidence < ASK_BELOW
    assert len(reading.options) > 1
    assert all(isinstance(ask(each.question, flights), Understood) for each in reading.options)


def test_meanings_whose_words_are_read_otherwise_are_not_offered(sales: SemanticModel) -> None:
    """Without two meanings that can be asked for there is nothing to ask back."""
    first, *rest = (ranked(each, "value by brand") for each in all_of("value by brand", sales))
    assert options(first, rest, sales, lambda _: None) == ()
    assert options(first, rest, sales, lambda _: first.meaning.query) == ()


def test_looking_for_other_meanings_keeps_reading_fast() -> None:
    """50 columns and 10,000 indexed values: less than 5 ms at the median, in doubt too; slack for a busy machine."""
    texts = tuple(
        ColumnProfile(
            f"field_{i}",
            f"field_{i}",
            DataType.TEXT,
            250,
            0,
            tuple(f"value {i} number {j}" for j in range(250)),
            longest=20,
        )
        for i in range(40)
    )
    amounts = tuple(
        ColumnProfile(f"amount_{i}", f"amount_{i}", DataType.FLOAT, 900, 0, (), "1", "900") for i in range(10)
    )
    profile = TableProfile("things", "things", TableRef("main", "things"), 100_000, (*texts, *amounts))
    model = infer_model((profile,), {})
    asked = [
        question(text)
        for text in (
            "how many things by field 3",
            "pie chart of average amount 3",
            "amount 2 of value 3 number 9 by field 2 sorted descending",
            "amount 4 and field 5",
            "which field 3 has the highest amount 1",
        )
    ]
    for each in asked:
        read(each, model)
    times = []
    for each in asked * 5:
        started = perf_counter()
        read(each, model)
        times.append(perf_counter() - started)
    assert median(times) < 0.020
