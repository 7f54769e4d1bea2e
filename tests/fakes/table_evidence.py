"""The cells of a table in lists, and the questions about them answered in plain Python."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from shared.core.ingest.typed.evidence import SAMPLE, ColumnScan, PlainForm, Spread
from shared.core.ingest.typed.nulls import is_null, is_null_among_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.core.ingest.typed.readings import Reading

_LARGEST = 2**63 - 1
_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(?:\.([0-9]+))?")
_SCIENTIFIC = re.compile(r"-?[0-9](?:\.[0-9]+)?[eE][-+]?[0-9]{1,2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")


@dataclass(frozen=True, slots=True)
class ListedEvidence:
    """The TableEvidence protocol over rows in memory; cells are trimmed here."""

    cells: tuple[tuple[str, ...], ...]
    padded: tuple[int, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.cells)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.padded)

    def sample(self, column: int) -> tuple[str, ...]:
        """The first distinct values of all rows."""
        return tuple(dict.fromkeys(row[column] for row in self.cells if row[column]))[:SAMPLE]

    def scan(self, forms: Mapping[int, PlainForm]) -> Mapping[int, ColumnScan]:
        """Hold each column against its form."""
        return {
            column: _scan([row[column] for row in self.cells], form, self.padded[column])
            for column, form in forms.items()
        }

    def values(self, column: int) -> Iterable[tuple[str, int]]:
        """The distinct values with their counts, in order of appearance."""
        return tuple(Counter(row[column] for row in self.cells if row[column]).items())

    def shapes(self, column: int) -> Iterable[tuple[str, int]]:
        """The greatest value of each shape, and the cells of it."""
        found: dict[tuple[str, bool], tuple[str, int]] = {}
        for value, count in self.values(column):
            if is_null(value) or is_null_among_values(value):
                continue
            first = _DIGIT.search(value)
            key = _DIGIT.sub("9", value), first is not None and first[0] == "0"
            greatest, cells = found.get(key, (value, 0))
            found[key] = max(greatest, value), cells + count
        return tuple(found.values())

    def moments(self, column: int) -> Iterable[tuple[str, int]]:
        """All values, which say everything."""
        return self.values(column)

    def line(self, column: int, value: str) -> int | None:
        """The line, as if a header stood in the first."""
        return next((line for line, row in enumerate(self.cells, 2) if row[column] == value), None)

    def copies(self) -> int:
        """How many rows came before."""
        return self.rows - len(set(self.cells))

    def repeats(self, columns: tuple[int, ...]) -> int:
        """How many rows came before, in these columns."""
        return self.rows - len({tuple(row[column] for column in columns) for row in self.cells})

    def spread(self, column: int, reading: Reading, fence: float) -> Spread | None:
        """The quartiles of the numbers that are read."""
        found = (reading.cell(row[column]) for row in self.cells)
        numbers = [float(cell) for cell in found if cell is not None]  # type: ignore[arg-type]
        if len(set(numbers)) < 2:
            return None
        low, _, high = statistics.quantiles(numbers, n=4, method="inclusive")
        least, most = low - fence * (high - low), high + fence * (high - low)
        return Spread(low, high, sum(each < least for each in numbers), sum(each > most for each in numbers))


def listed(rows: Sequence[Sequence[str]]) -> ListedEvidence:
    """Return the evidence of rows that are all as wide as the first; there is at least one."""
    padded = tuple(sum(cell != cell.strip() for cell in column) for column in zip(*rows, strict=True))
    return ListedEvidence(tuple(tuple(cell.strip() for cell in row) for row in rows), padded)


def _scan(cells: list[str], form: PlainForm, padded: int) -> ColumnScan:
    words = [cell for cell in cells if cell]
    nulls = Counter(word for word in words if is_null(word) or is_null_among_values(word))
    present = [word for word in words if word not in nulls]
    fitting = [word for word in present if _fits(word, form)]
    numbers = [match for word in fitting if (match := _NUMBER.fullmatch(word))]
    is_number = form in {PlainForm.INTEGER, PlainForm.DECIMAL}
    return ColumnScan(
        form=form,
        blanks=len(cells) - len(words),
        nulls=dict(nulls),
        fits=len(fitting),
        others=len(present) - len(fitting),
        whole=max((len(each[1]) for each in numbers), default=0) if is_number else 0,
        scale=max((len(each[2] or "") for each in numbers), default=0) if is_number else 0,
        beyond_64=is_number and any(not each[2] and not -_LARGEST - 1 <= int(each[0]) <= _LARGEST for each in numbers),
        scientific=sum(_fits(word, PlainForm.FLOAT) for word in present) - len(fitting) if is_number else 0,
        has_clock=form is PlainForm.TIMESTAMP
        and any(datetime.fromisoformat(_iso(each)).time() != time() for each in fitting),
        padded=padded,
    )


def _fits(word: str, form: PlainForm) -> bool:
    match form:
        case PlainForm.TEXT:
            return True
        case PlainForm.INTEGER:
            return _NUMBER.fullmatch(word) is not None and "." not in word
        case PlainForm.DECIMAL:
            return _NUMBER.fullmatch(word) is not None
        case PlainForm.FLOAT:
            return (_NUMBER.fullmatch(word) or _SCIENTIFIC.fullmatch(word)) is not None
        case PlainForm.DATE:
            return _DATE.fullmatch(word) is not None and _is_moment(word)
        case PlainForm.TIMESTAMP:
            return _TIMESTAMP.fullmatch(word) is not None and _is_moment(word)


def _is_moment(word: str) -> bool:
    try:
        datetime.fromisoformat(_iso(word))
    except ValueError:
        return False
    return True


def _iso(word: str) -> str:
    """The same with a fraction of six digits; a minute alone gets no seconds."""
    whole, point, fraction = word.partition(".")
    return f"{whole}.{fraction.ljust(6, '0')}" if point else whole
