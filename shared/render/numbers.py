"""Numbers as people read them: grouped, with their unit, never in scientific notation.

Rupees (unit ₹) are grouped the Indian way, and spoken in lakh and crore in headlines; everything else in thousands.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from shared.core.table.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterable

Number = int | float | Decimal

NO_NUMBER = "–"
RUPEE = "₹"
_MINUS = "-"
_HUNDRED, _TEN_THOUSAND = 100, 10_000
_SECOND_MS = 1_000
_LEAST_COST, _TEN_CENTS = 0.0001, 0.1
_LONGEST = 400
"""Digits enough for any float; beyond it a decimal is not a number people read."""
_SECONDS = {"s": 1, "sec": 1, "min": 60, "h": 3_600, "hr": 3_600, "hours": 3_600}
_LONG = 120
"""From this many of its unit on, a duration is also said in a larger one."""
_SPANS = ((31_557_600, "years"), (86_400, "days"), (3_600, "hours"), (60, "minutes"))


def as_decimal(value: object) -> Decimal | None:
    """Return the exact value of a number as it is written, or None for what is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    exact = Decimal(value)
    return exact if exact.is_finite() and abs(exact.adjusted()) < _LONGEST else None


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half away from zero, as people do; minus nothing is nothing."""
    with localcontext(prec=2 * _LONGEST):
        result = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return result or abs(result)


def decimals_for(values: Iterable[object], unit: str = "") -> int:
    """Choose how many decimals a set of numbers deserves, so that all of them share it.

    None for whole numbers; two for money and from 1 upwards; below 1 enough for three significant digits of the
    largest (at most 9).
    """
    exact = [each for value in values if (each := as_decimal(value)) is not None]
    if all(each == each.to_integral_value() for each in exact):
        return 0
    largest = max(abs(each) for each in exact)
    if largest >= 1 or unit in CURRENCIES:
        return 2
    return min(9, 2 - largest.adjusted())


def grouped(digits: str, *, indian: bool = False) -> str:
    """Put commas between groups of a run of digits: 12,345,678, or 1,23,45,678 in the Indian way."""
    head, tail, size = digits[:-3], digits[-3:], 2 if indian else 3
    first = len(head) % size
    groups = [head[:first], *(head[i : i + size] for i in range(first, len(head), size)), tail]
    return ",".join(group for group in groups if group)


def with_unit(sign: str, figure: str, unit: str) -> str:
    """Join a sign, an unsigned figure and a unit: -₹5, 5 %-less "5%", 5 min."""
    if unit in CURRENCIES:
        return f"{sign}{unit}{figure}"
    if unit == "%":
        return f"{sign}{figure}%"
    return f"{sign}{figure} {unit}".rstrip()


def number(value: object, unit: str = "", decimals: int | None = None) -> str:
    """Write a number in full: 336,776, ₹1,23,45,678.90, 12.5%, 15 min; an en dash for null, NaN and infinity."""
    exact = as_decimal(value)
    if exact is None:
        return NO_NUMBER
    places = decimals_for([exact], unit) if decimals is None else decimals
    sign, figure = _figure(exact, places, indian=unit == RUPEE)
    return with_unit(sign, figure, unit)


def _figure(exact: Decimal, places: int, *, indian: bool) -> tuple[str, str]:
    near = rounded(exact, places)
    if not near:
        return "", "0"
    whole, _, fraction = format(abs(near), "f").partition(".")
    figure = grouped(whole, indian=indian)
    return _MINUS if near < 0 else "", f"{figure}.{fraction}" if fraction else figure


_NEARLY = Decimal("0.99995")
_SHORT = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
_SHORT_INDIAN = ((Decimal(10) ** 7, " Cr"), (Decimal(10) ** 5, " L"), (Decimal(10) ** 3, "k"))
_SPOKEN = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"))
_SPOKEN_INDIAN = ((Decimal(10) ** 7, " crore"), (Decimal(10) ** 5, " lakh"))


def _scaled(
    exact: Decimal, unit: str, scales: tuple[tuple[Decimal, str], ...], decimals: int | None = None
) -> str | None:
    for size, name in scales:
        # what rounds up to the next size is said in that size: 99,99,999 is ₹1 crore, not ₹100 lakh
        nearly = 1 if size == scales[-1][0] else _NEARLY
        if abs(exact) >= size * nearly:
            part = exact / size
            places = decimals if decimals is not None else max(0, 2 - max(0, abs(part).adjusted()))
            sign, figure = _figure(part, places, indian=unit == RUPEE)
            trimmed = figure.rstrip("0").rstrip(".") if "." in figure else figure
            return with_unit(sign, f"{trimmed}{name}", unit)
    return None


def compact(value: object, unit: str = "") -> str:
    """Write a number for a narrow place, in about three digits: 12.3k, 1.24M, ₹4.5 L, ₹1.24 Cr, 0.35."""
    exact = as_decimal(value)
    if exact is None:
        return NO_NUMBER
    scaled = _scaled(exact, unit, _SHORT_INDIAN if unit == RUPEE else _SHORT)
    if scaled is not None:
        return scaled
    if exact == exact.to_integral_value():
        return number(exact, unit, 0)
    places = min(9, max(0, 2 - exact.adjusted()))
    sign, figure = _figure(exact, places, indian=False)
    return with_unit(sign, figure.rstrip("0").rstrip(".") if "." in figure else figure, unit)


def headline_number(value: object, unit: str = "") -> str:
    """Write a number for a sentence: ₹1.24 crore, ₹4.56 lakh, 1.24 billion, 336,776, 12.64 min.

    Figures below a lakh of rupees, or a billion of anything else, stand in full; long durations are also said in the
    unit people think in: 16,540 min (11.5 days).
    """
    exact = as_decimal(value)
    if exact is None:
        return NO_NUMBER
    scaled = _scaled(exact, unit, _SPOKEN_INDIAN if unit == RUPEE else _SPOKEN, decimals=2)
    figure = scaled if scaled is not None else number(exact, unit, _sentence_decimals(exact, unit))
    span = _span(exact, unit)
    return f"{figure} ({span})" if span else figure


def _sentence_decimals(exact: Decimal, unit: str) -> int:
    whole = exact == exact.to_integral_value()
    if whole or unit in CURRENCIES or abs(exact) < _HUNDRED:
        return decimals_for([exact], unit)
    return 1 if abs(exact) < _TEN_THOUSAND else 0


def _span(exact: Decimal, unit: str) -> str:
    size = _SECONDS.get(unit)
    if size is None or abs(exact) < _LONG:
        return ""
    seconds = exact * size
    length, name = next((each for each in _SPANS if abs(seconds) >= 2 * each[0]), _SPANS[-1])
    return f"{number(seconds / length, '', 1)} {name}"


def signed(value: object, unit: str = "") -> str:
    """Write a change with its sign: +12.5%, -₹4.56 lakh."""
    text = headline_number(value, unit)
    exact = as_decimal(value)
    return f"+{text}" if exact is not None and exact > 0 else text


def milliseconds(value: float) -> str:
    """Write how long something took: 340 ms, 1.2 s, 2 min 5 s."""
    if value < _SECOND_MS:
        return f"{max(0, round(value))} ms"
    if value < 60 * _SECOND_MS:
        return f"{value / _SECOND_MS:.1f} s"
    minutes, seconds = divmod(round(value / _SECOND_MS), 60)
    return f"{minutes} min {seconds} s"


def dollars(value: float) -> str:
    """Write what a model cost, in US dollars: free, under $0.0001, $0.0012, $0.25."""
    if value <= 0:
        return "free"
    if value < _LEAST_COST:
        return f"under ${_LEAST_COST}"
    return f"${value:.4f}" if value < _TEN_CENTS else f"${value:,.2f}"


def count(amount: int, noun: str, plural: str = "") -> str:
    """Write how many: 1 row, 336,776 rows."""
    return f"{number(amount)} {noun if amount == 1 else plural or noun + 's'}"
