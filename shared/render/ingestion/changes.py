"""What a file made of its data set, and how two versions differ, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.ingest.versions.versions import Change
from shared.core.semantic.phrases import listed
from shared.render.escape import one_line, shorten
from shared.render.numbers import count, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.ingest.versions.versions import TableComparison, Version

_TABLES = 6
_COLUMNS = 4
_NAME = 60


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a file: a version of a data set.

    label is the data set's; before is the version it is compared with, where one is known; differences is None where
    the two could not be compared. is_known: the data set held this content already, and nothing was written.
    chosen_by is the user who chose it, empty where nobody had to. can_go_back: there is more than one version.
    """

    dataset_id: str
    label: str
    version: Version
    before: Version | None = None
    differences: tuple[TableComparison, ...] | None = None
    is_known: bool = False
    chosen_by: str = ""
    can_go_back: bool = False


def version_rows(version: Version) -> int:
    """Count the rows of a version's tables together."""
    return sum(rows for _, rows in version.tables)


def change_words(became: Became) -> str:
    """Say in one sentence what the file changed; empty for the first of a data set."""
    before = became.before
    if became.is_known:
        return "The data set holds exactly these rows already; nothing was changed."
    if before is None:
        return ""
    if became.version.change is Change.APPENDED:
        added = version_rows(became.version) - version_rows(before)
        return f"{count(added, 'row')} added to version {before.number}, which had {number(version_rows(before))}."
    if became.differences is None:
        return f"Version {before.number}, which it took the place of, had {count(version_rows(before), 'row')}."
    return f"Since version {before.number}: {difference_words(became.differences)}."


def difference_words(differences: Sequence[TableComparison]) -> str:
    """Say how two versions differ: 12 rows added, 3 changed (price in 2), 5 removed."""
    changed = [each for each in differences if each.added or each.removed or each.changed]
    if not changed:
        return "no row differs"
    several = len(differences) > 1
    said = [f"{_name(each.table)}: {_one(each)}" if several else _one(each) for each in changed[:_TABLES]]
    more = len(changed) - len(said)
    return "; ".join([*said, *([f"and {count(more, 'more table')}"] if more > 0 else [])])


def has_no_key(differences: Sequence[TableComparison]) -> bool:
    """True where a changed row can only be told as one removed and one added."""
    return any(not each.key and each.added and each.removed and each.before and each.after for each in differences)


def key_words(differences: Sequence[TableComparison]) -> str:
    """Say which column told the rows apart where nobody declared it; empty where that was not needed."""
    found = [each for each in differences if each.is_key_found]
    if not found:
        return ""
    several = len(differences) > 1
    said = [f"{_name(each.key[0])} (in {_name(each.table)})" if several else _name(each.key[0]) for each in found]
    more = [f"{len(said) - _TABLES} more"] if len(said) > _TABLES else []
    return f"Rows are told apart by {listed([*said[:_TABLES], *more])}, of which no two in a version are the same."


NO_KEY = "No column tells the rows apart, so that a row that was changed counts as removed and added."


def _one(difference: TableComparison) -> str:
    """Name rows the first time only: 12 rows added, 3 changed and 1 removed."""
    deeds = (
        (difference.added, "added"),
        (difference.changed, f"changed{_where(difference)}"),
        (difference.removed, "removed"),
    )
    done = [(amount, deed) for amount, deed in deeds if amount]
    return listed([f"{number(amount) if i else count(amount, 'row')} {deed}" for i, (amount, deed) in enumerate(done)])


def _where(difference: TableComparison) -> str:
    columns = [f"{_name(name)} in {number(rows)}" for name, rows in difference.columns[:_COLUMNS]]
    more = ["and others"] if len(difference.columns) > _COLUMNS else []
    return f" ({', '.join([*columns, *more])})" if columns else ""


def _name(name: str) -> str:
    return shorten(one_line(name), _NAME) or "a table"
