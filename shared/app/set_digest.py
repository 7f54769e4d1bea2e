"""Set a channel's digest: subscribe, change, end, or send it now."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.app.membership import is_in
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import UserError
from shared.ports.messenger import NotInChannelError
from shared.render import limits
from shared.render.digest import schedule_words
from shared.render.escape import escape, one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.app.messages import ActionMessage
    from shared.app.send_digest import DigestSender
    from shared.ports.digest_book import DigestBook
    from shared.ports.messenger import Messengers

GONE = "That digest is not there any more."
NOT_YOURS = "You are not in that channel, so you cannot set its digest. Join it first."
NOT_THERE = "I am not in that channel yet. Invite me there, then set the digest again."
NO_NEWS = "There is nothing to tell yet: no data here has dates to compare."
NO_SUCH_ZONE = "That time zone is not one I know. Choose another one."


@dataclass(frozen=True, slots=True)
class DigestSetter:
    """What setting a digest needs of the world."""

    messengers: Messengers
    digests: DigestBook
    sender: DigestSender

    def save(self, message: ActionMessage) -> None:
        """Subscribe a channel to a digest, or change a subscription. Raises UserError when that cannot be done."""
        settings: Mapping[str, object] = json.loads(message.value)
        channel = str(settings["channel"])
        self._must_be_in(message, channel)
        digest = Digest(
            id=self._id(message, str(settings["id"]), channel),
            workspace=message.workspace,
            channel=channel,
            title=shorten(one_line(str(settings["title"])), limits.HEADER_TEXT),
            cadence=Cadence(str(settings["cadence"])),
            hour=int(str(settings["hour"])),
            timezone=_known_zone(str(settings["timezone"])),
        )
        told = f"{escape(digest.title)} will be posted here: {escape(schedule_words(digest))}."
        try:
            self.messengers.of(message.workspace).tell(channel, message.user, told)
        except NotInChannelError:
            raise UserError(NOT_THERE) from None
        self.digests.save(digest)

    def remove(self, message: ActionMessage) -> None:
        """End a digest. Raises UserError when it is not there, or not in a channel of this person."""
        known = self._known(message, message.value)
        if not known.shown_to(message.user):
            raise UserError(GONE)
        if not known.direct:
            self._must_be_in(message, known.channel)
        self.digests.remove(message.workspace, message.value)

    def send_now(self, message: ActionMessage, *, look: bool = False) -> None:
        """Post the channel's digest now, whether or not it has a schedule. Raises UserError when there is no news.

        look says that an earlier delivery may have posted it.
        """
        once = Digest("", message.workspace, message.channel, "What changed", Cadence.DAILY, 9, "UTC")
        try:
            sent = self.sender.send(self._of_channel(message, message.channel) or once, message.event_id, look=look)
        except NotInChannelError:
            raise UserError(NOT_THERE) from None
        if not sent:
            raise UserError(NO_NEWS)

    def _id(self, message: ActionMessage, given: str, channel: str) -> str:
        """Return the id to keep the settings under: a channel has one digest, unless one was moved to it."""
        if given:
            self._must_be_in(message, self._known(message, given).channel)
            return given
        known = self._of_channel(message, channel)
        if known is not None:
            return known.id
        mark = hashlib.sha256(message.event_id.encode()).hexdigest()[:8]
        return f"{message.workspace}-{channel}-{mark}"

    def _of_channel(self, message: ActionMessage, channel: str) -> Digest | None:
        known = self.digests.in_workspace(message.workspace)
        return next((each for each in known if each.channel == channel and each.query is None), None)

    def _known(self, message: ActionMessage, digest_id: str) -> Digest:
        known = self.digests.in_workspace(message.workspace)
        found = next((each for each in known if each.id == digest_id), None)
        if found is None:
            raise UserError(GONE)
        return found

    def _must_be_in(self, message: ActionMessage, channel: str) -> None:
        if not is_in(self.messengers.of(message.workspace), message.user, channel):
            raise UserError(NOT_YOURS)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UserError(NO_SUCH_ZONE) from None
    return name
