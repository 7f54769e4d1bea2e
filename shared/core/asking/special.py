"""Questions that are not simply about rows: help, the data itself, why, explanations, requests, what cannot be done.

special_reading finds what ends in a query or in words; read_special what needs more than one query, or none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.explaining import explains
from shared.core.asking.lookup import read_lookup
from shared.core.asking.metadata import read_metadata
from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.reading import Describes, Explains, NotUnderstood
from shared.core.asking.requests import read_request
from shared.core.asking.why import read_why
from shared.core.semantic.naming import stem, words

if TYPE_CHECKING:
    from shared.core.asking.question import Question
    from shared.core.asking.reading import Reading, SpecialReading, Unclear
    from shared.core.semantic.model import SemanticModel

_HELP = re.compile(
    r"\s*(?:help(?: me)?|hi|hello|hey|what can you do|what can i ask(?: you)?|"
    r"how do(?:es)? (?:i use )?(?:this|you|it)(?: work)?|who are you|"
    r"how can you help(?: me)?|what do you do|madad|menu|commands)(?: (?:there|please|avexra|bot))?[\s?!.]*",
    re.IGNORECASE,
)
_METADATA = re.compile(
    r"\s*(?:(?:show|list|tell|give|describe)(?: me)? )?(?:about )?(?:what|which|"
    r"the|all|your|all the|my|available)?\s*(?:kind of |types? of |other )?"
    r"(?:data ?sets?|data|tables|columns|fields|sources|measures|metrics|dimensions|"
    r"information|schema|columns and tables|tables and columns)"
    r"(?: (?:do you (?:have|know)(?: about)?|are (?:there|available|in (?:the|"
    r"this) (?:data|table))|is (?:there|available)|can i (?:ask|query)(?: about)?|"
    r"exists?|have you got|are you connected to|i can ask about|available|do "
    r"we have|have you|you have))?"
    r"(?: (?:here|access to))?[\s?!.]*",
    re.IGNORECASE,
)
_WRITES = re.compile(
    r"\b(?:delete|remove|drop|truncate|insert|update|alter|overwrite|erase|purge|"
    r"wipe|modify|edit)\b.{0,40}\b(?:rows?|tables?|records?|data|database|columns?|"
    r"entries|everything|all|where|into|set)\b"
    r"|\b(?:grant|revoke)\b.{0,30}\b(?:access|permission|role|on)\b|\bdrop\s+(?:table|"
    r"database|schema)\b|\binsert\s+into\b|\bunion\s+select\b|;\s*(?:select|"
    r"drop|delete|update|insert)\b",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"\b(?:weather|joke|poem|song|recipe|news|translate|stock tip|horoscope|"
    r"capital of|president of|prime minister|meaning of life|"
    r"who won|write (?:me )?(?:a|an|some) (?:email|code|essay|story|poem|letter)"
    r"|ignore (?:all |your |the )?(?:previous|prior|above)|system prompt|"
    r"your (?:instructions|prompt|password))\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:predict|forecast|will (?:the |our |my )?[\w ]{1,40} be (?:next|in)|what if|recommend|should (?:i|we)|"
    r"how (?:can|could|do|should|would|to) (?:(?:i|we|you|they) )?"
    r"(?:improve|increase|reduce|grow|boost|fix|lower|raise))\b",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"^\s*(?:please )?(?:(?:send|write|draft) (?:an? )?(?:e-?mail|sms|letter|invoice)|"
    r"(?:call|phone|buy|pay|refund|approve|book|order)(?: up)? (?:me|us|him|her|them|the|this|that|an?|more|all) |"
    r"(?:create|make|build|add) (?:a |an |the )?(?:new )?(?:tables?|columns?|users?|rows?|reminders?)\b)",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\s*(?:why|how come|explain why|what (?:caused|explains|drove))\b", re.IGNORECASE)
_NO_CHANGE = (
    "I can say what a change is made of, not why things are as they are. Name a number that moved and, if you like, a "
    "period: “why did the number of rows drop in March”."
)
_REFUSED = (
    (_WRITES, "I only read data: I cannot change or delete anything.", False),
    (_ACTS, "I answer questions about the data, and do nothing outside of it.", False),
    (_FUTURE, "I can tell what the data says, not what will happen or should be done.", True),
    (_WHY, _NO_CHANGE, False),
    (_CHAT, "That is not in the data I can see.", True),
)
"""What is refused, why, and whether its words may name something in the data instead."""
_SMALL = frozenset(
    {"a", "an", "the", "of", "be", "in", "next", "will", "our", "my", "what", "if", "we", "i", "how", "to"}
)
_SURE = 0.9


def special_reading(question: Question, model: SemanticModel) -> Reading | None:
    """A reading for questions that are not about rows, or None."""
    text = question.text.strip()
    if not text or _HELP.fullmatch(text):
        reason = "Ask me about the data in plain words: a number, a breakdown, a top five, a trend."
        return NotUnderstood(Intent(IntentKind.HELP, _SURE), reason)
    if _METADATA.fullmatch(text):
        return NotUnderstood(Intent(IntentKind.METADATA, _SURE), _tables(model))
    refused = _refused(text, model)
    if refused is not None:
        return refused
    about = read_metadata(question, model)
    if isinstance(about, Describes):
        return NotUnderstood(about.intent, _tables(model))
    if about is not None:
        return about
    return read_lookup(question, model)


def _refused(text: str, model: SemanticModel) -> NotUnderstood | None:
    """What no reader of data does, and why, in words; a word that names something in the data is no such wish."""
    for form, reason, may_be_a_name in _REFUSED:
        if form.search(text) and not (may_be_a_name and _knows(form, text, model)):
            return NotUnderstood(Intent(IntentKind.UNSUPPORTED, _SURE), reason)
    return None


def read_special(question: Question, model: SemanticModel) -> SpecialReading | Unclear | NotUnderstood | None:
    """Return what asks for more than one query, or for none; None for every other question.

    What is plainly no question about data is left to special_reading, which refuses it.
    """
    text = question.text.strip()
    if not text or _HELP.fullmatch(text) or _METADATA.fullmatch(text):
        return None
    wanted = read_request(text)
    if wanted is not None:
        return wanted
    if not _WHY.search(text) and _refused(text, model) is not None:
        return None
    about = read_metadata(question, model)
    if isinstance(about, Describes):
        return about
    changed = read_why(question, model)
    if changed is not None:
        return changed
    thing = explains(text)
    return Explains(Intent(IntentKind.EXPLANATION, _SURE), thing) if thing else None


def _tables(model: SemanticModel) -> str:
    if not model.entities:
        return "There is no data to ask about yet."
    shown = [f"{e.label} ({', '.join(f.label.lower() for f in e.fields[:6])})" for e in model.entities[:6]]
    more = len(model.entities) - len(shown)
    return f"I know {'; '.join(shown)}{f' and {more} more' if more > 0 else ''}."


def _knows(form: re.Pattern[str], text: str, model: SemanticModel) -> bool:
    """True when the telling word is a name in the data: a table called weather, a column called recommend score."""
    said = form.search(text)
    heard = {stem(word) for word in words(said[0])} - _SMALL if said else set()
    return any(
        heard & {stem(word) for name in (entity.noun, *(f.label for f in entity.fields)) for word in words(name)}
        for entity in model.entities
    )
