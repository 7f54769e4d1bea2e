"""All cells of columns held against plain forms: one pass for all of them, and a look at those that are left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.duckdb.staging.expressions import (
    fits,
    fits_quickly,
    has_clock,
    is_beyond_64,
    is_exact_number,
    is_scientific,
    is_spelled_null,
    quick_cast,
    scale_digits,
    trimmed,
    whole_digits,
)
from shared.adapters.duckdb.staging.table import cell_of
from shared.core.ingest.typed.evidence import ColumnScan, PlainForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.duckdb.staging.table import StagedTable

_FIGURES = 5
_BLANK, _NULL, _FITS, _SCIENTIFIC, _OTHER = range(5)


def scan_columns(table: StagedTable, forms: Mapping[int, PlainForm]) -> dict[int, ColumnScan]:
    """The scan of each column."""
    casts = ", ".join(
        f"{cell_of(column)}, {quick_cast(cell_of(column), form)} AS x{column}" for column, form in forms.items()
    )
    figures = ", ".join(_quick_figures(column, form) for column, form in forms.items())
    (row,) = table.stage.run(f"SELECT {figures} FROM (SELECT {casts} FROM {table.name})")
    return {
        column: _scan_of(table, column, form, row[_FIGURES * place : _FIGURES * (place + 1)])
        for place, (column, form) in enumerate(forms.items())
    }


def _quick_figures(column: int, form: PlainForm) -> str:
    """The _FIGURES aggregates of a column: blanks, cells that fit for sure, their room if the others are blank."""
    cell, cast = cell_of(column), f"x{column}"
    room = ["0", "0", "false"]
    if form is PlainForm.INTEGER:
        room = [f"max({whole_digits(cell)})", "0", "false"]
    elif form is PlainForm.DECIMAL:
        room = [f"max({whole_digits(cell)})", f"max({scale_digits(cell)})", f"bool_or({is_beyond_64(cell)})"]
    elif form is PlainForm.TIMESTAMP:
        room = ["0", "0", f"bool_or({has_clock(cast)})"]
    counts = [f"count(*) FILTER ({cell} = '')", f"count(*) FILTER ({fits_quickly(cell, cast, form)})"]
    return ", ".join([*counts, *room])


def _scan_of(table: StagedTable, column: int, form: PlainForm, figures: tuple[Any, ...]) -> ColumnScan:
    """The scan of a column, with a second look where cells are neither blank nor sure to fit."""
    blanks, sure, whole, scale, flag = figures
    if blanks + sure < table.rows:
        return _second_look(table, column, form)
    return ColumnScan(
        form=form,
        blanks=blanks,
        nulls={},
        fits=sure,
        others=0,
        whole=max(whole or 0, 0),
        scale=scale or 0,
        beyond_64=is_exact_number(form) and bool(flag),
        has_clock=form is PlainForm.TIMESTAMP and bool(flag),
    )


def _second_look(table: StagedTable, column: int, form: PlainForm) -> ColumnScan:
    """The scan of a column, cell by cell where the quick test says nothing."""
    cell = cell_of(column)
    is_sure = fits_quickly(cell, quick_cast(cell, form), form)
    scientific = f"WHEN {is_scientific('v')} THEN {_SCIENTIFIC} " if is_exact_number(form) else ""
    code = (
        f"CASE WHEN v = '' THEN {_BLANK} WHEN {is_spelled_null('v')} THEN {_NULL} WHEN {fits('v', form)} THEN {_FITS} "
        f"{scientific}ELSE {_OTHER} END"
    )
    opened = f"SELECT {cell} AS c, {trimmed(cell)} AS v FROM {table.name} WHERE ({is_sure}) IS NOT TRUE"
    counts = ", ".join(f"count(*) FILTER (k = {each})" for each in (_BLANK, _FITS, _SCIENTIFIC, _OTHER))
    ((blanks, fitting, scientific_cells, others, padded, spellings, *rest),) = table.stage.run(
        f"SELECT {counts}, count(*) FILTER (v <> c), histogram(v) FILTER (k = {_NULL}), "
        f"{_room('v', form, f'k = {_FITS}')} FROM (SELECT c, v, {code} AS k FROM ({opened}))"
    )
    (sure,) = table.stage.run(f"SELECT count(*), {_room(cell, form, 'true')} FROM {table.name} WHERE {is_sure}")
    whole, scale, flag = (max(one or 0, other or 0) for one, other in zip(rest, sure[1:], strict=True))
    return ColumnScan(
        form=form,
        blanks=blanks,
        nulls=dict(spellings or {}),
        fits=sure[0] + fitting,
        others=scientific_cells + others,
        whole=whole,
        scale=scale,
        beyond_64=is_exact_number(form) and bool(flag),
        scientific=scientific_cells,
        has_clock=form is PlainForm.TIMESTAMP and bool(flag),
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
