"""The scale of a chart: round ticks around the data, and short labels for them."""

from __future__ import annotations

import math
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_THOUSAND = 1e3
_SMALL = 10_000


@dataclass(frozen=True, slots=True)
class Scale:
    """Round bounds, and the ticks between them."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Return where a value lies between the bounds, 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def scale(values: list[float], wanted: int = 5) -> Scale:
    """Return a scale that holds the values and zero, with about so many steps."""
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1.0
    rough = (high - low) / wanted
    magnitude = 10 ** math.floor(math.log10(rough))
    step = next(size * magnitude for size in _STEPS if size * magnitude >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(round(count * step, 10) for count in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def short(value: float, step: float = 0.0) -> str:
    """Return a number for a tick: 0, 250, 1.5K, 2M; every tick of a scale in the same unit of its step."""
    size = max(abs(value), step)
    for unit, letter in _UNITS:
        if size >= unit and (unit > _THOUSAND or size >= _SMALL or step >= unit):
            return f"{_trim(value / unit)}{letter}" if value else "0"
    return _trim(value)


def exact(value: float) -> str:
    """Return a number in full, with thousands separators and no needless decimals."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.4f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:,.2f}"


def _trim(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")
