"""How a text file separates its cells: every likely way is tried on a sample, and the tidiest result wins.

A way of cutting is tidy when the rows come out equally wide (consistency), with more than one cell each (width), and
when the cells look like something: a number, a date, an address, plain words, and no stray quotes or other separators
(form). The score is the product of the three and of a small preference for the separators people really use.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, replace

from shared.core.ingest.text.candidates import candidates, is_spaced, lone_column
from shared.core.ingest.text.cutting import Dialect
from shared.core.ingest.text.fixed_width import Columns, columns_of, cut
from shared.core.ingest.text.header import kind_of_cell
from shared.core.ingest.text.records import StrayQuotes, read_records

SAMPLE_CHARACTERS = 800_000
"""More of a text is never looked at."""
_SAMPLE_SIZES = (48_000, 200_000, SAMPLE_CHARACTERS)
"""Characters looked at: enough for some hundred rows, more only where cells are very long."""

_NEVER_ALIGNED = frozenset({None, " ", ","})
"""What may seem to separate the cells of a report with columns of fixed widths: spaces, and the commas of numbers."""
_STRAY, _STRAYS = 0.02, 0.1
"""What marks that do not fit the format cost: any of them, and as many as there are records."""
_SPACED_VALUES = 4.0
"""Spaces between words are no separators, but between numbers and dates they are: so much more, if all are values."""
_SPACES = 0.95
"""At least this share of cells begins with a space where separators are written with one."""
_SINGLE_COLUMN = 0.1
_SINGLE_COLUMN_OF_VALUES = 0.3
"""A lone column of numbers, dates or times beats a cut at the colon or space inside them."""
_WORTH_CUTTING = 0.02
"""Below this the separators found are the punctuation of running text."""

_SEPARATOR_HINT = re.compile(r"\Asep=([^\w\r\n\"\uffff])[ \t]*(?:\r\n|\n|\r)", re.IGNORECASE)
_VALUE = re.compile(
    r"""[-+(]?[^\w\s"',;|]{0,2}\s?\d[\d.,' \u00a0\u202f]*[)%\u20ac\u20b9$]?  # a number, with its signs
    |\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ]\d{1,2}[:.]\d{2}\S*)?  # a date, perhaps with a time
    |\d{1,2}:\d{2}\S{0,12}  # a time
    |[-+]?\d+(?:\.\d+)?[eE][-+]?\d+
    |true|false|yes|no|null|n/?a|nan|-""",
    re.IGNORECASE | re.VERBOSE,
)
_SEVERAL = re.compile(r"[.,]\d+ +[-+]?\d|\d +[-+]?(?:\d{1,2}(?![\d:])|\d{4})|\d +[-+]\d")
"""Numbers beside each other, which spaces that group thousands do not make."""
_WORDS = re.compile(r"[^\"',;|\t\r\n]+(?:'[^\"',;|\t\r\n]+)*")
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?:https?|ftp)://\S+")
_NESTED = re.compile(r"[\[{].*[\]}]", re.DOTALL)
_HALF_FORM = 0.5
_LONGEST_FORM = 500
"""A longer cell is running text; looking for an address in it could take forever."""


@dataclass(frozen=True, slots=True)
class DetectedDialect:
    """A dialect and where the records begin: offset is 0, or past a "sep=;" line (then lines_before is 1)."""

    dialect: Dialect
    offset: int = 0
    lines_before: int = 0


def detect_dialect(text: str) -> DetectedDialect:
    """The dialect of text; a single column and a plain quotation mark where nothing better is found."""
    if hint := _SEPARATOR_HINT.match(text):
        dialect = Dialect(hint.group(1), spaced=is_spaced(_sample(text), hint.group(1)))
        return DetectedDialect(dialect, hint.end(), 1)
    sample = _without_comments(_sample(text))
    best, best_score = lone_column(sample), _score_of_single(sample)
    for dialect, weight in candidates(sample):
        score = weight * _score(sample, dialect)
        if score > best_score:
            best, best_score = dialect, score
    if best.separator in _NEVER_ALIGNED and (columns := columns_of(sample)) and not _ends_cells(sample, best, columns):
        return DetectedDialect(Dialect(None, quote=None, columns=columns))
    return DetectedDialect(_with_spaces(sample, best))


def _ends_cells(sample: str, dialect: Dialect, columns: Columns) -> bool:
    """True when the separator, or a quotation mark, stands where columns end: spaces only pad the cells then."""
    cells = [cell for line in sample.splitlines() for cell in cut(line, columns)]
    return any(cell.endswith(('"', dialect.separator or '"')) for cell in cells if cell)


def _with_spaces(sample: str, dialect: Dialect) -> Dialect:
    """The dialect, spaced where nearly all of its separators are followed by a space."""
    if dialect.spaced or len(dialect.separator or "") != 1 or dialect.separator == " ":
        return dialect
    cells = [cell for _, row in read_records(io.StringIO(sample, newline=""), dialect) for cell in row[1:] if cell]
    spaces = sum(cell[0] == " " for cell in cells)
    return replace(dialect, spaced=True) if cells and spaces >= len(cells) * _SPACES else dialect


def _sample(text: str) -> str:
    """The beginning of text, cut at the end of a line, outside of quotation marks where that can be had."""
    for size in _SAMPLE_SIZES:
        if len(text) <= size:
            return text
        end = size
        # Half of the sample at most is given up for a cut outside of quotation marks; else the next size is tried.
        while (end := text.rfind("\n", size // 2, end)) >= 0:
            if text.count('"', 0, end) % 2 == 0:
                return text[: end + 1]
    size = _SAMPLE_SIZES[0]
    return text[: text.rfind("\n", 0, size) + 1 or size]


def _without_comments(sample: str) -> str:
    """The sample without the lines that begin with #, unless many do: comments are cut in no particular way."""
    lines = io.StringIO(sample, newline="").readlines()
    plain = [line for line in lines if not line.startswith("#")]
    return "".join(plain) if len(plain) > len(lines) / 2 else sample


def _score(sample: str, dialect: Dialect) -> float:
    """How tidy the sample looks when it is cut this way, from 0 to 1."""
    stray = StrayQuotes()
    try:
        rows = [cells for _, cells in read_records(io.StringIO(sample, newline=""), dialect, stray=stray) if any(cells)]
    except ValueError:
        return 0.0
    if not rows:
        return 0.0
    widths = Counter(map(len, rows))
    tidiness = sum((count / len(rows)) ** 2 * (width - 1) / width for width, count in widths.items() if width > 1)
    if tidiness <= _WORTH_CUTTING:
        return 0.0
    soundness = 1 - _STRAY - _STRAYS * min(1.0, stray.count / len(rows)) if stray.count else 1.0
    form = _form(rows)
    if dialect.separator == " " and not _is_column_of_values(sample):
        form *= 1 + _SPACED_VALUES * _share_of_values(rows)
    return tidiness * soundness * form


def _score_of_single(sample: str) -> float:
    """How sensible it is to leave the lines whole."""
    return _SINGLE_COLUMN_OF_VALUES if _is_column_of_values(sample) else _SINGLE_COLUMN


def _is_column_of_values(sample: str) -> bool:
    """True when each line below the first is a number, a date or a time."""
    lines = [line.strip() for line in sample.splitlines() if line.strip()]
    body = lines[1:] or lines
    return bool(body) and all(map(_is_one_value, body))


def _is_one_value(line: str) -> bool:
    """True for one number, date or time."""
    return (
        len(line) <= _LONGEST_FORM
        and _VALUE.fullmatch(line) is not None
        and not _SEVERAL.search(line)
        and kind_of_cell(line.strip('"')) != "text"
    )


def _share_of_values(rows: list[list[str]]) -> float:
    """The share of cells that are numbers, dates and the like, with no other separator behind them."""
    counts = Counter(cell.strip() for cells in rows for cell in cells)
    values = sum(
        many
        for cell, many in counts.items()
        if len(cell) <= _LONGEST_FORM and cell[-1:] not in {",", ";"} and _VALUE.fullmatch(cell)
    )
    return values / counts.total()


def _form(rows: list[list[str]]) -> float:
    """The share of cells that look like something."""
    counts = Counter(cell.strip() for cells in rows for cell in cells)
    return sum(_cell_form(cell) * count for cell, count in counts.items()) / counts.total()


def _cell_form(cell: str) -> float:
    """1 for a value or plain words, one half for text with separators in it, 0 for a stray quotation mark."""
    if len(cell) > _LONGEST_FORM:
        return _HALF_FORM
    if not cell or _VALUE.fullmatch(cell) or _WORDS.fullmatch(cell) or _ADDRESS.fullmatch(cell):
        return 1.0
    if cell[0] in "\"'" or cell[-1] in "\"'":
        return 0.0
    return 1.0 if _NESTED.fullmatch(cell) else _HALF_FORM
