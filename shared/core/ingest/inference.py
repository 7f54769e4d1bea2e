"""The type of each column, decided from all of its rows, and the typed cells.

The order of READERS matters: the first that understands a column has it. A column of 50 values or more may hold 2 % of
words among its numbers or dates ("to be confirmed"): these become empty and are reported; a stray value with a digit in
it may be a code, and then the whole column stays text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from shared.core.ingest.dates import DateOrder, read_compact_date, read_moment, read_time
from shared.core.ingest.nulls import LONGEST_NULL, is_null, is_null_among_values, is_null_among_words
from shared.core.ingest.numbers import Marks, has_leading_zero, read_number
from shared.core.ingest.readings import (
    BooleanReading,
    Habits,
    MomentReading,
    NumberReading,
    PlainNumberReading,
    TextReading,
    TimeReading,
)
from shared.core.ingest.report import Repair

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shared.core.ingest.readings import Converted, Reading
    from shared.core.table.types import Cell, DataType

STRAY_SHARE = 0.02
MIN_VALUES_FOR_STRAYS = 50
_PROBE = 40
"""Distinct values tried before a whole column is: words are soon known for words."""
_EXAMPLES = 3

_PAIRS = (("true", "false"), ("yes", "no"))
_LETTER_PAIRS = (("y", "n"), ("t", "f"))
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_POINT_AS_GROUPING = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_DIGIT = re.compile(r"\d")
_NAMES_THINGS = re.compile(
    r"(?:^|[\s_\-/.])(?:id|no|num|number|code|sku|ref|pin|pincode|zip|gstin|pan|hsn)(?:$|[\s_\-/.])", re.IGNORECASE
)
_NAMES_A_DAY = re.compile(r"(?:^|[\s_\-/.])(?:date|dt|day|on)(?:$|[\s_\-/.])", re.IGNORECASE)
_Form = TypeVar("_Form")


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """The cells of a column in the order of its rows, and what was done to them."""

    type: DataType
    cells: list[Cell]
    unit: str = ""
    precision: int | None = None
    scale: int | None = None
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known of a column: its label and how often each value that is not null stands in it."""

    label: str
    counts: Mapping[str, int]
    others: frozenset[str] = frozenset()
    """Spellings of null that are words, kept apart."""

    @property
    def values(self) -> tuple[str, ...]:
        """The distinct values in order of appearance."""
        return tuple(self.counts)


def infer_columns(labels: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[TypedColumn, ...]:
    """The typed columns of a table of trimmed texts; all columns are as long as each other."""
    counts = [Counter(column) for column in columns]
    evidence = [_evidence(label, count) for label, count in zip(labels, counts, strict=True)]
    readings = [_read(each) for each in evidence]
    habits = _habits(readings)
    return tuple(
        _typed(label, column, count, reading.convert(habits))
        for label, column, count, reading in zip(labels, columns, counts, readings, strict=True)
    )


def _evidence(label: str, counts: Counter[str]) -> _Evidence:
    """The evidence of one column, the spellings of null set apart."""
    present = {value: count for value, count in counts.items() if len(value) > LONGEST_NULL or not is_null(value)}
    words = frozenset(value for value in present if len(value) <= LONGEST_NULL and is_null_among_values(value))
    if words:
        present = {value: count for value, count in present.items() if value not in words}
    return _Evidence(label, present, words)


def _read(evidence: _Evidence) -> Reading:
    """The first reading that understands the column."""
    for reader in READERS:
        if evidence.counts and (reading := reader(evidence)):
            return reading
    return _as_text(evidence)


def _as_text(evidence: _Evidence, *remarks: str) -> TextReading:
    """Text, where NA may still be a null but other words are words."""
    known = frozenset(evidence.counts)
    if not known:
        return TextReading((), remarks)
    words = tuple(word for word in evidence.others if not is_null_among_words(word, known))
    return TextReading((*evidence.values, *words), remarks)


def _as_boolean(evidence: _Evidence) -> Reading | None:
    """Yes and no in one of their pairs; single letters only where both of a pair are there."""
    if len(evidence.counts) > 2 * _EXAMPLES:
        return None
    words = {value.lower() for value in evidence.counts}
    for truth, untruth in (*_PAIRS, *_LETTER_PAIRS):
        pair = {truth, untruth}
        if words == pair or (words < pair and (truth, untruth) in _PAIRS):
            return BooleanReading({value: value.lower() == truth for value in evidence.counts})
    return None


def _as_plain_numbers(evidence: _Evidence) -> Reading | None:
    """Numbers as programs write them, which most columns are; only where no point could group thousands."""
    values = evidence.values
    if not all(map(_PLAIN.fullmatch, values)):
        return None
    if _is_named_day(evidence) and all(map(read_compact_date, values)):
        return None
    pointed = [value for value in values if "." in value]
    if pointed and all(map(_POINT_AS_GROUPING.fullmatch, pointed)):
        return None
    return PlainNumberReading(values)


def _as_numbers(evidence: _Evidence) -> Reading | None:
    """Numbers in any dress, if they agree on their decimal mark and their unit."""
    if any(map(has_leading_zero, evidence.values)) or (
        _is_named_day(evidence) and all(map(read_compact_date, evidence.values))
    ):
        return None
    forms = _understood(evidence, read_number)
    if not forms:
        return None
    reading = NumberReading(forms)
    if not reading.marks:
        return None
    if len(reading.units) > 1:
        signs = ", ".join(sorted(unit or "none" for unit in reading.units))
        return _as_text(evidence, f"amounts with different signs ({signs}) stay text, so that they are never added up")
    return reading


def _as_moments(evidence: _Evidence) -> Reading | None:
    """Dates and timestamps, if one order of day and month fits them all."""
    compact = _is_named_day(evidence) and all(map(read_compact_date, evidence.values))
    moments = _understood(evidence, read_compact_date if compact else read_moment)
    if not moments:
        return None
    reading = MomentReading(moments)
    if reading.orders:
        return reading
    return _as_text(evidence, "dates that contradict each other (day or month first, or no such day) stay text")


def _as_times(evidence: _Evidence) -> Reading | None:
    """Times of day."""
    cells = _understood(evidence, read_time)
    return TimeReading(cells) if cells else None


READERS: tuple[Callable[[_Evidence], Reading | None], ...] = (
    _as_boolean,
    _as_plain_numbers,
    _as_numbers,
    _as_moments,
    _as_times,
)


def _understood(evidence: _Evidence, read: Callable[[str], _Form | None]) -> dict[str, _Form]:
    """The forms of the values, if all have one but for a few stray words; empty otherwise."""
    if not any(read(value) is not None for value in islice(evidence.counts, _PROBE)):
        return {}
    forms, strays = {}, 0
    total = sum(evidence.counts.values())
    allowed = total * STRAY_SHARE if total >= MIN_VALUES_FOR_STRAYS and not _NAMES_THINGS.search(evidence.label) else 0
    for value, count in evidence.counts.items():
        form = read(value)
        if form is not None:
            forms[value] = form
            continue
        strays += count
        if strays > allowed or _DIGIT.search(value):
            return {}
    return forms


def _is_named_day(evidence: _Evidence) -> bool:
    """True when the header says that the column holds days, so that eight digits are one."""
    return _NAMES_A_DAY.search(evidence.label) is not None


def _habits(readings: Sequence[Reading]) -> Habits:
    """The decimal mark and the order of dates that the settled columns use; point and day first where none says."""
    marks = Counter(each.marks for each in readings if isinstance(each, NumberReading))
    marks[Marks.POINT] += sum(isinstance(each, PlainNumberReading) and _is_pointed(each) for each in readings)
    orders = Counter(each.orders for each in readings if isinstance(each, MomentReading) and each.is_numeric)
    return Habits(
        Marks.COMMA if marks[Marks.COMMA] > marks[Marks.POINT] else Marks.POINT,
        DateOrder.MONTH_FIRST if orders[DateOrder.MONTH_FIRST] > orders[DateOrder.DAY_FIRST] else DateOrder.DAY_FIRST,
    )


def _is_pointed(reading: PlainNumberReading) -> bool:
    """True when the numbers have decimals behind a point."""
    return any("." in value for value in reading.values)


def _typed(label: str, column: Sequence[str], counts: Counter[str], converted: Converted) -> TypedColumn:
    """The cells in the order of the rows; values without a cell become null, and are reported unless blank."""
    cells = dict(converted.cells)
    missing = {value: count for value, count in counts.items() if value not in cells}
    touched = _touched(counts, converted)
    repairs = [
        Repair(f"\u201c{label}\u201d: {remark}", touched, to_check=remark.startswith("dates were read"))
        for remark in converted.remarks
    ]
    repairs += _missing_repairs(label, missing, converted.type)
    cells.update(dict.fromkeys(missing))
    return TypedColumn(
        converted.type,
        [cells[value] for value in column],
        converted.unit,
        converted.precision,
        converted.scale,
        tuple(repairs),
    )


def _touched(counts: Counter[str], converted: Converted) -> int:
    """How many cells a remark speaks of: those that have a value."""
    return sum(counts[value] for value in converted.cells)


def _missing_repairs(label: str, missing: Mapping[str, int], kind: DataType) -> list[Repair]:
    """What is said of cells that became empty: spellings of null, and strays."""
    nulls = [value for value in missing if value and (is_null(value) or is_null_among_values(value))]
    strays = [value for value in missing if value and value not in nulls]
    repairs = []
    if nulls:
        words = ", ".join(sorted(nulls)[:_EXAMPLES])
        repairs.append(Repair(f"\u201c{label}\u201d: read as empty ({words})", sum(missing[value] for value in nulls)))
    if strays:
        words = ", ".join(f"\u201c{value[:40]}\u201d" for value in strays[:_EXAMPLES])
        what = f"\u201c{label}\u201d: words where a {kind} belongs were left out ({words})"
        repairs.append(Repair(what, sum(missing[value] for value in strays)))
    return repairs
