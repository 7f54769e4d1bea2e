"""What reading a file gave, for people at a terminal and for programs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from shared.app.ingested_report import lost_key_repairs
from shared.core.ingest.report import REJECTS_TOLD
from shared.render.escape import one_line, shorten
from shared.render.ingestion.tables_told import repair_words
from shared.render.numbers import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra.local.cli.writing import Stored
    from shared.core.ingest.report import CleanColumn, CleanTable, FileReading, Reject

_EXAMPLES = 40
_LABEL = 28
_REMARK = 150
_REMARKS = 12
_REJECTS = 5


def as_json(reading: FileReading, seconds: float, stored: Stored | None) -> dict[str, Any]:
    """The report as JSON values: file, tables, issues, seconds, and where the tables were written."""
    return {
        "file": reading.file_name,
        "seconds": round(seconds, 3),
        "tables": [_table_json(each) for each in reading.tables],
        "issues": [each.for_user() for each in reading.issues],
        "written": _written_json(stored) if stored else None,
    }


def _table_json(table: CleanTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "label": table.label,
        "rows": len(table.rows),
        "key": list(table.key),
        "quality": {"score": table.quality.score, "remarks": list(table.quality.remarks)} if table.quality else None,
        "columns": [_column_json(each) for each in table.columns],
        "repairs": [
            {"what": each.what, "count": each.count, "unit": each.unit, "to_check": each.to_check}
            for each in table.repairs
        ],
        "rules": [{"what": each.what, "rows": each.rows} for each in table.rules],
        "left_out": {
            "rows": len(table.rejects),
            "first": [
                {"line": each.line, "reason": each.reason, "cells": list(each.cells)}
                for each in islice(table.rejects, REJECTS_TOLD)
            ],
        },
    }


def _column_json(column: CleanColumn) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label,
        "type": column.type.value,
        "precision": column.precision,
        "scale": column.scale,
        "unit": column.unit,
        "empty": column.nulls,
        "personal": column.personal,
        "examples": list(column.examples),
    }


def _written_json(stored: Stored) -> dict[str, Any]:
    written, version = stored.written, stored.written.version
    return {
        "schema": stored.schema,
        "version": version.number,
        "change": version.change.value,
        "is_new": written.is_new,
        "tables": dict(version.tables),
        "drift": list(stored.drift),
        "lost_keys": [
            {"table": each.table, "columns": list(each.columns), "repeated": each.repeated, "empty": each.empty}
            for each in written.lost_keys
        ],
    }


def as_text(reading: FileReading, seconds: float, stored: Stored | None) -> str:
    """The report as lines for a terminal."""
    return "\n".join(_lines(reading, seconds, stored))


def _lines(reading: FileReading, seconds: float, stored: Stored | None) -> Iterator[str]:
    tables = reading.tables
    if not tables:
        yield f"{reading.file_name}: nothing in it could be read as a table."
    else:
        rows = sum(len(each.rows) for each in tables)
        yield f"{reading.file_name}: {count(rows, 'row')} in {count(len(tables), 'table')}, read in {seconds:.1f} s"
    for table in tables:
        yield ""
        yield from _table_lines(table)
    if reading.issues:
        yield ""
        yield from (f"Not used: {each.for_user()}" for each in reading.issues)
    if stored:
        yield ""
        yield _written_line(stored)
        yield from (f"Please check: {one_line(each)}" for each in stored.drift)
        for lost in stored.written.lost_keys:
            yield from (f"Please check: {lost.table}: {repair_words(each)}" for each in lost_key_repairs(lost))


def _table_lines(table: CleanTable) -> Iterator[str]:
    words = [count(len(table.rows), "row"), count(len(table.columns), "column")]
    if table.rejects:
        words.append(f"{count(len(table.rejects), 'row')} left out")
    if table.quality:
        words.append(f"quality {table.quality.score} of 100")
    yield f"{one_line(table.label)}: {', '.join(words)}"
    yield from _columns(table.columns)
    for each in sorted(table.repairs, key=lambda each: not each.to_check)[:_REMARKS]:
        said = "Please check" if each.to_check else "Repaired"
        yield f"  {said}: {repair_words(each)}"
    for rule in table.rules:
        rows = f" ({count(rule.rows, 'row')})" if rule.rows else ""
        yield f"  {'Rule' if rule.rows else 'Rule that changed nothing'}: {shorten(one_line(rule.what), _REMARK)}{rows}"
    yield from _left_out(table.rejects)


def _columns(columns: Sequence[CleanColumn]) -> Iterator[str]:
    rows = [("column", "type", "empty", "examples"), *map(_column_row, columns)]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    for name, kind, empty, examples in rows:
        yield f"  {name:<{widths[0]}}  {kind:<{widths[1]}}  {empty:>{widths[2]}}  {examples}".rstrip()


def _column_row(column: CleanColumn) -> tuple[str, str, str, str]:
    size = f"({column.precision},{column.scale})" if column.precision is not None else ""
    kind = f"{column.type.value}{size}{f' {column.unit}' if column.unit else ''}"
    examples = "personal data, not shown" if column.personal else ", ".join(map(one_line, column.examples))
    return shorten(column.name, _LABEL), kind, f"{column.nulls:,}", shorten(examples, _EXAMPLES)


def _left_out(rejects: Sequence[Reject]) -> Iterator[str]:
    for each in islice(rejects, _REJECTS):
        cells = " | ".join(one_line(cell) for cell in each.cells)
        yield f"  Left out: line {each.line:,}: {each.reason} ({shorten(cells, _EXAMPLES)})"
    if len(rejects) > _REJECTS:
        yield f"  and {len(rejects) - _REJECTS:,} more rows left out"


def _written_line(stored: Stored) -> str:
    schema, written = stored.schema, stored.written
    if not written.is_new:
        return f"Nothing was written: the schema {schema} holds this content already."
    tables = ", ".join(f"{schema}.{name} ({count(rows, 'row')})" for name, rows in written.version.tables)
    return f"Written as version {written.version.number}: {tables}"
