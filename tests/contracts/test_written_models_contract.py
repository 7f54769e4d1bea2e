"""The WrittenModels port."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.written_models import PostgresWrittenModels
from shared.ports.written_models import WrittenModel
from tests.fakes.written_models import InMemoryWrittenModels

if TYPE_CHECKING:
    from shared.ports.written_models import WrittenModels

FORM = {
    "entities": {"lines": {"synonyms": ["bikri", "nul \u0000 and “quotes”"], "key": ["id"]}},
    "filters": {"june": {"entity": "lines", "where": {"field": "lines.date", "values": [{"date": "2024-06-01"}]}}},
    "calendar": {"last_days_include_today": True},
}
MODEL = WrittenModel("T1", "C1", "U1", "1718190000.000100", FORM, ("datasets.x: a query is no table.",))


@pytest.fixture
def models(side: str, request: pytest.FixtureRequest) -> WrittenModels:
    """None yet."""
    return InMemoryWrittenModels() if side == "fake" else PostgresWrittenModels(request.getfixturevalue("database"))


def test_a_model_comes_back_as_it_was_written(models: WrittenModels) -> None:
    """In its channel, and in no other channel or workspace."""
    assert models.of("T1", "C1") is None
    assert models.put(MODEL)
    assert models.of("T1", "C1") == MODEL
    assert models.of("T1", "C2") is None
    assert models.of("T2", "C1") is None


def test_a_later_file_takes_the_place_of_an_earlier_one(models: WrittenModels) -> None:
    """Also an empty one, which takes the model away; other channels keep theirs."""
    later = replace(MODEL, user="U2", shared_at="1718190001.000000", form={}, left_out=())
    models.put(MODEL)
    models.put(replace(MODEL, channel="C2"))
    assert models.put(later)
    assert models.of("T1", "C1") == later
    assert models.of("T1", "C2") == replace(MODEL, channel="C2")


def test_an_earlier_file_that_comes_late_changes_nothing(models: WrittenModels) -> None:
    """Its first try may have failed while the later one came through; the same file twice is the same."""
    models.put(MODEL)
    assert not models.put(replace(MODEL, shared_at="1718189999.999999", form={}))
    assert models.of("T1", "C1") == MODEL
    assert models.put(MODEL)
    assert models.of("T1", "C1") == MODEL
