"""What a filled query may hold: nothing that the question, the data or the calendar did not say.

A number, a text or a column about people that stands in none of them is made up, and is objected to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.asking.periods import find_periods
from shared.core.asking.tokens import plain, tokenize
from shared.core.models.redaction import visible
from shared.core.semantic import walk
from shared.core.semantic.filter_rules import known
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import FieldRef, Formula
from shared.core.semantic.rules import QueryIssue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from shared.core.asking.periods import FoundPeriod
    from shared.core.asking.question import Question
    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.types import Cell

_ALWAYS = frozenset({0.0, 1.0, 100.0})
"""Numbers that words such as "none", "negative", "repeat", "more than once" and "percent" imply."""
_SAID = 60


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question says, ready to be compared with: its text, stems, numbers and periods."""

    text: str
    stems: frozenset[str]
    numbers: frozenset[float]
    periods: tuple[FoundPeriod, ...]
    previous: SemanticQuery | None

    @classmethod
    def of(cls, question: Question, model: SemanticModel) -> Ground:
        """Return the ground of a question. Raises ValueError for a calendar whose time zone nobody knows."""
        text = visible(question.text)
        periods = find_periods(text, question.asked_at, model.calendar)
        numbers = {abs(each) for each in _numbers(text)} | set(_years(question.asked_at, periods))
        if question.previous is not None:
            numbers |= {abs(each) for each in _query_numbers(question.previous)}
        stems = frozenset(stem(word) for word in words(text))
        return cls(text.casefold(), stems, frozenset(numbers | _ALWAYS), periods, question.previous)

    def says_number(self, value: float) -> bool:
        """True for a number of the question, as it stands, without its sign, or as a share of a hundred."""
        size = abs(float(value))
        return size in self.numbers or any(abs(size - each / 100) < 1e-9 for each in self.numbers)  # noqa: PLR2004

    def says_text(self, value: str) -> bool:
        """True for a text that the question holds, whole or all of its words."""
        said = visible(value).casefold().strip()
        parts = {stem(word) for word in words(said)}
        whole = bool(said) and re.search(rf"(?<!\w){re.escape(said)}(?!\w)", self.text) is not None
        return whole or (bool(parts) and parts <= self.stems) or said in self._texts_before()

    def speaks_of(self, field: Field) -> bool:
        """True when the question names the field, by a word of its label or of a synonym."""
        names = (field.label, field.name, *field.synonyms)
        return any({stem(word) for word in words(name)} & self.stems for name in names)

    def _texts_before(self) -> set[str]:
        before = walk.every_condition(self.previous) if self.previous else ()
        return {v.casefold() for each in before for v in each.values if isinstance(v, str)}


def _numbers(text: str) -> Iterator[float]:
    for token in tokenize(plain(text)):
        if isinstance(token.value, int | float):
            yield float(token.value)
    yield from (float(each) for each in re.findall(r"\d{1,15}(?:\.\d{1,9})?", text))
    yield from (float(each) for each in re.findall(r"\d+", text.replace(",", "")) if len(each) <= 18)  # noqa: PLR2004


def _years(now: datetime, periods: tuple[FoundPeriod, ...]) -> Iterator[float]:
    """Years and months as columns of numbers hold them: this year and the last, and those of the periods said."""
    yield from (now.year, now.year - 1)
    for period in periods:
        for moment in (period.start, period.end):
            if moment is not None:
                yield from (moment.year, moment.month, moment.year - 1)


def _query_numbers(query: SemanticQuery) -> Iterator[float]:
    yield from (float(each) for each in _cells(query) if isinstance(each, int | float | Decimal))
    if query.limit is not None:
        yield float(query.limit)


def _cells(query: SemanticQuery) -> Iterator[Cell]:
    """Yield what a query compares and computes with; a weekday or a month by its number was said in words."""
    for each in walk.every_condition(query):
        if each.grain is None or not each.grain.recurs:
            yield from each.values
    for having in query.having:
        yield from having.values
    for measure in walk.measures(query):
        if measure.value is not None:
            yield from (each for each in (measure.value.left, measure.value.right) if isinstance(each, int | float))
        if measure.formula is not None:
            yield from _constants(measure.formula)
        if measure.offset is not None:
            yield measure.offset.spans


def _constants(formula: Formula) -> Iterator[Cell]:
    for side in (formula.left, formula.right):
        if isinstance(side, Formula):
            yield from _constants(side)
        elif isinstance(side, int | float):
            yield side


def ungrounded(query: SemanticQuery, model: SemanticModel, ground: Ground) -> tuple[QueryIssue, ...]:
    """Return what the query holds that nothing said; empty when all of it has a ground."""
    return tuple(
        QueryIssue(rule.__name__, sentence)
        for rule in GROUNDING
        for sentence in dict.fromkeys(rule(query, model, ground))
    )


def numbers_were_said(query: SemanticQuery, _model: SemanticModel, ground: Ground) -> Iterator[str]:
    """Numbers of conditions and limits stand in the question."""
    for value in _cells(query):
        numeric = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        if numeric and not ground.says_number(float(value)):  # type: ignore[arg-type]
            yield f"The question does not say {value}; leave out what it does not say."
    if query.limit is not None and not ground.says_number(query.limit):
        yield f"The question does not say {query.limit}; limit is null unless it does, or 1 for a single best."


def texts_were_said(query: SemanticQuery, model: SemanticModel, ground: Ground) -> Iterator[str]:
    """Texts of conditions stand in the question, or are values the column is known to have."""
    for condition in walk.every_condition(query):
        field = known(model, condition.field)
        held = {each.casefold() for each in field.values}
        for value in condition.values:
            if isinstance(value, str) and value.casefold() not in held and not ground.says_text(value):
                yield f"The question does not say “{value[:_SAID]}”, and {field.label} is not known to hold it."


def people_were_asked_for(query: SemanticQuery, model: SemanticModel, ground: Ground) -> Iterator[str]:
    """Columns about people are shown only where the question names them."""
    before = set(_shown(ground.previous)) if ground.previous else set()
    for ref in dict.fromkeys(_shown(query)):
        field = known(model, ref)
        if field.personal and ref not in before and not ground.speaks_of(field):
            yield f"The question does not ask for {field.label}; leave it out."


def _shown(query: SemanticQuery) -> Iterator[FieldRef]:
    """Yield the fields whose values an answer shows."""
    yield from query.columns
    yield from (FieldRef(each.entity, each.field) for each in query.dimensions)
    for measure in walk.measures(query):
        if measure.field is not None and measure.aggregation in {Aggregation.MIN, Aggregation.MAX}:
            yield FieldRef(measure.entity, measure.field)


GROUNDING: tuple[Callable[[SemanticQuery, SemanticModel, Ground], Iterator[str]], ...] = (
    numbers_were_said,
    texts_were_said,
    people_were_asked_for,
)
