"""Recall what models read a question as, so that nobody pays twice for the same words; else ask them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.app.ask_models import ask_models
from shared.app.model_reading import ModelReading
from shared.app.remember_answers import Form
from shared.core.asking.answer import Tier
from shared.core.asking.reading import NotUnderstood, Understood
from shared.core.caching.agreement import signature
from shared.core.caching.keys import normalised, reading_key
from shared.core.caching.packing import pack, unpack
from shared.core.caching.readings import KeptReading, Neighbour, Neighbours, as_text, hangs_on_the_hour
from shared.core.errors import AvexraError
from shared.core.models.redaction import hidden

if TYPE_CHECKING:
    from shared.app.answer_question import View
    from shared.app.ask_models import Cascade
    from shared.app.remember_answers import AnswerMemory
    from shared.core.asking.question import Question
    from shared.core.asking.reading import Reading


def recall_reading(
    question: Question, view: View, local: Reading, cascade: Cascade, memory: AnswerMemory | None
) -> ModelReading:
    """Return what models make of a question that the local reader handed on: recalled, else asked now.

    Recalled is a reading of the same words by the same models over the same data, for the same audience, on the same
    day, after the same answer; and with an embedder one of near words that say the same (core/caching/agreement).
    """
    if memory is None:
        return ask_models(question, view.model, local, cascade)
    form = Form(_pack, _unpack, lambda _: 1, memory.plan.reading_seconds)
    readers = (_readers(cascade), memory.release)
    words = normalised(question.text)
    key = reading_key(question, view.model, view.datasets, readers, words)
    around = reading_key(question, view.model, view.datasets, readers)
    attempt = _Attempt(memory, question, view, local, cascade, around)
    recalled = memory.once(key, form, attempt.read)
    return recalled.value if recalled.before is None else _free(recalled.value)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One question that was never asked in these words."""

    memory: AnswerMemory
    question: Question
    view: View
    local: Reading
    cascade: Cascade
    around: str
    """The key of the questions that differ from this one in their words alone."""

    def read(self) -> ModelReading:
        """Take the reading of a near question that says the same, else ask models and remember where it lies."""
        vector = self._vector() if isinstance(self.local, NotUnderstood) else None
        if vector is None:
            return self._asked()
        said = signature(self.question.text, self.view.model, self.question.asked_at)
        kept = self._neighbours().agreeing(said, vector, self.memory.plan.nearest)
        if kept is not None:
            return ModelReading(kept.understood, kept.tier, recalled=True)
        asked = self._asked()
        reading = _kept(asked)
        if reading is not None:
            self._settle(Neighbour(said, vector, reading))
        return asked

    def _asked(self) -> ModelReading:
        return ask_models(self.question, self.view.model, self.local, self.cascade)

    def _vector(self) -> str | None:
        """Where the question lies, personal data taken out; None where nobody can tell now."""
        if self.memory.embedder is None:
            return None
        try:
            (vector,) = self.memory.embedder.embed([hidden(self.question.text)])
        except AvexraError as error:
            self.memory.report(error)
            return None
        return as_text(vector)

    def _form(self) -> Form[Neighbours]:
        seconds = self.memory.plan.reading_seconds
        return Form(pack, lambda data: unpack(Neighbours, data), lambda each: len(each.items), seconds)

    def _neighbours(self) -> Neighbours:
        found = self.memory.find(self.around, self._form(), shared_first=True)
        return found.value if found is not None else Neighbours()

    def _settle(self, new: Neighbour) -> None:
        """Add a neighbour; of two added at the same moment one may be lost, and is paid for once more."""
        more = self._neighbours().with_one(new, self.memory.plan.neighbours)
        self.memory.keep(self.around, self._form(), more)


def _kept(asked: ModelReading) -> KeptReading | None:
    """Return what is worth keeping: a model's own reading that holds all day."""
    reading = asked.reading
    if asked.tier is Tier.LOCAL or not isinstance(reading, Understood) or hangs_on_the_hour(reading.query):
        return None
    return KeptReading(reading.intent, reading.query, reading.notes, asked.tier)


def _pack(asked: ModelReading) -> bytes | None:
    kept = _kept(asked)
    return pack(kept) if kept is not None else None


def _unpack(data: bytes) -> ModelReading | None:
    kept = unpack(KeptReading, data)
    return ModelReading(kept.understood, kept.tier, recalled=True) if kept is not None else None


def _free(asked: ModelReading) -> ModelReading:
    """Return the reading as it is for a question that did not pay for it."""
    return ModelReading(asked.reading, asked.tier, recalled=True)


def _readers(cascade: Cascade) -> str:
    """Return a fingerprint of who reads, and what they are told and shown."""
    plan = cascade.plan
    told = (tuple((each.name, each.effort) for each in plan.tiers), plan.prompts, plan.sharing)
    return hashlib.sha256(repr(told).encode()).hexdigest()
