"""SQL for the records of a staged text that some rule of sorting could concern; all others are rows as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import text
from shared.adapters.duckdb.staging.table import cell_of
from shared.core.ingest.text.asides import DIGITS, RULES, RULING
from shared.core.ingest.text.mending import OTHER_SEPARATORS
from shared.core.ingest.text.sorting import MIN_TABLE_WIDTH

if TYPE_CHECKING:
    from shared.core.ingest.text.layout import TableLayout


_TOTALS = ("otal", "OTAL")
_RULING = ", ".join(str(ord(sign)) for sign in sorted(RULING) if sign.isascii())


def is_odd(layout: TableLayout, width: int, tail: int) -> str:
    """SQL for the records that some rule of sorting could concern; "$" comes behind white space and "#".

    The records are so wide; the last ones, among which a footer may be, begin with the row numbered tail.
    """
    may_be_blank = " AND ".join(map(_may_be_blank, range(1, width))) or "true"
    names = f"c0 IN ({', '.join(map(text, sorted(layout.first_names)))})"
    begun = [names, _unless_number(layout, _may_begin_oddly(layout, width, may_be_blank))]
    begun.append(f"(c0 = '' AND {' AND '.join(map(_may_rule_off, range(1, width))) or 'false'})")
    # The first cells are asked alone: of most records they leave no doubt, and the engine reads no other cell of those.
    odd = [f"(({names} OR {_unless_number(layout, _first_cell_is_odd())}) AND ({' OR '.join(begun)}))"]
    if layout.titles:
        odd.append(_may_be_title(layout, width))
    if width != layout.width:
        odd.append(f"({may_be_blank})")
    odd += [f"{cell_of(at)} <> ''" for at in range(layout.width, width)]
    odd += _may_be_torn(layout, width)
    if layout.footer:
        odd.append(f"rowid >= {tail}")
    return " OR ".join(odd)


def _may_begin_oddly(layout: TableLayout, width: int, may_be_blank: str) -> str:
    """SQL for records that the first cell may make something else than a row."""
    odd = [f"(c0 < '$' AND (c0 <> '' OR ({may_be_blank})))"]
    odd += [f"contains(c0, {text(rule)})" for rule in RULES]
    odd += _may_be_total(layout, width)
    odd.append(f"(c0 ILIKE 'page%' AND {_may_be_blank(width - 1)})")
    return " OR ".join(odd)


def _first_cell_is_odd() -> str:
    """SQL for the first cells of all records that _may_begin_oddly could take, and for empty ones."""
    contained = " OR ".join(f"contains(c0, {text(part)})" for part in (*RULES, *_TOTALS))
    return f"(c0 < '$' OR {contained} OR c0 ILIKE 'page%')"


def _unless_number(layout: TableLayout, odd: str) -> str:
    """The same, but asked only where the first cell is no whole number, if most of them seem to be values."""
    if 0 not in layout.values:
        return odd
    return f"CASE WHEN TRY_CAST(c0 AS BIGINT) IS NULL OR c0 < '$' THEN {odd} ELSE false END"


def _may_rule_off(at: int) -> str:
    """SQL for cells that may be of a line that rules off."""
    cell = cell_of(at)
    return f"({_may_be_blank(at)} OR ascii({cell}) IN ({_RULING}))"


def _may_be_blank(at: int) -> str:
    """SQL for cells that may be of white space of some kind."""
    return f"({cell_of(at)} < '!' OR {cell_of(at)} > '~')"


def _may_be_total(layout: TableLayout, width: int) -> list[str]:
    """SQL for records whose first words may call them the total of a group."""
    if len(layout.values) in {0, layout.width}:
        return []
    says = [" OR ".join(f"contains({cell_of(at)}, {text(part)})" for part in _TOTALS) for at in range(width)]
    return [says[0], f"(c0 = '' AND ({' OR '.join(says)}))"]


def _may_be_torn(layout: TableLayout, width: int) -> list[str]:
    """SQL for records with too few cells that have enough of another separator to be cut by it."""
    if not MIN_TABLE_WIDTH <= layout.width > width:
        return []
    text = " || ".join(map(cell_of, range(width)))
    others = [each for each in OTHER_SEPARATORS if each != layout.separator]
    return [f"strlen({text}) - strlen(replace({text}, '{each}', '')) >= {layout.width - 1}" for each in others]


def _may_be_title(layout: TableLayout, width: int) -> str:
    """SQL for records that may repeat what a row above the header says."""
    digits = ", ".join(map(text, DIGITS))
    first = ", ".join(text(title[0]) for title in sorted(layout.titles))
    is_short = _may_be_blank(layout.width - 1) if width >= layout.width else "true"
    return f"({is_short} AND (c0 = '' OR translate(rtrim(c0), {digits}) IN ({first})))"
