"""The rules by which a product's name tells its brand and its category; the words come from configuration."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kinds = tuple[str | None, str | None, str | None]
"""Brand, category and sub-category of a product, each None where no rule knows it."""
_UNKNOWN: Kinds = (None, None, None)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class BrandRule:
    """A product whose name holds one of the keywords, as whole words in any case, is of this brand."""

    brand: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """The same for a category and the part of it; sub_category may be empty."""

    category: str
    sub_category: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class SalesRules:
    """All rules; of several that match, the first in order holds."""

    brands: tuple[BrandRule, ...] = ()
    categories: tuple[CategoryRule, ...] = ()

    def brand_of(self, product: str) -> str | None:
        """The brand of a product, None where no rule knows it."""
        return self.kinds_of(product)[0]

    def category_of(self, product: str) -> tuple[str | None, str | None]:
        """The category and sub-category of a product, each None where no rule knows it."""
        return self.kinds_of(product)[1:]

    def kinds_of(self, product: str) -> Kinds:
        """Both at once."""
        found = self._keywords.first(_plain(product))
        if found is None:
            return _UNKNOWN
        brand, category = found
        name = self.brands[brand].brand if brand < len(self.brands) else None
        if category == len(self.categories):
            return name, None, None
        rule = self.categories[category]
        return name, rule.category, rule.sub_category or None

    @cached_property
    def _keywords(self) -> _Keywords:
        return _Keywords([rule.keywords for rule in self.brands], [rule.keywords for rule in self.categories])


NO_RULES = SalesRules()


class _Keywords:
    """The keywords of two lists of rules by their first words, so that a name is held against the few it may have.

    The words of a name are looked up, all in one pass; a keyword of several words, or with signs, is then looked for.
    """

    def __init__(self, *lists: Sequence[tuple[str, ...]]) -> None:
        """Take the keywords of each rule of each list, in order."""
        self._by_first: dict[str, list[tuple[int, int, Callable[[str], object]]]] = {}
        self._none = tuple(map(len, lists))
        for number, rules in enumerate(lists):
            for place, words in enumerate(rules):
                for word in words:
                    for keyword in _in_the_plural(_plain(word)):
                        first, is_in = _looked_for(keyword)
                        self._by_first.setdefault(first, []).append((number, place, is_in))
        self._firsts = frozenset(self._by_first)
        self._wordless = self._firsts & {""}

    def first(self, name: str) -> Sequence[int] | None:
        """The place of the first rule of each list that has a keyword in the name, the list's length for none.

        The name is in small letters; None where no keyword can be in it.
        """
        near = self._firsts.intersection(_WORD.findall(name)) | self._wordless
        if not near:
            return None
        return self._first(name, near)

    def _first(self, name: str, near: frozenset[str]) -> list[int]:
        found = list(self._none)
        for word in near:
            for number, place, is_in in self._by_first[word]:
                if place < found[number] and is_in(name):
                    found[number] = place
        return found


def _plain(text: str) -> str:
    """In small letters, letters of full width as ours; an underscore parts words as a space does."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(folded.casefold().replace("_", " ").split())


def _in_the_plural(keyword: str) -> tuple[str, ...]:
    """The keyword as it is, and with its last word in the plural where that is a word of letters."""
    return (keyword, f"{keyword}s", f"{keyword}es") if keyword[-1:].isalpha() else (keyword,)


def _looked_for(keyword: str) -> tuple[str, Callable[[str], object]]:
    """The first word of a keyword (empty for none), and whether a name that has this word has the keyword."""
    words = _WORD.findall(keyword)
    if words == [keyword]:
        return keyword, bool
    return words[0] if words else "", re.compile(rf"(?<!\w){re.escape(keyword)}(?!\w)").search
