"""Which version is current, what is written again, and what is let go."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.versions.versions import (
    VERSIONS_KEPT,
    Change,
    Origin,
    Version,
    beyond_kept,
    change_to,
    current_of,
    sequence,
    standing,
)
from tests.fakes.clock import NOON

SEQUENCERS = st.text("0123456789abcdefABCDEF", min_size=1, max_size=20)


def origin(content: str, share: str = "C1/F1", sequencer: str = "") -> Origin:
    """Where content came from that is known by a word."""
    return Origin(share, sequencer, "f.csv", "U1", content)


def history(*versions: tuple[Change, Origin, int | None]) -> tuple[Version, ...]:
    """These versions, the oldest first as given, the newest first as returned; the last one is current."""
    lines = [Version(i, change, of, NOON, (), number) for i, (change, of, number) in enumerate(versions, 1)]
    return tuple(reversed([*lines[:-1], replace(lines[-1], is_current=True)]))


@given(SEQUENCERS, SEQUENCERS)
def test_sequencers_are_compared_as_s3_says(one: str, other: str) -> None:
    """As hexadecimal numbers after padding the shorter with zeros on the right."""
    width = max(len(one), len(other))
    mine, theirs = int(one.ljust(width, "0"), 16), int(other.ljust(width, "0"), 16)
    assert (sequence(one) < sequence(other)) == (mine < theirs)
    assert (sequence(one) == sequence(other)) == (mine == theirs)


def test_a_data_set_without_versions_takes_anything() -> None:
    """And what it takes is the first."""
    assert standing((), Change.APPENDED, origin("a")) is None
    assert current_of(()) is None
    assert [change_to(None, each) for each in Change] == [Change.FIRST] * len(Change)


def test_the_second_to_be_first_writes_nothing() -> None:
    """Two files of a name that are shared at once both mean to be the first: people are asked about the other."""
    known = history((Change.FIRST, origin("a", "C1/F1", "01"), None))
    assert standing(known, Change.FIRST, origin("b", "C1/F2", "02")) is known[0]
    assert standing(known, Change.RENEWED, origin("b", "C1/F2", "02")) is None
    assert standing(known, Change.FIRST, origin("b", "C1/F1", "02")) is None


def test_first_elsewhere_loses_nothing() -> None:
    """Where the same sharing was the first."""
    (current,) = history((Change.FIRST, origin("a"), None))
    assert change_to(current, Change.FIRST) is Change.RENEWED
    assert change_to(current, Change.REPLACED) is Change.REPLACED


def test_what_was_written_once_is_known() -> None:
    """By sharing, sequencer and change; whether it came out as the first is no difference."""
    known = history(
        (Change.FIRST, origin("a", sequencer="01"), None), (Change.RENEWED, origin("b", sequencer="02"), None)
    )
    assert standing(known, Change.RENEWED, origin("other", sequencer="0200")) is known[0]
    assert standing(known, Change.FIRST, origin("other", sequencer="02")) is known[0]
    assert standing(known, Change.APPENDED, origin("other", sequencer="02")) is None
    assert standing(known, Change.RENEWED, origin("other", "C2/F1", "02")) is None


def test_without_a_sequencer_content_alone_decides() -> None:
    """A file that did not come through the bucket may be written again under its name."""
    known = history((Change.FIRST, origin("a"), None), (Change.RENEWED, origin("b"), None))
    assert standing(known, Change.RENEWED, origin("a")) is None
    assert standing(known, Change.RENEWED, origin("b")) is known[0]
    assert standing(known, Change.RENEWED, origin("")) is None


def test_a_version_that_is_overtaken_is_not_written() -> None:
    """Whatever the change, and also when the newer one is not current any more."""
    known = history(
        (Change.FIRST, origin("a", sequencer="05"), None), (Change.RENEWED, origin("z", "C2/F2", "01"), None)
    )
    for change in (Change.FIRST, Change.APPENDED, Change.REPLACED, Change.RENEWED):
        assert standing(known, change, origin("new", sequencer="04ff")) is known[0]
        if change is not Change.FIRST:
            assert standing(known, change, origin("new", sequencer="0501")) is None


def test_content_that_others_were_added_to_is_not_a_files_own() -> None:
    """So that the file may take its place, but is not added again; a restoration is what it restores."""
    known = history(
        (Change.FIRST, origin("a"), None),
        (Change.APPENDED, origin("b"), 1),
        (Change.RENEWED, origin("c"), None),
        (Change.RESTORED, origin("b"), 2),
    )
    for content in ("a", "b"):
        assert standing(known, Change.APPENDED, origin(content)) is known[0]
        assert standing(known, Change.RENEWED, origin(content)) is None
    assert standing(known, Change.APPENDED, origin("c")) is None


def test_the_oldest_are_let_go() -> None:
    """Beyond VERSIONS_KEPT of those that are kept; what was replaced goes at once."""
    known = history(*((Change.RENEWED, origin(str(i)), None) for i in range(VERSIONS_KEPT + 2)))
    assert [each.number for each in beyond_kept(known)] == [2, 1]
    assert [each.number for each in beyond_kept(known, without=VERSIONS_KEPT + 1)] == [VERSIONS_KEPT + 1, 1]
    gone = tuple(replace(each, is_kept=each.number > 3) for each in known)
    assert beyond_kept(gone) == ()
