"""Headers and file names become identifiers that every engine takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.cleaning.names import MAX_NAME, column_names, file_stem, snake_case, table_names


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Order Date", "order_date"),
        ("GSTIN/UIN", "gstin_uin"),
        ("numberOfLikes", "number_of_likes"),
        ("VIXClose", "vix_close"),
        ("Margin %", "margin_percent"),
        ("#", "number"),
        ("R&D spend", "r_and_d_spend"),
        ("età", "eta"),
        ("Größe", "grosse"),
        ("Customer's name", "customers_name"),
        ("2011", "n_2011"),
        ("  spaced   out  ", "spaced_out"),
        ("国人", "fallback"),
        ("", "fallback"),
        ("ctid", "ctid_value"),
        ("x" * 200, "x" * MAX_NAME),
    ],
)
def test_a_header_becomes_snake_case(written: str, name: str) -> None:
    """Words are joined by underscores; what leaves nothing gets the fallback, what a database owns is left to it."""
    assert snake_case(written, "fallback") == name


def test_equal_headers_are_told_apart() -> None:
    """A second and third of the same name are numbered, and never collide with a name that is numbered already."""
    assert column_names(("id", "id", "id 2", "ID", "")) == ("id", "id_3", "id_2", "id_4", "column_5")
    assert table_names(("Sheet", "sheet")) == ("sheet", "sheet_2")


@given(st.lists(st.text(max_size=80), max_size=30))
def test_names_are_unique_identifiers_whatever_the_headers(labels: list[str]) -> None:
    """No header, in any script, gives a name that is empty, too long, odd, or there already."""
    names = column_names(tuple(labels))
    assert len(set(names)) == len(labels)
    assert all(name.isascii() and name.isidentifier() and name == name.lower() and len(name) <= 63 for name in names)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("2024/Sales Q1.csv.gz", "Sales Q1"),
        ("C:\\data\\orders.XLSX", "orders"),
        ("Report v2.5", "Report v2.5"),
        (".csv", ".csv"),
        ("", "file"),
    ],
)
def test_a_file_is_called_by_its_name_without_endings(name: str, stem: str) -> None:
    """Only endings of files that are read are taken away."""
    assert file_stem(name) == stem
