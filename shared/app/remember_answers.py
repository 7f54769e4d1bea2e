"""Make each thing once: find it where it was made before, wait for who is making it now, else make and keep it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from shared.core.caching.plan import CachePlan
from shared.core.caching.recent import Held, Recent
from shared.core.errors import AvexraError
from shared.core.models.breaker import Breaker
from shared.ports.answer_cache import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports.answer_cache import AnswerCache
    from shared.ports.clock import Clock
    from shared.ports.embedder import Embedder

T = TypeVar("T")
U = TypeVar("U")

_REST_SECONDS = 60.0
"""How long a shared cache that failed is left alone: it is reported once in that time, and holds nobody up."""


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How a kind of thing is kept: pack gives None for what is not to be kept; cells is its size in this process."""

    pack: Callable[[T], bytes | None]
    unpack: Callable[[bytes], T | None]
    cells: Callable[[T], int]
    seconds: int


@dataclass(frozen=True, slots=True)
class Remembered(Generic[T]):
    """A thing, and how long ago it was made; None when it was made just now, for who asks."""

    value: T
    before: timedelta | None = None


@dataclass(slots=True)
class AnswerMemory:
    """What was answered before, in two levels: this process, and a cache that all processes share.

    Of the same thing asked for at once, one process makes it under a lease and the others wait for its entry: for
    wait_seconds at most, and no longer than the lease; who makes nothing worth keeping, or fails, gives the lease back.
    So a process that dies holds others up for a few seconds. What is coalesced: the same rows, or the same reading by
    models, for the same audience, across processes, and across threads of one where there is a shared cache. What is
    not: a function's container handles one event at a time and its batch one after the other, so that within one
    nothing runs at once; questions that differ in anything the key holds; the local reader's work, which is short.

    release tells programs apart whose results may differ. embedder proposes readings of near questions; without one,
    only the same words are recalled. A shared cache that fails is reported, left alone for a
    minute, and does without: no question fails for it.
    """

    shared: AnswerCache | None
    clock: Clock
    report: Callable[[AvexraError], None]
    plan: CachePlan = field(default_factory=CachePlan)
    release: str = ""
    embedder: Embedder | None = None
    recent: Recent = field(default_factory=Recent)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    breaker: Breaker = field(default_factory=lambda: Breaker(failures_allowed=1, rest_seconds=_REST_SECONDS))

    def once(self, key: str, form: Form[T], make: Callable[[], T]) -> Remembered[T]:
        """Return the thing of that key. Whatever make raises is raised, and nothing is kept then."""
        found = self.find(key, form)
        if found is None and not self._lease(key):
            found = self._awaited(key, form)
        if found is not None:
            return found
        kept = False
        try:
            value = make()
            kept = self.keep(key, form, value)
        finally:
            if not kept:
                self._ask(lambda cache: cache.release(key), None)
        return Remembered(value)

    def find(self, key: str, form: Form[T], *, shared_first: bool = False) -> Remembered[T] | None:
        """Return what is kept under the key, or None; shared_first looks past what this process remembers."""
        now = self.clock.now()
        held = self.recent.find(key, now) if self.shared is None or not shared_first else None
        if held is not None:
            return Remembered(held.value, now - held.made_at)
        entry: Entry | None = self._ask(lambda cache: cache.find(key), None)
        value = form.unpack(entry.value) if entry is not None else None
        if entry is None or value is None:
            return None
        until = entry.made_at + timedelta(seconds=form.seconds)
        self.recent.hold(key, Held(value, entry.made_at, until, form.cells(value)))
        return Remembered(value, max(timedelta(0), now - entry.made_at))

    def keep(self, key: str, form: Form[T], value: T) -> bool:
        """Keep a thing in both levels where it fits; False when others cannot find it."""
        if form.cells(value) > self.plan.most_cells or (data := form.pack(value)) is None:
            return False
        now = self.clock.now()
        self.recent.hold(key, Held(value, now, now + timedelta(seconds=form.seconds), form.cells(value)))
        return self._ask(lambda cache: cache.keep(key, Entry(data, now), form.seconds), otherwise=False)

    def _lease(self, key: str) -> bool:
        """True when nobody else is making it, or nobody can tell."""
        return self._ask(lambda cache: cache.lease(key, self.plan.lease_seconds), otherwise=True)

    def _awaited(self, key: str, form: Form[T]) -> Remembered[T] | None:
        """Wait for another's entry; None when it is our turn, or we have waited long enough."""
        until = self.monotonic() + self.plan.wait_seconds
        while self.monotonic() < until:
            self.sleep(self.plan.poll_seconds)
            found = self.find(key, form)
            if found is not None:
                return found
            if self._lease(key):
                return None
        return None

    def _ask(self, act: Callable[[AnswerCache], U], otherwise: U) -> U:
        now = self.monotonic()
        if self.shared is None or not self.breaker.allows(now):
            return otherwise
        self.breaker = self.breaker.calling(now)
        try:
            done = act(self.shared)
        except AvexraError as error:
            self.breaker = self.breaker.after_failure(self.monotonic())
            self.report(error)
            return otherwise
        self.breaker = self.breaker.after_success()
        return done
