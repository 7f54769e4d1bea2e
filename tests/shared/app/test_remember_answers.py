"""Each thing is made once: found, waited for, or made and kept; and no cache ever fails a question."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.app.remember_answers import AnswerMemory, Form, Remembered
from shared.core.caching.plan import CachePlan
from shared.core.errors import AvexraError, InternalError, TransientError
from tests.fakes.answer_cache import InMemoryAnswerCache
from tests.fakes.clock import NOON, FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "T1#rows#abc"
TEXT: Form[str] = Form(lambda text: text.encode(), lambda data: data.decode(), len, 600)


@dataclass
class World:
    """Processes that share a cache, and the time they share; sleeping moves it, and lets others do something."""

    clock: FixedClock = field(default_factory=FixedClock)
    reported: list[AvexraError] = field(default_factory=list)
    slept: int = 0
    meanwhile: dict[int, Callable[[], object]] = field(default_factory=dict)
    """What happens elsewhere during the sleep of that number."""
    _started: float = 1_000.0

    def __post_init__(self) -> None:
        self.cache = InMemoryAnswerCache(self.clock)

    def process(self, **plan: float) -> AnswerMemory:
        """Return a process's memory."""
        return AnswerMemory(
            self.cache.beside(),
            self.clock,
            self.reported.append,
            CachePlan(**plan),  # type: ignore[arg-type]
            monotonic=lambda: self._started + (self.clock.now() - NOON).total_seconds(),
            sleep=self._sleep,
        )

    def _sleep(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)
        self.slept += 1
        self.meanwhile.get(self.slept, lambda: None)()


@pytest.fixture
def world() -> World:
    """An empty cache."""
    return World()


def never() -> str:
    """Fail: what is found is not made."""
    raise AssertionError


def test_what_was_made_is_found_by_this_process_and_every_other(world: World) -> None:
    """With how long ago that was, until its time is over."""
    one, other = world.process(), world.process()
    assert one.once(KEY, TEXT, lambda: "rows") == Remembered("rows")
    world.clock.advance(minutes=3)
    assert one.once(KEY, TEXT, never) == Remembered("rows", timedelta(minutes=3))
    assert other.once(KEY, TEXT, never) == Remembered("rows", timedelta(minutes=3))
    world.clock.advance(minutes=7, seconds=1)
    assert other.once(KEY, TEXT, lambda: "newer") == Remembered("newer")
    assert one.once(KEY, TEXT, never).value == "newer"


def test_what_this_process_has_is_not_looked_for_elsewhere(world: World) -> None:
    """A hit in the process costs no call."""
    one = world.process()
    one.once(KEY, TEXT, lambda: "rows")
    assert isinstance(one.shared, InMemoryAnswerCache)
    assert one.shared.calls == ["find", "lease", "keep"]
    one.once(KEY, TEXT, never)
    assert len(one.shared.calls) == 3


def test_what_is_too_large_or_not_worth_it_is_made_each_time(world: World) -> None:
    """And holds nobody up: the lease is given back."""
    one = world.process(most_cells=5)
    for _ in range(2):
        assert one.once(KEY, TEXT, lambda: "too large").before is None
    unfit = replace(TEXT, pack=lambda _: None)
    assert one.once("T1#rows#b", unfit, lambda: "x").before is None
    other = world.process()
    assert other.once(KEY, TEXT, lambda: "mine").value == "mine"
    assert other.once("T1#rows#b", TEXT, lambda: "mine").value == "mine"
    assert world.slept == 0


def test_the_second_waits_for_what_the_first_is_making(world: World) -> None:
    """And gets it as soon as it is there."""
    first, second = world.process(), world.process(poll_seconds=0.1)
    assert first._lease(KEY)
    world.meanwhile[7] = lambda: first.keep(KEY, TEXT, "rows")
    assert second.once(KEY, TEXT, never).value == "rows"
    assert world.slept == 7


def test_it_waits_no_longer_than_its_bound(world: World) -> None:
    """Then it goes on by itself, while the first still works."""
    first, second = world.process(), world.process(wait_seconds=2.0, poll_seconds=0.1)
    assert first._lease(KEY)
    assert second.once(KEY, TEXT, lambda: "mine") == Remembered("mine")
    assert 1.9 <= (world.clock.now() - NOON).total_seconds() <= 2.2
    assert first.once(KEY, TEXT, never).value == "mine"


def test_who_dies_holds_others_up_until_its_lease_ends(world: World) -> None:
    """No longer: there is no deadlock."""
    first, second = world.process(lease_seconds=1), world.process(wait_seconds=60.0, poll_seconds=0.1)
    assert first._lease(KEY)
    assert second.once(KEY, TEXT, lambda: "mine").value == "mine"
    assert (world.clock.now() - NOON).total_seconds() <= 2.2


def test_who_fails_lets_the_next_one_try(world: World) -> None:
    """At once, with the first one's error raised where it happened."""
    first, second = world.process(), world.process(poll_seconds=0.1)
    tries: list[str] = []

    def fail() -> str:
        tries.append("first")
        raise TransientError("the engine is away")

    with pytest.raises(TransientError):
        first.once(KEY, TEXT, fail)
    assert second.once(KEY, TEXT, lambda: "mine").value == "mine"
    assert (tries, world.slept) == (["first"], 0)


@pytest.mark.parametrize("error", [TransientError("away"), InternalError("refused")])
def test_a_cache_that_fails_is_reported_once_and_done_without(world: World, error: AvexraError) -> None:
    """For a minute; then it is tried again. What this process remembers goes on being found."""
    one = world.process()
    assert isinstance(one.shared, InMemoryAnswerCache)
    one.shared.failing = error
    for i in range(20):
        assert one.once(f"T1#rows#{i}", TEXT, lambda: "rows") == Remembered("rows")
    assert one.once("T1#rows#3", TEXT, never).value == "rows"
    assert (len(world.reported), len(one.shared.calls)) == (1, 1)
    world.clock.advance(seconds=61)
    one.shared.failing = None
    one.once("T1#rows#20", TEXT, lambda: "rows")
    assert world.process().once("T1#rows#20", TEXT, never).value == "rows"
    assert len(world.reported) == 1


def test_what_cannot_be_read_is_made_anew(world: World) -> None:
    """An entry of another form is no answer, whoever wrote it."""
    deaf = replace(TEXT, unpack=lambda _: None)
    world.process().once(KEY, TEXT, lambda: "rows")
    found = world.process(wait_seconds=0.5).once(KEY, deaf, lambda: "mine")
    assert found == Remembered("mine")


def test_without_a_shared_cache_the_process_remembers_alone() -> None:
    """As on the command line."""
    alone = AnswerMemory(None, FixedClock(), lambda _: None)
    assert alone.once(KEY, TEXT, lambda: "rows").before is None
    assert alone.once(KEY, TEXT, never).value == "rows"


def test_of_twenty_processes_that_ask_at_once_one_makes_it(world: World) -> None:
    """The others wait, in real threads and real time."""
    made: list[int] = []
    got: list[str] = []
    begin = threading.Barrier(20)

    def slow(number: int) -> str:
        made.append(number)
        time.sleep(0.2)
        return "rows"

    def ask(number: int) -> None:
        memory = AnswerMemory(world.cache.beside(), world.clock, world.reported.append, CachePlan(poll_seconds=0.02))
        begin.wait()
        got.append(memory.once(KEY, TEXT, lambda: slow(number)).value)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), got) == (1, ["rows"] * 20)
