"""What makes a semantic query sound: one rule, one function; one mistake, one issue that explains itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.adding_up import what_is_added_up_adds_up
from shared.core.semantic.buckets import period_buckets
from shared.core.semantic.fact_rules import comparisons_have_one_fact, tables_are_joined
from shared.core.semantic.filter_rules import filters_fit, grain_issues, known, period_issues, related_rows_refer
from shared.core.semantic.measure_rules import (
    aggregations_fit,
    derivations_fit,
    measures_are_whole,
    what_is_calculated_is_a_number,
)
from shared.core.semantic.model import Grain
from shared.core.semantic.query import DimensionRef, FieldRef

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

MAX_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class QueryIssue:
    """One thing wrong with a query: which rule it breaks, and a sentence for the person."""

    rule: str
    sentence: str

    def for_user(self) -> str:
        """One sentence that says what is wrong and what to do."""
        return self.sentence


def check(query: SemanticQuery, model: SemanticModel) -> tuple[QueryIssue, ...]:
    """Return what is wrong with the query against this model; empty when it is sound.

    Later rules rely on earlier ones, so the first rule that finds something speaks alone.
    """
    for rule in RULES:
        issues = tuple(QueryIssue(rule.__name__, sentence) for sentence in dict.fromkeys(rule(query, model)))
        if issues:
            return issues
    return ()


def names_are_known(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Every entity and field stands in the model."""
    for name in walk.entities(query):
        if model.entity(name) is None:
            yield f"There is no table called “{name}” here; ask “what data do you have?” to see them."
    for ref in walk.field_refs(query):
        entity = model.entity(ref.entity)
        if entity is not None and entity.find(ref.field) is None:
            yield f"{entity.label} has no column called “{ref.field}”."
    metrics = {each.name for each in model.metrics}
    for measure in walk.measures(query):
        entity = model.entity(measure.entity)
        if measure.name and entity and entity.measure(measure.name) is None and measure.name not in metrics:
            yield f"{entity.label} has no measure called “{measure.name}”."


def it_asks_for_something(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """There is a number to compute, a grouping, or columns to list."""
    if not (query.measures or query.dimensions or query.columns):
        yield "Say what to count, sum or list."


def it_lists_or_aggregates(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """A query either lists rows or aggregates them."""
    if query.columns and (query.measures or query.dimensions or query.having):
        yield "Ask either for rows or for totals, not for both at once."


def groupings_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Calendar grains are of dates, bins of numbers."""
    for dimension in walk.dimensions(query):
        field = known(model, FieldRef(dimension.entity, dimension.field))
        if dimension.grain is not None:
            yield from grain_issues(dimension.grain, field)
        if dimension.bins is not None and not (field.type.is_numeric and 1 <= dimension.bins <= 100):  # noqa: PLR2004
            yield f"{field.label} cannot be split into {dimension.bins} ranges of numbers."


def periods_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """A period is on a date field, and not empty; a comparison has a closed period and no calendar grouping."""
    period = query.period
    if period is None:
        if query.compare:
            yield "Say which period to compare, for example “this month”."
        return
    yield from period_issues(period, model)
    if query.compare and (period.start is None or period.end is None):
        yield f"“{period.label}” has no other side to compare with; give a start and an end."
    if query.compare and any(each.grain and not each.grain.recurs for each in query.dimensions):
        yield "Compare two periods in total or by a category, or ask for the trend over both."


def buckets_are_few(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Every bucket is asked for of one calendar span only, and of a period that has not too many."""
    spans = [each for each in query.dimensions if each.grain and not each.grain.recurs]
    if not query.complete or not spans:
        return
    if len(spans) > 1:
        yield "Empty spans of time can be shown for one calendar grouping, not for several."
    first, last = period_buckets(query, spans[0], model.calendar.week_start)
    days = {Grain.HOUR: 1 / 24, Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 28, Grain.QUARTER: 90, Grain.YEAR: 365}
    if first is not None and last is not None and (last - first).days / days[spans[0].grain or Grain.DAY] > MAX_LIMIT:
        yield f"There are too many {spans[0].grain}s in that period to show each; ask for longer spans."


def limits_fit(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """A limit is a positive number, and a limit within groups names one of the groupings."""
    if query.limit is not None and not 1 <= query.limit <= MAX_LIMIT:
        yield f"Ask for between 1 and {MAX_LIMIT:,} rows."
    if query.limit_per is not None and (query.limit is None or query.limit_per not in query.dimensions):
        yield "Say how many rows to keep for each group."


def sorting_fits(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """Aggregates are sorted by what is selected; rows by any of their fields."""
    for order in query.order:
        listed = isinstance(order.by, FieldRef)
        if listed is not bool(query.columns) or (
            isinstance(order.by, DimensionRef) and order.by not in query.dimensions
        ):
            yield "Sort by something the answer shows."


Rule = Callable[["SemanticQuery", "SemanticModel"], Iterator[str]]

RULES: tuple[Rule, ...] = (
    names_are_known,
    it_asks_for_something,
    it_lists_or_aggregates,
    measures_are_whole,
    related_rows_refer,
    tables_are_joined,
    comparisons_have_one_fact,
    aggregations_fit,
    what_is_calculated_is_a_number,
    groupings_fit,
    derivations_fit,
    what_is_added_up_adds_up,
    filters_fit,
    periods_fit,
    buckets_are_few,
    limits_fit,
    sorting_fits,
)
