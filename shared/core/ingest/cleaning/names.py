"""From a header or a file name, as people write them, to an identifier that is safe in every engine."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_NAME = 56
"""PostgreSQL keeps 63 bytes of an identifier; the rest is room for a suffix that makes it unique."""

_SYMBOLS = {"%": " percent ", "#": " number ", "&": " and ", "@": " at ", "+": " plus "}
_LETTERS = str.maketrans(
    {"\u00df": "ss", "\u00e6": "ae", "\u00c6": "Ae", "\u00f8": "o", "\u00d8": "O", "\u0142": "l", "\u0141": "L",
     "\u0111": "d", "\u0110": "D", "\u0153": "oe", "\u0152": "Oe", "\u0131": "i"}
)  # fmt: skip
"""Letters that no mark can be taken away from."""
_WORD_BREAKS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile(r"['\u2019`]")
_SYSTEM_COLUMNS = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "oid", "rowid"})
_COMPRESSIONS = frozenset({".gz", ".bz2", ".xz", ".zip"})
_TABLES = frozenset(".csv .tsv .tab .txt .xlsx .xlsm .xlsb .xls .ods .parquet .json .jsonl .ndjson .geojson".split())


def snake_case(text: str, fallback: str) -> str:
    """The words of text joined by underscores, ASCII and lower case; fallback where nothing of it remains.

    A name never starts with a digit and is never the name of a system column of PostgreSQL or DuckDB.
    """
    for symbol, word in _SYMBOLS.items():
        text = text.replace(symbol, word)
    text = _APOSTROPHES.sub("", text).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = _NOT_WORD.sub("_", _WORD_BREAKS.sub(" ", plain).lower()).strip("_")[:MAX_NAME].strip("_")
    if not name:
        return fallback
    if name[0].isdigit():
        name = f"n_{name}"
    return f"{name}_value" if name in _SYSTEM_COLUMNS else name


def column_names(labels: tuple[str, ...]) -> tuple[str, ...]:
    """One identifier a label, in order; a second "amount" becomes amount_2, a label without letters column_3."""
    return _unique(tuple(snake_case(label, f"column_{place}") for place, label in enumerate(labels, start=1)))


def table_names(labels: tuple[str, ...]) -> tuple[str, ...]:
    """One identifier a table of the same file, in order."""
    return _unique(tuple(snake_case(label, "table") for label in labels))


def file_stem(file_name: str) -> str:
    """What a file is called without folders and known endings: "2024/Sales Q1.csv.gz" is "Sales Q1"."""
    path = PurePosixPath(file_name.replace("\\", "/"))
    for endings in (_COMPRESSIONS, _TABLES):
        if path.suffix.lower() in endings and path.stem:
            path = path.with_suffix("")
    return path.name.strip() or "file"


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names with a number behind those that came before (or that such a number would collide with)."""
    taken = set(names)
    seen: set[str] = set()
    result = []
    for name in names:
        unique, number = name, 1
        while unique in seen or (number > 1 and unique in taken):
            number += 1
            unique = f"{name}_{number}"
        seen.add(unique)
        result.append(unique)
    return tuple(result)
