"""Membership: in a direct message a person sees the data of the channels they are in now, not of those they left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT

if TYPE_CHECKING:
    from shared.core.security.viewer import Viewer
    from shared.core.store.dataset import Dataset
    from shared.ports.dataset_catalog import VisibleDatasets
    from shared.ports.messenger import Messenger

NOT_FOR_GUESTS = "Only members of this workspace can ask about its data. Please ask a member to do it for you."


@dataclass(frozen=True, slots=True)
class MembersOnly:
    """What the catalogue shows, less what Slack says the asker has no part in any more."""

    catalog: VisibleDatasets
    messenger: Messenger

    def visible(self, viewer: Viewer) -> tuple[Dataset, ...]:
        """Return the data sets this viewer may ask about. Raises TransientError when Slack cannot be asked."""
        found = self.catalog.visible(viewer)
        if not viewer.channel.startswith(DIRECT) or all(each.channel == viewer.channel for each in found):
            return found
        own = {viewer.channel, *self.messenger.channels_of(viewer.user)}
        return tuple(each for each in found if each.channel in own)


def is_in(messenger: Messenger, user: str, channel: str) -> bool:
    """Return True when the user is in the channel now; everybody is in their own direct messages."""
    return channel.startswith(DIRECT) or channel in messenger.channels_of(user)
