"""What may become of a file that seems to belong to a data set that is there already: people choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.core.ingest.versions.versions import Change


class Choice(StrEnum):
    """What people can choose.

    ADD: the rows are added to those there. REPLACE: they take the place of those there, which are gone. RENEW: the
    same, and those there are kept for going back. APART: the file becomes a data set of its own.
    """

    ADD = "add"
    REPLACE = "replace"
    RENEW = "renew"
    APART = "apart"


CHANGES = {
    Choice.ADD: Change.APPENDED,
    Choice.REPLACE: Change.REPLACED,
    Choice.RENEW: Change.RENEWED,
    Choice.APART: Change.FIRST,
}
"""How a version comes to be by each choice."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The choices given for one version of a shared file.

    id tells the offers of a sharing apart; key and sequencer are of the raw object that is asked about. dataset_id,
    label and rows are of the data set that the file seems to belong to, version its current one when the offer was
    made. choices are what works, in the order they are offered; remarks say how the file compares, each a sentence.
    with_note is why it is asked again, empty the first time.
    """

    id: str
    key: str
    sequencer: str
    dataset_id: str
    label: str
    version: int
    rows: int
    choices: tuple[Choice, ...]
    remarks: tuple[str, ...] = ()
    with_note: str = ""
