"""Questions about the data itself: what there is, which columns, how many rows, which values, how fresh."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.index import ReaderIndex
from shared.core.asking.naming_things import Kind
from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.reading import Describes, Topic, Understood
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import DimensionRef, MeasureRef, OrderBy, SemanticQuery

if TYPE_CHECKING:
    from shared.core.asking.naming_things import Candidate
    from shared.core.asking.question import Question
    from shared.core.semantic.model import Entity, SemanticModel

_TABLE = r"(?:the |our |my |this )?(?P<what>[\w ]+?)(?: (?:table|data ?set|data|file|sheet))?"
_TAKES = r"(?: have| has| contain| hold| take)?"
_KIND = r"(?:table|data ?set|file|sheet)"
_COLUMN = r"(?:columns|fields|attributes)"
_DIFFERENT = r"(?:all )?(?:the )?(?:(?:possible|different|distinct|unique|allowed) )*"
_FIELD = r"(?:the |our |a |an )?(?:column |field )?(?P<what>[\w ]+?)(?: (?:column|field))?"
_IN = r"(?: are)?(?: there)? (?:of|for|in|does|do|has|can|could)"
_SHOW = r"(?:show|list|give|tell|see)(?: me)?"
_ANY_DATA = r"(?:the |this |our |my )?(?:[\w ]+ )?(?:data|tables?|snapshot|file|numbers?|it)"
_LAST = r"(?:(?:last|latest|most recently) )?"
_UPDATED = r"(?:updated|refreshed|loaded|synced|imported|uploaded|changed|taken|update|refresh)"
_COLUMNS = (
    rf"(?:what|which) (?:are )?(?:the )?{_COLUMN}{_IN} {_TABLE}{_TAKES}",
    rf"{_SHOW} (?:all )?(?:the )?(?:columns|fields|attributes|structure|schema) (?:in|of|for) {_TABLE}",
    rf"(?:the )?(?:columns|fields|schema|structure) (?:in|of|for) {_TABLE}",
    rf"(?:describe|what is in|what's in|what does) (?:the |our |my |this )?(?P<what>[\w ]+?) {_KIND}{_TAKES}",
)
_ROWS = (
    rf"how many (?:rows|records|entries|lines) (?:does|do|has|are in|are there in|in) {_TABLE}{_TAKES}",
    rf"(?:what is |what's )?(?:the )?(?:row count|number of (?:rows|records)|size) (?:of|in|for) {_TABLE}",
    rf"how (?:big|large|long) is {_TABLE}",
)
_VALUES = (
    rf"(?:what|which) (?:are )?{_DIFFERENT}(?:values|options|members){_IN} {_FIELD}{_TAKES}",
    rf"{_SHOW} (?:all )?(?:the )?(?:possible|different|distinct|unique|allowed) values (?:of|for|in) {_FIELD}",
    rf"(?:the )?(?:possible |distinct |unique )values (?:of|for|in) {_FIELD}",
)
_FRESH = (
    rf"when (?:was|were|did|is|has) (?:{_ANY_DATA})?(?: been)? ?{_LAST}{_UPDATED}(?: last| here)?",
    rf"how (?:fresh|old|recent|current|up[- ]to[- ]date|stale) (?:is|are) {_ANY_DATA}",
    r"is (?:the |this |our |my )?(?:[\w ]+ )?data (?:fresh|current|up[- ]to[- ]date|recent|stale|live)",
    rf"(?:what is |what's )?(?:the )?(?:last|latest) (?:update|refresh|sync)(?: of {_ANY_DATA}| time| date)?",
    r"(?:data )?(?:last updated|freshness)",
)
_ALL = frozenset({"", "data", "the data", "it", "this", "here", "all", "everything", "all tables", "each table"})
_OWN = 0.86
_SURE = 0.9


def read_metadata(question: Question, model: SemanticModel) -> Describes | Understood | None:
    """Return what about the data is asked; counts and values become ordinary queries. None for any other question."""
    text = re.sub(r"\s+", " ", question.text.strip()).rstrip(" ?!.")
    if any(re.fullmatch(form, text, re.IGNORECASE) for form in _FRESH):
        return Describes(Intent(IntentKind.METADATA, _SURE), Topic.FRESHNESS)
    said = _said(_VALUES, text)
    if said is not None:
        return _values(said, model)
    said = _said(_ROWS, text)
    entity = _entity(said, model) if said is not None else None
    if entity is not None:
        count = MeasureRef(entity.name, Aggregation.COUNT)
        return Understood(Intent(IntentKind.KPI, _SURE), SemanticQuery(entity.name, (count,)))
    said = _said(_COLUMNS, text)
    if said is None:
        return None
    if said in _ALL:
        return Describes(Intent(IntentKind.METADATA, _SURE), Topic.COLUMNS)
    entity = _entity(said, model)
    return Describes(Intent(IntentKind.METADATA, _SURE), Topic.COLUMNS, entity.name) if entity else None


def _said(forms: tuple[str, ...], text: str) -> str | None:
    match = next((found for form in forms if (found := re.fullmatch(form, text, re.IGNORECASE))), None)
    return match["what"].strip().casefold() if match else None


def _values(said: str, model: SemanticModel) -> Understood | None:
    """The different values of the column that goes by these words."""
    found = [each for each in _look_up(said, model, Kind.FIELD) if each.score >= _OWN]
    if not found:
        return None
    best = max(found, key=lambda each: each.score)
    dimension = DimensionRef(best.entity, best.name)
    query = SemanticQuery(best.entity, dimensions=(dimension,), order=(OrderBy(dimension),))
    return Understood(Intent(IntentKind.LISTING, _SURE), query)


def _entity(said: str, model: SemanticModel) -> Entity | None:
    """The table that goes by these words; with words too few to tell, the largest that bears them."""
    found = _look_up(said, model, Kind.ENTITY)
    if found:
        return model.entity(max(found, key=lambda each: each.score).entity)
    stems = {stem(word) for word in words(said)}
    bearing = [e for e in model.entities if stems and stems <= {stem(word) for word in words(e.label)}]
    return max(bearing, key=lambda each: each.rows or 0, default=None)


def _look_up(said: str, model: SemanticModel, kind: Kind) -> list[Candidate]:
    """What the words name, of one kind."""
    stems = tuple(stem(word) for word in words(said))
    return [each for each in ReaderIndex.of(model).look_up(stems) if each.kind is kind] if stems else []
