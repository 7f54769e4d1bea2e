"""Semantic models of every shape, for what must hold of all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import strategies as st

from shared.core.semantic.metrics import (
    CumulativeMetric,
    DerivedMetric,
    FilteredMetric,
    Metric,
    OffsetMetric,
    OffsetResult,
    RatioMetric,
    SimpleMetric,
)
from shared.core.semantic.model import (
    Additivity,
    Aggregation,
    Calendar,
    Direction,
    Entity,
    Field,
    Grain,
    Measure,
    NamedFilter,
    NumberFormat,
    Relationship,
    SemanticModel,
    TableRef,
    VerifiedQuery,
)
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    Arithmetic,
    CompareTo,
    Condition,
    Derivation,
    DimensionRef,
    Elapsed,
    FieldRef,
    Filter,
    Formula,
    Having,
    MeasureRef,
    Offset,
    Operator,
    OrderBy,
    Period,
    Related,
    RowValue,
    SemanticQuery,
)
from shared.core.table.chart import ChartKind
from shared.core.table.types import DataType

WORDS = st.text(st.sampled_from("abz Äß’\"'#:-.no1₹\u200b😀"), min_size=1, max_size=8).map(lambda t: t.strip() or "x")
NAMES = st.one_of(
    st.sampled_from(["no", "yes", "null", "true", "1:30", "007", "1e3", "2024-01-01", "a.b", "a b", "~", "=", "<<"]),
    WORDS,
)
METRIC_NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True)
SYNONYMS = st.lists(WORDS, max_size=2).map(tuple)
CELLS = st.one_of(
    NAMES,
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), timezones=st.sampled_from([None, UTC])),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(Decimal),
    st.times().map(lambda t: time(t.hour, t.minute, t.second)),
)
REFS = st.builds(FieldRef, NAMES, NAMES)
MOMENTS = st.none() | st.dates(date(1900, 1, 1)) | st.datetimes(datetime(1900, 1, 1))
PERIODS = st.builds(Period, REFS, MOMENTS, MOMENTS, WORDS)
CONDITIONS = st.builds(
    Condition,
    REFS,
    st.sampled_from(Operator),
    st.lists(CELLS, max_size=2).map(tuple),
    st.none() | REFS,
    st.none() | st.sampled_from(Grain),
)


def _joined(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    items = st.lists(inner, min_size=1, max_size=2).map(tuple)
    related = st.builds(Related, NAMES, st.booleans(), st.none() | inner, st.none() | PERIODS)
    return st.one_of(st.builds(AllOf, items), st.builds(AnyOf, items), related)


FILTERS: st.SearchStrategy[Filter] = st.recursive(CONDITIONS, _joined, max_leaves=4)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
ROW_VALUES = st.builds(RowValue, st.sampled_from(Arithmetic) | st.sampled_from(Elapsed), REFS | NUMBERS, REFS | NUMBERS)


PLAIN_MEASURE_REFS = st.builds(
    MeasureRef,
    NAMES,
    st.sampled_from(Aggregation),
    st.none() | NAMES,
    where=st.none() | CONDITIONS,
    value=st.none() | ROW_VALUES,
)
FORMULAS = st.builds(
    Formula,
    st.sampled_from(Arithmetic),
    NUMBERS | PLAIN_MEASURE_REFS,
    PLAIN_MEASURE_REFS | st.builds(Formula, st.sampled_from(Arithmetic), PLAIN_MEASURE_REFS, NUMBERS),
)
DERIVED_MEASURE_REFS = st.builds(
    MeasureRef,
    NAMES,
    st.sampled_from(Aggregation),
    name=st.none() | NAMES,
    derivation=st.sampled_from(Derivation),
    where=st.none() | FILTERS,
    formula=st.none() | FORMULAS,
    offset=st.none() | st.builds(Offset, st.sampled_from(Grain), st.integers(1, 9)),
    since=st.none() | st.sampled_from(Grain),
    label=st.just("") | WORDS,
    unit=st.sampled_from(["", "₹"]),
)
MEASURE_REFS = PLAIN_MEASURE_REFS | DERIVED_MEASURE_REFS
DIMENSION_REFS = st.builds(
    DimensionRef, NAMES, NAMES, st.none() | st.sampled_from(Grain), st.none() | st.integers(1, 9)
)
QUERIES = st.builds(
    SemanticQuery,
    NAMES,
    st.lists(MEASURE_REFS, max_size=2).map(tuple),
    st.lists(DIMENSION_REFS, max_size=2).map(tuple),
    st.lists(REFS, max_size=2).map(tuple),
    st.booleans(),
    st.none() | FILTERS,
    st.lists(
        st.builds(Having, MEASURE_REFS, st.sampled_from(Operator), st.lists(CELLS, max_size=2).map(tuple)), max_size=1
    ).map(tuple),
    st.none() | PERIODS,
    st.none() | st.sampled_from(CompareTo),
    st.lists(st.builds(OrderBy, st.one_of(MEASURE_REFS, DIMENSION_REFS, REFS), st.booleans()), max_size=2).map(tuple),
    st.none() | st.integers(0, 100),
    st.none() | DIMENSION_REFS,
    st.none() | st.sampled_from(ChartKind),
    st.booleans(),
)
FIELDS = st.builds(
    Field,
    NAMES,
    WORDS,
    st.sampled_from(DataType),
    SYNONYMS,
    st.lists(NAMES, max_size=2).map(tuple),
    st.booleans(),
    st.none() | st.integers(0, 99),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "₹", "%"]),
    st.booleans(),
    st.none() | WORDS,
    st.none() | WORDS,
    st.just("") | WORDS,
    st.sampled_from(NumberFormat),
    st.booleans(),
    st.none() | st.integers(0, 9),
    st.lists(st.sampled_from(Grain), max_size=2).map(tuple),
)
MEASURES = st.builds(
    Measure,
    NAMES,
    WORDS,
    st.sampled_from([each for each in Aggregation if each is not Aggregation.CALCULATED]),
    st.none() | NAMES,
    SYNONYMS,
    st.sampled_from(["", "₹"]),
    st.just("") | WORDS,
    st.sampled_from(NumberFormat),
    st.sampled_from(Direction),
    st.none() | st.sampled_from(Additivity),
)
ENTITIES = st.builds(
    Entity,
    NAMES,
    WORDS,
    WORDS,
    st.builds(TableRef, NAMES, NAMES),
    st.lists(FIELDS, max_size=3, unique_by=lambda f: f.name).map(tuple),
    st.lists(MEASURES, max_size=2, unique_by=lambda m: m.name).map(tuple),
    st.lists(NAMES, max_size=2).map(tuple),
    st.none() | NAMES,
    SYNONYMS,
    st.none() | st.integers(0, 99),
    st.just("") | WORDS,
)
_SAID = {
    "name": METRIC_NAMES,
    "label": WORDS,
    "synonyms": SYNONYMS,
    "unit": st.sampled_from(["", "₹"]),
    "description": st.just("") | WORDS,
    "format": st.sampled_from(NumberFormat),
    "direction": st.sampled_from(Direction),
}
METRICS: st.SearchStrategy[Metric] = st.one_of(
    st.builds(SimpleMetric, **_SAID, entity=NAMES, measure=NAMES),
    st.builds(FilteredMetric, **_SAID, entity=NAMES, measure=NAMES, where=FILTERS),
    st.builds(RatioMetric, **_SAID, numerator=METRIC_NAMES, denominator=METRIC_NAMES),
    st.builds(DerivedMetric, **_SAID, expression=st.sampled_from(["a + b", "(a - 2.5) / -b"])),
    st.builds(CumulativeMetric, **_SAID, metric=METRIC_NAMES, since=st.none() | st.sampled_from(Grain)),
    st.builds(
        OffsetMetric,
        **_SAID,
        metric=METRIC_NAMES,
        grain=st.sampled_from(Grain),
        spans=st.integers(1, 9),
        shows=st.sampled_from(OffsetResult),
    ),
)
RELATIONSHIPS = st.builds(
    lambda one, other, pairs: Relationship(one, tuple(pairs), other, tuple(pairs.values())),
    NAMES,
    NAMES,
    st.dictionaries(NAMES, NAMES, min_size=1, max_size=2),
)
MODELS = st.builds(
    SemanticModel,
    st.lists(ENTITIES, max_size=2, unique_by=lambda e: e.name).map(tuple),
    st.lists(RELATIONSHIPS, max_size=2).map(tuple),
    st.builds(Calendar, st.integers(0, 6), st.integers(1, 12), st.booleans(), st.sampled_from(["UTC", "Asia/Kolkata"])),
    st.lists(METRICS, max_size=2, unique_by=lambda m: m.name).map(tuple),
    st.lists(
        st.builds(NamedFilter, NAMES, WORDS, NAMES, FILTERS, SYNONYMS, st.booleans()),
        max_size=1,
        unique_by=lambda f: f.name,
    ).map(tuple),
    st.lists(st.builds(VerifiedQuery, WORDS, QUERIES), max_size=1).map(tuple),
)
