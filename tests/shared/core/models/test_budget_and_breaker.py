"""Money is counted exactly; a provider that keeps failing is left alone for a while."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shared.core.models.breaker import Breaker, BreakerState
from shared.core.models.budget import Budget, Price, Usage, allowances, believed, most_used
from tests.fakes.shop import VIEWER

PRICE = Price(Decimal("0.75"), Decimal("4.50"))


def test_a_price_a_million_tokens_is_millionths_a_token() -> None:
    """Rounded up, so that nothing is free."""
    assert PRICE.of(Usage(1_000_000, 0)) == 750_000
    assert PRICE.of(Usage(1, 1)) == 6
    assert PRICE.of(Usage(0, 0)) == 0


def test_a_call_is_paid_as_told_within_what_it_can_be() -> None:
    """A provider that tells too little, too much or nothing cannot spoil the accounts."""
    texts = ("x" * 400,)
    assert believed(Usage(120, 30), texts, "y" * 90, 100) == Usage(120, 30)
    assert believed(Usage(10**9, 10**9), texts, "y", 100) == Usage(401, 100)
    assert believed(None, texts, "y" * 90, 100) == Usage(201, 46)
    assert believed(Usage(0, -5), texts, "y" * 9_000, 100) == Usage(201, 100)
    assert most_used(texts, 100) == Usage(201, 100)


def test_a_question_spends_its_users_and_its_workspaces_money_of_the_day() -> None:
    """Each account with its own limit; the next day begins anew."""
    user, workspace = allowances(VIEWER, date(2024, 6, 12), Budget(1, 2, 3))
    assert (user.limit, workspace.limit) == (2, 3)
    assert user.key != workspace.key
    assert VIEWER.user in user.key
    assert VIEWER.workspace in workspace.key
    assert allowances(VIEWER, date(2024, 6, 13), Budget(1, 2, 3))[0].key != user.key


def test_a_breaker_opens_after_failures_in_a_row_and_rests() -> None:
    """A success in between starts the count anew."""
    breaker = Breaker(failures_allowed=2, rest_seconds=30)
    breaker = breaker.after_failure(0).after_success().after_failure(1)
    assert breaker.allows(1)
    breaker = breaker.after_failure(2)
    assert breaker.state is BreakerState.OPEN
    assert not breaker.allows(31.9)
    assert breaker.allows(32)


def test_one_trial_decides() -> None:
    """While it is under way nobody else calls; its outcome closes the breaker or opens it again."""
    tried = Breaker(1, 30).after_failure(0).calling(30)
    assert tried.state is BreakerState.HALF_OPEN
    assert not tried.allows(31)
    assert tried.after_success().allows(31)
    assert tried.after_failure(31).state is BreakerState.OPEN
    assert tried.allows(60), "a trial that never reported back is given up"


def test_a_closed_breaker_stays_as_it_is_while_calling() -> None:
    """Calls go through side by side."""
    assert Breaker().calling(5) == Breaker()
