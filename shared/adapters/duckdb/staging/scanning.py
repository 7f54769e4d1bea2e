"""All cells of columns held against plain forms: one pass for all of them, and a look at those that are left open.

A column of few different values is looked at value by value, which is soonest done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from shared.adapters.duckdb.staging.expressions import (
    fits,
    fits_quickly,
    has_clock,
    is_beyond_64,
    is_exact_number,
    is_scientific,
    is_spelled_null,
    quick_figures,
    quick_look,
    scale_digits,
    trimmed,
    whole_digits,
)
from shared.adapters.duckdb.staging.table import cell_of
from shared.core.ingest.typed.evidence import ColumnScan, PlainForm

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from shared.adapters.duckdb.staging.table import StagedTable

_FIGURES = 6
_BLANK, _NULL, _FITS, _SCIENTIFIC, _OTHER = range(5)


def scan_columns(
    table: StagedTable, forms: Mapping[int, PlainForm], repetitive: Collection[int] = ()
) -> dict[int, ColumnScan]:
    """The scan of each column; the repetitive ones seem to have few different values."""
    scans = {column: _scan_values(table, column, forms[column]) for column in forms if column in repetitive}
    others = {column: form for column, form in forms.items() if column not in repetitive}
    return scans | (_scan_cells(table, others) if others else {})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What some cells of a column are, in the words of ColumnScan; flag is beyond_64 or has_clock, by the form."""

    blanks: int = 0
    fits: int = 0
    scientific: int = 0
    whole: int = 0
    scale: int = 0
    flag: bool = False

    @classmethod
    def of(cls, figures: tuple[Any, ...]) -> Self:
        """The same of a statement's figures, in that order."""
        blanks, fitting, scientific, whole, scale, flag = figures
        return cls(blanks or 0, fitting or 0, scientific or 0, max(whole or 0, 0), scale or 0, bool(flag))

    @property
    def cells(self) -> int:
        """How many cells these are."""
        return self.blanks + self.fits + self.scientific


def _scan_values(table: StagedTable, column: int, form: PlainForm) -> ColumnScan:
    """The scan of a column, each of its values looked at once."""
    cell = cell_of(column)
    return _look(table, form, f"SELECT {cell} AS c, count(*) AS n FROM {table.name} GROUP BY {cell}", _Seen())


def _scan_cells(table: StagedTable, forms: Mapping[int, PlainForm]) -> dict[int, ColumnScan]:
    """The scan of each column: a quick test of all cells, then a look at those of which it says nothing."""
    tested = ", ".join(_tested(column, form) for column, form in forms.items())
    figures = ", ".join(_figures(column, form) for column, form in forms.items())
    (row,) = table.stage.run(f"SELECT {figures} FROM (SELECT {tested} FROM {table.name})")
    scans = {}
    for place, (column, form) in enumerate(forms.items()):
        seen = _Seen.of(row[_FIGURES * place : _FIGURES * (place + 1)])
        is_known = seen.cells == table.rows
        scans[column] = _scan_of(form, seen, {}, 0, 0) if is_known else _second_look(table, column, form)
    return scans


def _tested(column: int, form: PlainForm) -> str:
    """A cell, and what its quick test needs of it."""
    return f"{cell_of(column)}, {quick_look(cell_of(column), form)} AS x{column}"


def _figures(column: int, form: PlainForm) -> str:
    """The _FIGURES aggregates of a column, see _Seen; they are true where no cell is of another kind."""
    cell, looked = cell_of(column), f"x{column}"
    counts = [f"count_if({cell} = '')", f"count_if({fits_quickly(cell, looked, form)})"]
    return ", ".join([*counts, *quick_figures(cell, looked, form)])


def _second_look(table: StagedTable, column: int, form: PlainForm) -> ColumnScan:
    """The scan of a column, cell by cell where the quick test says nothing."""
    cell = cell_of(column)
    is_sure = fits_quickly(cell, f"x{column}", form)
    tested = f"(SELECT {_tested(column, form)} FROM {table.name})"
    (sure,) = table.stage.run(f"SELECT count(*), {_room(cell, form, is_sure)} FROM {tested} WHERE {is_sure}")
    open_cells = f"SELECT {cell} AS c, 1 AS n FROM {tested} WHERE ({is_sure}) IS NOT TRUE"
    return _look(table, form, open_cells, _Seen.of((0, sure[0], 0, *sure[1:])))


def _look(table: StagedTable, form: PlainForm, cells: str, seen: _Seen) -> ColumnScan:
    """The scan of a column, of which so much is seen; cells selects c and how often it stands there, n."""
    scientific = f"WHEN {is_scientific('v')} THEN {_SCIENTIFIC} " if is_exact_number(form) else ""
    kind = (
        f"CASE WHEN v = '' THEN {_BLANK} WHEN {is_spelled_null('v')} THEN {_NULL} WHEN {fits('v', form)} THEN {_FITS} "
        f"{scientific}ELSE {_OTHER} END"
    )
    found = table.stage.run(
        f"SELECT k, CASE k WHEN {_NULL} THEN v END AS spelling, sum(n)::BIGINT, "
        f"coalesce(sum(n) FILTER (v <> c), 0)::BIGINT, {_room('v', form, f'k = {_FITS}')} "
        f"FROM (SELECT *, {kind} AS k FROM (SELECT c, {trimmed('c')} AS v, n FROM ({cells}))) "
        "GROUP BY ALL ORDER BY ALL"
    )
    count = dict.fromkeys(range(5), 0) | {kind: each for kind, _, each, *_ in found}
    room = next((each[4:] for each in found if each[0] == _FITS), (0, 0, False))
    more = _Seen.of((count[_BLANK], count[_FITS], count[_SCIENTIFIC], *room))
    nulls = {spelling: each for kind, spelling, each, *_ in found if kind == _NULL}
    padded = sum(each[3] for each in found)
    return _scan_of(form, _sum(seen, more), nulls, count[_OTHER], padded)


def _sum(one: _Seen, other: _Seen) -> _Seen:
    """Both together."""
    return _Seen(
        one.blanks + other.blanks,
        one.fits + other.fits,
        one.scientific + other.scientific,
        max(one.whole, other.whole),
        max(one.scale, other.scale),
        one.flag or other.flag,
    )


def _scan_of(form: PlainForm, seen: _Seen, nulls: dict[str, int], others: int, padded: int) -> ColumnScan:
    return ColumnScan(
        form=form,
        blanks=seen.blanks,
        nulls=nulls,
        fits=seen.fits,
        others=seen.scientific + others,
        whole=seen.whole,
        scale=seen.scale,
        beyond_64=is_exact_number(form) and seen.flag,
        scientific=seen.scientific,
        has_clock=form is PlainForm.TIMESTAMP and seen.flag,
        padded=padded,
    )


def _room(cell: str, form: PlainForm, is_one: str) -> str:
    """The most digits before and after the point of cells that fit; whether one is beyond 64 bits, or has a clock."""
    if is_exact_number(form):
        figures = (f"max({whole_digits(cell)})", f"max({scale_digits(cell)})", f"bool_or({is_beyond_64(cell)})")
    elif form is PlainForm.TIMESTAMP:
        figures = ("max(0)", "max(0)", f"bool_or({has_clock(f'TRY_CAST({cell} AS TIMESTAMP)')})")
    else:
        figures = ("max(0)", "max(0)", "bool_or(false)")
    return ", ".join(f"{figure} FILTER ({is_one})" for figure in figures)
