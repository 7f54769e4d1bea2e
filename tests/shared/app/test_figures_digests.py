"""Figure 7: digests on a simulated clock over both changes to and from summer time: each exactly once.

AVEXRA_DIGEST_DAYS sets how many days are played: 366 for the whole year, else the days around each change. The
schedule fires every quarter of an hour; one run in twenty finds Slack away, one in fifty is told so after it posted.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.app.send_digest import DigestSender
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import TransientError
from shared.core.semantic.model import SemanticModel
from tests.fakes import shop
from tests.fakes.clock import FixedClock
from tests.fakes.faults import Faults
from tests.fakes.office import CHANNEL, WORKSPACE, Office, shop_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = int(os.environ.get("AVEXRA_DIGEST_DAYS", "0"))
START = datetime(2024, 1, 1, tzinfo=UTC)
CHANGES = tuple(
    datetime(2024, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1))
)
"""The Fridays before New York, London and Sydney change to summer time and back."""
AROUND = timedelta(days=4)
EVERY = timedelta(minutes=15)
ZONES = (("America/New_York", 2), ("Europe/London", 1), ("Australia/Sydney", 2), ("Asia/Kolkata", 9))
"""The hours are those that a change skips, or gives twice."""
AWAY, CUT = 0.05, 0.02
LINES = shop.MODEL.entities[0]
ONE_NUMBER = SemanticModel(
    (replace(LINES, fields=tuple(each for each in LINES.fields if each.name in {"sold_on", "value"})),), ()
)
"""What there is to tell is not the point here: one measure, and nothing to split it by."""


def _stretches() -> Iterator[tuple[datetime, datetime]]:
    if DAYS:
        yield START, START + timedelta(days=DAYS)
        return
    for change in CHANGES:
        yield change, change + AROUND


def _digests(*, hourly: bool) -> list[Digest]:
    daily = [Digest(f"daily {zone}", WORKSPACE, CHANNEL, zone, Cadence.DAILY, hour, zone) for zone, hour in ZONES]
    weekly = [Digest(f"weekly {zone}", WORKSPACE, CHANNEL, zone, Cadence.WEEKLY, hour, zone) for zone, hour in ZONES]
    every_hour = Digest("hourly", WORKSPACE, CHANNEL, "UTC", Cadence.HOURLY, 0, "UTC")
    return [*daily, *weekly, *([every_hour] if hourly else [])]


def _expected(digest: Digest, first: datetime, last: datetime) -> set[str]:
    """Return the local days (or hours in UTC) on which a digest is due between two instants, minute by minute."""
    zone = ZoneInfo(digest.timezone)
    found: set[str] = set()
    at = first
    while at <= last:
        local = at.astimezone(zone)
        if digest.cadence is Cadence.HOURLY:
            found.add(f"{at:%Y-%m-%d %H}")
        elif (digest.cadence is Cadence.DAILY or local.weekday() == 0) and local.hour >= digest.hour:
            found.add(f"{local:%Y-%m-%d}")
        at += EVERY
    return found


def _served(digest: Digest, due: datetime) -> str:
    if digest.cadence is Cadence.HOURLY:
        return f"{due:%Y-%m-%d %H}"
    return f"{due.astimezone(ZoneInfo(digest.timezone)):%Y-%m-%d}"


def _play(first: datetime, last: datetime, dice: random.Random) -> tuple[int, int, int, int]:
    """Play one stretch of time; returns (due times, lost, duplicated, failed runs)."""
    office = Office(dataset=shop_dataset(model=ONE_NUMBER), clock=FixedClock(first))
    digests = {each.id: each for each in _digests(hourly=first in {START, CHANGES[0]})}
    for each in digests.values():
        office.digests.save(each)
    faults = Faults()
    sender = DigestSender(office.digests, faults.on(office.messengers), office.catalog, office.runner, office.clock)
    failed = 0
    while office.clock.now() <= last:
        for digest, due in sender.due():
            _break(faults, dice)
            try:
                sender.send_once(digest, due)
            except TransientError:
                failed += 1
            faults.planned.clear()
        office.clock.advance(minutes=15)
    posted: Counter[tuple[str, str]] = Counter()
    for message in office.said():
        digest_id = next(each for each in digests if str(message.event_id).startswith(f"digest-{each}-"))
        due_text = str(message.event_id).removeprefix(f"digest-{digest_id}-")
        posted[digest_id, _served(digests[digest_id], datetime.fromisoformat(due_text))] += 1
    wanted = {(each.id, when) for each in digests.values() for when in _expected(each, first, last)}
    grace = {key for key in wanted if posted[key] == 0 and key in _too_late(digests, first)}
    lost = len([key for key in wanted - grace if posted[key] == 0])
    return len(wanted), lost, sum(count > 1 for count in posted.values()), failed


def _too_late(digests: dict[str, Digest], first: datetime) -> set[tuple[str, str]]:
    """Return what was due before the stretch began, further back than a digest may be late."""
    return {(each.id, _served(each, first)) for each in digests.values() if each.cadence is not Cadence.HOURLY}


def _break(faults: Faults, dice: random.Random) -> None:
    chance = dice.random()
    if chance < AWAY:
        faults.plan("before", "post", TransientError("away"))
    elif chance < AWAY + CUT:
        faults.plan("after", "post", TransientError("the line was cut"))


def test_every_digest_comes_exactly_once() -> None:
    """In every zone and cadence, also at the hour that is skipped and the hour that comes twice."""
    dice = random.Random(7)
    figures = [_play(first, last, dice) for first, last in _stretches()]
    due, lost, duplicated, failed = (sum(column) for column in zip(*figures, strict=True))
    print(  # noqa: T201 - the figure
        f"figure 7: N={due} failed runs={failed} lost={lost} duplicated={duplicated}"
    )
    assert (lost, duplicated) == (0, 0)
    assert failed > 0
