"""A reader that knows its files by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.core.ingest.report import FileReading, SheetIssue

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """The FileReader port: what is not known is refused, as a file that holds no table is."""

    readings: dict[str, FileReading] = field(default_factory=dict)

    def read(self, source: bytes | Path, name: str) -> FileReading:
        """Return what is known under the name."""
        refused = FileReading(name, (), (SheetIssue(name, "it holds no table; please share a CSV or an Excel file"),))
        return self.readings.get(name, refused)
