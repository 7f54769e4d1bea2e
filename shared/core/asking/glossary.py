"""What people say their own words mean: "ASP = total sales amount / number of sales", "revenue refers to ...".

A definition counts only when its right side is understood to the last word; anything else is prose and says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.expressions import Operands, parse_number
from shared.core.asking.naming_numbers import Defined
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import Derivation, Offset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import MeasureRef

_NAME = r"(?P<name>[A-Z][\w&/-]{1,11})(?: \((?P<long>[^()=]{2,60})\))?"
_EQUATION = re.compile(rf"(?:(?<=\s)|^){_NAME} = |(?:^|(?<=[.;] ))(?P<words>[A-Za-z][\w -]{{1,40}}) = ")
_SENTENCE_END = re.compile(
    r"\.(?=\s|$)|;|\n|$|(?<=[a-z0-9)%]) (?=(?:To|Always|When|If|Truncate|Note|Recall|Return|For|Weekend|Use) [a-z])"
)
_REFERS = re.compile(
    r"(?:^|(?<=[.;,?!]\s)|(?<=\n))(?:(?:please )?note that |here,? |recall that |where |by )?(?:the )?"
    r"(?P<name>[\w-]+(?: [\w-]+){0,3}?)(?: \((?P<long>[^()=]{2,60})\))? "
    r"(?:refers? to|means|is defined as|are defined as|stands? for|denotes|is calculated as|is computed as) "
    r"(?P<said>[^.;\n]{3,160})[.;]?",
    re.IGNORECASE,
)
_BASED = re.compile(
    r"(?P<name>\b\w+(?: \w+)?) \((?:based on|i\.e\.,?|meaning|that is,?) (?:the )?(?P<said>[^()]{2,60})\)",
    re.IGNORECASE,
)
_TO_GET = re.compile(
    r"\bTo (?:calculate|compute|determine|get|find) (?:the )?(?P<name>[\w -]{2,40}?)(?: \((?P<long>[\w&/-]{2,12})\))?, "
    r"(?P<said>(?:divide|subtract) [^.;\n]{3,160})",
    re.IGNORECASE,
)
_DIVIDE = re.compile(
    r"divide (?P<above>.+?) by (?P<below>.+?)"
    r"(?P<percent>(?:,| and|,? then)+ (?:then )?multiply (?:it |the result )?by 100)?",
    re.IGNORECASE,
)
_SUBTRACT = re.compile(
    r"subtract (?P<less>.+?) from (?P<whole>.+?)(?:(?:,| and|,? then)+ divide (?:it |the result )?by (?P<below>.+?)"
    r"(?P<percent>(?:,| and|,? then)+ multiply (?:it |the result )?by 100)?)?",
    re.IGNORECASE,
)
_SQL = re.compile(r"\b(?:SELECT|DATE|STRFTIME|INTERVAL|CURRENT_DATE|JOIN|LIKE|NOW)\b\s*\(|\bSELECT\b|['<>]|::")
_VAGUE = re.compile(
    r",? (?:for|over|within|in|during) (?:(?:a|an|the|any|some) )?"
    r"(?:given|specific|specified|certain|particular|recent|selected|select|defined|chosen|designated) "
    r"(?:start )?(?:period|time ?frame|time ?span|time|interval|range)(?: of (?:days|time))?|"
    r",? (?:in dollars|in percent|as a percentage|expressed as a percentage)|"
    r", (?:with|where) [^,]*\b(?:rank|top)\w*\b.*$|"
    r", using date truncation.*$",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"(?:[\w ]{0,30}\brank\b(?: of (?:each |every )?[\w ]+?)?|rank (?:each |all )?[\w]+) "
    r"(?:by|ordered by|based on|according to|in order of) (?:their |its |the )?(?P<by>.+?)"
    r"(?: (?:in )?descending(?: order)?)?",
    re.IGNORECASE,
)
_PER_SPAN = re.compile(
    r"(?:per[ -](?P<first>day|week|month|quarter|year) (?P<rest>.+)|"
    r"(?P<before>.+) per (?P<last>day|week|month|quarter|year)|"
    r"(?P<adverb>daily|weekly|monthly|quarterly|yearly) (?P<after>.+))",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"(?P<unit>day|week|month|quarter|year)[ -](?:over|on)[ -](?P=unit) "
    r"(?P<word>change|growth|difference) (?:in|of) (?P<what>.+?)"
    r"(?: for each [\w ]+)?",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\(.+ - .+\) ?/ ?.*\b(?:prev|previous|prior|last|preceding)\w*", re.IGNORECASE)
_GRAINS = {"day": Grain.DAY, "week": Grain.WEEK, "month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}
_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}


@dataclass(frozen=True, slots=True)
class Definition:
    """A name, a longer name (or none), and the text that says what they mean; more is a second wording of it."""

    name: str
    long: str
    said: str
    more: str = ""


def definitions_in(text: str) -> Iterator[Definition]:
    """Every definition of a text, well understood or not; SQL is never taken."""
    starts = list(_EQUATION.finditer(text))
    for place, match in enumerate(starts):
        limit = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        end = _SENTENCE_END.search(text, match.end())
        said = text[match.end() : min(limit, end.start() if end else limit)]
        first, _, more = said.partition(" = ")
        yield Definition(match["name"] or match["words"], match["long"] or "", first.strip(), more.strip())
    for match in (*_REFERS.finditer(text), *_TO_GET.finditer(text)):
        yield Definition(match["name"].strip(), match["long"] or "", match["said"].strip())


def without_definitions(text: str) -> tuple[str, tuple[Definition, ...]]:
    """A question without the definitions said inside it, and those."""
    found: list[Definition] = []
    for form in (_REFERS, _BASED):
        for match in form.finditer(text):
            if match.start() or form is _BASED:
                total = "total " if match["name"].casefold().startswith("total ") else ""
                found.append(Definition(match["name"], "", total + match["said"].strip()))
                kept = match["name"] if form is _BASED else ""
                text = text.replace(match[0], kept, 1)
    return text.strip(), tuple(found)


def understood(
    definitions: tuple[Definition, ...], text: str, index: ReaderIndex, read: Callable[[str], Reading]
) -> dict[str, Defined]:
    """The definitions of names that the text uses and whose meaning is clear; the first clear one of a name counts."""
    found: dict[str, Defined] = {}
    for definition in definitions:
        names = [name for name in (definition.name, definition.long) if name]
        key = definition.name.casefold()
        if key in found or not any(re.search(rf"\b{re.escape(name)}s?\b", text, re.IGNORECASE) for name in names):
            continue
        if _SQL.search(definition.said):
            continue
        made = _number(definition, Operands(index, read))
        if made is not None:
            used = next(name for name in names if re.search(rf"\b{re.escape(name)}s?\b", text, re.IGNORECASE))
            found[f"the word {key}"] = _named(names, used, *made)
    return found


def _named(names: list[str], used: str, ref: MeasureRef, grain: Grain | None) -> Defined:
    """The number by all its names; it is shown by the one that the question uses."""
    totals = (f"total {name}" for name in names if ref.aggregation is Aggregation.SUM)
    return Defined(replace(ref, label=used), used, (*names, *totals), grain)


def _number(definition: Definition, operands: Operands) -> tuple[MeasureRef, Grain | None] | None:
    said = _VAGUE.sub("", _written(definition.said)).strip(" .,")
    match = _OVER.fullmatch(said)
    if match is not None:
        return _over(match, definition.more, operands)
    match = _RANK.fullmatch(said)
    if match is not None:
        ref = parse_number(match["by"], operands)
        return (replace(ref, derivation=Derivation.RANK), None) if ref is not None else None
    match = _PER_SPAN.fullmatch(said)
    if match is not None:
        unit = (match["first"] or match["last"] or _ADVERBS[(match["adverb"] or "daily").casefold()]).casefold()
        ref = parse_number(match["rest"] or match["before"] or match["after"], operands)
        return (ref, _GRAINS[unit]) if ref is not None else None
    ref = parse_number(said, operands)
    return (ref, None) if ref is not None else None


def _over(match: re.Match[str], more: str, operands: Operands) -> tuple[MeasureRef, Grain | None] | None:
    """As in "month-over-month change in average price": growth where its own formula divides by the earlier value."""
    ref = parse_number(match["what"], operands)
    if ref is None:
        return None
    grown = match["word"].casefold() == "growth" or _RELATIVE.search(more) is not None
    grain = _GRAINS[match["unit"].casefold()]
    derivation = Derivation.GROWTH if grown else Derivation.CHANGE
    return replace(ref, derivation=derivation, offset=Offset(grain)), grain


def _written(said: str) -> str:
    """A calculation told in words, written with signs: "divide A by B and multiply by 100" is "(A) / (B) * 100"."""
    match = _DIVIDE.fullmatch(said)
    if match is not None:
        return f"({match['above']}) / ({match['below']})" + (" * 100" if match["percent"] else "")
    match = _SUBTRACT.fullmatch(said)
    if match is None:
        return said
    less = f"({match['whole']}) - ({match['less']})"
    return less if not match["below"] else f"({less}) / ({match['below']})" + (" * 100" if match["percent"] else "")
