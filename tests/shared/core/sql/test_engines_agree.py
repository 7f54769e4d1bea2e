"""Any sound query gives the same answer on both engines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from shared.core.asking.describe import describe
from shared.core.semantic.model import Aggregation, Grain
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
from shared.core.semantic.rules import check
from shared.core.sql.compile import compile_query
from shared.core.sql.guard import guard
from tests.fakes import market
from tests.shared.core.sql.agreement import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.sql.compiled import Dialect
    from tests.shared.core.sql.agreement import Run

ENTITIES = st.sampled_from(["orders", "customers", "payments", "returns"])
REFS = [FieldRef(name, each.name) for name, fields in market.FIELDS.items() for each in fields if name != "stock"]
FIELDS = st.sampled_from(REFS)
NUMERIC = st.sampled_from([each for each in REFS if each.field in {"price", "cost", "quantity", "credit", "amount"}])
DATED = st.sampled_from([each for each in REFS if each.field.endswith(("_on", "_at"))])
PERIODS = st.builds(
    lambda field, start, days: Period(field, start, date.fromordinal(start.toordinal() + days), "then"),
    DATED,
    st.dates(date(2023, 1, 1), date(2024, 3, 1)),
    st.integers(1, 300),
)
TESTS = st.one_of(
    st.builds(
        Condition, NUMERIC, st.sampled_from([Operator.GT, Operator.LE, Operator.NE]), st.tuples(st.integers(0, 60))
    ),
    st.builds(Condition, NUMERIC, st.sampled_from([Operator.LT, Operator.GE]), other=NUMERIC),
    st.builds(Condition, NUMERIC, st.sampled_from([Operator.ABOVE_AVERAGE, Operator.LATEST, Operator.EARLIEST])),
    st.builds(Condition, DATED, st.sampled_from([Operator.LATEST, Operator.EARLIEST, Operator.NOT_NULL])),
    st.builds(Condition, DATED, st.just(Operator.IN), st.tuples(st.integers(1, 7)), grain=st.just(Grain.WEEKDAY)),
    st.builds(Condition, DATED, st.just(Operator.EQ), other=DATED, grain=st.sampled_from([Grain.WEEK, Grain.QUARTER])),
    st.builds(Condition, st.just(FieldRef("customers", "region")), st.just(Operator.EQ), st.just(("north",))),
)
FILTERS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(AllOf, st.tuples(inner, inner)),
        st.builds(AnyOf, st.tuples(inner, inner)),
        st.builds(Related, ENTITIES, st.booleans(), st.none() | inner, st.none() | PERIODS),
    ),
    max_leaves=3,
)
VALUES = st.one_of(
    st.builds(RowValue, st.sampled_from(Arithmetic), NUMERIC, NUMERIC | st.integers(1, 9)),
    st.builds(RowValue, st.sampled_from(Elapsed), DATED, DATED),
)
AGGREGATES = st.sampled_from([each for each in Aggregation if each is not Aggregation.CALCULATED])
NUMBERS = st.one_of(
    st.builds(MeasureRef, ENTITIES, st.just(Aggregation.COUNT), where=st.none() | FILTERS),
    st.builds(
        lambda ref, how, where: MeasureRef(ref.entity, how, ref.field, where=where),
        NUMERIC,
        AGGREGATES,
        st.none() | TESTS,
    ),
    st.builds(MeasureRef, ENTITIES, AGGREGATES, value=VALUES),
)
FORMULAS = st.builds(Formula, st.sampled_from(Arithmetic), NUMBERS, NUMBERS | st.integers(1, 100))
GROUPINGS = st.one_of(
    st.builds(
        lambda ref, grain: DimensionRef(ref.entity, ref.field, grain),
        DATED,
        st.sampled_from([each for each in Grain if each not in {Grain.HOUR, Grain.HOUR_OF_DAY}]),
    ),
    st.sampled_from([DimensionRef("customers", "region"), DimensionRef("orders", "status")]),
)


@st.composite
def queries(draw: st.DrawFn) -> SemanticQuery:
    """A query that may or may not be sound."""
    entity = draw(ENTITIES)
    calculated = st.builds(lambda f: MeasureRef(entity, Aggregation.CALCULATED, formula=f), FORMULAS)
    plain = draw(st.lists(NUMBERS | calculated, min_size=1, max_size=2))
    measures = [
        MeasureRef(
            each.entity,
            each.aggregation,
            each.field,
            derivation=draw(st.none() | st.sampled_from([one for one in Derivation if one is not Derivation.RANK])),
            where=each.where,
            value=each.value,
            formula=each.formula,
            offset=draw(st.none() | st.just(Offset(Grain.YEAR))),
        )
        for each in plain
    ]
    measures = draw(st.sampled_from([plain, measures]))
    dimensions = tuple(draw(st.lists(GROUPINGS, max_size=2, unique=True)))
    limit_per = draw(st.sampled_from([None, *dimensions]))
    order = () if limit_per else draw(st.sampled_from([(), (OrderBy(measures[0], descending=True),)]))
    return SemanticQuery(
        entity,
        tuple(measures),
        dimensions,
        filters=draw(st.none() | FILTERS),
        having=draw(st.sampled_from([(), (Having(plain[-1], Operator.GT, (1,)),)])),
        period=draw(st.none() | PERIODS),
        compare=draw(st.sampled_from([None, None, CompareTo.PREVIOUS_YEAR])),
        order=order,
        limit=2 if limit_per else None,
        limit_per=limit_per,
        complete=draw(st.booleans()),
    )


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
@given(query=queries())
def test_any_sound_query_gives_the_same_answer_on_both_engines(
    query: SemanticQuery, engines: Mapping[Dialect, Run]
) -> None:
    """It compiles, passes the guard, runs, has its columns and its words.

    Rows are held against each other whatever their order, and places by size left out: broken numbers that are equal
    but for their last digit may stand either way round.
    """
    issues = check(query, market.MODEL)
    event(issues[0].rule if issues else "sound")
    assume(not issues)
    assert describe(query, market.MODEL)
    answers = []
    for dialect, run in engines.items():
        compiled = compile_query(query, market.MODEL, dialect)
        assert guard(compiled, market.PERMITTED) == (), compiled.sql
        answers.append(sorted(rounded(run(compiled.sql, compiled.params)), key=repr))
        assert all(len(row) == len(compiled.columns) for row in answers[-1])
    assert answers[0] == answers[1]
