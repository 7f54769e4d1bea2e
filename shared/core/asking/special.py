"""Questions that ask nothing of the rows: what data there is, help, and what a reader of data cannot do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.reading import NotUnderstood

if TYPE_CHECKING:
    from shared.core.asking.question import Question
    from shared.core.asking.reading import Reading
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
    r"\b(?:predict|forecast|will (?:the |our |my )?[\w ]{1,40} be (?:next|in)|what if|recommend|should (?:i|we))\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\s*(?:why|how come|explain why|what (?:caused|explains|drove))\b", re.IGNORECASE)
_SURE = 0.9


def special_reading(question: Question, model: SemanticModel) -> Reading | None:
    """A reading for questions that are not about rows, or None."""
    text = question.text.strip()
    if not text or _HELP.fullmatch(text):
        reason = "Ask me about the data in plain words: a number, a breakdown, a top five, a trend."
        return NotUnderstood(Intent(IntentKind.HELP, _SURE), reason)
    if _METADATA.fullmatch(text):
        return NotUnderstood(Intent(IntentKind.METADATA, _SURE), _tables(model))
    known = _knows(text, model)
    for form, reason in (
        (_WRITES, "I only read data: I cannot change or delete anything."),
        (_FUTURE, "I can tell what the data says, not what will happen or should be done."),
        (_WHY, "I can show what changed, but not yet why."),
    ):
        if form.search(text):
            return NotUnderstood(Intent(IntentKind.UNSUPPORTED, _SURE), reason)
    if _CHAT.search(text) and not known:
        return NotUnderstood(Intent(IntentKind.UNSUPPORTED, _SURE), "That is not in the data I can see.")
    return None


def _tables(model: SemanticModel) -> str:
    if not model.entities:
        return "There is no data to ask about yet."
    shown = [f"{e.label} ({', '.join(f.label.lower() for f in e.fields[:6])})" for e in model.entities[:6]]
    more = len(model.entities) - len(shown)
    return f"I know {'; '.join(shown)}{f' and {more} more' if more > 0 else ''}."


def _knows(text: str, model: SemanticModel) -> bool:
    """True when the chat word is a name in the data (a table called weather)."""
    said = _CHAT.search(text)
    word = said[0].casefold() if said else ""
    return any(
        word in entity.noun.casefold() or any(word in f.label.casefold() for f in entity.fields)
        for entity in model.entities
    )
