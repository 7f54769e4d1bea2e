"""Opening a draft: the question's words with what they name in the model put in as tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.draft import Draft, Thing
from shared.core.asking.grouping import naming_fields
from shared.core.asking.index import Kind
from shared.core.asking.lexicon import COMPARATIVES, SUPERLATIVES
from shared.core.asking.linking import link
from shared.core.asking.parts_of_speech import FUNCTION_WORDS
from shared.core.asking.periods import FoundPeriod, clock_of, find_periods
from shared.core.asking.remarks import without_remarks
from shared.core.asking.resolving import choose_root, resolve
from shared.core.asking.tokens import plain, tokenize
from shared.core.asking.word_order import with_nouns
from shared.core.semantic.naming import stem
from shared.core.semantic.query import FieldRef

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.core.asking.index import Candidate, ReaderIndex
    from shared.core.asking.linking import Mention
    from shared.core.asking.tokens import Token
    from shared.core.semantic.query import Filter

_TAGS = {Kind.FIELD: "f", Kind.ENTITY: "e", Kind.MEASURE: "m", Kind.VALUE: "v", Kind.FILTER: "t"}
_ONLY_YEARS = re.compile(
    r"(?:(?:19|20)\d{2}|in|during|on|for|between|and|from|to|since|before|after|until|till|up|through|of|the|over|at|"
    r"later|than|earlier|prior|starting|beginning|within|throughout|year|-|,| )+"
)
_DROPPED = frozenset({"the", "a", "an", "please", "kindly", "their", "its", "his", "her", "our", "my", "your", "both"})
_SIGNS = {",": ",", ".": ".", ";": ".", "?": ".", "!": ".", ":": ",", "|": ".", "&": "and"}
_OPERATORS = frozenset({"<=", ">=", "!=", "<>", "==", "<", ">", "="})
_CLASS_NOUNS = frozenset(
    ("city country state type category kind section class level group name store place place code").split()
)
_AGGREGATE_WORDS = frozenset({"total", "average", "avg", "maximum", "max", "minimum", "min", "mean", "median", "sum"})
_OWN, _HALF, _PARTLY = 0.9, 0.6, 0.05
_YEARS = range(1900, 2101)
_COUNTS_BEFORE = re.compile(
    r"(?:number of|how many|count of|count all|number of all|count|many)(?: "
    r"(?:the|all|different|distinct|unique|total|of))*$"
)
_ORDERS_BEFORE = re.compile(r"(?:by|on|order|sort|rank|arrange|ordered|sorted|ranked)(?: (?:in|with))?$")
_DIRECTIONS = frozenset("ascending descending asc desc alphabetical increasing decreasing order xaxis yaxis".split())
_GROUPS_BEFORE = re.compile(r"(?:by|per|each|every|across|different|which|what)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens [begins, ends) that were read on their own, as a condition."""

    begins: int
    ends: int
    condition: Filter


@dataclass(frozen=True, slots=True)
class Opened:
    """Tokens of the plain text, the mentions among them, and the periods not covered by longer mentions.

    root is set where the words themselves say whose rows are asked about; clauses are read already.
    """

    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    periods: tuple[FoundPeriod, ...]
    text: str
    root: str | None = None
    clauses: tuple[Clause, ...] = ()

    def outside(self) -> tuple[Mention, ...]:
        """The mentions that no clause has read."""
        return tuple(m for m in self.mentions if not any(c.begins <= m.begins < c.ends for c in self.clauses))


def open_question(text: str, index: ReaderIndex, now: datetime) -> Opened:
    """Cut the question and find what it mentions."""
    said = with_nouns(without_remarks(plain(text), index), index)
    tokens = tuple(spelled(token, index) for token in tokenize(said))
    periods = tuple(
        p
        for p in find_periods(said, now, index.model.calendar)
        if not _ONLY_YEARS.fullmatch(said[p.begins : p.ends].casefold())
    )
    mentions = tuple(m for m in link(tokens, index) if not _within(m, tokens, periods))
    return Opened(tokens, mentions, periods, said)


def spelled(token: Token, index: ReaderIndex) -> Token:
    """The token with a typing mistake in a known word put right."""
    if (
        token.kind != "word"
        or token.lower in FUNCTION_WORDS
        or token.lower in {"names", "name", "titles"}
        or token.lower in COMPARATIVES
        or token.stem in FUNCTION_WORDS
        or token.stem in index.vocabulary
    ):
        return token
    known = index.corrected(token.stem)
    return replace(token, lower=known, stem=stem(known), corrected=True) if known else token


def _within(mention: Mention, tokens: Sequence[Token], periods: Sequence[FoundPeriod]) -> bool:
    begins, ends = tokens[mention.begins].begins, tokens[mention.ends - 1].ends
    return any(p.begins <= begins < p.ends or p.begins < ends <= p.ends for p in periods)


def open_draft(opened: Opened, index: ReaderIndex, now: datetime, root: str | None = None) -> Draft | None:
    """The draft for the entity that the mentions are about (or the given one); None for a model without entities."""
    opened = replace(opened, mentions=opened.outside())
    name = root or opened.root or choose_root(opened.mentions, index, _counted(opened))
    entity = index.model.entity(name) if name else None
    if entity is None:
        return None
    draft = Draft(index.model, index, entity, clock_of(now, index.model.calendar), "", [])
    opened = replace(opened, mentions=tuple(_nearer(m, opened.tokens, index, entity.name) for m in opened.mentions))
    draft.named = frozenset(
        c.entity
        for mention in opened.mentions
        for c in mention.candidates
        if c.kind is Kind.ENTITY and c.score >= _OWN and c.entity != name
    )
    _fill(draft, opened)
    return draft


def _nearer(mention: Mention, tokens: Sequence[Token], index: ReaderIndex, root: str) -> Mention:
    """As in "total quantity": the total of the rows' own quantity before another table's column of that name."""
    first = tokens[mention.begins].lower
    if mention.size == 1 or first not in _AGGREGATE_WORDS or any(c.entity == root for c in mention.candidates):
        return mention
    stems = tuple(token.stem for token in tokens[mention.begins + 1 : mention.ends])
    own = tuple(c for c in index.phrases.get(stems, ()) if c.entity == root and c.score >= _OWN)
    return replace(mention, begins=mention.begins + 1, candidates=own) if own else mention


def _counted(opened: Opened) -> frozenset[int]:
    """Where a mention stands right after "number of" or "how many"."""
    positions = set()
    for mention in opened.mentions:
        before = " ".join(token.lower for token in opened.tokens[max(0, mention.begins - 4) : mention.begins])
        if _COUNTS_BEFORE.search(before):
            positions.add(mention.begins)
    return frozenset(positions)


def _fill(draft: Draft, opened: Opened) -> None:
    by_start = {mention.begins: mention for mention in opened.mentions}
    pieces: list[str] = []
    position = 0
    while position < len(opened.tokens):
        token = opened.tokens[position]
        clause = next((c for c in opened.clauses if c.begins <= position < c.ends), None)
        if clause is not None:
            draft.conditions.append(clause.condition)
            pieces.append(f"@c{len(draft.conditions) - 1}")
            position = clause.ends
            continue
        period = next((p for p in opened.periods if p.begins <= token.begins < p.ends), None)
        if period is not None:
            pieces.append(_tag(draft, Thing("p", opened.text[period.begins : period.ends], period=period)))
            position = _after(opened.tokens, position, period.ends)
        elif position in by_start:
            pieces.append(_mentioned(draft, by_start[position], opened, pieces))
            position = by_start[position].ends
        elif token.stem in _CLASS_NOUNS and pieces and pieces[-1].startswith("@f"):
            position += 1
        else:
            draft.spoken[token.lower] = _as_written(opened, token)
            pieces.append(_word(draft, token, pieces[-1] if pieces else ""))
            position += 1
    draft.text = f" {' '.join(piece for piece in pieces if piece)} "
    draft.words = set(draft.text.split())


def _as_written(opened: Opened, token: Token) -> str:
    """The whole word that a part such as "pads" in "iPads" was written in."""
    same = [each for each in opened.tokens if each.written == token.written]
    return opened.text[same[0].begins : same[-1].ends]


def _after(tokens: Sequence[Token], position: int, ends: int) -> int:
    while position < len(tokens) and tokens[position].begins < ends:
        position += 1
    return position


def _tag(draft: Draft, thing: Thing) -> str:
    draft.things.append(thing)
    return f"@{thing.tag}{len(draft.things) - 1}"


def _word(draft: Draft, token: Token, before: str) -> str:
    if token.kind == "quoted":
        return _tag(draft, Thing("q", token.text, text=str(token.value)))
    if token.kind == "number" and isinstance(token.value, int | float):
        tag = "y" if token.value in _YEARS and token.text.isdigit() else "n"
        return _tag(draft, Thing(tag, token.text, number=token.value))
    if token.kind == "sign":
        return token.lower if token.lower in _OPERATORS else _SIGNS.get(token.lower, "")
    return _plain_word(draft, token, before)


def _plain_word(draft: Draft, token: Token, before: str) -> str:
    """The word in lower case; articles are left out, except letters that are meant ("the letter a")."""
    if token.text == "US":
        return "united-states"
    if token.capitalised and before not in {"", "."} and not token.text.isupper():
        draft.capitals.add(token.lower)
    if token.text == "A" and before not in {"", ".", ","}:
        return "a"
    if token.lower in _DROPPED and before not in {"letter", "letters", "or", "character"}:
        return ""
    return token.lower


def _mentioned(draft: Draft, mention: Mention, opened: Opened, pieces: list[str]) -> str:
    said = opened.text[opened.tokens[mention.begins].begins : opened.tokens[mention.ends - 1].ends]
    before = " ".join(pieces[-4:])
    wants = _wanted(mention, before)
    if wants is Kind.FIELD and mention.plural and before.endswith(" by") and _names_rows(mention, draft.root.name):
        wants = Kind.ENTITY
    found = resolve(mention, draft.index, draft.root.name, wants=wants, named=draft.named)
    found = _counted_key(draft, found) if _COUNTS_BEFORE.search(before) else found
    if not found:
        return _unlinked(draft, mention, opened)
    draft.weak += _PARTLY * (found[0].score < _HALF)
    kind = found[0].kind
    same = tuple(c for c in found if c.kind is kind)
    if any(token.corrected for token in opened.tokens[mention.begins : mention.ends]):
        words = " ".join(token.lower for token in opened.tokens[mention.begins : mention.ends])
        draft.weak += _PARTLY
        draft.notes.append(f"read “{said}” as “{words}”")
    after = {token.lower for token in opened.tokens[mention.ends : mention.ends + 4]}
    ordered = _ORDERS_BEFORE.search(before.rstrip()) is not None or bool(after & _DIRECTIONS)
    if kind is Kind.FIELD and not ordered and (both := _full_name(draft, said, same)):
        return " and ".join(_tag(draft, Thing("f", said, found=(each,), plural=mention.plural)) for each in both)
    return _tag(draft, Thing(_TAGS[kind], said, found=same, text=_text_of(opened, mention), plural=mention.plural))


def _full_name(draft: Draft, said: str, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """A person's name in two columns: both, the first name first; empty for any other field."""
    entity = draft.model.entity(found[0].entity)
    if entity is None or not re.fullmatch(r"(?i)(?:full )?names?(?: of.*)?|.* names?", said) or len(found) < 2:  # noqa: PLR2004 - both
        return ()
    named = {each.name: each for each in found if each.entity == entity.name}
    both = naming_fields(entity)
    return tuple(named[name] for name in both) if set(both) == set(named) and len(named) == len(found) else ()


def _names_rows(mention: Mention, root: str) -> bool:
    """As in "top 5 airlines by flights": the rows asked about, many of them."""
    return any(c.kind is Kind.ENTITY and c.entity == root and c.score >= _OWN for c in mention.candidates)


def _counted_key(draft: Draft, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Of several columns of what is counted ("number of mailshots"), its identifier is the one to count."""
    keys = tuple(c for c in found if c.kind is Kind.FIELD and draft.field_of(FieldRef(c.entity, c.name)).identifier)
    return keys[:1] if len(found) > 1 and keys else found


def _wanted(mention: Mention, before: str) -> Kind | None:
    """Between an entity and a field of one name: counted and plural words are rows, grouped words are fields."""
    if _COUNTS_BEFORE.search(before) or before.rsplit(" ", maxsplit=1)[-1] in SUPERLATIVES:
        return Kind.ENTITY
    if _GROUPS_BEFORE.search(before):
        return Kind.FIELD
    return Kind.ENTITY if mention.plural else Kind.FIELD


def _unlinked(draft: Draft, mention: Mention, opened: Opened) -> str:
    """Words that name something that the entity asked about does not reach."""
    names = [token.lower for token in opened.tokens[mention.begins : mention.ends]]
    draft.weak += 0.2
    return " ".join(names)


def _text_of(opened: Opened, mention: Mention) -> str:
    token = opened.tokens[mention.begins]
    return str(token.value) if token.kind == "quoted" else token.lower


def reclock(period: FoundPeriod, draft: Draft, latest: str | None) -> FoundPeriod:
    """A month said without its year is the latest one in the data: read again as of the field's last day."""
    if period.year_said or latest is None or period.start is None:
        return period
    from datetime import date, datetime  # noqa: PLC0415

    try:
        last = date.fromisoformat(latest[:10])
    except ValueError:
        return period
    if last >= draft.clock.today:
        return period
    then = datetime(last.year, last.month, last.day)  # noqa: DTZ001 - taken as it stands
    calendar = replace(draft.model.calendar, timezone="UTC")
    again = find_periods(period.label, then, calendar) or find_periods(f"in {period.label}", then, calendar)
    return again[0] if again else period
