"""Calculations written with signs: "(total revenue - total cost) / total cost * 100", every operand read in words.

A sum is products joined by + or -, a product operands joined by * or /; an operand is a sum in parentheses, a number,
or words that the reader understands as one number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.reading import Understood
from shared.core.asking.vocabulary import AGGREGATION
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import (
    AllOf,
    Arithmetic,
    Condition,
    FieldRef,
    Formula,
    MeasureRef,
    Operator,
    RowValue,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import Filter, SemanticQuery

_SIGNS = re.compile(r"(?<=\s)[-+](?=\s)|[*/×÷()]|(?<=\))\s*[-+]|[-+](?=\s*\()")
_IN_WORDS = (
    (re.compile(r"\s+divided by\s+", re.IGNORECASE), " / "),
    (re.compile(r"\s+(?:times|multiplied by)\s+", re.IGNORECASE), " * "),
    (re.compile(r"\s+minus\s+", re.IGNORECASE), " - "),
    (re.compile(r"\s+plus\s+", re.IGNORECASE), " + "),
    (re.compile(r"(?:the )?ratio of (.+?) to (.+)", re.IGNORECASE), r"(\1) / (\2)"),
)
_OPERATORS = {
    "+": Arithmetic.ADD,
    "-": Arithmetic.SUBTRACT,
    "*": Arithmetic.MULTIPLY,
    "×": Arithmetic.MULTIPLY,
    "/": Arithmetic.DIVIDE,
    "÷": Arithmetic.DIVIDE,
}
_SUMMED = re.compile(r"\b(?:total|sum)\b", re.IGNORECASE)
_AGGREGATED = re.compile(rf"\b{AGGREGATION}|\b(?:number|how many)\b", re.IGNORECASE)
_CALL = re.compile(r"\b(sum|total|avg|average|mean|min|max|count)\s?\(([^()]+)\)", re.IGNORECASE)
_CALLS = {
    "sum": "sum of",
    "total": "total",
    **dict.fromkeys(("avg", "average", "mean"), "average"),
    "min": "lowest",
    "max": "highest",
    "count": "number of",
}
_QUANTITIES = frozenset({"quantity", "qty", "units", "pieces"})
_HUNDRED = 100

Node = MeasureRef | Formula | int | float


@dataclass(frozen=True, slots=True)
class Operands:
    """How the words of an operand are read: over this index, by this reader."""

    index: ReaderIndex
    read: Callable[[str], Reading]
    summed: bool = False


class _NotUnderstoodError(Exception):
    """Some part of the calculation is no number of the model."""


def parse_number(text: str, operands: Operands) -> MeasureRef | None:
    """The number that a calculation or a phrase stands for, or None when any of it is not understood."""
    for form, sign in _IN_WORDS:
        text = form.sub(sign, text)
    text = _CALL.sub(lambda call: f"{_CALLS[call[1].casefold()]} {call[2]}", text)
    summed = _SUMMED.search(text) or (_SIGNS.search(text) and not _AGGREGATED.search(text))
    operands = replace(operands, summed=bool(summed))
    pieces = [piece.strip() for piece in re.split(f"({_SIGNS.pattern})", text) if piece and piece.strip()]
    try:
        node, rest = _sum(pieces, operands)
        if rest or isinstance(node, int | float):
            return None
        return node if isinstance(node, MeasureRef) else _calculated(node, operands.index)
    except _NotUnderstoodError:
        return None


def _calculated(formula: Formula, index: ReaderIndex) -> MeasureRef:
    root = _common(_leaves(formula), index)
    placed = _placed(formula, root, index) if root is not None else formula
    if root is None or not isinstance(placed, Formula):
        raise _NotUnderstoodError
    unit = "%" if _HUNDRED in (placed.left, placed.right) else ""
    return MeasureRef(root, Aggregation.CALCULATED, formula=placed, unit=unit)


def _sum(pieces: list[str], operands: Operands) -> tuple[Node, list[str]]:
    left, pieces = _product(pieces, operands)
    while pieces and pieces[0] in {"+", "-"}:
        right, rest = _product(pieces[1:], operands)
        left, pieces = Formula(_OPERATORS[pieces[0]], left, right), rest
    return left, pieces


def _product(pieces: list[str], operands: Operands) -> tuple[Node, list[str]]:
    left, pieces = _operand(pieces, operands)
    while pieces and pieces[0] in {"*", "/", "×", "÷"}:
        right, rest = _operand(pieces[1:], operands)
        left, pieces = Formula(_OPERATORS[pieces[0]], left, right), rest
    return left, pieces


def _operand(pieces: list[str], operands: Operands) -> tuple[Node, list[str]]:
    if not pieces or pieces[0] in _OPERATORS or pieces[0] == ")":
        raise _NotUnderstoodError
    if pieces[0] == "(":
        inner, rest = _sum(pieces[1:], operands)
        if not rest or rest[0] != ")":
            raise _NotUnderstoodError
        return inner, rest[1:]
    number = re.fullmatch(r"\d+(?:\.\d+)?", pieces[0])
    if number is not None:
        return (float(number[0]) if "." in number[0] else int(number[0])), pieces[1:]
    return _phrase(pieces[0], operands), pieces[1:]


def _phrase(said: str, operands: Operands) -> MeasureRef:
    """One number said in words, its conditions and its period kept with it.

    A bare column beside sums is added up too: "Tax" in "(Total amount - (Tax + Commission)) / Total amount"; what is
    no number by itself is counted: "revenue / orders".
    """
    ways = [said, said.casefold()]
    if operands.summed and not _AGGREGATED.search(said):
        ways = [f"total {said.casefold()}", *ways]
    ways.append(f"number of {re.sub(r'^(?:total|the) ', '', said.casefold())}")
    for text in dict.fromkeys(ways):
        reading = operands.read(text)
        found = _one_number(reading.query) if isinstance(reading, Understood) else None
        if found is not None:
            return found
    raise _NotUnderstoodError


def _one_number(query: SemanticQuery) -> MeasureRef | None:
    whole = query.dimensions or query.having or query.columns or query.limit or query.compare
    if whole or len(query.measures) != 1:
        return None
    kept: list[Filter] = [each for each in (query.measures[0].where, query.filters) if each is not None]
    if query.period is not None:
        bounds = ((Operator.GE, query.period.start), (Operator.LT, query.period.end))
        kept.extend(Condition(query.period.field, operator, (at,)) for operator, at in bounds if at is not None)
    where = None if not kept else (kept[0] if len(kept) == 1 else AllOf(tuple(kept)))
    return replace(query.measures[0], where=where)


def _leaves(node: Node) -> list[MeasureRef]:
    if isinstance(node, Formula):
        return [*_leaves(node.left), *_leaves(node.right)]
    return [node] if isinstance(node, MeasureRef) else []


def _common(leaves: list[MeasureRef], index: ReaderIndex) -> str | None:
    """The entity from which all the numbers are reached: itself one of theirs."""
    names = {leaf.entity for leaf in leaves}
    return next((name for name in names if names <= index.reach[name].keys()), None)


def _placed(node: Node, root: str, index: ReaderIndex) -> Node:
    """The calculation over the rows of root."""
    if isinstance(node, Formula):
        return Formula(node.operator, _placed(node.left, root, index), _placed(node.right, root, index))
    if not isinstance(node, MeasureRef) or node.entity == root:
        return node
    return _of_each_row(node, root, index)


def _of_each_row(measure: MeasureRef, root: str, index: ReaderIndex) -> MeasureRef:
    """As in "total cost" of sales whose cars have the cost: every sale costs its car.

    Where a row stands for several pieces, and for counts and averages of the other table, nobody said which is meant:
    all customers, or those who bought.
    """
    entity = index.model.entity(root)
    many = entity is not None and any(set(field.label.casefold().split()) & _QUANTITIES for field in entity.fields)
    if measure.aggregation is not Aggregation.SUM or measure.field is None or many:
        raise _NotUnderstoodError
    value = RowValue(Arithmetic.MULTIPLY, FieldRef(measure.entity, measure.field), 1)
    return MeasureRef(root, Aggregation.SUM, value=value, where=measure.where)
