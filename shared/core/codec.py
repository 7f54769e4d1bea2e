"""Our dataclasses as JSON-ready values, and back.

The form is what the command line prints, what pins, threads and the catalogue keep, and what a model fills. Every
dataclass carries its class name under "@type"; dates, times and decimals in a field that may hold any cell carry
a one-key object such as {"date": "2024-01-31"}. Reading checks shapes and raises UserError naming the place.
"""

from __future__ import annotations

import sys
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from shared.core.asking import question
from shared.core.boards import pin
from shared.core.errors import UserError
from shared.core.ingest import report
from shared.core.security import viewer
from shared.core.semantic import metrics, model, query
from shared.core.store import dataset, lease, manifest, source, statistics, sync
from shared.core.table import chart, result
from shared.core.table import types as table_types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

_STORE = (dataset, lease, manifest, source, statistics, sync)
_KNOWN = {
    name: value
    for module in (table_types, result, chart, model, metrics, query, viewer, question, pin, report, *_STORE)
    for name, value in vars(module).items()
    if isinstance(value, type | types.UnionType)
} | {"datetime": datetime, "date": date}

TAG = "@type"
"""Where a dataclass's name stands; no field can have this name."""

_SCALARS: dict[type, str] = {datetime: "timestamp", date: "date", time: "time", Decimal: "decimal"}
_READERS: dict[str, Callable[[str], Any]] = {
    "timestamp": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "decimal": Decimal,
}


def encode(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return a value that json.dumps takes. Raises TypeError for what is not ours to encode."""
    if is_dataclass(value) and not isinstance(value, type):
        encoded = {each.name: encode(getattr(value, each.name)) for each in fields(value)}
        return {TAG: type(value).__name__, **encoded}
    if isinstance(value, tuple | list | frozenset):
        return [encode(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if type(value) in _SCALARS:
        return {_SCALARS[type(value)]: value.isoformat() if hasattr(value, "isoformat") else str(value)}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    message = f"cannot encode {type(value).__name__}"
    raise TypeError(message)


def decode(expected: type[T], data: object) -> T:
    """Return the value that encode made this of. Raises UserError naming the first place that does not fit."""
    decoded: T = _decode(expected, data, expected.__name__)
    return decoded


def _decode(expected: Any, data: object, where: str) -> Any:  # noqa: ANN401 - type forms are values here
    origin = get_origin(expected)
    if origin is tuple:
        return _decode_tuple(get_args(expected), data, where)
    if origin in {Union, types.UnionType}:
        return _decode_union(get_args(expected), data, where)
    if is_dataclass(expected):
        return _decode_dataclass(expected, data, where)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return _decode_enum(expected, data, where)
    return _decode_scalar(expected, data, where)


def _decode_tuple(args: tuple[Any, ...], data: object, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise _misfit(where, "a list")
    if len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return tuple(_decode(args[0], item, f"{where}[{i}]") for i, item in enumerate(data))
    if len(args) != len(data):
        raise _misfit(where, f"{len(args)} items")
    return tuple(_decode(arg, item, f"{where}[{i}]") for i, (arg, item) in enumerate(zip(args, data, strict=True)))


def _decode_union(args: tuple[Any, ...], data: object, where: str) -> Any:  # noqa: ANN401
    if data is None and type(None) in args:
        return None
    choices = [arg for arg in args if arg is not type(None)]
    if isinstance(data, dict) and TAG in data:
        named = [arg for arg in choices if is_dataclass(arg) and getattr(arg, "__name__", "") == data[TAG]]
        if named:
            return _decode_dataclass(named[0], data, where)
    for choice in choices:
        try:
            return _decode(choice, data, where)
        except UserError:
            continue
    raise _misfit(where, "one of the kinds that fit there")


def _decode_dataclass(expected: Any, data: object, where: str) -> Any:  # noqa: ANN401
    if not isinstance(data, dict) or data.get(TAG, expected.__name__) != expected.__name__:
        raise _misfit(where, f"a {expected.__name__}")
    hints, declared = _hints(expected)
    unknown = data.keys() - hints.keys() - {TAG}
    if unknown:
        raise _misfit(f"{where}.{min(unknown)}", "absent")
    values = {}
    for each in declared:
        if each.name in data:
            values[each.name] = _decode(hints[each.name], data[each.name], f"{where}.{each.name}")
        elif each.default is MISSING and each.default_factory is MISSING:
            raise _misfit(f"{where}.{each.name}", "present")
    return expected(**values)


def _decode_enum(expected: type[Enum], data: object, where: str) -> Enum:
    try:
        return expected(data)
    except ValueError:
        raise _misfit(where, "one of " + ", ".join(str(each.value) for each in expected)) from None


def _decode_scalar(expected: Any, data: object, where: str) -> Any:  # noqa: ANN401
    if isinstance(data, dict) and len(data) == 1:
        ((tag, text),) = data.items()
        if tag in _READERS and isinstance(text, str) and _SCALARS.get(expected) == tag:
            try:
                return _READERS[tag](text)
            except (ValueError, InvalidOperation):
                raise _misfit(where, f"a {tag}") from None
    if expected is float and type(data) is int:
        return float(data)
    if type(data) is expected:
        return data
    raise _misfit(where, f"a {getattr(expected, '__name__', expected)}")


@cache
def _hints(expected: Any) -> tuple[Mapping[str, Any], tuple[Field[Any], ...]]:  # noqa: ANN401
    """The types of a class's fields: names as its module has them, then those that only type checkers import there."""
    names = _KNOWN | vars(sys.modules[expected.__module__])
    return get_type_hints(expected, localns=names), fields(expected)


def _misfit(where: str, wanted: str) -> UserError:
    return UserError(f"{where} should be {wanted}")
