"""What makes the numbers of a query sound."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.earlier import running_issues
from shared.core.semantic.filter_rules import known
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.paths import reachable
from shared.core.semantic.phrases import noun, ref_words
from shared.core.semantic.query import Arithmetic, Derivation, Elapsed, FieldRef, MeasureRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import Having, RowValue, SemanticQuery

_NEEDS_NUMBERS = {Aggregation.SUM, Aggregation.AVG, Aggregation.MEDIAN, Aggregation.STDDEV}
_AS_THEY_ARE = {Aggregation.MIN, Aggregation.MAX}
_ALONG_A_LINE = {Derivation.RUNNING_TOTAL, Derivation.CHANGE, Derivation.GROWTH, Derivation.PRIOR}
_BACKWARD = {Derivation.CHANGE, Derivation.GROWTH, Derivation.PRIOR}
_LENGTH = {Grain.HOUR: 0, Grain.DAY: 1, Grain.WEEK: 2, Grain.MONTH: 3, Grain.QUARTER: 4, Grain.YEAR: 5}
_MOST_SPANS = 1_000


def measures_are_whole(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """A number is aggregated of a field, of a value of each row, or of rows; or else calculated by a formula."""
    for measure in walk.measures(query):
        if (measure.aggregation is Aggregation.CALCULATED) is not (measure.formula is not None):
            yield "A calculated number needs a formula, and only a calculated number has one."
        elif measure.formula is not None:
            yield from _formula_issues(measure, query)
        elif measure.field is not None and measure.value is not None:
            yield "Aggregate either a column or a value of each row, not both."
        elif measure.field is None and measure.value is None and measure.aggregation is not Aggregation.COUNT:
            yield f"Say which column of {noun(measure.entity, model)} to aggregate."


def _formula_issues(measure: MeasureRef, query: SemanticQuery) -> Iterator[str]:
    inside = list(walk.parts(measure))[1:]
    if measure.field is not None or measure.value is not None:
        yield "A calculated number is made of other numbers, not of a column."
    if not inside:
        yield "A calculated number needs at least one number to calculate with."
    if measure.entity != query.entity:
        yield "A calculated number belongs to what the question is about."
    if any(each.derivation is not None for each in inside):
        yield "Calculate with plain numbers first; shares, ranks and running totals come after."


def aggregations_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Sums and averages are of numbers; so is arithmetic on the fields of a row."""
    for measure in walk.measures(query):
        if measure.value is not None:
            yield from _value_issues(measure, measure.value, model)
        elif measure.field is not None:
            field = known(model, FieldRef(measure.entity, measure.field))
            if measure.aggregation in _NEEDS_NUMBERS and not field.type.is_numeric:
                yield f"{field.label} is not a number, so it has no {measure.aggregation.value}; it can be counted."


def _value_issues(measure: MeasureRef, value: RowValue, model: SemanticModel) -> Iterator[str]:
    near = reachable(model, measure.entity)
    refs = list(walk.value_fields(value))
    if not refs:
        yield "A value of each row needs at least one of its columns."
    for ref in refs:
        field = known(model, ref)
        if ref.entity not in near:
            yield f"{noun(measure.entity, model).capitalize()} have no {ref_words(ref, model)} of their own."
        elif isinstance(value.operator, Elapsed) and not field.type.is_temporal:
            yield f"{field.label} is not a date, so no time can pass until it or since."
        elif isinstance(value.operator, Arithmetic) and not field.type.is_numeric:
            yield f"{field.label} is not a number, so it cannot be calculated with."
    if isinstance(value.operator, Elapsed) and len(refs) == 1:
        yield "Time passes between two dates; name both."


def what_is_calculated_is_a_number(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """The least and the greatest of dates or texts are shown as they are: not calculated with, nor set in percent."""
    for measure in walk.measures(query):
        inside = () if measure.formula is None else walk.operands(measure.formula)
        yield from (
            f"{field.label} is not a number, so it cannot be calculated with."
            for field in (_other_than_number(each, model) for each in inside)
            if field is not None
        )
    for measure in query.measures if query.compare is not None else ():
        field = _other_than_number(measure, model)
        if field is not None:
            yield f"{field.label} is not a number, so it has no change in percent; ask for it in one period at a time."
    for having in query.having:
        yield from _having_issues(having, model)


def _having_issues(having: Having, model: SemanticModel) -> Iterator[str]:
    """A number derived from a date, such as its rank, is one."""
    plain = having.measure.derivation in {None, Derivation.PRIOR}
    field = _other_than_number(having.measure, model) if plain else None
    for value in having.values:
        if field is not None and isinstance(value, int | float | Decimal):
            yield f"{field.label} is not a number and cannot be compared with “{value}”."
        elif field is None and isinstance(value, str):
            yield f"A number cannot be compared with “{value}”."


def _other_than_number(measure: MeasureRef, model: SemanticModel) -> Field | None:
    """Return the field whose values come back as they are, where they are no numbers."""
    if measure.aggregation not in _AS_THEY_ARE or measure.field is None:
        return None
    field = known(model, FieldRef(measure.entity, measure.field))
    return None if field.type.is_numeric else field


def derivations_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Running numbers have something to run along; a span looked back at, or started anew with, fits its buckets."""
    asked = [measure for measure in walk.measures(query) if measure.formula is None or measure.derivation is not None]
    if query.compare is not None and any(each.derivation is not None for each in asked):
        yield "Compare two periods, or ask for shares, ranks and running totals: not both at once."
    for measure in asked:
        if measure.derivation in _ALONG_A_LINE and not query.dimensions:
            yield "Say by what it should run, for example “by month”."
        elif measure.derivation in _ALONG_A_LINE:
            yield from _span_issues(measure, query)
        if measure.offset is not None and measure.derivation not in _BACKWARD:
            yield "Only an earlier value, a change or a growth looks back a span of time."
        if measure.since is not None and measure.derivation is not Derivation.RUNNING_TOTAL:
            yield "Only a running total starts anew with each span of time."
        yield from _number_issues(measure, model)
    yield from running_issues(query, model.calendar.week_start)


def _number_issues(measure: MeasureRef, model: SemanticModel) -> Iterator[str]:
    if measure.derivation not in {None, Derivation.PRIOR, Derivation.RANK}:
        field = _other_than_number(measure, model)
        if field is not None:
            yield f"{field.label} is not a number, so it has no {measure.derivation.value.replace('_', ' ')}."


def _span_issues(measure: MeasureRef, query: SemanticQuery) -> Iterator[str]:
    if measure.offset is None and measure.since is None:
        return
    grain = next((each.grain for each in query.dimensions if each.grain), None)
    if grain is None or grain.recurs:
        yield "Say by which span of time to look back, for example “by month”."
        return
    offset, since = measure.offset, measure.since
    if offset is not None and not _looks_back(offset.grain, offset.spans, grain):
        yield f"A number by {grain} cannot look back {offset.spans} {offset.grain}{'s' * (offset.spans != 1)}."
    if since is not None and (since.recurs or _LENGTH[since] <= _LENGTH[grain]):
        yield f"A running total by {grain} cannot start anew with each {since}."


def _looks_back(span: Grain, spans: int, grain: Grain) -> bool:
    """True when the span is made of whole buckets; weeks make quarters of 13 and years of 52."""
    if span.recurs or not 1 <= spans <= _MOST_SPANS or _LENGTH[span] < _LENGTH[grain]:
        return False
    return not (grain is Grain.WEEK and span is Grain.MONTH)
