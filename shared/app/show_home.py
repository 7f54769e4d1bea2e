"""Show the Home tab: what data there is, pins answered anew, digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.app.accept_event import DIRECT, viewer_in
from shared.app.answer_question import View, answer_query, view_for
from shared.app.membership import NOT_FOR_GUESTS, MembersOnly
from shared.core.asking.refreshing import as_of
from shared.core.asking.suggest import suggest
from shared.core.errors import AvexraError
from shared.render.block_kit import sentence
from shared.render.home import PINS, Home, PinCard, home_blocks

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.boards.pin import Pin
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.digest_book import DigestBook
    from shared.ports.messenger import Messenger, Messengers
    from shared.ports.pin_board import PinBoard
    from shared.ports.query_runner import QueryRunner

PATIENCE = timedelta(seconds=15)
"""How long pins are answered anew; those after it show what they said when they were pinned."""


@dataclass(frozen=True, slots=True)
class HomeDisplay:
    """What showing the Home tab needs of the world."""

    messengers: Messengers
    catalog: DatasetCatalog
    runner: QueryRunner
    pins: PinBoard
    digests: DigestBook
    clock: Clock

    def show(self, workspace: str, user: str, channel: str = "") -> None:
        """Publish this user's Home tab; channel is their direct message with the bot, where it is known.

        Guests and strangers are shown that it is not for them. Raises TransientError when Slack or the catalogue
        cannot be reached.
        """
        messenger = self.messengers.of(workspace)
        if messenger.is_guest_or_stranger(user):
            messenger.publish_home(user, [sentence(NOT_FOR_GUESTS)])
            return
        direct = channel if channel.startswith(DIRECT) else messenger.open_direct(user)
        seen = view_for(viewer_in(workspace, user, direct), MembersOnly(self.catalog, messenger))
        channels = {direct, *messenger.channels_of(user)}
        known = self.digests.in_workspace(workspace)
        digests = (each for each in known if each.channel in channels and each.shown_to(user))
        pins = tuple(each for each in self.pins.of(workspace, user) if each.channel in channels)
        home = Home(
            user=user,
            now=self.clock.now(),
            datasets=seen.datasets,
            pins=self._cards(pins, messenger),
            digests=tuple(digests),
            questions=suggest(seen.model, 3),
        )
        messenger.publish_home(user, home_blocks(home))

    def _cards(self, pins: tuple[Pin, ...], messenger: Messenger) -> tuple[PinCard, ...]:
        """Answer the pins that are shown while patience lasts; the rest is only counted."""
        until = self.clock.now() + PATIENCE
        views: dict[str, View] = {}
        shown = [self._card(pin, until, views, messenger) for pin in pins[:PINS]]
        return (*shown, *map(PinCard, pins[PINS:]))

    def _card(self, pin: Pin, until: datetime, views: dict[str, View], messenger: Messenger) -> PinCard:
        """Answer a pin as in the channel where it was pinned; one that cannot be now shows what it said then."""
        if self.clock.now() > until:
            return PinCard(pin)
        viewer = viewer_in(pin.workspace, pin.user, pin.channel)
        try:
            if pin.channel not in views:
                views[pin.channel] = view_for(viewer, MembersOnly(self.catalog, messenger))
            view = views[pin.channel]
            query = as_of(pin.query, self.clock.now(), view.model.calendar)
            answer = answer_query(query, view, self.runner, viewer)
        except AvexraError:
            return PinCard(pin)
        return PinCard(pin, answer, self.clock.now()) if answer.table is not None else PinCard(pin)
