"""The bucket of files as they came."""

from collections.abc import Mapping
from typing import Protocol


class RawFiles(Protocol):
    """Uploaded bytes, never changed."""

    def put(self, key: str, content: bytes, metadata: Mapping[str, str]) -> None:
        """Store bytes; the same key twice overwrites. metadata values may be any text (stored URL-quoted)."""
        ...

    def get(self, key: str) -> tuple[bytes, Mapping[str, str]]:
        """Return bytes and metadata. Raises TransientError, or UserError when there is no such file."""
        ...
