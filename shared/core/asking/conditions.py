"""Conditions: comparisons, ranges, values, lists, negation, missing values, and text forms, in the place they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.adjectives import compared_adjective
from shared.core.asking.comparing_fields import read_field_comparisons
from shared.core.asking.dating import dated, read_dates, start_of_year, year_condition
from shared.core.asking.flags import read_flags
from shared.core.asking.forms import (
    ABOVE,
    BE,
    BETWEEN,
    LETTERS,
    MORE,
    N2,
    NOT,
    NOT_EACH,
    NOT_IN,
    ONLY_VALUES,
    TEXT,
    UNIT,
    VALUES,
    F,
    N,
)
from shared.core.asking.having import read_having
from shared.core.asking.lexicon import COMPARATIVES
from shared.core.asking.restricting import read_of_these, read_restricted
from shared.core.asking.text_parts import LIKE, ending, likes, read_other_parts
from shared.core.asking.valuing import listed, quoted, read_values
from shared.core.asking.vocabulary import COMPARISON, operator_of, opposite
from shared.core.asking.weekdays import read_weekdays
from shared.core.semantic.naming import words
from shared.core.semantic.query import AllOf, AnyOf, Condition, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Field
    from shared.core.semantic.query import Filter
    from shared.core.table.types import Cell

_TAILS = {
    "more": Operator.GE,
    "above": Operator.GE,
    "higher": Operator.GE,
    "greater": Operator.GE,
    "over": Operator.GE,
    "older": Operator.GE,
    "later": Operator.GE,
    "after": Operator.GE,
}
_MEMBERS = re.compile(r" @f\d+(?: (?:that|which|who|is|are|was|were|had|have|has|having|with))* $")
_IN_YEAR = re.compile(r" (?:in|during) @y(?P<year>\d+)")
_GROUPS = re.compile(r" (?:by|per|each|every|across) $")
_SECONDS = {
    **dict.fromkeys(("s", "sec", "second"), 1),
    **dict.fromkeys(("min", "minute"), 60),
    **dict.fromkeys(("h", "hr", "hour"), 3_600),
}
"""Units of time as people say them and as columns have them, in seconds."""


def _cell(draft: Draft, number: str, field: Field) -> Cell:
    value = draft.things[int(number)].number
    if field.type is DataType.TEXT:
        return draft.things[int(number)].said.strip()
    return value


def _ranges(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    ref = draft.ref(match["field"])
    low, high = (draft.things[int(match[name])].number for name in ("one", "two"))
    if low is None or high is None or field.type in {DataType.BOOLEAN, DataType.TEXT}:
        return None
    if field.type.is_temporal:
        return AllOf(
            (
                Condition(ref, Operator.GE, (start_of_year(low),)),
                Condition(ref, Operator.LT, (start_of_year(high + 1),)),
            )
        )
    low, high = sorted(_in_unit(draft, each, match, field) for each in (low, high))
    if match.groupdict().get("not"):
        return AnyOf((Condition(ref, Operator.LT, (low,)), Condition(ref, Operator.GT, (high,))))
    return Condition(ref, Operator.BETWEEN, (low, high))


def _compared(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    groups = match.groupdict()
    operator = operator_of(groups.get("op") or "")
    tail = (groups.get("tail") or "").split()
    if _says_when(draft, match, field):
        return None
    if re.search(r" of @[ny]\d+$", match[0]) and re.match(r" @[ef]", draft.text[match.end() :]):
        # The number counts what is said after it: "the seats of 5 planes".
        return None
    if tail:
        operator = _TAILS.get(tail[-1], Operator.LE)
    if groups.get("not"):
        operator = opposite(operator) or operator
    if field.type.is_temporal:
        return year_condition(draft, match, operator)
    if field.type is DataType.TEXT and operator not in {Operator.EQ, Operator.NE}:
        return None
    cell = _cell(draft, match["one"], field)
    value = _in_unit(draft, cell, match, field) if isinstance(cell, int | float) else cell
    return Condition(draft.ref(match["field"]), operator, (value,))


def _says_when(draft: Draft, match: re.Match[str], field: Field) -> bool:
    """As in "revenue by city in 2024": the year of the rows, not a city, where none is called so."""
    year = _IN_YEAR.search(match[0])
    if year is None or field.type.is_temporal or "year" in words(field.label):
        return False
    grouped = _GROUPS.search(draft.text[: match.start() + 1]) is not None
    return (field.type is DataType.TEXT or grouped) and draft.things[int(year["year"])].said not in field.values


def _in_unit(draft: Draft, value: float, match: re.Match[str], field: Field) -> float:
    """As in "over 2 hours" of a column that counts minutes; the unit is unknown where it may count something else."""
    said = match.groupdict().get("unit") or ""
    size = _SECONDS.get(said.removesuffix("s"))
    if size is None:
        return value
    if field.unit not in _SECONDS:
        draft.unknown.append(said)
        return value
    scaled = value * size / _SECONDS[field.unit]
    return int(scaled) if float(scaled).is_integer() else scaled


def _null(draft: Draft, match: re.Match[str]) -> Filter | None:
    if draft.field_at(match["field"]).type.is_numeric and _MEMBERS.search(draft.text[: match.start() + 1]):
        # As in "brands with no sales": no row says so.
        return None
    negated = bool(match.groupdict().get("not"))
    return Condition(draft.ref(match["field"]), Operator.NOT_NULL if negated else Operator.IS_NULL)


def _beside_average(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    above = match.groupdict().get("above")
    again = match.groupdict().get("again")
    if re.search(r" @f\d+(?: (?:is|are|was|were|be|being))* $", draft.text[: match.start() + 1]):
        # One field beside another's average.
        return None
    if not field.type.is_numeric or (again and draft.ref(again) != draft.ref(match["field"])):
        return None
    return Condition(draft.ref(match["field"]), Operator.ABOVE_AVERAGE if above else Operator.BELOW_AVERAGE)


_RULES: tuple[tuple[re.Pattern[str], Callable[[Draft, re.Match[str]], Filter | None]], ...] = tuple(
    (re.compile(form), make)
    for form, make in (
        (
            (
                rf" {F} {BE}{ABOVE} (?:its |the |overall |all )*(?:average|avg|mean)"
                r"(?: (?:of )?(?:all |overall )*@f(?P<again>\d+))?(?= )"
            ),
            _beside_average,
        ),
        (rf" {ABOVE} (?:the |overall )*(?:average|avg|mean) {F}(?= )", _beside_average),
        (rf" {F} {BE}{NOT}{BE}{BETWEEN} {N} (?:and|to|,|-|or) {N2}{UNIT}(?: inclusive)?(?= )", _ranges),
        (rf" (?:{BETWEEN} )?{N} (?:and|to|-) {N2}{UNIT} (?:of |in )*{F}(?= )", _ranges),
        (rf"{NOT_EACH} {F} {BE}{NOT}{BE}{COMPARISON} {N}{UNIT}(?= )", _compared),
        (rf" {F} {BE}(?P<op>not equals? to|not equal|!=) {N}(?= )", _compared),
        (rf" {F} {BE}{N}{UNIT}{MORE.removesuffix('?')}", _compared),
        (rf" {COMPARISON} {N} (?:of |in |the )*{F}(?= )", _compared),
        (rf" {F} {BE}{NOT}{BE}(?P<op>==|=|equals?(?: to)?|exactly|equal to)? ?{N}{UNIT}(?= )", _compared),
        (rf" (?:with|has|have|having|are|is|those|only) (?:exactly )?{N} {F}(?= )", _compared),
        (rf" (?P<adjective>{'|'.join(COMPARATIVES)}) than {N}{UNIT}(?= )", compared_adjective),
        (
            (
                rf" {F} {BE}(?P<not>not |non |non-|n't |isn't |aren't )?{BE}(?:null|missing|"
                rf"empty|blank|unknown|nil|unspecified)(?= )"
            ),
            _null,
        ),
        (
            (
                rf" (?:with |having |has |have |where )?(?:missing|null|without|no|empty|"
                rf"unknown|blank|without any) {F}(?= )"
            ),
            _null,
        ),
        (rf" (?P<not>non-null|non null|not null) {F}(?= )", _null),
        (
            (
                rf" (?:with|has|have|having|contain|contains|containing|whose|that|who|do|"
                rf"does)*(?P<not> not| no| without| not (?:have|contain|containing|having|"
                rf"include)| don\'t have)? ?(?:the )?(?:letters?|characters?|substrings?|"
                rf"words?|strings?) (?P<text>{TEXT})(?: (?:or|and) (?P<more>{TEXT}))? (?:in|"
                rf"on|of|within) (?:all |the )?{F}(?= )"
            ),
            likes(Operator.CONTAINS),
        ),
        (
            (
                rf" (?:with|has|have|having|contains?|containing|includes?) (?P<text>@[qv]\d+)"
                rf" (?:in|within) (?:their |its |all )*{F}(?= )"
            ),
            likes(Operator.CONTAINS, within=True),
        ),
        (
            rf"(?:(?<=@c\d or)|(?<=@c\d and)) (?P<text>@[qv]\d+) (?:in|within) (?:their |its |all )*{F}(?= )",
            likes(Operator.CONTAINS, within=True),
        ),
        (rf" (?:with|has|have|having|using|use|uses) (?P<text>@q\d+) {F}(?= )", ending),
        *(
            (
                (
                    rf" {F} {BE}{NOT}{BE}{form} {LETTERS}(?P<text>{TEXT})(?: or {LETTERS}(?P<more>(?:@[qv]\d+|"
                    rf"\w)))?(?= )"
                ),
                likes(kind),
            )
            for kind, form in LIKE[:2]
        ),
        (
            (
                rf" {F} {BE}{NOT}(?:containing|contains?|including|includes?|like|matching|"
                rf"(?:has|have|having|with) (?=letter|character|word|string|substring|the "
                rf"letter|@q)) ?{LETTERS}(?P<text>{TEXT})(?: or {LETTERS}(?P<more>(?:@[qv]\d+|"
                rf"\w)))?(?= )"
            ),
            likes(Operator.CONTAINS),
        ),
        (rf" (?P<not>{NOT_IN}) {F} {BE}(?P<values>{VALUES})(?= )", listed),
        (rf"{NOT_EACH} {F} {BE}{NOT}{BE}(?:(?:named|called|titled) )?(?P<values>{VALUES})(?= )", listed),
        (rf"{NOT_EACH} {F} {BE}{NOT}{BE}(?:(?:named|called|titled) )?(?P<values>{ONLY_VALUES})(?= )", listed),
        (rf" {F} {BE}{NOT}{BE}(?:==|=|equals?(?: to)?|named|called|titled)? ?@q(?P<text>\d+)(?= )", quoted),
        (rf" {F} {BE}@p(?P<period>\d+)(?= )", dated),
    )
)
_ELLIPSIS = re.compile(rf" @c(?P<before>\d+) (?P<joint>or|and|but|,) {BE}{COMPARISON} {N}{UNIT}(?= )")


def read_conditions(draft: Draft) -> None:
    """Take all conditions out of the text, the most specific forms first."""
    read_having(draft)
    read_field_comparisons(draft)
    read_flags(draft)
    for form, make in _RULES:
        _apply(draft, form, make)
    _ellipsis(draft)
    read_other_parts(draft)
    read_restricted(draft)
    read_weekdays(draft)
    read_dates(draft)
    read_values(draft)
    read_of_these(draft)


def _ellipsis(draft: Draft) -> None:
    """As in "age above 50 or below 46": the second comparison is of the same field."""
    position = 0
    while (match := _ELLIPSIS.search(draft.text, position)) is not None:
        first = draft.conditions[int(match["before"])]
        position = match.start() + 1
        if isinstance(first, Condition) and len(first.values) == 1:
            second = Condition(first.field, operator_of(match["op"]), (draft.things[int(match["one"])].number,))
            joint = AnyOf((first, second)) if match["joint"] == "or" else AllOf((first, second))
            draft.conditions[int(match["before"])] = joint
            draft.text = draft.text.replace(match[0], f" @c{match['before']} ", 1)


def _apply(draft: Draft, form: re.Pattern[str], make: Callable[[Draft, re.Match[str]], Filter | None]) -> None:
    position = 0
    while (match := form.search(draft.text, position)) is not None:
        condition = make(draft, match)
        if condition is None:
            position = match.start() + 1
        else:
            draft.add_condition(match, condition)
            position = max(0, match.start() - 1)
