"""Explain a change: cut it by every dimension in reach, and say which members it is from.

It is arithmetic over the answers to ordinary queries: each is checked, compiled, guarded and run like any other.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from shared.core.asking.answer import Answer, Evidence, Status
from shared.core.asking.question import IntentKind
from shared.core.asking.scope import scope
from shared.core.errors import InternalError
from shared.core.insights.change import Change, Cut, adds_up, dimensions_of, labels_of, weight_of
from shared.core.insights.contribution import Amount, most_telling, of_amounts, of_rates
from shared.core.insights.spans import named
from shared.core.semantic.query import AllOf, Condition, DimensionRef, FieldRef, Operator, OrderBy, SemanticQuery
from shared.core.semantic.wording import lower_first, plain_measure_label
from shared.core.table.types import DataType, as_float
from shared.render.change import change_chart, change_headline, change_notes, change_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.core.asking.reading import WhyChanged
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter, MeasureRef, Period
    from shared.core.table.result import ResultColumn, ResultTable
    from shared.core.table.types import Cell

Ask = Callable[[SemanticQuery], Answer]
"""The ordinary way from a query to its answer, for one viewer."""

CUTS, INNER_CUTS = 6, 3
"""Dimensions tried over everything, and again inside the biggest driver: each takes a statement a period."""
MOST_STATEMENTS = 2 * (1 + CUTS + INNER_CUTS)
_CLOSE = 1e-6
NO_PARTS = "The parts of {measure} do not add up to it, so I can show how it moved, but not from what."
NOTHING = "There is no {measure} {scope}in {period}, so there is no change to cut into parts."


@dataclass(frozen=True, slots=True)
class _Halves:
    """One query asked over both periods: the amounts by member, and the two answers."""

    before: Mapping[Cell, Amount]
    now: Mapping[Cell, Amount]
    answers: tuple[Answer, Answer]


def explain_change(why: WhyChanged, model: SemanticModel, ask: Ask) -> Answer:
    """Return where a change is from; a refusal in words where it has no parts, or one side has no data."""
    measure = why.query.measures[0]
    if not adds_up(measure) and weight_of(measure) is None:
        return _without_parts(why, model, ask)
    began = time.perf_counter()
    asker = _Asker(why, measure, ask)
    whole = asker.halves(None, why.query.filters)
    if isinstance(whole, Answer):
        return whole
    before, now = whole.before.get(None), whole.now.get(None)
    if before is None or now is None or before.value is None or now.value is None:
        return _nothing(why, model, missing_now=now is None or now.value is None)
    tried = dimensions_of(why.query, model)[:CUTS]
    names = labels_of(tried, model)
    found = _cuts(asker, names, why.query.filters, now.value - before.value)
    cuts = _telling(found)
    change = Change(
        measure=plain_measure_label(measure, model),
        unit=_column(whole.answers[1]).unit,
        before=before.value,
        now=now.value,
        before_period=named(why.before),
        now_period=_named(why.query.period),
        cuts=cuts,
        looked_at=tuple(each.label for each in found),
        inside=_inside(asker, why, cuts, names),
        even=None if cuts else max(found, key=lambda each: each.breakdown.score, default=None),
        days=_days(why) if adds_up(measure) else None,
        scope=scope(replace(why.query, period=None), model),
        said=why.said,
        is_rate=not adds_up(measure),
        whole_numbers=_column(whole.answers[1]).type is DataType.INTEGER,
    )
    return replace(_answer(change, why, whole), evidence=_evidence(change, asker.answers, began))


class _Asker:
    """Asks one number over both periods, and keeps every answer as evidence."""

    def __init__(self, why: WhyChanged, measure: MeasureRef, ask: Ask) -> None:
        self._why, self._ask = why, ask
        weight = None if adds_up(measure) else weight_of(measure)
        self._measures = (measure,) if weight is None else (measure, weight)
        self.adds_up = weight is None
        self.answers: list[Answer] = []

    def halves(self, dimension: DimensionRef | None, filters: Filter | None) -> _Halves | Answer:
        """Return both periods' amounts by member (None alone without a dimension), or the answer that says why not."""
        made = []
        for period in (self._why.before, self._why.query.period):
            answer = self._ask(self._query(dimension, filters, period))
            if answer.status is not Status.ANSWERED or answer.table is None:
                return answer
            made.append(answer)
        self.answers += made
        then, now = made
        return _Halves(self._amounts(then.table, dimension), self._amounts(now.table, dimension), (then, now))

    def _query(self, dimension: DimensionRef | None, filters: Filter | None, period: Period | None) -> SemanticQuery:
        groups = () if dimension is None else (dimension,)
        order = (OrderBy(self._measures[0], descending=True),) if groups else ()
        return SemanticQuery(
            self._why.query.entity, self._measures, groups, filters=filters, period=period, order=order
        )

    def _amounts(self, table: ResultTable | None, dimension: DimensionRef | None) -> dict[Cell, Amount]:
        at = 0 if dimension is None else 1
        found: dict[Cell, Amount] = {}
        for row in table.rows if table else ():
            weight = 1.0 if self.adds_up else as_float(row[at + 1]) or 0.0
            found[row[0] if at else None] = Amount(as_float(row[at]), weight)
        return found


def _telling(cuts: Sequence[Cut]) -> tuple[Cut, ...]:
    by_name = {f"{i}": each for i, each in enumerate(cuts)}
    return tuple(by_name[name] for name, _ in most_telling((name, each.breakdown) for name, each in by_name.items()))


def _cuts(asker: _Asker, dimensions: Mapping[DimensionRef, str], filters: Filter | None, change: float) -> list[Cut]:
    """Cut by each dimension; one with a single member, or whose parts would not add up to the change, is left out."""
    found = []
    for dimension, label in dimensions.items():
        halves = asker.halves(dimension, filters)
        if isinstance(halves, Answer):
            continue
        made = (of_amounts if asker.adds_up else of_rates)(halves.before, halves.now)
        scale = max(1.0, abs(change), *(abs(each.change) for each in made.parts))
        if len(made.parts) > 1 and abs(made.change - change) <= _CLOSE * scale:
            found.append(Cut(label, dimension, made))
    return found


def _inside(asker: _Asker, why: WhyChanged, cuts: Sequence[Cut], tried: Mapping[DimensionRef, str]) -> Cut | None:
    """Cut the biggest driver once more, by the dimension that says most inside it."""
    if not cuts or not cuts[0].breakdown.along():
        return None
    driver = cuts[0].breakdown.along()[0]
    if driver.member is None or driver.is_new or driver.is_gone:
        return None
    ref = FieldRef(cuts[0].dimension.entity, cuts[0].dimension.field)
    only = Condition(ref, Operator.EQ, (driver.member,))
    filters = only if why.query.filters is None else AllOf((why.query.filters, only))
    others = [each for each in tried if each != cuts[0].dimension][:INNER_CUTS]
    names = {each: tried[each] for each in others}
    moved = (driver.now or 0.0) - (driver.before or 0.0)
    best = _telling(_cuts(asker, names, filters, moved))
    return best[0] if best else None


def _answer(change: Change, why: WhyChanged, whole: _Halves) -> Answer:
    shown = change_table(change)
    asked = why.query
    cut = change.shown
    if cut is not None:
        asked = replace(asked, dimensions=(cut.dimension,), order=(OrderBy(asked.measures[0], descending=True),))
    return Answer(
        Status.ANSWERED,
        change_headline(change),
        table=shown,
        chart=change_chart(change),
        query=asked,
        caveats=(*why.notes, *change_notes(change)),
        next_questions=whole.answers[1].next_questions,
        intent=IntentKind.EXPLANATION,
    )


def _evidence(change: Change, answers: Sequence[Answer], began: float) -> Evidence | None:
    """All statements as one proof; their parameters carry the number of their statement."""
    proofs = [each.evidence for each in answers if each.evidence is not None]
    if not proofs:
        return None
    words = f"{change.measure}{f' {change.scope}' if change.scope else ''} in {change.now_period} less the same in "
    looked = f", cut by {', '.join(change.looked_at)}" if change.looked_at else ""
    return replace(
        proofs[0],
        words=f"{words}{change.before_period}{looked}; {len(proofs)} statements",
        sql="\n\n".join(f"-- {i}. {each.words}\n{each.sql.strip().rstrip(';')};" for i, each in enumerate(proofs, 1)),
        tables=tuple(dict.fromkeys(table for each in proofs for table in each.tables)),
        rows_read=max((each.rows_read or 0 for each in proofs), default=None),
        fresh_at=min((each.fresh_at for each in proofs if each.fresh_at is not None), default=None),
        milliseconds=1000 * (time.perf_counter() - began),
        cost=sum(each.cost for each in proofs),
        params=tuple((f"{i}.{name}", value) for i, each in enumerate(proofs, 1) for name, value in each.params),
    )


def _without_parts(why: WhyChanged, model: SemanticModel, ask: Ask) -> Answer:
    """How a median or a number of different things moved, and that its parts say nothing."""
    measure = plain_measure_label(why.query.measures[0], model)
    answer = ask(why.query)
    said = NO_PARTS.format(measure=f"the {lower_first(measure)}")
    if answer.status is not Status.ANSWERED:
        return answer
    return replace(answer, caveats=(said, *why.notes, *answer.caveats), intent=IntentKind.EXPLANATION)


def _nothing(why: WhyChanged, model: SemanticModel, *, missing_now: bool) -> Answer:
    measure = lower_first(plain_measure_label(why.query.measures[0], model))
    about = scope(replace(why.query, period=None), model)
    period = _named(why.query.period) if missing_now else named(why.before)
    said = NOTHING.format(measure=measure, scope=f"{about} " if about else "", period=period)
    return Answer(Status.REFUSED, said, intent=IntentKind.EXPLANATION)


def _days(why: WhyChanged) -> tuple[int, int] | None:
    """The days of the earlier and the later period."""
    spans = [why.before, why.query.period]
    found = [_length(each) for each in spans]
    return (found[0], found[1]) if all(found) else None


def _length(period: Period | None) -> int:
    if period is None or period.start is None or period.end is None:
        return 0
    start, end = (date(each.year, each.month, each.day) for each in (period.start, period.end))
    return (end - start).days


def _named(period: Period | None) -> str:
    return named(period) if period is not None else ""


def _column(answer: Answer) -> ResultColumn:
    """The number's column; the answers asked for here always have one."""
    if answer.table is None:
        raise InternalError("an answered query has a table")
    return answer.table.columns[0]
