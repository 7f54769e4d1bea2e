"""The steps of cleaning that look at one column after the other: names, types, nulls, units, what is about people."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.names import column_names
from shared.core.ingest.cleaning.personal import personal_in
from shared.core.ingest.report import Repair
from shared.core.ingest.typed.inference import infer, null_repairs, type_repairs
from shared.core.ingest.typed.units import scale_of_header, unit_of_header

if TYPE_CHECKING:
    from shared.core.ingest.cleaning.draft import Draft
    from shared.core.ingest.typed.evidence import TableEvidence

_GAPS = re.compile(r"[\s_]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x1f]+")
_SHOWN = 3


def normalise_headers(draft: Draft, evidence: TableEvidence) -> Draft:
    """Labels lose line breaks and invisible marks; each column gets a name that is safe in every engine.

    Told are the names that differ from their label in more than capitals and spaces.
    """
    del evidence  # headers are known without the cells
    labels = tuple(" ".join(_INVISIBLE.sub(" ", label).split()) for label in draft.labels)
    names = column_names(labels)
    changed = [
        f"\u201c{label}\u201d is {name}"
        for label, name in zip(labels, names, strict=True)
        if label and _GAPS.sub("_", label.lower()) != name
    ]
    more = ", \u2026" if len(changed) > _SHOWN else ""
    what = f"headers were made plain names ({', '.join(changed[:_SHOWN])}{more})"
    return replace(draft, labels=labels, names=names).reporting(Repair(what, len(changed), unit="header"))


def type_columns(draft: Draft, evidence: TableEvidence) -> Draft:
    """Each column gets its type, decided from all rows."""
    inferences = infer(draft.labels, evidence, draft.declared)
    repairs = (
        type_repairs(label, each, private=draft.personal[place])
        for place, (label, each) in enumerate(zip(draft.labels, inferences, strict=True))
    )
    return replace(draft, inferences=inferences).reporting(*(repair for each in repairs for repair in each))


def trim(draft: Draft, evidence: TableEvidence) -> Draft:
    """Spaces around cells go; they carry no meaning. The evidence is of trimmed cells, and has counted them."""
    del evidence
    padded = sum(inference.scan.padded for inference in draft.inferences)
    return draft.reporting(Repair("spaces around cells were taken away", padded))


def read_nulls(draft: Draft, evidence: TableEvidence) -> Draft:
    """Spellings of a missing value become empty cells; which ones, the type of the column has decided."""
    del evidence
    repairs = (null_repairs(label, each) for label, each in zip(draft.labels, draft.inferences, strict=True))
    return draft.reporting(*(repair for each in repairs for repair in each))


def drop_empty_columns(draft: Draft, evidence: TableEvidence) -> Draft:
    """Columns without a name and without a value go: separators at the ends of lines make them.

    Columns with a name and no value stay, and are told.
    """
    empty = [place for place in draft.kept if draft.inferences[place].scan.blanks == evidence.rows]
    nameless = {place for place in empty if draft.labels[place] in {"", f"Column {place + 1}"}}
    if len(nameless) == len(draft.kept):
        return draft
    bare = tuple(
        place for place in draft.kept if place not in nameless and not draft.inferences[place].values and evidence.rows
    )
    have = "has" if len(bare) == 1 else "have"
    return replace(draft, kept=tuple(place for place in draft.kept if place not in nameless)).reporting(
        Repair("empty columns without a name were left out", len(nameless), unit="column"),
        Repair(f"{draft.quoted(bare)} {have} no value at all", len(bare), to_check=True, unit=""),
    )


def settle_units(draft: Draft, evidence: TableEvidence) -> Draft:
    """The unit of each column of numbers: what stood with them, else what the header says, else the number format.

    A header that counts in lakhs or thousands is told: the numbers are kept as they are written.
    """
    del evidence
    units = tuple(
        inference.reading.unit or unit_of_header(label) or unit if inference.reading.type.is_numeric else ""
        for inference, label, unit in zip(draft.inferences, draft.labels, draft.given_units, strict=True)
    )
    counted = [
        Repair(
            f"\u201c{label}\u201d: numbers are in {scale}, and kept as they are written",
            inference.values,
            to_check=True,
        )
        for inference, label in zip(draft.inferences, draft.labels, strict=True)
        if inference.reading.type.is_numeric and (scale := scale_of_header(label))
    ]
    return replace(draft, units=units).reporting(*counted)


def mark_personal(draft: Draft, evidence: TableEvidence) -> Draft:
    """Columns about people are marked, by header or by the form of their values."""
    found = (personal_in(label, draft.labels, evidence, place) for place, label in enumerate(draft.labels))
    return replace(draft, personal=tuple(map(bool, found)))


def tell_misfits(draft: Draft, evidence: TableEvidence) -> Draft:
    """Cells that are not what the others of their column are, are told: how many, some of them, and where they stand.

    They became empty where they are few, else the column stays text for them; none of a personal column is shown.
    """
    return draft.reporting(
        *(
            found.repair(draft.labels[place], partial(evidence.line, place), private=draft.personal[place])
            for place in draft.kept
            if (found := draft.inferences[place].misfits) is not None
        )
    )
