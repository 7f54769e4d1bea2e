"""Parts of speech: whether a word such as "order", "amount" or "cancelled" is meant as a noun, a verb or a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.hinglish import HINGLISH_POSTPOSITIONS
from shared.core.asking.lexicon import FILLER, VERBS
from shared.core.asking.naming_things import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.tokens import Token

AGGREGATES = frozenset(
    "sum total average avg mean maximum max minimum min median count number amount highest lowest most least largest "
    "smallest biggest greatest fewest maximal minimal top bottom best worst ascending descending asc desc increasing "
    "decreasing high low alphabetical reverse cumulative running distinct unique histogram scatter pie chart last next "
    "previous today yesterday week month quarter year day hour daily weekly monthly quarterly yearly null missing "
    "empty letter letters word words start starts starting end ends ending contain contains containing not non except "
    "excluding without only above below than equal equals greater higher lower larger bigger smaller "
    "common frequent popular time".split()
)
FUNCTION_WORDS = (FILLER | VERBS | AGGREGATES | HINGLISH_POSTPOSITIONS) - {"name", "names", "title"}
_VERB_AFTER = frozenset({"by", "in", "from", "them", "it", "me", "the", "all", "with", "bars", "of", "to"})
_VERB_BEFORE = frozenset({"to", "you", "and", "please", ",", ".", "then", "i", "could", "can", "also", "be"})
ACTIONS = frozenset(
    "order rank list show display sort group count number total average sum name plot draw compare arrange score host "
    "show find make book record records detail details result results".split()
)
_NOUNS = frozenset(
    "value values point points share shares detail details percentage ratio "
    "lines trend change item items record records entry "
    "result results score state make pay host book books start end issue range size".split()
)
_WHO = frozenset({"we", "i", "they", "you", "he", "she"})
_BEFORE_AMOUNT = frozenset(
    "the and , average avg mean median maximum minimum max min highest lowest with no without any whose".split()
)
_BEFORE_KIND = frozenset({"from", "were", "was", "are", "is", "been", "be", "not"})
_ARITHMETIC = frozenset({"minus", "times", "plus", "divided", "multiplied"})
_SORTS = frozenset({"sort", "order", "ordered", "sorted", "rank"})
OWN_NAME = 0.9
"""From this score on a name is the very name of what it names."""


def tells_a_kind(tokens: Sequence[Token], position: int, index: ReaderIndex) -> bool:
    """As in "sell transactions", "were cancelled": a verb that is a value, of the rows said after it or before was."""
    found = index.phrases.get((tokens[position].stem,), ())
    values = [c for c in found if c.kind is Kind.VALUE and c.score > OWN_NAME]
    after = tokens[position + 1].stem if position + 1 < len(tokens) else ""
    rows = {c.entity for c in index.phrases.get((after,), ()) if c.kind is Kind.ENTITY and c.score >= OWN_NAME}
    before = tokens[position - 1].lower if position else ""
    return bool(values) and ({c.entity for c in values} <= rows or before in _BEFORE_KIND)


def stands_before_rate(tokens: Sequence[Token], position: int) -> bool:
    """As in "success rate", "return rate": what befell rows, as a part of all of them."""
    return position + 1 < len(tokens) and tokens[position + 1].stem == "rate"


def is_a_noun(tokens: Sequence[Token], position: int) -> bool:
    """As in "the date and the amount", "amount between 1 and 5": not "the amount of", not "total amount"."""
    before = tokens[position - 1].lower if position else "."
    after = tokens[position + 1].lower if position + 1 < len(tokens) else "."
    if after in _ARITHMETIC or (before != "total" and compares(tokens, position) and _has_number(tokens, position)):
        return True
    return after != "of" and before in _BEFORE_AMOUNT


def is_measured(tokens: Sequence[Token], position: int) -> bool:
    """As in "amount by country", "sum of amount", "top 3 by amount": the column of that name."""
    before = tokens[position - 1].lower if position else "."
    after = tokens[position + 1].lower if position + 1 < len(tokens) else "."
    return after in {"by", "per"} or (before in {"of", "by"} and after != "of")


def _has_number(tokens: Sequence[Token], position: int) -> bool:
    """As in "amount over 500", not "amount over time"."""
    return any(token.kind == "number" for token in tokens[position + 2 : position + 4])


def compares(tokens: Sequence[Token], position: int) -> bool:
    """As in "cost more than 120": the verb is followed by a comparison, so it stands for the column."""
    after = tokens[position + 1].lower if position + 1 < len(tokens) else ""
    return after in {"more", "less", "over", "under", "above", "below", "at", "between", "exactly", "fewer"}


def is_glued(tokens: Sequence[Token], position: int) -> bool:
    """True when the word was written as one with its neighbour, as in "order_id"."""
    own = tokens[position].written
    return any(tokens[i].written == own for i in (position - 1, position + 1) if 0 <= i < len(tokens))


def acts(tokens: Sequence[Token], position: int) -> bool:
    """True where a word such as "order" or "rank" is the verb or the aggregate rather than a column of that name."""
    word = tokens[position].lower
    before = tokens[position - 1].lower if position else "."
    after = tokens[position + 1].lower if position + 1 < len(tokens) else "."
    if before in _WHO and word in VERBS:
        return True
    if word in ACTIONS - {"total", "average", "sum"}:
        if before in {"and", ",", "by"}:
            return after in _VERB_AFTER or after in {"xaxis", "yaxis", "x", "y", "bar"}
        return before in _VERB_BEFORE or after in _VERB_AFTER or position == 0
    if word in _NOUNS:
        return word in {"change", "share", "trend"} and after in {"of", "over", "in"}
    if word in FILLER - {"total", "average", "sum"} or (word == "total" and before in _SORTS):
        return True
    return word in {"average", "total", "maximum", "minimum", "sum", "last", "next"} and after not in {",", ".", "and"}
