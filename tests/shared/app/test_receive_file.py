"""A shared table goes to the raw bucket with a word in its thread; everything else is left alone or said."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.app import fail_file, receive_file
from shared.app.messages import FileMessage
from shared.app.receive_file import FileReceiver, safe_name, shared_ts
from shared.core.errors import InternalError, TransientError
from tests.fakes.faults import Faults, Killed
from tests.fakes.messenger import FakeMessenger, FakeMessengers
from tests.fakes.raw_files import InMemoryRawFiles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LIMIT = 1_000


class Room:
    """A workspace in which somebody shares a file."""

    def __init__(self) -> None:
        self.messengers = FakeMessengers("T1")
        self.raw_files = InMemoryRawFiles()
        self.faults = Faults()
        self.receiver = FileReceiver(self.faults.on(self.messengers), self.faults.on(self.raw_files), LIMIT)

    @property
    def bot(self) -> FakeMessenger:
        return self.messengers.of("T1")

    def shared(self, name: str, content: bytes = b"a,b\n1,2\n", **facts: Any) -> FileMessage:  # noqa: ANN401
        file_id = self.bot.share(name, content)
        places = {"shares": {"public": {"C1": [{"ts": "1.0"}]}}}
        self.bot.files[file_id] = {**self.bot.files[file_id], **places, **facts}
        return FileMessage("Ev1", "T1", "C1", "U1", file_id)


@pytest.fixture
def room() -> Room:
    """An empty one."""
    return Room()


def test_a_table_is_kept_as_it_came_with_its_story(room: Room) -> None:
    """Under a key of its own; who shared it, its true name and the place of its story go along."""
    message = room.shared("Übersicht Q1.csv")
    assert room.receiver.receive(message)
    ((key, (content, metadata)),) = room.raw_files.files.items()
    assert key == f"raw/T1/C1/{message.file_id}/_bersicht_Q1.csv"
    assert content == b"a,b\n1,2\n"
    (said,) = room.bot.messages
    assert metadata == {"user": "U1", "name": "Übersicht Q1.csv", "thread_ts": "1.0", "ts": said.ts}
    assert (said.thread_ts, said.event_id) == ("1.0", "Ev1")


@pytest.mark.parametrize("name", ["a.json", "b.JSONL", "c.ndjson", "d.parquet", "e.csv.gz", "f.xlsb", "g.ods"])
def test_every_kind_of_table_is_taken(room: Room, name: str) -> None:
    """By its ending, capitals or not."""
    assert room.receiver.receive(room.shared(name))


def test_a_file_said_to_be_too_large_is_not_even_begun(room: Room) -> None:
    """Slack says how large a file is; the sentence says how large one may be."""
    room.faults.plan("before", "download_into", AssertionError("begun"))
    assert not room.receiver.receive(room.shared("sales.csv", b"x", size=LIMIT + 1))
    (said,) = room.bot.messages
    assert "larger than 1000 bytes, the limit; please share it in parts" in said.text


def test_a_file_is_never_whole_in_memory(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes over the disk, in a folder that is gone afterwards."""
    seen: list[Path] = []
    put_file = room.raw_files.put_file

    def watched(key: str, path: Path, metadata: Mapping[str, str]) -> None:
        seen.append(path)
        put_file(key, path, metadata)

    monkeypatch.setattr(room.raw_files, "put_file", watched)
    room.faults.plan("before", "download", AssertionError("whole"))
    assert room.receiver.receive(room.shared("sales.csv"))
    assert not seen[0].parent.exists()


@pytest.mark.parametrize("name", ["photo.png", "notes.rtf", "archive.tar", "csv", "", "evil.csv.exe"])
def test_what_is_no_table_is_none_of_our_business(room: Room, name: str) -> None:
    """Not a word is said about it."""
    assert not room.receiver.receive(room.shared(name))
    assert room.bot.messages == []
    assert room.raw_files.files == {}


def test_a_written_model_is_kept_as_it_came(room: Room) -> None:
    """YAML with sections of ours, with rules, and with nothing in it, which takes a model away."""
    contents = {"model.yaml": b"metrics:\n  x: {}\n", "Empty.YML": b"{}", "rules.yaml": b"rules:\n- name: x\n"}
    for name, content in contents.items():
        assert room.receiver.receive(room.shared(name, content))
    assert [content for content, _ in room.raw_files.files.values()] == list(contents.values())


def test_yaml_of_other_programs_is_none_of_our_business(room: Room) -> None:
    """Not a word is said about it, not even to a guest, nor when it is too large or lies elsewhere."""
    assert not room.receiver.receive(room.shared("compose.yaml", b"services:\n  web: {}\n"))
    assert not room.receiver.receive(room.shared("large.yaml", b"metrics: x\n" * LIMIT))
    assert not room.receiver.receive(room.shared("linked.yaml", b"", url_private_download=None))
    room.bot.outsiders.add("U1")
    assert not room.receiver.receive(room.shared("compose.yaml", b"services:\n  web: {}\n"))
    assert room.bot.messages == []
    assert room.raw_files.files == {}


def test_a_guest_is_told_in_private(room: Room) -> None:
    """Guests and strangers of shared channels bring no data in."""
    room.bot.outsiders.add("U1")
    assert not room.receiver.receive(room.shared("sales.csv"))
    assert [(each.text, each.to) for each in room.bot.messages] == [(receive_file.NOT_FOR_GUESTS, "U1")]
    assert room.raw_files.files == {}


def test_a_guest_in_direct_messages_is_told_there(room: Room) -> None:
    """Where nobody else reads along."""
    room.bot.outsiders.add("U1")
    message = room.shared("sales.csv")
    assert not room.receiver.receive(FileMessage("Ev1", "T1", "D1", "U1", message.file_id))
    assert [(each.channel, each.text) for each in room.bot.messages] == [("D1", receive_file.NOT_FOR_GUESTS)]


@pytest.mark.parametrize(
    ("content", "facts", "reason"),
    [(b"x" * (LIMIT + 1), {}, "larger"), (b"x", {"url_private_download": None}, receive_file.NOT_IN_SLACK)],
)
def test_what_may_not_be_taken_is_refused_with_a_reason(
    room: Room, content: bytes, facts: dict[str, Any], reason: str
) -> None:
    """In place of the progress; nothing is stored."""
    assert not room.receiver.receive(room.shared("sales.csv", content, **facts))
    (said,) = room.bot.messages
    assert reason in said.text
    assert room.raw_files.files == {}


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("method", ["of", "file_info", "is_guest_or_stranger", "post", "download_into", "put_file"])
@pytest.mark.parametrize("error", [Killed(), TransientError("away"), InternalError("broken")])
def test_whatever_dies_a_redelivery_leaves_one_word_and_one_file(
    room: Room, moment: str, method: str, error: BaseException
) -> None:
    """The same message, the same key."""
    room.faults.plan(moment, method, error)
    message = room.shared("sales.csv")
    with pytest.raises((Killed, TransientError, InternalError)):
        room.receiver.receive(message)
    assert room.receiver.receive(message, redelivered=True)
    assert len(room.bot.messages) == 1
    assert len(room.raw_files.files) == 1


def test_giving_up_is_said_where_the_progress_stood(room: Room) -> None:
    """In words that say what to do; where nothing was begun nothing is said."""
    message = room.shared("sales.csv")
    room.receiver.give_up(message, TransientError("away"))
    assert room.bot.messages == []
    room.faults.plan("before", "download_into", Killed())
    with pytest.raises(Killed):
        room.receiver.receive(message)
    room.receiver.give_up(message, TransientError("secret detail"))
    (said,) = room.bot.messages
    assert said.text == f"I could not take sales.csv: {fail_file.UNREACHABLE}"


def test_the_place_of_a_file_is_the_thread_it_was_shared_in() -> None:
    """In a private channel too; a file Slack does not place yet has none."""
    assert shared_ts({"shares": {"private": {"G1": [{"ts": "2.0", "thread_ts": "1.0"}]}}}, "G1") == "1.0"
    assert shared_ts({"shares": {"public": {"C2": [{"ts": "2.0"}]}}}, "C1") == ""
    assert shared_ts({}, "C1") == ""


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "_.._etc_passwd"), ("...", "file"), ("a b\n.csv", "a_b_.csv"), ("é" * 300, "_" * 100)],
)
def test_a_file_name_cannot_leave_its_key(name: str, safe: str) -> None:
    """No slash, no dot at its start, no more than a hundred characters."""
    assert safe_name(name) == safe
