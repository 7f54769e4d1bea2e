"""Whatever is shared, reading it gives clean tables or one clear sentence a problem, never an exception."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tempfile
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.demo.samples import (
    broken_workbook,
    formulas_csv,
    gzip_bomb,
    hostile_files,
    not_a_workbook,
    orders_csv,
    zip_bomb,
)
from infra.local.demo.workbook import write_workbook
from shared.adapters.files.reader import LimitedFileReader
from shared.core.ingest.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from infra.local.demo.samples import SampleFile
    from shared.core.ingest.limits import FileLimits
    from shared.core.ingest.report import FileReading

_CSV = b"id,name\n1,Ada\n2,Alan\n"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _read(source: bytes | Path, name: str, limits: FileLimits = DEFAULT_LIMITS) -> FileReading:
    """Read in a folder that is gone afterwards; the rows are taken out of it before."""
    with tempfile.TemporaryDirectory() as folder:
        reading = LimitedFileReader(limits).read(source, name, Path(folder))
        tables = (replace(table, rows=tuple(table.rows), rejects=tuple(table.rejects)) for table in reading.tables)
        return replace(reading, tables=tuple(tables))


def _reason(data: bytes, name: str, limits: FileLimits = DEFAULT_LIMITS) -> str:
    reading = _read(data, name, limits)
    assert reading.tables == ()
    (issue,) = reading.issues
    return issue.for_user()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_CSV, "people.csv"),
        (_CSV.replace(b",", b"\t"), "people.tsv"),
        (_CSV.replace(b",", b";"), "people.txt"),
        (_CSV.replace(b",", b"\t"), "people.xls"),
        (gzip.compress(_CSV), "people.csv.gz"),
        (bz2.compress(_CSV), "people.csv.bz2"),
        (lzma.compress(_CSV), "people.csv.xz"),
        (_zipped({"people.csv": _CSV, "__MACOSX/x": b"y", "a/": b""}), "people.zip"),
        (_zipped({"people.csv.gz": gzip.compress(_CSV)}), "people.zip"),
        (write_workbook({"people": [("id", "name"), (1, "Ada"), (2, "Alan")]}), "people.xlsx"),
        (write_workbook({"people": [("id", "name"), (1, "Ada"), (2, "Alan")]}), "people"),
    ],
)
def test_one_table_in_many_wrappings(data: bytes, name: str) -> None:
    """The bytes say what a file is, and the table is the same in each of them."""
    reading = _read(data, name)
    (table,) = reading.tables
    assert (reading.file_name, table.name, table.rows) == (name, "people", ((1, "Ada"), (2, "Alan")))
    assert reading.issues == ()


def test_a_path_is_read_like_its_bytes(tmp_path: Path) -> None:
    """A file on disk is called as people call it; one that is not there is an issue."""
    path = tmp_path / "people.csv"
    path.write_bytes(_CSV)
    assert _read(path, "people.csv") == _read(_CSV, "people.csv")
    assert _read(path, "other.csv").tables[0].label == "other"
    assert "no such file" in _read(tmp_path / "gone.csv", "gone.csv").issues[0].for_user()


def test_a_zip_of_several_files_is_several_tables() -> None:
    """Each file is a table of its own; what cannot be read is an issue beside those that can."""
    reading = _read(_zipped({"a.csv": _CSV, "b/a.csv": _CSV, "notes.pdf": b"%PDF-1.7", "empty.csv": b""}), "all.zip")
    assert [table.name for table in reading.tables] == ["a", "a_2"]
    assert {issue.where for issue in reading.issues} == {"notes.pdf", "empty.csv"}


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "x.csv", "empty"),
        (b" \n\n", "x.csv", "empty"),
        (b"a,b\n", "x.csv", "no rows"),
        (b"%PDF-1.7 ...", "x.csv", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "x.png", "picture"),
        (b"PAR1" + bytes(100), "x.parquet", "damaged"),
        (b'{"a": ', "x.json", "no sound JSON"),
        (b"<html><table></table></html>", "x.xls", "web page"),
        (bytes(random.Random(1).randbytes(5_000)), "x.dat", "not a kind of file"),
        (_OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "password"),
        (_OLE + bytes(5_000), "x.xls", "damaged"),
        (b"PK\x03\x04" + bytes(500), "x.zip", "damaged"),
        (b"PK\x03\x04" + bytes(500), "x.xlsx", "damaged"),
        (gzip.compress(_CSV)[:-10], "x.csv.gz", "damaged"),
        (_zipped({"word/document.xml": b"<w/>"}), "x.docx", "document"),
        (_zipped({}), "x.zip", "empty"),
        (_zipped({"xl/workbook.xml": b"<not-a-workbook"}), "x.xlsx", "damaged"),
        (gzip.compress(gzip.compress(gzip.compress(_CSV))), "x.gz", "archives in archives"),
        (b"Just a line of prose", "x.txt", "no rows"),
    ],
)
def test_what_holds_no_table_is_refused_with_one_sentence(data: bytes, name: str, words: str) -> None:
    """The sentence names the file and the reason, and no part of a program."""
    sentence = _reason(data, name)
    assert sentence.split(": ")[0].split(".")[0] == "x"
    assert words in sentence
    assert not any(trace in sentence for trace in ("Traceback", "Error", "tmp/", "python"))


@pytest.mark.parametrize("sample", hostile_files(), ids=lambda sample: sample.name)
def test_hostile_samples_are_refused(sample: SampleFile) -> None:
    """Bombs, fragments and impostors have a reason each."""
    assert _reason(sample.data, sample.name)


def test_bombs_are_stopped_before_they_unpack() -> None:
    """A few hundred kilobytes that would become 300 MiB are refused for what they unpack to."""
    for bomb in (zip_bomb(), gzip_bomb()):
        assert len(bomb.data) < 1_000_000
        assert "far more data" in _reason(bomb.data, bomb.name)
    assert "cannot be opened" in _reason(broken_workbook().data, "broken.xlsx")
    assert "not one" in _reason(not_a_workbook().data, "report.xlsx")


@pytest.mark.parametrize(
    ("data", "limits", "words"),
    [
        (_CSV, replace(DEFAULT_LIMITS, bytes=10), "larger than"),
        (_CSV * 1000, replace(DEFAULT_LIMITS, rows=100), "more than 100 rows"),
        (_CSV, replace(DEFAULT_LIMITS, columns=1), "more than 1 columns"),
        (_CSV * 10, replace(DEFAULT_LIMITS, bytes=100), "larger than"),
        (_zipped({f"{n}.csv": _CSV for n in range(5)}), replace(DEFAULT_LIMITS, members=4), "more than 4 files"),
        (write_workbook({"s": [(1, 2)] * 20}), replace(DEFAULT_LIMITS, rows=10), "more rows"),
        (write_workbook({"s": [(1, 2)] * 20}), replace(DEFAULT_LIMITS, columns=1), "more columns"),
        (write_workbook({"s": [(1, 2)] * 20}), replace(DEFAULT_LIMITS, cells=10), "more cells"),
    ],
)
def test_limits_refuse_with_a_reason(data: bytes, limits: FileLimits, words: str) -> None:
    """Each limit is its own sentence."""
    assert words in _reason(data, "file", limits)


def test_cells_that_look_like_formulas_or_orders_are_text() -> None:
    """Nothing in a cell is run, followed or lost."""
    (table,) = _read(formulas_csv().data, "formulas.csv").tables
    assert [row[1] for row in table.rows][:4] == [
        '=HYPERLINK("http://example.com","click")',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
    ]
    assert [row[2] for row in table.rows] == [10, 20, 30, 40, 50]


def test_the_sample_orders_are_repaired_and_told() -> None:
    """120 orders and a short row are kept; the row with too many cells is rejected with its line."""
    sample = orders_csv(date(2025, 7, 1))
    (table,) = _read(sample.data, sample.name).tables
    assert len(table.rows) == 121
    assert [reject.line for reject in table.rejects] == [124]
    assert table.rows[0][1] == date(2025, 7, 1)


@given(st.binary(max_size=3_000), st.sampled_from(["x.csv", "x.xls", "x.zip", "x.gz", "x"]))
@settings(max_examples=80, deadline=None)
def test_no_bytes_make_it_raise(data: bytes, name: str) -> None:
    """There is always a table or a reason."""
    reading = _read(data, name)
    assert reading.tables or reading.issues


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_damaged_archives_never_raise(data: st.DataObject) -> None:
    """A few bytes changed anywhere in an archive give a table or a reason."""
    packed = bytearray(data.draw(st.sampled_from([gzip.compress(_CSV), _zipped({"a.csv": _CSV}), lzma.compress(_CSV)])))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    reading = _read(bytes(packed), "x.bin")
    assert reading.tables or reading.issues


def _as_json(reading: FileReading) -> str:
    return json.dumps([[table.rows for table in reading.tables]], default=str)


def test_reading_is_the_same_every_time() -> None:
    """The same bytes give the same tables, so that a retry writes what the first try did."""
    data = orders_csv(date(2025, 7, 1)).data
    assert _as_json(_read(data, "a.csv")) == _as_json(_read(data, "a.csv"))


@pytest.mark.parametrize(
    "cell",
    [
        "@" * 40_000,
        "1" + " " * 20_000 + "x",
        "a" * 30_000 + "1",
        "1," * 20_000,
        "((" * 10_000,
        '\\"' * 10_000,
        "' " * 20_000,
    ],
)
def test_no_cell_keeps_the_reader_busy(cell: str) -> None:
    """Texts made to send a search for patterns around in circles are read like any other."""
    text = f"Date,Particulars,Voucher No,Quantity,Value\n1-Apr-24,Om,S/1,,{cell!r}\n,Bulb,,1,{cell!r}\n" * 3
    started = time.monotonic()
    _read(text.encode(), "slow.csv")
    _read(f"{cell}\n{cell}\n".encode(), "slow.txt")
    assert time.monotonic() - started < 5
