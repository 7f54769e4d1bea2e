"""Conditions: comparisons, ranges, values, lists, negation, missing values, and text forms, in the place they stand."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from shared.core.asking.index import Kind
from shared.core.asking.lexicon import SUPERLATIVES
from shared.core.asking.opening import reclock
from shared.core.asking.vocabulary import AGGREGATION, COMPARISON, aggregation_of, operator_of, opposite
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import AllOf, AnyOf, Condition, FieldRef, Having, MeasureRef, Operator, Period
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.draft import Draft
    from shared.core.asking.periods import FoundPeriod
    from shared.core.semantic.model import Field
    from shared.core.semantic.query import Filter
    from shared.core.table.types import Cell

_BE = (
    r"(?:(?:is|are|was|were|be|being|been|has|have|having|had|do|does|did|with|"
    r"values?|of|that|which|must|should|who|either|it|they|equal|numbers?|got|"
    r"fall|falls|falling|lies|lie|in|on|only|dated|at|:|,) )*"
)
_NOT = (
    r"(?P<not>(?:not|n't|never|isn't|aren't|wasn't|doesn't|don't|didn't|without|"
    r"except|excluding|exclude|other than|non|but not|apart from|no longer) "
    r"(?:(?:belong|belonging|belongs|headquartered|located|based|part|parts|"
    r"member|members|for|those|have|having|in|from|with|contain|containing|include|"
    r"includes?|equal to|be|the|any|been|of|being|is|are|suffering|injury|as|"
    r"to|at|by|born|live|living|made|a) )*)?"
)
_N = r"@[ny](?P<one>\d+)"
_N2 = r"@[ny](?P<two>\d+)"
_BETWEEN = (
    r"(?:(?:(?:in|within) )?(?:range of|range between|range from|range|between|"
    r"ranging from|ranging between|ranges? from|from|among))"
)
_UNIT = r"(?: (?:years?|days?|dollars?|rupees|inr|usd|kg|km|miles|percent|units?|people|times)(?: (?:old|ago))?(?= ))?"
_MORE = (
    r"(?P<tail> (?:or|and) (?:more|above|higher|greater|over|less|below|lower|"
    r"fewer|under|older|younger|later|earlier|after|before)(?= ))?"
)
_LETTERS = (
    r"(?:(?:with|by|in|from|the|letters?|characters?|words?|strings?|substrings?|"
    r"prefix|suffix|phrase|text|either|an?) )*"
)
_TEXT = r"(?:@[qv]\d+|[^\W_]+)"
_LIKE = (
    (Operator.STARTS_WITH, r"(?:starts?|starting|begins?|beginning|started|prefixed)"),
    (Operator.ENDS_WITH, r"(?:ends?|ending|ended|finish(?:es|ing)?|suffixed)"),
    (Operator.CONTAINS, r"(?:contains?|containing|includes?|including|has|have|having|with|like|matching)"),
)
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
_COMPARATIVES = {
    "older": "age",
    "younger": "age",
    "heavier": "weight",
    "lighter": "weight",
    "taller": "height",
    "cheaper": "price cost",
    "longer": "length duration distance",
    "faster": "speed",
    "slower": "speed",
}
_VALUES = (
    r"@v\d+(?:(?: ,| or| and| and also| ,? ?(?:or|and)| /| vs| versus| against|"
    r" compared to| compared with) (?:in |from |with |for )?(?:@f\d+ )?@v\d+)*"
)
_YEAR_WORDS = (
    r"(?P<word>in|during|for|from|since|before|after|until|till|by|of|on|within|"
    r"through|year|later than|earlier than|prior to|starting|beginning|only|to)"
)


def _cell(draft: Draft, number: str, field: Field) -> Cell:
    value = draft.things[int(number)].number
    if field.type is DataType.TEXT:
        return draft.things[int(number)].said.strip()
    return value


def _ranges(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    ref = draft.ref(match["field"])
    low, high = (draft.things[int(match[name])].number for name in ("one", "two"))
    if low is None or high is None or field.type is DataType.BOOLEAN:
        return None
    if field.type.is_temporal:
        return AllOf((Condition(ref, Operator.GE, (_year(low),)), Condition(ref, Operator.LT, (_year(high + 1),))))
    low, high = min(low, high), max(low, high)
    if match.groupdict().get("not"):
        return AnyOf((Condition(ref, Operator.LT, (low,)), Condition(ref, Operator.GT, (high,))))
    return Condition(ref, Operator.BETWEEN, (low, high))


def _year(value: float) -> date:
    return date(int(value), 1, 1)


def _compared(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    groups = match.groupdict()
    operator = operator_of(groups.get("op") or "")
    tail = (groups.get("tail") or "").split()
    if tail:
        operator = _TAILS.get(tail[-1], Operator.LE)
    if groups.get("not"):
        operator = opposite(operator) or operator
    if field.type.is_temporal:
        return _year_condition(draft, match, operator)
    if field.type is DataType.TEXT and operator not in {Operator.EQ, Operator.NE} and not field.identifier:
        return None
    return Condition(draft.ref(match["field"]), operator, (_cell(draft, match["one"], field),))


def _year_condition(draft: Draft, match: re.Match[str], operator: Operator) -> Filter | None:
    """A date compared with a bare year."""
    ref, thing = draft.ref(match["field"]), draft.things[int(match["one"])]
    if thing.tag != "y" or thing.number is None:
        return None
    first, after = _year(thing.number), _year(thing.number + 1)
    simple = {
        Operator.GT: Condition(ref, Operator.GE, (after,)),
        Operator.GE: Condition(ref, Operator.GE, (first,)),
        Operator.LT: Condition(ref, Operator.LT, (first,)),
        Operator.LE: Condition(ref, Operator.LT, (after,)),
    }
    if operator in simple:
        return simple[operator]
    return AllOf((Condition(ref, Operator.GE, (first,)), Condition(ref, Operator.LT, (after,))))


def _null(draft: Draft, match: re.Match[str]) -> Filter:
    negated = bool(match.groupdict().get("not"))
    return Condition(draft.ref(match["field"]), Operator.NOT_NULL if negated else Operator.IS_NULL)


def _text(draft: Draft, said: str) -> str:
    tag = re.fullmatch(r"@[qv](\d+)", said)
    if tag is None:
        return said
    thing = draft.things[int(tag[1])]
    return thing.text or thing.said


def _likes(operator: Operator) -> Callable[[Draft, re.Match[str]], Filter | None]:
    def make(draft: Draft, match: re.Match[str]) -> Filter | None:
        field = draft.field_at(match["field"])
        if field.type.is_numeric or field.type.is_temporal:
            return None
        said = [match["text"]] + ([match["more"]] if match.groupdict().get("more") else [])
        if any(each in _NOT_TEXT for each in said):
            return None
        kind = operator
        if match.groupdict().get("not"):
            kind = opposite(operator) or operator
        items = tuple(Condition(draft.ref(match["field"]), kind, (_text(draft, each),)) for each in said)
        return items[0] if len(items) == 1 else AnyOf(items)

    return make


_NOT_TEXT = frozenset(
    {
        "the",
        "of",
        "and",
        "or",
        "by",
        "in",
        "on",
        "for",
        "to",
        "is",
        "more",
        "less",
        "than",
        "at",
        "between",
        "above",
        "below",
        "different",
        "each",
        "most",
        "highest",
        "lowest",
        "same",
        "any",
        "all",
        "no",
        "not",
        "null",
        "over",
        "under",
        "least",
        "number",
        "average",
        "total",
        "only",
        "as",
        "top",
        "which",
        "their",
        "from",
        "with",
        "letter",
        "letters",
    }
)


def _listed(draft: Draft, match: re.Match[str]) -> Filter | None:
    """Values of one field joined by and/or are alternatives; the field named before them settles which field."""
    numbers = re.findall(r"@v(\d+)", match["values"])
    named = match.groupdict().get("field")
    negated = bool(match.groupdict().get("not"))
    found = [draft.values_at(number) for number in numbers]
    fields = [FieldRef(c.entity, c.name) for c in found[0]]
    if named is not None:
        wanted = draft.ref(named)
        fields = [ref for ref in fields if ref == wanted]
    fields = [ref for ref in fields if all(any(FieldRef(c.entity, c.name) == ref for c in each) for each in found)]
    if not fields:
        return None
    if len(fields) > 1:
        draft.ties.append(draft.things[int(numbers[0])])
        draft.weak += 0.1
    values = tuple(next(c.value for c in each if FieldRef(c.entity, c.name) == fields[0]) for each in found)
    unique = tuple(dict.fromkeys(values))
    if (
        len(unique) > 1
        and not negated
        and " or " not in match["values"]
        and named is None
        and fields[0] not in draft.compared
    ):
        draft.compared.append(fields[0])
    if len(unique) == 1:
        return Condition(fields[0], Operator.NE if negated else Operator.EQ, unique)
    return Condition(fields[0], Operator.NOT_IN if negated else Operator.IN, unique)


def _quoted(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    value = draft.things[int(match["text"])].text
    if field.type is not DataType.TEXT or (
        field.values_complete and value.casefold() not in {v.casefold() for v in field.values}
    ):
        partial = [v for v in field.values if value.casefold() in v.casefold()] if field.type is DataType.TEXT else []
        if not partial:
            return None
        return Condition(draft.ref(match["field"]), Operator.CONTAINS, (value,))
    negated = bool(match.groupdict().get("not"))
    return Condition(draft.ref(match["field"]), Operator.NE if negated else Operator.EQ, (value,))


def _beside_average(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    above = match.groupdict().get("above")
    if not field.type.is_numeric:
        return None
    return Condition(draft.ref(match["field"]), Operator.ABOVE_AVERAGE if above else Operator.BELOW_AVERAGE)


def _adjective(draft: Draft, match: re.Match[str]) -> Filter | None:
    """As in "older than 30": the adjective brings its field along."""
    for word in _COMPARATIVES[match["adjective"]].split():
        ref = numeric_field(draft, word)
        if ref is not None:
            less = match["adjective"] in {"younger", "lighter", "cheaper", "slower"}
            return Condition(ref, Operator.LT if less else Operator.GT, (draft.things[int(match["one"])].number,))
    return None


def numeric_field(draft: Draft, word: str) -> FieldRef | None:
    """The one numeric field of the entity asked about whose name has the word, or None."""
    fits = [f for f in draft.root.fields if f.type.is_numeric and word in {stem(part) for part in words(f.label)}]
    return FieldRef(draft.root.name, fits[0].name) if len(fits) == 1 else None


def superlative_field(draft: Draft, adjective: str) -> tuple[FieldRef, bool] | None:
    """The field that "oldest" or "cheapest" speaks of, and whether its greatest value is meant."""
    stems, most = SUPERLATIVES.get(adjective, ("", True))
    for word in stems.split():
        ref = numeric_field(draft, word)
        if ref is not None:
            return ref, most
    return None


def _dated(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    found = draft.things[int(match["period"])].period
    if found is None:
        return None
    if not field.type.is_temporal:
        return None
    return _between_dates(draft.ref(match["field"]), reclock(found, draft, field.maximum))


def _between_dates(ref: FieldRef, found: FoundPeriod) -> Filter | None:
    items: list[Filter] = []
    if found.start is not None:
        items.append(Condition(ref, Operator.GE, (found.start,)))
    if found.end is not None:
        items.append(Condition(ref, Operator.LT, (found.end,)))
    if not items:
        return None
    return items[0] if len(items) == 1 else AllOf(tuple(items))


_F = r"@f(?P<field>\d+)"
_NOT_EACH = "(?<! each)(?<! every)(?<! by)(?<! per)(?<! across)"
_ABOVE = (
    r"(?:(?P<above>above|over|more than|greater than|higher than|larger than|"
    r"exceeds?)|(?:below|under|less than|lower than|smaller than))"
)
_RULES: tuple[tuple[re.Pattern[str], Callable[[Draft, re.Match[str]], Filter | None]], ...] = tuple(
    (re.compile(form), make)
    for form, make in (
        (
            (
                rf" {_F} {_BE}{_ABOVE} (?:its |the |overall |all )*(?:average|avg|mean)(?: "
                rf"(?:of )?(?:all |overall )*@f(?P=field))?(?= )"
            ),
            _beside_average,
        ),
        (rf" {_ABOVE} (?:the |overall )*(?:average|avg|mean) {_F}(?= )", _beside_average),
        (rf" {_F} {_BE}{_NOT}{_BE}{_BETWEEN} {_N} (?:and|to|,|-|or) {_N2}{_UNIT}(?: inclusive)?(?= )", _ranges),
        (rf" {_BETWEEN} {_N} (?:and|to|-) {_N2}{_UNIT} (?:of |in )*{_F}(?= )", _ranges),
        (rf"{_NOT_EACH} {_F} {_BE}{_NOT}{_BE}{COMPARISON} {_N}{_UNIT}(?= )", _compared),
        (rf" {_F} {_BE}(?P<op>not equals? to|not equal|!=) {_N}(?= )", _compared),
        (rf" {_F} {_BE}{_N}{_UNIT}{_MORE.removesuffix('?')}", _compared),
        (rf" {COMPARISON} {_N} (?:of |in |the )*{_F}(?= )", _compared),
        (rf" {_F} {_BE}{_NOT}{_BE}(?P<op>==|=|equals?(?: to)?|exactly|equal to)? ?{_N}{_UNIT}(?= )", _compared),
        (rf" (?:with|has|have|having|are|is|those|only) (?:exactly )?{_N} {_F}(?= )", _compared),
        (rf" (?P<adjective>{'|'.join(_COMPARATIVES)}) than {_N}{_UNIT}(?= )", _adjective),
        (
            (
                rf" {_F} {_BE}(?P<not>not |non |non-|n't |isn't |aren't )?{_BE}(?:null|missing|"
                rf"empty|blank|unknown|nil|unspecified)(?= )"
            ),
            _null,
        ),
        (
            (
                rf" (?:with |having |has |have |where )?(?:missing|null|without|no|empty|"
                rf"unknown|blank|without any) {_F}(?= )"
            ),
            _null,
        ),
        (rf" (?P<not>non-null|non null|not null) {_F}(?= )", _null),
        (
            (
                rf" (?:with|has|have|having|contain|contains|containing|whose|that|who|do|"
                rf"does)*(?P<not> not| no| without| not (?:have|contain|containing|having|"
                rf"include)| don\'t have)? ?(?:the )?(?:letters?|characters?|substrings?|"
                rf"words?|strings?) (?P<text>{_TEXT})(?: (?:or|and) (?P<more>{_TEXT}))? (?:in|"
                rf"on|of|within) (?:all |the )?{_F}(?= )"
            ),
            _likes(Operator.CONTAINS),
        ),
        *(
            (
                (
                    rf" {_F} {_BE}{_NOT}{_BE}{form} {_LETTERS}(?P<text>{_TEXT})(?: or {_LETTERS}(?P<more>(?:@[qv]\d+|"
                    rf"\w)))?(?= )"
                ),
                _likes(kind),
            )
            for kind, form in _LIKE[:2]
        ),
        (
            (
                rf" {_F} {_BE}{_NOT}(?:containing|contains?|including|includes?|like|matching|"
                rf"(?:has|have|having|with) (?=letter|character|word|string|substring|the "
                rf"letter|@q)) ?{_LETTERS}(?P<text>{_TEXT})(?: or {_LETTERS}(?P<more>(?:@[qv]\d+|"
                rf"\w)))?(?= )"
            ),
            _likes(Operator.CONTAINS),
        ),
        (
            (
                rf" (?:with|has|have|having|contains?|containing|includes?) (?P<text>@q\d+)"
                rf" (?:in|within) (?:their |its |all )*{_F}(?= )"
            ),
            _likes(Operator.CONTAINS),
        ),
        (rf"{_NOT_EACH} {_F} {_BE}{_NOT}{_BE}(?P<values>{_VALUES})(?= )", _listed),
        (rf" {_F} {_BE}{_NOT}{_BE}(?:==|=|equals?(?: to)?|named|called|titled)? ?@q(?P<text>\d+)(?= )", _quoted),
        (rf" {_F} {_BE}@p(?P<period>\d+)(?= )", _dated),
    )
)
_ELLIPSIS = re.compile(rf" @c(?P<before>\d+) (?P<joint>or|and|but|,) {_BE}{COMPARISON} {_N}{_UNIT}(?= )")
_BARE_VALUES = re.compile(
    rf" {_NOT}(?:(?:is|are|was|were|=|equals?|in|from|for|with|of|at|to|by|like|"
    rf"as|only|on|code|named|called|name) )*(?P<values>{_VALUES})(?: (?:only|"
    rf"@f(?P<after>\d+)))?(?= )"
)
_HAVING = (
    re.compile(
        rf" (?:that |which |who |and |, )*(?:with|having|has|have|had|where|whose|"
        rf"appears?|used|occurs?|get|got|made|placed|only )? ?{_NOT}{COMPARISON} {_N} "
        rf"(?:different |distinct )?(?:@e(?P<entity>\d+)|times|records|rows|entries)(?= )"
    ),
    re.compile(
        rf" (?:where|with|whose|having|has|have|and|that) (?:total )?(?:number|count|"
        rf"amount) of @[ef](?P<entity>\d+) {_BE}{_NOT}{COMPARISON} {_N}(?= )"
    ),
    re.compile(
        rf" (?:where|with|whose|having|has|have|and|that) (?:count|total count|number)"
        rf" {_BE}{_NOT}{COMPARISON} {_N}(?= )"
    ),
)
_HAVING_MEASURE = re.compile(
    rf" (?:where|with|whose|having|has|have|that|and|if|when) (?:an? |the )?(?P<agg>{AGGREGATION})"
    rf" (?:of |number of )?@f(?P<field>\d+) {_BE}{_NOT}{COMPARISON} {_N}(?= )"
)
_HAVING_BETWEEN = re.compile(
    rf" (?:with|having|has|have|where) between {_N} and {_N2} (?:@e(?P<entity>\d+)|times|records|rows)(?= )"
)
_VERB_DATE = re.compile(r" (?P<verb>[a-z]+ed) (?:(?:in|on|at|is|was|were|,) )*@p(?P<period>\d+)(?= )")
_VERB_YEAR = re.compile(rf" (?P<verb>[a-z]+ed|year) (?:{_YEAR_WORDS} )?@y(?P<one>\d+)(?= )")
_PERIOD = re.compile(r" (?:(?:in|on|during|for|from|made|dated|only|,) )*@p(?P<period>\d+)(?= )")
_YEAR_RANGE = re.compile(
    r" (?:between|from|in|during|for|over) @y(?P<one>\d+) (?:and|to|-|till|until|through) @y(?P<two>\d+)(?= )"
)
_EITHER_YEAR = re.compile(
    r" (?:(?:in|either|during|for|from|year) )*@y(?P<one>\d+) (?:or|and|, or|,) (?:in )?@y(?P<two>\d+)(?= )"
)
_ONE_YEAR = re.compile(rf" {_YEAR_WORDS} (?:year )?@y(?P<one>\d+)(?= )")


def read_conditions(draft: Draft) -> None:
    """Take all conditions out of the text, the most specific forms first."""
    _read_having(draft)
    for form, make in _RULES:
        _apply(draft, form, make)
    _ellipsis(draft)
    _read_verb_dates(draft)
    _read_periods(draft)
    _read_years(draft)
    _read_bare_values(draft)


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


def _read_having(draft: Draft) -> None:
    for form in _HAVING:
        match = form.search(draft.text)
        if match is None:
            continue
        number = match.groupdict().get("entity")
        if number and draft.things[int(number)].tag == "f" and draft.field_at(number).type.is_numeric:
            continue
        operator = operator_of(match["op"])
        operator = (opposite(operator) or operator) if match["not"] else operator
        value = draft.things[int(match["one"])].number
        draft.add_condition(match, Having(_count(draft), operator, (value,)))
    match = _HAVING_BETWEEN.search(draft.text)
    if match is not None:
        values = (draft.things[int(match["one"])].number, draft.things[int(match["two"])].number)
        draft.add_condition(match, Having(_count(draft), Operator.BETWEEN, values))
    match = _HAVING_MEASURE.search(draft.text)
    if match is not None and draft.field_at(match["field"]).type.is_numeric:
        kind = aggregation_of(match["agg"]) or Aggregation.SUM
        ref = draft.ref(match["field"])
        measure = (
            MeasureRef(draft.root.name, kind, ref.field)
            if ref.entity == draft.root.name
            else MeasureRef(ref.entity, kind, ref.field)
        )
        draft.add_condition(match, Having(measure, operator_of(match["op"]), (draft.things[int(match["one"])].number,)))


def _count(draft: Draft) -> MeasureRef:
    return MeasureRef(draft.root.name, Aggregation.COUNT, None)


def _read_verb_dates(draft: Draft) -> None:
    """As in "hired before 2002": the verb names the date column (hire_date)."""
    for match in list(_VERB_DATE.finditer(draft.text))[::-1]:
        ref = _dated_by(draft, match["verb"], temporal=True)
        found = draft.things[int(match["period"])].period
        if ref is not None and found is not None:
            condition = _between_dates(ref, reclock(found, draft, draft.field_of(ref).maximum))
            if condition is not None:
                draft.add_condition(match, condition)
    for match in list(_VERB_YEAR.finditer(draft.text))[::-1]:
        ref = _dated_by(draft, match["verb"], temporal=False)
        if ref is not None:
            draft.add_condition(match, _year_filter(draft, ref, match.groupdict().get("word") or "in", match["one"]))


def _dated_by(draft: Draft, verb: str, *, temporal: bool) -> FieldRef | None:
    root = re.sub(r"(?:ed|d)$", "", verb)[:6]
    for field in draft.root.fields:
        parts = words(field.label)
        dates = (
            field.type.is_temporal
            if temporal
            else (field.type.is_temporal or (field.type.is_numeric and "year" in parts))
        )
        if dates and len(root) > 2 and any(part.startswith(root) for part in parts if part != "date"):  # noqa: PLR2004 - "as" says nothing
            return FieldRef(draft.root.name, field.name)
    return None


def _read_periods(draft: Draft) -> None:
    matches = list(_PERIOD.finditer(draft.text))
    if len(matches) != 1 or draft.root.time is None:
        return
    found = draft.things[int(matches[0]["period"])].period
    field = draft.root.find(draft.root.time)
    if found is None or field is None:
        return
    found = reclock(found, draft, field.maximum)
    draft.period = Period(FieldRef(draft.root.name, field.name), found.start, found.end, _label(found))
    draft.take(matches[0])


def _label(found: FoundPeriod) -> str:
    label = re.sub(r"^(?:(?:in|on|for|during|of|at|within|over|the|throughout|all of|whole of) )+", "", found.label)
    return re.sub(r"\s*,?\s*\(?(?:both )?inclusive\b.*$", "", label)


def _read_years(draft: Draft) -> None:
    """Bare years: on a year column when the rows have one, else on the rows' date."""
    match = _YEAR_RANGE.search(draft.text)
    if match is not None:
        low, high = (draft.things[int(match[name])].number for name in ("one", "two"))
        if low is not None and high is not None:
            _set_years(draft, match, int(low), int(high) + 1, f"{low} to {high}")
    _either_year(draft)
    match = _ONE_YEAR.search(draft.text)
    if match is not None:
        value = int(draft.things[int(match["one"])].number or 0)
        start, end = _year_bounds(match["word"], value)
        said = match["word"] if match["word"] in {"since", "before", "after", "until", "till"} else ""
        _set_years(draft, match, start, end, f"{said} {value}".strip())


def _either_year(draft: Draft) -> None:
    """As in "in 1999 or 2000"."""
    match = _EITHER_YEAR.search(draft.text)
    column = _year_column(draft)
    if match is None or column is None:
        return
    values = tuple(draft.things[int(match[name])].number for name in ("one", "two"))
    draft.add_condition(match, Condition(FieldRef(draft.root.name, column.name), Operator.IN, values))


def _year_column(draft: Draft) -> Field | None:
    """The column of the rows asked about that holds years as numbers."""
    return next(
        (f for f in draft.root.fields if f.type.is_numeric and "year" in words(f.label) and _holds_years(f)), None
    )


def _year_bounds(word: str, value: int) -> tuple[int | None, int | None]:
    if word in {"since", "from", "starting", "beginning"}:
        return value, None
    if word in {"before", "earlier than", "prior to", "until", "till"}:
        return None, value
    return (value + 1, None) if word in {"after", "later than"} else (value, value + 1)


def _set_years(draft: Draft, match: re.Match[str], start: int | None, end: int | None, label: str) -> None:
    column = _year_column(draft)
    if column is not None:
        ref = FieldRef(draft.root.name, column.name)
        less = _century(draft, ref)
        draft.add_condition(match, _years_on(ref, start - less if start else None, end - less if end else None))
    elif draft.root.time is not None and draft.period is None:
        ref = FieldRef(draft.root.name, draft.root.time)
        bounds = (date(start, 1, 1) if start else None, date(end, 1, 1) if end else None)
        draft.period = Period(ref, *bounds, label)
        draft.take(match)


def _holds_years(field: Field) -> bool:
    """Years in four digits, or in two (70 is 1970)."""
    return field.minimum is None or len(field.minimum.split(".")[0]) in {2, 4}


def _century(draft: Draft, ref: FieldRef) -> int:
    """What to take off a year to find it in the column: 1900 for columns of two digits."""
    most = draft.field_of(ref).maximum or ""
    return 1900 if len(most.split(".")[0]) == 2 else 0  # noqa: PLR2004 - "70"


def _years_on(ref: FieldRef, start: int | None, end: int | None) -> Filter:
    if start is not None and end is not None:
        last = end - 1
        return (
            Condition(ref, Operator.EQ, (start,)) if last == start else Condition(ref, Operator.BETWEEN, (start, last))
        )
    return Condition(ref, Operator.GE, (start,)) if start is not None else Condition(ref, Operator.LT, (end,))


def _year_filter(draft: Draft, ref: FieldRef, word: str, number: str) -> Filter:
    value = int(draft.things[int(number)].number or 0)
    start, end = _year_bounds(word, value)
    if draft.field_of(ref).type.is_numeric:
        return _years_on(ref, start, end)
    items = ([Condition(ref, Operator.GE, (date(start, 1, 1),))] if start else []) + (
        [Condition(ref, Operator.LT, (date(end, 1, 1),))] if end else []
    )
    return items[0] if len(items) == 1 else AllOf(tuple(items))


def _read_bare_values(draft: Draft) -> None:
    while (match := _BARE_VALUES.search(draft.text)) is not None:
        condition = _listed(draft, match)
        if condition is None:
            match = re.search(r" @v(?P<values>\d+)(?= )", draft.text)
            condition = _one_value(draft, match) if match else None
        if condition is None or match is None:
            return
        draft.add_condition(match, condition)


def _one_value(draft: Draft, match: re.Match[str]) -> Filter | None:
    found = draft.values_at(match["values"])
    return Condition(FieldRef(found[0].entity, found[0].name), Operator.EQ, (found[0].value,)) if found else None


def combined(draft: Draft) -> tuple[Filter | None, tuple[Having, ...]]:
    """The conditions joined as the words between them say: "or" binds looser than "and"."""
    having = tuple(each for each in draft.conditions if isinstance(each, Having))
    order = [int(number) for number in re.findall(r"@c(\d+)", draft.text)]
    alternatives: list[list[Filter]] = [[]]
    last_end = None
    for match in re.finditer(r"@c(\d+)", draft.text):
        condition = draft.conditions[int(match[1])]
        if isinstance(condition, Having):
            continue
        between = draft.text[last_end : match.start()] if last_end is not None else ""
        if last_end is not None and re.fullmatch(
            (
                r"(?:\s|,|either|are|is|who|that|with|whose|have|has|@e\d+|@z\d+|or|also|"
                r"else)*\bor\b(?:\s|,|are|is|who|that|with|whose|have|has|those|@e\d+|@z\d+|"
                r"in|from)*"
            ),
            between,
        ):
            alternatives.append([])
        alternatives[-1].append(condition)
        last_end = match.end()
    missing = [each for i, each in enumerate(draft.conditions) if i not in order and not isinstance(each, Having)]
    alternatives[-1].extend(missing)
    alternatives = [_one_of(items) for items in alternatives]
    parts = [items[0] if len(items) == 1 else AllOf(tuple(items)) for items in alternatives if items]
    if not parts:
        return None, having
    return (parts[0] if len(parts) == 1 else AnyOf(tuple(parts))), having


def _one_of(items: list[Filter]) -> list[Filter]:
    """A field cannot equal two values at once: "for Apple and for Samsung" means either."""
    found: dict[FieldRef, Condition] = {}
    kept: list[Filter] = []
    for item in items:
        if not (isinstance(item, Condition) and item.operator in {Operator.EQ, Operator.IN}):
            kept.append(item)
            continue
        before = found.get(item.field)
        values = tuple(dict.fromkeys((*(before.values if before else ()), *item.values)))
        made = Condition(item.field, Operator.EQ if len(values) == 1 else Operator.IN, values)
        kept = [made if each is before else each for each in kept] if before else [*kept, made]
        found[item.field] = made
    return kept


def is_date(value: object) -> bool:
    """True for dates and datetimes."""
    return isinstance(value, date | datetime)


__all__ = ["Kind", "combined", "numeric_field", "read_conditions", "superlative_field"]
