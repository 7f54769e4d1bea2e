"""StagedCells: SQL for the clean cells of a column, going by its reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import text
from shared.adapters.duckdb.staging.dressed import dressed
from shared.adapters.duckdb.staging.mapping import map_texts

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping

    from shared.adapters.duckdb.staging.texts import StagedTexts
    from shared.core.ingest.cleaning.plan import DerivedPlan
    from shared.core.ingest.typed.evidence import ColumnScan
    from shared.core.ingest.typed.readings import Reading

    _Counted = tuple[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class CellSql:
    """A cell as CSV has it, NULL for none, in terms of the staged table t and of what is joined to it.

    nulls counts the rows without a cell, where that is known.
    """

    text: str
    joins: tuple[str, ...] = ()
    nulls: int | None = None


class StagedCells:
    """The clean cells of a staged table; what Python has to make is made once. scans has one of a column, if any."""

    def __init__(self, texts: StagedTexts, scans: Mapping[int, ColumnScan]) -> None:
        self._texts = texts
        self._scans = scans
        self._made: dict[tuple[int, Reading], CellSql] = {}

    def of(self, column: int, reading: Reading) -> CellSql:
        """The cells of a column as read."""
        if not reading.needs_look:
            return self._as_written(column, reading)
        key = (column, reading)
        if key not in self._made:
            self._made[key] = self._looked_up(column, reading)
        return self._made[key]

    def derived(self, plan: DerivedPlan, replaced: CellSql | None, applied: Counter[int]) -> CellSql:
        """The cells that a business rule makes; where it keeps them, those that it replaces.

        applied is told how many rows each rule of the plan made.
        """
        made = map_texts(
            self._texts.table.stage, _by_rule(plan, self._texts.distinct(plan.of), applied), len(plan.of), plan.compute
        )
        join = self._join(made.name, plan.of)
        if replaced is None:
            return CellSql(f"{made.name}.cell", (join,), made.nulls)
        kept = f"CASE WHEN {made.name}.kept THEN {replaced.text} ELSE {made.name}.cell END"
        return CellSql(kept, (*replaced.joins, join))

    def _as_written(self, column: int, reading: Reading) -> CellSql:
        """Texts in a plain form, but for those that mean no value."""
        base, scan = self._texts.text(column), self._scans.get(column)
        if scan is None:
            return CellSql(_without(base, ["", *reading.nulls]))
        words = list(reading.nulls)
        # Words that a column of numbers leaves out are no spellings of null, and nobody has counted them.
        nulls = None if reading.nulls - scan.nulls.keys() else scan.blanks + sum(scan.nulls[word] for word in words)
        return CellSql(_without(base, ["", *words] if scan.blanks else words), nulls=nulls)

    def _looked_up(self, column: int, reading: Reading) -> CellSql:
        """Texts that the reading understands: by the engine those it can read as well, by Python all others."""
        base = self._texts.text(column)
        known = dressed(base, reading)
        if known and known.holds is None:
            return CellSql(known.cell)
        others = f"NOT ({known.holds})" if known else ""
        texts = self._texts.distinct((column,), others)
        made = map_texts(self._texts.table.stage, texts, 1, lambda key: reading.cell(key[0]))
        join = self._join(made.name, (column,))
        if known is None:
            return CellSql(f"{made.name}.cell", (join,), made.nulls)
        nulls = made.nulls if known.is_always else None
        if not made.cells:
            return CellSql(f"CASE WHEN {known.holds} THEN {known.cell} END", nulls=nulls)
        return CellSql(f"CASE WHEN {known.holds} THEN {known.cell} ELSE {made.name}.cell END", (join,), nulls)

    def _join(self, name: str, columns: tuple[int, ...]) -> str:
        """The join of a mapping; each row finds exactly one of its keys."""
        same = " AND ".join(f"{self._texts.text(column)} = {name}.k{at}" for at, column in enumerate(columns))
        return f"LEFT JOIN {name} ON {same}"


def _by_rule(plan: DerivedPlan, texts: Iterable[_Counted], applied: Counter[int]) -> Iterator[_Counted]:
    """The texts, counted by the rule that makes their cell."""
    for key, count in texts:
        if plan.rule_of is not None:
            applied[plan.rule_of(key)] += count
        yield key, count


def _without(base: str, words: list[str]) -> str:
    """The text, or NULL for one of the words."""
    return f"CASE WHEN {base} IN ({', '.join(map(text, sorted(words)))}) THEN NULL ELSE {base} END" if words else base
