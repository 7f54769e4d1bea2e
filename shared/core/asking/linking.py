"""Linking: the spans of a question that name fields, entities, measures and values, and the entity asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.lexicon import VERBS
from shared.core.asking.naming_things import Candidate, Kind
from shared.core.asking.parts_of_speech import (
    ACTIONS,
    AGGREGATES,
    FUNCTION_WORDS,
    OWN_NAME,
    acts,
    compares,
    is_a_noun,
    is_glued,
    is_measured,
    stands_before_rate,
    tells_a_kind,
)
from shared.core.asking.word_roots import root_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.tokens import Token

_OF_HEADS = frozenset(
    "number count amount total sum average mean maximum minimum max min each all median share list".split()
)
_INNER = frozenset("/&-.+")
_UNITS = frozenset({"hour", "day", "minute", "week", "month", "year", "second"})
_PARTS_OF_CALENDAR = frozenset(
    {("day", "of", "week"), ("hour", "of", "day"), ("time", "of", "day"), ("month", "of", "year")}
)
_OF_STATES = ("ful", "fully", "ed")
"""Endings of adjectives that may say a state in another form than the column does: "successful" for success."""
_SINGLE = 2


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
        if found is None or _cut_short(tokens, found, index):
            position += 1
        else:
            mentions.append(found)
            position = found.ends
    return tuple(mentions)


def _cut_short(tokens: Sequence[Token], found: Mention, index: ReaderIndex) -> bool:
    """As in "total sale price": the total of the sale price, not total sales beside a price."""
    if found.size == 1 or tokens[found.begins].lower not in AGGREGATES:
        return False
    longer = _mention(tokens, found.begins + 1, index)
    if longer is None or any(token.lower == "of" for token in tokens[longer.begins : longer.ends]):
        return False
    return longer.ends > found.ends and max(c.score for c in longer.candidates) >= OWN_NAME


def _mention(tokens: Sequence[Token], position: int, index: ReaderIndex) -> Mention | None:
    token = tokens[position]
    if token.kind == "quoted":
        return None if _begins_texts(tokens, position) else _quoted(token, position, index)
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


def _begins_texts(tokens: Sequence[Token], position: int) -> bool:
    """As in "starting with 'San'": a part of many texts, whatever else goes by it."""
    before = [token.lower for token in tokens[max(0, position - 2) : position]]
    return before[-1:] == ["with"] and before[0].startswith(("start", "begin", "end"))


def _sells_best(tokens: Sequence[Token], position: int) -> bool:
    """As in "best selling": how well something sells, not a column such as the selling price."""
    before = tokens[position - 1].lower if position else ""
    return tokens[position].lower == "selling" and before in {"best", "worst", "top", "most", "least"}


def _quoted(token: Token, position: int, index: ReaderIndex) -> Mention | None:
    from shared.core.semantic.naming import stem, words  # noqa: PLC0415

    found = index.look_up(tuple(stem(word) for word in words(str(token.value))))
    values = [
        each for each in found if each.kind is Kind.VALUE and str(each.value).casefold() == str(token.value).casefold()
    ]
    near = values or [each for each in found if each.kind is Kind.VALUE] or [e for e in found if e.score >= OWN_NAME]
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
    if _counts_rows(tokens, position + length):
        found = [c for c in found if c.kind is not Kind.MEASURE]
    if not found or (all(word in FUNCTION_WORDS for word in stems) and max(c.score for c in found) < OWN_NAME):
        return None
    if stems[0] in ACTIONS and span[0].written != span[1].written and max(c.score for c in found) < OWN_NAME:
        return None
    return Mention(position, position + length, tuple(found), plural=span[-1].lower != span[-1].stem)


def _counts_rows(tokens: Sequence[Token], position: int) -> bool:
    """As in "total sales count": what stands before is counted, whatever it is called."""
    return position < len(tokens) and tokens[position].lower in {"count", "counts"}


def _beginnings(found: list[Candidate]) -> list[Candidate]:
    """Values meant by their first words ("United Air Lines" of "United Air Lines Inc."): only where one begins so."""
    whole = [c for c in found if c.kind is not Kind.VALUE or c.score >= OWN_NAME]
    return whole or _told_apart(found)


def _shared_noun(tokens: Sequence[Token], position: int, index: ReaderIndex) -> Mention | None:
    """As in "low" in "low and high estimates": the noun of the second belongs to the first too."""
    after = tokens[position + 1 : position + 4]
    if len(after) < 3 or after[0].lower not in {"and", "or", ","} or tokens[position].kind != "word":  # noqa: PLR2004 - "and high estimates"
        return None
    noun = after[2].stem
    second = [c for c in index.phrases.get((after[1].stem, noun), []) if c.kind is Kind.FIELD and c.score >= OWN_NAME]
    first = [
        c for c in index.phrases.get((tokens[position].stem, noun), []) if c.kind is Kind.FIELD and c.score >= OWN_NAME
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
        summed = {Kind.FIELD, Kind.MEASURE} if head == ("total",) else {Kind.FIELD}
        return [c for c in found if c.kind in summed and c.score >= 1.0]
    if not tail or "of" in tail or len(head) > _SINGLE:
        return []
    found = index.phrases.get((*tail, *head), [])
    return [replace(c, score=c.score * 0.97) for c in found if c.kind is Kind.FIELD and c.score >= OWN_NAME]


def _single(tokens: Sequence[Token], position: int, index: ReaderIndex) -> Mention | None:
    token = tokens[position]
    rated = index.befallen(token.lower) if stands_before_rate(tokens, position) else []
    if rated:
        return _made(position, rated, token)
    found = index.phrases.get((token.stem,)) or []
    if token.stem in _UNITS and position and tokens[position - 1].kind == "number":
        return None
    recurring = _recurring(tokens, position)
    if (recurring and (token.stem != "hour" or not found)) or _sells_best(tokens, position):
        return None
    before = tokens[position - 1].lower if position else ""
    noun = token.stem in VERBS and (before in {"of", "many", "all"} or tells_a_kind(tokens, position, index))
    if token.text == "US":
        found = [c for c in found if c.kind is Kind.VALUE]
        return _made(position, found, token) if found else None
    if (token.lower in FUNCTION_WORDS or token.stem in FUNCTION_WORDS) and not noun:
        found = _function_word(tokens, position, index)
    else:
        found = _content_word(tokens, position, index)
    if _begins_texts(tokens, position):
        found = [c for c in found if c.kind is not Kind.VALUE]
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
    if not found and token.lower.endswith(_OF_STATES):
        found = index.befallen(token.lower) or _compared_verb(tokens, position, index)
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
    own = [c for c in index.phrases.get((token.stem,), []) if c.kind is not Kind.VALUE and c.score >= OWN_NAME]
    if own:
        noun = token.stem == "amount" and (is_a_noun(tokens, position) or is_measured(tokens, position))
        return own if noun or is_glued(tokens, position) or not acts(tokens, position) else []
    if token.lower in VERBS and compares(tokens, position):
        return [c for c in index.look_up((token.stem,)) if c.kind is Kind.FIELD]
    if token.stem == "amount" and is_a_noun(tokens, position):
        return [c for c in index.phrases.get(("amount",), []) if c.kind is Kind.FIELD]
    return []


def _compared_verb(tokens: Sequence[Token], position: int, index: ReaderIndex) -> list[Candidate]:
    """As in "delayed more than 30 minutes": the verb of a column called delay."""
    if not compares(tokens, position):
        return []
    return [c for c in index.look_up((root_of(tokens[position].lower),)) if c.kind is Kind.FIELD]


def _made(position: int, found: Sequence[Candidate], token: Token) -> Mention:
    return Mention(position, position + 1, tuple(found), plural=token.lower != token.stem)
