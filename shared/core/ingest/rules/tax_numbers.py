"""What a column of GSTINs or PANs tells of each row: who buys, from which state, and what kind of holder it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.plan import DerivedPlan
from shared.core.ingest.report import Repair, RuleApplied
from shared.core.ingest.rules.columns import Columns, words_of
from shared.core.ingest.sales.gstin import (
    INVALID_PAN,
    ClientType,
    GstinReading,
    entity_type,
    looks_like_gstin,
    looks_like_pan,
    read_gstin,
    says_no_number,
)
from shared.core.semantic.phrases import listed, lower_first
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.ingest.typed.evidence import TableEvidence
    from shared.core.table.types import Cell

Derived = tuple[tuple[DerivedPlan, ...], tuple[RuleApplied, ...]]
_EXAMPLES = 3
_EXAMPLE_CHARACTERS = 40
_PROBE = 200
"""Values of a column looked at before all of them are."""
_HALF = 0.5
_A_FEW = 0.2
"""Of a column whose header only speaks of a number ("GSTIN of buyer"), this share of the values must look like one."""


@dataclass(frozen=True, slots=True)
class TaxNumberRule:
    """How columns of one kind of number are found: by these headers (in words), or by this share of their values."""

    headers: tuple[str, ...]
    share: float

    def places(self, labels: tuple[str, ...], evidence: TableEvidence, looks: Callable[[str], bool]) -> tuple[int, ...]:
        """Where such columns are."""
        return tuple(place for place, label in enumerate(labels) if self._is_one(place, label, evidence, looks))

    def whose(self, label: str) -> str:
        """Whose number a header speaks of: "Buyer" for "Buyer GSTIN", nothing for "GSTIN No."."""
        words = words_of(label)
        header = max((each for each in self.headers if _holds(words, each)), key=len, default=words)
        rest = f" {words} ".replace(f" {header} ", " ").split()
        return " ".join(word for word in rest if word not in {"of", "no", "number", "the"}).capitalize()

    def _is_one(self, place: int, label: str, evidence: TableEvidence, looks: Callable[[str], bool]) -> bool:
        words = words_of(label)
        if words in self.headers:
            return True
        needed = _A_FEW if any(_holds(words, each) for each in self.headers) else self.share
        return share_of(place, evidence, looks, needed) >= needed


def share_of(place: int, evidence: TableEvidence, looks: Callable[[str], bool], needed: float) -> float:
    """Which share of the values that are there look so; all are only read where a sample comes near to needed."""
    sample = [text for text in evidence.sample(place)[:_PROBE] if not says_no_number(text)]
    if not sample or sum(map(looks, sample)) < len(sample) * needed * _HALF:
        return 0.0
    found = Counter[bool]()
    for text, count in evidence.values(place):
        if not says_no_number(text):
            found[looks(text)] += count
    return found[True] / found.total() if found else 0.0


@dataclass(frozen=True, slots=True)
class GstinColumns:
    """What the columns made of a GSTIN are called."""

    client_type: str = "Client type"
    state: str = "GST state"
    entity_type: str = "Entity type"
    registration: str = "Registration"


USUAL_COLUMNS = GstinColumns()


def plan_gstin(rule: TaxNumberRule, columns: GstinColumns, labels: tuple[str, ...], evidence: TableEvidence) -> Derived:
    """The columns made of each column of GSTINs, but none that the table has already."""
    plans: list[DerivedPlan] = []
    told: list[RuleApplied] = []
    places = rule.places(labels, evidence, looks_like_gstin)
    readings: tuple[tuple[str, Callable[[GstinReading], Cell]], ...] = (
        (columns.client_type, lambda reading: reading.client_type.value),
        (columns.state, lambda reading: reading.state or None),
        (columns.entity_type, lambda reading: reading.entity_type or None),
        (columns.registration, lambda reading: reading.form or None),
    )
    for place in places:
        whose = rule.whose(labels[place]) if len(places) > 1 else ""
        made = []
        for label, of in readings:
            plan = _plan(_labelled(whose, label), place, (*labels, *(each.label for each in plans)), _gstin_cell(of))
            made += [plan] if plan else []
        if made:
            plans += made
            told.append(RuleApplied(_gstin_words(made, labels[place], _gstins(place, evidence)), evidence.rows))
    return tuple(plans), tuple(told)


def filled_from_pan(
    plans: tuple[DerivedPlan, ...], rules: tuple[TaxNumberRule, TaxNumberRule], called: str, evidence: TableEvidence,
    labels: tuple[str, ...],
) -> tuple[DerivedPlan, ...]:  # fmt: skip
    """The plans, of which the one for the kind of holder asks the PAN where the GSTIN says nothing of it.

    rules are those of GSTINs and PANs; it is so where there is one column of each, and both are of the same party.
    """
    of_gstin, of_pan = rules
    pans = of_pan.places(labels, evidence, looks_like_pan)
    place = next((i for i, plan in enumerate(plans) if plan.label == called), None)
    if place is None or len(pans) != 1:
        return plans
    (gstin,), pan = plans[place].of, pans[0]
    if of_gstin.whose(labels[gstin]) != of_pan.whose(labels[pan]):
        return plans
    by_gstin = plans[place].compute

    def compute(row: tuple[str, ...]) -> Cell:
        return by_gstin(row[:1]) or _pan_cell(row[1:])

    def rule_of(row: tuple[str, ...]) -> int:
        return 0 if not by_gstin(row[:1]) and _pan_cell(row[1:]) else -1

    words = f"{called} was read from the fourth character of {labels[pan]}, where {labels[gstin]} says nothing of it"
    both = replace(plans[place], of=(gstin, pan), compute=compute, rules=(words,), rule_of=rule_of)
    return (*plans[:place], both, *plans[place + 1 :])


def plan_pan(rule: TaxNumberRule, called: str, labels: tuple[str, ...], evidence: TableEvidence) -> Derived:
    """The kind of holder of each PAN, where nothing else tells it yet; labels are those of columns made before too."""
    own = labels[: evidence.width]
    plans: list[DerivedPlan] = []
    told: list[RuleApplied] = []
    places = rule.places(own, evidence, looks_like_pan)
    for place in places:
        whose = rule.whose(own[place]) if len(places) > 1 else ""
        taken = (*labels, *(each.label for each in plans))
        plan = _plan(_labelled(whose, called), place, taken, _pan_cell)
        if plan is None:
            continue
        plans.append(plan)
        counts: Counter[Cell] = Counter()
        for text, count in evidence.values(place):
            counts[_pan_cell((text,))] += count
        invalid = f"; {counts[INVALID_PAN]:,} {INVALID_PAN}" if counts[INVALID_PAN] else ""
        what = f"{plan.label} was read from the fourth character of {own[place]}{invalid}"
        told.append(RuleApplied(what, counts.total() - counts[None]))
    return tuple(plans), tuple(told)


def invalid_gstins(rule: TaxNumberRule, labels: tuple[str, ...], evidence: TableEvidence) -> tuple[Repair, ...]:
    """What is to be checked in columns of GSTINs: those that are invalid, and where the first of them stands."""
    found = ((place, _those(evidence, place, _is_invalid)) for place in rule.places(labels, evidence, looks_like_gstin))
    return tuple(
        Repair(f"\u201c{labels[place]}\u201d: invalid GSTINs are to be reviewed ({_shown(evidence, place, wrong)})",
               wrong.total(), to_check=True, unit="row")
        for place, wrong in found if wrong
    )  # fmt: skip


def invalid_pans(rule: TaxNumberRule, labels: tuple[str, ...], evidence: TableEvidence) -> tuple[Repair, ...]:
    """The same for columns of PANs, of which none is shown: they are people's."""
    found = (
        (labels[place], _those(evidence, place, lambda text: _pan_cell((text,)) == INVALID_PAN).total())
        for place in rule.places(labels, evidence, looks_like_pan)
    )
    return tuple(
        Repair(f"\u201c{label}\u201d: invalid PANs are to be reviewed", count, to_check=True, unit="row")
        for label, count in found
        if count
    )


def _those(evidence: TableEvidence, place: int, is_one: Callable[[str], bool]) -> Counter[str]:
    """The values of a kind in a column, with their counts."""
    return Counter({text: count for text, count in evidence.values(place) if is_one(text)})


def _is_invalid(text: str) -> bool:
    return read_gstin(text).client_type is ClientType.INVALID


def _shown(evidence: TableEvidence, place: int, wrong: Counter[str]) -> str:
    """The first of the values, the very first with its line where that is known."""
    shown = [f"\u201c{text[:_EXAMPLE_CHARACTERS]}\u201d" for text in islice(wrong, _EXAMPLES)]
    line = evidence.line(place, next(iter(wrong)))
    if line is not None:
        shown[0] += f" in line {line:,}"
    return ", ".join([*shown, *(["\u2026"] if len(wrong) > _EXAMPLES else [])])


def _plan(
    label: str, place: int, taken: tuple[str, ...], compute: Callable[[tuple[str, ...]], Cell]
) -> DerivedPlan | None:
    """The plan of a column of text, unless there is one of its name."""
    columns = Columns(taken)
    if columns.place(label) is not None:
        return None
    return DerivedPlan(columns.unused_name(label), label, DataType.TEXT, (place,), compute)


def _labelled(whose: str, label: str) -> str:
    """Say "Buyer client type" where there are several; abbreviations stay as they are."""
    return f"{whose} {lower_first(label)}" if whose else label


def _gstin_cell(of: Callable[[GstinReading], Cell]) -> Callable[[tuple[str, ...]], Cell]:
    return lambda row: of(read_gstin(row[0]))


def _pan_cell(row: tuple[str, ...]) -> Cell:
    """The kind of holder; an invalid PAN is said to be one."""
    if says_no_number(row[0]):
        return None
    return entity_type(row[0]) or INVALID_PAN


def _gstins(place: int, evidence: TableEvidence) -> Counter[GstinReading]:
    """How often each reading came, without its number."""
    found = Counter[GstinReading]()
    filled = 0
    for text, count in evidence.values(place):
        reading = read_gstin(text)
        old = reading.number if reading.has_old_state else None
        found[GstinReading(old and old[:2], reading.client_type, reading.form, reading.state)] += count
        filled += count
    found[read_gstin("")] += evidence.rows - filled
    return found


def _gstin_words(made: list[DerivedPlan], label: str, found: Counter[GstinReading]) -> str:
    """What was done, and how many rows came to be what."""
    names = listed([each.label if not number else lower_first(each.label) for number, each in enumerate(made)])
    kinds = Counter[ClientType]()
    for reading, count in found.items():
        kinds[reading.client_type] += count
    counts = ", ".join(f"{kinds[kind]:,} {kind.value}" for kind in ClientType if kinds[kind])
    old = sum(count for reading, count in found.items() if reading.number)
    remark = f"; {old:,} with a state's old code, counted as the state of today" if old else ""
    return f"{names} {'were' if len(made) > 1 else 'was'} read from {label}: {counts}{remark}"


def _holds(words: str, header: str) -> bool:
    return f" {header} " in f" {words} "
