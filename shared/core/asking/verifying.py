"""Questions whose reading somebody checked: the same question again gives exactly that query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

_BETWEEN_WORDS = re.compile(r"[\s.,;:!?\"'“”‘’()]+")


def verified_query(text: str, model: SemanticModel) -> SemanticQuery | None:
    """The query verified for this question, or None; case, blanks and punctuation do not tell questions apart."""
    if not model.verified:
        return None
    said = _plain(text)
    return next((each.query for each in model.verified if _plain(each.question) == said), None)


def _plain(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()
