"""A check of the store: its pages, and a sync that somebody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.workspace import PRIYA
from infra.local.smoke.scene import ANSWER_SECONDS, FLIGHTS, Scene, expect, same_numbers, table

if TYPE_CHECKING:
    from infra.local.smoke.scene import Json

_PAGE = 5
_SLOWEST = "SELECT dep_delay FROM {{flights}}.flights ORDER BY dep_delay DESC NULLS LAST LIMIT {} OFFSET {}"


def the_store_is_shown_paged_and_synced(scene: Scene) -> None:
    """The store says where data stands, shows its rows in pages, and tells the channel how a sync went."""
    control = scene.stack.control
    control.slash(PRIYA.id, FLIGHTS, "/avexra", "store")
    status = _told(scene, ": ready")
    rows = scene.one("SELECT count(*) FROM {flights}.flights")
    expect(["flights", rows] in [row[1:3] for row in table(status)], f"{rows} is not in {table(status)}")
    control.slash(PRIYA.id, FLIGHTS, "/avexra", f"store rows flights columns dep_delay sort -dep_delay size {_PAGE}")
    page = _told(scene, f"1 to {_PAGE} of {rows:,} rows of flights")
    _shows(scene, page, 0)
    control.click(PRIYA.id, FLIGHTS, page["ts"], "avexra_store_turn_2")
    turned = _told(scene, f"{_PAGE + 1} to {2 * _PAGE} of {rows:,} rows of flights")
    expect(turned["ts"] == page["ts"], "the next page did not take the place of the first")
    _shows(scene, turned, _PAGE)
    control.slash(PRIYA.id, FLIGHTS, "/avexra", "store sync flights")

    def look() -> Json | None:
        return next((each for each in control.channel(FLIGHTS) if "is up to date" in each["text"]), None)

    control.wait_for(look, ANSWER_SECONDS, "what the sync came to")


def _shows(scene: Scene, page: Json, first: int) -> None:
    truth = [row[0] for row in scene.sql(_SLOWEST.format(_PAGE, first))]
    expect(same_numbers((row[0] for row in table(page)), truth), f"{table(page)} are not {truth}")


def _told(scene: Scene, words: str) -> Json:
    """Wait until the bot says this to the person alone."""
    control = scene.stack.control

    def look() -> Json | None:
        return next((each for each in control.ephemerals(FLIGHTS, PRIYA.id) if words in each["text"]), None)

    return dict(control.wait_for(look, ANSWER_SECONDS, f"“{words}” in private"))
