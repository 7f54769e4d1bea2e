"""From the bytes of a CSV, TSV or text file to a raw sheet."""

from __future__ import annotations

from shared.core.ingest.dialect import detect_dialect
from shared.core.ingest.encoding import decode
from shared.core.ingest.records import parse
from shared.core.ingest.report import Repair, SheetIssue
from shared.core.ingest.sheet import RawSheet

_PREVIEW = 3


def read_delimited(data: bytes, label: str, *, max_rows: int, max_columns: int) -> RawSheet | SheetIssue:
    """The rows of a text file, as read; a refusal past max_rows records or max_columns cells in a row."""
    decoded = decode(data)
    if not decoded.text.strip():
        return SheetIssue(label, "there is nothing in it")
    detected = detect_dialect(decoded.text)
    text = decoded.text[detected.offset :]
    try:
        records = parse(text, detected.dialect, first_line=1 + detected.lines_before, max_rows=max_rows + 1)
    except OverflowError:
        return SheetIssue(label, f"it has more than {max_rows:,} rows, which is the limit; please share it in parts")
    except ValueError:
        return SheetIssue(label, "one of its lines is far too long for a table")
    if max(map(len, records.rows), default=0) > max_columns:
        return SheetIssue(label, f"it has more than {max_columns:,} columns, which is the limit")
    return RawSheet(label, records.lines, records.rows, decoded.repairs + _open_quotes(records.open_quotes))


def _open_quotes(lines: tuple[int, ...]) -> tuple[Repair, ...]:
    """The repair that says where quotation marks were never closed."""
    if not lines:
        return ()
    where = ", ".join(map(str, lines[:_PREVIEW]))
    return (Repair(f"quotation marks that are never closed were read as letters (line {where})", len(lines)),)
