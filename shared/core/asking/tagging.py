"""Tagging: the draft's text, in which mentions, periods and numbers stand as tags, and all other words as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.draft import Thing
from shared.core.asking.grouping import naming_fields
from shared.core.asking.lexicon import SUPERLATIVES
from shared.core.asking.naming_things import Kind
from shared.core.asking.parts_of_speech import OWN_NAME
from shared.core.asking.resolving import resolve
from shared.core.semantic.query import FieldRef

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.draft import Draft
    from shared.core.asking.linking import Mention
    from shared.core.asking.naming_things import Candidate
    from shared.core.asking.opened import Opened
    from shared.core.asking.tokens import Token

COUNTS_BEFORE = re.compile(
    r"(?:number of|how many|count of|count all|number of all|count|many)(?: "
    r"(?:the|all|different|distinct|unique|total|of))*$"
)
_TAGS = {Kind.FIELD: "f", Kind.ENTITY: "e", Kind.MEASURE: "m", Kind.VALUE: "v", Kind.FILTER: "t"}
_DROPPED = frozenset({"the", "a", "an", "please", "kindly", "their", "its", "his", "her", "our", "my", "your", "both"})
_SIGNS = {",": ",", ".": ".", ";": ".", "?": ".", "!": ".", ":": ",", "|": ".", "&": "and"}
_OPERATORS = frozenset({"<=", ">=", "!=", "<>", "==", "<", ">", "="})
_CLASS_NOUNS = frozenset(
    ("city country state type category kind section class level group name store place place code").split()
)
_HALF, _PARTLY = 0.6, 0.05
_YEARS = range(1900, 2101)
_ORDERS_BEFORE = re.compile(r"(?:by|on|order|sort|rank|arrange|ordered|sorted|ranked)(?: (?:in|with))?$")
_DIRECTIONS = frozenset("ascending descending asc desc alphabetical increasing decreasing order xaxis yaxis".split())
_GROUPS_BEFORE = re.compile(r"(?:by|per|each|every|across|different|which|what)$")


def fill(draft: Draft, opened: Opened) -> None:
    """Write the draft's text and the things that its tags stand for."""
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
    found = _counted_key(draft, found) if COUNTS_BEFORE.search(before) else found
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
    return any(c.kind is Kind.ENTITY and c.entity == root and c.score >= OWN_NAME for c in mention.candidates)


def _counted_key(draft: Draft, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Of several columns of what is counted ("number of mailshots"), its identifier is the one to count."""
    keys = tuple(c for c in found if c.kind is Kind.FIELD and draft.field_of(FieldRef(c.entity, c.name)).identifier)
    return keys[:1] if len(found) > 1 and keys else found


def _wanted(mention: Mention, before: str) -> Kind | None:
    """Between an entity and a field of one name: counted and plural words are rows, grouped words are fields."""
    if COUNTS_BEFORE.search(before) or before.rsplit(" ", maxsplit=1)[-1] in SUPERLATIVES:
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
