"""Documents people share: Markdown and plain text read here, PDF and Word in a child process that can be killed."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shared.adapters.files.archives import check_zip, is_zip, zip_names
from shared.adapters.files.children import ENCRYPTED, in_words, run_apart
from shared.core.ingest.limits import DEFAULT_LIMITS, FileLimits
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.text.encoding import decode
from shared.core.retrieval.document import Block, Document
from shared.core.retrieval.markdown import read_markdown, read_plain, reads_as_prose
from shared.core.retrieval.pages import read_pages

_CHILD = Path(__file__).with_name("document_child.py")
_MARKDOWN = frozenset({".md", ".markdown"})
_PLAIN = frozenset({".txt"})
DOCUMENT_ENDINGS = _MARKDOWN | {".pdf", ".docx"}
"""Endings of files that are documents whatever they hold; a .txt is one where it reads as prose."""
_MIB = 1024 * 1024
_BYTES = 20 * _MIB
_CHARACTERS = 2_000_000
"""Read of one document; a long novel has half of that."""
_PAGES = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROBE = 200_000
_STRANGE = 0.02
"""Text holds next to no control characters."""
_PROBLEMS = {
    "damaged": "it is damaged, and cannot be opened",
    "pictures": "it holds pictures of text only, as a scanner makes them; please share it with its text",
}
_EMPTY = "there is no text in it"
_NO_PDF = "it is not a PDF, whatever its name says"
_NO_TEXT = "it is not text, whatever its name says"


@dataclass(frozen=True, slots=True)
class LimitedDocumentReader:
    """The DocumentReader port: reads with these limits."""

    limits: FileLimits = DEFAULT_LIMITS

    def holds_text(self, source: bytes, name: str) -> bool:
        """True when the file is a document to be read in sentences, False when it may hold tables."""
        ending = PurePosixPath(name.lower()).suffix
        if ending in _PLAIN:
            text = decode(source[:_PROBE]).text
            return _is_text(text) and reads_as_prose(text)
        return ending in DOCUMENT_ENDINGS

    def read(self, source: bytes, name: str) -> Document | SheetIssue:
        """The text of a file called name, or why it cannot be read."""
        label = PurePosixPath(name).name or "file"
        if not source.strip(b" \t\r\n\0"):
            return SheetIssue(label, "the file is empty")
        if len(source) > min(_BYTES, self.limits.bytes):
            most = min(_BYTES, self.limits.bytes) // _MIB
            return SheetIssue(label, f"it is larger than {most} MB, the limit of a document")
        found = self._blocks(source, label)
        if isinstance(found, SheetIssue):
            return found
        blocks, cut = found
        if not any(block.level == 0 for block in blocks):
            return SheetIssue(label, _EMPTY)
        return Document(_title(label), blocks, cut)

    def _blocks(self, source: bytes, label: str) -> tuple[tuple[Block, ...], bool] | SheetIssue:
        ending = PurePosixPath(label.lower()).suffix
        if source.startswith(_OLE):
            old = "it is in Word's old format; please save it as .docx"
            return SheetIssue(label, ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in source else old)
        if ending in _MARKDOWN | _PLAIN:
            return _read_text(source, label, markdown=ending in _MARKDOWN)
        if ending == ".pdf":
            is_one = b"%PDF-" in source[:1024]
            return self._read_apart(source, label, ending) if is_one else SheetIssue(label, _NO_PDF)
        if not is_zip(source) or "word/document.xml" not in zip_names(source):
            return SheetIssue(label, "it is not a Word file, whatever its name says")
        return check_zip(source, label, self.limits) or self._read_apart(source, label, ".docx")

    def _read_apart(self, source: bytes, label: str, ending: str) -> tuple[tuple[Block, ...], bool] | SheetIssue:
        with tempfile.TemporaryDirectory(prefix="document-") as folder:
            file = Path(folder, "document")
            file.write_bytes(source)
            report = run_apart(_CHILD, file, ending, Path(folder), self.limits, characters=_CHARACTERS, pages=_PAGES)
        if "problem" in report:
            return SheetIssue(label, _PROBLEMS.get(report["problem"]) or in_words(report["problem"]))
        if "pages" in report:
            return read_pages(report["pages"]), bool(report["cut"])
        return tuple(Block(text, level) for text, level in report["blocks"] if text), bool(report["cut"])


def _title(label: str) -> str:
    """What people call a file: its name without the ending, in words."""
    return " ".join(PurePosixPath(label).stem.replace("_", " ").split()) or label


def _read_text(source: bytes, label: str, *, markdown: bool) -> tuple[tuple[Block, ...], bool] | SheetIssue:
    text = decode(source).text
    if not _is_text(text):
        return SheetIssue(label, _NO_TEXT)
    read = read_markdown if markdown else read_plain
    return read(text[:_CHARACTERS]), len(text) > _CHARACTERS


def _is_text(text: str) -> bool:
    """True for what people can read: next to no control characters, next to nothing that had to be replaced."""
    probe = text[:_PROBE]
    strange = sum(each == "\ufffd" or (each < " " and each not in "\t\n\r\f\x1b") for each in probe)
    return strange <= _STRANGE * len(probe)
