"""The rules by which a product's name tells its brand and its category; the words come from configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class SalesRules:
    """All rules; of several that match, the first in order holds."""

    brands: tuple[BrandRule, ...] = ()
    categories: tuple[CategoryRule, ...] = ()

    def brand_of(self, product: str) -> str | None:
        """The brand of a product, None where no rule knows it."""
        return next((rule.brand for rule in self.brands if _mentions(product, rule.keywords)), None)

    def category_of(self, product: str) -> tuple[str | None, str | None]:
        """The category and sub-category of a product, each None where no rule knows it."""
        for rule in self.categories:
            if _mentions(product, rule.keywords):
                return rule.category, rule.sub_category or None
        return None, None


NO_RULES = SalesRules()


def _mentions(product: str, keywords: tuple[str, ...]) -> bool:
    """True when one of the keywords stands in the name as a word or words of its own."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", product, re.IGNORECASE) for word in keywords)
