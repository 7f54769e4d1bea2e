"""What a model was paid for once is not paid for again, unless anything that matters has changed."""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from shared.app.answer_question import View, answer_question
from shared.app.ask_models import Cascade
from shared.app.recall_reading import recall_reading
from shared.app.remember_answers import AnswerMemory
from shared.core.asking.answer import Tier
from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Understood
from shared.core.caching.plan import CachePlan
from shared.core.errors import AvexraError, TransientError
from shared.core.models.budget import Budget, Price
from shared.core.models.filling import Form
from shared.core.models.plan import CascadePlan, ModelTier, Prompts
from shared.core.models.writing import write_filling
from shared.core.retrieval.hashing import HashedEmbedder
from shared.core.security.viewer import Audience
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import AllOf, Condition, FieldRef, MeasureRef, Operator, SemanticQuery
from shared.render.evidence import evidence_text
from tests.fakes import shop
from tests.fakes.answer_cache import InMemoryAnswerCache
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.language_model import InMemorySpendLedger, ScriptedLanguageModel
from tests.fakes.office import shop_dataset
from tests.fakes.query_runner import CannedQueryRunner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.app.model_reading import ModelReading
    from shared.ports.embedder import Embedder

TEXT = "how much moolah did Asha rake in above 100"
TOTAL = MeasureRef("lines", Aggregation.SUM, "value", "total_value")
CHEAP = ModelTier(Tier.CHEAP, "small", Price(Decimal(1), Decimal(4)), 500, 2.0)
PLAN = CascadePlan((CHEAP,), Budget(10**9, 10**9, 10**9), Prompts("Fill.", "Mend."), 5.0)


def total_of(brand: str = "Asha", above: int = 100) -> SemanticQuery:
    """Return what a question means."""
    conditions = (
        Condition(FieldRef("lines", "brand"), Operator.EQ, (brand,)),
        Condition(FieldRef("lines", "value"), Operator.GT, (above,)),
    )
    return SemanticQuery("lines", (TOTAL,), filters=AllOf(conditions))


def filling(query: SemanticQuery) -> str:
    """Return a query as a model writes it."""
    return json.dumps(write_filling(query, Form.of(shop.MODEL)))


class WordCounts:
    """The Embedder port: questions lie near each other that share words, whatever the words say."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.failing: AvexraError | None = None

    def embed(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Count the words into 64 places."""
        if self.failing is not None:
            raise self.failing
        self.seen.extend(texts)
        return [_counted(text) for text in texts]


def _counted(text: str) -> tuple[float, ...]:
    counts = [0.0] * 64
    for word in text.casefold().split():
        counts[zlib.crc32(word.encode()) % 64] += 1.0
    size = math.hypot(*counts) or 1.0
    return tuple(each / size for each in counts)


@dataclass
class World:
    """A scripted model behind the local reader, and memories over one shared cache."""

    models: ScriptedLanguageModel = field(default_factory=lambda: ScriptedLanguageModel(filling(total_of())))
    embedder: Embedder | None = None
    view: View = field(default_factory=lambda: View((shop_dataset(),), shop.MODEL))
    plan: CascadePlan = PLAN
    clock: FixedClock = field(default_factory=FixedClock)
    reported: list[AvexraError] = field(default_factory=list)
    ledger: InMemorySpendLedger = field(default_factory=InMemorySpendLedger)

    def __post_init__(self) -> None:
        self.cache = InMemoryAnswerCache(self.clock)
        self.memory = self.process()

    def process(self, release: str = "r1") -> AnswerMemory:
        """Return the memory of another container."""
        plan = CachePlan(nearest=0.5)
        return AnswerMemory(
            self.cache.beside(), self.clock, self.reported.append, plan, release=release, embedder=self.embedder
        )

    def cascade(self) -> Cascade:
        """Return the models."""
        return Cascade(self.models, self.ledger, self.clock, self.plan, self.reported.append, sleep=lambda _: None)

    def ask(self, text: str = TEXT, memory: AnswerMemory | None = None, **changes: Any) -> ModelReading:  # noqa: ANN401
        """Ask as the use case does."""
        asked = replace(Question(text, shop.VIEWER, NOON), **changes)
        local = read(asked, self.view.model)
        return recall_reading(asked, self.view, local, self.cascade(), memory or self.memory)

    @property
    def calls(self) -> int:
        """How often a model was called."""
        return len(self.models.requests)


def test_the_same_words_are_paid_for_once() -> None:
    """In this process and in another; the later ones cost nothing, and say who read them."""
    world = World()
    first = world.ask()
    assert (first.tier, first.calls, first.recalled) == (Tier.CHEAP, 1, False)
    assert first.cost > 0
    for memory in (world.memory, world.process()):
        again = world.ask("How much moolah did Asha rake in above 100?", memory)
        assert again.reading == first.reading
        assert (again.tier, again.calls, again.cost, again.recalled) == (Tier.CHEAP, 0, 0, True)
    assert world.calls == 1
    assert set(world.ledger.spent.values()) == {first.cost}


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "how much moolah did Bela rake in above 100"},
        {"viewer": replace(shop.VIEWER, channel="C2")},
        {"viewer": replace(shop.VIEWER, audience=Audience.ASKER)},
        {"asked_at": NOON + timedelta(days=1)},
        {"definitions": "moolah = value * 2"},
        {"previous": replace(total_of("Bela"), limit=None)},
    ],
)
def test_other_words_people_days_definitions_or_threads_are_asked_anew(changes: dict[str, Any]) -> None:
    """Whatever a reading depends on."""
    world = World()
    world.ask()
    assert not world.ask(**changes).recalled
    assert world.calls == 2


def test_other_data_models_or_programs_are_asked_anew() -> None:
    """A new snapshot, other models in the cascade, another release."""
    world = World()
    world.ask()
    assert not world.ask(memory=world.process("r2")).recalled
    world.plan = replace(PLAN, tiers=(replace(CHEAP, name="other"),))
    assert not world.ask().recalled
    world.plan = PLAN
    dataset = shop_dataset()
    assert dataset.snapshot is not None
    world.view = View((replace(dataset, snapshot=replace(dataset.snapshot, version=2)),), shop.MODEL)
    assert not world.ask().recalled
    assert world.calls == 4


def test_what_models_made_nothing_of_is_not_kept() -> None:
    """The next one who asks may be luckier."""
    world = World(ScriptedLanguageModel("no", "no", filling(total_of())))
    assert isinstance(world.ask().reading, NotUnderstood)
    assert isinstance(world.ask(memory=world.process()).reading, Understood)


def test_without_a_memory_models_are_asked_each_time() -> None:
    """As on the command line."""
    world = World()
    asked = Question(TEXT, shop.VIEWER, NOON)
    local = read(asked, shop.MODEL)
    for _ in range(2):
        assert not recall_reading(asked, world.view, local, world.cascade(), None).recalled
    assert world.calls == 2


def test_the_answer_says_that_an_earlier_question_was_read() -> None:
    """By which model, and that this one cost nothing."""
    world = World()
    catalog, runner = InMemoryDatasetCatalog(shop_dataset()), CannedQueryRunner()
    question = Question(TEXT, shop.VIEWER, NOON)
    said = []
    for _ in range(2):
        answer = answer_question(question, catalog, runner, world.cascade(), world.memory)
        assert answer.evidence is not None
        said.append(evidence_text(answer.evidence))
    assert said[0][-1].startswith("Read by the small language model in ")
    assert "under $0.0005" in said[0][-1] or "$0.0" in said[0][-1]
    assert said[1][-1].startswith("Read by the small language model for an earlier question; answered in ")
    assert said[1][-1].endswith(", at no cost")
    assert "Answered before, less than a minute ago, from the same data" in said[1]
    assert (world.calls, len(runner.ran)) == (1, 1)


SAME = (
    "how much moolah did Asha rake in above 100, please",
    "please tell me how much moolah Asha did rake in above 100",
    "could you show how much moolah asha rake in above hundred",
)


@pytest.mark.parametrize("text", SAME)
@pytest.mark.parametrize("embedder", [WordCounts(), HashedEmbedder()])
def test_near_words_that_say_the_same_are_not_paid_for_again(embedder: Embedder, text: str) -> None:
    """In this process and in another; and from then on as words of their own."""
    world = World(embedder=embedder)
    first = world.ask()
    near = world.ask(text, world.process())
    assert near.reading == first.reading
    assert (near.tier, near.calls, near.cost, near.recalled) == (Tier.CHEAP, 0, 0, True)
    assert world.ask(text).recalled
    assert world.calls == 1


@pytest.mark.parametrize(
    "text",
    [
        "how much moolah did Asha rake in above 1000",
        "how much moolah did Asha rake in below 100",
        "how much moolah did Bela rake in above 100",
        "how much moolah did not Asha rake in above 100",
        "how much average moolah did Asha rake in above 100",
        "how much moolah did Asha rake in above 100 in 2023",
        "how much moolah did Asha rake in above 100 last month",
        "how much debt did Asha rake in above 100",
        "how many moolah did Asha rake in above 100",
        "how much moolah did Asha rake in above 100 by brand",
        "highest moolah did Asha rake in above 100",
    ],
)
def test_near_words_that_say_something_else_are_asked_anew(text: str) -> None:
    """However near they lie: the embedder only proposes."""
    embedder = WordCounts()
    world = World(embedder=embedder)
    world.ask()
    (one, other) = embedder.embed([TEXT, text])
    assert sum(a * b for a, b in zip(one, other, strict=True)) > 0.5
    assert not world.ask(text).recalled
    assert world.calls > 1


def test_far_words_are_not_even_compared() -> None:
    """Below the least nearness nothing is taken, also where the local reader sees no difference."""
    world = World(embedder=WordCounts())
    world.ask("moolah Asha")
    assert not world.ask("please could you kindly just show give tell display get find the moolah of a Asha").recalled


def test_an_embedder_is_told_no_personal_data() -> None:
    """It may be a model outside."""
    embedder = WordCounts()
    World(embedder=embedder).ask("how much moolah did priya@shop.in rake in above 100")
    assert embedder.seen == ["how much moolah did [EMAIL] rake in above 100"]


def test_an_embedder_that_fails_is_done_without() -> None:
    """Reported, and the models are asked."""
    embedder = WordCounts()
    embedder.failing = TransientError("no answer")
    world = World(embedder=embedder)
    assert isinstance(world.ask().reading, Understood)
    assert len(world.reported) == 1


def test_neighbours_are_of_one_audience() -> None:
    """What was read for one channel is never proposed to another."""
    world = World(embedder=WordCounts())
    world.ask()
    assert not world.ask(SAME[0], viewer=replace(shop.VIEWER, channel="C2")).recalled
    assert world.calls == 2


def test_only_so_many_neighbours_are_kept() -> None:
    """The oldest make room."""
    world = World(embedder=WordCounts())
    for number in range(40):
        world.models = ScriptedLanguageModel(filling(total_of(above=200 + number)))
        world.ask(f"how much moolah did Asha rake in above {200 + number}")
    fresh = world.process()
    assert world.ask("the moolah how much did Asha rake in above 239", fresh).recalled is False
    assert world.ask("how much the moolah did Asha rake in above 239", fresh).recalled
    assert not world.ask("how much the moolah did Asha rake in above 200", fresh).recalled
