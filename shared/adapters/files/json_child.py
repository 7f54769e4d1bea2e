"""Reads one JSON file in a process of its own: python json_child.py FILE FOLDER LIMITS.

Run as a script, see shared.adapters.files.children. Tables are found in: JSON Lines; a list of objects, of lists or of
plain values; several objects one after the other; an object with lists of objects in it (each a table), or with a list
of lists; an object of columns (lists of one length, or
objects whose keys are row numbers); an object of objects, whose keys become the column "key"; a single object. Lists
and lines are read piece by piece, whatever their size; other documents are held whole.
"""

from __future__ import annotations

import codecs
import json
import re
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from shared.adapters.files.child_bounds import run
from shared.adapters.files.json_tables import TableRefusedError, repairs_of, write_records, write_rows
from shared.adapters.files.json_values import (
    Decoder,
    Elements,
    Lines,
    NotSoundError,
    Parts,
    Series,
    SeveralValuesError,
    Values,
)

if TYPE_CHECKING:
    from pathlib import Path

_PROBE = 4096
_CHUNK = 1 << 20
_WHOLE_BYTES = 100 << 20
_MAX_DEPTH = 3
_MAX_TABLES = 100
_NOT_SOUND = "it is no sound JSON, or ends before it is complete"
_TOO_LARGE = "JSON documents above 100 MB cannot be read unless they are one list; please share it as JSON Lines"
_OTHER_ENCODING = ("the file is not UTF-8, as JSON should be: it was read as Windows-1252", 1, True, "", "")
_BROKEN = (
    "the file is not UTF-8 throughout: characters that could not be read were replaced",
    1,
    True,
    "unreadable",
    "",
)
_GRID = 2
_NAMES = ("columns", "headers", "header", "fields", "cols", "column_names", "columnNames")
_ROWS = ("data", "rows", "values", "records")
"""What the names of columns, and a list of lists below them, are called."""
_ROW_NUMBER = re.compile(r"\d+")
_Tables = list[tuple[str, list[Any]]]


def read(file: Path, folder: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """Write the tables and describe them, or say why there are none."""
    with file.open("rb") as source:
        encoding = json.detect_encoding(source.read(_PROBE))
    try:
        return _read(file, encoding, folder, bounds)
    except UnicodeDecodeError:
        is_broken = encoding.startswith("utf-8") and _begins_as_utf_8(file)
        report = _read(file, encoding if is_broken else "cp1252", folder, bounds, errors="replace")
        for sheet in report.get("sheets", ()):
            sheet["repairs"].append(_BROKEN if is_broken else _OTHER_ENCODING)
        return report


def _begins_as_utf_8(file: Path) -> bool:
    """True where letters beyond ASCII are sound UTF-8 before the first that is not: then a few bytes are broken."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            try:
                if not decoder.decode(chunk).isascii():
                    return True
            except UnicodeDecodeError as error:
                return not error.object[: error.start].isascii()
    return False


def _read(file: Path, encoding: str, folder: Path, bounds: dict[str, int], *, errors: str = "strict") -> dict[str, Any]:
    """The report on a text in this encoding. Raises UnicodeDecodeError where it is in another."""
    try:
        with file.open(encoding=encoding, errors=errors) as text:
            start = text.read(_PROBE).lstrip("\ufeff \t\r\n")[:1]
            text.seek(0)
            if file.suffix == ".jsonl" or _is_lines(text):
                return {"sheets": [_list_table(Lines(text), "lines", folder, bounds)]}
            if start == "[":
                return {"sheets": [_list_table(Elements(text), "list", folder, bounds)]}
            if file.stat().st_size > _WHOLE_BYTES:
                return {"problem": _TOO_LARGE}
            return {"sheets": _whole(text, folder, bounds)}
    except (TableRefusedError, NotSoundError) as refused:
        return {"problem": str(refused)}
    except RecursionError:
        return {"problem": "it is nested too deeply"}


def _whole(text: TextIO, folder: Path, bounds: dict[str, int]) -> list[dict[str, Any]]:
    """The tables of a text that is no list: of one document, or the one of several values."""
    text.seek(0)
    try:
        return _document(text.read(), folder, bounds)
    except SeveralValuesError:
        return [_list_table(Series(text), "values", folder, bounds)]


def _is_lines(text: Any) -> bool:  # noqa: ANN401 - a text file
    """True where the first line is a whole object or list, and another line follows."""
    decoder, filled = Decoder(), (line for line in text if line.strip())
    first = next(filled, "").strip().removeprefix("\ufeff")
    try:
        is_whole = isinstance(decoder.whole(first), dict | list)
    except ValueError:
        return False
    return is_whole and next(filled, None) is not None


def _list_table(values: Values, name: str, folder: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """The table that records make: lists are rows, anything else records."""
    first = next(islice(values, 1), None)
    if first is None:
        raise TableRefusedError(_NOT_SOUND if values.left_out else "there are no rows in it")
    write = write_rows if isinstance(first[1], list) else write_records
    return {"name": name} | write(values, folder / f"{name}.csv", bounds)


def _document(text: str, folder: Path, bounds: dict[str, int]) -> list[dict[str, Any]]:
    """The tables of a document that is no list."""
    decoder = Decoder()
    try:
        document = decoder.whole(text.removeprefix("\ufeff"))
    except SeveralValuesError:
        raise
    except ValueError as error:
        raise TableRefusedError(_NOT_SOUND) from error
    if not isinstance(document, dict) or not document:
        raise TableRefusedError("there is no table in it")
    tables, beside = _tables(document)
    entries = []
    for place, (name, records) in enumerate(tables):
        values = Parts(records, decoder)
        path = folder / f"{place}.csv"
        write = write_rows if records and isinstance(records[0], list) else write_records
        entry = {"name": name} | write(values, path, bounds)
        if place:
            entry["repairs"] = [each for each in entry["repairs"] if each not in repairs_of(values)]
        entries.append(entry)
    if beside:
        told = f"values beside the tables were left out ({', '.join(beside[:5])}{' …' if len(beside) > 5 else ''})"  # noqa: PLR2004
        entries[0]["repairs"].append((told, len(beside), True, "", "value"))
    return entries


def _tables(document: dict[str, Any]) -> tuple[_Tables, list[str]]:
    """The tables of an object, each with its name, and the names of what is in none of them."""
    tables: _Tables = []
    beside: list[str] = []
    if not _is_uniform(document):
        _find(document, "", 1, tables, beside)
    if len(tables) > _MAX_TABLES:
        raise TableRefusedError(f"it holds more than {_MAX_TABLES} lists of objects")
    if tables:
        return tables, beside
    if rows := _lists(document):
        return [rows], [key for key in document if key != rows[0]]
    return [("", _split(document) or _columns(document) or _keyed(document) or [document])], []


def _is_uniform(document: dict[str, Any]) -> bool:
    """True for several objects with the same keys and some plain value each: records, whatever lists they hold."""
    values = list(document.values())
    return len(values) > 1 and all(
        isinstance(each, dict)
        and each.keys() == values[0].keys()
        and not all(isinstance(part, list | dict) for part in each.values())
        for each in values
    )


def _find(document: dict[str, Any], prefix: str, depth: int, tables: _Tables, beside: list[str]) -> None:
    """Gather the lists of objects, by the path to them, and the paths of what is beside them."""
    for key, value in document.items():
        name = prefix + key
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            tables.append((name, value))
        elif isinstance(value, dict) and value and depth < _MAX_DEPTH:
            _find(value, f"{name}.", depth + 1, tables, beside)
        else:
            beside.append(name)


def _split(document: dict[str, Any]) -> list[Any] | None:
    """The rows of an object with the names of columns and a list of lists (as pandas writes "split")."""
    names, rows = (next((document[key] for key in keys if key in document), None) for keys in (_NAMES, _ROWS))
    if not isinstance(names, list) or any(isinstance(name, list | dict) for name in names):
        return None
    if isinstance(rows, list) and rows and all(isinstance(row, list) for row in rows):
        return [dict(zip(map(str, names), row, strict=False)) for row in rows]
    return None


def _lists(document: dict[str, Any]) -> tuple[str, list[Any]] | None:
    """The key and the rows of the only list of lists of plain cells; its columns have no names but those in it."""
    found = [(key, value) for key, value in document.items() if _is_grid(value)]
    others = [each for key, each in document.items() if not _is_grid(each) and isinstance(each, list | dict)]
    return found[0] if len(found) == 1 and not others else None


def _is_grid(value: Any) -> bool:  # noqa: ANN401 - any value
    """True for several lists of plain cells, of which the first has several."""
    if not isinstance(value, list) or len(value) < _GRID or not all(isinstance(row, list) for row in value):
        return False
    return len(value[0]) >= _GRID and not any(isinstance(cell, list | dict) for row in value for cell in row)


def _columns(document: dict[str, Any]) -> list[Any] | None:
    """The rows of an object of columns: lists of one length, or objects with the same row numbers for keys."""
    values = list(document.values())
    if all(isinstance(each, list) for each in values) and len({len(each) for each in values}) == 1:
        return [dict(zip(document, row, strict=True)) for row in zip(*values, strict=True)]
    has_rows = all(isinstance(each, dict) and each and each.keys() == values[0].keys() for each in values)
    if has_rows and all(map(_ROW_NUMBER.fullmatch, values[0])):
        return [{name: column[row] for name, column in document.items()} for row in values[0]]
    return None


def _keyed(document: dict[str, Any]) -> list[Any] | None:
    """The rows of an object of several objects."""
    if len(document) > 1 and all(isinstance(each, dict) for each in document.values()):
        return [{"key": key} | value for key, value in document.items()]
    return None


if __name__ == "__main__":
    run(read, sys.argv[1:4])
