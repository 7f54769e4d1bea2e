"""The Embedder port over OpenAI's embeddings, or what speaks the same behind another base URL."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as WaitedTooLongError
from typing import TYPE_CHECKING, Any

from shared.core.errors import InternalError, TransientError
from shared.core.retrieval.passage import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai import OpenAI

MODEL = "text-embedding-3-small"
AT_ONCE = 256
"""Texts of one request; 2,048 and 300,000 tokens are the limits."""
LONGEST = 8_000
"""Characters of a text that are embedded: below the 8,191 tokens one may have, whatever it is written in."""
_SECONDS = 10.0
AWAY = "The embedding model could not be asked now."


class OpenAiEmbedder:
    """Embeds by a model, never longer than seconds a request, and never logs what it sends."""

    def __init__(
        self,
        api_key: str,
        base_url: str = "",
        model: str = MODEL,
        dimensions: int = DIMENSIONS,
        seconds: float = _SECONDS,
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url
        self._model = model
        self._dimensions = dimensions
        self._seconds = seconds
        self._client: OpenAI | None = None

    def __repr__(self) -> str:
        return f"OpenAiEmbedder({self._model!r}, base_url={self._base_url!r})"

    @property
    def space(self) -> str:
        """The name of these vectors, to be compared with none of another."""
        return f"{self._model}-{self._dimensions}"

    def embed(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One vector a text; a text of white space is the zero vector.

        Raises TransientError where no answer came in time, InternalError where the provider refuses us or misspeaks.
        """
        found: list[tuple[float, ...]] = [(0.0,) * self._dimensions] * len(texts)
        asked = [place for place, text in enumerate(texts) if text.strip()]
        for at in range(0, len(asked), AT_ONCE):
            places = asked[at : at + AT_ONCE]
            vectors = self._within([texts[place][:LONGEST] for place in places])
            for place, vector in zip(places, vectors, strict=True):
                found[place] = vector
        return found

    def close(self) -> None:
        """Close the line; the next call opens it anew."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _within(self, texts: list[str]) -> list[tuple[float, ...]]:
        """Ask beside us: a timeout of the line starts anew with every byte, so that what trickles would never end."""
        until = time.monotonic() + self._seconds
        client = self._connected()
        beside = ThreadPoolExecutor(1, thread_name_prefix="embedder")
        call = beside.submit(self._ask, client, texts)
        try:
            return call.result(timeout=max(0.0, until - time.monotonic()))
        except WaitedTooLongError:
            self._client = None
            call.add_done_callback(lambda _: client.close())  # not before: another thread still reads from its socket
            raise TransientError(AWAY) from None
        finally:
            beside.shutdown(wait=False, cancel_futures=True)

    def _connected(self) -> OpenAI:
        if self._client is None:
            from openai import DefaultHttpxClient, OpenAI  # noqa: PLC0415 - 0.4 s that answers from tables spare

            self._client = OpenAI(
                api_key=self._api_key,
                base_url=self._base_url or None,
                max_retries=1,
                timeout=self._seconds,
                http_client=DefaultHttpxClient(follow_redirects=False),
            )
        return self._client

    def _ask(self, client: OpenAI, texts: list[str]) -> list[tuple[float, ...]]:
        import openai  # noqa: PLC0415

        try:
            reply = client.embeddings.create(
                model=self._model, input=texts, dimensions=self._dimensions, encoding_format="float"
            )
            return self._vectors(reply.data, len(texts))
        except (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError) as error:
            raise InternalError(f"The embedding model refused a call ({type(error).__name__}).") from None
        except openai.OpenAIError:
            raise TransientError(AWAY) from None

    def _vectors(self, data: Any, count: int) -> list[tuple[float, ...]]:  # noqa: ANN401 - whatever the provider sent
        try:
            ordered = sorted(data, key=lambda each: each.index)
            vectors = [_unit(tuple(float(number) for number in each.embedding)) for each in ordered]
        except (AttributeError, TypeError, ValueError):
            raise InternalError("The embedding model's reply could not be read.") from None
        if len(vectors) != count or any(len(each) != self._dimensions for each in vectors):
            raise InternalError("The embedding model's reply does not fit what was asked.")
        return vectors


def _unit(vector: tuple[float, ...]) -> tuple[float, ...]:
    """The vector at norm 1. Raises ValueError where it holds something that is no number."""
    norm = math.sqrt(sum(each * each for each in vector))
    if not math.isfinite(norm):
        raise ValueError("not a vector")
    return tuple(each / norm for each in vector) if norm else vector
