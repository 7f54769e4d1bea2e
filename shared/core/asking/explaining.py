"""Questions for what words, rules or documents say, rather than for rows: the forms they have in English."""

from __future__ import annotations

import re
from functools import cache

_END = r"[\s?!.]*"
_ARTICLE = r"(?:(?:the|our|your|a|an|this|that) )?"
_IS = r"(?: is|'s|’s| are| was)"
_HERE = r"(?: here| in (?:this|the) (?:data|table|channel))?"
_WE = r"(?:we|you|they|one|i|it|people)"
_OPENING = r"(?:(?:please|can you|could you|tell me|hey|avexra|i want to know|do you know)[, ]+)*"
_PAPER = (
    r"(?:polic(?:y|ies)|rules?|procedure|process|guidelines?|terms|terms and conditions|warranty|guarantee|agreement|"
    r"contract|code of conduct|handbook|manual|playbook|checklist|sla|definition|methodology|faq|escalation path)"
)
_CALCULATED = r"(?:calculated|computed|defined|measured|worked out|derived|determined|arrived at)"
_CALCULATE = r"(?:calculate|compute|define|measure|work out|derive)"
_MOVED = r"(?:drop|rise|fall|increase|decrease|change|growth|decline|dip|jump|spike)"
_NOT_WHY = rf"(?!why\b|how come\b|(?:the|this|a) {_MOVED}\b)"
_THING = r"(?P<thing>.+?)"
_ENGLISH = (
    rf"what (?:does|do|did) {_THING} (?:mean|stand for|refer to){_HERE}",
    rf"what{_IS} (?:the )?(?:meaning|definition|formula|explanation) (?:of|for|behind) {_ARTICLE}{_THING}",
    rf"what{_IS} meant by {_ARTICLE}{_THING}",
    rf"what (?:do|does) {_WE} mean by {_ARTICLE}{_THING}",
    rf"(?:define|explain|clarify) (?:to me |me )?{_NOT_WHY}(?:what )?{_ARTICLE}{_THING}(?: (?:is|means))?",
    rf"(?:definition|meaning|explanation) of {_ARTICLE}{_THING}",
    rf"how (?:is|are|was|were) {_ARTICLE}{_THING} {_CALCULATED}{_HERE}",
    rf"how (?:do|does|did|should) {_WE} {_CALCULATE} {_ARTICLE}{_THING}",
    rf"what{_IS} {_ARTICLE}(?P<thing>(?:[\w’'-]+ ){{0,6}}{_PAPER}(?: (?:on|for|about|of|in|with) .+?)?)",
    rf"what (?:does|do) {_THING} say(?: (?:on|about) (?P<about>.+?))?",
    rf"what{_IS} (?:said|written|stated|documented) (?:on|about) {_ARTICLE}{_THING}",
    rf"according to (?P<about>[^,]+?), {_THING}",
)
_HINGLISH = (
    rf"{_THING} (?:ka|ki|ke|kaa) (?:matlab|arth|meaning)(?: kya)?(?: hai| hota hai| hain)?",
    rf"{_THING} kya (?:hota|hoti|hote) (?:hai|hain)",
    rf"{_THING} (?:kaise|kese) (?:calculate|nikal|compute|define)\w*(?: \w+){{0,3}}",
    rf"{_THING} ko samjhao",
)
_ROWS = re.compile(
    r"\b(?:why|top \d+|by (?:each )?\w+$|(?:last|this) (?:week|month|quarter|year)|in (?:19|20)\d\d)\b", re.IGNORECASE
)
"""Words of a question for rows, whatever it begins with."""
_LEAST, _LONGEST = 2, 300
_QUOTES = " \"'“”‘’`«»?!.,:"


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Every form; compiled when first needed, for most questions are about rows."""
    return tuple(re.compile(rf"\s*{_OPENING}{form}{_END}", re.IGNORECASE) for form in _ENGLISH + _HINGLISH)


def explains(text: str) -> str | None:
    """The thing that a question wants explained ("revenue" of "how is revenue calculated?"); None for another kind.

    A question of "why" is not one: it asks what moved a number. Nor is "what is X" alone, which asks for X itself,
    unless X is a paper: a policy, a process, terms.
    """
    said = " ".join(text.split())
    if len(said) > _LONGEST:
        return None
    match = next((found for form in _forms() if (found := form.fullmatch(said))), None)
    if match is None:
        return None
    parts = (match.groupdict().get(name) or "" for name in ("about", "thing"))
    thing = " ".join(filter(None, (part.strip(_QUOTES) for part in parts)))
    return thing if len(thing) >= _LEAST and not _ROWS.search(thing) else None
