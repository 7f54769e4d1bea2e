"""What the XML of an .ods workbook says that its native reader does not: which numbers are percents or amounts.

Imported by a child, so it imports nothing heavy. OpenDocument 1.2, part 1: 9.1 (tables), 19.385 (value types).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from shared.adapters.files.number_formats import PLAIN, NumberFormat
from shared.adapters.files.workbook_marks import SheetMarks, shared_and_mixed, walk

if TYPE_CHECKING:
    import zipfile

_MAX_COLUMNS = 16_384
_MAX_REPEATS = 1_000
"""Columns that one cell with a number is taken to fill at the most."""
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_HIDDEN = frozenset({"collapse", "filter"})


def ods_marks(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """The marks of each sheet, by name. Raises one of workbook_marks.FAILURES."""
    sheets = _Sheets()
    with archive.open("content.xml") as stream:
        walk(stream, sheets.see)
    return sheets.marks()


class _Sheets:
    """The formats of the numbers in each sheet, by column, and how many rows are hidden."""

    def __init__(self) -> None:
        self._formats: dict[str, dict[int, set[NumberFormat]]] = {}
        self._hidden: dict[str, int] = defaultdict(int)
        self._sheet = ""
        self._column = 0

    def see(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element in."""
        if tag in _CELLS:
            self._see_cell({name[name.rfind(":") + 1 :]: value for name, value in attributes.items()})
        elif tag == "table-row":
            self._column = 0
            self._hidden[self._sheet] += attributes.get("table:visibility") in _HIDDEN
        elif tag == "table":
            self._sheet = attributes.get("table:name", "")
            self._formats[self._sheet] = defaultdict(set)

    def marks(self) -> dict[str, SheetMarks]:
        """What was seen."""
        return {
            name: SheetMarks(*shared_and_mixed(formats), hidden_rows=self._hidden[name])
            for name, formats in self._formats.items()
        }

    def _see_cell(self, attributes: dict[str, str]) -> None:
        repeats = min(int(attributes.get("number-columns-repeated", "1")), _MAX_COLUMNS)
        form = _format_of(attributes)
        if form is not None and self._sheet in self._formats:
            for column in range(self._column, self._column + min(repeats, _MAX_REPEATS)):
                self._formats[self._sheet][column].add(form)
        self._column += repeats


def _format_of(attributes: dict[str, str]) -> NumberFormat | None:
    """The format of a cell that holds a number; None for any other."""
    match attributes.get("value-type"):
        case "percentage":
            return NumberFormat("%", hundredfold=True)
        case "currency":
            return NumberFormat(attributes.get("currency", ""))
        case "float":
            return PLAIN
        case _:
            return None
