"""Documents of every kind are read within limits, or refused with a sentence that says what to do."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from shared.adapters.files.documents import LimitedDocumentReader
from shared.core.ingest.limits import DEFAULT_LIMITS
from shared.core.ingest.report import SheetIssue
from shared.core.retrieval.document import Block, Document
from tests.fakes.paper_files import locked, packed, pdf, word

READER = LimitedDocumentReader(replace(DEFAULT_LIMITS, child_wall_seconds=20.0, child_cpu_seconds=15))
PAGES = pdf(
    [
        ["Returns", "Goods may be returned within 30 days (of the invoice).", "A fee of 5 % is kept."],
        ["Hotels", "The nightly limit is 6,000 rupees."],
    ]
)
ROW = "<w:tr><w:tc><w:p><w:r><w:t>Fee</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5 %</w:t></w:r></w:p></w:tc></w:tr>"


def read(source: bytes, name: str) -> Document:
    """The document, which must be one."""
    found = READER.read(source, name)
    assert isinstance(found, Document), found
    return found


def refused(source: bytes, name: str) -> str:
    """Why it is none."""
    found = READER.read(source, name)
    assert isinstance(found, SheetIssue)
    return found.for_user()


@pytest.mark.parametrize(
    ("name", "source", "is_document"),
    [
        ("Policy.PDF", b"", True),
        ("policy.docx", b"", True),
        ("notes.md", b"a,b\n1,2\n", True),
        ("notes.txt", b"We agreed on Monday that goods may be returned.", True),
        ("sales.txt", b"city,sales\nPune,1\nAgra,2\n", False),
        ("sales.csv", b"We agreed on Monday that goods may be returned.", False),
        ("book.xlsx", b"", False),
        ("binary.txt", bytes(range(256)) * 9, False),
    ],
)
def test_documents_are_told_from_tables(name: str, source: bytes, *, is_document: bool) -> None:
    """By name, and a text file by what it holds."""
    assert READER.holds_text(source, name) is is_document


def test_a_pdf_is_read_page_by_page() -> None:
    """Its short lines before text are headings."""
    assert read(PAGES, "Terms 2024.pdf") == Document(
        "Terms 2024",
        (
            Block("Returns", 2, 1),
            Block("Goods may be returned within 30 days (of the invoice). A fee of 5 % is kept.", 0, 1),
            Block("Hotels", 2, 2),
            Block("The nightly limit is 6,000 rupees.", 0, 2),
        ),
    )


def test_a_word_file_is_read_with_its_headings_and_tables() -> None:
    """Styles are known by their English name in any language; deleted text is gone."""
    deleted = "<w:p><w:r><w:t>Kept.</w:t></w:r><w:del><w:r><w:t>Gone.</w:t></w:r></w:del></w:p>"
    listed = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>An item</w:t></w:r></w:p>"
    source = word(
        [("Otsikko", "Terms"), ("Rubrik1", "Returns"), "Within 30 days.", ""], f"<w:tbl>{ROW}</w:tbl>{deleted}{listed}"
    )
    assert read(source, "Terms.docx").blocks == (
        Block("Terms", 1),
        Block("Returns", 1),
        Block("Within 30 days."),
        Block("Fee | 5 %"),
        Block("Kept."),
        Block("• An item"),
    )


def test_a_title_is_in_words() -> None:
    """As people say it, not as it is typed in a file's name."""
    read = LimitedDocumentReader().read(b"# Policy\n\nGoods may come back.\n", "refund_policy_2024.md")
    assert isinstance(read, Document)
    assert read.title == "refund policy 2024"


def test_texts_are_read_whatever_they_are_written_in() -> None:
    """Windows' own encodings among them."""
    assert read("# Règles\n\nCafé only.".encode("cp1252"), "r.md").blocks == (Block("Règles", 1), Block("Café only."))
    assert read("Only at night, please.".encode("utf-16"), "r.txt").blocks == (Block("Only at night, please."),)


@pytest.mark.parametrize(
    ("name", "source", "reason"),
    [
        ("a.pdf", b"", "empty"),
        ("a.md", b" \n\t\n", "empty"),
        ("a.md", b"# Only a heading\n", "no text"),
        ("a.md", bytes(range(256)) * 9, "not text"),
        ("a.pdf", b"just words", "not a PDF"),
        ("a.pdf", b"%PDF-1.7\nnothing that follows is one", "damaged"),
        ("a.pdf", PAGES[:300], "damaged"),
        ("a.pdf", pdf([[""], [" "]]), "scanner"),
        ("a.pdf", locked(PAGES, "secret"), "password"),
        ("a.docx", b"just words", "not a Word file"),
        ("a.docx", packed({"xl/workbook.xml": b"<x/>"}), "not a Word file"),
        ("a.docx", packed({"word/document.xml": b"<w:document"}), "damaged"),
        ("a.docx", word(["x"])[:-40], "not a Word file"),
        ("a.docx", word([""]), "no text"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.md", b"x" * (21 * 1024 * 1024), "20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(name: str, source: bytes, reason: str) -> None:
    """With the file's name, and never an exception."""
    said = refused(source, name)
    assert said.startswith("a.")
    assert reason in said


def test_a_pdf_that_only_its_owner_locked_is_read() -> None:
    """Everybody may open such a one."""
    assert len(read(locked(PAGES, ""), "a.pdf").blocks) == 4


def test_entities_are_an_attack() -> None:
    """A billion laughs and a file of this machine among them."""
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    files = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for prolog in (laughs, files):
        said = refused(word(["x"], "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", prolog), "a.docx")
        assert "damaged" in said


def test_a_bomb_is_not_unpacked() -> None:
    """Neither one that says its size nor one whose single part is beyond all measure."""
    careful = LimitedDocumentReader(replace(DEFAULT_LIMITS, unpacked_bytes=1 << 20))
    found = careful.read(packed({"word/document.xml": b"<w:document>" + b" " * (2 << 20)}), "a.docx")
    assert isinstance(found, SheetIssue)
    assert "far more data" in found.reason
    assert refused(packed({"word/document.xml": b"<w:document>" + b" ." * (33 << 20)}), "a.docx")


def test_damaged_files_are_never_more_than_refused() -> None:
    """Cut and mixed at random, with a fixed seed."""
    rng = random.Random(20261121)
    for source, name in ((PAGES, "a.pdf"), (word([("Rubrik1", "Returns"), "Within 30 days."]), "a.docx")):
        for _ in range(4):
            broken = bytearray(source)
            for _ in range(20):
                broken[rng.randrange(len(broken))] = rng.randrange(256)
            assert isinstance(READER.read(bytes(broken), name), Document | SheetIssue)


def test_a_document_that_takes_too_long_is_stopped() -> None:
    """The child is killed."""
    slow = LimitedDocumentReader(replace(DEFAULT_LIMITS, child_wall_seconds=0.01))
    found = slow.read(PAGES, "a.pdf")
    assert isinstance(found, SheetIssue)
    assert "too long" in found.reason
