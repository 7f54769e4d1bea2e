"""The columns that people's own rules make or set, planned for one table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol, TypeVar

from shared.core.ingest.cleaning.plan import KEEP, DerivedPlan
from shared.core.ingest.report import RuleApplied
from shared.core.ingest.rules.columns import Columns, words_of
from shared.core.ingest.rules.conditions import columns_of, compares
from shared.core.ingest.rules.holding import Source, Texts, holding, is_nothing, mark_of, order_of
from shared.core.ingest.typed.dates import read_moment
from shared.core.ingest.typed.numbers import read_number
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from shared.core.ingest.rules.rule import Rule
    from shared.core.table.types import Cell

_Result = TypeVar("_Result")
_ALL_BUT_STRAYS = 0.98
_WHOLE = re.compile(r"[-+]?[0-9,]{1,24}")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "y", "n", "t", "f"})


class ColumnTexts(Protocol):
    """The part of TableEvidence that rules ask."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        ...

    def sample(self, column: int) -> tuple[str, ...]:
        """Some distinct values, in order of appearance; no blanks."""
        ...

    def values(self, column: int) -> Iterable[tuple[str, int]]:
        """Every distinct value that is not blank, with its count."""
        ...


@dataclass(slots=True)
class _Planner:
    """Plans each column when it is first needed, those that its conditions speak of before it."""

    columns: Columns
    evidence: ColumnTexts
    rules: dict[str, list[Rule]]
    made: dict[str, DerivedPlan]
    notes: list[RuleApplied] = field(default_factory=list)
    ahead: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)

    def plan(self, target: str) -> None:
        """Plan the column of these words, once."""
        if target in self.done or target in self.ahead:
            return
        self.ahead.add(target)
        ready: list[Rule] = []
        for rule in self.rules[target]:
            problem = self._problem(rule)
            if problem:
                self.notes.append(RuleApplied(f"{rule.name} was not applied: {problem}", 0))
            else:
                ready.append(rule)
        self.ahead.discard(target)
        self.done.add(target)
        if ready:
            self._make(target, ready)

    def _problem(self, rule: Rule) -> str:
        """Why a rule cannot be applied to this table; empty when it can."""
        for name in dict.fromkeys(columns_of(rule.when)):
            words = words_of(name)
            if words in self.rules and words not in self.done and self.columns.place(name) is None:
                if words in self.ahead and words != words_of(rule.column):
                    return f"whether it holds depends on “{name}”, which depends on it."
                self.plan(words)
            if self.columns.place(name) is None and words not in self.made:
                return self.columns.missing(name, tuple(each.label for each in self.made.values()))
        return self._misfit(rule)

    def _misfit(self, rule: Rule) -> str:
        """What is wrong with the value of a rule for a column that the table has."""
        place = self.columns.place(rule.column)
        if place is None:
            return ""
        kind = _kind_of_texts(self._sample(place))
        for value in (rule.to, rule.otherwise):
            if value is not None and kind is not DataType.TEXT and _kind(value) not in _FITTING[kind]:
                return f"“{rule.column}” holds {_SAID[kind]} and {value} is none; set a new column instead."
        return ""

    def _sample(self, place: int) -> list[str]:
        return [text for text in self.evidence.sample(place) if not is_nothing(text)]

    def _make(self, target: str, rules: list[Rule]) -> None:
        """Add the plan of a column whose rules can all be applied."""
        place = self.columns.place(rules[0].column)
        base = self.made.get(target) if place is None else None
        of = self._of(rules, base)
        wants = [holding(rule.when, self._sources(rule, of)) for rule in rules]
        rest = next((rule.otherwise for rule in rules if rule.otherwise is not None), None)
        default = _default(base, of, KEEP if place is not None and rest is None else rest)
        values = [rule.to for rule in rules]
        kind = _common_kind([*values, rest], base) if place is None else _kind_of_texts(self._sample(place))

        @_once
        def first(row: Texts) -> int:
            return next((number for number, holds in enumerate(wants) if holds(row)), -1)

        @_once
        def compute(row: Texts) -> Cell:
            number = first(row)
            cell = default(row) if number < 0 else values[number]
            return _as(kind, cell)

        name, label = self._named(rules[0], base, place)
        words = tuple(rule.words for rule in rules)
        self.made[target] = DerivedPlan(name, label, kind, of, compute, words, first)
        if base is not None and base.rule_of is not None and len(base.of) == 1:
            self.notes += self._counted(base.of[0], base.rules, base.rule_of)

    def _named(self, rule: Rule, base: DerivedPlan | None, place: int | None) -> tuple[str, str]:
        """The name and the label of the column that a rule is for."""
        if base is not None:
            return base.name, base.label
        if place is not None:
            return self.columns.name(place), self.columns.labels[place]
        others = tuple(each.label for each in self.made.values())
        return self.columns.unused_name(rule.column, others), rule.column

    def _of(self, rules: list[Rule], base: DerivedPlan | None) -> tuple[int, ...]:
        """The raw columns that these rules depend on, directly or through columns made before."""
        found = set(base.of if base else ())
        for name in (name for rule in rules for name in columns_of(rule.when)):
            place = self.columns.place(name)
            found.update(self.made[words_of(name)].of if place is None else (place,))
        return tuple(sorted(found))

    def _sources(self, rule: Rule, of: tuple[int, ...]) -> dict[str, Source]:
        """How the columns that a rule speaks of are read from the texts of the columns in of."""
        return {name: self._source(name, of, rule) for name in dict.fromkeys(columns_of(rule.when))}

    def _source(self, name: str, of: tuple[int, ...], rule: Rule) -> Source:
        place = self.columns.place(name)
        if place is None:
            return Source(_through(self.made[words_of(name)], of))
        text = itemgetter(of.index(place))
        if not compares(rule.when, name):
            return Source(text, mark_of(self.evidence.sample(place)))
        values = self.evidence.values(place)
        return Source(text, mark_of(each for each, _ in values), order_of(each for each, _ in values))

    def _counted(self, place: int, words: Texts, first: Callable[[Texts], int]) -> list[RuleApplied]:
        """How many rows each rule of a plan that has been replaced was applied to; one column tells."""
        counts, filled = [0] * (len(words) + 1), 0
        for text, count in self.evidence.values(place):
            counts[first((text,))] += count
            filled += count
        counts[first(("",))] += self.evidence.rows - filled
        return [RuleApplied(what, count) for what, count in zip(words, counts, strict=False)]


_NUMBERS = frozenset({DataType.INTEGER, DataType.DECIMAL})
_FITTING = {
    DataType.INTEGER: frozenset({DataType.INTEGER}),
    DataType.DECIMAL: _NUMBERS,
    DataType.DATE: frozenset({DataType.DATE}),
    DataType.BOOLEAN: frozenset({DataType.BOOLEAN}),
}
_SAID = {
    DataType.INTEGER: "whole numbers",
    DataType.DECIMAL: "numbers",
    DataType.DATE: "dates",
    DataType.BOOLEAN: "yes and no",
}


def plan_written(
    rules: Sequence[Rule],
    labels: Texts,
    evidence: ColumnTexts,
    before: tuple[DerivedPlan, ...] = (),
    names: Texts = (),
) -> tuple[tuple[DerivedPlan, ...], tuple[RuleApplied, ...]]:
    """The plans of before, with those of people's rules behind or in place of them, and what is told of the rules.

    A rule may speak of the columns of the table, of before, and of other rules. One that speaks of a column that is
    not there is left out, with a sentence. names are those of the table's columns, where they do not follow from the
    labels.
    """
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        grouped.setdefault(words_of(rule.column), []).append(rule)
    planner = _Planner(Columns(labels, names), evidence, grouped, {words_of(each.label): each for each in before})
    for target in grouped:
        planner.plan(target)
    return tuple(planner.made.values()), tuple(planner.notes)


def _once(function: Callable[[Texts], _Result]) -> Callable[[Texts], _Result]:
    """The function with its last result remembered: rules that speak of what rules made ask for it again and again."""
    last: dict[Texts, _Result] = {}

    def remembered(row: Texts) -> _Result:
        if row not in last:
            found = function(row)
            last.clear()
            last[row] = found
        return last[row]

    return remembered


def _default(base: DerivedPlan | None, of: tuple[int, ...], rest: Cell) -> Callable[[Texts], Cell]:
    """What a cell is where no rule holds: as the column was made before, or the same for all."""
    if base is None or (rest is not None and rest is not KEEP):
        return lambda _row: rest
    return _computed(base, of)


def _computed(plan: DerivedPlan, of: tuple[int, ...]) -> Callable[[Texts], Cell]:
    """The cell of another plan from the texts of more columns than it needs."""
    places = [of.index(place) for place in plan.of]
    return lambda row: plan.compute(tuple(row[place] for place in places))


def _through(plan: DerivedPlan, of: tuple[int, ...]) -> Callable[[Texts], str]:
    """The text of a cell that another plan makes."""
    computed = _computed(plan, of)

    def text(row: Texts) -> str:
        cell = computed(row)
        return "" if cell is None else str(cell)

    return text


def _common_kind(values: list[Cell], base: DerivedPlan | None) -> DataType:
    """The type of a column of these values: text where they are of several."""
    kinds = {_kind(value) for value in values if value is not None} | ({base.type} if base else set())
    if len(kinds) == 1:
        return next(iter(kinds))
    return DataType.DECIMAL if kinds and kinds <= _NUMBERS else DataType.TEXT


def _kind(value: Cell) -> DataType:
    """The type of one value as YAML has it."""
    match value:
        case bool():
            return DataType.BOOLEAN
        case int():
            return DataType.INTEGER
        case Decimal():
            return DataType.DECIMAL
        case date():
            return DataType.DATE
        case _:
            return DataType.TEXT


def _as(kind: DataType, cell: Cell) -> Cell:
    """The cell of a value, as the column holds it."""
    if cell is None or cell is KEEP:
        return cell
    if kind is DataType.TEXT:
        return str(cell)
    return Decimal(cell) if kind is DataType.DECIMAL and isinstance(cell, int) else cell


def _kind_of_texts(sample: Sequence[str]) -> DataType:
    """What the texts of a column are, nearly all of them, told from a sample; text where there are none."""
    for kind, is_one in _KINDS:
        if sample and sum(map(is_one, sample)) >= len(sample) * _ALL_BUT_STRAYS:
            return kind
    return DataType.TEXT


_KINDS: tuple[tuple[DataType, Callable[[str], bool]], ...] = (
    (DataType.BOOLEAN, lambda text: text.lower() in _BOOLEANS),
    (DataType.INTEGER, lambda text: _WHOLE.fullmatch(text) is not None and read_number(text) is not None),
    (DataType.DECIMAL, lambda text: read_number(text) is not None),
    (DataType.DATE, lambda text: read_moment(text) is not None),
)
