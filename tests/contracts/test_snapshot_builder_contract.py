"""What every SnapshotBuilder promises: DuckDB's, and one that counts the plain way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.core.semantic.model import Relationship
from shared.core.table.csv_text import csv_lines
from tests.fakes import shop
from tests.fakes.snapshot_builder import PlainSnapshotBuilder

if TYPE_CHECKING:
    from pathlib import Path

    from shared.ports.snapshot_builder import SnapshotBuilder

CANDIDATES = (
    Relationship("lines", ("voucher_no",), "invoices", ("voucher_no",)),
    Relationship("invoices", ("voucher_no",), "lines", ("voucher_no",)),
    Relationship("lines", ("brand",), "invoices", ("voucher_no",)),
)


@pytest.fixture(params=[DuckDbSnapshotBuilder, PlainSnapshotBuilder])
def builder(request: pytest.FixtureRequest) -> SnapshotBuilder:
    """Each implementation in turn."""
    made: SnapshotBuilder = request.param()
    return made


@pytest.fixture
def file(builder: SnapshotBuilder, tmp_path: Path) -> Path:
    """The shop, built."""
    sources = []
    for shape, rows in zip(shop.SHAPES, (shop.line_rows(), shop.invoice_rows()), strict=True):
        path = tmp_path / f"{shape.name}.csv"
        path.write_text("".join(csv_lines([each.name for each in shape.columns], rows)), encoding="utf-8")
        sources.append((shape, path))
    target = tmp_path / "shop.snapshot"
    builder.build(target, tuple(sources))
    return target


def test_the_profile_tells_the_truth(builder: SnapshotBuilder, file: Path) -> None:
    """Both ways of counting give the same statistics, to the last value and its order."""
    plain_file = file.with_name("plain")
    plain = PlainSnapshotBuilder()
    plain.build(plain_file, tuple((shape, file.with_name(f"{shape.name}.csv")) for shape in shop.SHAPES))
    assert builder.profile(file, "shop", shop.SHAPES) == plain.profile(plain_file, "shop", shop.SHAPES)


def test_values_of_personal_columns_are_never_taken_out(builder: SnapshotBuilder, file: Path) -> None:
    """They are counted, and marked in the profile; the values of the others are there."""
    shape = shop.SHAPES[0]
    columns = tuple(replace(each, personal=each.name == "brand") for each in shape.columns)
    (profile,) = builder.profile(file, "shop", (replace(shape, columns=columns),))
    brand, other = profile.column("brand"), profile.column("voucher_no")
    assert brand is not None
    assert other is not None
    assert (brand.personal, brand.values, brand.distinct > 0) == (True, (), True)
    assert not other.personal
    assert other.values


def test_only_unique_sides_are_matched(builder: SnapshotBuilder, file: Path) -> None:
    """A key's share of rows is measured; what repeats on the other side is left out."""
    profiles = builder.profile(file, "shop", shop.SHAPES)
    assert builder.matches(file, profiles, CANDIDATES) == {CANDIDATES[0]: 1.0, CANDIDATES[2]: 0.0}


def test_a_broken_source_leaves_the_last_snapshot(builder: SnapshotBuilder, file: Path, tmp_path: Path) -> None:
    """Building fails as a whole."""
    before = builder.profile(file, "shop", shop.SHAPES)
    bad = tmp_path / "bad.csv"
    bad.write_text("sold_on\nnot a date\n")
    with pytest.raises(Exception, match=r".+"):
        builder.build(file, ((shop.SHAPES[0], bad),))
    assert builder.profile(file, "shop", shop.SHAPES) == before
