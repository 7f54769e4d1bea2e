"""A language model that replies as it is told to, and a ledger that adds up in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.core.models.budget import Usage
from shared.ports.language_model import Failed, Filled, FillRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.errors import AvexraError
    from shared.core.models.budget import Allowance

Reply = str | Filled | Failed | Callable[[FillRequest], "Filled | Failed"]


class ScriptedLanguageModel:
    """The LanguageModel port: gives its replies in order, the last one again and again, and remembers the requests."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies)
        self.requests: list[FillRequest] = []

    def fill(self, request: FillRequest) -> Filled | Failed:
        """Return the next reply; a plain text counts as 100 tokens in and 50 out."""
        self.requests.append(request)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, str):
            return Filled(reply, Usage(100, 50))
        return reply(request) if callable(reply) else reply


class InMemorySpendLedger:
    """The SpendLedger port, in memory."""

    def __init__(self) -> None:
        self.spent: dict[str, int] = {}
        self.failing: AvexraError | None = None

    def reserve(self, accounts: Sequence[Allowance], micros: int) -> Allowance | None:
        """Add to all accounts or to none."""
        self._must_work()
        over = next((each for each in accounts if self.spent.get(each.key, 0) + micros > each.limit), None)
        if over is None:
            self.correct(accounts, micros)
        return over

    def correct(self, accounts: Sequence[Allowance], micros: int) -> None:
        """Add a difference to all accounts."""
        self._must_work()
        for each in accounts:
            self.spent[each.key] = self.spent.get(each.key, 0) + micros

    def _must_work(self) -> None:
        if self.failing is not None:
            raise self.failing
