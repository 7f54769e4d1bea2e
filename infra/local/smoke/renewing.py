"""Checks of what becomes of a second file, and of versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.workspace import PRIYA
from infra.local.smoke.scene import ANSWER_SECONDS, GENERAL, Scene, blocks, button, expect, markup

if TYPE_CHECKING:
    from infra.local.smoke.scene import Json

_FILES = {
    "rain": (
        b"city,day,mm\nPune,2024-06-01,12\nGoa,2024-06-01,31\n",
        b"city,day,mm\nPune,2024-06-02,4\nKochi,2024-06-02,55\nAgra,2024-06-02,1\n",
    ),
    "ferries": (
        b"harbour,vessel,passengers\nGoa,Asha,120\nKochi,Bela,80\n",
        b"harbour,vessel,passengers\nGoa,Chand,44\nKochi,Asha,61\nMangalore,Bela,90\n",
    ),
}
"""Two files a name, of columns that no other has."""
_COUNT = "SELECT count(*) FROM {%s}.%s"
_FIRST, _BOTH = 2, 5
"""Rows of the first file, and of both."""


def a_file_of_known_columns_is_asked_about(scene: Scene) -> None:
    """A second file of a name is asked about before anything is written; what the person chose is done."""
    report = _added(scene, "rain")
    expect(scene.one(_COUNT % ("rain", "rain")) == _BOTH, "the rows are not those of both files")
    told = [text for each in blocks(report, "context") for text in markup(each)]
    expect(any("3 rows added to version 1" in each for each in told), f"{told}")


def a_data_set_goes_back_to_an_older_version(scene: Scene) -> None:
    """Versions are listed and compared in private; going back is told to the channel."""
    control, report = scene.stack.control, _added(scene, "ferries")
    control.click(PRIYA.id, GENERAL, report["ts"], button(report, "avexra_versions")["action_id"])
    versions = _told(scene, "ferries has 2 versions")
    control.click(PRIYA.id, GENERAL, versions["ts"], "avexra_version_compare")
    _told(scene, "from version 1 to version 2: 3 rows added")
    control.click(PRIYA.id, GENERAL, versions["ts"], "avexra_version_restore")
    _said(scene, "went back to version 1 of ferries: 2 rows, now version 3")
    expect(scene.one(_COUNT % ("ferries", "ferries")) == _FIRST, "the rows are not those of version 1")


def _added(scene: Scene, name: str) -> Json:
    """Share two files of a name and add the second one's rows to the first one's; the report of that."""
    first, second = _FILES[name]
    scene.upload(GENERAL, f"{name}.csv", first)
    asked = scene.upload(GENERAL, f"{name}.csv", second)
    expect(f"looks like it belongs to {name}" in asked["text"], f"“{asked['text']}”")
    expect(scene.one(_COUNT % (name, name)) == _FIRST, "rows were written before anybody chose")
    scene.stack.control.click(PRIYA.id, GENERAL, asked["ts"], "avexra_choose_add")
    return _said(scene, f"is added to {name}")


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
