"""Where the local reader hands on, models are asked: safely, within four calls, a deadline and a budget."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.openai.language_model import OpenAiLanguageModel
from shared.app.answer_question import View, answer_query, answer_question
from shared.app.ask_models import NO_MODEL, NO_MONEY, NO_QUERY, TOO_DEAR, Cascade, ask_models, hands_on
from shared.app.model_reading import with_tier
from shared.core.asking.answer import Status, Tier
from shared.core.asking.question import Intent, IntentKind, Question
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Unclear, Understood
from shared.core.errors import AvexraError, InternalError, TransientError
from shared.core.models.budget import Budget, Price, Usage
from shared.core.models.filling import Form
from shared.core.models.plan import CascadePlan, ModelTier, Prompts, Verdict
from shared.core.models.writing import write_filling
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import AllOf, Condition, FieldRef, MeasureRef, Operator, SemanticQuery
from shared.ports.language_model import Failed, Filled
from tests.fakes import shop
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.language_model import InMemorySpendLedger, ScriptedLanguageModel
from tests.fakes.model_provider import KEY, Fault, ModelProvider
from tests.fakes.office import shop_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from shared.adapters.duckdb.runner import DuckDbQueryRunner
    from shared.app.model_reading import ModelReading
    from shared.core.models.breaker import Breaker
    from shared.ports.language_model import LanguageModel
    from tests.fakes.model_provider import Call

FORM = Form.of(shop.MODEL)
TEXT = "how much moolah did Asha rake in above 100"
TOTAL = MeasureRef("lines", Aggregation.SUM, "value", "total_value")
CHEAP = ModelTier(Tier.CHEAP, "small", Price(Decimal(1), Decimal(4)), 500, 2.0)
STRONG = ModelTier(Tier.STRONG, "large", Price(Decimal(3), Decimal(12)), 500, 2.0, "low")
PLAN = CascadePlan((CHEAP, STRONG), Budget(100_000, 1_000_000, 10_000_000), Prompts("Fill.", "Mend."), 5.0)
BUSY, FAULT, TIMEOUT = Failed(Verdict.BUSY), Failed(Verdict.FAULT), Failed(Verdict.TIMEOUT)


def total_of(brand: str, above: int) -> SemanticQuery:
    """Return what the question means."""
    conditions = (
        Condition(FieldRef("lines", "brand"), Operator.EQ, (brand,)),
        Condition(FieldRef("lines", "value"), Operator.GT, (above,)),
    )
    return SemanticQuery("lines", (TOTAL,), filters=AllOf(conditions))


def filling(query: SemanticQuery, **changes: Any) -> str:  # noqa: ANN401 - JSON
    """Return a query as a model writes it."""
    return json.dumps({**(write_filling(query, FORM) or {}), **changes})


GOOD = filling(total_of("Asha", 100))
MADE_UP = filling(total_of("Asha", 31_337))
NOT_HERE = filling(total_of("Asha", 100), outcome="not_in_data")


def question(text: str = TEXT) -> Question:
    """Return a question that the local reader hands on."""
    return Question(text, shop.VIEWER, NOON)


@dataclass
class World:
    """A cascade over a scripted model, with a clock that only sleeping and calls move."""

    models: LanguageModel
    plan: CascadePlan = PLAN
    ledger: InMemorySpendLedger = field(default_factory=InMemorySpendLedger)
    reported: list[AvexraError] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    now: float = 1_000.0
    breakers: dict[str, Breaker] = field(default_factory=dict)

    def ask(self, text: str = TEXT, previous: SemanticQuery | None = None) -> ModelReading:
        """Ask as the use case does."""
        asked = replace(question(text), previous=previous)
        cascade = Cascade(
            self.models,
            self.ledger,
            FixedClock(),
            self.plan,
            self.reported.append,
            lambda: self.now,
            self._sleep,
            self.breakers,
        )
        return ask_models(asked, shop.MODEL, read(asked, shop.MODEL), cascade)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def scripted(*replies: Any, **changes: Any) -> tuple[World, ScriptedLanguageModel]:  # noqa: ANN401
    """Return a world whose model gives these replies."""
    models = ScriptedLanguageModel(*replies)
    return World(models, **changes), models


def test_what_is_handed_on() -> None:
    """What the local reader is unsure of, or found no meaning in; not help, chat, forecasts, or names that tie."""
    local = read(question(), shop.MODEL)
    assert isinstance(local, NotUnderstood)
    assert hands_on(local, PLAN)
    for text in ("help", "what data do you have?", "tell me a joke", "delete all rows", "predict sales of next year"):
        assert not hands_on(read(question(text), shop.MODEL), PLAN)
    sure, unsure = (Understood(Intent(IntentKind.KPI, each), total_of("Asha", 1)) for each in (0.95, 0.4))
    assert not hands_on(sure, PLAN)
    assert hands_on(unsure, PLAN)
    assert not hands_on(Unclear(Intent(IntentKind.UNSUPPORTED, 0.5), "Which?", ()), PLAN)
    assert hands_on(Unclear(Intent(IntentKind.KPI, 0.1), "Which?", ()), PLAN)


def test_the_cheap_model_is_enough_when_its_query_is_sound() -> None:
    """One call, its cost, and the query as anyone's."""
    world, models = scripted(GOOD)
    asked = world.ask()
    assert isinstance(asked.reading, Understood)
    assert asked.reading.query == total_of("Asha", 100)
    assert (asked.tier, asked.calls, asked.why) == (Tier.CHEAP, 1, "")
    assert asked.usage == Usage(100, 50)
    assert asked.cost == 100 * 1 + 50 * 4
    assert set(world.ledger.spent.values()) == {asked.cost}
    assert [each.model for each in models.requests] == ["small"]


@pytest.mark.parametrize("bad", ["gibberish", "{}", MADE_UP, filling(total_of("Asha", 100), limit=20_000)])
def test_a_mistake_is_mended_once_with_what_is_wrong(bad: str) -> None:
    """The second call is told the first one's text and the problems."""
    world, models = scripted(bad, GOOD)
    asked = world.ask()
    assert (asked.tier, asked.calls) == (Tier.CHEAP, 2)
    assert models.requests[1].messages[-2].text == bad
    assert json.loads(models.requests[1].messages[-1].text)["problems"]


def test_then_the_strong_model_is_asked_afresh() -> None:
    """Without the first one's mistakes in its ear."""
    world, models = scripted("no", "no", MADE_UP, GOOD)
    asked = world.ask()
    assert (asked.tier, asked.calls) == (Tier.STRONG, 4)
    assert models.requests[2].messages == models.requests[0].messages
    assert [each.effort for each in models.requests] == ["", "", "low", "low"]
    assert asked.verdicts == (Verdict.UNREADABLE, Verdict.UNREADABLE, Verdict.UNSOUND, Verdict.SOUND)


@pytest.mark.parametrize(
    ("reply", "calls", "why"),
    [
        ("no", 4, NO_QUERY),
        (MADE_UP, 4, NO_QUERY),
        (NOT_HERE, 2, NO_QUERY),
        (Failed(Verdict.REFUSED), 2, NO_QUERY),
        (Failed(Verdict.TRUNCATED, Usage(9, 500)), 4, NO_QUERY),
        (Failed(Verdict.EMPTY), 4, NO_QUERY),
        (Failed(Verdict.UNSUITABLE, detail="status 404"), 2, NO_QUERY),
        (BUSY, 3, NO_MODEL),
        (FAULT, 3, NO_MODEL),
        (TIMEOUT, 2, NO_MODEL),
        (Failed(Verdict.DENIED, detail="status 401"), 1, NO_MODEL),
    ],
)
def test_where_nothing_helps_a_plain_sentence_says_so(reply: Any, calls: int, why: str) -> None:  # noqa: ANN401
    """The local reader's reason, and why models were of no help; nothing a model wrote."""
    world, _ = scripted(reply)
    asked = world.ask()
    assert isinstance(asked.reading, NotUnderstood)
    assert (asked.calls, asked.why, asked.tier) == (calls, why, Tier.LOCAL)
    assert asked.reading.reason.startswith("I do not know what “moolah”")
    assert asked.reading.reason.endswith(f", and {why}.")
    assert "31337" not in asked.reading.reason


def test_an_unsure_local_reading_stays_where_nothing_helps() -> None:
    """It is better than nothing."""
    world, _ = scripted(FAULT)
    local = Understood(Intent(IntentKind.KPI, 0.4), total_of("Asha", 1))
    cascade = Cascade(world.models, world.ledger, FixedClock(), PLAN, world.reported.append, sleep=lambda _: None)
    assert ask_models(question(), shop.MODEL, local, cascade).reading is local


def test_a_provider_is_given_the_rest_it_asks_for_or_left_alone() -> None:
    """A wait that would end after the deadline is not begun."""
    world, _ = scripted(Failed(Verdict.BUSY, retry_after=1.5), BUSY, GOOD)
    assert world.ask().calls == 3
    assert world.slept == [0.5]
    world, _ = scripted(BUSY, Failed(Verdict.BUSY, retry_after=1.5), GOOD)
    assert world.ask().tier is Tier.STRONG
    assert world.slept == [1.5]
    world, _ = scripted(BUSY, Failed(Verdict.BUSY, retry_after=60), GOOD)
    assert (world.ask().calls, world.slept) == (2, [])


def test_all_calls_share_one_deadline() -> None:
    """Each gets what is left of it at the most, and none begins without time."""
    seconds: list[float] = []

    def slow(request: Any) -> Failed:  # noqa: ANN401
        seconds.append(request.seconds)
        world.now += request.seconds
        return TIMEOUT

    world, _ = scripted(slow, plan=replace(PLAN, deadline_seconds=3.0))
    asked = world.ask()
    assert seconds == [2.0, 1.0]
    assert asked.seconds == pytest.approx(3.0)
    world, _ = scripted(slow, plan=replace(PLAN, deadline_seconds=2.1))
    assert world.ask().calls == 1


def test_no_money_no_call() -> None:
    """Of a question, of a user, of a workspace: what a call may cost is set aside before it is made."""
    for budget, why in (
        (Budget(100, 10**9, 10**9), TOO_DEAR),
        (Budget(10**9, 100, 10**9), NO_MONEY),
        (Budget(10**9, 10**9, 100), NO_MONEY),
    ):
        world, models = scripted(GOOD, plan=replace(PLAN, budget=budget))
        asked = world.ask()
        assert (asked.calls, asked.cost, asked.why, models.requests) == (0, 0, why, [])
        assert set(world.ledger.spent.values()) <= {0}


def test_a_budget_is_never_exceeded_however_many_ask() -> None:
    """The last question that fits is asked, the next one is told why not."""
    world, models = scripted(GOOD, plan=replace(PLAN, budget=Budget(10**9, 12_000, 10**9)))
    why = Counter(world.ask().why for _ in range(60))
    assert set(why) == {"", NO_MONEY}
    assert why[""] == len(models.requests)
    assert all(spent <= 12_000 for spent in world.ledger.spent.values())


def test_a_call_without_reply_may_have_been_worked_on() -> None:
    """So it stays paid for; one that was turned away at the door was not."""
    world, _ = scripted(TIMEOUT)
    assert world.ask().cost > 0
    world, _ = scripted(BUSY)
    assert world.ask().cost == 0
    assert set(world.ledger.spent.values()) == {0}


@pytest.mark.parametrize("kind", [TransientError, InternalError])
def test_without_a_ledger_nothing_is_spent(kind: type[AvexraError]) -> None:
    """What nobody counts nobody may spend; the operators are told."""
    world, models = scripted(GOOD)
    world.ledger.failing = kind("The ledger cannot be reached.")
    asked = world.ask()
    assert (asked.why, models.requests) == (NO_MODEL, [])
    assert len(world.reported) == 1


def test_a_ledger_that_fails_after_the_call_loses_no_answer() -> None:
    """What was set aside stays spent."""

    def breaking(_: Any) -> Filled:  # noqa: ANN401
        world.ledger.failing = TransientError("The ledger cannot be reached.")
        return Filled(GOOD, None)

    world, _ = scripted(breaking)
    assert isinstance(world.ask().reading, Understood)
    assert len(world.reported) == 1
    assert all(spent > 0 for spent in world.ledger.spent.values())


def test_a_provider_that_keeps_failing_is_left_alone_for_a_while() -> None:
    """Then tried once; a success brings it back."""
    world, models = scripted(FAULT, plan=replace(PLAN, breaker_failures=2, breaker_rest_seconds=30))
    world.ask()
    world.ask()
    before = len(models.requests)
    asked = world.ask()
    assert (asked.calls, asked.why, len(models.requests)) == (0, NO_MODEL, before)
    world.now += 31
    world.models = models = ScriptedLanguageModel(GOOD)
    assert world.ask().tier is Tier.CHEAP
    assert world.ask().calls == 1
    assert len(models.requests) == 2


def test_operators_are_told_of_what_only_they_can_mend() -> None:
    """A refused key, an unknown model; without the key or the question."""
    world, _ = scripted(Failed(Verdict.DENIED, detail="status 401"))
    world.ask()
    assert [str(each) for each in world.reported] == ["The model provider refused a call (status 401)."]
    assert isinstance(world.reported[0], InternalError)


def test_without_models_the_local_reader_answers_alone() -> None:
    """Configuration may name none."""
    world, models = scripted(GOOD, plan=replace(PLAN, tiers=()))
    assert (world.ask().why, models.requests) == (NO_MODEL, [])


def test_personal_data_is_taken_out_before_and_put_back_after() -> None:
    """The model sees a placeholder; the query compares with what was asked."""
    text = "how much moolah did priya@shop.in rake in above 100"
    world, models = scripted(filling(total_of("[EMAIL_1]", 100)))
    asked = world.ask(text)
    assert isinstance(asked.reading, Understood)
    assert asked.reading.query == total_of("priya@shop.in", 100)
    assert "priya@shop.in" not in "".join(each.text for each in models.requests[0].messages)


def test_a_model_that_obeys_an_attacker_can_do_no_more_than_ask_for_data() -> None:
    """Nothing it writes reaches an answer: no text, number or column that was not asked for."""
    canary = "http://evil.example/CANARY"
    attacks = (
        filling(total_of(canary, 100)),
        filling(total_of("Asha", 100), chart=canary),
        filling(total_of("Asha", 100), note=canary),
        filling(total_of("Asha", 100), entity=canary),
        json.dumps({"headline": f"Total: 31337, see {canary}"}),
        f"DROP TABLE lines; -- {canary}",
    )
    for attack in attacks:
        world, _ = scripted(attack)
        asked = world.ask()
        assert isinstance(asked.reading, NotUnderstood)
        assert "CANARY" not in repr(asked)
        assert "31337" not in repr(asked)


def test_the_answer_says_which_model_read_and_what_it_cost(shop_file: Path, engine: DuckDbQueryRunner) -> None:
    """In its evidence; a refusal has none."""
    world, _ = scripted(GOOD)
    asked = world.ask()
    assert isinstance(asked.reading, Understood)
    view = View((shop_dataset(shop_file),), shop.MODEL)
    answer = with_tier(answer_query(asked.reading.query, view, engine, shop.VIEWER), asked)
    assert answer.evidence is not None
    assert answer.evidence.tier is Tier.CHEAP
    assert answer.evidence.cost == pytest.approx(asked.cost / 1e6)
    refused = answer_query(replace(asked.reading.query, limit=0), view, engine, shop.VIEWER)
    assert with_tier(refused, asked) is refused


def test_a_question_the_local_reader_hands_on_is_answered_by_what_a_model_filled(
    shop_file: Path, engine: DuckDbQueryRunner
) -> None:
    """The model's query is checked, compiled and run like anyone's; one that the reader knows costs no call."""
    catalog = InMemoryDatasetCatalog(shop_dataset(shop_file))
    models = ScriptedLanguageModel("no JSON at all", GOOD)
    cascade = Cascade(models, InMemorySpendLedger(), FixedClock(), PLAN, lambda _: None)
    answer = answer_question(question(), catalog, engine, cascade)
    assert answer.table is not None
    assert answer.evidence is not None
    assert answer.table.rows == ((expected("Asha", 100),),)
    assert answer.evidence.tier is Tier.CHEAP
    assert answer.evidence.cost > 0
    asked = len(models.requests)
    known = answer_question(question("total sales value by brand"), catalog, engine, cascade)
    assert known.evidence is not None
    assert (known.evidence.tier, known.evidence.cost, len(models.requests)) == (Tier.LOCAL, 0.0, asked)
    alone = answer_question(question(), catalog, engine)
    assert alone.table is None


FAULTS = (
    Fault.BUSY,
    Fault.SERVER,
    Fault.STALL,
    Fault.GARBAGE,
    Fault.WRONG_SCHEMA,
    Fault.REFUSAL,
    Fault.EMPTY,
    Fault.TRUNCATED,
    Fault.SLOW,
    Fault.CUT,
)
QUESTIONS = int(os.environ.get("CASCADE_QUESTIONS", "4"))
"""Questions for each fault; 100 prints the figure in full."""
DEADLINE, SLACK = 1.0, 0.5
"""Seconds of all calls of a question; and what a busy machine may take beyond, for the query as well."""
FAST = replace(
    PLAN,
    tiers=(replace(CHEAP, seconds=0.4), replace(STRONG, seconds=0.5)),
    deadline_seconds=DEADLINE,
    budget=Budget(10**9, 10**12, 10**12),
    breaker_failures=10**6,
)


def expected(brand: str, above: int) -> Decimal:
    """Return the right answer, added up by hand."""
    values = [row[3] for row in shop.line_rows() if row[1] == brand]
    return sum((v for v in values if isinstance(v, Decimal) and v > above), Decimal(0))


def asked_for(call: Call) -> str:
    """Return what a good model writes: the brand and the number of the question it is asked."""
    text = json.loads(call.body["messages"][2]["content"])["question"].split()
    return filling(total_of(text[4], int(text[-1])))


@pytest.mark.timeout(900)
def test_every_question_ends_whatever_the_provider_does(shop_file: Path, engine: DuckDbQueryRunner) -> None:
    """In the right answer or a plain error, within its deadline, in four calls at the most, with no made-up number.

    Each fault meets a quarter of its questions on every call, the others on their first one, two or three only.
    """
    view = View((shop_dataset(shop_file),), shop.MODEL)
    _ask_a_bad_provider(Fault.GOOD, 0, view, engine, deadline=20.0)  # the first call of a process imports the SDK
    print(f"\n{len(FAULTS)} faults x {QUESTIONS} questions, deadline {DEADLINE:.1f} s")  # noqa: T201
    for fault in FAULTS:
        ends = [_ask_a_bad_provider(fault, number, view, engine) for number in range(QUESTIONS)]
        counts = Counter(each.how for each in ends)
        print(  # noqa: T201
            f"  {fault.value:<13} answered {counts['answered']:>3}  plain error {counts['plain error']:>3}"
            f"  made-up number {counts['made up']}  most calls {max(each.calls for each in ends)}"
            f"  slowest {max(each.seconds for each in ends):.2f} s"
        )
        assert counts["answered"] + counts["plain error"] == QUESTIONS
        assert max(each.calls for each in ends) <= 4
        assert max(each.seconds for each in ends) < DEADLINE + SLACK


@dataclass(frozen=True)
class End:
    """How a question ended."""

    how: str
    calls: int
    seconds: float


def _ask_a_bad_provider(
    fault: Fault, number: int, view: View, engine: DuckDbQueryRunner, deadline: float = DEADLINE
) -> End:
    brand, above = shop.BRANDS[number % 2] or "", 100 + number
    failing = (4, 1, 2, 3)[number % 4]
    misshapen = (MADE_UP, '{"answer": 31337, "text": "The total is 31337."}')[number % 2]
    provider = ModelProvider(lambda call: fault if call < failing else Fault.GOOD, asked_for, misshapen)
    with provider, closing(OpenAiLanguageModel(KEY, provider.url)) as models:
        text = f"how much moolah did {brand} rake in above {above}"
        reported: list[AvexraError] = []
        plan = replace(FAST, deadline_seconds=deadline)
        cascade = Cascade(models, InMemorySpendLedger(), FixedClock(), plan, reported.append)
        local = read(question(text), shop.MODEL)
        began = time.monotonic()
        asked = ask_models(question(text), shop.MODEL, local, cascade)
        seconds = time.monotonic() - began
    assert len(provider.calls) == asked.calls
    if isinstance(asked.reading, Understood):
        answer = answer_query(asked.reading.query, view, engine, shop.VIEWER)
        right = answer.status is Status.ANSWERED and answer.table is not None
        right = right and answer.table is not None and answer.table.rows[0][0] == expected(brand, above)
        return End("answered" if right else "made up", asked.calls, seconds)
    assert isinstance(asked.reading, NotUnderstood)
    return End("made up" if "31337" in asked.reading.reason else "plain error", asked.calls, seconds)
