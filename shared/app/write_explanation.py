"""Have a language model write an explanation from passages, in one call; keep of it what the passages bear out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.core.asking.answer import Tier
from shared.core.errors import AvexraError
from shared.core.models.budget import NOTHING_USED, allowances, believed, most_used
from shared.core.models.plan import UNANSWERED, Verdict
from shared.core.models.redaction import Redaction
from shared.core.models.sending import Message, Role
from shared.core.retrieval.checking import Written as WrittenSentence
from shared.core.retrieval.checking import checked
from shared.ports.language_model import Failed, FillRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.app.ask_models import Cascade
    from shared.core.asking.question import Question
    from shared.core.models.plan import ModelTier
    from shared.core.retrieval.composing import Quote
    from shared.core.retrieval.passage import Passage
    from shared.ports.language_model import Filled

READ = 6
"""Passages a model is given: the best ones."""
NAME = "explanation"
_WHOLE_NUMBERS = {"type": "array", "items": {"type": "integer"}}
_SENTENCE = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "passages": _WHOLE_NUMBERS},
    "required": ["text", "passages"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"sentences": {"type": "array", "items": _SENTENCE}},
    "required": ["sentences"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Writer:
    """The cascade whose first model writes, and what it is told."""

    cascade: Cascade
    prompt: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote and every check let pass; no quotes where none did. cost is in millionths of a US dollar."""

    quotes: tuple[Quote, ...]
    tier: Tier = Tier.LOCAL
    cost: int = 0


UNWRITTEN = Written(())


def write_explanation(question: Question, passages: Sequence[Passage], writer: Writer) -> Written:
    """Return the sentences of one call of the cheapest model that hold; nothing is raised for what a model does."""
    cascade = writer.cascade
    tier = cascade.plan.tiers[0] if cascade.plan.tiers else None
    if tier is None or not cascade.breaker(tier.name).allows(cascade.monotonic()):
        return UNWRITTEN
    given = passages[:READ]
    redaction = Redaction.of((question.text, *(text for each in given for text in (each.title, each.place, each.text))))
    messages = _messages(question, given, writer.prompt, redaction)
    texts = (*(each.text for each in messages), json.dumps(SCHEMA))
    reserved = _reserve(question, tier, texts, cascade)
    if reserved is None:
        return UNWRITTEN
    reply = _call(tier, messages, cascade)
    cost = _account(question, tier, reply, reserved, texts, cascade)
    if isinstance(reply, Failed):
        return Written((), Tier.LOCAL, cost)
    quotes = checked(_sentences(reply.text, redaction), given)
    return Written(quotes, tier.tier if quotes else Tier.LOCAL, cost)


def _messages(
    question: Question, passages: Sequence[Passage], prompt: str, redaction: Redaction
) -> tuple[Message, ...]:
    """Passages stand as JSON in a message of their own, apart from the instructions: they are data."""
    told = [
        {"number": number, "title": each.title, "place": each.place, "text": each.text}
        for number, each in enumerate(passages, start=1)
    ]
    hidden = [{name: redaction.redacted(str(text)) for name, text in each.items()} for each in told]
    return (
        Message(Role.SYSTEM, prompt),
        Message(Role.USER, json.dumps({"passages": hidden}, ensure_ascii=False)),
        Message(Role.USER, json.dumps({"question": redaction.redacted(question.text)}, ensure_ascii=False)),
    )


def _reserve(question: Question, tier: ModelTier, texts: Sequence[str], cascade: Cascade) -> int | None:
    """Set the most that the call may cost aside; None where that is more than may be spent."""
    most = tier.price.of(most_used(texts, tier.most_tokens))
    if most > cascade.plan.budget.question:
        return None
    try:
        over = cascade.ledger.reserve(_accounts(question, cascade), most)
    except AvexraError as error:
        cascade.report(error)
        return None
    return most if over is None else None


def _accounts(question: Question, cascade: Cascade) -> Any:  # noqa: ANN401 - as the ledger takes them
    return allowances(question.viewer, cascade.clock.now().date(), cascade.plan.budget)


def _call(tier: ModelTier, messages: tuple[Message, ...], cascade: Cascade) -> Filled | Failed:
    name = tier.name
    cascade.breakers[name] = cascade.breaker(name).calling(cascade.monotonic())
    seconds = min(tier.seconds, cascade.plan.deadline_seconds)
    reply = cascade.models.fill(FillRequest(name, messages, NAME, SCHEMA, tier.most_tokens, seconds, tier.effort))
    unwell = isinstance(reply, Failed) and reply.verdict in UNANSWERED
    after = cascade.breaker(name)
    cascade.breakers[name] = after.after_failure(cascade.monotonic()) if unwell else after.after_success()
    return reply


def _account(  # noqa: PLR0913, PLR0917 - a call, and what was set aside for it
    question: Question, tier: ModelTier, reply: Filled | Failed, reserved: int, texts: Sequence[str], cascade: Cascade
) -> int:
    """Correct what was set aside; return the cost. A call that timed out may have been worked on: it stays paid for."""
    if isinstance(reply, Failed) and reply.verdict is Verdict.TIMEOUT:
        return reserved
    used = NOTHING_USED
    if not isinstance(reply, Failed) or reply.usage is not None:
        said = "" if isinstance(reply, Failed) else reply.text
        used = believed(reply.usage, texts, said, tier.most_tokens)
    cost = tier.price.of(used)
    try:
        cascade.ledger.correct(_accounts(question, cascade), cost - reserved)
    except AvexraError as error:
        cascade.report(error)
    return cost


def _sentences(text: str, redaction: Redaction) -> list[WrittenSentence]:
    """The sentences of a reply, personal data back in its place; none of a reply that is not of our shape."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    given = data.get("sentences") if isinstance(data, dict) else None
    return [found for each in given if (found := _sentence(each, redaction))] if isinstance(given, list) else []


def _sentence(data: object, redaction: Redaction) -> WrittenSentence | None:
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("text"), str)
        or not isinstance(data.get("passages"), list)
    ):
        return None
    numbers = data["passages"]
    if not all(type(each) is int for each in numbers):
        return None
    return WrittenSentence(redaction.restored(data["text"]), tuple(numbers))
