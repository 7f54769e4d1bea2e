"""SQL that reads delimited text as it stands: nothing guessed, nothing left out, every cell a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import text
from shared.adapters.duckdb.staging.table import cell_of

if TYPE_CHECKING:
    from pathlib import Path

_NOTHING = "\uffff\uffff"
"""The readers' spelling of NULL, which no cell is: U+FFFF is no character."""
_LONGEST_RECORD = 16_000_000
"""Bytes; a cell has a million characters at most. The engine's buffers grow with it."""
_USUAL_RECORD = 2_000_000


def canonical_csv(path: Path, width: int) -> str:
    """SQL for a file as Python's csv module writes it: commas, doubled quotes, CRLF, no header, any cells."""
    return delimited(path, width, new_line="\\r\\n", longest=_LONGEST_RECORD)


def delimited(  # noqa: PLR0913 - a dialect has so many parts
    path: Path,
    width: int,
    *,
    separator: str = ",",
    quote: str = '"',
    new_line: str,
    skip: int = 0,
    parallel: bool = False,
    longest: int = _USUAL_RECORD,
    at_once: int = 0,
) -> str:
    r"""SQL for delimited text; new_line is \n or \r\n, spelled so for the engine; skip counts records, longest bytes.

    at_once is how many bytes are read at once, 0 for as many as the engine likes.

    The engine is strict unless told otherwise. Told to be strict, DuckDB 2.0.0 misreads \r\n.
    """
    columns = ", ".join(f"'{cell_of(at)}': 'VARCHAR'" for at in range(width))
    buffer = f", buffer_size = {at_once}" if at_once else ""
    return (
        f"read_csv({text(str(path))}, delim = {text(separator)}, quote = {text(quote)}, escape = {text(quote)}, "
        f"new_line = '{new_line}', skip = {skip}, columns = {{{columns}}}, nullstr = '{_NOTHING}', "
        f"auto_detect = false, header = false, parallel = {str(parallel).lower()}, max_line_size = {longest}{buffer})"
    )
