"""The cells of a filled query: what a JSON scalar is in the type of its column."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from shared.core.models.shape import read_json
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.table.types import Cell

_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


class MisfilledError(ValueError):
    """The reply has the shape of a query but says something that cannot be; one sentence for the model."""


def typed(value: str | float | bool, kind: DataType) -> Cell:  # noqa: FBT001 - a JSON scalar
    """Return the value as its column has them. Raises ValueError where it cannot be."""
    if kind is DataType.BOOLEAN:
        if isinstance(value, bool):
            return value
        said = str(value).casefold()
        return _BOOLEANS[said] if said in _BOOLEANS else _refuse()
    if isinstance(value, bool):
        return _refuse()
    if kind.is_numeric:
        return _number(value)
    if kind is DataType.TIME:
        return time.fromisoformat(str(value))
    return read_moment(str(value))


def _refuse() -> Cell:
    raise ValueError


def _number(value: str | float) -> int | float:
    if not isinstance(value, str):
        return value
    found = read_json(value.replace(",", "").strip())
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(value)  # noqa: TRY004 - the text holds no number
    return found


def read_moment(text: str | None) -> date | datetime | None:
    """Return a day, or an instant without a zone. Raises MisfilledError for what is neither."""
    if text is None:
        return None
    try:
        if len(text) == len("2024-01-31"):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise MisfilledError("Dates are written like 2024-01-31, times like 2024-01-31T09:30:00.") from None


def said_period(start: date | datetime | None, end: date | datetime | None) -> str:
    """Return a period in our own words: nothing that a model wrote is ever shown."""
    if start is None:
        return f"before {end}"
    return f"since {start}" if end is None else f"{start} up to but not on {end}"
