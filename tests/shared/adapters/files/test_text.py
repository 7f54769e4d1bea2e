"""A text file of any size, encoding and line end becomes plain UTF-8 with a known dialect, or a reason."""

from __future__ import annotations

import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.adapters.files.text import open_text, text_lines
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.text.raw_cells import raw_cells
from shared.core.ingest.text.records import read_records
from shared.core.ingest.text.sheet import TextSheet
from shared.core.ingest.text.structure import lay_out

_TEXT = "name;città\nMüller;Zürich €5\n"


def _open(data: bytes, folder: Path) -> TextSheet | SheetIssue:
    path = folder / "file.csv"
    path.write_bytes(data)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    return open_text(path, "file.csv", scratch)


def _sheet(data: bytes, folder: Path) -> TextSheet:
    sheet = _open(data, folder)
    assert isinstance(sheet, TextSheet)
    return sheet


def _records(sheet: TextSheet) -> list[tuple[int, list[str]]]:
    return list(read_records(text_lines(sheet), sheet.dialect, sheet.first_line))


def test_plain_text_is_not_copied(tmp_path: Path) -> None:
    """UTF-8 without marks is read where it lies."""
    sheet = _sheet(_TEXT.encode(), tmp_path)
    assert sheet.path == tmp_path / "file.csv"
    assert (sheet.dialect.separator, sheet.repairs) == (";", ())
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_other_encodings_are_written_anew(encoding: str, tmp_path: Path) -> None:
    """The copy is UTF-8 without a mark, with the text of the file."""
    sheet = _sheet(_TEXT.encode(encoding), tmp_path)
    assert sheet.path.read_bytes() == _TEXT.encode()
    assert sheet.path.parent == tmp_path / "scratch"
    assert [record[1] for record in _records(sheet)] == [["name", "città"], ["Müller", "Zürich €5"]]


def test_a_mark_twice_and_marks_inside_are_removed(tmp_path: Path) -> None:
    """Files that were joined have a mark where each began; it would hide in a name or a value."""
    mark = "\ufeff".encode()
    sheet = _sheet(mark + mark + b"a,b\n1,2\n" + mark + b"3,4\n", tmp_path)
    assert sheet.path.read_bytes() == b"a,b\n1,2\n3,4\n"
    assert [repair.count for repair in sheet.repairs] == [1]


def test_one_wrong_byte_far_below_is_found(tmp_path: Path) -> None:
    """All of the file is held against UTF-8, block by block, also where a block ends inside a character."""
    rows = "é,1\n".encode() * 700_000
    sound = _sheet(b"a,b\n" + rows, tmp_path)
    assert sound.path == tmp_path / "file.csv"
    broken = _sheet(b"a,b\n" + rows + b"\xe9,1\n", tmp_path)
    assert [(repair.what, repair.count) for repair in broken.repairs] == [
        ("characters that could not be read were replaced", 1)
    ]
    foreign = _sheet(b"a,b\n" + b"x,1\n" * 700_000 + b"caf\xe9,1\n", tmp_path)
    assert foreign.path.read_bytes().endswith("café,1\n".encode())


def test_a_hint_of_excel_is_obeyed_and_left_out(tmp_path: Path) -> None:
    """The first line of the text is the second line of the file."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        sheet = _sheet("sep=;\r\nnäme;b,c\r\n1;2,5\r\n".encode(encoding), tmp_path)
        assert (sheet.first_line, sheet.dialect.separator) == (2, ";")
        assert _records(sheet) == [(2, ["näme", "b,c"]), (3, ["1", "2,5"])]


def test_zero_characters_are_removed(tmp_path: Path) -> None:
    """No database keeps one; how many there were is told."""
    sheet = _sheet(b"a,b\n" + b"1,x\0y\n" * 30, tmp_path)
    assert b"\0" not in sheet.path.read_bytes()
    assert [(repair.what, repair.count) for repair in sheet.repairs] == [("invisible zero characters were removed", 30)]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_any_line_end_ends_a_line(end: str, tmp_path: Path) -> None:
    """Lines are counted alike, and line ends inside quotes stay as they are."""
    sheet = _sheet(f'a,b{end}1,"x{end}y"{end}{end}3,z{end}'.encode(), tmp_path)
    assert _records(sheet) == [(1, ["a", "b"]), (2, ["1", f"x{end}y"]), (4, []), (5, ["3", "z"])]


@pytest.mark.parametrize("data", [b"", b"\n\n\r\n", b" \t\n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_nothing_is_a_reason(data: bytes, tmp_path: Path) -> None:
    """A file of blanks holds no table, and the reason says so."""
    issue = _open(data, tmp_path)
    assert isinstance(issue, SheetIssue)
    assert issue.reason == "there is nothing in it"


def test_a_line_that_never_ends_is_a_reason(tmp_path: Path) -> None:
    """Lines are held in memory, so they have a limit; 50 MB in a line are still read."""
    cells = b"0123456789," * 5_000_000
    sheet = _open(cells[:50_000_000] + b"\n", tmp_path)
    assert isinstance(sheet, TextSheet)
    issue = _open(cells * 2, tmp_path)
    assert isinstance(issue, SheetIssue)
    assert "far too long" in issue.reason


def test_a_hundred_thousand_columns_are_read(tmp_path: Path) -> None:
    """How many are too many is for others to say."""
    sheet = _sheet(
        (",".join(f"c{place}" for place in range(100_000)) + "\n" + "1," * 99_999 + "1\n").encode(), tmp_path
    )
    assert [len(cells) for _, cells in _records(sheet)] == [100_000, 100_000]


def test_a_large_file_takes_the_memory_of_a_block(tmp_path: Path) -> None:
    """Opening a file that must be written anew holds a few blocks of it, never all of it."""
    path = tmp_path / "file.csv"
    path.write_bytes("näme;5\r\n".encode("cp1252") * 6_000_000)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    tracemalloc.start()
    try:
        sheet = open_text(path, "file.csv", scratch)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(sheet, TextSheet)
    assert path.stat().st_size > 40_000_000
    assert peak < 32_000_000


_SCRAPS = st.lists(
    st.sampled_from(
        [b"a", b"7", b",", b";", b'"', b"\n", b"\r", b" ", b"\t", b"\\", b"#", b"\xe9", b"\xc3\xa9", b"\0", b"'"]
    )
).map(b"".join)


@given(_SCRAPS | st.binary(max_size=500))
@example(b'a,b\n1,"')
@example(b"sep=")
@example(b"sep=;\n")
@example(b'"' * 99)
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_it_fail(data: bytes) -> None:
    """Whatever is in a file, there is a reason, or there are cells that can be written."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = _open(data, Path(folder))
        if isinstance(sheet, TextSheet):
            records = _records(sheet)
            layouts = lay_out(sheet.label, records, records[-50:], complete=True, may_be_empty=True)
            rows = list(raw_cells(layouts, records)) if isinstance(layouts, tuple) else []
            "".join(cell for row in rows for cell in row).encode()
