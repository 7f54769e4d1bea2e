"""What a statement would cost, told from the engine's plan and the tables' own counts before anything is run.

The unit is rows worked: every row an operator of the plan takes in, scans by all rows of their table (a filter still
reads them), the rest by what the engine expects. On two cores DuckDB works through 20 to 200 million of them a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCAN = "SCAN"
_PRODUCTS = frozenset({"CROSS_PRODUCT", "NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN"})
_MILLION, _BILLION = 1_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """scanned: rows of the tables read; worked: those and all rows that go through the operators above them."""

    scanned: int
    worked: int

    def for_user(self) -> str:
        """The rows worked in round words: "about 3 billion rows"."""
        if self.worked >= _BILLION:
            return f"about {self.worked / _BILLION:,.0f} billion rows"
        return f"about {max(1, round(self.worked / _MILLION)):,} million rows"


def cost_of(plan: list[dict[str, Any]], rows: Mapping[str, int]) -> Cost:
    """Return the cost of a plan in DuckDB's JSON form; rows counts the tables by "dataset.table".

    A scan of a table that is not counted costs what the engine expects of it. Where the engine expects nothing, a
    product of two inputs is taken for all their pairs, any other operator for as many rows as its largest input.
    """
    costs = [_of(each, rows)[1] for each in plan]
    return Cost(sum(each.scanned for each in costs), sum(each.worked for each in costs))


def _of(operator: Mapping[str, Any], rows: Mapping[str, int]) -> tuple[int, Cost]:
    """The rows an operator gives, and what it costs with all below it."""
    below = [_of(each, rows) for each in operator.get("children") or []]
    inputs = [given for given, _ in below]
    scanned, worked = sum(each.scanned for _, each in below), sum(each.worked for _, each in below)
    extra, name = operator.get("extra_info") or {}, str(operator.get("name", "")).strip()
    given = _expected(extra, name, inputs)
    if not name.endswith(_SCAN) or "Table" not in extra:
        return given, Cost(scanned, worked + given)
    read = max(given, rows.get(_table(str(extra["Table"])), 0))
    return given, Cost(scanned + read, worked + read)


def _expected(extra: Mapping[str, Any], name: str, inputs: list[int]) -> int:
    text = str(extra.get("Estimated Cardinality", "")).strip()
    if text.isdigit():
        return int(text)
    return prod(inputs) if name in _PRODUCTS else max(inputs, default=0)


def _table(said: str) -> str:
    """As "shop.main.lines" for the table lines of the attached file shop."""
    parts = said.split(".")
    return f"{parts[0]}.{parts[-1]}"
