"""What was asked and answered before, as passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.core.retrieval.passage import Ranking


class PastAnswers(Protocol):
    """How earlier questions of a channel were read: words only, never a value."""

    def search(self, workspace: str, channels: Collection[str], text: str, limit: int) -> Ranking:
        """Return passages about questions asked in these channels that share words with the text, best first.

        Only those that everybody in the channel saw answered from its tables, and that nobody called wrong; of the same
        question the latest. Raises TransientError.
        """
        ...
