"""What is kept comes back the same: values, types, order."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.core.caching.packing import KeptResult, pack, pack_result, unpack, unpack_result
from shared.core.security.viewer import Viewer
from shared.core.semantic.model import TableRef
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from tests.fakes import shop

if TYPE_CHECKING:
    from shared.core.table.types import Cell

CELLS = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(allow_nan=False),
    some.text(),
    some.decimals(allow_nan=False, allow_infinity=False),
    some.dates(),
    some.datetimes(),
    some.times(),
)


def kept(*rows: tuple[Cell, ...], width: int = 1, truncated: bool = False) -> KeptResult:
    """Return a result of these rows."""
    columns = tuple(ResultColumn(f"c{i}", f"Column {i}", DataType.TEXT, Role.DIMENSION, "₹") for i in range(width))
    table = ResultTable(columns, rows, truncated, rows_worked=7)
    return KeptResult(table, "SELECT 1", (("p0", "Asha"),), (TableRef("shop", "lines"),))


@given(some.lists(some.tuples(CELLS, CELLS)))
def test_any_cells_come_back_with_their_types(rows: list[tuple[Cell, ...]]) -> None:
    """Of one type in a column or of many."""
    before = kept(*rows, width=2)
    after = unpack_result(pack_result(before))
    assert after == before
    assert after is not None
    assert [[type(cell) for cell in row] for row in after.table.rows] == [[type(cell) for cell in row] for row in rows]
    assert after.table.rows_worked == 7


def test_no_rows_a_truncated_table_and_exact_numbers_come_back() -> None:
    """Down to the digits of a decimal."""
    for each in (kept(), kept((1,), truncated=True), kept((Decimal("1.10"),), (Decimal("1E+3"),))):
        after = unpack_result(pack_result(each))
        assert after == each
        assert after is not None
        assert str(after.table.rows) == str(each.table.rows)


@pytest.mark.parametrize(
    "data", [b"", b"no zlib", pack(shop.VIEWER), pack_result(kept((1,)))[:-3], pack(shop.VIEWER)[::-1]]
)
def test_what_is_not_ours_is_nothing(data: bytes) -> None:
    """Another form, or one that was cut off: asked anew instead."""
    assert unpack_result(data) is None


def test_any_dataclass_comes_back_and_another_does_not() -> None:
    """By its name and fields."""
    assert unpack(Viewer, pack(shop.VIEWER)) == shop.VIEWER
    assert unpack(TableRef, pack(shop.VIEWER)) is None


def test_a_large_table_is_small() -> None:
    """Twenty thousand cells, in a fraction of an item."""
    rows = [
        (date(2024, 1, 1 + i % 28), f"Brand {i % 50}", Decimal(i) / 4, datetime(2024, 1, 1, i % 24))
        for i in range(5_000)
    ]
    assert len(pack_result(kept(*rows, width=4))) < 100_000
    assert kept(*rows, width=4).cells == 20_000
    assert unpack_result(pack_result(kept((time(3, 4),)))) == kept((time(3, 4),))
