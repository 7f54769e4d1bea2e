"""Place a file's tables: in a new data set, in the one they came to before, where people chose, or ask people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, assert_never

from shared.core.errors import TimedOutError, UserError
from shared.core.ingest.cleaning.names import file_stem, snake_case
from shared.core.ingest.versions.choices import CHANGES, Choice, Offer
from shared.core.ingest.versions.drift import Plan, aligned, drift_between, under_known_names
from shared.core.ingest.versions.overlaps import overlap_sentences
from shared.core.ingest.versions.versions import Change, current_of, made_of, sequence
from shared.core.store.dataset import Dataset

if TYPE_CHECKING:
    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.versions.drift import Drift
    from shared.core.ingest.versions.overlaps import Overlap
    from shared.core.ingest.versions.versions import Origin, Version
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.ingestion_log import Announcement, Ingestion
    from shared.ports.table_store import TableStore

ALIKE = 0.75
"""A file of another name belongs to a data set when it shares so many of the columns that either has."""

DATA_IS_GONE = "The data set it was meant for is not here any more; please share the file again."
ROWS_CHANGED = "Its rows have changed since you were asked, and the choice would have cost those; please choose again."
ADDED_BEFORE = "Rows of this file are in it already; adding it again counts those twice that did not change."
HELD_ALREADY = "Exactly these rows are in it already; adding them again changes nothing."
CANNOT_BE_ADDED = "That cannot be done any more, because the data set has changed; please choose again."

_OWN = frozenset({Change.FIRST, Change.RENEWED, Change.REPLACED})
"""How a version comes to hold what one file says, and nothing else."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the tables go, named and typed as that data set has them."""

    dataset: Dataset
    change: Change
    tables: tuple[CleanTable, ...]


@dataclass(frozen=True, slots=True)
class TablePlacer:
    """What placing needs of the world."""

    catalog: DatasetCatalog
    store: TableStore

    def place(
        self, tables: tuple[CleanTable, ...], origin: Origin, told: Announcement, known: Ingestion | None
    ) -> Placed | Offer:
        """Return where the tables of a shared file go, or what people are to be asked (its key left empty).

        A file that was edited takes the place of what it said before, unless others' rows would go with that. Raises
        UserError where the data set that people chose is gone, and TransientError as the stores do.
        """
        if known is not None and known.offer is not None and known.choice is not None:
            return self._as_chosen(tables, origin, told, known.offer, known.choice)
        label = label_of(origin.file_name)
        before = self.catalog.by_id(known.dataset_id) if known is not None and known.dataset_id else None
        same_name = self._named(told, label)
        for dataset in (before, same_name):
            change = self._own_change(dataset, origin) if dataset is not None else None
            if dataset is not None and change is not None:
                return Placed(dataset, change, self._fitted(tables, dataset, change))
        found = before or same_name or self._closest(tables, told)
        if found is None:
            return Placed(self._first(label, told), Change.FIRST, tables)
        is_of_its_name = same_name is not None and found.id == same_name.id
        return self._offered(tables, origin, found, is_of_its_name=is_of_its_name)

    def _own_change(self, dataset: Dataset, origin: Origin) -> Change | None:
        """How this sharing goes on in a data set that holds what it said before, or nothing; else None.

        What was written before a kill is written so again, which writes nothing.
        """
        history = self.store.versions(dataset.id)
        current = current_of(history)
        if current is None:
            return Change.FIRST
        written = next((each.change for each in history if _is_of(each, origin)), None)
        is_own = current.origin.share == origin.share and current.change in _OWN
        return written or (Change.RENEWED if is_own else None)

    def _note_on(self, dataset: Dataset, origin: Origin) -> str:
        """What people should know of it: this content, or an earlier version of the sharing, is in the data set."""
        history = self.store.versions(dataset.id)
        current = current_of(history)
        held = [each.origin for each in made_of(history, current)] if current is not None else []
        if any(each.content_hash == origin.content_hash for each in held):
            return HELD_ALREADY
        return ADDED_BEFORE if any(each.share == origin.share for each in held) else ""

    def _as_chosen(
        self, tables: tuple[CleanTable, ...], origin: Origin, told: Announcement, offer: Offer, choice: Choice
    ) -> Placed | Offer:
        if choice is Choice.APART:
            return Placed(self._apart(origin, told), Change.FIRST, tables)
        dataset = self.catalog.by_id(offer.dataset_id)
        if dataset is None:
            raise UserError(DATA_IS_GONE)
        drift = drift_between(tables, self.store.tables(dataset.id))
        change, is_of_its_name = CHANGES[choice], offer.choices[0] is Choice.RENEW
        match choice:
            case Choice.RENEW:
                return Placed(dataset, change, under_known_names(tables, drift))
            case Choice.ADD | Choice.REPLACE if drift.plan is Plan.REFUSED:
                note = CANNOT_BE_ADDED
            case Choice.REPLACE if self._has_moved_on(offer, origin):
                note = ROWS_CHANGED
            case Choice.REPLACE:
                return Placed(dataset, change, under_known_names(tables, drift))
            case Choice.ADD:
                return Placed(dataset, change, aligned(tables, drift))
            case _:
                assert_never(choice)
        again = self._offered(tables, origin, dataset, is_of_its_name=is_of_its_name)
        return replace(again, id=f"{again.id}:{offer.id.count(':')}", with_note=note)

    def _has_moved_on(self, offer: Offer, origin: Origin) -> bool:
        """True when the data set has another version than when people were asked; ours of before a kill is none."""
        history = self.store.versions(offer.dataset_id)
        current = current_of(history)
        is_written = any(each.change is Change.REPLACED and _is_of(each, origin) for each in history)
        return current is not None and current.number != offer.version and not is_written

    def _offered(
        self, tables: tuple[CleanTable, ...], origin: Origin, dataset: Dataset, *, is_of_its_name: bool
    ) -> Offer:
        current = current_of(self.store.versions(dataset.id))
        drift = drift_between(tables, self.store.tables(dataset.id))
        overlaps = self._overlaps(tables, dataset, drift)
        version = current.number if current else 0
        note = self._note_on(dataset, origin)
        told = overlap_sentences(overlaps) if note != HELD_ALREADY else ()
        return Offer(
            id=f"{origin.sequencer}:{version}",
            key="",
            sequencer=origin.sequencer,
            dataset_id=dataset.id,
            label=dataset.label,
            version=version,
            rows=_rows(current),
            choices=_choices(drift, overlaps, is_of_its_name=is_of_its_name),
            remarks=(*told, *(drift.sentences or (drift.for_user(),))),
            with_note=note,
        )

    def _overlaps(self, tables: tuple[CleanTable, ...], dataset: Dataset, drift: Drift) -> tuple[Overlap, ...]:
        """How much of the tables is there already; nothing where they cannot be added, or it cannot be told."""
        if drift.plan is Plan.REFUSED:
            return ()
        try:
            return self.store.overlap(dataset.id, aligned(tables, drift))
        except (UserError, TimedOutError):
            return ()

    def _fitted(self, tables: tuple[CleanTable, ...], dataset: Dataset, change: Change) -> tuple[CleanTable, ...]:
        drift = drift_between(tables, self.store.tables(dataset.id))
        is_added = change is Change.APPENDED and drift.plan is not Plan.REFUSED
        return aligned(tables, drift) if is_added else under_known_names(tables, drift)

    def _named(self, told: Announcement, label: str) -> Dataset | None:
        return next((each for each in self._here(told) if each.label.casefold() == label.casefold()), None)

    def _closest(self, tables: tuple[CleanTable, ...], told: Announcement) -> Dataset | None:
        """The channel's data set that is most like these tables, if any is like enough.

        One that they could be added to comes first; of one that they could not, people are told why.
        """
        drifts = [(each, drift_between(tables, self.store.tables(each.id))) for each in self._here(told)]
        alike = [(each, found) for each, found in drifts if found.likeness >= ALIKE]
        best = max(alike, key=lambda pair: (pair[1].plan is not Plan.REFUSED, pair[1].likeness), default=None)
        return best[0] if best else None

    def _here(self, told: Announcement) -> list[Dataset]:
        return [each for each in self.catalog.in_workspace(told.workspace) if each.channel == told.channel]

    def _first(self, label: str, told: Announcement) -> Dataset:
        return self._registered(f"{told.workspace}/{told.channel}/{label}", label, told)

    def _apart(self, origin: Origin, told: Announcement) -> Dataset:
        """A data set of the sharing's own, called as no other of the channel."""
        identity = f"{told.workspace}/{origin.share}"
        known = self.catalog.by_id(dataset_id(identity))
        if known is not None:
            return known
        label, taken = label_of(origin.file_name), {each.label.casefold() for each in self._here(told)}
        labels = (label if number == 1 else f"{label} ({number})" for number in count(1))
        return self._registered(identity, next(each for each in labels if each.casefold() not in taken), told)

    def _registered(self, identity: str, label: str, told: Announcement) -> Dataset:
        name = snake_case(label, "table")
        made = Dataset(dataset_id(identity), told.workspace, told.channel, name, label, told.user)
        return self.catalog.register(made)


def _is_of(version: Version, origin: Origin) -> bool:
    """True when the version was written for this very version of a shared file."""
    its = version.origin
    is_same = its.share == origin.share and sequence(its.sequencer) == sequence(origin.sequencer)
    return is_same and version.change is not Change.RESTORED


def label_of(file_name: str) -> str:
    """Return what a data set made of this file is called."""
    return file_stem(file_name) or file_name


def dataset_id(identity: str) -> str:
    """Return the id of the data set that is known by this."""
    return f"d_{hashlib.sha256(identity.encode()).hexdigest()[:12]}"


def _rows(version: Version | None) -> int:
    return sum(rows for _, rows in version.tables) if version else 0


def _choices(drift: Drift, overlaps: tuple[Overlap, ...], *, is_of_its_name: bool) -> tuple[Choice, ...]:
    """What works, the likeliest first: a file of the same name is rather a newer one than more rows.

    So is one of which many rows, or their keys, are there already: an edited copy. Where all rows are there, adding
    is right last of all; and renewing is first only where nothing else is in the data set.
    """
    if drift.plan is Plan.REFUSED:
        return (Choice.RENEW, Choice.APART) if is_of_its_name else (Choice.APART, Choice.RENEW)
    if overlaps and not drift.added and all(each.is_whole for each in overlaps):
        if all(each.there <= each.rows for each in overlaps):
            return (Choice.RENEW, Choice.REPLACE, Choice.APART, Choice.ADD)
        return (Choice.APART, Choice.RENEW, Choice.REPLACE, Choice.ADD)
    if is_of_its_name or any(each.is_notable for each in overlaps):
        return (Choice.RENEW, Choice.ADD, Choice.REPLACE, Choice.APART)
    return (Choice.ADD, Choice.REPLACE, Choice.RENEW, Choice.APART)
