"""Quotes as one text with numbered sources: "Goods may be returned within 30 days. [1]"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.answer import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.retrieval.composing import Quote
    from shared.core.retrieval.passage import Passage

_LIKE_OURS = re.compile(r"\[(\d{1,3})\]")


def cited(quotes: Sequence[Quote]) -> tuple[str, tuple[Source, ...]]:
    """The sentences, each followed by the numbers of its sources, and the sources in the order of their numbers.

    What looks like such a number in a document's own text gets round brackets: no document can cite another.
    """
    numbers: dict[tuple[str, str], int] = {}
    said: list[str] = []
    for quote in quotes:
        marks = sorted({numbers.setdefault(_where(each), len(numbers) + 1) for each in quote.passages})
        text = _LIKE_OURS.sub(r"(\1)", " ".join(quote.text.split()))
        said.append(f"{text} {''.join(f'[{mark}]' for mark in marks)}")
    return " ".join(said), tuple(Source(number, title, place) for (title, place), number in numbers.items())


def _where(passage: Passage) -> tuple[str, str]:
    return passage.title, passage.place
