"""Parquet files keep their types and their values exactly, and are refused with a reason where they cannot."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.core.ingest.limits import DEFAULT_LIMITS
from shared.core.table.types import DataType
from tests.fakes.opened_files import cells, opened, parquet, the_reason, the_sheet, told

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("value", "declared", "text"),
    [
        ("42::INTEGER", DataType.INTEGER, "42"),
        ("(-9223372036854775808)::BIGINT", DataType.INTEGER, "-9223372036854775808"),
        ("18446744073709551615::UBIGINT", DataType.DECIMAL, "18446744073709551615"),
        ("0.10::DECIMAL(12,2)", DataType.DECIMAL, "0.10"),
        ("12345678901234567890.123456789::DECIMAL(38,9)", DataType.DECIMAL, "12345678901234567890.123456789"),
        ("0.1::DOUBLE", DataType.FLOAT, "0.1"),
        ("0.1::FLOAT", DataType.FLOAT, "0.1"),
        ("true", DataType.BOOLEAN, "true"),
        ("DATE '2024-02-29'", DataType.DATE, "2024-02-29"),
        ("TIME '10:11:12.5'", DataType.TIME, "10:11:12.5"),
        ("TIMESTAMP '2024-01-01 10:00:00.123456'", DataType.TIMESTAMP, "2024-01-01 10:00:00.123456"),
        ("TIMESTAMPTZ '2024-01-01 10:00:00+05:30'", DataType.TIMESTAMP, "2024-01-01 04:30:00"),
        ("'a \"b\", c' || chr(10)", DataType.TEXT, 'a "b", c\n'),
        ("'007'", DataType.TEXT, "007"),
        ("'a'::ENUM('a', 'b')", DataType.TEXT, "a"),
        ("'text'::BLOB", DataType.TEXT, "text"),
        (r"'\xAA\xFF'::BLOB", DataType.TEXT, "aaff"),
        ("{'a': 1, 'b': [1.5, 2]}", DataType.TEXT, '{"a":1,"b":[1.5,2.0]}'),
        ("[1, 2]", DataType.TEXT, "[1,2]"),
        ("MAP {'k': 1}", DataType.TEXT, '{"k":1}'),
        ("'8d2ee6f2-1ba9-4b3c-9c3b-4ad1f4be1c1a'::UUID", DataType.TEXT, "8d2ee6f2-1ba9-4b3c-9c3b-4ad1f4be1c1a"),
    ],
)
def test_values_keep_their_type(value: str, declared: DataType, text: str, tmp_path: Path) -> None:
    """What the file declares is what the column is, and its text says the value exactly."""
    sheet = the_sheet(parquet(f"SELECT 1 AS id, {value} AS v", tmp_path), "x.parquet", tmp_path)
    assert (sheet.declared, sheet.label, sheet.is_ours) == ((DataType.INTEGER, declared), "x.parquet", True)
    assert cells(sheet) == [["id", "v"], ["1", text]]


def test_null_and_empty_are_not_the_same(tmp_path: Path) -> None:
    """NULL is an unquoted blank, an empty text a quoted one; a row of one column is never a blank line."""
    rows = "SELECT unnest([NULL, '', 'x']) AS a"
    assert the_sheet(parquet(f"{rows}, 1 AS b", tmp_path), "x", tmp_path).path.read_text() == 'a,b\n,1\n"",1\nx,1\n'
    assert the_sheet(parquet(rows, tmp_path), "x", tmp_path).path.read_text() == 'a\n""\n""\nx\n'


def test_what_is_no_number_or_no_date_is_empty_and_told(tmp_path: Path) -> None:
    """NaN and the two infinities have no place in a table; they are counted."""
    query = (
        "SELECT unnest(['nan', 'inf', '-inf', '1.5']::DOUBLE[]) AS f, unnest(['infinity', '-infinity', "
        "'2024-01-01', '2024-01-02']::DATE[]) AS d"
    )
    sheet = the_sheet(parquet(query, tmp_path), "x.parquet", tmp_path)
    assert cells(sheet)[1:] == [["", ""], ["", ""], ["", "2024-01-01"], ["1.5", "2024-01-02"]]
    assert sorted(told(sheet).values()) == [2, 3]


def test_what_was_changed_is_told(tmp_path: Path) -> None:
    """Zones, nested columns, bytes and digits of times that no table keeps are named, once each."""
    query = (
        r"SELECT now() AS at, [1] AS l, {'a': 1} AS s, '\xFF'::BLOB AS b, "
        "unnest(['2024-01-05 10:00:00.123456789', '2024-01-05 10:00:00.5', NULL]::TIMESTAMP_NS[]) AS n"
    )
    sheet = the_sheet(parquet(query, tmp_path), "x.parquet", tmp_path)
    assert sorted(told(sheet).values()) == [1, 1, 1, 2]
    assert told(sheet)["times were rounded to the microsecond"] == 1


def test_names_of_columns_are_what_they_are(tmp_path: Path) -> None:
    """Quotes, commas and statements in a name are a name."""
    names = ['a "b", c', "x; DROP TABLE y --", "é₹", " spaced "]
    picked = ", ".join(f"{n} AS " + '"' + name.replace('"', '""') + '"' for n, name in enumerate(names))
    sheet = the_sheet(parquet(f"SELECT {picked}", tmp_path), "x.parquet", tmp_path)
    assert cells(sheet) == [names, ["0", "1", "2", "3"]]


def test_order_is_kept(tmp_path: Path) -> None:
    """Rows come as they are in the file, over all its row groups."""
    data = parquet("SELECT range AS id FROM range(50000)", tmp_path, ", ROW_GROUP_SIZE 5000")
    assert cells(the_sheet(data, "x.parquet", tmp_path))[1:] == [[str(n)] for n in range(50_000)]


def test_limits_are_held_against_the_footer(tmp_path: Path) -> None:
    """Too many rows or columns are refused before anything is read."""
    data = parquet("SELECT range AS a, range AS b FROM range(100)", tmp_path)
    assert "more rows" in the_reason(data, "x.parquet", tmp_path, replace(DEFAULT_LIMITS, rows=99))
    assert "more columns" in the_reason(data, "x.parquet", tmp_path, replace(DEFAULT_LIMITS, columns=1))
    assert "no rows" in the_reason(parquet("SELECT 1 AS a WHERE false", tmp_path), "x.parquet", tmp_path)


def test_a_cell_longer_than_any_is_a_reason(tmp_path: Path) -> None:
    """A text of two million characters is no cell."""
    assert "too long" in the_reason(parquet("SELECT repeat('x', 2000000) AS a, 1 AS b", tmp_path), "x", tmp_path)


def test_a_small_file_of_huge_content_stops_at_a_limit(tmp_path: Path) -> None:
    """A billion equal cells pack into nothing; what comes out is bound."""
    data = parquet("SELECT repeat('x', 1000) AS a, range AS b FROM range(30000)", tmp_path, ", COMPRESSION zstd")
    assert len(data) < 1 << 20
    limits = replace(DEFAULT_LIMITS, bytes=1 << 20, unpacked_bytes=10 << 20)
    assert "far more data" in the_reason(data, "x.parquet", tmp_path, limits)


def _with_footer(data: bytes, change: tuple[int, int]) -> bytes:
    """The file with a byte of its footer changed, counted from the footer's begin."""
    (size,) = struct.unpack("<I", data[-8:-4])
    changed = bytearray(data)
    changed[len(data) - 8 - size + change[0] % size] = change[1]
    return bytes(changed)


def test_a_lying_footer_gives_a_reason_or_a_table(tmp_path: Path) -> None:
    """Wherever the footer is wrong, nothing raises; a length beyond the file is damage."""
    data = parquet("SELECT range AS id, 'x' || range AS name FROM range(100)", tmp_path)
    for place in range(0, 400, 61):
        for byte in (0x00, 0xFF):
            assert opened(_with_footer(data, (place, byte)), "x.parquet", tmp_path)
    for length in (0, 0x7FFFFFFF, 0xFFFFFFFF):
        assert "damaged" in the_reason(data[:-8] + struct.pack("<I", length) + b"PAR1", "x.parquet", tmp_path)


def test_an_encrypted_file_asks_for_one_without_a_password(tmp_path: Path) -> None:
    """The key is not ours to have."""
    path = tmp_path / "secret.parquet"
    with duckdb.connect() as engine:
        engine.execute("SET force_mbedtls_unsafe = 'true'").fetchall()
        engine.execute("PRAGMA add_parquet_key('k', '0123456789112345')").fetchall()
        engine.execute(
            f"COPY (SELECT 1 AS a) TO '{path}' (FORMAT parquet, ENCRYPTION_CONFIG {{footer_key: 'k'}})"
        ).fetchall()
    assert "password" in the_reason(path.read_bytes(), "x.parquet", tmp_path)


def test_the_child_reads_no_other_file(tmp_path: Path) -> None:
    """A name that is a pattern or another file's is a name: what is read is what was shared."""
    data = parquet("SELECT 7 AS a", tmp_path)
    (tmp_path / "other.parquet").write_bytes(parquet("SELECT 8 AS a", tmp_path))
    sheet = the_sheet(data, "../*.parquet", tmp_path)
    assert (sheet.label, cells(sheet)) == ("*.parquet", [["a"], ["7"]])
