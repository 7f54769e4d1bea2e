"""Ask language models what a question means, where the local reader hands on: a safe cascade in a few calls."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shared.app.model_reading import ModelReading
from shared.core.asking.answer import Tier
from shared.core.asking.intents import kind_of
from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.reading import NotUnderstood, Understood
from shared.core.errors import AvexraError, InternalError
from shared.core.models.breaker import Breaker
from shared.core.models.budget import NOTHING_USED, Usage, allowances, believed, most_used
from shared.core.models.filling import Form, read_filling
from shared.core.models.grounding import Ground, ungrounded
from shared.core.models.plan import UNANSWERED, Made, StepKind, Verdict, next_step
from shared.core.models.redaction import Redaction
from shared.core.models.schema import NAME, Outcome
from shared.core.models.sending import narrowed, opening, repairing
from shared.core.models.settling import settle
from shared.core.models.writing import texts_of
from shared.core.semantic.rules import QueryIssue, check
from shared.ports.language_model import Failed, FillRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.question import Question
    from shared.core.asking.reading import Reading
    from shared.core.models.budget import Allowance
    from shared.core.models.plan import CascadePlan, ModelTier, Step
    from shared.core.models.sending import Message
    from shared.core.models.settling import Settled
    from shared.core.semantic.model import SemanticModel
    from shared.ports.clock import Clock
    from shared.ports.language_model import Filled, LanguageModel
    from shared.ports.spend_ledger import SpendLedger

_SPECIAL = 0.9
"""From this confidence on, a question that was not understood is known to be none about the data."""
_READ = 0.75
"""What a reading by a model is worth: it passed every rule, but nobody measured it yet."""
_LEAST_SECONDS = 0.2
"""With less time than this left no call is begun."""
_PAUSE_SECONDS = 0.5
"""Before a provider is tried again that does not say how long it wants to be left alone."""

NO_MODEL = "no language model could be reached in time"
NO_MONEY = "what may be spent on language models today is used up"
TOO_DEAR = "asking a language model would cost more than one question may"
NO_QUERY = "the language models found no sound way to ask it of this data either"


@dataclass(slots=True)
class Cascade:
    """What asking models needs of the world, made once a process: breakers remember from question to question."""

    models: LanguageModel
    ledger: SpendLedger
    clock: Clock
    plan: CascadePlan
    report: Callable[[AvexraError], None]
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    breakers: dict[str, Breaker] = field(default_factory=dict)

    def breaker(self, model: str) -> Breaker:
        """Return the breaker of a model."""
        fresh = Breaker(self.plan.breaker_failures, self.plan.breaker_rest_seconds)
        return self.breakers.setdefault(model, fresh)


def hands_on(reading: Reading, plan: CascadePlan) -> bool:
    """True when a local reading is unsure of its meaning, or found none; never for help, chat, or names that tie."""
    if isinstance(reading, Understood):
        return reading.intent.confidence < plan.hand_on_below
    if isinstance(reading, NotUnderstood):
        return reading.intent.kind is IntentKind.UNSUPPORTED and reading.intent.confidence < _SPECIAL
    return reading.intent.confidence < plan.hand_on_unclear_below


def ask_models(question: Question, model: SemanticModel, reading: Reading, cascade: Cascade) -> ModelReading:
    """Return what models make of a question that the local reader handed on, within the plan's deadline.

    Nothing is raised for what a provider or a model does: where no sound query comes of it, the local reading stays,
    and one that was not understood says in words why models were of no help.
    """
    attempt = _Attempt.of(question, model, cascade)
    while (step := attempt.next()) is not None:
        if not attempt.take(step):
            break
    return attempt.outcome(reading)


@dataclass(slots=True)
class _Attempt:
    """One question on its way through the cascade."""

    question: Question
    cascade: Cascade
    form: Form
    ground: Ground
    redaction: Redaction
    started: float
    made: list[Made] = field(default_factory=list)
    messages: tuple[Message, ...] = ()
    reply: str = ""
    issues: tuple[QueryIssue, ...] = ()
    wait: float = 0.0
    used: Usage = NOTHING_USED
    cost: int = 0
    settled: Settled | None = None
    why: str = ""

    @classmethod
    def of(cls, question: Question, model: SemanticModel, cascade: Cascade) -> _Attempt:
        form = Form.of(narrowed(model, question, cascade.plan.sharing.most_columns))
        redaction = Redaction.of((question.text, *texts_of(question.previous)))
        return cls(question, cascade, form, Ground.of(question, model), redaction, cascade.monotonic())

    def left(self) -> float:
        """Return the seconds until the deadline."""
        return self.started + self.cascade.plan.deadline_seconds - self.cascade.monotonic()

    def next(self) -> Step | None:
        """Return the next call, where there is time for one."""
        if self.left() < _LEAST_SECONDS:
            return None
        return next_step(self.made, len(self.cascade.plan.tiers), self._usable)

    def _usable(self, tier: int) -> bool:
        name = self.cascade.plan.tiers[tier].name
        return self.cascade.breaker(name).allows(self.cascade.monotonic())

    def take(self, step: Step) -> bool:
        """Make one call; returns False when none can be afforded or waited for."""
        if step.kind is StepKind.AGAIN and not self._waited():
            return False
        self._compose(step)
        tier = self.cascade.plan.tiers[step.tier]
        reserved = self._reserve(tier)
        if reserved is None:
            return False
        reply = self._call(tier)
        self._account(tier, reply, reserved)
        verdict = reply.verdict if isinstance(reply, Failed) else self._judge(reply)
        if isinstance(reply, Failed):
            self._note_failure(reply)
        self.made.append(Made(step.tier, verdict))
        return True

    def _waited(self) -> bool:
        pause = max(self.wait, _PAUSE_SECONDS)
        if pause + _LEAST_SECONDS > self.left():
            return False
        self.cascade.sleep(pause)
        return True

    def _compose(self, step: Step) -> None:
        prompts, sharing = self.cascade.plan.prompts, self.cascade.plan.sharing
        if step.kind is StepKind.REPAIR:
            self.messages = repairing(self.messages, self.reply, self.issues, prompts, self.redaction)
        elif step.kind is StepKind.FIRST:
            self.messages = opening(self.question, self.form, sharing, prompts, self.redaction)

    def _texts(self) -> tuple[str, ...]:
        return (*(each.text for each in self.messages), str(self.form.schema))

    def _reserve(self, tier: ModelTier) -> int | None:
        """Set the most that a call may cost aside; None, and why, when that is more than may be spent."""
        most = tier.price.of(most_used(self._texts(), tier.most_tokens))
        if self.cost + most > self.cascade.plan.budget.question:
            self.why = TOO_DEAR
            return None
        try:
            over = self.cascade.ledger.reserve(self._accounts(), most)
        except AvexraError as error:
            self.cascade.report(error)
            self.why = NO_MODEL
            return None
        if over is not None:
            self.why = NO_MONEY
            return None
        return most

    def _accounts(self) -> tuple[Allowance, ...]:
        day = self.cascade.clock.now().date()
        return allowances(self.question.viewer, day, self.cascade.plan.budget)

    def _call(self, tier: ModelTier) -> Filled | Failed:
        cascade = self.cascade
        cascade.breakers[tier.name] = cascade.breaker(tier.name).calling(cascade.monotonic())
        reply = cascade.models.fill(
            FillRequest(
                model=tier.name,
                messages=self.messages,
                schema_name=NAME,
                schema=self.form.schema,
                most_tokens=tier.most_tokens,
                seconds=min(tier.seconds, max(self.left(), 0.0)),
                effort=tier.effort,
            )
        )
        unwell = isinstance(reply, Failed) and reply.verdict in UNANSWERED
        after = cascade.breaker(tier.name)
        cascade.breakers[tier.name] = after.after_failure(cascade.monotonic()) if unwell else after.after_success()
        return reply

    def _account(self, tier: ModelTier, reply: Filled | Failed, reserved: int) -> None:
        """Correct what was set aside. A call that timed out may have been worked on, so it stays paid for."""
        if isinstance(reply, Failed) and reply.verdict is Verdict.TIMEOUT:
            self.cost += reserved
            return
        used = NOTHING_USED
        if not (isinstance(reply, Failed) and reply.usage is None and reply.verdict in _UNBILLED):
            written = "" if isinstance(reply, Failed) else reply.text
            used = believed(reply.usage, self._texts(), written, tier.most_tokens)
        cost = tier.price.of(used)
        self.used, self.cost = self.used + used, self.cost + cost
        try:
            self.cascade.ledger.correct(self._accounts(), cost - reserved)
        except AvexraError as error:
            self.cascade.report(error)

    def _note_failure(self, reply: Failed) -> None:
        self.wait = reply.retry_after or 0.0
        self.reply, self.issues = "", (QueryIssue("has_the_shape", _MENDING.get(reply.verdict, "")),)
        if reply.verdict in {Verdict.DENIED, Verdict.UNSUITABLE}:
            self.cascade.report(InternalError(f"The model provider refused a call ({reply.detail})."))

    def _judge(self, reply: Filled) -> Verdict:
        """Read a reply as anyone's query, and hold it against every rule."""
        self.reply = reply.text
        filling = read_filling(reply.text, self.form, self.redaction.restored)
        self.issues = filling.issues
        if filling.issues:
            return Verdict.UNREADABLE
        if filling.query is None or filling.outcome is Outcome.NOT_IN_DATA:
            return Verdict.NOT_HERE
        settled = settle(filling.query, self.form.model, self.ground)
        self.issues = check(settled.query, self.form.model) + ungrounded(settled.query, self.form.model, self.ground)
        if self.issues:
            return Verdict.UNSOUND
        self.settled = settled
        return Verdict.SOUND

    def outcome(self, local: Reading) -> ModelReading:
        """Return what all of it came to."""
        verdicts = tuple(each.verdict for each in self.made)
        seconds = self.cascade.monotonic() - self.started
        if self.settled is not None:
            tier = self.cascade.plan.tiers[self.made[-1].tier].tier
            query, notes = self.settled.query, self.settled.notes
            reading: Reading = Understood(Intent(kind_of(query), _READ), query, notes)
            return ModelReading(reading, tier, len(verdicts), self.cost, self.used, seconds, verdicts)
        why = self.why or (NO_QUERY if set(verdicts) - UNANSWERED else NO_MODEL)
        left_as = _explained(local, why)
        return ModelReading(left_as, Tier.LOCAL, len(verdicts), self.cost, self.used, seconds, verdicts, why)


_UNBILLED = frozenset({Verdict.BUSY, Verdict.FAULT, Verdict.DENIED, Verdict.UNSUITABLE})
_MENDING = {
    Verdict.UNREADABLE: "The reply could not be read.",
    Verdict.TRUNCATED: "The reply was cut off: write a shorter query.",
    Verdict.EMPTY: "The reply was empty.",
}


def _explained(local: Reading, why: str) -> Reading:
    """Return the local reading; one that was not understood says why models were of no help."""
    if not isinstance(local, NotUnderstood):
        return local
    return replace(local, reason=f"{local.reason.rstrip('.')}, and {why}.")
