"""A digest is set by people of its channel, for channels the bot is in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.app import set_digest
from shared.app.messages import ActionKind, ActionMessage
from shared.app.set_digest import DigestSetter
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import UserError
from tests.fakes.office import CHANNEL, COLLEAGUE, OTHER_CHANNEL, PERSON, WORKSPACE, Office


@pytest.fixture
def setter(office: Office) -> DigestSetter:
    """Over the office's fakes."""
    return DigestSetter(office.messengers, office.digests, office.sender())


def setting(office: Office, user: str = PERSON, event_id: str = "Ev9", **changes: Any) -> ActionMessage:  # noqa: ANN401
    """Make a submitted form."""
    values = {
        "id": "", "title": "Sales", "channel": CHANNEL, "cadence": "weekly", "hour": 7, "timezone": "Asia/Kolkata",
    }  # fmt: skip
    value = json.dumps({**values, **changes})
    return office.action(ActionKind.SAVE_DIGEST, value, user=user, channel="", event_id=event_id, url="")


def kept(office: Office) -> list[Digest]:
    """Return the digests of the workspace."""
    return list(office.digests.in_workspace(WORKSPACE))


def test_a_channel_gets_its_digest_and_reads_of_it(office: Office, setter: DigestSetter) -> None:
    """Its person is told in the channel."""
    setter.save(setting(office))
    (digest,) = kept(office)
    assert (digest.channel, digest.cadence, digest.hour, digest.timezone) == (
        CHANNEL,
        Cadence.WEEKLY,
        7,
        "Asia/Kolkata",
    )
    assert office.told() == ["Sales will be posted here: Every Monday at 07:00 (Asia/Kolkata)."]


def test_a_channel_has_one_digest(office: Office, setter: DigestSetter) -> None:
    """A new one replaces its settings; a redelivery of the form changes nothing."""
    for event_id, title in (("Ev1", "First"), ("Ev1", "First"), ("Ev2", "Second")):
        setter.save(setting(office, event_id=event_id, title=title))
    assert [each.title for each in kept(office)] == ["Second"]


def test_a_digest_can_move_and_leaves_its_place_free(office: Office, setter: DigestSetter) -> None:
    """The next digest of the old channel is another one."""
    office.bot.members.add((OTHER_CHANNEL, PERSON))
    setter.save(setting(office, event_id="Ev1", title="Moving"))
    (digest,) = kept(office)
    setter.save(setting(office, event_id="Ev2", id=digest.id, title="Moving", channel=OTHER_CHANNEL))
    setter.save(setting(office, event_id="Ev3", title="New"))
    assert [(each.title, each.channel) for each in kept(office)] == [("Moving", OTHER_CHANNEL), ("New", CHANNEL)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channel": OTHER_CHANNEL}, set_digest.NOT_YOURS),
        ({"timezone": "Mars/Olympus"}, set_digest.NO_SUCH_ZONE),
        ({"timezone": "../../etc/passwd"}, set_digest.NO_SUCH_ZONE),
        ({"timezone": ""}, set_digest.NO_SUCH_ZONE),
        ({"id": "T2-C1"}, set_digest.GONE),
    ],
)
def test_what_cannot_be_set_is_said_and_not_kept(
    office: Office, setter: DigestSetter, changes: dict[str, str], sentence: str
) -> None:
    """Another's channel, a zone nobody knows (which would stop every digest), another workspace's digest."""
    with pytest.raises(UserError, match=sentence[:20]):
        setter.save(setting(office, **changes))
    assert kept(office) == []


def test_a_channel_without_the_bot_is_not_subscribed(office: Office, setter: DigestSetter) -> None:
    """It would fail at every due time."""
    office.bot.closed.add(CHANNEL)
    with pytest.raises(UserError, match="Invite me"):
        setter.save(setting(office))
    assert kept(office) == []


def test_a_title_is_data_and_fits_a_header(office: Office, setter: DigestSetter) -> None:
    """It becomes no mention in what is told."""
    setter.save(setting(office, title="<!channel> " + "x" * 2_000))
    assert len(kept(office)[0].title) <= 150
    assert "<!channel>" not in office.told()[0]


def test_a_digest_is_ended_by_people_of_its_channel(office: Office, setter: DigestSetter) -> None:
    """A stale Home tab gives nobody a hold on channels they left."""
    setter.save(setting(office))
    (digest,) = kept(office)
    office.bot.members.discard((CHANNEL, COLLEAGUE))
    for user, value, sentence in (
        (COLLEAGUE, digest.id, set_digest.NOT_YOURS),
        (PERSON, "T1-unknown", set_digest.GONE),
    ):
        with pytest.raises(UserError, match=sentence[:20]):
            setter.remove(office.action(ActionKind.REMOVE_DIGEST, value, user=user))
    setter.remove(office.action(ActionKind.REMOVE_DIGEST, digest.id))
    assert kept(office) == []


def test_changing_needs_the_old_channel_as_much_as_the_new(office: Office, setter: DigestSetter) -> None:
    """Nobody takes a digest away from a channel they are not in."""
    setter.save(setting(office))
    (digest,) = kept(office)
    office.bot.members = {(OTHER_CHANNEL, COLLEAGUE)}
    with pytest.raises(UserError):
        setter.save(setting(office, user=COLLEAGUE, id=digest.id, channel=OTHER_CHANNEL))
    assert kept(office) == [digest]


def test_a_digest_now_needs_no_subscription(office: Office, setter: DigestSetter) -> None:
    """It is posted under the channel's own title where there is one, and once."""
    message = office.action(ActionKind.SEND_DIGEST)
    setter.send_now(message)
    setter.send_now(message, look=True)
    assert len(office.said()) == 1
    setter.save(setting(office, title="Our numbers"))
    setter.send_now(office.action(ActionKind.SEND_DIGEST, event_id="Ev10"))
    assert office.said()[-1].text.startswith("Our numbers")


def test_a_digest_now_that_has_no_news_or_no_place_is_said(office: Office, setter: DigestSetter) -> None:
    """In words."""
    with pytest.raises(UserError, match="nothing to tell"):
        setter.send_now(office.action(ActionKind.SEND_DIGEST, channel=OTHER_CHANNEL))
    office.bot.closed.add(CHANNEL)
    with pytest.raises(UserError, match="Invite me"):
        setter.send_now(office.action(ActionKind.SEND_DIGEST))
