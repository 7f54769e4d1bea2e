"""The raw bucket in a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping


class InMemoryRawFiles:
    """The RawFiles port."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, Mapping[str, str]]] = {}

    def put(self, key: str, content: bytes, metadata: Mapping[str, str]) -> None:
        """Keep the bytes in place of earlier ones."""
        self.files[key] = (content, dict(metadata))

    def get(self, key: str) -> tuple[bytes, Mapping[str, str]]:
        """Return what was kept."""
        if key not in self.files:
            raise UserError("That file is no longer stored; please share it again.")
        return self.files[key]
