"""Turns texts into vectors whose nearness is nearness of meaning."""

from collections.abc import Sequence
from typing import Protocol


class Embedder(Protocol):
    """Embeds texts.

    Vectors have one length for one embedder, and unit norm, so that their dot product is their cosine.
    Texts are data: personal data has been redacted by the caller where the embedder is a model outside.
    """

    def embed(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One vector a text, in order. Raises TransientError where no answer came."""
        ...
