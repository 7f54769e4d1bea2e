"""Ratios and arithmetic: "revenue per customer", "A minus B", "ratio of A to B", "total of price times quantity"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea
from shared.core.asking.referring import default_aggregation, measure_of
from shared.core.asking.vocabulary import AGGREGATION, aggregation_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Arithmetic, Formula, MeasureRef, RowValue
from shared.core.semantic.wording import lower_first, measure_label, singular_words, upper_first
from shared.core.table.types import DataType

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
_PER_BY = (
    r"(?= (?:@p\d+ |@z\d+ |@c\d+ |in |for )*(?:by|for each|for every|over|each|monthly|daily|weekly|yearly|quarterly) )"
)
_COUNT_PER = re.compile(
    r" (?:average|mean|avg) (?:number of |count of )?(?P<rows>@e\d+) (?:per|for each|for every|in each|in an|by each) "
    r"(?P<each>@[ef]\d+)(?= )"
)
_SUM_PER = (
    re.compile(r" (?:average|mean|avg) (?P<sum>@m\d+) per (?P<each>@[ef]\d+)(?= )"),
    re.compile(rf" (?P<sum>@m\d+) per (?P<each>@[ef]\d+){_PER_BY}"),
    re.compile(r"(?<=^) (?:(?:what|is|was) )*(?P<sum>@m\d+) per (?P<each>@[ef]\d+)(?=(?: @[pcz]\d+| in| for| \.)* $)"),
)
_OF_ROWS = re.compile(
    r" (?:(?:total|sum of) (?=@f))?(?P<sum>@m\d+|(?<=total )@f\d+|(?<=sum of )@f\d+) per (?P<each>@[ef]\d+)(?= )"
)
_AMOUNT_PER = re.compile(r" (?:(?:average|mean|avg) )?(?P<sum>@[fm]\d+) per @f(?P<amount>\d+)(?= )")
_AVERAGE_EACH = re.compile(r" (?:average|mean|avg) (?:number of )?@f(?P<field>\d+) per (?P<each>@[ef]\d+)(?= )")
_AVERAGE_SPAN = re.compile(
    r" (?P<word>average|mean|avg) @m\d+ (?:per|a|each|every) (?:day|week|month|quarter|year)s?(?= )"
)
_MANY = 25
_TIMED = re.compile(
    r" (?:average|mean|avg) (?:number of |count of )?(?P<what>@[em]\d+) (?:per|a|each|every) "
    r"(?P<grain>day|week|month|year)(?= )"
)
_DAILY = re.compile(r" average (?P<grain>daily) (?:number of )?(?P<what>@[em]\d+)(?= )")


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
    _put(draft, match, _of_rows(draft, kind, operator, (left, right)))
    return True


def _of_rows(draft: Draft, kind: Aggregation, operator: Arithmetic, refs: tuple[FieldRef, FieldRef]) -> MeasureRef:
    left, right = refs
    word = {Aggregation.SUM: "total", Aggregation.AVG: "average", Aggregation.MIN: "lowest", Aggregation.MAX: "highest"}
    said = f"{lower_first(draft.field_of(left).label)} {_said(operator)} {lower_first(draft.field_of(right).label)}"
    label = upper_first(f"{word.get(kind, kind.value)} {said}")
    return MeasureRef(draft.root.name, kind, value=RowValue(operator, left, right), label=label)


def _said(operator: Arithmetic) -> str:
    return next(word for word, each in _OPERATORS.items() if each is operator)


def _put(draft: Draft, match: re.Match[str], made: MeasureRef) -> None:
    draft.ideas.append(Idea(None, made=made))
    draft.take(match, "a", len(draft.ideas) - 1)


def read_ratios(draft: Draft) -> None:
    """Take "average number of items per invoice" and "revenue per customer by month" out, before groups are read."""
    match = _COUNT_PER.search(draft.text)
    if match is not None:
        _per(draft, match, match["rows"])
    _average_each(draft)
    _amount_per(draft)
    for form in _SUM_PER:
        match = form.search(draft.text)
        if match is not None and _per(draft, match, match["sum"]):
            break
    match = _OF_ROWS.search(draft.text)
    if match is not None and _names_root(draft, match["each"]):
        _per(draft, match, match["sum"])
    for form in (_TIMED, _DAILY):
        match = form.search(draft.text)
        if match is not None:
            _per_span(draft, match)
    match = _AVERAGE_SPAN.search(draft.text)
    if match is not None:
        draft.unknown.append(match["word"])


def _average_each(draft: Draft) -> None:
    """As in "average nights per booking" of bookings: the average over the rows."""
    match = _AVERAGE_EACH.search(draft.text)
    if match is None or not _names_root(draft, match["each"]):
        return
    field = draft.field_at(match["field"])
    if field.type.is_numeric and not field.identifier:
        draft.ideas.append(Idea(Aggregation.AVG, draft.ref(match["field"])))
        draft.take(match, "a", len(draft.ideas) - 1)


def _amount_per(draft: Draft) -> None:
    """As in "revenue per night" of bookings with a number of nights: one sum divided by the other."""
    match = _AMOUNT_PER.search(draft.text)
    if match is None or not _adds_up(draft, match["amount"]) or draft.things[int(match["amount"])].plural:
        return
    number = match["sum"][2:]
    if match["sum"][1] == "f" and not _adds_up(draft, number):
        return
    idea = Idea(Aggregation.SUM, draft.ref(number)) if match["sum"][1] == "f" else None
    above = measure_of(draft, idea) if idea else _numerator(draft, match["sum"])
    if above is not None:
        below = measure_of(draft, Idea(Aggregation.SUM, draft.ref(match["amount"])))
        one = singular_words(lower_first(draft.things[int(match["amount"])].said))
        _put(draft, match, ratio(above, below, _per_label(draft, above, one)))


def _adds_up(draft: Draft, number: str) -> bool:
    """True for amounts of the rows asked about that the model adds up."""
    field, ref = draft.field_at(number), draft.ref(number)
    amount = field.type.is_numeric and not field.identifier and ref.entity == draft.root.name
    return amount and default_aggregation(draft, ref) is Aggregation.SUM


def _names_root(draft: Draft, tag: str) -> bool:
    """True for the rows asked about, or for the key that tells them apart."""
    found = draft.things[int(tag[2:])].found[0]
    return found.entity == draft.root.name and (tag[1] == "e" or (found.name,) == draft.root.key)


def _per(draft: Draft, match: re.Match[str], tag: str) -> bool:
    above = _numerator(draft, tag)
    below = _each(draft, match["each"])
    if above is None or below is None or above == below:
        return False
    one = singular_words(lower_first(draft.things[int(match["each"][2:])].said))
    _put(draft, match, ratio(above, below, _per_label(draft, above, one)))
    return True


def _per_label(draft: Draft, above: MeasureRef, one: str) -> str:
    said = measure_label(above, draft.model).removeprefix("Number of ")
    return f"{upper_first(said)} per {one}"


def ratio(above: MeasureRef, below: MeasureRef | int, label: str) -> MeasureRef:
    """One number divided by another, each aggregated first."""
    formula = Formula(Arithmetic.DIVIDE, above, below)
    return MeasureRef(above.entity, Aggregation.CALCULATED, formula=formula, label=label)


def _numerator(draft: Draft, tag: str) -> MeasureRef | None:
    """How many rows, or a named sum, of the entity asked about: what adds up over anything."""
    number = tag[2:]
    if tag[1] == "e":
        name = draft.things[int(number)].found[0].entity
        return measure_of(draft, Idea(Aggregation.COUNT, entity=name)) if name == draft.root.name else None
    if tag[1] == "f":
        found = measure_of(draft, Idea(Aggregation.SUM, draft.ref(number)))
    else:
        entity, measure = draft.measure_at(number)
        found = measure_of(draft, Idea(None, entity=entity, measure=measure.name))
    return found if found.entity == draft.root.name and found.aggregation in _ADDED else None


_ADDED = frozenset({Aggregation.SUM, Aggregation.COUNT})


def _each(draft: Draft, tag: str) -> MeasureRef | None:
    """The different things that there is a number for each of: other tables' rows, or the values that name many."""
    number = tag[2:]
    if _names_root(draft, tag):
        return MeasureRef(draft.root.name, Aggregation.COUNT)
    if tag[1] == "e":
        name = draft.things[int(number)].found[0].entity
        found = measure_of(draft, Idea(Aggregation.COUNT, entity=name))
        return found if name != draft.root.name and found.aggregation is Aggregation.COUNT_DISTINCT else None
    field = draft.field_at(number)
    if field.type.is_temporal or not (field.identifier or (field.distinct or 0) > _MANY):
        return None
    return measure_of(draft, Idea(Aggregation.COUNT_DISTINCT, draft.ref(number)))


def _per_span(draft: Draft, match: re.Match[str]) -> None:
    """As in "average orders per day": the different days that rows fall on."""
    time = draft.root.find(draft.root.time or "")
    above = _numerator(draft, match["what"])
    if above is None or time is None or time.type is not DataType.DATE or match["grain"] not in {"day", "daily"}:
        return
    days = MeasureRef(draft.root.name, Aggregation.COUNT_DISTINCT, time.name)
    _put(draft, match, ratio(above, days, _per_label(draft, above, "day")))


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
        _put(draft, match, _of_rows(draft, kind, _OPERATORS[match["operator"]], refs))


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
