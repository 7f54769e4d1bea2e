"""Features: what can be said of a meaning without running it, as a row of numbers between 0 and 1.

How well the question's words are explained, how the query is built, and whether the two agree. The order of FEATURES is
the order of the row; the ranker's weights carry the names, so that a feature that was added counts as it is believed
to until the weights are fitted anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.asking.hinglish import HINGLISH_POSTPOSITIONS
from shared.core.asking.kinds import is_amount
from shared.core.asking.lexicon import FILLER, VERBS
from shared.core.asking.parts_of_speech import AGGREGATES
from shared.core.asking.turns import Change, is_implied
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import AllOf, AnyOf, FieldRef, Related
from shared.core.semantic.walk import conditions, entities

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.candidates import Meaning
    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter, SemanticQuery

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """One number of a row, and what it is believed to weigh before anything was measured.

    A feature believed to speak against a meaning never comes to speak for it by the accidents of a suite.
    """

    name: str
    believed: float
    of: Callable[[Meaning, str], float | bool]


_FILL = FILLER | VERBS | HINGLISH_POSTPOSITIONS | AGGREGATES
_TAG = re.compile(r"@[a-z]\d+")
_COUNTS = frozenset({Aggregation.COUNT, Aggregation.COUNT_DISTINCT})
_EACH = re.compile(r"\b(?:by|per|each|every|across|among|grouped?|breakdown|distribution|trend|over time)\b")
_COUNTING = re.compile(
    r"\b(?:how many|number|count\w*|frequen\w+|how often|occurrences?|most|least|popular|common|total|amount|no\.? of|"
    r"distribution|histogram|proportion|share|fewest|times|quantity|volume)\b"
)
_MEASURING = re.compile(r"\b(?:average|avg|mean|total|sum|maximum|minimum|max|min|median|highest|lowest|most|least)\b")
_SORTING = re.compile(r"\b(?:sort\w*|order\w*|rank\w*|ascending|descending|asc|desc|high to low|low to high)\b")
_HOW_MANY = re.compile(r"\b(?:how many|number of|count of)\b")
_RATIO = re.compile(r"\b(?:ratio|percent(?:age)?|rate|share|proportion|growth|change|difference)\b|%")
_AMOUNT = re.compile(r"amount|value|price|cost|revenue|sales|total|salary|budget|quantity|profit|number")
_WEAK, _PERFECT = 0.6, 0.96
_NEARLY_ALL = 0.9


def row_of(meaning: Meaning, text: str) -> Row:
    """The features of a meaning of the question, in the order of FEATURES."""
    said = text.casefold()
    return tuple(float(feature.of(meaning, said)) for feature in FEATURES)


def _some(count: float, most: float) -> float:
    return min(count / most, 1.0)


def _scores(draft: Draft) -> list[float]:
    return [thing.found[0].score for thing in draft.things if thing.found]


def _left(draft: Draft) -> list[str]:
    """Words that no step read: fillers, and words excused by their form."""
    return [word for word in draft.text.split() if not _TAG.fullmatch(word) and any(map(str.isalnum, word))]


def _excused(meaning: Meaning) -> float:
    return _some(sum(word not in _FILL and len(word) > 1 for word in _left(meaning.draft)), 3)


def _telling(meaning: Meaning) -> float:
    """Words such as "total" that ask for something are left over, though no rule needed them."""
    return _some(sum(word in AGGREGATES for word in _left(meaning.draft)), 2)


def _unused(meaning: Meaning) -> float:
    """Rows of a table are named beside the ones asked about."""
    tags = re.findall(r"@e(\d+)", meaning.draft.text)
    named = {meaning.draft.things[int(number)].found[0].entity for number in tags}
    return _some(len(named - {meaning.query.entity}), 2)


def _dimension_fields(query: SemanticQuery) -> list[FieldRef]:
    return [FieldRef(each.entity, each.field) for each in query.dimensions]


def _measured_fields(query: SemanticQuery) -> list[FieldRef]:
    return [FieldRef(each.entity, each.field) for each in query.measures if each.field is not None]


def _implied(meaning: Meaning, *kinds: Aggregation) -> bool:
    return any(each.aggregation in kinds and is_implied(meaning.draft, each) for each in meaning.query.measures)


def _amount_named(meaning: Meaning) -> bool:
    """The name of the implied number says that it adds up."""
    return any(
        is_implied(meaning.draft, each)
        and each.field is not None
        and _AMOUNT.search(meaning.draft.field_of(FieldRef(each.entity, each.field)).label.casefold())
        for each in meaning.query.measures
    )


def _unique_group(meaning: Meaning) -> bool:
    """Groups that hold a row each bring nothing together."""
    rows = meaning.draft.root.rows or 0
    return any(
        ref.entity == meaning.query.entity
        and not dimension.grain
        and not dimension.bins
        and (meaning.draft.field_of(ref).distinct or 0) >= _NEARLY_ALL * max(rows, 1)
        for ref, dimension in zip(_dimension_fields(meaning.query), meaning.query.dimensions, strict=True)
    )


def _amount_group(meaning: Meaning) -> bool:
    return any(
        is_amount(meaning.draft.field_of(ref)) and not dimension.bins
        for ref, dimension in zip(_dimension_fields(meaning.query), meaning.query.dimensions, strict=True)
    )


def _filtered_group(meaning: Meaning) -> bool:
    filtered = {each.field for each in conditions(meaning.query.filters)}
    return bool(filtered & {*_dimension_fields(meaning.query), *meaning.query.columns})


def _rival_values(meaning: Meaning) -> float:
    """Values that stand in more than one column."""
    things = [thing for thing in meaning.draft.things if thing.tag == "v"]
    return _some(sum(len({(c.entity, c.name) for c in thing.found}) > 1 for thing in things), 2)


def _asks_count(query: SemanticQuery) -> bool:
    return any(each.aggregation in _COUNTS for each in query.measures)


def _kpi(query: SemanticQuery) -> bool:
    return bool(query.measures) and not query.dimensions


def _loose_groups(meaning: Meaning) -> float:
    """Groups that no word such as "by" asked for."""
    asked = {group.field for group in meaning.draft.groups}
    return _some(sum(ref not in asked for ref in _dimension_fields(meaning.query)), 2)


def _made_of_parts(query: SemanticQuery) -> bool:
    """Numbers worked out from others, and rows chosen by other rows."""
    return any(each.formula or each.value or each.where for each in query.measures) or _relates(query.filters)


def _relates(item: Filter | None) -> bool:
    if isinstance(item, AllOf | AnyOf):
        return any(_relates(each) for each in item.items)
    return isinstance(item, Related)


def _lists_all(meaning: Meaning) -> bool:
    return len(meaning.query.columns) > 1 and len(meaning.query.columns) == len(meaning.draft.root.fields)


def _gives_ratio(query: SemanticQuery) -> bool:
    return any(each.derivation or each.formula for each in query.measures)


def _changed(change: Change) -> Callable[[Meaning, str], bool]:
    return lambda meaning, _: meaning.change is change


FEATURES: tuple[Feature, ...] = (
    Feature("one", 2.0, lambda _, __: 1.0),
    # how well the words are explained
    Feature("doubts", -3.0, lambda m, _: min(m.draft.weak, 1.0)),
    Feature("weak links", -0.6, lambda m, _: _some(sum(score < _WEAK for score in _scores(m.draft)), 2)),
    Feature("loose links", -0.3, lambda m, _: _some(sum(_WEAK <= score < _PERFECT for score in _scores(m.draft)), 3)),
    Feature("nothing linked", -0.3, lambda m, _: not _scores(m.draft)),
    Feature("excused words", -1.5, lambda m, _: _excused(m)),
    Feature("telling words left", -1.0, lambda m, _: _telling(m)),
    Feature("rival names", -1.0, lambda m, _: _some(sum(len(t.found) > 1 for t in m.draft.things if t.tag in "fm"), 2)),
    Feature("rival values", -0.5, lambda m, _: _rival_values(m)),
    Feature("other rows named", -0.5, lambda m, _: _unused(m)),
    # how the query is built
    Feature("joins", -0.5, lambda m, _: _some(len(entities(m.query)) - 1, 3)),
    Feature("tables", -0.5, lambda m, _: _some(len(m.draft.model.entities) - 1, 10)),
    Feature("listing of all", -0.5, lambda m, _: _lists_all(m)),
    Feature("more groups", -0.5, lambda m, _: _some(max(0, len(m.query.dimensions) - 1), 2)),
    Feature("several numbers", -0.2, lambda m, _: len(m.query.measures) > 1),
    Feature("made of parts", -0.5, lambda m, _: _made_of_parts(m.query)),
    Feature("implied sum", -0.2, lambda m, _: _implied(m, Aggregation.SUM)),
    Feature("implied average", -0.2, lambda m, _: _implied(m, Aggregation.AVG)),
    Feature("implied sum of an amount", 0.2, lambda m, _: _implied(m, Aggregation.SUM) and _amount_named(m)),
    Feature("unique group", -0.5, lambda m, _: _unique_group(m)),
    Feature("amount group", -0.3, lambda m, _: _amount_group(m)),
    Feature("loose groups", -0.5, lambda m, _: _loose_groups(m)),
    Feature("measured group", -0.5, lambda m, _: bool({*_dimension_fields(m.query)} & {*_measured_fields(m.query)})),
    Feature("filtered group", -0.1, lambda m, _: _filtered_group(m)),
    # whether the two agree
    Feature("chart of one number", -2.0, lambda m, _: m.draft.charted and _kpi(m.query)),
    Feature("order of one number", -2.0, lambda m, said: _kpi(m.query) and bool(_SORTING.search(said))),
    Feature("order not kept", -1.0, lambda m, said: not m.query.order and bool(_SORTING.search(said))),
    Feature("each without group", -0.5, lambda m, said: not m.query.dimensions and bool(_EACH.search(said))),
    Feature("count not counted", -0.5, lambda m, said: not _asks_count(m.query) and bool(_HOW_MANY.search(said))),
    Feature("count unasked", -0.3, lambda m, said: _asks_count(m.query) and not _COUNTING.search(said)),
    Feature("number not given", -0.5, lambda m, said: bool(m.query.columns) and bool(_MEASURING.search(said))),
    Feature("ratio not given", -0.5, lambda m, said: bool(_RATIO.search(said)) and not _gives_ratio(m.query)),
    Feature("limit without order", -0.5, lambda m, _: m.query.limit is not None and not m.query.order),
    # in what it differs from what was read first
    *(Feature(f"change: {change.value}", -2.0, _changed(change)) for change in Change if change is not Change.NONE),
)
"""The features in the order of a row."""
