"""What has been spent on language models, by user and by workspace, for a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.models.budget import Allowance


class SpendLedger(Protocol):
    """Accounts of millionths of a dollar. Amounts are set aside before a call and corrected after it."""

    def reserve(self, accounts: Sequence[Allowance], micros: int) -> Allowance | None:
        """Add the amount to every account, or to none: then the first account it would take over its limit.

        Of reservations made at once, no more succeed than the limits hold. Raises TransientError when it cannot tell.
        """
        ...

    def correct(self, accounts: Sequence[Allowance], micros: int) -> None:
        """Add the difference between what was used and what was set aside, mostly a negative one, to every account.

        Raises TransientError; what was set aside stays spent then.
        """
        ...
