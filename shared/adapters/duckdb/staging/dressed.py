"""SQL that reads the commonest dressed texts exactly as their Reading does; all others are read by Python.

A pattern says which texts these are; within it, the engine's way to the cell is as sure as it is short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import text
from shared.adapters.duckdb.staging.moments import usual_moments
from shared.core.ingest.typed.readings import BooleanReading, MomentReading, NumberReading
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.core.ingest.typed.readings import Reading

_LONGEST = 40
"""Bytes of the longest text that the engine reads."""
_SIGNS = "(?:[$\u20b9\u20ac\u00a3\u00a5]|Rs\\.?|INR|USD|EUR) ?"
_POINTED = "(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}|0|[1-9][0-9]*)"
_COMMAED = "(?:[1-9][0-9]{0,2}(?:\\.[0-9]{3})+|0|[1-9][0-9]*)"


@dataclass(frozen=True, slots=True)
class Dressed:
    """SQL for the cell of a trimmed text as CSV has it, and for which texts it holds (all, where that is None).

    is_always says that each of these texts has a cell, is_alone that cell is NULL for all others.
    """

    cell: str
    holds: str | None = None
    is_always: bool = False
    is_alone: bool = False


def dressed(trimmed: str, reading: Reading, sample: Collection[str] = ()) -> Dressed | None:
    """How the engine reads a trimmed text of a column with such values; None where only the reading knows any."""
    match reading:
        case BooleanReading():
            return Dressed(_boolean(trimmed, reading))
        case NumberReading(has_words=False, negative_side=""):
            return _number(trimmed, reading)
        case MomentReading(is_compact=False):
            return _moment(trimmed, reading, sample)
        case _:
            return None


def _boolean(trimmed: str, reading: BooleanReading) -> str:
    """A t or an f."""
    truths, untruths = (", ".join(map(text, sorted(words))) for words in (reading.truths, reading.untruths))
    return f"CASE WHEN lower({trimmed}) IN ({truths}) THEN 't' WHEN lower({trimmed}) IN ({untruths}) THEN 'f' END"


def _moment(trimmed: str, reading: MomentReading, sample: Collection[str]) -> Dressed | None:
    """A day or a timestamp in one of the usual forms that the sample has."""
    usual = usual_moments(sample)
    if usual is None:
        return None
    stamp = usual.stamp(trimmed, day_first=reading.day_first)
    cell = f"CAST({f'CAST({stamp} AS DATE)' if reading.type is DataType.DATE else stamp} AS VARCHAR)"
    return Dressed(cell, f"({stamp}) IS NOT NULL", is_always=True, is_alone=True)


def _number(trimmed: str, reading: NumberReading) -> Dressed:
    """Thousands apart, a currency before, a percent sign behind, a minus or brackets; whole numbers without a point."""
    mark = "," if reading.has_comma else "\\."
    decimals = "" if reading.type is DataType.INTEGER else f"(?:{mark}[0-9]+)?"
    plain = f"{_COMMAED if reading.has_comma else _POINTED}{decimals}"
    dress = rf"(?:{_SIGNS})?{plain}|{plain} ?%"
    number = rf"-?(?:{dress})|\((?:{dress})\)"
    holds = f"strlen({trimmed}) <= {_LONGEST} AND regexp_full_match({trimmed}, {text(number)})"
    kept = "^0-9" if reading.type is DataType.INTEGER else f"^0-9{mark}"
    # "Rs." has a point of its own, before all digits.
    bare = f"ltrim(regexp_replace({trimmed}, '[{kept}]', '', 'g'), '.')"
    ungrouped = f"replace({trimmed}, '{'.' if reading.has_comma else ','}', '')"
    if reading.has_comma:
        bare, ungrouped = f"replace({bare}, ',', '.')", f"replace({ungrouped}, ',', '.')"
    is_bare = f"ascii({trimmed}) BETWEEN 48 AND 57 AND {trimmed}[-1] BETWEEN '0' AND '9'"
    is_negative = f"{trimmed}[1] = '-' OR {trimmed}[1] = '('"
    cell = f"CASE WHEN {is_bare} THEN {ungrouped} WHEN {is_negative} THEN '-' || {bare} ELSE {bare} END"
    return Dressed(cell, holds, is_always=True)
