"""An opened question: its tokens, what they mention, and the periods said in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.asking.linking import Mention
    from shared.core.asking.periods import FoundPeriod
    from shared.core.asking.tokens import Token
    from shared.core.semantic.query import Filter


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens [begins, ends) that were read on their own, as a condition."""

    begins: int
    ends: int
    condition: Filter


@dataclass(frozen=True, slots=True)
class Opened:
    """Tokens of the plain text, the mentions among them, and the periods not covered by longer mentions.

    root is set where the words themselves say whose rows are asked about; clauses are read already.
    """

    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    periods: tuple[FoundPeriod, ...]
    text: str
    root: str | None = None
    clauses: tuple[Clause, ...] = ()

    def outside(self) -> tuple[Mention, ...]:
        """The mentions that no clause has read."""
        return tuple(m for m in self.mentions if not any(c.begins <= m.begins < c.ends for c in self.clauses))
