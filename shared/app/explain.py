"""Explain what a word means or a document says: cited sentences, or "I don't know"."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT
from shared.app.write_explanation import UNWRITTEN, Written, write_explanation
from shared.core.asking.answer import Answer, Evidence, Status, Tier
from shared.core.asking.explaining import explains
from shared.core.asking.question import IntentKind
from shared.core.errors import AvexraError, TransientError
from shared.core.models.redaction import hidden
from shared.core.retrieval.citing import cited
from shared.core.retrieval.composing import QUOTED, Quote, compose
from shared.core.retrieval.definitions import definitions, named, ranked, told
from shared.core.retrieval.fusion import fuse
from shared.core.retrieval.passage import SourceKind
from shared.core.retrieval.past import about_the_same

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from shared.app.write_explanation import Writer
    from shared.core.asking.question import Question
    from shared.core.retrieval.composing import Findings
    from shared.core.retrieval.passage import Passage, Ranking
    from shared.core.security.viewer import Viewer
    from shared.core.semantic.model import SemanticModel
    from shared.ports.embedder import Embedder
    from shared.ports.messenger import Messenger
    from shared.ports.passage_store import PassageStore
    from shared.ports.past_answers import PastAnswers

SEARCHED = 12
"""Passages of each way of searching."""
SURE = 0.75
"""Support from which on documents answer a question that was not asked of them."""
_TOPIC, _PLACE = 120, 80
NOT_SEARCHED = "The documents could not be searched just now; this is from the definitions alone."
SHARE_ONE = "Share a document (md, txt, pdf or docx) that says so in this channel, and ask again."


def own_channel(viewer: Viewer) -> tuple[str, ...]:
    """Return the channel a viewer asks in: what may be read there by all who will see the answer."""
    return (viewer.channel,)


@dataclass(frozen=True, slots=True)
class Library:
    """Where explanations come from: passages, what embeds questions, what was answered before, who may write.

    Without a writer sentences are only quoted. channels says which channels' passages a viewer may read.
    """

    passages: PassageStore
    embedder: Embedder
    writer: Writer | None = None
    past: PastAnswers | None = None
    channels: Callable[[Viewer], Collection[str]] = own_channel
    report: Callable[[AvexraError], None] = lambda _: None

    def search(self, viewer: Viewer, asked: str) -> tuple[Ranking, ...]:
        """Return what may be read about this, ranked. Raises TransientError where the store cannot be reached."""
        channels = self.channels(viewer)
        found = self.passages.search(viewer.workspace, channels, asked, self._vector(asked), SEARCHED)
        if self.past is None:
            return found
        return (*found, about_the_same(asked, self.past.search(viewer.workspace, channels, asked, SEARCHED)))

    def _vector(self, asked: str) -> tuple[float, ...] | None:
        """The question's vector; without one words alone are searched."""
        try:
            (vector,) = self.embedder.embed([hidden(asked)])
        except AvexraError as error:
            self.report(error)
            return None
        return vector


def readable_channels(messenger: Messenger, viewer: Viewer) -> tuple[str, ...]:
    """Return the channels whose passages may be read where the viewer asks.

    A channel: its own. A direct message, which nobody else sees: those too that Slack says the asker is in now. Raises
    TransientError when Slack cannot be asked.
    """
    if not viewer.channel.startswith(DIRECT):
        return own_channel(viewer)
    return tuple(dict.fromkeys((viewer.channel, *messenger.channels_of(viewer.user))))


def explain(question: Question, model: SemanticModel, library: Library | None, thing: str = "") -> Answer:
    """Return what definitions and documents say about a thing, each sentence with its source.

    thing is what the question wants explained, where its reader knows that already. Without a library there are
    definitions only.
    Where nothing supports an answer, that is said, with what came nearest; never a guess. Raises TransientError when
    the documents cannot be searched and the definitions alone do not answer.
    """
    began = time.perf_counter()
    asked = thing or explains(question.text) or question.text
    defined = definitions(model, question.definitions)
    known, exact = ranked(asked, defined), named(asked, defined)
    away: TransientError | None = None
    try:
        found = library.search(question.viewer, asked) if library is not None else ()
    except TransientError as error:
        found, away = (), error
    fused = fuse((known, *found))
    findings = compose(asked, fused)
    if exact is not None:
        findings = replace(findings, quotes=_with_its_definition(exact, findings.quotes))
    written = _written(question, [passage for passage, _ in fused], library)
    if written.quotes or findings.quotes:
        chosen = written if written.quotes else replace(written, quotes=findings.quotes)
        return _cited(asked, chosen, began, (NOT_SEARCHED,) if away is not None else ())
    if away is not None:
        raise away
    return _unknown(asked, findings)


def _with_its_definition(definition: Passage, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """What the thing of exactly that name is, before what documents add; other definitions speak of other things."""
    own = [Quote(each, (definition,)) for each in told(definition)]
    added = [each for each in quotes if all(passage.kind is SourceKind.DOCUMENT for passage in each.passages)]
    return (*own, *added)[: max(QUOTED, len(own))]


def quote(question: Question, library: Library) -> Answer | None:
    """Return what documents say to a question that no table answers, or None where they do not; no model is asked.

    For questions that the reader of tables did not understand: definitions and earlier questions are left out, for
    their words are those of the tables, and more support is wanted than of a question for an explanation.
    """
    began = time.perf_counter()
    try:
        found = replace(library, past=None).search(question.viewer, question.text)
    except TransientError as error:
        library.report(error)
        return None
    findings = compose(question.text, fuse(found), SURE)
    if not findings.quotes:
        return None
    return _cited(question.text, Written(findings.quotes), began)


def _cited(asked: str, written: Written, began: float, caveats: tuple[str, ...] = ()) -> Answer:
    headline, sources = cited(written.quotes)
    return Answer(
        Status.ANSWERED,
        headline,
        evidence=_evidence(asked, written, 1000 * (time.perf_counter() - began)),
        caveats=caveats,
        intent=IntentKind.EXPLANATION,
        sources=sources,
    )


def _written(question: Question, passages: Sequence[Passage], library: Library | None) -> Written:
    if library is None or library.writer is None or not passages:
        return UNWRITTEN
    return write_explanation(question, passages, library.writer)


def _evidence(asked: str, written: Written, milliseconds: float) -> Evidence:
    """The proof holds no sentence of a document: it goes into the record of answers."""
    local = written.tier is Tier.LOCAL
    how = "quoted from passages" if local else "written from passages and checked against them"
    return Evidence(
        words=f"What is said about “{_short(asked, _TOPIC)}”, {how}",
        sql="",
        tables=(),
        rows_read=None,
        fresh_at=None,
        tier=written.tier,
        milliseconds=milliseconds,
        cost=written.cost / 1_000_000,
    )


def _unknown(asked: str, findings: Findings) -> Answer:
    near = [f"«{each.title}»{f' ({_short(each.place, _PLACE)})' if each.place else ''}" for each in findings.nearest]
    return Answer(
        Status.REFUSED,
        f"I don't know: nothing I can read here says anything about “{_short(asked, _TOPIC)}”.",
        caveats=(f"Nearest: {', '.join(near)}.",) if near else (SHARE_ONE,),
        intent=IntentKind.EXPLANATION,
    )


def _short(text: str, length: int) -> str:
    said = " ".join(text.split())
    return said if len(said) <= length else f"{said[: length - 1].rstrip()}…"
