"""Keep a question: pin it, have it answered on schedule, end that, or say what is scheduled."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from shared.app.accept_event import DIRECT
from shared.app.answer_question import View, answer_query, view_for
from shared.app.membership import MembersOnly
from shared.core.asking.answer import Answer, Status
from shared.core.asking.describe import entitle
from shared.core.asking.question import IntentKind, Question
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Unclear, Understood, Want
from shared.core.asking.requests import read_request
from shared.core.asking.suggest import nearest, suggest
from shared.core.boards.pin import Pin
from shared.core.digests.digest import Digest
from shared.core.errors import UserError
from shared.core.semantic.phrases import lower_first, upper_first
from shared.render import limits
from shared.render.digest import schedule_words
from shared.render.escape import one_line, shorten
from shared.render.scheduled import schedules_headline, schedules_table

if TYPE_CHECKING:
    from shared.core.asking.reading import Wants
    from shared.core.digests.recurrence import Recurrence
    from shared.core.semantic.query import SemanticQuery
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.digest_book import DigestBook
    from shared.ports.messenger import Messengers
    from shared.ports.pin_board import PinBoard
    from shared.ports.query_runner import QueryRunner

MOST_A_CHANNEL = 20
WHICH = "Ask something first, then say “{verb} this”; or say what: “{verb} {what}{tail}”."
WHEN = "Say when: every hour, every day at 8:30, or every Monday at 9. Other rhythms I cannot keep."
FULL = f"There are {MOST_A_CHANNEL} scheduled questions here already. Stop one of them first."
PINNED, PINNED_ALREADY = "Pinned to your Home tab", "This is pinned already; see your Home tab"
NOT_SCHEDULED = "Nothing like that is scheduled here."


@dataclass(frozen=True, slots=True)
class Keeper:
    """What keeping questions needs of the world."""

    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    pins: PinBoard
    digests: DigestBook
    clock: Clock

    def reply(self, question: Question, event_id: str) -> Answer | None:
        """Do what a request asks for and say so; None for a plain question.

        A redelivery of the same event does nothing twice.
        """
        wants = read_request(question.text)
        if wants is None:
            return None
        try:
            return self._done(wants, question, event_id)
        except UserError as error:
            return Answer(Status.REFUSED, str(error), intent=wants.intent.kind)

    def _done(self, wants: Wants, question: Question, event_id: str) -> Answer:
        match wants.want:
            case Want.PIN:
                return self._pin(wants, question, event_id)
            case Want.SCHEDULE:
                return self._schedule(wants, question, event_id)
            case Want.STOP:
                return self._stop(wants, question)
            case Want.LIST:
                here = self._here(question)
                table = schedules_table(here) if here else None
                return Answer(Status.ANSWERED, schedules_headline(here), table=table, intent=IntentKind.SCHEDULE)
            case _:
                assert_never(wants.want)

    def _pin(self, wants: Wants, question: Question, event_id: str) -> Answer:
        view, viewer = self._view(question), question.viewer
        query = self._meant(wants, question, view)
        if isinstance(query, Answer):
            return query
        pins = self.pins.of(viewer.workspace, viewer.user)
        known = any(each.query == query and each.id != event_id for each in pins)
        answer = answer_query(query, view, self.runner, viewer)
        if answer.table is None:
            return answer
        title = wants.question or entitle(query, view.model, limits.HEADER_TEXT)
        pin = Pin(
            event_id,
            viewer.workspace,
            viewer.user,
            viewer.channel,
            title,
            answer.headline,
            query,
            self.clock.now(),
        )
        if not known:
            self.pins.pin(pin)
        said = f"{PINNED_ALREADY if known else PINNED}: {answer.headline}"
        return Answer(Status.ANSWERED, said, evidence=answer.evidence, intent=IntentKind.PIN)

    def _schedule(self, wants: Wants, question: Question, event_id: str) -> Answer:
        if wants.recurrence is None:
            raise UserError(WHEN)
        view = self._view(question)
        query = self._meant(wants, question, view)
        if isinstance(query, Answer):
            return query
        title = wants.question or entitle(query, view.model, limits.HEADER_TEXT)
        timed = _timed(wants.recurrence, question, event_id, title, view.model.calendar.timezone)
        digest = replace(timed, last_due=self.clock.now(), query=query, direct=wants.direct or timed.direct)
        here = [each for each in self._here(question) if each.query is not None and each.id != digest.id]
        same = next((each for each in here if _alike(each, digest)), None)
        if same is not None:
            return _said(f"That is scheduled already: {_line(same)}.")
        if len(here) >= MOST_A_CHANNEL:
            raise UserError(FULL)
        answer = answer_query(query, view, self.runner, question.viewer)
        if answer.table is None:
            return answer
        self.digests.save(digest)
        whom = "to you alone" if digest.direct else "here"
        stop = "Say “stop sending this” to end it, or see your Home tab."
        said = _said(f"Scheduled {whom}. {_line(digest)}.")
        return replace(said, caveats=(f"For now: {answer.headline}", stop), evidence=answer.evidence)

    def _stop(self, wants: Wants, question: Question) -> Answer:
        """End the one that is meant: by its words, as the answer above, or the only one there is; else ask which."""
        here = self._here(question)
        meant = [each for each in here if wants.question and _goes_by(each, wants.question)]
        if not wants.question:
            meant = [each for each in here if each.query is not None and each.query == question.previous] or [*here]
        if not meant:
            raise UserError(NOT_SCHEDULED)
        if len(meant) > 1:
            options = tuple((each.title, f"stop sending {each.title}") for each in meant[:5])
            return Answer(Status.CLARIFY, "Which one?", options=options, intent=IntentKind.SCHEDULE)
        self.digests.remove(question.viewer.workspace, meant[0].id)
        return _said(f"Stopped. {_line(meant[0])} is not posted any more.")

    def _here(self, question: Question) -> tuple[Digest, ...]:
        """What is scheduled in this conversation, less what goes to others alone."""
        viewer = question.viewer
        known = self.digests.in_workspace(viewer.workspace)
        return tuple(each for each in known if each.channel == viewer.channel and each.shown_to(viewer.user))

    def _view(self, question: Question) -> View:
        viewer = question.viewer
        return view_for(viewer, MembersOnly(self.catalog, self.messengers.of(viewer.workspace)))

    @staticmethod
    def _meant(wants: Wants, question: Question, view: View) -> SemanticQuery | Answer:
        """The query that is to be kept, or the answer that says why there is none."""
        if not wants.question:
            if question.previous is None:
                verb, tail = ("pin", "") if wants.want is Want.PIN else ("send me", " every Monday at 9")
                what = lower_first(next(iter(suggest(view.model, 1)), "number of rows"))
                raise UserError(WHICH.format(verb=verb, what=what, tail=tail))
            return question.previous
        asked = Question(wants.question, question.viewer, question.asked_at, definitions=question.definitions)
        reading = read(asked, view.model)
        match reading:
            case Understood(_, query, _):
                return query
            case Unclear(intent, ask, options):
                pairs = tuple((each.label, question.text.replace(wants.question, each.question)) for each in options)
                return Answer(Status.CLARIFY, ask, options=pairs, intent=intent.kind)
            case NotUnderstood(intent, reason, _):
                near = nearest(wants.question, view.model)
                return Answer(Status.REFUSED, reason, next_questions=near, intent=intent.kind)
            case _:
                assert_never(reading)


def _timed(when: Recurrence, question: Question, event_id: str, title: str, timezone: str) -> Digest:
    """The schedule of a question, kept under an id that a redelivery finds again."""
    viewer = question.viewer
    mark = hashlib.sha256(event_id.encode()).hexdigest()[:8]
    return Digest(
        id=f"{viewer.workspace}-{viewer.channel}-q{mark}",
        workspace=viewer.workspace,
        channel=viewer.channel,
        title=shorten(one_line(upper_first(title)), limits.HEADER_TEXT),
        cadence=when.cadence,
        hour=when.hour,
        timezone=timezone,
        minute=when.minute,
        weekday=when.weekday,
        user=viewer.user,
        direct=viewer.channel.startswith(DIRECT),
    )


def _alike(one: Digest, other: Digest) -> bool:
    """True when the same question is asked at the same times for the same audience."""
    return replace(one, id="", title="", last_due=None) == replace(other, id="", title="", last_due=None, user=one.user)


def _goes_by(digest: Digest, words: str) -> bool:
    return words.casefold() in digest.title.casefold() or digest.title.casefold() in words.casefold()


def _line(digest: Digest) -> str:
    return f"{digest.title}: {schedule_words(digest)[:1].lower()}{schedule_words(digest)[1:]}"


def _said(sentence: str) -> Answer:
    return Answer(Status.ANSWERED, sentence, intent=IntentKind.SCHEDULE)
