"""Brand and category of a product by the words in its name, for any table that has a column of products."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.plan import DerivedPlan
from shared.core.ingest.rules.columns import Columns, words_of
from shared.core.semantic.phrases import listed, lower_first
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.core.ingest.sales.sales_rules import Kinds, SalesRules
    from shared.core.ingest.typed.evidence import TableEvidence
    from shared.core.table.types import Cell

_REMEMBERED = 8_192
"""Products whose kinds are remembered: each is asked about once a column that is made, one column after the other."""
_LONGEST = 300
"""Characters of a name that are looked at."""


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """Where products are (headers in words), and which share of them must be known for the words to be about them."""

    headers: tuple[str, ...]
    share: float
    brand: str = "Brand"
    category: str = "Category"
    sub_category: str = "Sub-category"


def plan_keywords(
    rule: KeywordRule, sales: SalesRules, labels: tuple[str, ...], evidence: TableEvidence
) -> tuple[DerivedPlan, ...]:
    """Brand, category and sub-category, but none that the table has already and none that no product would have."""
    place = next((i for header in rule.headers for i, label in enumerate(labels) if words_of(label) == header), None)
    sample = () if place is None else evidence.sample(place)
    if place is None or not sample:
        return ()
    kinds = _remembering(sales)
    found: list[tuple[str, int]] = []
    for label, number in ((rule.brand, 0), (rule.category, 1), (rule.sub_category, 2)):
        # a sub-category stands or falls with its category
        known = sum(kinds(product)[min(number, 1)] is not None for product in sample)
        if Columns(labels).place(label) is None and known >= max(1, len(sample) * rule.share):
            found.append((label, number))
    return _plans(found, labels, place, kinds)


def _plans(
    found: Sequence[tuple[str, int]], labels: tuple[str, ...], place: int, kinds: Callable[[str], Kinds]
) -> tuple[DerivedPlan, ...]:
    """A plan a column, each with its label and the number of its kind; the first counts for all of them."""
    plans: list[DerivedPlan] = []
    for label, number in found:
        name = Columns((*labels, *(each.label for each in plans))).unused_name(label)
        plans.append(DerivedPlan(name, label, DataType.TEXT, (place,), _kind(kinds, number)))
    if plans:
        numbers = [number for _, number in found]
        plans[0] = replace(plans[0], rules=(_words(found, labels[place]),), rule_of=_is_known(kinds, numbers))
    return tuple(plans)


def _remembering(sales: SalesRules) -> Callable[[str], Kinds]:
    """The kinds of a product, those of the last ones remembered."""
    found = lru_cache(maxsize=_REMEMBERED)(sales.kinds_of)
    return lambda product: found(product[:_LONGEST])


def _kind(kinds: Callable[[str], Kinds], number: int) -> Callable[[tuple[str, ...]], Cell]:
    return lambda row: kinds(row[0])[number]


def _is_known(kinds: Callable[[str], Kinds], numbers: Sequence[int]) -> Callable[[tuple[str, ...]], int]:
    """0 for a product with one of these kinds, -1 for others."""

    def is_known(row: tuple[str, ...]) -> int:
        found = kinds(row[0])
        for number in numbers:
            if found[number] is not None:
                return 0
        return -1

    return is_known


def _words(found: Sequence[tuple[str, int]], label: str) -> str:
    """What is done: "Brand and category were told by the words in Item"."""
    names = listed([each if not place else lower_first(each) for place, (each, _) in enumerate(found)])
    return f"{names} {'were' if len(found) > 1 else 'was'} told by the words in {label}"
