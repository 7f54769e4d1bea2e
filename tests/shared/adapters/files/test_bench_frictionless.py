"""The files of frictionless's own tests: each loads as listed here, or is refused for the reason listed here.

The code of a table is its rows, the rejected ones behind a hyphen, and a letter a column: integer, decimal, float,
text, boolean, Date, Timestamp; wide tables have the number of their columns instead.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.adapters.files.reader import LimitedFileReader
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.ingest.report import CleanTable

_FOLDER = Path(__file__).parents[4].parent / "shared" / "bench" / "files" / "csv-frictionless" / "data"
_LETTERS = {
    DataType.INTEGER: "i",
    DataType.DECIMAL: "d",
    DataType.FLOAT: "f",
    DataType.TEXT: "t",
    DataType.BOOLEAN: "b",
    DataType.DATE: "D",
    DataType.TIMESTAMP: "T",
}
_WIDE = 20
_LOADS = {
    "accent.csv": "2:tttttttdditdttttD",
    "adjust-floating-point-error.xlsx": "5:tddd",
    "analysis-data.csv": "9:tttttiiddbb",
    "ascii-notvalid.csv": "1:itt",
    "ascii.csv": "1:iii",
    "blank-cells.csv": "5:it",
    "blank-headers.csv": "2:iti",
    "blank-rows-multiple.csv": "2:iti",
    "blank-rows-no-fields.csv": "2:iti",
    "blank-rows.csv": "2:iti",
    "bom.csv": "2:it",
    "capital-3.csv": "5:it",
    "capital-invalid.csv": "9-1:itt",
    "capital-valid.csv": "5:it",
    "capitals.csv": "5:iit",
    "cast-int-to-string-issue-1251.xls": "2:ttiti",
    "cast-int-to-string-issue-1251.xlsx": "2:ttiti",
    "chunk1.csv": "1:it",
    "chunk1.csv.zip": "1:it",
    "chunk2.csv": "1:it",
    "chunk2.csv.zip": "1:it",
    "chunk2.headless.csv": "1:it",
    "chunk3.csv": "1:it",
    "countries-cleaned.csv": "4:iiti",
    "countries-truefalsevalues.csv": "2:ib",
    "countries.csv": "4-1:itti",
    "country-1.csv": "5:iiti",
    "country-2.csv": "5:iiti",
    "country-3.csv": "5:iiti",
    "data.csv": "2:tttd",
    "data2.csv": "3:tt",
    "defective-rows.csv": "1-1:itt",
    "delimiter.csv": "2:it",
    "dialect.csv": "1-1:it",
    "doublequote.csv": "5:ttttiittittiiiitd",
    "doublequote.csv.zip": "5:ttttiittittiiiitd",
    "duplicate-column.csv": "1:tttt",
    "duplicate-headers.csv": "2:itiit",
    "duplicate-rows.csv": "3:iti",
    "encoding-issue-274.csv": "507:ttttttttttttttttt",
    "escaping.csv": "3:it",
    "floats.csv": "5:d",
    "invalid.csv": "2-1:itt",
    "issue-1004-data1.csv": "4-1:itti",
    "issue-1004-data2.csv": "2-1:ittt",
    "issue-1009-comma.csv": "1:tt",
    "issue-1009-semicolon.csv": "1:tt",
    "issue-1024.xlsx": "46-2:55*",
    "issue-1066-largecellsize.csv": "19:tt",
    "issue-1066-largecellsizewithdeviation.csv": "19:tt",
    "issue-1066-smallcellsize.csv": "12:tt",
    "issue-1066-smallcellsizewithdeviation.csv": "12:tt",
    "issue-1100.csv": "2:iT",
    "issue-1105-timezone.csv": "2:iT",
    "issue-1109.csv": "3:idt",
    "issue-1138.csv": "7:Tit",
    "issue-1232.csv": "5:ttttttD",
    "issue-1341.csv": "99:51*",
    "issue-305.csv": "338:31*",
    "issue-312.xlsx": "4:itiii",
    "issue-313.xlsx": "2:ttttt",
    "issue-320.xlsx": "46-2:54*",
    "issue-493.csv": "9:126*",
    "issue-825.csv": "2:ttt",
    "issue-833.csv": "3:it",
    "issue-844.csv": "2:ti",
    "issue-870.xlsx": "9:ittttiDi",
    "issue-991.csv": "1:iii",
    "latin1.csv": "2:it",
    "leading-zeros.csv": "3:t",
    "long.csv": "6:it",
    "matrix-with-comment.csv": "4:iiii",
    "matrix.csv": "4:iiii",
    "merged-cells-boolean.xls": "1:b",
    "multiline-headers.xlsx": "6:tttt",
    "nested-invalid.csv": "5:iit",
    "nested.csv": "4:iit",
    "number-format-multicode.xlsx": "3:d",
    "numeric-labels.csv": "3:tbbbbbbbbb",
    "package-dialect-no-header.csv": "2:tti",
    "preserve-formatting-percentage.xlsx": "3:ii",
    "preserve-formatting.xlsx": "1:tdddddDDDDD",
    "primary-file-types.csv": "2:iib",
    "schema-errors.csv": "3-1:tti",
    "sheet2.xls": "2:it",
    "sheet2.xlsx": "2:it",
    "sheets.xlsx": "1:it 1:it 1:it",
    "skip-blank-at-the-end.csv": "1:ii",
    "skip-rows-before-headers.csv": "2:it",
    "skip-rows.csv": "2:it",
    "skip-rows.xlsx": "2:it",
    "structure-errors.csv": "2-1:iti",
    "sync-schema.csv": "2:ti",
    "table-delimiter.csv": "2:it",
    "table-infer-boolean.xlsx": "2:itb",
    "table-infer-increase-limit.csv": "199:id",
    "table-infer-iso-8859-7.csv": "4:iit",
    "table-infer-missing-values.csv": "7:iit",
    "table-infer-row-limit.csv": "11:ttt",
    "table-infer-utf8.csv": "5:iit",
    "table-infer.csv": "4:iit",
    "table-limits.csv": "3:iiii",
    "table-output.csv": "2:it",
    "table-output.xlsx": "2:it",
    "table-reverse.csv": "2:it",
    "table-unicode-headers.csv": "2:it",
    "table-with-accents.csv": "638:ttDidddt",
    "table-with-booleans.xls": "2:ib",
    "table-with-ints-floats-dates.xls": "3:idD",
    "table.csv": "2:it",
    "table.csv.bz2": "2:it",
    "table.csv.gz": "2:it",
    "table.csv.xz": "2:it",
    "table.csv.zip": "2:it",
    "table.xls": "2:it",
    "table.xlsx": "2:it 2:it",
    "table_with_data.csv": "2:it",
    "timezone-with-id.csv": "4:iTt",
    "timezone.csv": "4:Tt",
    "transform-groups.csv": "6:itii",
    "transform-pivot.csv": "12:ttti",
    "transform.csv": "3:iti",
    "transpose.csv": "2:tttt",
    "unique-field.csv": "9:ttt",
    "vix.csv": "2:Ddddd",
    "without-headers-extra.csv": "2-1:it",
    "without-headers.csv": "3:it",
}
_REFUSED = {
    "empty.csv": "the file is empty",
    "merged-cells.xls": "it has column names but no rows",
    "merged-cells.xlsx": "it has column names but no rows",
    "without-rows.csv": "it has column names but no rows",
    "without-rows.csv.zip": "it has column names but no rows",
}
_ALSO_TOLD = {
    "sheet2.xls": ("the sheet is empty",),
    "sheet2.xlsx": ("the sheet is empty",),
}
"""Of files that load, what is said of other sheets in them."""

pytestmark = pytest.mark.skipif(not _FOLDER.is_dir(), reason="the files of frictionless are not beside the project")


def _code(table: CleanTable) -> str:
    """A table in a word."""
    letters = "".join(_LETTERS[column.type] for column in table.columns)
    rejects = f"-{len(table.rejects)}" if table.rejects else ""
    return f"{len(table.rows)}{rejects}:{letters if len(letters) <= _WIDE else f'{len(letters)}*'}"


def test_no_file_is_left_out() -> None:
    """Each file of the folder has its expectation, and none has two."""
    assert {path.name for path in _FOLDER.iterdir()} == _LOADS.keys() | _REFUSED.keys()
    assert not _LOADS.keys() & _REFUSED.keys()


@pytest.mark.parametrize("name", _LOADS)
def test_a_file_loads(name: str, tmp_path: Path) -> None:
    """Rows, rejects and types are as listed, and nothing else is said to be wrong."""
    reading = LimitedFileReader().read(_FOLDER / name, name, tmp_path)
    assert " ".join(map(_code, reading.tables)) == _LOADS[name]
    assert tuple(issue.reason for issue in reading.issues) == _ALSO_TOLD.get(name, ())


@pytest.mark.parametrize("name", _REFUSED)
def test_a_file_is_refused(name: str, tmp_path: Path) -> None:
    """There is no table, and one reason."""
    reading = LimitedFileReader().read(_FOLDER / name, name, tmp_path)
    assert (reading.tables, [issue.reason for issue in reading.issues]) == ((), [_REFUSED[name]])
