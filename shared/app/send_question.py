"""Send a scheduled question: its answer of now, where it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.app.accept_event import viewer_in
from shared.app.answer_question import answer_query, view_for
from shared.app.membership import MembersOnly, is_in
from shared.core.asking.refreshing import as_of
from shared.core.errors import InternalError, UserError
from shared.render.scheduled import scheduled_blocks, scheduled_text

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.digests.digest import Digest
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.messenger import Messenger
    from shared.ports.query_runner import QueryRunner

NOT_ANY_MORE = "Whom this is for is not in that channel any more."


def place_of(digest: Digest, messenger: Messenger) -> str:
    """Return the conversation that it is posted in: the asker's own where it is for them alone."""
    return messenger.open_direct(digest.user) if digest.direct else digest.channel


@dataclass(frozen=True, slots=True)
class QuestionSender:
    """What sending needs of the world, in one workspace."""

    messenger: Messenger
    catalog: DatasetCatalog
    runner: QueryRunner

    def send(self, digest: Digest, mark: str, now: datetime) -> None:
        """Answer it as of now, over what its conversation may see now, and post that, marked.

        Raises UserError where it is for one person who has left the channel whose data it is about, or is a guest.
        """
        if digest.query is None:
            raise InternalError("a digest without a question")
        if digest.direct and not _may_see(digest, self.messenger):
            raise UserError(NOT_ANY_MORE)
        viewer = viewer_in(digest.workspace, digest.user if digest.direct else "", digest.channel)
        view = view_for(viewer, MembersOnly(self.catalog, self.messenger))
        answer = answer_query(as_of(digest.query, now, view.model.calendar), view, self.runner, viewer)
        blocks, place = scheduled_blocks(digest, answer), place_of(digest, self.messenger)
        self.messenger.post(place, scheduled_text(answer), blocks, metadata={"event_id": mark})


def _may_see(digest: Digest, messenger: Messenger) -> bool:
    return not messenger.is_guest_or_stranger(digest.user) and is_in(messenger, digest.user, digest.channel)
