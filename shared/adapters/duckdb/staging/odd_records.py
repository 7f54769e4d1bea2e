"""SQL for the records of a staged text that some rule of sorting could concern; all others are rows as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import text
from shared.adapters.duckdb.staging.table import cell_of
from shared.core.ingest.text.asides import DIGITS, RULES

if TYPE_CHECKING:
    from shared.core.ingest.text.layout import TableLayout


def is_odd(layout: TableLayout, width: int, tail: int) -> str:
    """SQL for the records that some rule of sorting could concern; "$" comes behind white space and "#".

    The records are so wide; the last ones, among which a footer may be, begin with the row numbered tail.
    """
    may_be_blank = " AND ".join(map(_may_be_blank, range(1, width))) or "true"
    names = ", ".join(map(text, sorted(layout.first_names)))
    odd = [f"(c0 < '$' AND (c0 <> '' OR ({may_be_blank})))", f"c0 IN ({names})"]
    odd += [f"contains(c0, {text(rule)})" for rule in RULES]
    odd += _may_be_total(layout, width)
    odd.append(f"(c0 ILIKE 'page%' AND {_may_be_blank(width - 1)})")
    if layout.titles:
        odd.append(_may_be_title(layout, width))
    if width != layout.width:
        odd.append(f"({may_be_blank})")
    odd += [f"{cell_of(at)} <> ''" for at in range(layout.width, width)]
    if layout.footer:
        odd.append(f"rowid >= {tail}")
    return " OR ".join(odd)


def _may_be_blank(at: int) -> str:
    """SQL for cells that may be of white space of some kind."""
    return f"({cell_of(at)} < '!' OR {cell_of(at)} > '~')"


def _may_be_total(layout: TableLayout, width: int) -> list[str]:
    """SQL for records whose first words may call them the total of a group."""
    if len(layout.values) in {0, layout.width}:
        return []
    says = [f"contains({cell_of(at)}, 'otal') OR contains({cell_of(at)}, 'OTAL')" for at in range(width)]
    return [says[0], f"(c0 = '' AND ({' OR '.join(says)}))"]


def _may_be_title(layout: TableLayout, width: int) -> str:
    """SQL for records that may repeat what a row above the header says."""
    digits = ", ".join(map(text, DIGITS))
    first = ", ".join(text(title[0]) for title in sorted(layout.titles))
    is_short = _may_be_blank(layout.width - 1) if width >= layout.width else "true"
    return f"({is_short} AND (c0 = '' OR translate(rtrim(c0), {digits}) IN ({first})))"
