"""Cells that are not what the others of their column are: a word among numbers, a day that no calendar has.

A column of 50 values or more may hold 2 % of words, and of days there are not: these become empty. One that holds more
of them, or values that may be codes, stays text, so that nothing is lost; where all but a tenth of it are numbers,
dates, times or yes and no, at least five, it is told that it nearly was one of these. Columns whose header names
things, and those of numbers with digits that are none (007), hold codes, and nearly were nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from shared.core.ingest.report import Flaw, Repair
from shared.core.ingest.typed.columns import Column
from shared.core.ingest.typed.findings import MomentFold, TimeFold
from shared.core.ingest.typed.number_findings import NumberFold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from shared.core.ingest.typed.findings import Fold

_MOST = 0.1
"""The greatest share of misfits for which a column is nearly something else."""
_FEWEST_FITS = 5
_LOOKED_AT = 200
"""Values of a sample that show whether a column may be of a kind at all."""
_FEW_WORDS = 50
"""Different values that a column of yes and no has at most, misspelled ones among them."""
_CODE = re.compile(r"[0-9]+")
_YES, _NO = frozenset({"yes", "y", "true"}), frozenset({"no", "n", "false"})
_EXAMPLES = 3
_EXAMPLE_CHARACTERS = 40
_CALLED = {
    "number": ("a number", "numbers"),
    "date": ("a date", "dates"),
    "time": ("a time", "times"),
    "yes or no": ("yes or no", "yes or no"),
}


@dataclass(frozen=True, slots=True)
class Misfits:
    """How many cells of the values of a column are not of its kind ("number", "date", "time", "yes or no").

    examples are some of them; is_left_out says that they became empty, else the column stays text for them.
    """

    kind: str
    cells: int
    of: int
    examples: tuple[str, ...]
    is_left_out: bool

    def repair(self, label: str, line: Callable[[str], int | None], *, private: bool) -> Repair:
        """What is said of them; line finds a text's line in the file. Of a private column no cell is shown."""
        are, were = ("is", "was") if self.cells == 1 else ("are", "were")
        said = f"{self.cells:,} of {self.of:,} {are} not {_CALLED[self.kind][self.cells != 1]}"
        shown = "" if private else f", {self._shown(line)}"
        if self.is_left_out:
            what = f"\u201c{label}\u201d: {said} and {were} left empty{shown}"
            return Repair(what, self.cells, to_check=True, flaw=Flaw.STRAY, unit="")
        what = f"\u201c{label}\u201d is kept as text: {said}{shown}"
        return Repair(what, self.cells, to_check=True, flaw=Flaw.MIXED, unit="")

    def _shown(self, line: Callable[[str], int | None]) -> str:
        """The examples, the first with its line where that is known."""
        shown = [f"\u201c{_cut(text)}\u201d" for text in self.examples]
        found = line(self.examples[0])
        if found is not None:
            shown[0] += f" in line {found:,}"
        return ", ".join(shown)


def misfits_of(column: Column) -> Misfits | None:
    """What keeps a column text that nearly was something else; None where it is a column of texts."""
    if column.declared is not None or column.names_things or column.count < _FEWEST_FITS:
        return None
    for kind, make, values in _KINDS:
        if found := _held_against(column, kind, make(), values):
            return found
    return _among_yes_and_no(column)


_KINDS: tuple[tuple[str, Callable[[], Fold], Callable[[Column], Iterator[tuple[str, int]]]], ...] = (
    ("date", MomentFold, Column.moments),
    ("number", NumberFold, Column.shapes),
    ("time", TimeFold, Column.values),
)


def _held_against(
    column: Column, kind: str, fold: Fold, values: Callable[[Column], Iterator[tuple[str, int]]]
) -> Misfits | None:
    """The values that a fold does not take; None where they are none, too many, or codes."""
    first = column.sample[:_LOOKED_AT]
    if 2 * sum(fold.add(text, 1) for text in first) < len(first):
        return None
    counted = ((text, count, fold.add(text, count)) for text, count in values(column))
    return _misfits(column, kind, counted)


def _among_yes_and_no(column: Column) -> Misfits | None:
    """The values that are neither yes nor no, where both are there."""
    there = {text.lower() for text in column.sample}
    if len(column.sample) > _FEW_WORDS or not there & _YES or not there & _NO:
        return None
    words = list(islice(column.values(), _FEW_WORDS + 1))
    if len(words) > _FEW_WORDS:
        return None
    return _misfits(column, "yes or no", ((text, count, text.lower() in _YES | _NO) for text, count in words))


def _misfits(column: Column, kind: str, values: Iterable[tuple[str, int, bool]]) -> Misfits | None:
    """Those of the values (text, count, whether it fits) that do not fit."""
    cells = 0
    examples: list[str] = []
    for text, count, fits in values:
        if fits:
            continue
        cells += count
        if cells > _MOST * column.count or (kind == "number" and _CODE.fullmatch(text)):
            return None
        if len(examples) < _EXAMPLES:
            examples.append(text)
    if not cells or column.count - cells < _FEWEST_FITS:
        return None
    return Misfits(kind, cells, column.count, tuple(examples), is_left_out=False)


def _cut(text: str) -> str:
    """A cell as an example."""
    return text if len(text) <= _EXAMPLE_CHARACTERS else f"{text[:_EXAMPLE_CHARACTERS]}\u2026"
