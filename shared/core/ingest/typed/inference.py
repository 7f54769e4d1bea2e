"""The type of each column, decided from all of its rows.

A sample guesses a plain form and one scan over all rows confirms it; columns that people dressed are read value by
value. The order of READERS matters: the first that understands a column has it. A column of 50 values or more may hold
2 % of words among its numbers or dates ("to be confirmed"), and of days that no calendar has (2024-04-31): these become
empty and are reported; another stray value with a digit in it may be a code, and then the whole column stays text. So
do digits that name something (digit_names.py). A column that few cells keep text is told (misfits.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.ingest.report import Repair
from shared.core.ingest.typed.columns import Column, Understood
from shared.core.ingest.typed.digit_names import names_by_digits
from shared.core.ingest.typed.evidence import PlainForm
from shared.core.ingest.typed.findings import Settled, habits_of, stays_text
from shared.core.ingest.typed.misfits import Misfits, misfits_of
from shared.core.ingest.typed.nulls import is_code, is_null_among_words
from shared.core.ingest.typed.plain import guess_form, is_spelled_null
from shared.core.ingest.typed.readers import DECLARED, READERS, declared_as
from shared.core.ingest.typed.readings import NumberReading, PlainReading, Reading, TextReading
from shared.core.semantic.phrases import listed
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.core.ingest.typed.evidence import ColumnScan, TableEvidence
    from shared.core.ingest.typed.findings import Habits

_EXAMPLES = 3
_CALLED = {
    DataType.TEXT: "texts",
    DataType.INTEGER: "numbers",
    DataType.DECIMAL: "numbers",
    DataType.FLOAT: "numbers",
    DataType.BOOLEAN: "yes and no",
    DataType.DATE: "dates",
    DataType.TIME: "times",
    DataType.TIMESTAMP: "dates and times",
}
_KINDS = {
    DataType.INTEGER: "number",
    DataType.DECIMAL: "number",
    DataType.FLOAT: "number",
    DataType.BOOLEAN: "yes or no",
    DataType.DATE: "date",
    DataType.TIME: "time",
    DataType.TIMESTAMP: "date",
}
_DECLARED_FORMS = {
    DataType.INTEGER: PlainForm.DECIMAL,
    DataType.DECIMAL: PlainForm.DECIMAL,
    DataType.FLOAT: PlainForm.DECIMAL,
    DataType.TEXT: PlainForm.TEXT,
    DataType.BOOLEAN: PlainForm.TEXT,
    DataType.TIME: PlainForm.TEXT,
}


@dataclass(frozen=True, slots=True)
class Inference:
    """What was decided about a column: its reading with its nulls, the strays among its values, and what it rests on.

    sample is without spellings of null; values is how many cells have a value once read. nearly is why a column of text
    is not something else.
    """

    reading: Reading
    scan: ColumnScan
    sample: tuple[str, ...]
    strays: frozenset[str] = frozenset()
    stray_cells: int = 0
    values: int = 0
    nearly: Misfits | None = None

    @property
    def misfits(self) -> Misfits | None:
        """The cells that are not what the others are, left out or kept."""
        if not self.stray_cells or self.reading.type not in _KINDS:
            return self.nearly
        cells, of = self.stray_cells, self.values + self.stray_cells
        return Misfits(_KINDS[self.reading.type], cells, of, tuple(sorted(self.strays)[:_EXAMPLES]), is_left_out=True)

    @property
    def null_cells(self) -> int:
        """How many cells have no value once read: blanks, spellings of null, strays."""
        spelled = sum(count for text, count in self.scan.nulls.items() if text in self.reading.nulls)
        return self.scan.blanks + spelled + self.stray_cells


def infer(
    labels: Sequence[str], evidence: TableEvidence, declared: Sequence[DataType | None] = ()
) -> tuple[Inference, ...]:
    """What each column of a table is read as; declared types hold where a format gives them (one a column, or none)."""
    types = tuple(declared) or (None,) * len(labels)
    samples = [_sample(evidence, place) for place in range(len(labels))]
    scans = _scans(samples, types, evidence)
    columns = [
        Column(label, place, evidence, samples[place], scans[place], types[place]) for place, label in enumerate(labels)
    ]
    understood = [_understand(column) for column in columns]
    habits = habits_of(each.finding for each in understood)
    return tuple(_inference(column, each, habits) for column, each in zip(columns, understood, strict=True))


def type_repairs(label: str, inference: Inference, *, private: bool = False) -> tuple[Repair, ...]:
    """What giving a column its type did, in words; the cells that do not fit it are told apart (misfits.py).

    Of a private column no cell is shown.
    """
    return tuple(
        Repair(
            f"\u201c{label}\u201d: {remark.what}{'' if private else remark.examples}",
            inference.values,
            to_check=remark.to_check,
            flaw=remark.flaw,
        )
        for remark in inference.reading.remarks
    )


def null_repairs(label: str, inference: Inference) -> tuple[Repair, ...]:
    """Which spellings were read as empty cells."""
    nulls = {text: count for text, count in inference.scan.nulls.items() if text in inference.reading.nulls}
    if not nulls:
        return ()
    shown = [f"\u201c{word}\u201d" for word in sorted(nulls)[:_EXAMPLES]]
    words = listed([*shown, *(["others"] if len(nulls) > len(shown) else [])])
    were = "was" if len(nulls) == 1 else "were"
    return (Repair(f"\u201c{label}\u201d: {words} {were} read as empty", sum(nulls.values())),)


def _sample(evidence: TableEvidence, place: int) -> tuple[str, ...]:
    """The sample of a column without spellings of null."""
    return tuple(text for text in evidence.sample(place) if not is_spelled_null(text))


def _scans(
    samples: Sequence[tuple[str, ...]], types: Sequence[DataType | None], evidence: TableEvidence
) -> Mapping[int, ColumnScan]:
    """All columns held against the forms their samples have; whole numbers that were none, once more as decimals."""
    forms = {
        place: (_DECLARED_FORMS.get(kind) if kind else None) or guess_form(sample)
        for place, (sample, kind) in enumerate(zip(samples, types, strict=True))
    }
    scans = dict(evidence.scan(forms))
    again = {
        place: PlainForm.DECIMAL for place, scan in scans.items() if scan.form is PlainForm.INTEGER and scan.others
    }
    if again:
        scans.update(evidence.scan(again))
    return scans


def _understand(column: Column) -> Understood:
    """The first way to understand the column."""
    if not column.count:
        return Understood(Settled(TextReading(type=DataType.TEXT)))
    if column.declared in {None, DataType.INTEGER} and names_by_digits(column):
        return Understood(Settled(TextReading()))
    readers = READERS if column.declared is None else DECLARED[column.declared]
    for reader in readers:
        if understood := reader(column):
            return understood
    if column.declared in {None, DataType.TEXT}:
        return Understood(Settled(TextReading()), nearly=misfits_of(column))
    return Understood(stays_text(f"the file calls them {_CALLED[column.declared]}, and some are not; all stay text"))


def _inference(column: Column, understood: Understood, habits: Habits) -> Inference:
    """The settled reading of a column with its nulls."""
    reading = understood.finding.settle(habits)
    if column.declared:
        reading = declared_as(reading, column.declared)
    if reading.type is DataType.TEXT:
        nulls = _text_nulls(column)
        kept = sum(count for text, count in column.scan.nulls.items() if text not in nulls)
        cells = column.count + kept
        return Inference(
            replace(reading, nulls=nulls), column.scan, column.sample, values=cells, nearly=understood.nearly
        )
    nulls = frozenset(column.scan.nulls)
    if isinstance(reading, PlainReading) and understood.stray_cells:
        if understood.knows_strays:
            nulls |= understood.strays
        else:
            reading = _looked_at(reading)
    return Inference(
        replace(reading, nulls=nulls),
        column.scan,
        column.sample,
        understood.strays,
        understood.stray_cells,
        column.count - understood.stray_cells,
    )


def _looked_at(reading: PlainReading) -> Reading:
    """The same for a column with so many different strays that no engine is given them: each text is looked at."""
    return NumberReading(type=reading.type, precision=reading.precision, scale=reading.scale, remarks=reading.remarks)


def _text_nulls(column: Column) -> frozenset[str]:
    """The spellings of null in a column of text: none where its format knows nulls, all where nothing else stands."""
    nulls = column.scan.nulls
    if column.declared is not None:
        return frozenset()
    if not column.count:
        return frozenset(nulls)
    return frozenset(text for text in nulls if is_null_among_words(text, _other_words(column, len(text))))


def _other_words(column: Column, letters: int) -> frozenset[str]:
    """A value that is no code of so many letters, or some that are; the sample is asked first."""
    for text in column.sample:
        if not is_code(text, letters):
            return frozenset({text})
    return frozenset(next(([text] for text, _ in column.values() if not is_code(text, letters)), column.sample))
