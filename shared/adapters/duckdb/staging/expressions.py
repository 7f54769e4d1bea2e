"""SQL over a staged cell: its trimmed text, and how it stands to the plain forms.

Almost every cell of a column has one form, so each test comes in two parts: a quick one that most cells pass, and an
exact one for the rest. Engines cast, print and compare faster than they match patterns: 2024-01-31 is a day when its
cast prints as it was written.
"""

from __future__ import annotations

import re
from typing import assert_never

from shared.adapters.duckdb.literals import text
from shared.core.ingest.typed.evidence import PlainForm
from shared.core.ingest.typed.nulls import NULL_SIGNS, NULL_WORDS

_SPACES = [chr(code) for code in range(0x3001) if chr(code).isspace()]
_WHITE = text("".join(_SPACES))
_SPACE = "[" + "".join(rf"\x{{{ord(space):x}}}" for space in _SPACES) + "]"
_EDGES = text(rf"(?s)\A{_SPACE}|{_SPACE}\z")


def _any_case(word: str) -> str:
    """A pattern for the word in any mixture of capitals and small letters, as str.lower has it."""
    return "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else re.escape(letter) for letter in word)


_NULLS = "|".join(
    [
        *(_any_case(word) for word in sorted(NULL_WORDS) if word),
        re.sub(r"\\u([0-9a-f]{4})", lambda code: rf"\x{{{code[1]}}}", NULL_SIGNS),
    ]
)
_ODD = text(rf"(?s)\A{_SPACE}|{_SPACE}\z|\A(?:{_NULLS})?\z")
"""Blank, spelled like a null, or with white space at an end."""

_INTEGER = "-?(0|[1-9][0-9]*)"
_DECIMAL = rf"{_INTEGER}(\.[0-9]+)?"
_FLOAT = rf"({_DECIMAL}|-?[0-9](\.[0-9]+)?[eE][-+]?[0-9]{{1,2}})"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_LONG = 19
"""Characters of the shortest number that 64 bits may not hold."""
_CASTS = {PlainForm.INTEGER: "BIGINT", PlainForm.DATE: "DATE", PlainForm.TIMESTAMP: "TIMESTAMP"}
_LENGTHS = {PlainForm.DATE: 10, PlainForm.TIMESTAMP: 19}


def trimmed(cell: str) -> str:
    """The cell without white space around it, exactly as str.strip has it."""
    once = f"trim({cell})"
    full = f"CASE WHEN {_has_edges(once)} THEN trim({cell}, {_WHITE}) ELSE {once} END"
    return f"(CASE WHEN {_has_edges(cell)} THEN {full} ELSE {cell} END)"


def quick_look(cell: str, form: PlainForm) -> str:
    """What is needed of a cell for fits_quickly and quick_figures: as the engine casts it, or whether it fits."""
    if form is PlainForm.DECIMAL:
        return f"regexp_full_match({cell}, '{_DECIMAL}')"
    return f"TRY_CAST({cell} AS {_CASTS[form]})" if form in _CASTS else "NULL"


def fits_quickly(cell: str, looked: str, form: PlainForm) -> str:
    """True only for cells that fit, are not blank, not spelled like a null and have no white space around them."""
    match form:
        case PlainForm.TEXT:
            return f"NOT regexp_matches({cell}, {_ODD})"
        case PlainForm.DECIMAL:
            return looked
        case PlainForm.FLOAT:
            return f"regexp_full_match({cell}, '{_FLOAT}')"
        case PlainForm.INTEGER:
            return f"CAST({looked} AS VARCHAR) = {cell}"
        case PlainForm.DATE | PlainForm.TIMESTAMP:
            return f"CAST({looked} AS VARCHAR) = {cell} AND strlen({cell}) = {_LENGTHS[form]}"
        case _:
            assert_never(form)


def quick_figures(cell: str, looked: str, form: PlainForm) -> tuple[str, str, str, str]:
    """Of a column whose cells are blank, fit quickly or is_scientific: how many are so, and the room of the others.

    That is the most whole_digits and scale_digits, and whether any is_beyond_64 or has_clock.
    """
    if form is PlainForm.INTEGER:
        return "0", f"max(strlen({cell}) - ({cell} < '0')::INT)", "0", "false"
    if form is PlainForm.DECIMAL:
        scientific = f"count_if(CASE WHEN {looked} THEN false ELSE {is_scientific(cell)} END)"
        whole, scale = (f"max({digits(cell)}) FILTER ({looked})" for digits in (whole_digits, scale_digits))
        return scientific, whole, scale, f"bool_or({is_beyond_64(cell)})"
    clock = f"bool_or({cell} <> '' AND NOT ends_with({cell}, '00:00:00'))"
    return "0", "0", "0", clock if form is PlainForm.TIMESTAMP else "false"


def fits(trim: str, form: PlainForm) -> str:
    """True for trimmed texts that fit, if they are neither blank nor spelled like a null."""
    match form:
        case PlainForm.TEXT:
            return "true"
        case PlainForm.INTEGER:
            return f"regexp_full_match({trim}, '{_INTEGER}')"
        case PlainForm.DECIMAL:
            return f"regexp_full_match({trim}, '{_DECIMAL}')"
        case PlainForm.FLOAT:
            return f"regexp_full_match({trim}, '{_FLOAT}')"
        case PlainForm.DATE:
            return f"regexp_full_match({trim}, '{_DATE}') AND {_is_from_year_one(trim)} AND {_casts(trim, 'DATE')}"
        case PlainForm.TIMESTAMP:
            is_written = f"regexp_full_match({trim}, '{_DATE}[ T]{_CLOCK}')"
            return f"{is_written} AND {_is_from_year_one(trim)} AND {_casts(trim, 'TIMESTAMP')}"
        case _:
            assert_never(form)


def is_scientific(trim: str) -> str:
    """True for what fits FLOAT."""
    return f"regexp_full_match({trim}, '{_FLOAT}')"


def is_spelled_null(trim: str) -> str:
    """True for the texts that is_null or is_null_among_values takes, blank ones aside."""
    return f"regexp_full_match({trim}, {text(_NULLS)})"


def is_exact_number(form: PlainForm) -> bool:
    """True for the forms whose digits are counted."""
    return form in {PlainForm.INTEGER, PlainForm.DECIMAL}


def whole_digits(number: str) -> str:
    """The digits before the point of a cell that fits DECIMAL."""
    before = f"CASE instr({number}, '.') WHEN 0 THEN strlen({number}) ELSE instr({number}, '.') - 1 END"
    return f"({before}) - ({number} < '0')::INT"


def scale_digits(number: str) -> str:
    """The digits after the point of a cell that fits DECIMAL."""
    return f"CASE instr({number}, '.') WHEN 0 THEN 0 ELSE strlen({number}) - instr({number}, '.') END"


def is_beyond_64(number: str) -> str:
    """True for a whole number that is outside of 64 bits."""
    return (
        f"CASE WHEN strlen({number}) >= {_LONG} AND instr({number}, '.') = 0 "
        f"THEN TRY_CAST({number} AS BIGINT) IS NULL ELSE false END"
    )


def has_clock(stamp: str) -> str:
    """True for a TIMESTAMP that is not at midnight."""
    return f"epoch_us({stamp}) % 86400000000 <> 0"


def _has_edges(cell: str) -> str:
    """True for a cell with white space at either end."""
    return f"regexp_matches({cell}, {_EDGES})"


def _is_from_year_one(trim: str) -> str:
    """True unless the year is 0000, which engines take for the year before the first."""
    return f"NOT starts_with({trim}, '0000')"


def _casts(trim: str, kind: str) -> str:
    return f"TRY_CAST({trim} AS {kind}) IS NOT NULL"
