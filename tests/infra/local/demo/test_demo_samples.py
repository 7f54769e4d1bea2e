"""Sample files are the same each time, and workbooks written by hand are ones that others open too."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from infra.local.demo.samples import SampleFile, hostile_files, orders_csv, targets_workbook
from infra.local.demo.workbook import CellValue, write_workbook


def test_a_workbook_is_read_by_another_reader() -> None:
    """openpyxl, which shares no code with the writer, finds the same cells."""
    rows: list[tuple[CellValue, ...]] = [
        ("name", "n", "x", "ok", "gap"),
        ("<&\"'> é", 1, 0.5, True, None),
        ("=1+1", -2, 1e20, False, "  two  "),
    ]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook({"A & B": rows, "Second": [("z",)] * 30})))
    assert book.sheetnames == ["A & B", "Second"]
    assert [tuple(cell.value for cell in row) for row in book["A & B"].iter_rows()] == rows
    assert book["A & B"]["A3"].data_type == "s"


def test_columns_past_z_have_their_names() -> None:
    """The 28th column is AB."""
    book = openpyxl.load_workbook(io.BytesIO(write_workbook({"s": [tuple(range(30))]})))
    assert book["s"]["AB1"].value == 27


def test_samples_are_the_same_each_time() -> None:
    """A smoke run can state the figures it expects."""
    assert orders_csv(date(2025, 7, 1)) == orders_csv(date(2025, 7, 1))
    assert targets_workbook(2025) == targets_workbook(2025)


@pytest.mark.parametrize("sample", hostile_files(), ids=lambda sample: sample.name)
def test_hostile_samples_are_small(sample: SampleFile) -> None:
    """What is dangerous about them is not their size."""
    assert len(sample.data) < 1_000_000
