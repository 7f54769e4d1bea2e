"""The measures that the columns of a table suggest: counts, totals, averages, and revenue where rows are sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.column_words import ADDITIVE, AVERAGED
from shared.core.semantic.model import Aggregation, Measure
from shared.core.semantic.naming import expand, label, singular, stem, words
from shared.core.semantic.wording import lower_first
from shared.core.table.units import CURRENCIES

if TYPE_CHECKING:
    from shared.core.semantic.model import Field

SALES = frozenset({"sale", "order", "invoice", "purchase", "item", "lines"})
"""What rows are called that stand for something sold or bought."""
MONEY = ("revenue", "sale", "amount", "value", "total", "price")
"""Words for money, in the order in which a column so called is taken for the revenue."""
_NO_REVENUE = frozenset({"quantity", "count", "number", "unit", "piece", "weight", "volume", "tax", "discount"})
_AMOUNTS = frozenset({"sale", "purchase"})
_LEVELS = frozenset({"%", "°C", "°F", "K", "mph", "km/h", "kt", "mbar", "hPa", "degrees", "°"})
"""Units of what is read off a scale: such numbers are averaged, never added."""


def usual_measures(fields: tuple[Field, ...], noun: str, whole: str = "") -> tuple[Measure, ...]:
    """The count of rows, the total or average of each number, and revenue where rows are sales.

    noun is what the rows are called, whole the table's name in full where it says more ("sales march").
    """
    count = Measure("number_of_" + noun.replace(" ", "_"), f"Number of {noun}", Aggregation.COUNT, None)
    numbers = [f for f in fields if f.type.is_numeric and not f.identifier and not _is_flag(f)]
    return (count, *(_measure(f) for f in numbers), *_revenue(numbers, noun, whole or noun))


def _is_flag(one: Field) -> bool:
    """Zeros and ones under a name such as "is active"."""
    return (one.minimum, one.maximum) == ("0", "1") and words(one.label)[0] in {"is", "has", "was", "can"}


def _revenue(numbers: list[Field], noun: str, whole: str) -> tuple[Measure, ...]:
    """Where rows are sales, the sum of their money is what people call revenue or total sales.

    A total of something else, such as a quantity or a tax, is none.
    """
    if not {singular(part) for part in noun.split()} & SALES:
        return ()
    said_of = {f.name: {singular(part) for part in expand(words(f.label))} for f in numbers}
    amounts = [f for f in numbers if not said_of[f.name] & _NO_REVENUE]
    amounts.sort(key=lambda f: f.unit not in CURRENCIES)
    money = [f for word in MONEY for f in amounts if word in said_of[f.name]]
    if not money:
        return ()
    said = (
        "revenue",
        "total revenue",
        "turnover",
        *((f"total {noun}",) if singular(noun.rsplit(maxsplit=1)[-1]) in _AMOUNTS else ()),
        f"{noun} amount",
        f"total {noun} amount",
        "sales value",
        "total sales",
        *(() if whole == "sales" else ("sales",)),
    )
    return (Measure(f"revenue_from_{money[0].name}", "Revenue", Aggregation.SUM, money[0].name, said),)


def _measure(one: Field) -> Measure:
    aggregation = _aggregation(one)
    word = "total" if aggregation is Aggregation.SUM else "average"
    said = lower_first(one.label)
    text = said if word in said.split() or said.split()[0] == "avg" else f"{word} {said}"
    return Measure(f"{word}_{one.name}", label((text,)), aggregation, one.name, unit=one.unit)


def _aggregation(one: Field) -> Aggregation:
    """SUM for amounts that add up, AVG for rates, prices, ages and whatever is not known to add up."""
    parts = [stem(word) for word in expand(words(one.label))]
    if parts[:2] in (["number", "of"], ["total", "number"]) or (parts[0] in {"number", "total"} and len(parts) > 1):
        return Aggregation.SUM
    if one.unit in _LEVELS or any(part in AVERAGED for part in parts):
        return Aggregation.AVG
    return Aggregation.SUM if any(part in ADDITIVE for part in parts) else Aggregation.AVG
