"""Records of JSON written as canonical CSV: flattened, their columns in order of appearance, of the types JSON gives.

Imported by a child, so it imports nothing heavy.
"""

from __future__ import annotations

import json
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any

from shared.adapters.files.json_values import Real, Values, Whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_DEPTH = 3
"""Keys that make up the name of a column at the most; what is nested deeper is kept as JSON text."""
_HEAD = 1_000
"""Records whose keys make the header; a later key has all of them written again."""
_MAX_CELL_CHARACTERS = 1_000_000
"""As of core/ingest/text/records.py."""
_MAX_DIGITS = 38
_LARGEST = 2**63 - 1
_SURELY_64_BITS = 18
_TOLD = 5
_WHOLE, _DECIMAL, _FLOAT, _TRUTH, _TEXT, _NESTED = (1 << place for place in range(6))
_DECLARED = {_WHOLE: "integer", _TRUTH: "boolean", _NESTED: "text"}


class TableRefusedError(Exception):
    """No table can be made of the records; the message is a problem as children report them."""


class _Columns:
    """What is known of the columns so far, in order of appearance.

    kinds are the bits of what was seen. The most digits before and after the point are kept of numbers (a minus may
    count as one).
    """

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}
        self._whole: dict[str, int] = {}
        self._scale: dict[str, int] = {}

    def cells(self, record: dict[str, Any]) -> dict[str, str]:
        """The cells of a record as CSV writes them, by column. Raises TableRefusedError for a cell too long."""
        kinds, cells = self.kinds, {}
        for name, value in record.items():
            if value.__class__ is str:
                kind, text = _TEXT, '"' + value.replace('"', '""') + '"'
                if "\0" in text:
                    text = text.replace("\0", "")
            else:
                kind, text = self._cell(name, value)
            if len(text) > _MAX_CELL_CHARACTERS:
                raise TableRefusedError("cell")
            known = kinds.get(name, -1)
            if known < 0 or kind & ~known:
                kinds[name] = max(known, 0) | kind
            cells[name] = text
        return cells

    def names(self) -> list[str]:
        """The columns, without those that are objects in other records and nothing in these."""
        return [
            name
            for name, kind in self.kinds.items()
            if kind or not any(other.startswith(f"{name}.") for other in self.kinds)
        ]

    def declared(self, name: str) -> str | None:
        """The type that JSON itself gives a column, None where its cells are to be understood."""
        kind = self.kinds[name]
        if kind & ~(_WHOLE | _DECIMAL | _FLOAT) or not kind:
            return _DECLARED.get(kind)
        if kind & _FLOAT or self._whole.get(name, 0) + self._scale.get(name, 0) > _MAX_DIGITS:
            return "float"
        return "decimal" if kind & _DECIMAL else "integer"

    def _cell(self, name: str, value: Any) -> tuple[int, str]:  # noqa: ANN401 - any value of JSON
        """The kind and the text of a value that is no text; what is missing is empty."""
        kind = value.__class__
        if kind is Whole and len(value) <= _SURELY_64_BITS:
            if len(value) > self._whole.get(name, 0):
                self._whole[name] = len(value)
            return _WHOLE, value
        if kind is Whole or kind is Real:
            return self._number(name, value), value
        if value is None:
            return 0, ""
        if kind is bool:
            return _TRUTH, "true" if value else "false"
        return _NESTED, _quoted(json_text(value))

    def _number(self, name: str, text: str) -> int:
        """The kind of a number."""
        if "e" in text or "E" in text:
            return _FLOAT if isfinite(float(text)) else _TEXT
        whole, _, fraction = text.lstrip("-").partition(".")
        if len(whole) > self._whole.get(name, 0):
            self._whole[name] = len(whole)
        if len(fraction) > self._scale.get(name, 0):
            self._scale[name] = len(fraction)
        if len(whole) + len(fraction) > _MAX_DIGITS:
            # No number keeps so many digits: whole ones are names, others measurements.
            return _FLOAT if fraction else _TEXT
        if fraction or (len(whole) > _SURELY_64_BITS and abs(int(text)) > _LARGEST):
            return _DECIMAL
        return _WHOLE


def write_records(values: Values, path: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """Write the records as a table with a header, and describe it.

    What is no object is left out and told, unless all is none: then there is one column, called "value".
    Raises TableRefusedError, and what reading the values raises.
    """
    records = _Records(values)
    columns = _Columns()
    header = _write(records, columns, path, bounds, columns.names)
    if header != columns.names():
        final = columns.names()
        _write(records, columns, path, bounds, lambda: final)
        header = final
    return {
        "file": path.name,
        "declared": [columns.declared(name) for name in header],
        "repairs": records.repairs() + repairs_of(values),
    }


def write_rows(values: Values, path: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """Write lists as rows, to be understood like a sheet. Raises as write_records does."""
    columns, left_out, count = _Columns(), 0, 0
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        for _, row in values:
            if not isinstance(row, list):
                left_out += 1
                continue
            count += 1
            _check(count, len(row), bounds)
            cells = columns.cells({str(place): value for place, value in enumerate(row)})
            file.write(",".join(cells.values()) + "\n" if len(cells) > 1 else _alone(next(iter(cells.values()), "")))
    if not count:
        raise TableRefusedError("there are no rows in it")
    return {
        "file": path.name,
        "repairs": [("records that are no lists were left out", left_out, True), *repairs_of(values)],
    }


def repairs_of(values: Values) -> list[tuple[Any, ...]]:
    """What decoding the values did."""
    bad = values.left_out
    return [
        (
            f"{values.what} that are no sound JSON were left out ({values.what[:-1]} {_places(bad)})",
            len(bad),
            True,
            "lost",
            values.what[:-1],
        ),
        ("objects named a key twice: the last one counts", values.decoder.doubled, True, "", "object"),
        ("values that are no numbers (NaN, Infinity) were left empty", values.decoder.odd, True, "stray", "value"),
    ]


def json_text(value: Any) -> str:  # noqa: ANN401 - any value of JSON
    """A value as JSON, numbers as they were written."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json_text(str(key))}: {json_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(json_text, value)) + "]"
    return str(value) if isinstance(value, Whole | Real) else json.dumps(value, ensure_ascii=False)


class _Records:
    """Values as flat records, all of the kind of the first one."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._begin()

    def _begin(self) -> None:
        self._others: list[int] = []
        self._clashes = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._begin()
        objects: bool | None = None
        for place, value in self._values:
            is_object = isinstance(value, dict)
            objects = is_object if objects is None else objects
            if is_object != objects:
                self._others.append(place)
            elif objects:
                flat: dict[str, Any] = {}
                self._clashes += _flatten(value, "", 1, flat)
                yield flat
            else:
                yield {"value": value}

    def repairs(self) -> list[tuple[Any, ...]]:
        """What making records did."""
        return [
            (
                f"{self._values.what} that are not like the first were left out ({_places(self._others)})",
                len(self._others),
                True,
                "",
                self._values.what[:-1],
            ),
            ("names were there twice, nested and with a dot: the last one counts", self._clashes, True, "", "name"),
        ]


def _flatten(record: dict[str, Any], prefix: str, depth: int, flat: dict[str, Any]) -> int:
    """Put what a record holds into flat, nested keys joined by dots, and count what was there already."""
    clashes = 0
    for key, value in record.items():
        if value.__class__ is dict and value and depth < MAX_DEPTH:
            clashes += _flatten(value, f"{prefix}{key}.", depth + 1, flat)
        else:
            name = prefix + key
            clashes += name in flat
            flat[name] = None if value == {} else value
    return clashes


def _write(
    records: Iterable[dict[str, Any]],
    columns: _Columns,
    path: Path,
    bounds: dict[str, int],
    names: Any,  # noqa: ANN401
) -> list[str]:
    """Write the records under the header that names gives once the first of them are known; return the header."""
    source = iter(records)
    head = [columns.cells(record) for record in islice(source, _HEAD)]
    if not head:
        raise TableRefusedError("there are no rows in it")
    header: list[str] = names()
    if not header:
        raise TableRefusedError("there are no columns in it")
    if max(map(len, header)) > _MAX_CELL_CHARACTERS:
        raise TableRefusedError("cell")
    _check(len(head), len(header), bounds)
    is_alone = len(header) == 1
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(",".join(map(_quoted, header)) + "\n")
        for count, cells in enumerate(_chain(head, source, columns), start=1):
            if count > bounds["rows"]:
                raise TableRefusedError("rows")
            if is_alone:
                file.write(_alone(cells.get(header[0], "")))
            else:
                file.write(",".join([cells.get(name, "") for name in header]) + "\n")
            if len(columns.kinds) > bounds["columns"] + len(header):
                raise TableRefusedError("columns")
    _check(0, len(columns.names()), bounds)
    return header


def _chain(head: list[dict[str, str]], source: Iterator[dict[str, Any]], columns: _Columns) -> Iterator[dict[str, str]]:
    yield from head
    for record in source:
        yield columns.cells(record)


def _check(rows: int, width: int, bounds: dict[str, int]) -> None:
    if width > bounds["columns"]:
        raise TableRefusedError("columns")
    if rows > bounds["rows"]:
        raise TableRefusedError("rows")


def _alone(cell: str) -> str:
    """The line of a row of one cell, which is not blank even where the cell is."""
    return f"{cell or _quoted('')}\n"


def _quoted(text: str) -> str:
    """A text as CSV; the one character that no database stores is left out."""
    return '"' + text.replace("\0", "").replace('"', '""') + '"'


def _places(places: list[int]) -> str:
    """The first of some places, in words."""
    return ", ".join(map(str, places[:_TOLD])) + (" …" if len(places) > _TOLD else "")
