"""The port to whatever turns a shared document into its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.core.ingest.report import SheetIssue
    from shared.core.retrieval.document import Document


class DocumentReader(Protocol):
    """Reads documents of the kinds people share."""

    def holds_text(self, source: bytes, name: str) -> bool:
        """True when the file is a document to be read in sentences, False when it may hold tables."""
        ...

    def read(self, source: bytes, name: str) -> Document | SheetIssue:
        """The text of a file called name, or why it cannot be read; never an exception."""
        ...
