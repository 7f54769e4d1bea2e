"""Written models in a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.ports.written_models import WrittenModel


class InMemoryWrittenModels:
    """The WrittenModels port."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], WrittenModel] = {}

    def put(self, model: WrittenModel) -> bool:
        """Keep unless a later one stands."""
        known = self.kept.get((model.workspace, model.channel))
        if known is not None and known.shared_at > model.shared_at:
            return False
        self.kept[model.workspace, model.channel] = model
        return True

    def of(self, workspace: str, channel: str) -> WrittenModel | None:
        """Return the channel's, or None."""
        return self.kept.get((workspace, channel))
