"""A key holds everything that an answer depends on, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.question import Question
from shared.core.caching.keys import datasets_read, definitions, normalised, reading_key, result_key
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.merge import merge_models
from shared.core.semantic.model import Aggregation, Calendar
from shared.core.semantic.query import MeasureRef, SemanticQuery
from tests.fakes import shop
from tests.fakes.office import shop_dataset

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.store.dataset import Dataset

QUERY = SemanticQuery("lines", (MeasureRef("lines", Aggregation.COUNT),))
READERS = ("models", "r1")
NOON = datetime(2024, 6, 12, 12, tzinfo=UTC)


def key(
    query: SemanticQuery = QUERY,
    model: SemanticModel = shop.MODEL,
    dataset: Dataset | None = None,
    viewer: Viewer = shop.VIEWER,
    release: str = "r1",
) -> str:
    """Return a result's key, of the shop unless told otherwise."""
    return result_key(query, model, (dataset or shop_dataset(),), viewer, release)


def newer(**changes: object) -> Dataset:
    """Return the shop with another snapshot."""
    dataset = shop_dataset()
    assert dataset.snapshot is not None
    return replace(dataset, snapshot=replace(dataset.snapshot, **changes))  # type: ignore[arg-type]


def test_rows_of_another_version_model_audience_or_release_have_another_key() -> None:
    """Each by itself; and all of them the workspace in front, to be found by."""
    lines = shop.MODEL.entities[0]
    renamed = replace(lines, fields=(replace(lines.fields[0], label="Day"), *lines.fields[1:]))
    keys = [
        key(),
        key(replace(QUERY, limit=3)),
        key(dataset=newer(version=2)),
        key(dataset=newer(etag="2")),
        key(dataset=shop_dataset(id="d_other")),
        key(release="r2"),
        key(model=replace(shop.MODEL, calendar=Calendar(timezone="Asia/Kolkata"))),
        key(model=replace(shop.MODEL, calendar=Calendar(week_start=6))),
        key(model=replace(shop.MODEL, entities=(renamed, *shop.MODEL.entities[1:]))),
        key(model=replace(shop.MODEL, relationships=())),
        key(viewer=replace(shop.VIEWER, channel="C2")),
        key(viewer=replace(shop.VIEWER, audience=Audience.ASKER)),
        key(viewer=replace(shop.VIEWER, workspace="T2")),
    ]
    assert all(one != other for one, other in combinations(keys, 2))
    assert all(each.startswith("T1#rows#") for each in keys[:-1])
    assert keys[-1].startswith("T2#rows#")


def test_a_channel_shares_its_answers_and_a_person_alone_does_not() -> None:
    """Whoever asks in a channel, everyone there sees the answer; what one person alone sees is theirs."""
    other = replace(shop.VIEWER, user="U2")
    assert key() == key(viewer=other)
    alone = replace(shop.VIEWER, audience=Audience.ASKER)
    assert key(viewer=alone) != key(viewer=replace(alone, user="U2"))


def test_data_that_a_query_does_not_read_makes_no_difference() -> None:
    """Another data set beside it may come, change and go."""
    invoices = shop.MODEL.entities[1]
    visits = replace(invoices, name="visits", table=replace(invoices.table, dataset="web"))
    other = replace(shop.MODEL, entities=(visits,), relationships=())
    both = merge_models((("shop", shop.MODEL), ("web", other)))
    web = shop_dataset(id="d_web", name="web", model=other)
    assert datasets_read(QUERY, both) == {"shop"}
    assert result_key(QUERY, both, (shop_dataset(), web), shop.VIEWER, "r1") == key()
    counted = SemanticQuery("visits", (MeasureRef("visits", Aggregation.COUNT),))
    assert datasets_read(counted, both) == {"web"}


def test_a_fingerprint_is_of_meaning_and_not_of_the_object() -> None:
    """An equal model has an equal one; the indexed values belong to the data."""
    lines = shop.MODEL.entities[0]
    other_values = replace(lines, fields=tuple(replace(each, values=("x",)) for each in lines.fields))
    again = replace(shop.MODEL, entities=(other_values, *shop.MODEL.entities[1:]))
    assert definitions(shop.MODEL, frozenset({"shop"})) == definitions(again, frozenset({"shop"}))
    assert definitions(shop.MODEL, frozenset({"shop"})) != definitions(shop.MODEL, frozenset())


def reading(question: Question, said: str = "words", readers: tuple[str, ...] = READERS) -> str:
    """Return a reading's key."""
    return reading_key(question, shop.MODEL, (shop_dataset(),), readers, said)


def test_a_reading_is_of_its_words_day_previous_answer_definitions_and_readers() -> None:
    """What the reading of a question depends on, besides data and audience."""
    asked = Question("words", shop.VIEWER, NOON)
    keys = [
        reading(asked),
        reading(asked, "other words"),
        reading(replace(asked, asked_at=datetime(2024, 6, 13, 0, 5, tzinfo=UTC))),
        reading(replace(asked, previous=QUERY)),
        reading(replace(asked, previous=replace(QUERY, limit=1))),
        reading(replace(asked, definitions="ASP = total / count")),
        reading(replace(asked, viewer=replace(shop.VIEWER, channel="C2"))),
        reading(asked, readers=("others", "r1")),
        reading_key(asked, shop.MODEL, (newer(version=2),), READERS, "words"),
        reading(asked, ""),
    ]
    assert all(one != other for one, other in combinations(keys, 2))
    assert reading(replace(asked, asked_at=datetime(2024, 6, 12, 23, 59, tzinfo=UTC))) == keys[0]


def test_the_day_is_the_calendar_s_own() -> None:
    """At 20:00 UTC it is tomorrow in Kolkata."""
    india = replace(shop.MODEL, calendar=Calendar(timezone="Asia/Kolkata"))
    evening = Question("words", shop.VIEWER, datetime(2024, 6, 12, 20, tzinfo=UTC))
    noon = replace(evening, asked_at=NOON)
    there = [reading_key(each, india, (shop_dataset(),), READERS, "words") for each in (evening, noon)]
    assert there[0] != there[1]
    assert reading(evening) == reading(noon)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Total by brand?", "total  by brand"),
        ("total by brand", " Total By Brand. "),
        ('brand "Asha" only', 'Brand "Asha" only!'),
    ],
)
def test_words_have_one_form(one: str, other: str) -> None:
    """Spaces, the sign at the end and capital letters are how one writes, not what one says."""
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("sales in US", "sales in us"), ('brand "Asha"', 'brand "asha"'), ("top 5", "top 10"), ("a-b", "a b")],
)
def test_what_may_be_meant_stays(one: str, other: str) -> None:
    """Words all in capital letters, what stands in quotes, numbers, signs."""
    assert normalised(one) != normalised(other)
