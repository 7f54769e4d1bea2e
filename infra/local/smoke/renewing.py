"""Checks of what becomes of a second file, and of versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.workspace import PRIYA
from infra.local.smoke.scene import ANSWER_SECONDS, GENERAL, Scene, blocks, button, expect, markup

if TYPE_CHECKING:
    from infra.local.smoke.scene import Json

_JUNE_1 = b"city,day,mm\nPune,2024-06-01,12\nGoa,2024-06-01,31\n"
_JUNE_2 = b"city,day,mm\nPune,2024-06-02,4\nKochi,2024-06-02,55\nAgra,2024-06-02,1\n"
_COUNT = "SELECT count(*) FROM {rain}.rain"
_FIRST, _BOTH = 2, 5
"""Rows of the first file, and of both."""


def a_file_of_known_columns_is_asked_about(scene: Scene) -> None:
    """A second file of a name is asked about before anything is written; what the person chose is done."""
    scene.upload(GENERAL, "rain.csv", _JUNE_1)
    asked = scene.upload(GENERAL, "rain.csv", _JUNE_2)
    expect("looks like it belongs to rain" in asked["text"], f"“{asked['text']}”")
    expect(scene.one(_COUNT) == _FIRST, "rows were written before anybody chose")
    scene.stack.control.click(PRIYA.id, GENERAL, asked["ts"], "avexra_choose_add")
    report = _said(scene, "is added to rain")
    expect(scene.one(_COUNT) == _BOTH, "the rows are not those of both files")
    told = [text for each in blocks(report, "context") for text in markup(each)]
    expect(any("3 rows added to version 1" in each for each in told), f"{told}")


def a_data_set_goes_back_to_an_older_version(scene: Scene) -> None:
    """Versions are listed and compared in private; going back is told to the channel."""
    control, report = scene.stack.control, _said(scene, "is added to rain")
    control.click(PRIYA.id, GENERAL, report["ts"], button(report, "avexra_versions")["action_id"])
    versions = _told(scene, "rain has 2 versions")
    control.click(PRIYA.id, GENERAL, versions["ts"], "avexra_version_compare")
    _told(scene, "from version 1 to version 2: 3 rows added")
    control.click(PRIYA.id, GENERAL, versions["ts"], "avexra_version_restore")
    _said(scene, "went back to version 1 of rain: 2 rows, now version 3")
    expect(scene.one(_COUNT) == _FIRST, "the rows are not those of version 1")


def _said(scene: Scene, words: str) -> Json:
    """Wait until the bot says this to all in a thread of the channel."""
    control = scene.stack.control

    def look() -> Json | None:
        threads = (each["ts"] for each in control.channel(GENERAL) if each.get("files"))
        replies = (reply for ts in threads for reply in scene.bot_replies(GENERAL, ts))
        return next((each for each in replies if words in each["text"]), None)

    return dict(control.wait_for(look, ANSWER_SECONDS, f"“{words}”"))


def _told(scene: Scene, words: str) -> Json:
    """Wait until the bot says this to the person alone."""
    control = scene.stack.control

    def look() -> Json | None:
        return next((each for each in control.ephemerals(GENERAL, PRIYA.id) if words in each["text"]), None)

    return dict(control.wait_for(look, ANSWER_SECONDS, f"“{words}” in private"))
