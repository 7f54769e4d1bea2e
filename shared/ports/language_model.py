"""A language model that fills in JSON of a given schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.models.budget import Usage
    from shared.core.models.plan import Verdict
    from shared.core.models.sending import Message


@dataclass(frozen=True, slots=True)
class FillRequest:
    """One call: which model, what it is told, the schema its reply must have, and what it may take."""

    model: str
    messages: tuple[Message, ...]
    schema_name: str
    schema: Mapping[str, object]
    most_tokens: int
    seconds: float
    effort: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The model replied; the text is whatever it wrote, unchecked. usage is None when the provider did not tell."""

    text: str
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Failed:
    """No text to go on with, and why; detail is for operators and holds nothing of the question or the key.

    retry_after is how many seconds the provider asks to wait, None when it does not say.
    """

    verdict: Verdict
    usage: Usage | None = None
    retry_after: float | None = None
    detail: str = ""


class LanguageModel(Protocol):
    """Fills in JSON. Every outcome is a value; one call is one request to the provider, never more."""

    def fill(self, request: FillRequest) -> Filled | Failed:
        """Return what the model replied, within the request's seconds."""
        ...
