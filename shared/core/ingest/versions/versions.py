"""The versions of a data set's content: what each is, where it came from, how two differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

VERSIONS_KEPT = 10
"""Versions whose content is kept, the current one among them; of older ones only the line in the history stays."""


class Change(StrEnum):
    """How a version came to be.

    FIRST: the data set is new. APPENDED: the rows of a file were added to those there. REPLACED: a file's rows took the
    place of the ones before, which are gone (a correction). RENEWED: the same, and the version before is kept.
    RESTORED: an older version was made current again.
    """

    FIRST = "first"
    APPENDED = "appended"
    REPLACED = "replaced"
    RENEWED = "renewed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where content came from.

    share is what the sharing is known by (share_id), sequencer the bucket's of that object's version, user the Slack
    user who shared it, content_hash the SHA-256 of the file's bytes in hexadecimal. share and sequencer are empty for
    what did not come through the bucket.
    """

    share: str
    sequencer: str
    file_name: str
    user: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a data set's content; number counts from 1.

    tables pairs table names with row counts, by name; of names the version whose content it is for a RESTORED one, or
    that it was added to for an APPENDED one, else None. is_kept: its content can still be compared and restored.
    """

    number: int
    change: Change
    origin: Origin
    written_at: datetime
    tables: tuple[tuple[str, int], ...]
    of: int | None = None
    is_current: bool = False
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class LostKey:
    """A table whose rows were told apart by a key, until rows were added that break it.

    columns are the labels of the key. repeated counts the rows whose key another row had before them, empty those that
    lack a cell of it.
    """

    table: str
    columns: tuple[str, ...]
    repeated: int
    empty: int


@dataclass(frozen=True, slots=True)
class Written:
    """What writing came to: the current version, and whether this call wrote it (False: it was written before).

    lost_keys are of an APPENDED version that is this origin's, whenever it was written.
    """

    version: Version
    is_new: bool
    lost_keys: tuple[LostKey, ...] = ()


@dataclass(frozen=True, slots=True)
class TableComparison:
    """How the rows of a table differ between two versions.

    With a key, rows of the same key are the same row: changed counts those whose other cells differ, and columns says
    in how many rows each column does; is_key_found: nobody declared the key, but it tells the rows of both apart.
    Without one, rows are compared whole, as a bag: changed is 0.
    """

    table: str
    before: int
    after: int
    added: int
    removed: int
    changed: int
    key: tuple[str, ...] = ()
    columns: tuple[tuple[str, int], ...] = ()
    is_key_found: bool = False


def sequence(sequencer: str) -> str:
    """What sequencers are compared by, as texts: zeros at the right and the case of letters do not count.

    S3 compares them as hexadecimal numbers after padding the shorter with zeros on the right; without those zeros, the
    order of the texts is the same.
    """
    return sequencer.lower().rstrip("0")


def current_of(history: Iterable[Version]) -> Version | None:
    """The version that readers see, if any."""
    return next((each for each in history if each.is_current), None)


def standing(history: tuple[Version, ...], change: Change, origin: Origin) -> Version | None:
    """The current version, where nothing is to be written; None where there is.

    That is so when the same origin and change was written before, when its share has written a newer sequencer, when
    the current version has this very content (the file's alone, or for APPENDED, its rows among others), and when the
    content of another share stands where this one meant to be the FIRST.
    """
    current = current_of(history)
    if current is None:
        return None
    is_late = change is Change.FIRST and current.origin.share not in {"", origin.share}
    is_known = is_late or _was_written(history, change, origin) or _is_overtaken(history, origin)
    return current if is_known or _has_this_content(history, current, change, origin) else None


def change_to(current: Version | None, change: Change) -> Change:
    """What a change comes to: the first content of a data set is FIRST, and FIRST elsewhere loses nothing."""
    if current is None:
        return Change.FIRST
    return Change.RENEWED if change is Change.FIRST else change


def beyond_kept(history: tuple[Version, ...], *, without: int | None = None) -> tuple[Version, ...]:
    """The versions whose content is to go: the oldest beyond VERSIONS_KEPT, and the one that was replaced."""
    kept = sorted((each for each in history if each.is_kept and each.number != without), key=lambda each: -each.number)
    replaced = tuple(each for each in history if each.is_kept and each.number == without)
    return (*replaced, *(each for each in kept[VERSIONS_KEPT:] if not each.is_current))


def said_of_left_out(history: Iterable[Version], current: Version, origin: Origin) -> tuple[str, str]:
    """What goes behind the reasons of rows that were left out, once a file is added: of those there, and of the file's.

    A line alone says nothing any more where rows of several files stand together.
    """
    is_said = any(each.change is Change.APPENDED for each in made_of(history, current))
    there = "" if is_said else _in_file(current.origin)
    return there, _in_file(origin)


def _in_file(origin: Origin) -> str:
    return f" (in {origin.file_name})" if origin.file_name else ""


def _was_written(history: Iterable[Version], change: Change, origin: Origin) -> bool:
    """True when this sharing's version was written with this change; FIRST and the others are not told apart.

    Whether a write was the first is known when it is written, not when it is asked for.
    """
    return bool(origin.sequencer) and any(
        each.origin.share == origin.share
        and sequence(each.origin.sequencer) == sequence(origin.sequencer)
        and (each.change is change or Change.FIRST in {each.change, change})
        for each in history
        if each.change is not Change.RESTORED
    )


def _is_overtaken(history: Iterable[Version], origin: Origin) -> bool:
    """True when a newer version of the same object was written."""
    return bool(origin.sequencer) and any(
        sequence(each.origin.sequencer) > sequence(origin.sequencer)
        for each in history
        if each.origin.share == origin.share
    )


def _has_this_content(history: tuple[Version, ...], current: Version, change: Change, origin: Origin) -> bool:
    """True when the current content is this file's alone; for APPENDED, when the file's rows are in it already."""
    if not origin.content_hash:
        return False
    chain = tuple(made_of(history, current))
    if change is Change.APPENDED:
        return any(each.origin.content_hash == origin.content_hash for each in chain)
    is_of_one_file = all(each.change is not Change.APPENDED for each in chain)
    return is_of_one_file and current.origin.content_hash == origin.content_hash


def made_of(history: Iterable[Version], version: Version) -> Iterator[Version]:
    """The version, and those whose content it holds: what it was restored from, what it was added to."""
    by_number = {each.number: each for each in history}
    seen: Version | None = version
    while seen is not None:
        yield seen
        seen = by_number.get(seen.of) if seen.of is not None else None
