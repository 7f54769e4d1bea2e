"""Reports whose columns stand below each other, with nothing but spaces between them.

A column ends where the dashes below its name do, or else where all lines of the sample are blank. Single spaces are
also between words, so that some lines must have more than one there; and one of the columns must hold values, which
running text does not.
"""

from __future__ import annotations

import re
from itertools import count, pairwise
from typing import TYPE_CHECKING

from shared.core.ingest.text.asides import is_rule
from shared.core.ingest.text.cutting import MAX_CELL_CHARACTERS
from shared.core.ingest.text.header import kinds_of_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LEAST_LINES = 4
_MOST_LINES = 2_000
_TITLES = 10
"""So many lines above the table may have spaces of their own."""
_ALIGNED = 0.6
"""At least this share of lines has several spaces in a row."""
_WIDE = 0.3
"""At least this share of lines has more than one space between two columns."""
_WORDS = re.compile(r"\S+")
_RULED = re.compile(r"\s*-{2,}(?: +-{2,})+|\s*={2,}(?: +={2,})+")
_RULE_WITHIN = 40
"""Dashes and spaces below the names, so many lines down at the most."""
_LEAST_COLUMNS = 2
_HALF = 0.5
_SOUND = 0.8
"""At least this share of lines has no word over two columns, and no cell with several spaces in it."""

Columns = tuple[tuple[int, int], ...]
"""Where each column begins and ends, from 0; what is between two of them is blank in the sample."""


def columns_of(sample: str) -> Columns:
    """Where the columns of a report are; empty where the sample is none."""
    lines = [
        line.rstrip() for line in sample.splitlines()[:_MOST_LINES] if len(line.split()) > 1 or not is_rule([line])
    ]
    lines = [line for line in lines if line]
    if ruled := _ruled(lines):
        return ruled
    aligned = [line for line in lines if "  " in line.strip()]
    if "\t" in sample or len(aligned) < max(_LEAST_LINES, len(lines) * _ALIGNED):
        return ()
    most = min(_TITLES, len(aligned) - _LEAST_LINES)
    found = (_columns(aligned[first:]) for first in range(most + 1))
    columns = next((each for each in found if len(each) >= _LEAST_COLUMNS), ())
    body = [cut(line, columns) for line in aligned[len(aligned) // 2 :]]
    sound = sum(1 for cells in body if len(cells) == len(columns) and not any("  " in cell for cell in cells))
    return columns if sound >= len(body) * _SOUND and kinds_of_columns(body, len(columns)) else ()


def _ruled(lines: Sequence[str]) -> Columns:
    """The columns that a line of dashes below their names shows, as the clients of databases print it."""
    rule = next((at for at, line in enumerate(lines[:_RULE_WITHIN]) if _RULED.fullmatch(line)), None)
    if not rule:
        return ()
    columns = tuple(match.span() for match in _WORDS.finditer(lines[rule]))
    names, body = lines[rule - 1], lines[rule + 1 :]
    cells = [cut(line, columns) for line in [names, *body] if not _RULED.fullmatch(line)]
    sound = sum(1 for row in cells if len(row) == len(columns))
    is_named = len(cells[0]) == len(columns) and all(cells[0])
    return columns if is_named and sound > 1 and sound >= len(cells) * _HALF else ()


def read_columns(lines: Iterable[str], columns: Columns, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each line; a blank one is an empty record. Raises ValueError where a line is far too long."""
    for number, line in zip(count(first_line), lines, strict=False):
        if len(line) > MAX_CELL_CHARACTERS:
            message = "a line is too long"
            raise ValueError(message)
        yield number, cut(line, columns) if line.strip() else []


def cut(line: str, columns: Columns) -> list[str]:
    """The trimmed cells of a line; one alone where a word reaches over all that is between two columns."""
    cells, begin = [], 0
    for (_, end), (start, _) in pairwise(columns):
        place = start
        while place > end and line[place - 1 : place].strip() and line[place : place + 1].strip():
            place -= 1
        if line[place - 1 : place].strip() and line[place : place + 1].strip():
            return [line.strip()]
        cells.append(line[begin:place].strip())
        begin = place
    return [*cells, line[begin:].strip()]


def _columns(lines: Sequence[str]) -> Columns:
    """Where columns are, going by these lines alone."""
    filled = bytearray(max(map(len, lines)))
    for line in lines:
        for word in _WORDS.finditer(line):
            filled[word.start() : word.end()] = b"\1" * (word.end() - word.start())
    columns: list[tuple[int, int]] = []
    for match in re.finditer(rb"\x01+", filled):
        start, end = match.span()
        if columns and not _is_gap(lines, columns[-1][1], start, end):
            start = columns.pop()[0]
        columns.append((start, end))
    return tuple(columns)


def _is_gap(lines: Sequence[str], before: int, start: int, end: int) -> bool:
    """True for what is between two columns; a single blank may be by chance, where few lines have words behind it."""
    wide = sum(1 for line in lines if not (line[before - 1 : before].strip() and line[start : start + 1].strip()))
    words = sum(1 for line in lines if line[start:end].strip())
    return wide >= len(lines) * _WIDE and (start - before > 1 or words >= len(lines) * _HALF)
