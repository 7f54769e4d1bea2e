"""Where passages rest, and are searched by their words and by their vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from shared.core.retrieval.passage import EmbeddedPassage, Ranking


class PassageStore(Protocol):
    """Passages of all workspaces. Nobody gets one of a workspace or a channel that was not named."""

    def replace(self, workspace: str, source: str, passages: Sequence[EmbeddedPassage]) -> None:
        """Put the passages of a source in place of those it had. Raises TransientError.

        The same passages twice are there once. Raises InternalError for a passage of another workspace or source.
        """
        ...

    def delete(self, workspace: str, source: str) -> None:
        """Remove all passages of a source; nothing happens where there are none. Raises TransientError."""
        ...

    def search(
        self, workspace: str, channels: Collection[str], text: str, vector: tuple[float, ...] | None, limit: int
    ) -> tuple[Ranking, ...]:
        """Return one ranking for each way of searching, at most limit passages each, best first. Raises TransientError.

        text is a person's words, never a query language; vector is theirs too, None where it could not be had. A
        passage that a way of searching gives no score is in no ranking of it.
        """
        ...
