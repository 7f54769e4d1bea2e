"""Rows that are remembered are the rows that would be computed, for exactly who may see them."""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.dynamodb.answer_cache import DynamoAnswerCache
from shared.app.answer_question import View, answer_question
from shared.app.compute_result import compute_result
from shared.app.remember_answers import AnswerMemory
from shared.core.asking.question import Question
from shared.core.caching.plan import CachePlan
from shared.core.errors import TimedOutError
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.rules import check
from shared.render.evidence import evidence_text
from tests.fakes import shop
from tests.fakes.answer_cache import InMemoryAnswerCache
from tests.fakes.clock import FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.office import shop_dataset
from tests.fakes.query_runner import CannedQueryRunner
from tests.fakes.shop_queries import random_query, written_otherwise

if TYPE_CHECKING:
    from pathlib import Path

    from shared.adapters.duckdb.runner import DuckDbQueryRunner
    from shared.app.remember_answers import Remembered
    from shared.core.caching.packing import KeptResult
    from shared.core.security.viewer import Viewer as Asker
    from shared.core.semantic.query import SemanticQuery
    from shared.ports.answer_cache import AnswerCache

QUERIES = int(os.environ.get("CACHED_QUERIES", "250"))
"""Random queries; 1000 prints the figure in full."""


class World:
    """A canned engine, a shared cache, and memories over it."""

    def __init__(self, cache: AnswerCache | None = None) -> None:
        self.clock = FixedClock()
        self.cache = cache or InMemoryAnswerCache(self.clock)
        self.runner = CannedQueryRunner()
        self.memory = self.process()
        self.view = View((shop_dataset(),), shop.MODEL)

    def process(self) -> AnswerMemory:
        """Return the memory of another container."""
        return AnswerMemory(self.cache, self.clock, lambda _: None, CachePlan(), release="r1")

    def compute(
        self, query: SemanticQuery, viewer: Asker = shop.VIEWER, memory: AnswerMemory | None = None
    ) -> Remembered[KeptResult]:
        """Compute as the use case does."""
        return compute_result(query, self.view, self.runner, viewer, memory or self.memory)

    def ask(self, text: str, at: datetime) -> list[str]:
        """Return how the answer to a question says it was found."""
        catalog = InMemoryDatasetCatalog(shop_dataset())
        question = Question(text, shop.VIEWER, at)
        answer = answer_question(question, catalog, self.runner, memory=self.memory)
        assert answer.evidence is not None
        return evidence_text(answer.evidence)


def test_remembered_results_are_the_computed_ones(shop_file: Path, engine: DuckDbQueryRunner) -> None:
    """Each found under another way to write its query, in this process and in another; prints how long both take."""
    world, rng = World(), random.Random(5)
    view = View((shop_dataset(shop_file),), shop.MODEL)
    seconds: dict[str, list[float]] = {"computed": [], "same process": [], "other process": []}
    for _ in range(QUERIES):
        query = random_query(rng)
        assert check(query, view.model) == ()
        otherwise = written_otherwise(query, rng)
        fresh = _timed(seconds["computed"], otherwise, view, engine, None)
        compute_result(query, view, engine, shop.VIEWER, world.memory)
        for name, memory in (("same process", world.memory), ("other process", world.process())):
            found = _timed(seconds[name], otherwise, view, engine, memory)
            assert found.before is not None
            assert found.value.table == fresh.value.table
            assert repr(found.value.table.rows) == repr(fresh.value.table.rows)
    _print(seconds)
    assert median(seconds["same process"]) < median(seconds["computed"]) / 3


def _print(seconds: dict[str, list[float]]) -> None:
    for name, taken in seconds.items():
        print(f"\n{len(taken)} results, {name}: median {1000 * median(taken):.2f} ms", end="")  # noqa: T201 - the figure


def _timed(
    into: list[float], query: SemanticQuery, view: View, engine: DuckDbQueryRunner, memory: AnswerMemory | None
) -> Remembered[KeptResult]:
    started = time.perf_counter()
    found = compute_result(query, view, engine, shop.VIEWER, memory)
    into.append(time.perf_counter() - started)
    return found


def test_viewers_of_different_policy_never_share_an_entry() -> None:
    """Of 24 audiences each computes for itself, and finds its own again; members of one channel share theirs."""
    world, query = World(), random_query(random.Random(1))
    viewers = [
        Viewer(workspace, user, channel, audience)
        for workspace in ("T1", "T2")
        for channel in ("C1", "C2", "D1")
        for audience in Audience
        for user in ("U1", "U2")
    ]
    policies = {each.key for each in viewers}
    assert len(policies) == 18
    for viewer in viewers:
        world.compute(query, viewer)
    assert len(world.runner.ran) == len(policies)
    assert {asker.key for _, _, asker in world.runner.ran} == policies
    for viewer in viewers:
        assert world.compute(query, viewer, world.process()).before is not None
    assert len(world.runner.ran) == len(policies)


def test_a_new_snapshot_is_asked_anew() -> None:
    """Its version is in the key: nothing needs to be removed."""
    world, query = World(), random_query(random.Random(1))
    world.compute(query)
    dataset = shop_dataset()
    assert dataset.snapshot is not None
    world.view = View((replace(dataset, snapshot=replace(dataset.snapshot, version=2)),), shop.MODEL)
    assert world.compute(query).before is None
    assert world.compute(query).before is not None
    assert len(world.runner.ran) == 2


def test_a_column_that_is_no_longer_seen_is_not_found_either() -> None:
    """The definitions are in the key, and the rules are asked before it."""
    world, query = World(), random_query(random.Random(1))
    world.compute(query)
    lines = shop.MODEL.entities[0]
    fewer = replace(lines, fields=lines.fields[:-2])
    world.view = View(world.view.datasets, replace(shop.MODEL, entities=(fewer, shop.MODEL.entities[1])))
    assert world.compute(query).before is None


def test_what_fails_is_not_remembered() -> None:
    """The next one who asks may be luckier, and waits for nobody."""
    world, query = World(), random_query(random.Random(1))
    world.runner.failure = TimedOutError("That took too long.")
    with pytest.raises(TimedOutError):
        world.compute(query)
    world.runner.failure = None
    assert world.compute(query, memory=world.process()).before is None


def test_a_relative_period_asked_on_another_day_is_another_question() -> None:
    """It is resolved to its bounds before; and the same span said otherwise is the same question."""
    world = World()
    noon = datetime(2024, 6, 12, 12, tzinfo=UTC)
    world.ask("total value last month", noon)
    assert len(world.runner.ran) == 1
    world.ask("total value in May 2024", noon + timedelta(hours=3))
    assert len(world.runner.ran) == 1
    world.ask("total value last 7 days", noon)
    world.ask("total value last 7 days", noon + timedelta(days=1))
    assert len(world.runner.ran) == 3


def test_the_answer_says_that_it_was_given_before() -> None:
    """In plain words, with its own time and cost; one that was just computed says nothing of the kind."""
    world = World()
    noon = datetime(2024, 6, 12, 12, tzinfo=UTC)
    assert not any("before" in each for each in world.ask("total value by brand", noon))
    world.clock.advance(minutes=12)
    lines = world.ask("total value by brand", noon)
    assert "Answered before, 12 minutes ago, from the same data" in lines
    assert lines[-1].startswith("Read without a language model in ")
    assert lines[-1].endswith(", at no cost")


@pytest.mark.usefixtures("aws")
def test_through_dynamodb_the_rows_are_the_same(shop_file: Path, engine: DuckDbQueryRunner) -> None:
    """Prints how long a hit takes there, where the table is in this process."""
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName="idempotency",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    world, rng = World(), random.Random(9)
    world = World(DynamoAnswerCache(dynamodb, "idempotency", world.clock))
    view = View((shop_dataset(shop_file),), shop.MODEL)
    seconds: dict[str, list[float]] = {"missed": [], "found": []}
    for _ in range(30):
        query = random_query(rng)
        missed = _timed(seconds["missed"], query, view, engine, world.process())
        found = _timed(seconds["found"], query, view, engine, world.process())
        assert found.before is not None
        assert found.value.table == missed.value.table
    _print(seconds)
