"""Bytes become text without anybody being asked for the encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.text.encoding import decode

_TEXT = "name;città\nMüller;Zürich €5\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_usual_encodings_are_recognised(encoding: str) -> None:
    """Byte order marks are believed and removed, UTF-16 is known by its zeros, the rest is what Windows writes."""
    assert decode(_TEXT.encode(encoding)).text == _TEXT


def test_a_guess_is_reported() -> None:
    """Text that is not UTF-8 was perhaps not Windows-1252 either, and the reader is told."""
    assert [repair.count for repair in decode(_TEXT.encode("cp1252")).repairs] == [1]
    assert decode(_TEXT.encode()).repairs == ()


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    """UTF-8 with a broken character stays UTF-8; the character is replaced, counted and reported."""
    decoded = decode("é".encode() * 100 + b"\xe9 and more")
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith("é" * 100 + "\ufffd")
    assert [repair.count for repair in decoded.repairs] == [1]


def test_replacement_characters_of_the_file_itself_are_no_damage() -> None:
    """A file that already holds U+FFFD is read as it is."""
    assert decode("37\ufffd36'".encode()).repairs == ()


def test_zero_characters_are_removed_and_reported() -> None:
    """No database keeps a zero character in a text."""
    decoded = decode(b"a,b\n1,x\x00y\n" * 10)
    assert "\0" not in decoded.text
    assert decoded.repairs[0].count == 10


@given(st.text())
def test_utf_8_comes_back_as_it_went(text: str) -> None:
    """Every text without zero characters, and without a mark of its own before or behind it, survives."""
    plain = text.replace("\0", "").lstrip("\ufeff").rstrip("\x1a")
    data = plain.encode("utf-8", errors="ignore")
    assert decode(data).text == data.decode()


@given(st.binary(max_size=2_000))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    """Whatever the bytes, there is a text, and it can be stored."""
    text = decode(data).text
    assert "\0" not in text
    text.encode()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a,b\n1,2\n\x1a", "a,b\n1,2\n"),
        (b"a,b\n1,2\x1a\x1a", "a,b\n1,2"),
        (b"a\x1a,b\n1,2\n", "a\x1a,b\n1,2\n"),
        ("a,b\nü,2\n".encode("utf-16") + b"\n", "a,b\nü,2\n"),
        ("a,b\nü,2\n".encode("utf-16") + b"\r\n", "a,b\nü,2\n\u0a0d"),
    ],
    ids=["the end of DOS", "twice", "elsewhere", "half a line end", "no half"],
)
def test_what_programs_put_behind_the_last_line_is_left_out(data: bytes, text: str) -> None:
    """A mark for the end of a file, or a line end of one byte behind text of two."""
    assert decode(data).text == text
    assert decode(data).repairs == ()
