"""Rows by whether others refer to them: "customers who have not ordered", "products without sales in May".

Such a clause is about the rows of another table, so it is cut out before anything else is read, read as a small
question of its own over that table, and put back as one condition. The rows asked about are then those before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.combining import combined
from shared.core.asking.conditions import read_conditions
from shared.core.asking.deeds import DEEDS
from shared.core.asking.leftover import unexplained
from shared.core.asking.lexicon import STATES
from shared.core.asking.naming_things import Kind
from shared.core.asking.opened import Clause
from shared.core.asking.opening import open_draft
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import Condition, FieldRef, Operator, Related
from shared.core.semantic.walk import conditions

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.linking import Mention
    from shared.core.asking.naming_things import Candidate
    from shared.core.asking.opened import Opened
    from shared.core.semantic.model import Entity
    from shared.core.semantic.query import Filter

_OWN, _SHORT = 0.9, 0.69
_WHO = r"(?:(?:,|and|but|who|that|which|whom|they|customers|ones|those|is|are|was|were) )*"
_THAT = r"(?:who|that|which)"
_AUX = r"(?:have|has|had|having|did|do|does|are|is|was|were|been|be)"
_SOME = (
    r"(?:(?:any|an?|some|single|one|at least one|one or more|ever|yet|the|at all|related|corresponding|associated) )*"
)
_NO = r"(?:without|lacking|with no|having no)"
_NONE = rf"(?:(?:{_AUX} )*(?:not|never)|(?:have|has|had|having|with|made|makes?|placed|place) (?:no|zero))"
_DID = rf"(?P<did>(?:{_AUX} |[a-z]+ed |made |sold |bought |got |paid |in |for |with |to |on |at )*)"
_HAVE_DONE = r"(?:have|has|had)(?P<did>(?: [a-z]+ed| made| got| been)*) (?:(?:in|for|with) )?"
_DEED = "(?P<deed>" + "|".join(sorted(DEEDS, key=len, reverse=True)) + ")"
_HEAD = (
    r"(?P<head>@[ek]\d+)(?:(?: (?!@e|\.|who |that |which |by |per )\S+){0,4}?|"
    r"(?: (?!@e|\.|by |per )\S+){1,7}?(?= (?:and|but) ))"
)
_ANYTHING = r"(?: (?:anything|something|at all|yet|before|ever))*"
_OTHER = r"(?:@m\d+ )?(?P<other>@e\d+)"
_CLAUSES = (
    (rf"{_WHO}{_NONE} {_DID}{_SOME}{_OTHER}", True),
    (rf"{_WHO}{_NO} {_SOME}{_OTHER}", True),
    (rf"{_WHO}(?:{_NO}|(?:have|has|had) no) {_SOME}{_DEED}", True),
    (rf"{_WHO}{_NONE} (?:{_AUX} |yet |ever |made |placed |an? |any |single )*{_DEED}{_ANYTHING}", True),
    (rf"{_THAT} {_HAVE_DONE}(?:(?:an?|any|at least one|one or more|some) )?{_OTHER}", False),
    (rf"{_THAT} (?:have |has |had )?(?:made|placed) an? {_DEED}", False),
    (rf"{_THAT} (?:(?:have|has|had|ever|already) )*{_DEED}{_ANYTHING}", False),
)
_FORMS = tuple((re.compile(rf" {_HEAD} (?P<clause>{clause})(?= )"), negated) for clause, negated in _CLAUSES)
"""What may say it, and whether it denies."""
_IGNORING = re.compile(r" (?:ignore|ignoring|exclude|excluding|leave out|omit|skip)(?: (?:all|any|those))*$")
"""Said before the rows, it turns the clause round: ignore those who have not, keep those who have."""
_ENDS = re.compile(
    r" (?:[.,;?!]|by|per|for each|grouped|group|sorted|sort|ordered by|order by|ranked|along with|as well as|"
    r"together with|(?:and|or) (?:who|that|which|whose|are|is|live|return|show|list|give|also|their|how|what|sort|"
    r"order|group|display|plot|have|has|find))(?= )"
)


@dataclass(frozen=True, slots=True)
class _Sketch:
    """The question as words and tags (@e an entity, @k a key, @m what else is named, @p a period), token by token."""

    text: str
    begins: tuple[int, ...]
    """Where in the text each piece begins."""
    tokens: tuple[int, ...]
    """The first token of each piece; one more for the end."""

    def token_at(self, position: int) -> int:
        """The token whose piece begins at or after a position of the text."""
        return next((t for b, t in zip(self.begins, self.tokens, strict=False) if b >= position), self.tokens[-1])


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is read: the opened question (or a clause of it), over which index, when, and its sketch."""

    opened: Opened
    index: ReaderIndex
    now: datetime
    sketch: _Sketch


def relate(opened: Opened, index: ReaderIndex, now: datetime) -> Opened:
    """The question with its clauses about other tables' rows read, and the entity they are said of."""
    if len(index.model.relationships) == 0:
        return opened
    asked = _Asked(opened, index, now, _sketched(opened, index))
    for form, negated in _FORMS:
        position = 0
        while (match := form.search(asked.sketch.text, position)) is not None:
            found = _clause(match, asked, negated=negated)
            if found is not None:
                head, clause = found
                return replace(opened, root=head, clauses=(clause,))
            position = match.start() + 1
    return opened


def _sketched(opened: Opened, index: ReaderIndex) -> _Sketch:
    starts = {mention.begins: i for i, mention in enumerate(opened.mentions)}
    text, begins, tokens, position = " ", [], [], 0
    while position < len(opened.tokens):
        token = opened.tokens[position]
        period = next((p for p in opened.periods if p.begins <= token.begins < p.ends), None)
        after = position + 1
        if period is not None:
            piece = "@p0"
            while after < len(opened.tokens) and opened.tokens[after].begins < period.ends:
                after += 1
        elif position in starts:
            mention = opened.mentions[starts[position]]
            piece, after = f"@{_tag(mention, index)}{starts[position]}", mention.ends
        else:
            piece = token.lower
        begins.append(len(text))
        tokens.append(position)
        text += f"{piece} "
        position = after
    return _Sketch(text, tuple(begins), (*tokens, len(opened.tokens)))


def _tag(mention: Mention, index: ReaderIndex) -> str:
    field = max((c.score for c in mention.candidates if c.kind is Kind.FIELD), default=0.0)
    if all(_counts(c, index) for c in mention.candidates):
        return "e"
    entity = max((c.score for c in mention.candidates if c.kind is Kind.ENTITY), default=0.0)
    if entity >= _OWN or (entity >= _SHORT and field < _OWN):
        return "e"
    return "k" if field >= _OWN else "m"


def _clause(match: re.Match[str], asked: _Asked, *, negated: bool) -> tuple[str, Clause] | None:
    opened, index, sketch = asked.opened, asked.index, asked.sketch
    said = opened.mentions[int(match["head"][2:])]
    head = _head(said, opened.tokens[said.ends - 1].stem, index)
    if head is None:
        return None
    others = _others(match, opened, index, head)
    end = _ENDS.search(sketch.text, match.end())
    begins, ends = sketch.token_at(match.start("clause")), sketch.token_at(end.start() + 1 if end else len(sketch.text))
    if len(others) != 1 or not _reached(opened, index, head.name, begins, ends):
        return None
    ignored = _IGNORING.search(sketch.text[: match.start()])
    negated = negated != (ignored is not None)
    part = _about(_part(opened, begins, ends), others[0])
    condition = _condition(replace(asked, opened=part), head, Related(others[0], negated), _predicate(match))
    if condition is None:
        return None
    return head.name, Clause(sketch.token_at(ignored.start() + 1) if ignored else begins, ends, condition)


def _counts(found: Candidate, index: ReaderIndex) -> bool:
    """As in "number of patients": a measure that says how many rows there are."""
    entity = index.model.entity(found.entity)
    measure = entity.measure(found.name) if entity is not None and found.kind is Kind.MEASURE else None
    return measure is not None and measure.aggregation is Aggregation.COUNT and measure.field is None


def _head(mention: Mention, last: str, index: ReaderIndex) -> Entity | None:
    """The entity that the words before the clause name: themselves, by its key, or after a field of it."""
    for found in sorted(mention.candidates, key=lambda c: -c.score):
        entity = index.model.entity(found.entity)
        if entity is None or found.score < _OWN:
            continue
        if found.kind is Kind.ENTITY or _counts(found, index):
            return entity
        if found.kind is Kind.FIELD and (entity.key == (found.name,) or _of(last, entity)):
            return entity
    return None


def _of(word: str, entity: Entity) -> bool:
    """As in "names of customers": the field's last word is what it belongs to."""
    return stem(words(entity.noun)[-1]) == word


def _others(match: re.Match[str], opened: Opened, index: ReaderIndex, head: Entity) -> list[str]:
    """The entities that the clause may be about: those named, or those whose name the verb brings along."""
    groups = match.groupdict()
    if groups.get("other"):
        mention = opened.mentions[int(match["other"][2:])]
        named = [c.entity for c in mention.candidates if c.kind is Kind.ENTITY and c.score >= _SHORT]
    else:
        named = _done(match["deed"], index, head)
    return [name for name in dict.fromkeys(named) if name != head.name and _joined(index, name, head.name)]


def _joined(index: ReaderIndex, one: str, other: str) -> bool:
    return other in index.reach[one] or one in index.reach[other]


def _done(deed: str, index: ReaderIndex, head: Entity) -> list[str]:
    """What was done is recorded in the table called after it: what was ordered, in orders."""
    for noun in DEEDS[deed]:
        found = [
            e.name
            for e in index.model.entities
            if head.name in index.reach[e.name] and e.name != head.name and stem(words(e.noun)[-1]) == noun
        ]
        if found:
            return found
    return []


def _reached(opened: Opened, index: ReaderIndex, head: str, begins: int, ends: int) -> bool:
    """True when everything said outside the clause is about the head's rows or what they refer to."""
    near = index.reach[head]
    outside = [m for m in opened.mentions if not begins <= m.begins < ends]
    return all(any(c.entity in near for c in mention.candidates) for mention in outside)


def _part(opened: Opened, begins: int, ends: int) -> Opened:
    """The clause as a question of its own."""
    first = opened.tokens[begins].begins
    last = opened.tokens[ends - 1].ends
    mentions = tuple(
        replace(m, begins=m.begins - begins, ends=m.ends - begins) for m in opened.mentions if begins <= m.begins < ends
    )
    periods = tuple(p for p in opened.periods if first <= p.begins < last)
    return replace(opened, tokens=opened.tokens[begins:ends], mentions=mentions, periods=periods)


def _about(part: Opened, other: str) -> Opened:
    """The clause with every word that may name the other entity naming it."""
    mentions = []
    for mention in part.mentions:
        own = tuple(c for c in mention.candidates if c.kind is Kind.ENTITY and c.entity == other)
        mentions.append(replace(mention, candidates=own) if own else mention)
    return replace(part, mentions=tuple(mentions))


def _condition(asked: _Asked, head: Entity, related: Related, done: frozenset[str]) -> Filter | None:
    """The clause as a condition on the head's rows; None when any of its words stays unexplained."""
    if head.name not in asked.index.reach[related.entity]:
        return _unreferring(asked, head, related.entity) if related.negated and not done else None
    if _refers_twice(asked.index, related.entity, head.name):
        return None
    draft = open_draft(asked.opened, asked.index, asked.now, related.entity)
    if draft is None:
        return None
    draft.text = re.sub(r" (?:not|never|no|zero|without|lacking|none)(?= )", " ", draft.text, count=1)
    draft.text = re.sub(r" (?:yet|ever|so far|at all|before)(?= [.,]? ?$)", " ", _without(draft.text, done))
    read_conditions(draft)
    where, having = combined(draft)
    foreign = related.negated and _says_of_both(where, asked.index, head)
    if having or foreign or draft.fields_left() or unexplained(draft):
        return None
    return replace(related, where=where, period=draft.period)


def _refers_twice(index: ReaderIndex, other: str, head: str) -> bool:
    """As flights refer to airports, by where they start and where they land: without which is not said."""
    return sum((r.from_entity, r.to_entity) == (other, head) for r in index.model.relationships) > 1


def _predicate(match: re.Match[str]) -> frozenset[str]:
    """The verb that ties the rows to those others; what befell a row ("cancelled") is more than that."""
    groups = match.groupdict()
    return frozenset(f"{groups.get('deed') or ''} {groups.get('did') or ''}".split()) - STATES


def _without(text: str, said: frozenset[str]) -> str:
    return f" {' '.join(word for word in text.split() if word not in said)} "


def _unreferring(asked: _Asked, head: Entity, other: str) -> Filter | None:
    """As in "orders without a customer": the reference is empty."""
    entity = asked.index.model.entity(other)
    if entity is None or len(entity.key) != 1 or len(asked.opened.mentions) != 1 or asked.opened.periods:
        return None
    direct = [r for r in asked.index.model.relationships if (r.from_entity, r.to_entity) == (head.name, other)]
    return Condition(FieldRef(other, entity.key[0]), Operator.IS_NULL) if len(direct) == 1 else None


def _says_of_both(where: Filter | None, index: ReaderIndex, head: Entity) -> bool:
    """As in "customers without orders in Texas", where Texas is the customer's: who is meant is not said."""
    return any(each.field.entity in index.reach[head.name] for each in conditions(where))
