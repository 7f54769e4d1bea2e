"""The first bytes say what a file is; its name is asked only where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.demo.workbook import write_workbook
from shared.adapters.files.kinds import Kind, kind_of, workbook_ending
from tests.fakes.opened_files import CSV, zipped

if TYPE_CHECKING:
    from pathlib import Path

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK = write_workbook({"s": [(1,)]})
_ODS = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (CSV, "x.csv", Kind.DELIMITED),
        (CSV, "x", Kind.DELIMITED),
        (CSV, "x.json", Kind.JSON),
        (b'{"a": 1}', "x", Kind.JSON),
        (b'\xef\xbb\xbf [ {"a": 1}]', "x.txt", Kind.JSON),
        ('[{"a": 1}]'.encode("utf-16"), "x.log", Kind.JSON),
        (b'[{"a": 1}]', "x.csv", Kind.JSON),
        (b'{"a": 1}\n{"a": 2}\n', "x.csv", Kind.JSON),
        (b'{"a": 1},x\n{"a": 2},y\n', "x.csv", Kind.DELIMITED),
        (b'["a"],[1]\n', "x.csv", Kind.DELIMITED),
        (b"a\x01b\n1\x012\n", "x.csv", Kind.DELIMITED),
        (b"a,b\n1,2\n\x1a", "x.csv", Kind.DELIMITED),
        (b"a,b\n1\0,2\n", "x.csv", Kind.DELIMITED),
        (bytes(257) + b"ustar\x0000", "x.csv", Kind.REFUSED),
        (b"[error] it broke\n", "x.log", Kind.DELIMITED),
        (b"{name}\n1\n", "x.txt", Kind.DELIMITED),
        (b"1,2\n", "x.ndjson", Kind.JSON),
        (b"PAR1\x15\x00", "x.csv", Kind.PARQUET),
        (_BOOK, "x.csv", Kind.SPREADSHEET),
        (_OLE + bytes(600), "x", Kind.SPREADSHEET),
        (_ODS, "x", Kind.SPREADSHEET),
        (_ODS, "x.odt", Kind.REFUSED),
        (b"\x1f\x8b\x08", "x.csv", Kind.COMPRESSED),
        (b"BZh9", "x", Kind.COMPRESSED),
        (b"\xfd7zXZ\x00", "x", Kind.COMPRESSED),
        (zipped({"a.csv": CSV}), "x.csv", Kind.ARCHIVE),
        (zipped({"a.csv": CSV}), "x.xlsx", Kind.REFUSED),
        (CSV.decode().encode("utf-16"), "x.csv", Kind.DELIMITED),
        (CSV.decode().encode("utf-16-le"), "x.csv", Kind.DELIMITED),
        (bytes(range(32)) * 10, "x.csv", Kind.REFUSED),
    ],
)
def test_kinds(data: bytes, name: str, kind: Kind, tmp_path: Path) -> None:
    """A refused file has a reason, and only that."""
    path = tmp_path / "file"
    path.write_bytes(data)
    found, reason = kind_of(path, name)
    assert (found, bool(reason)) == (kind, kind is Kind.REFUSED)


def test_workbooks_go_by_their_bytes(tmp_path: Path) -> None:
    """A reader that looks at the ending is shown the true one."""
    samples = {".xlsx": _BOOK, ".xls": _OLE, ".ods": _ODS, ".xlsb": zipped({"xl/workbook.bin": b""})}
    for ending, data in samples.items():
        path = tmp_path / "file"
        path.write_bytes(data)
        assert workbook_ending(path) == ending
