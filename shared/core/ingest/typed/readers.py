"""The ways to understand a column: READERS for what people write, DECLARED for columns whose format says their type."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.core.ingest.typed.columns import Column, Understood, covers_all, read_through
from shared.core.ingest.typed.evidence import PlainForm
from shared.core.ingest.typed.findings import MomentFold, MonthFold, Settled, TimeFold, stays_text
from shared.core.ingest.typed.number_findings import Digits, NumberFold, Numbers, plain_numbers
from shared.core.ingest.typed.numbers import Marks
from shared.core.ingest.typed.readings import (
    FORMULA_TEXT,
    BooleanReading,
    EpochReading,
    FormulaTextReading,
    MomentReading,
    PlainReading,
    Remark,
)
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.core.ingest.typed.findings import Finding
    from shared.core.ingest.typed.readings import Reading

    Reader = Callable[[Column], Understood | None]

_PAIRS = (
    (frozenset({"true"}), frozenset({"false"})),
    (frozenset({"yes", "y"}), frozenset({"no", "n"})),
    (frozenset({"haan", "han", "\u0939\u093e\u0901", "\u0939\u093e\u0902"}),
     frozenset({"nahi", "nahin", "nahee", "\u0928\u0939\u0940\u0902", "\u0928\u0939\u0940"})),
    (frozenset({"ja"}), frozenset({"nein", "nee", "nej"})),
    (frozenset({"oui"}), frozenset({"non"})),
    (frozenset({"s\u00ed", "s\u00ec", "si"}), frozenset({"no"})),
    (frozenset({"sim"}), frozenset({"n\u00e3o", "nao"})),
    (frozenset({"t"}), frozenset({"f"})),
)  # fmt: skip
_OF_ONE_WORD = 3
"""The first of these pairs may stand alone in a column; of the others both words are needed."""
_POINT_AS_GROUPING = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_GROUP = 3
_DAYS = frozenset({"date", "dt", "day", "on"})
_MONTHS = frozenset({"month", "months", "mon", "mth", "period", "date", "dt"})
_TIMES = frozenset({"time", "date", "dt", "at", "ts", "timestamp", "stamp", "datetime", "epoch", "unix"})
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_FIRST_EPOCH = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp())
_LAST_EPOCH = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
_EPOCH = re.compile(r"[0-9]{9,13}")
_THOUSAND = 1_000
_NUMBERS = frozenset({DataType.INTEGER, DataType.DECIMAL, DataType.FLOAT})


def as_booleans(column: Column) -> Understood | None:
    """Yes and no in one of their pairs; single letters, and words of languages, only where both of a pair are there."""
    for place, (truths, untruths) in enumerate(_PAIRS):
        known = truths | untruths
        if covers_all(column, lambda text, known=known: text.lower() in known):  # type: ignore[misc]
            words = {text.lower() for text, _ in column.values()}
            is_pair = words & truths and words & untruths
            if is_pair or (place < _OF_ONE_WORD and any(len(word) > 1 for word in words)):
                return Understood(Settled(BooleanReading(truths=truths, untruths=untruths)))
    return None


def as_compact_dates(column: Column) -> Understood | None:
    """Days of eight digits, where the header says that the column holds days."""
    if not _names(column.label, _DAYS):
        return None
    return read_through(column, lambda: MomentFold(is_compact=True))


def as_epochs(column: Column) -> Understood | None:
    """Seconds or milliseconds since 1970, where the header names a time and all of them are from 1990 to 2099."""
    if column.scan.form is not PlainForm.INTEGER or not _names(column.label, _TIMES):
        return None
    for unit, factor in (("seconds", 1), ("milliseconds", _THOUSAND)):
        if covers_all(column, lambda text, factor=factor: _is_epoch(text, factor)):  # type: ignore[misc]
            remark = Remark(f"{unit} since 1970 were read as times in UTC", to_check=True)
            return Understood(Settled(EpochReading(in_milliseconds=factor > 1, remarks=(remark,))))
    return None


def as_plain_numbers(column: Column) -> Understood | None:
    """Numbers as programs write them, which most columns are; only where no point could group thousands."""
    scan = column.scan
    if scan.form not in {PlainForm.INTEGER, PlainForm.DECIMAL} or scan.others != scan.scientific:
        return None
    if scan.others:
        return Understood(_scientific(column))
    pointed = [text for text in column.sample if "." in text]
    if column.declared is None and scan.scale == _GROUP and all(map(_POINT_AS_GROUPING.fullmatch, pointed)):
        return None
    digits = Digits(scan.whole, scan.scale, scan.beyond_64)
    return Understood(Settled(plain_numbers(digits), Marks.POINT if scan.scale else Marks.EITHER))


def as_plain_moments(column: Column) -> Understood | None:
    """Dates and timestamps as programs write them."""
    scan = column.scan
    if not scan.is_sound or scan.form not in {PlainForm.DATE, PlainForm.TIMESTAMP}:
        return None
    if scan.form is PlainForm.DATE:
        return Understood(Settled(PlainReading(type=DataType.DATE, form=PlainForm.DATE)))
    if scan.has_clock or column.declared is DataType.TIMESTAMP:
        return Understood(Settled(PlainReading(type=DataType.TIMESTAMP, form=PlainForm.TIMESTAMP)))
    return Understood(Settled(MomentReading(type=DataType.DATE)))


def as_numbers(column: Column) -> Understood | None:
    """Numbers in any dress, if they agree on their decimal mark and their unit."""
    understood = read_through(column, lambda: NumberFold(takes_sides=column.declared in _NUMBERS), Column.shapes)
    if understood and isinstance(understood.finding, Numbers) and understood.finding.is_scientific:
        return _lost_digits(column) or understood
    return understood


def as_moments(column: Column) -> Understood | None:
    """Dates and timestamps in any form, if one order of day and month fits them all."""
    return read_through(column, MomentFold, Column.moments)


def as_months(column: Column) -> Understood | None:
    """Months of a year."""
    return read_through(column, lambda: MonthFold(is_named=_names(column.label, _MONTHS)))


def as_times(column: Column) -> Understood | None:
    """Times of day."""
    return read_through(column, TimeFold)


def as_formula_texts(column: Column) -> Understood | None:
    """Texts that a spreadsheet is told to leave as they are, ="00123", wherever one of the sample is written so."""
    if not any(map(FORMULA_TEXT.fullmatch, column.sample)):
        return None
    remark = Remark('texts written as formulas (="00123") were read as the texts in them')
    return Understood(Settled(FormulaTextReading(remarks=(remark,))))


READERS: tuple[Reader, ...] = (
    as_booleans,
    as_compact_dates,
    as_epochs,
    as_plain_numbers,
    as_plain_moments,
    as_numbers,
    as_moments,
    as_months,
    as_times,
    as_formula_texts,
)


def _declared_numbers(column: Column) -> Understood | None:
    """Numbers with a decimal point, of the declared type."""
    understood = as_plain_numbers(column) or as_numbers(column)
    if understood is None or not _is_of_numbers(understood.finding):
        return None
    finding = understood.finding
    if isinstance(finding, Numbers):
        if not finding.marks & Marks.POINT:
            return None
        finding = replace(finding, marks=Marks.POINT)
    return replace(understood, finding=finding)


def _is_of_numbers(finding: Finding) -> bool:
    """True for a finding that is of numbers, whatever becomes of them."""
    return isinstance(finding, Numbers) or (isinstance(finding, Settled) and finding.reading.type in _NUMBERS)


def _scientific(column: Column) -> Finding:
    """Plain numbers of which some have an exponent."""
    reading = PlainReading(type=DataType.FLOAT, form=PlainForm.FLOAT)
    lost = _lost_digits(column)
    return lost.finding if lost else Settled(reading, Marks.POINT if column.scan.scale else Marks.EITHER)


def _lost_digits(column: Column) -> Understood | None:
    """Identifiers that a spreadsheet has shortened stay text; it writes E+, where programs write e+ or e."""
    if column.declared is not None or not column.names_things or not any("E+" in text for text in column.sample):
        return None
    return Understood(stays_text("identifiers written like 9.8E+09 have lost digits; they stay text"))


def _names(label: str, words: frozenset[str]) -> bool:
    """True when one of the words stands in a header: "Order Date", "createdAt", "PERIOD"."""
    return any(word.lower() in words for word in _WORDS.findall(label))


def _is_epoch(text: str, factor: int) -> bool:
    """True for whole numbers that are moments between 1990 and 2100, so many to the second."""
    return _EPOCH.fullmatch(text) is not None and _FIRST_EPOCH <= int(text) // factor < _LAST_EPOCH


DECLARED: Mapping[DataType, tuple[Reader, ...]] = {
    DataType.TEXT: (),
    DataType.INTEGER: (_declared_numbers,),
    DataType.DECIMAL: (_declared_numbers,),
    DataType.FLOAT: (_declared_numbers,),
    DataType.BOOLEAN: (as_booleans,),
    DataType.DATE: (as_plain_moments, as_moments),
    DataType.TIMESTAMP: (as_plain_moments, as_moments),
    DataType.TIME: (as_times,),
}


def declared_as(reading: Reading, declared: DataType) -> Reading:
    """A reading of numbers or moments with the declared type, where that is the wider one of its kind."""
    is_plain = reading.form is not PlainForm.TEXT
    if declared is DataType.FLOAT and reading.type in {DataType.INTEGER, DataType.DECIMAL}:
        form = PlainForm.DECIMAL if is_plain else PlainForm.TEXT
        return replace(reading, type=DataType.FLOAT, form=form, precision=None, scale=None)
    if declared is DataType.TIMESTAMP and reading.type is DataType.DATE:
        return MomentReading(type=DataType.TIMESTAMP, remarks=reading.remarks)
    return reading
