"""What every TableProfiler promises: DuckDB's, and one that counts the plain way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.core.semantic.model import Relationship
from shared.core.table.csv_text import csv_lines
from tests.fakes import shop
from tests.fakes.table_profiler import PlainTableProfiler

if TYPE_CHECKING:
    from pathlib import Path

    from shared.ports.table_profiler import TableProfiler

CANDIDATES = (
    Relationship("lines", ("voucher_no",), "invoices", ("voucher_no",)),
    Relationship("invoices", ("voucher_no",), "lines", ("voucher_no",)),
    Relationship("lines", ("brand",), "invoices", ("voucher_no",)),
)


@pytest.fixture
def csv_files(tmp_path: Path) -> dict[str, Path]:
    """The shop's tables as CSV."""
    files = {}
    for shape, rows in zip(shop.SHAPES, (shop.line_rows(), shop.invoice_rows()), strict=True):
        files[shape.name] = tmp_path / f"{shape.name}.csv"
        lines = csv_lines([each.name for each in shape.columns], rows)
        files[shape.name].write_text("".join(lines), encoding="utf-8")
    return files


@pytest.fixture(params=["plain", "one file", "a file a table"])
def profiler(request: pytest.FixtureRequest) -> TableProfiler:
    """Each implementation in turn."""
    return PlainTableProfiler() if request.param == "plain" else DuckDbTableProfiler()


@pytest.fixture
def files(request: pytest.FixtureRequest, csv_files: dict[str, Path], tmp_path: Path) -> dict[str, Path]:
    """The shop's tables as that implementation reads them."""
    side = request.node.callspec.params["profiler"]
    if side == "plain":
        return csv_files
    sources = [(shape, csv_files[shape.name]) for shape in shop.SHAPES]
    if side == "one file":
        target = tmp_path / "shop.duckdb"
        DuckDbSnapshotBuilder().build(target, tuple(sources))
        return {shape.name: target for shape in shop.SHAPES}
    for source in sources:
        DuckDbSnapshotBuilder().build(tmp_path / f"{source[0].name}.duckdb", (source,))
    return {shape.name: tmp_path / f"{shape.name}.duckdb" for shape in shop.SHAPES}


def test_the_profile_tells_the_truth(
    profiler: TableProfiler, files: dict[str, Path], csv_files: dict[str, Path]
) -> None:
    """All ways of counting give the same statistics, to the last value and its order."""
    plain = PlainTableProfiler().profile(csv_files, "shop", shop.SHAPES)
    assert profiler.profile(files, "shop", shop.SHAPES) == plain


def test_values_of_personal_columns_are_never_taken_out(profiler: TableProfiler, files: dict[str, Path]) -> None:
    """They are counted, and marked in the profile; the values of the others are there."""
    shape = shop.SHAPES[0]
    columns = tuple(replace(each, personal=each.name == "brand") for each in shape.columns)
    (profile,) = profiler.profile(files, "shop", (replace(shape, columns=columns),))
    brand, other = profile.column("brand"), profile.column("voucher_no")
    assert brand is not None
    assert other is not None
    assert (brand.personal, brand.values, brand.distinct > 0) == (True, (), True)
    assert not other.personal
    assert other.values


def test_only_unique_sides_are_matched(profiler: TableProfiler, files: dict[str, Path]) -> None:
    """A key's share of rows is measured; what repeats on the other side is left out."""
    profiles = profiler.profile(files, "shop", shop.SHAPES)
    assert profiler.matches(files, profiles, CANDIDATES) == {CANDIDATES[0]: 1.0, CANDIDATES[2]: 0.0}
