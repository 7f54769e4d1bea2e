"""Whatever people export for a spreadsheet, a cell that would be a formula stays the text it was."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.core.ingest.report import Reject
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render.csv_export import csv_bytes, rejects_csv
from tests.fakes.mill import CITY, Mill, table

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BEHIND = (
    "",
    " ",
    "  ",
    '"',
    "'",
    '" ',
    "\u00a0",
    "\ufeff",
    "\n",
    "`",
    "\x00",
    "\x0b",
    "\u2060",
    "\u200e",
    "\u2028",
    "\u201c",
)
FORMULA = "cmd|' /C calc'!A0"
PAYLOADS = [f"{behind}{start}{FORMULA}" for start in STARTS for behind in BEHIND]


def _answer(payload: str) -> bytes:
    """An answer's table, its headers included."""
    column = ResultColumn("x", payload, DataType.TEXT, Role.ATTRIBUTE)
    return csv_bytes(ResultTable((column,), ((payload,),)))


def _left_out(payload: str) -> bytes:
    """Rows that were left out: their cells, the reason that may quote one, the label of their table."""
    return rejects_csv([(payload, Reject(3, payload, (payload, payload)))])


EXPORTERS: dict[str, Callable[[str], bytes]] = {"csv_bytes": _answer, "rejects_csv": _left_out}
"""Every function that makes a file for people to open, by its name."""

FOR_MACHINES = {
    "shared/core/ingest/report.py": "the protocol of rows on their way to a database",
    "shared/core/table/csv_text.py": "rows on their way to an engine, NULL apart from the empty string",
    "shared/adapters/postgres": "rows on their way to a snapshot, and back",
    "shared/adapters/files": "sheets on their way to the reader",
    "shared/adapters/duckdb": "rows on their way to a database",
}
"""What writes CSV that nobody opens in a spreadsheet; a cell must come out as it went in."""


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", EXPORTERS)
def test_a_formula_stays_text_in_every_export(name: str, payload: str) -> None:
    """Each cell that holds it begins with an apostrophe, and holds it whole."""
    page = io.StringIO(EXPORTERS[name](payload).decode("utf-8-sig"), newline="")
    cells = [cell for row in csv.reader(page) for cell in row]
    found = [cell for cell in cells if FORMULA in cell]
    assert len(found) >= 2
    assert set(found) == {f"'{payload}"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_stays_text_all_the_way(payload: str) -> None:
    """From a shared file to the rows it left out."""
    mill = Mill()
    mill.shared("Sales.csv", table((payload,), columns=(CITY,), rejects=(Reject(2, "bad", (payload,)),)))
    assert mill.rows() == [(payload,)]
    (left_out,) = mill.tables.rejects(mill.datasets()[0].id, "sales")
    assert f"'{payload}" in next(
        row[-1] for row in csv.reader(io.StringIO(rejects_csv([("", left_out)]).decode("utf-8-sig"), newline=""))
        if "calc" in row[-1]
    )  # fmt: skip


def test_no_export_is_forgotten() -> None:
    """What writes CSV anywhere in the program is tried above, or is for machines."""
    writes = re.compile(r"csv\.writer|csv_lines\(|FORMAT csv")
    for path in [*ROOT.glob("shared/**/*.py"), *ROOT.glob("functions/**/*.py")]:
        name = path.relative_to(ROOT).as_posix()
        if writes.search(path.read_text(encoding="utf-8")) and not name.startswith(tuple(FOR_MACHINES)):
            assert name == "shared/render/csv_export.py", name
    made = re.findall(r"^def ([a-z]\w*)\(", (ROOT / "shared/render/csv_export.py").read_text(), re.MULTILINE)
    assert set(made) == EXPORTERS.keys()
