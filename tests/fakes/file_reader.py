"""A reader that knows its files by name, or by what is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.core.ingest.report import FileReading, SheetIssue

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.rules.keys import Written
    from shared.ports.file_reader import ReadingProgress


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """The FileReader port: what is not known is refused, as a file that holds no table is."""

    readings: dict[str, FileReading] = field(default_factory=dict)
    told: tuple[tuple[int, int | None], ...] = ()
    """What each reading tells of its progress."""
    rules: list[tuple[Written, ...]] = field(default_factory=list)
    """The rules that each reading was given."""

    def read(
        self,
        source: bytes | Path,
        name: str,
        folder: Path,
        progress: ReadingProgress | None = None,
        rules: tuple[Written, ...] = (),
    ) -> FileReading:
        """Return what is known under the name, or under what is in the file."""
        self.rules.append(rules)
        (folder / "staged").touch(exist_ok=False)
        for rows, of in self.told:
            if progress is not None:
                progress(rows, of)
        content = source if isinstance(source, bytes) else source.read_bytes()
        refused = FileReading(name, (), (SheetIssue(name, "it holds no table; please share a CSV or an Excel file"),))
        return self.readings.get(name) or self.readings.get(content.decode("utf-8", "replace"), refused)
