"""Whatever is shared, opening it gives sheets of text or one clear sentence a problem, never an exception."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.demo.samples import hostile_files, targets_workbook
from infra.local.demo.workbook import write_workbook
from shared.adapters.files.opening import open_sheets
from shared.core.ingest.limits import DEFAULT_LIMITS, FileLimits
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.text.sheet import TextSheet
from tests.fakes.opened_files import CSV, opened, parquet, the_reason, the_sheet, zipped

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROWS = [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Alan"}]
_BOOK = write_workbook({"people": [("id", "name"), (1, "Ada"), (2, "Alan")]})
_JSON = json.dumps(_ROWS).encode()
_LINES = b"".join(json.dumps(row).encode() + b"\n" for row in _ROWS)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (CSV, "people.csv"),
        (gzip.compress(CSV), "people.csv.gz"),
        (bz2.compress(CSV), "people.csv.bz2"),
        (lzma.compress(CSV), "people.csv.xz"),
        (zipped({"people.csv": CSV, "__MACOSX/x": b"y", "a/": b"", "a/._people.csv": b"\0"}), "people.zip"),
        (zipped({"people.csv.gz": gzip.compress(CSV)}), "people.zip"),
        (_BOOK, "people.xlsx"),
        (_BOOK, "people"),
        (zipped({"people.xlsx": _BOOK}), "all.zip"),
        (_JSON, "people.json"),
        (_JSON, "people"),
        (_LINES, "people.jsonl"),
        (_LINES, "people.json"),
        (gzip.compress(_LINES), "people.ndjson.gz"),
    ],
)
def test_one_table_in_many_wrappings(data: bytes, name: str, tmp_path: Path) -> None:
    """The bytes say what a file is, and its text is the same in each of them."""
    sheet = the_sheet(data, name, tmp_path)
    assert sheet.path.read_text(encoding="utf-8").replace('"', "") == CSV.decode()
    assert (sheet.dialect.separator, sheet.label.split(".")[0]) == (",", "people")


def test_a_plain_file_is_not_copied(tmp_path: Path) -> None:
    """A gigabyte of plain text needs no second one."""
    path = tmp_path / "people.csv"
    path.write_bytes(CSV)
    (sheet,) = open_sheets(path, "other.csv", tmp_path, DEFAULT_LIMITS)
    assert isinstance(sheet, TextSheet)
    assert (sheet.path, sheet.label) == (path, "other.csv")


def test_a_file_that_is_not_there_is_an_issue(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "gone.csv", tmp_path):
        (issue,) = open_sheets(path, "gone.csv", tmp_path, DEFAULT_LIMITS)
        assert isinstance(issue, SheetIssue)
        assert "no such file" in issue.for_user()


def test_a_zip_of_several_files_is_several_sheets(tmp_path: Path) -> None:
    """What cannot be read is an issue beside those that can; sheets of one name are told apart by others."""
    data = zipped({"a.csv": CSV, "b/a.csv": CSV, "notes.pdf": b"%PDF-1.7", "empty.csv": b"", "c.json": _JSON})
    found = opened(data, "all.zip", tmp_path)
    sheets = [each for each in found if isinstance(each, TextSheet)]
    assert [each.label for each in sheets] == ["a.csv", "a.csv", "c.json"]
    assert len({each.path for each in sheets}) == 3
    assert {each.where for each in found if isinstance(each, SheetIssue)} == {"notes.pdf", "empty.csv"}


def test_no_name_in_an_archive_leads_out_of_the_folder(tmp_path: Path) -> None:
    """Members are written under names of ours, and called by the last part of their own."""
    names = ["../../evil.csv", "/etc/evil.csv", "..\\..\\evil.csv", "C:\\evil.csv", "a/\x1b[31m/evil.csv"]
    found = opened(zipped(dict.fromkeys(names, CSV)), "x.zip", tmp_path)
    assert [each.label for each in found if isinstance(each, TextSheet)] == ["evil.csv"] * 5
    assert all(each.path.is_relative_to(tmp_path) for each in found if isinstance(each, TextSheet))
    assert not list(tmp_path.rglob("*evil*"))


def _with_password(data: bytes) -> bytes:
    """A zip whose members say that they are encrypted."""
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.index(mark) + place] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "x.csv", "empty"),
        (b" \n\n", "x.csv", "empty"),
        (b"%PDF-1.7 ...", "x.csv", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "x.png", "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "x.jpg", "picture"),
        (b"II*\x00" + bytes(100), "x.tif", "picture"),
        (b"PAR1" + bytes(100), "x.parquet", "damaged"),
        (b"PARE" + bytes(100), "x.parquet", "password"),
        (CSV, "x.parquet", "not one"),
        (b"ARROW1\x00\x00" + bytes(100), "x.feather", "other programs"),
        (b"ORC" + bytes(100), "x.orc", "other programs"),
        (b"SQLite format 3\x00" + bytes(100), "x.db", "database"),
        (b"\x00\x01\x00\x00Standard ACE DB" + bytes(100), "x.accdb", "database"),
        (b"Rar!\x1a\x07" + bytes(100), "x.rar", "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), "x.7z", "7z"),
        (b"\x7fELF" + bytes(100), "x", "program"),
        (b"<html><table></table></html>", "x.xls", "web page"),
        (b'<?xml version="1.0"?><a/>', "x.xml", "XML"),
        (random.Random(1).randbytes(5_000), "x.dat", "not a kind of file"),
        (_OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "password"),
        (_OLE + bytes(500) + "WordDocument".encode("utf-16-le"), "x.doc", "document"),
        (_OLE + bytes(5_000), "x.xls", "damaged"),
        (b"PK\x03\x04" + bytes(500), "x.zip", "damaged"),
        (b"PK\x03\x04" + bytes(500), "x.xlsx", "damaged"),
        (CSV, "x.xlsx", "not one"),
        (gzip.compress(CSV)[:-10], "x.csv.gz", "damaged"),
        (bz2.compress(CSV)[:-10], "x.csv.bz2", "damaged"),
        (lzma.compress(CSV)[:-10], "x.csv.xz", "damaged"),
        (gzip.compress(b""), "x.csv.gz", "empty"),
        (zipped({"word/document.xml": b"<w/>"}), "x.docx", "document"),
        (zipped({"Index/Document.iwa": b"w"}), "x.numbers", "Apple"),
        (zipped({}), "x.zip", "empty"),
        (_with_password(zipped({"x.csv": CSV})), "x.zip", "password"),
        (zipped({"xl/workbook.xml": b"<not-a-workbook"}), "x.xlsx", "damaged"),
        (gzip.compress(gzip.compress(gzip.compress(CSV))), "x.gz", "archives in archives"),
        (b"[" * 100_000, "x.json", "sound JSON"),
    ],
)
def test_what_holds_no_table_is_refused_with_one_sentence(data: bytes, name: str, words: str, tmp_path: Path) -> None:
    """The sentence names the file and the reason, and no part of a program."""
    sentence = the_reason(data, name, tmp_path)
    assert sentence.split(": ")[0].split(".")[0] == "x"
    assert words in sentence
    assert not any(trace in sentence for trace in ("Traceback", "Error", "tmp/", "python"))


def test_a_text_that_begins_like_a_format_of_programs_is_text(tmp_path: Path) -> None:
    """Three letters are no proof."""
    assert the_sheet(b"ORC,name\n1,Azog\n", "x.csv", tmp_path).label == "x.csv"
    assert the_sheet(b'{"a",b\n1,2\n', "x.csv", tmp_path).label == "x.csv"


@pytest.mark.parametrize("sample", hostile_files(), ids=lambda sample: sample.name)
def test_hostile_samples_are_refused(sample: object, tmp_path: Path) -> None:
    """Bombs, fragments and impostors have a reason each."""
    found = opened(sample.data, sample.name, tmp_path)  # type: ignore[attr-defined]
    assert found
    assert all(isinstance(each, SheetIssue) for each in found)


@pytest.mark.parametrize(
    ("data", "limits", "words"),
    [
        (CSV * 100, replace(DEFAULT_LIMITS, bytes=10), "larger than"),
        (zipped({f"{n}.csv": CSV for n in range(5)}), replace(DEFAULT_LIMITS, members=4), "more than 4 files"),
        (zipped({f"{n}.csv": CSV for n in range(10_000)}), DEFAULT_LIMITS, "more than 50 files"),
        (gzip.compress(CSV * 100), replace(DEFAULT_LIMITS, unpacked_bytes=1_000), "far more data"),
        (zipped({"a.csv": CSV * 100}), replace(DEFAULT_LIMITS, unpacked_bytes=1_000), "far more data"),
        (gzip.compress(bytes(20 << 20)), DEFAULT_LIMITS, "far more data"),
        (gzip.compress(gzip.compress(b"a," * (15 << 20))), DEFAULT_LIMITS, "far more data"),
        (zipped({"a.csv.gz": gzip.compress(b"a," * (15 << 20))}), DEFAULT_LIMITS, "far more data"),
        (zipped({"xl/workbook.xml": bytes(20 << 20)}), DEFAULT_LIMITS, "far more data"),
    ],
)
def test_limits_refuse_with_a_reason(data: bytes, limits: FileLimits, words: str, tmp_path: Path) -> None:
    """Each limit is its own sentence, kept while unpacking."""
    assert words in the_reason(data, "file", tmp_path, limits)


def test_members_share_the_room_there_is(tmp_path: Path) -> None:
    """What is unpacked is counted over all members, at any depth; those before the limit are kept."""
    member = gzip.compress(CSV * 10)
    limits = replace(DEFAULT_LIMITS, unpacked_bytes=len(CSV) * 25)
    found = opened(zipped({f"{n}.csv.gz": member for n in range(4)}), "x.zip", tmp_path, limits)
    assert [type(each) for each in found] == [TextSheet, TextSheet, SheetIssue]


def test_a_bomb_leaves_nothing_on_the_disk(tmp_path: Path) -> None:
    """What was unpacked of it is removed at once."""
    assert "far more" in the_reason(gzip.compress(bytes(30 << 20)), "x.gz", tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 1 << 20


def test_a_directory_of_a_million_members_is_not_read(tmp_path: Path) -> None:
    """A zip can list the same member a million times in a few bytes each; its size alone says no."""
    entry = b"PK\x01\x02" + bytes(42)
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + (46 * 1_000_000).to_bytes(4, "little") + bytes(6)
    started = time.monotonic()
    assert "damaged" in the_reason(b"PK\x03\x04" + bytes(26) + entry * 1_000_000 + end, "x.zip", tmp_path)
    assert time.monotonic() - started < 2


def _samples(folder: Path) -> dict[str, bytes]:
    query = "SELECT range AS id, 'x' || range AS name, range * 1.5 AS v FROM range(500)"
    lines = b"".join(b'{"id": %d, "name": "x\xc3\xa9", "in": {"a": [1, 2.5]}}\n' % n for n in range(300))
    rows = b"id,name\n" + b"".join(b"%d,\xc3\xa9t\xc3\xa9\n" % n for n in range(300))
    return {
        "x.csv": rows,
        "x.csv.gz": gzip.compress(rows),
        "x.csv.bz2": bz2.compress(rows),
        "x.csv.xz": lzma.compress(rows),
        "x.zip": zipped({"a.csv": rows, "b.json": lines}),
        "x.xlsx": targets_workbook(2025).data,
        "x.parquet": parquet(query, folder),
        "x.jsonl": lines,
        "x.json": b"[" + lines.replace(b"\n", b",")[:-1] + b"]",
        "y.json": b'{"rows": [' + lines.replace(b"\n", b",")[:-1] + b'], "n": 1}',
    }


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of each kind."""
    return _samples(tmp_path_factory.mktemp("samples"))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_files_cut_anywhere_give_sheets_or_reasons(samples: dict[str, bytes], data: st.DataObject) -> None:
    """A file of any kind that lost its end never raises, and never hangs."""
    name = data.draw(st.sampled_from(sorted(samples)))
    whole = samples[name]
    _never_raises(whole[: data.draw(st.integers(0, len(whole) - 1))], name)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_files_with_changed_bytes_give_sheets_or_reasons(samples: dict[str, bytes], data: st.DataObject) -> None:
    """A few bytes changed anywhere never raise either."""
    name = data.draw(st.sampled_from(sorted(samples)))
    changed = bytearray(samples[name])
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    _never_raises(bytes(changed), name)


def _never_raises(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = opened(data, name, Path(folder))
        assert found
        assert all(each.path.exists() for each in found if isinstance(each, TextSheet))


def test_the_samples_are_sound(samples: dict[str, bytes], tmp_path: Path) -> None:
    """Uncut, each of them gives its tables."""
    counts = {name: len(opened(data, name, tmp_path)) for name, data in samples.items()}
    assert counts == dict.fromkeys(samples, 1) | {"x.zip": 2, "x.xlsx": 2}


def test_a_stream_is_read_as_it_is_written() -> None:
    """The samples' compressors are the ones of the standard library, which others read too."""
    assert gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(CSV))).read() == CSV
