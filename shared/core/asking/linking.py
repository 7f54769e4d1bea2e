"""Linking: the spans of a question that name fields, entities, measures and values, and the entity asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.index import Candidate, Kind
from shared.core.asking.lexicon import FILLER, HINGLISH_POSTPOSITIONS, VERBS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.tokens import Token

AGGREGATES = frozenset(
    "sum total average avg mean maximum max minimum min median count number amount highest lowest most least largest "
    "smallest biggest greatest fewest maximal minimal top bottom best worst ascending descending asc desc increasing "
    "decreasing high low alphabetical reverse cumulative running distinct unique histogram scatter pie chart last next "
    "previous today yesterday week month quarter year day hour daily weekly monthly yearly null missing empty "
    "letter letters word words start starts starting end ends ending contain contains containing not non except "
    "excluding without only above below than equal equals greater common frequent popular time".split()
)
FUNCTION_WORDS = (FILLER | VERBS | AGGREGATES | HINGLISH_POSTPOSITIONS) - {"name", "names", "title"}
_VERB_AFTER = frozenset({"by", "in", "from", "them", "it", "me", "the", "all", "with", "bars", "of", "to"})
_VERB_BEFORE = frozenset({"to", "you", "and", "please", ",", ".", "then", "i", "could", "can", "also", "be"})
_ACTIONS = frozenset(
    "order rank list show display sort group count number total average sum name plot draw compare arrange score host "
    "show find make book record records detail details result results".split()
)
_NOUNS = frozenset(
    "value values point points share shares detail details percentage ratio "
    "lines trend change item items record records entry "
    "result results score state make pay host book books start end issue range size".split()
)
_OF_HEADS = frozenset(
    "number count amount total sum average mean maximum minimum max min each all median share list".split()
)
_INNER = frozenset("/&-.+")
_UNITS = frozenset({"hour", "day", "minute", "week", "month", "year", "second"})
_PARTS_OF_CALENDAR = frozenset(
    {("day", "of", "week"), ("hour", "of", "day"), ("time", "of", "day"), ("month", "of", "year")}
)
_OWN_NAME, _WEAK = 0.9, 0.45
_PER_JOIN = 0.03
_SINGLE = 2
_NAMED = 0.4


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens [begins, ends) and what they may name."""

    begins: int
    ends: int
    candidates: tuple[Candidate, ...]
    plural: bool = False

    @property
    def size(self) -> int:
        """How many tokens it spans."""
        return self.ends - self.begins


def link(tokens: Sequence[Token], index: ReaderIndex) -> tuple[Mention, ...]:
    """Every mention, left to right, longest first, without overlap."""
    mentions, position = [], 0
    while position < len(tokens):
        found = _mention(tokens, position, index)
        if found is None:
            position += 1
        else:
            mentions.append(found)
            position = found.ends
    return tuple(mentions)


def _mention(tokens: Sequence[Token], position: int, index: ReaderIndex) -> Mention | None:
    token = tokens[position]
    if token.kind == "quoted":
        return _quoted(token, position, index)
    if token.kind not in {"word", "number"}:
        return None
    shared = _shared_noun(tokens, position, index)
    if shared is not None:
        return shared
    for length in range(min(index.longest + 2, len(tokens) - position), 1, -1):
        found = _long(tokens, position, length, index)
        if found is not None:
            return found
    return _single(tokens, position, index) if token.kind == "word" else None


def _quoted(token: Token, position: int, index: ReaderIndex) -> Mention | None:
    from shared.core.semantic.naming import stem, words  # noqa: PLC0415

    found = index.look_up(tuple(stem(word) for word in words(str(token.value))))
    values = [
        each for each in found if each.kind is Kind.VALUE and str(each.value).casefold() == str(token.value).casefold()
    ]
    near = values or [each for each in found if each.kind is Kind.VALUE] or [e for e in found if e.score >= _OWN_NAME]
    return Mention(position, position + 1, tuple(near)) if near else None


def _long(tokens: Sequence[Token], position: int, length: int, index: ReaderIndex) -> Mention | None:
    span = [
        t for i, t in enumerate(tokens[position : position + length]) if not (0 < i < length - 1 and t.lower in _INNER)
    ]
    if (
        len(span) < _SINGLE
        or any(token.kind not in {"word", "number"} for token in span)
        or span[-1].lower in {"of", "the", "and"}
    ):
        return None
    stems = tuple(token.stem for token in span)
    found = _beginnings(index.phrases.get(stems, [])) or _of_phrase(stems, index)
    if not found and "of" not in stems and not set(stems) & FUNCTION_WORDS:
        found = index.look_up(stems) or _joined(span, index)
    if not found or (all(word in FUNCTION_WORDS for word in stems) and max(c.score for c in found) < _OWN_NAME):
        return None
    if stems[0] in _ACTIONS and span[0].written != span[1].written and max(c.score for c in found) < _OWN_NAME:
        return None
    return Mention(position, position + length, tuple(found), plural=span[-1].lower != span[-1].stem)


def _beginnings(found: list[Candidate]) -> list[Candidate]:
    """Values meant by their first words ("United Air Lines" of "United Air Lines Inc."): only where one begins so."""
    whole = [c for c in found if c.kind is not Kind.VALUE or c.score >= _OWN_NAME]
    return whole or _told_apart(found)


def _shared_noun(tokens: Sequence[Token], position: int, index: ReaderIndex) -> Mention | None:
    """As in "low" in "low and high estimates": the noun of the second belongs to the first too."""
    after = tokens[position + 1 : position + 4]
    if len(after) < 3 or after[0].lower not in {"and", "or", ","} or tokens[position].kind != "word":  # noqa: PLR2004 - "and high estimates"
        return None
    noun = after[2].stem
    second = [c for c in index.phrases.get((after[1].stem, noun), []) if c.kind is Kind.FIELD and c.score >= _OWN_NAME]
    first = [
        c for c in index.phrases.get((tokens[position].stem, noun), []) if c.kind is Kind.FIELD and c.score >= _OWN_NAME
    ]
    return Mention(position, position + 1, tuple(first)) if first and second else None


def _joined(span: Sequence[Token], index: ReaderIndex) -> list[Candidate]:
    """As in "horse power" for horsepower."""
    if len(span) != _SINGLE:
        return []
    return index.phrases.get((span[0].lower + span[1].stem,), [])


def _of_phrase(stems: tuple[str, ...], index: ReaderIndex) -> list[Candidate]:
    """As in "name of the team" for team name; never "number of rooms" for room number."""
    if "of" not in stems[1:-1]:
        return []
    at = stems.index("of")
    head, tail = stems[:at], tuple(word for word in stems[at + 1 :] if word not in {"the", "a", "all", "each"})
    if stems[0] in _OF_HEADS:
        found = index.phrases.get((*head, *tail), []) + (
            index.phrases.get((*tail, *head), []) if head == ("amount",) else []
        )
        return [c for c in found if c.kind is Kind.FIELD and c.score >= 1.0]
    if not tail or "of" in tail or len(head) > _SINGLE:
        return []
    found = index.phrases.get((*tail, *head), [])
    return [replace(c, score=c.score * 0.97) for c in found if c.kind is Kind.FIELD and c.score >= _OWN_NAME]


def _single(tokens: Sequence[Token], position: int, index: ReaderIndex) -> Mention | None:
    token = tokens[position]
    found = index.phrases.get((token.stem,)) or []
    if token.stem in _UNITS and position and tokens[position - 1].kind == "number":
        return None
    recurring = _recurring(tokens, position)
    if recurring and (token.stem != "hour" or not found):
        return None
    before = tokens[position - 1].lower if position else ""
    noun = token.stem in VERBS and before in {"of", "many", "all"}
    if token.text == "US":
        found = [c for c in found if c.kind is Kind.VALUE]
        return _made(position, found, token) if found else None
    if (token.lower in FUNCTION_WORDS or token.stem in FUNCTION_WORDS) and not noun:
        found = _function_word(tokens, position, index)
    else:
        found = _content_word(tokens, position, index)
    if recurring and found:
        return Mention(position, position + recurring, tuple(found))
    return _made(position, found, token) if found else None


def _recurring(tokens: Sequence[Token], position: int) -> int:
    """How many tokens "day of the week" or "hour of the day" takes from here; 1 for its own last word; else 0."""
    said = [token.lower for token in tokens[max(0, position - 3) : position + 4]]
    at = min(position, 3)
    after = [word for word in said[at + 1 :] if word != "the"]
    before = [word for word in said[:at] if word != "the"]
    if (tokens[position].stem, *after[:2]) in _PARTS_OF_CALENDAR:
        return 4 if said[at + 2 : at + 3] == ["the"] else 3
    own = tokens[position].lower
    return int(
        len(before) > 1 and before[-1] == "of" and (before[-2].removesuffix("s"), "of", own) in _PARTS_OF_CALENDAR
    )


def _content_word(tokens: Sequence[Token], position: int, index: ReaderIndex) -> list[Candidate]:
    token = tokens[position]
    found = index.phrases.get((token.stem,)) or []
    if len(token.lower) == 1:
        found = [c for c in found if c.kind is not Kind.VALUE]
    found = found or index.look_up((token.stem,))
    if not found and token.capitalised and position > 0 and tokens[position - 1].lower not in {".", "?"}:
        found = _told_apart(index.parts.get(token.stem, []))
    return found


def _told_apart(found: list[Candidate]) -> list[Candidate]:
    """Values meant by one of their words: only where a single value of the field has it."""
    fields = [(c.entity, c.name) for c in found]
    return [c for c in found if fields.count((c.entity, c.name)) == 1]


def _function_word(tokens: Sequence[Token], position: int, index: ReaderIndex) -> list[Candidate]:
    """A word such as "order" or "value" names a column only by its whole name, and where it is no verb."""
    token = tokens[position]
    own = [c for c in index.phrases.get((token.stem,), []) if c.kind is not Kind.VALUE and c.score >= _OWN_NAME]
    if own:
        return own if _is_glued(tokens, position) or not _acts(tokens, position) else []
    if token.lower in VERBS and _compares(tokens, position):
        return [c for c in index.look_up((token.stem,)) if c.kind is Kind.FIELD]
    if token.stem == "amount" and _is_noun(tokens, position):
        return [c for c in index.phrases.get(("amount",), []) if c.kind is Kind.FIELD]
    return []


def _is_noun(tokens: Sequence[Token], position: int) -> bool:
    """As in "the date and the amount": not "the amount of", not "total amount"."""
    before = tokens[position - 1].lower if position else "."
    after = tokens[position + 1].lower if position + 1 < len(tokens) else "."
    return after != "of" and before in {"the", "and", ","}


def _compares(tokens: Sequence[Token], position: int) -> bool:
    """As in "cost more than 120": the verb is followed by a comparison, so it stands for the column."""
    after = tokens[position + 1].lower if position + 1 < len(tokens) else ""
    return after in {"more", "less", "over", "under", "above", "below", "at", "between", "exactly", "fewer"}


def _made(position: int, found: Sequence[Candidate], token: Token) -> Mention:
    return Mention(position, position + 1, tuple(found), plural=token.lower != token.stem)


def _is_glued(tokens: Sequence[Token], position: int) -> bool:
    own = tokens[position].written
    return any(tokens[i].written == own for i in (position - 1, position + 1) if 0 <= i < len(tokens))


def _acts(tokens: Sequence[Token], position: int) -> bool:
    """True where a word such as "order" or "rank" is the verb or the aggregate rather than a column of that name."""
    word = tokens[position].lower
    before = tokens[position - 1].lower if position else "."
    after = tokens[position + 1].lower if position + 1 < len(tokens) else "."
    if word in _ACTIONS - {"total", "average", "sum"}:
        if before in {"and", ",", "by"}:
            return after in _VERB_AFTER or after in {"xaxis", "yaxis", "x", "y", "bar"}
        return before in _VERB_BEFORE or after in _VERB_AFTER or position == 0
    if word in _NOUNS:
        return word in {"change", "share", "trend"} and after in {"of", "over", "in"}
    if word in FILLER - {"total", "average", "sum"}:
        return True
    if before in {"sort", "order", "ordered", "sorted", "rank"} and word == "total":
        return True
    return word in {"average", "total", "maximum", "minimum", "sum", "last", "next"} and after not in {",", ".", "and"}


def choose_root(mentions: Sequence[Mention], index: ReaderIndex, counted: frozenset[int]) -> str | None:
    """The entity whose rows are asked about: from it the mentions are reached best and nearest.

    counted holds the positions of mentions right after "number of" or "how many": what is counted is asked about.
    """
    best: tuple[float, int, str] | None = None
    for entity in index.model.entities:
        near = index.reach[entity.name]
        score = sum(_worth(mention, near) for mention in mentions)
        own = [m for m in mentions if any(c.kind is Kind.ENTITY and c.entity == entity.name for c in m.candidates)]
        score += _NAMED * sum(max(c.score for c in m.candidates if c.entity == entity.name) for m in own[:1])
        score += _NAMED * any(m.begins in counted for m in own)
        keys = [c for m in mentions for c in m.candidates if c.kind is Kind.FIELD and (c.name,) == entity.key]
        score += 0.02 * any(c.entity == entity.name for c in keys)
        entry = (round(score, 4), entity.rows or 0, entity.name)
        if best is None or entry > best:
            best = entry
    return best[2] if best else None


def _worth(mention: Mention, near: dict[str, int]) -> float:
    scores = [c.score - _PER_JOIN * near[c.entity] for c in mention.candidates if c.entity in near]
    return max(scores, default=-0.5) * mention.size


def resolve(
    mention: Mention, index: ReaderIndex, root: str, *, wants: Kind | None = None, named: frozenset[str] = frozenset()
) -> tuple[Candidate, ...]:
    """The candidates that fit best from the root, best first; several only when they tie."""
    near = index.reach[root]

    def rank(found: Candidate) -> float:
        kind = Kind.FIELD if found.kind is Kind.MEASURE else found.kind
        nudge = (0.05 if wants is kind else 0.0) + (0.1 if found.entity in named and found.kind is Kind.FIELD else 0.0)
        return found.score - _PER_JOIN * near[found.entity] + nudge

    reachable = sorted((c for c in mention.candidates if c.entity in near), key=lambda c: -rank(c))
    if not reachable:
        return ()
    best = rank(reachable[0])
    tied = [c for c in reachable if rank(c) >= best - 0.001 and c.score >= _WEAK]
    return tuple(dict.fromkeys(tied))
