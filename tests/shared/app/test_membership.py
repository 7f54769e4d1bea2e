"""In a direct message a person sees the data of the channels they are in now."""

from __future__ import annotations

import pytest

from shared.app.accept_event import viewer_in
from shared.app.membership import MembersOnly, is_in
from shared.core.errors import TransientError
from tests.fakes.office import CHANNEL, COLLEAGUE, DIRECT, OTHER_CHANNEL, PERSON, WORKSPACE, Office, shop_dataset


def seen(office: Office, user: str, channel: str) -> list[str]:
    """Return the ids of what a viewer may ask about."""
    found = MembersOnly(office.catalog, office.bot).visible(viewer_in(WORKSPACE, user, channel))
    return [each.id for each in found]


def test_who_left_a_channel_no_longer_sees_its_data(office: Office) -> None:
    """Whatever was recorded when they spoke there."""
    office.catalog.remember_member(WORKSPACE, CHANNEL, PERSON)
    assert seen(office, PERSON, DIRECT) == ["d_shop"]
    office.bot.members.discard((CHANNEL, PERSON))
    assert seen(office, PERSON, DIRECT) == []


def test_what_nobody_recorded_is_not_seen(office: Office) -> None:
    """Default deny: being in a channel is needed, not enough."""
    assert seen(office, COLLEAGUE, DIRECT) == []


def test_ones_own_direct_messages_hold_ones_own_data(office: Office) -> None:
    """A file shared with the bot in private needs no channel, and no call to Slack."""
    own = Office(dataset=shop_dataset(channel=DIRECT))
    own.bot.failing = True
    assert seen(own, PERSON, DIRECT) == ["d_shop"]
    assert seen(own, COLLEAGUE, "D2") == []


def test_a_channel_shows_its_own_data_and_no_other(office: Office) -> None:
    """Without asking Slack: who asks there is there."""
    office.bot.failing = True
    assert seen(office, PERSON, CHANNEL) == ["d_shop"]
    assert seen(office, PERSON, OTHER_CHANNEL) == []


def test_when_slack_cannot_be_asked_nothing_is_shown(office: Office) -> None:
    """Doubt is not a permission."""
    office.catalog.remember_member(WORKSPACE, CHANNEL, PERSON)
    office.bot.failing = True
    with pytest.raises(TransientError):
        seen(office, PERSON, DIRECT)


def test_everybody_is_in_their_own_direct_messages(office: Office) -> None:
    """And in the channels Slack says."""
    assert is_in(office.bot, PERSON, DIRECT)
    assert is_in(office.bot, PERSON, CHANNEL)
    assert not is_in(office.bot, PERSON, OTHER_CHANNEL)
