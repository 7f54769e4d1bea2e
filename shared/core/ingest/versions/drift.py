"""How a file's tables differ from those of a data set, and what becomes of it: nothing to do, mapped, or refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.core.errors import UserError
from shared.core.ingest.versions.likeness import paired, renames
from shared.core.ingest.versions.refusals import SPOKEN, clash, fits, too_little, unit_clash
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from shared.core.ingest.report import CleanColumn, CleanTable
    from shared.core.table.shape import ColumnShape, TableShape

_WIDER: dict[frozenset[DataType], DataType] = {
    frozenset({DataType.INTEGER, DataType.DECIMAL}): DataType.DECIMAL,
    frozenset({DataType.INTEGER, DataType.FLOAT}): DataType.FLOAT,
    frozenset({DataType.DATE, DataType.TIMESTAMP}): DataType.TIMESTAMP,
}
_MEASURED = frozenset({DataType.DECIMAL, DataType.FLOAT})


class Plan(StrEnum):
    """What becomes of a file that is to be added to a data set.

    IDENTICAL: the same tables, columns (in any order), types and units. MAPPED: it differs, but can be added; what is
    done is said. REFUSED: adding it would spoil the data set.
    """

    IDENTICAL = "identical"
    MAPPED = "mapped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Match:
    """A column of the file that goes into one of the data set; type is what that column holds from now on."""

    column: CleanColumn
    into: ColumnShape
    type: DataType
    is_rename: bool = False


@dataclass(frozen=True, slots=True)
class TableDrift:
    """A table of the file beside the table of the data set that its rows go into.

    added are columns of the file that the data set lacks, missing those of the data set that the file lacks: both are
    empty in the rows of the other. refused says why the rows cannot be added. rows is how many the file has. clashing
    counts the columns of both whose types do not go together, which are in none of matches, added and missing.
    """

    name: str
    into: TableShape
    matches: tuple[Match, ...]
    added: tuple[CleanColumn, ...]
    missing: tuple[ColumnShape, ...]
    refused: tuple[str, ...]
    rows: int
    clashing: int = 0

    @property
    def said(self) -> tuple[str, ...]:
        """What differs and is mapped, in words."""
        return _said(self)


@dataclass(frozen=True, slots=True)
class Drift:
    """All tables of a file beside all tables of a data set.

    added are labels of tables that the data set lacks, missing of those that the file lacks.
    """

    tables: tuple[TableDrift, ...]
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def plan(self) -> Plan:
        """What becomes of the file."""
        if not self.tables or any(each.refused for each in self.tables):
            return Plan.REFUSED
        return Plan.MAPPED if self.sentences else Plan.IDENTICAL

    @property
    def sentences(self) -> tuple[str, ...]:
        """What differs, what is done about it or why it is refused; nothing where nothing differs."""
        if not self.tables:
            return ("None of its tables is one of this data set: keep it as a data set of its own.",)
        refused = tuple(sentence for each in self.tables for sentence in each.refused)
        if refused:
            return (*refused, "Correct the file, or keep it as a new version or a data set of its own.")
        return (
            *(sentence for each in self.tables for sentence in each.said),
            *(f"The table “{label}” is new." for label in self.added),
            *(f"The table “{label}” is not in this file and stays as it is." for label in self.missing),
        )

    @property
    def likeness(self) -> float:
        """From 0 to 1: how many of the columns of both sides are the same, by name or renamed; types do not count."""
        same = sum(len(each.matches) + each.clashing for each in self.tables)
        others = sum(len(each.added) + len(each.missing) for each in self.tables)
        unmatched = len(self.added) + len(self.missing)
        return same / (same + others + unmatched) if same else 0.0

    def for_user(self) -> str:
        """The sentences, a line each."""
        return "\n".join(self.sentences) or "It has the same columns as before."


def drift_between(
    tables: tuple[CleanTable, ...],
    shapes: tuple[TableShape, ...],
    known: Mapping[tuple[str, str], Collection[str]] | None = None,
) -> Drift:
    """Lay a file's tables beside those of a data set; known helps to see that a column was renamed."""
    pairs = paired(tables, shapes)
    drifts = tuple(_table_drift(table, shape, known or {}) for table, shape in pairs)
    taken, given = {shape.name for _, shape in pairs}, {table.name for table, _ in pairs}
    return Drift(
        drifts,
        tuple(each.label for each in tables if each.name not in given),
        tuple(each.label for each in shapes if each.name not in taken),
    )


def aligned(tables: tuple[CleanTable, ...], drift: Drift) -> tuple[CleanTable, ...]:
    """The tables named and typed as the data set has them, to be APPENDED; rows stay as and where they are.

    Columns keep the file's order: whoever writes them goes by their names. Raises UserError where the plan is REFUSED.
    """
    if drift.plan is Plan.REFUSED:
        raise UserError(drift.for_user())
    by_name = {each.name: each for each in drift.tables}
    return tuple(_aligned(table, by_name[table.name]) if table.name in by_name else table for table in tables)


def under_known_names(tables: tuple[CleanTable, ...], drift: Drift) -> tuple[CleanTable, ...]:
    """The tables under the names that questions know, where they are the same tables; columns stay the file's own.

    What takes the place of other rows need not fit them: a type that was mended stays mended.
    """
    same = {each.name: each.into for each in drift.tables if 2 * len(each.matches) >= len(each.into.columns)}
    return tuple(
        replace(each, name=same[each.name].name, label=same[each.name].label) if each.name in same else each
        for each in tables
    )


def widened(stored: DataType, given: DataType) -> DataType | None:
    """What a column of one type holds once cells of another are added; None where they do not go together.

    Whole numbers become decimals or floats, dates timestamps at midnight. Decimals and floats become what the column
    holds already, so that no exact column turns inexact.
    """
    if stored is given or {stored, given} == _MEASURED:
        return stored
    return _WIDER.get(frozenset({stored, given}))


def _table_drift(table: CleanTable, shape: TableShape, known: Mapping[tuple[str, str], Collection[str]]) -> TableDrift:
    rows = len(table.rows)
    by_name = {each.name: each for each in shape.columns}
    same = tuple((each, by_name[each.name]) for each in table.columns if each.name in by_name)
    names = {each.name for each, _ in same}
    new = tuple(each for each in table.columns if each.name not in names)
    lacking = tuple(each for each in shape.columns if each.name not in names)
    values = {column: found for (of, column), found in known.items() if of == shape.name}
    renamed = renames(new, lacking, values, lambda column, into: _joined(column, into, rows) is not None)
    matches = (*_matches(same, rows), *_matches(renamed, rows, is_rename=True))
    return TableDrift(
        table.name,
        shape,
        matches,
        tuple(each for each in new if each not in [column for column, _ in renamed]),
        tuple(each for each in lacking if each not in [into for _, into in renamed]),
        _refusals(table, shape, (*same, *renamed)),
        rows,
        len(same) + len(renamed) - len(matches),
    )


def _matches(
    pairs: Iterable[tuple[CleanColumn, ColumnShape]], rows: int, *, is_rename: bool = False
) -> tuple[Match, ...]:
    """The pairs whose types go together."""
    return tuple(
        Match(column, into, joined, is_rename)
        for column, into in pairs
        if (joined := _joined(column, into, rows)) is not None
    )


def _refusals(
    table: CleanTable, shape: TableShape, pairs: tuple[tuple[CleanColumn, ColumnShape], ...]
) -> tuple[str, ...]:
    """Why the file's rows cannot be added: types and units that do not go together, or too little in common.

    What would fit is said behind it, so that people know what there is to mend.
    """
    rows = len(table.rows)
    mixed = tuple(pair for pair in pairs if _joined(*pair, rows) is None)
    odd = tuple(pair for pair in pairs if pair not in mixed and pair[0].nulls < rows and not _goes_with(*pair))
    fitting = tuple(pair for pair in pairs if pair not in mixed and pair not in odd)
    clashes = (*(clash(*pair) for pair in mixed), *(unit_clash(*pair) for pair in odd))
    said = fits(fitting) if clashes else ()
    return (*clashes, *said, *too_little(table, shape, pairs))


def _joined(column: CleanColumn, into: ColumnShape, rows: int) -> DataType | None:
    """The type after adding the file's cells; a column without any fits anywhere.

    Anything but yes or no may become text: what was written for these ("Ja", "Y") is not known any more.
    """
    if column.nulls == rows:
        return into.type
    if into.type is DataType.TEXT and column.type is not DataType.BOOLEAN:
        return DataType.TEXT
    return widened(into.type, column.type)


def _goes_with(column: CleanColumn, into: ColumnShape) -> bool:
    """False for two units, whose amounts cannot be added up, and for a percentage beside what may be a fraction.

    Capitals make no other unit: Kg is kg.
    """
    units = {column.unit.lower(), into.unit.lower()}
    return len(units) == 1 or ("" in units and "%" not in units)


def _said(drift: TableDrift) -> tuple[str, ...]:
    """What is mapped, in words."""
    matches = drift.matches
    filled = tuple(each for each in matches if each.column.nulls < drift.rows)
    return (
        *(f"“{each.column.label}” goes into the column “{each.into.label}”." for each in matches if each.is_rename),
        *(sentence for each in filled if (sentence := _retyped(each))),
        *(sentence for each in filled if (sentence := _unit_taken(each))),
        *(f"“{each.label}” is new: it is empty in the rows before." for each in drift.added),
        *(f"“{each.label}” is not in this file: it is empty in the new rows." for each in drift.missing),
    )


def _retyped(match: Match) -> str:
    column, into = match.column, match.into
    if match.type is not into.type:
        return f"“{into.label}” held {SPOKEN[into.type]}, and holds {SPOKEN[match.type]} from now on."
    if column.type is into.type:
        return ""
    return f"“{into.label}” is read as {SPOKEN[into.type]}, as before (this file has {SPOKEN[column.type]})."


def _unit_taken(match: Match) -> str:
    if match.column.unit == match.into.unit:
        return ""
    there, here = match.into.unit or "without a unit", match.column.unit or "without one"
    return f"“{match.into.label}” is {there} in the data set and {here} in this file: they are taken for the same."


def _aligned(table: CleanTable, drift: TableDrift) -> CleanTable:
    matches = {each.column.name: each for each in drift.matches}
    columns = tuple(_as_matched(each, matches.get(each.name)) for each in table.columns)
    names = {was.name: now.name for was, now in zip(table.columns, columns, strict=True)}
    key = tuple(names.get(each, each) for each in table.key)
    return replace(table, name=drift.into.name, label=drift.into.label, columns=columns, key=key)


def _as_matched(column: CleanColumn, match: Match | None) -> CleanColumn:
    """The column named and typed as the data set has it; one that is new stays as it is."""
    if match is None:
        return column
    into = match.into
    is_personal = column.personal or into.personal
    is_same_type = match.type is column.type
    return replace(
        column,
        name=into.name,
        label=into.label,
        type=match.type,
        unit=into.unit or column.unit,
        personal=is_personal,
        examples=() if is_personal else column.examples,
        precision=column.precision if is_same_type else None,
        scale=column.scale if is_same_type else None,
    )
