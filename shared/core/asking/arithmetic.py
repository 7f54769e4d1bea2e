"""Arithmetic on two numbers: "A minus B", "the ratio of A to B", "total of price times quantity"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea
from shared.core.asking.referring import default_aggregation, measure_of
from shared.core.asking.vocabulary import AGGREGATION, aggregation_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Arithmetic, Formula, MeasureRef, RowValue
from shared.core.semantic.wording import lower_first, measure_label, upper_first

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import FieldRef

_OPERATORS = {
    "plus": Arithmetic.ADD,
    "minus": Arithmetic.SUBTRACT,
    "less": Arithmetic.SUBTRACT,
    "times": Arithmetic.MULTIPLY,
    "multiplied by": Arithmetic.MULTIPLY,
    "divided by": Arithmetic.DIVIDE,
}
_OPERATOR = f"(?P<operator>{'|'.join(_OPERATORS)})"
_MULTIPLIED = r"(?P<operator>times|multiplied by)"
_OF = r"(?:of |the |all )*"
_ROW = (
    re.compile(rf" (?P<agg>{AGGREGATION}) {_OF}@f(?P<left>\d+) {_OPERATOR} (?:the )?@f(?P<right>\d+)(?= )"),
    re.compile(
        rf" (?P<agg>{AGGREGATION}) (?P<operator>difference) between (?:the )?@f(?P<left>\d+) and (?:the )?"
        r"@f(?P<right>\d+)(?= )"
    ),
    re.compile(rf" @f(?P<left>\d+) {_MULTIPLIED} (?:the )?@f(?P<right>\d+)(?= )"),
)
_LIKE_LEFT = re.compile(rf" @a(?P<left>\d+) {_OPERATOR} (?:the )?@f(?P<right>\d+)(?= )")
_PLAIN_ROW = re.compile(rf" @f(?P<left>\d+) {_OPERATOR} (?:the )?@f(?P<right>\d+)(?= )")
_JOINED = (
    (re.compile(r" ratio (?:of|between) @a(?P<left>\d+) (?:to|and|over) @a(?P<right>\d+)(?= )"), Arithmetic.DIVIDE),
    (re.compile(r" @a(?P<left>\d+) to @a(?P<right>\d+) ratio(?= )"), Arithmetic.DIVIDE),
    (re.compile(r" (?:difference|gap) between @a(?P<left>\d+) and @a(?P<right>\d+)(?= )"), Arithmetic.SUBTRACT),
    (re.compile(r" sum of @a(?P<left>\d+) and @a(?P<right>\d+)(?= )"), Arithmetic.ADD),
)
_BETWEEN = re.compile(rf" @a(?P<left>\d+) {_OPERATOR} @a(?P<right>\d+)(?= )")
_THEIR = re.compile(
    r" @a(?P<left>\d+) (?:,|and|, and) @a(?P<right>\d+)(?P<more>(?: ,| and)+ (?:the )?(?P<word>difference|ratio)"
    r"(?: between (?:them|these|two|the two))?)(?= )"
)


def read_row_values(draft: Draft) -> None:
    """Take arithmetic on two columns of a row out of the text, before comparisons and groups are read."""
    for form in _ROW:
        position = 0
        while (match := form.search(draft.text, position)) is not None:
            position = match.start() if _row_value(draft, match) else match.start() + 1


def _row_value(draft: Draft, match: re.Match[str]) -> bool:
    left, right = draft.ref(match["left"]), draft.ref(match["right"])
    if not all(draft.field_of(ref).type.is_numeric and not draft.field_of(ref).identifier for ref in (left, right)):
        return False
    said = match.groupdict().get("agg")
    kind = aggregation_of(said) if said else Aggregation.SUM
    if kind is None or kind in {Aggregation.COUNT, Aggregation.COUNT_DISTINCT}:
        return False
    operator = _OPERATORS.get(match["operator"], Arithmetic.SUBTRACT)
    put_made(draft, match, _of_rows(draft, kind, operator, (left, right)))
    return True


def _of_rows(draft: Draft, kind: Aggregation, operator: Arithmetic, refs: tuple[FieldRef, FieldRef]) -> MeasureRef:
    left, right = refs
    word = {Aggregation.SUM: "total", Aggregation.AVG: "average", Aggregation.MIN: "lowest", Aggregation.MAX: "highest"}
    said = f"{lower_first(draft.field_of(left).label)} {_said(operator)} {lower_first(draft.field_of(right).label)}"
    label = upper_first(f"{word.get(kind, kind.value)} {said}")
    return MeasureRef(draft.root.name, kind, value=RowValue(operator, left, right), label=label)


def _said(operator: Arithmetic) -> str:
    return next(word for word, each in _OPERATORS.items() if each is operator)


def put_made(draft: Draft, match: re.Match[str], made: MeasureRef) -> None:
    """Put a number made of others in the place of what said it."""
    draft.ideas.append(Idea(None, made=made))
    draft.take(match, "a", len(draft.ideas) - 1)


def read_formulas(draft: Draft) -> None:
    """Make one number of two that the text joins: "total revenue minus total cost", "A and B and their difference"."""
    _their(draft)
    for form, operator in _JOINED:
        match = form.search(draft.text)
        if match is not None:
            _join(draft, match, operator)
    _like_left(draft)
    while (match := _BETWEEN.search(draft.text)) is not None:
        _join(draft, match, _OPERATORS[match["operator"]])
    match = _PLAIN_ROW.search(draft.text)
    if match is not None:
        _plain_row(draft, match)
    if " ratio " in draft.text and not draft.charted:
        draft.unknown.append("ratio")


def _like_left(draft: Draft) -> None:
    """As in "total amount minus tax": the second is aggregated as the first is."""
    match = _LIKE_LEFT.search(draft.text)
    if match is None:
        return
    field, left = draft.field_at(match["right"]), measure_of(draft, draft.ideas[int(match["left"])])
    added = left.aggregation in {Aggregation.SUM, Aggregation.AVG} and left.derivation is None
    if added and field.type.is_numeric and not field.identifier:
        draft.ideas.append(Idea(left.aggregation, draft.ref(match["right"])))
        draft.text = draft.text.replace(f"@f{match['right']} ", f"@a{len(draft.ideas) - 1} ", 1)


def _plain_row(draft: Draft, match: re.Match[str]) -> None:
    """As in "amount minus tax": aggregated as the first of the two is."""
    refs = (draft.ref(match["left"]), draft.ref(match["right"]))
    fields = [draft.field_of(ref) for ref in refs]
    kind = default_aggregation(draft, refs[0])
    if all(field.type.is_numeric and not field.identifier for field in fields) and kind is not Aggregation.COUNT:
        put_made(draft, match, _of_rows(draft, kind, _OPERATORS[match["operator"]], refs))


def _join(draft: Draft, match: re.Match[str], operator: Arithmetic) -> None:
    """Two numbers become one; neither is shown on its own."""
    made = _made(draft, match, operator)
    place = int(match["left"])
    draft.ideas[place] = Idea(None, made=made)
    draft.ideas[int(match["right"])] = Idea(None, made=made)
    draft.take(match, "a", place)


def _made(draft: Draft, match: re.Match[str], operator: Arithmetic) -> MeasureRef:
    left, right = (measure_of(draft, draft.ideas[int(match[side])]) for side in ("left", "right"))
    said = [lower_first(measure_label(each, draft.model)) for each in (left, right)]
    label = upper_first(f"{said[0]} {_said(operator)} {said[1]}")
    return MeasureRef(draft.root.name, Aggregation.CALCULATED, formula=Formula(operator, left, right), label=label)


def _their(draft: Draft) -> None:
    """As in "total A and total B and their difference": the two, and what is made of them."""
    match = _THEIR.search(draft.text.replace(" their ", " "))
    if match is None:
        return
    operator = Arithmetic.SUBTRACT if match["word"] == "difference" else Arithmetic.DIVIDE
    draft.ideas.append(Idea(None, made=_made(draft, match, operator)))
    draft.text = draft.text.replace(match["more"], f" @a{len(draft.ideas) - 1}", 1)
