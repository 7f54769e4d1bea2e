"""StagedCells: SQL for the clean cells of a column, going by its reading."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import text
from shared.adapters.duckdb.staging.dressed import dressed
from shared.adapters.duckdb.staging.mapping import map_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from shared.adapters.duckdb.staging.mapping import MadeCells
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


@dataclass(frozen=True, slots=True)
class _Derived:
    """What rules made of the texts of some columns, how these are joined, and how many rows each rule made."""

    made: MadeCells
    join: str
    applied: Counter[int]


class StagedCells:
    """The clean cells of a staged table; what Python has to make is made once.

    scans has one of a column, if any; sample gives some values of a column.
    """

    def __init__(
        self, texts: StagedTexts, scans: Mapping[int, ColumnScan], sample: Callable[[int], Collection[str]]
    ) -> None:
        self._texts = texts
        self._scans = scans
        self._sample = sample
        self._made: dict[tuple[int, Reading], CellSql] = {}
        self._derived: dict[str, _Derived] = {}

    def of(self, column: int, reading: Reading) -> CellSql:
        """The cells of a column as read."""
        if not reading.needs_look:
            return self._as_written(column, reading)
        key = (column, reading)
        if key not in self._made:
            self._made[key] = self._looked_up(column, reading)
        return self._made[key]

    def prepare(self, plans: Iterable[DerivedPlan]) -> None:
        """Make what business rules make, those together that ask for the same columns."""
        asking: dict[tuple[int, ...], list[DerivedPlan]] = {}
        for plan in plans:
            asking.setdefault(plan.of, []).append(plan)
        for of, together in asking.items():
            applied = tuple(Counter[int]() for _ in together)
            texts = _by_rule(together, self._texts.distinct(of), applied)
            mapping = map_texts(self._texts.table.stage, texts, len(of), [plan.compute for plan in together])
            join = self._join(mapping.name, of)
            for plan, made, counts in zip(together, mapping.made, applied, strict=True):
                self._derived[plan.name] = _Derived(made, join, counts)

    def derived(self, plan: DerivedPlan, replaced: CellSql | None) -> tuple[CellSql, Mapping[int, int]]:
        """The cells that a business rule makes; where it keeps them, those that it replaces. It has been prepared.

        With them how many rows each rule of the plan made.
        """
        found = self._derived[plan.name]
        made = found.made
        if replaced is None:
            return CellSql(made.cell, (found.join,), made.nulls), found.applied
        kept = f"CASE WHEN {made.kept} THEN {replaced.text} ELSE {made.cell} END"
        return CellSql(kept, (*replaced.joins, found.join)), found.applied

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
        known = dressed(base, reading, self._sample(column))
        if known and known.holds is None:
            return CellSql(known.cell)
        others = f"NOT ({known.holds})" if known else ""
        texts = self._texts.distinct((column,), others)
        mapping = map_texts(self._texts.table.stage, texts, 1, [lambda key: reading.cell(key[0])])
        (made,), join = mapping.made, self._join(mapping.name, (column,))
        if known is None:
            return CellSql(made.cell, (join,), made.nulls)
        nulls = made.nulls if known.is_always else None
        if known.is_alone:
            whole = f"coalesce({known.cell}, {made.cell})" if made.cells else known.cell
            return CellSql(whole, (join,) if made.cells else (), nulls)
        if not made.cells:
            return CellSql(f"CASE WHEN {known.holds} THEN {known.cell} END", nulls=nulls)
        return CellSql(f"CASE WHEN {known.holds} THEN {known.cell} ELSE {made.cell} END", (join,), nulls)

    def _join(self, name: str, columns: tuple[int, ...]) -> str:
        """The join of a mapping; each row finds exactly one of its keys."""
        same = " AND ".join(f"{self._texts.text(column)} = {name}.k{at}" for at, column in enumerate(columns))
        return f"LEFT JOIN {name} ON {same}"


def _by_rule(
    plans: Sequence[DerivedPlan], texts: Iterable[_Counted], applied: Sequence[Counter[int]]
) -> Iterator[_Counted]:
    """The texts, counted by the rule of each plan that makes their cell."""
    counted = [(plan.rule_of, counts) for plan, counts in zip(plans, applied, strict=True) if plan.rule_of is not None]
    for key, count in texts:
        for rule_of, counts in counted:
            counts[rule_of(key)] += count
        yield key, count


def _without(base: str, words: list[str]) -> str:
    """The text, or NULL for one of the words."""
    return f"CASE WHEN {base} IN ({', '.join(map(text, sorted(words)))}) THEN NULL ELSE {base} END" if words else base
