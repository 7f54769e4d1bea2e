"""Our dataclasses as JSON columns.

The columns are json, not jsonb: they are read whole, and jsonb refuses texts that people can write (U+0000).
"""

from __future__ import annotations

from typing import TypeVar

from psycopg.types.json import Json

from shared.core.codec import decode, encode
from shared.core.errors import UserError

T = TypeVar("T")


def document(value: object) -> Json | None:
    """The value as a parameter for a json column; None stays NULL."""
    return None if value is None else Json(encode(value))


def read(expected: type[T], data: object) -> T | None:
    """The value of a json column; None for NULL, and for a form of an older version that this one cannot read."""
    if data is None:
        return None
    try:
        return decode(expected, data)
    except UserError:
        return None
