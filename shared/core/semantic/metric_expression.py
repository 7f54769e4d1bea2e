"""Arithmetic that people write on metrics: names, numbers, + - * / and parentheses, read into a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.errors import UserError
from shared.core.semantic.query import Arithmetic, Formula

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.query import MeasureRef

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>[-+*/()]))")
_LONGEST, _DEEPEST = 500, 20


def expression(text: str, named: Callable[[str], MeasureRef]) -> Formula:
    """Return the arithmetic as a formula, each name looked up. Raises UserError for what is none.

    Grammar: sum = product {("+" | "-") product}; product = factor {("*" | "/") factor};
    factor = number | name | "-" factor | "(" sum ")".
    """
    reading = _Reading(_tokens(text), named, text)
    found = reading.sum(0)
    if reading.left():
        raise UserError(f"“{text}” is no arithmetic on metrics.")
    return found if isinstance(found, Formula) else Formula(Arithmetic.MULTIPLY, found, 1)


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > _LONGEST:
        raise UserError("That arithmetic is too long.")
    tokens, place, text = [], 0, text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise UserError(f"“{text}” is no arithmetic on metrics: use names, numbers, + - * / and parentheses.")
        tokens.append((str(found.lastgroup), found.group(str(found.lastgroup))))
        place = found.end()
    return tokens


class _Reading:
    """One expression, read from left to right."""

    def __init__(self, tokens: list[tuple[str, str]], named: Callable[[str], MeasureRef], text: str) -> None:
        self._tokens, self._named, self._text = tokens[::-1], named, text

    def left(self) -> bool:
        """True while something is unread."""
        return bool(self._tokens)

    def sum(self, depth: int) -> MeasureRef | Formula | float:
        """Read products joined by + and -."""
        found = self._product(depth)
        while (sign := self._sign("+", "-")) is not None:
            found = Formula(sign, found, self._product(depth))
        return found

    def _product(self, depth: int) -> MeasureRef | Formula | float:
        found = self._factor(depth)
        while (sign := self._sign("*", "/")) is not None:
            found = Formula(sign, found, self._factor(depth))
        return found

    def _factor(self, depth: int) -> MeasureRef | Formula | float:
        if depth > _DEEPEST or not self._tokens:
            raise UserError(f"“{self._text}” is no arithmetic on metrics.")
        kind, word = self._tokens.pop()
        if kind == "number":
            return float(word) if "." in word else int(word)
        if kind == "name":
            return self._named(word)
        if word == "-":
            inner = self._factor(depth + 1)
            return -inner if isinstance(inner, int | float) else Formula(Arithmetic.MULTIPLY, -1, inner)
        if word != "(":
            raise UserError(f"“{self._text}” is no arithmetic on metrics.")
        inner = self.sum(depth + 1)
        if self._tokens[-1:] != [("sign", ")")]:
            raise UserError(f"“{self._text}” lacks a closing parenthesis.")
        self._tokens.pop()
        return inner

    def _sign(self, *signs: str) -> Arithmetic | None:
        if not self._tokens or self._tokens[-1] not in [("sign", each) for each in signs]:
            return None
        return Arithmetic(self._tokens.pop()[1])
