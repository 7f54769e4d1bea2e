"""The steps of cleaning that look at all rows: copies, keys, outliers, columns that never change. They drop nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from shared.core.ingest.report import Flaw, Repair
from shared.core.ingest.rules.columns import Columns
from shared.core.semantic.phrases import listed
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.ingest.cleaning.draft import Draft
    from shared.core.ingest.typed.evidence import Spread, TableEvidence

SURE_IDENTIFIERS = frozenset({"id", "uuid", "guid", "key", "sku"})
IDENTIFIERS = SURE_IDENTIFIERS | {"no", "num", "number", "code", "ref", "reference", "voucher", "irn", "awb"}
_MIN_ROWS_FOR_KEY = 2
_MIN_ROWS_FOR_NUMBERS = 20
"""In fewer rows, codes and numbers that are all different may be so by chance."""
_FAR = 3.0
"""Tukey's fence of far outliers, in interquartile ranges."""
_MIN_DISTINCT = 30
_SKEWED = 0.05
"""Where more of the values lie beyond the fences, the column is skewed by nature and nothing is wrong with them."""
_MIN_ROWS_FOR_CONSTANT = 10
_NO_QUANTITY = re.compile(r"(?:^|_)(?:id|no|num|number|code|sku|ref|pin|pincode|zip|phone|mobile|hsn|sac|year)(?:$|_)")


def count_duplicates(draft: Draft, evidence: TableEvidence) -> Draft:
    """Rows that are exactly like another one are counted and kept: whether they are mistakes is not ours to say."""
    what = "rows are exact copies of another row; they were kept"
    return draft.reporting(Repair(what, evidence.copies(), to_check=True, flaw=Flaw.COPY, unit="row"))


def find_key(draft: Draft, evidence: TableEvidence) -> Draft:
    """The columns that tell rows apart: those that are declared, else an identifier whose values are all different.

    Rows that lack a cell of a declared key are told and kept: nothing says that they are the same row.
    """
    if not draft.key:
        return replace(draft, key=_likely_key(draft, evidence))
    columns = Columns(draft.labels, draft.names)
    found = dict.fromkeys(columns.place(each) for each in draft.key)
    places = tuple(place for place in found if place is not None and place in draft.kept)
    if len(places) < len(found):
        what = f"the declared key ({listed(draft.key)}) has columns that the table has not, and was not used"
        return replace(draft, key=()).reporting(Repair(what, 1, to_check=True, unit=""))
    return replace(draft, key=tuple(draft.names[place] for place in places)).reporting(
        *(_keyless(draft, place) for place in places)
    )


def flag_outliers(draft: Draft, evidence: TableEvidence) -> Draft:
    """Numbers far outside the others are told and kept; identifiers are no quantities and have none."""
    repairs = []
    for place in draft.kept:
        reading = draft.reading(place)
        is_quantity = reading.type.is_numeric and not _NO_QUANTITY.search(draft.names[place])
        if not is_quantity or len(draft.inferences[place].sample) < _MIN_DISTINCT:
            continue
        spread = evidence.spread(place, reading, _FAR)
        if spread and _is_telling(spread, draft.inferences[place].values):
            repairs.append(_outliers(draft.labels[place], spread))
    return draft.reporting(*repairs)


def tell_constants(draft: Draft, evidence: TableEvidence) -> Draft:
    """Columns with the same value in every row tell nothing of a row; they are told and kept."""
    if evidence.rows < _MIN_ROWS_FOR_CONSTANT:
        return draft
    same = tuple(place for place in draft.kept if _is_constant(draft, evidence, place))
    have = "has" if len(same) == 1 else "have"
    what = f"{draft.quoted(same)} {have} the same value in every row"
    return draft.reporting(Repair(what, len(same), to_check=True, unit=""))


def left_out_by_key(labels: tuple[str, ...], others: int, copies: int) -> tuple[Repair, ...]:
    """What is said of rows that were left out because a later one has their declared key, or is wholly like them."""
    key = listed(tuple(f"\u201c{label}\u201d" for label in labels))
    said = (
        (f"rows were left out, because a later row has the same {key}", others),
        ("rows were left out, because a later row is exactly the same", copies),
    )
    return tuple(
        Repair(what, count, to_check=True, flaw=Flaw.REPEATED_KEY, unit="row") for what, count in said if count
    )


def _keyless(draft: Draft, place: int) -> Repair:
    """What is said of rows without a cell of the declared key."""
    what = f"rows have no \u201c{draft.labels[place]}\u201d, by which rows are to be told apart; they were kept"
    return Repair(what, draft.inferences[place].null_cells, to_check=True, unit="row")


def _likely_key(draft: Draft, evidence: TableEvidence) -> tuple[str, ...]:
    """The first column named as an identifier that has a different value in every row."""
    for place in draft.kept:
        if _may_be_key(draft, evidence.rows, place) and not evidence.repeats((place,)):
            return (draft.names[place],)
    return ()


def _may_be_key(draft: Draft, rows: int, place: int) -> bool:
    """True for a column named as an identifier, without gaps, that does not merely number the rows."""
    word, inference = draft.names[place].rpartition("_")[2], draft.inferences[place]
    if word not in IDENTIFIERS or draft.personal[place] or inference.null_cells:
        return False
    if inference.reading.type not in {DataType.TEXT, DataType.INTEGER} or rows < _MIN_ROWS_FOR_KEY:
        return False
    if word in SURE_IDENTIFIERS:
        return True
    counts = tuple(str(number) for number in range(1, len(inference.sample) + 1))
    return rows >= _MIN_ROWS_FOR_NUMBERS and inference.sample != counts


def _is_telling(spread: Spread, values: int) -> bool:
    """True when the few values beyond the fences are no part of the bulk."""
    return spread.low_quartile < spread.high_quartile and 0 < spread.below + spread.above <= values * _SKEWED


def _outliers(label: str, spread: Spread) -> Repair:
    """What is said of far outliers."""
    reach = _FAR * (spread.high_quartile - spread.low_quartile)
    sides = []
    if spread.below:
        sides.append(f"below {spread.low_quartile - reach:,.6g}")
    if spread.above:
        sides.append(f"above {spread.high_quartile + reach:,.6g}")
    what = f"\u201c{label}\u201d: values lie far outside the others ({' or '.join(sides)}); they were kept"
    return Repair(what, spread.below + spread.above, to_check=True, flaw=Flaw.OUTLIER)


def _is_constant(draft: Draft, evidence: TableEvidence, place: int) -> bool:
    """True when every row has the same value; the sample is asked first."""
    inference = draft.inferences[place]
    if len(inference.sample) != 1 or inference.null_cells:
        return False
    return len(tuple(islice(evidence.values(place), 2))) == 1
