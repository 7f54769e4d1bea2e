"""A child is bound, and however it ends there is a report or a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.files.children import run_apart, sheets_apart
from shared.core.errors import TransientError
from shared.core.ingest.limits import DEFAULT_LIMITS
from shared.core.ingest.report import Repair, SheetIssue
from shared.core.ingest.text.sheet import TextSheet
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from pathlib import Path

_SCRIPT = """
import errno, os, resource, sys
from shared.adapters.files.child_bounds import run

def read(file, folder, bounds):
    {body}

run(read, sys.argv[1:4])
"""


def _script(folder: Path, body: str) -> tuple[Path, Path, Path]:
    """A child with this body, what it is to read, and its folder."""
    script, source, inner = folder / "child.py", folder / "source", folder / "inner"
    script.write_text(_SCRIPT.format(body=body))
    source.write_bytes(b"x")
    inner.mkdir()
    return script, source, inner


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("raise MemoryError", "memory"),
        ("bytearray(3 << 30)", "memory"),
        ("raise OSError(errno.EFBIG, 'x')", "large"),
        ("(folder / 'x').write_bytes(bytes(2 << 20))", "large"),
        ("raise FileNotFoundError", "damaged"),
        ("raise ValueError", "killed"),
        ("os.abort()", "killed"),
        ("os._exit(0)", "killed"),
        ("(folder / 'report.json').write_text('{'); os._exit(0)", "killed"),
        ("while True: pass", "time"),
        ("return {'problem': 'encrypted'}", "encrypted"),
    ],
)
def test_every_end_has_its_problem(body: str, problem: str, tmp_path: Path) -> None:
    """Out of memory, too large, crashed, hung or said."""
    limits = replace(DEFAULT_LIMITS, unpacked_bytes=1 << 20, bytes=1 << 20, child_wall_seconds=3.0)
    script, source, inner = _script(tmp_path, body)
    assert run_apart(script, source, ".x", inner, limits) == {"problem": problem}


def test_processor_time_is_bound(tmp_path: Path) -> None:
    """A loop ends even where the wall clock is patient."""
    script, source, inner = _script(tmp_path, "while True: pass")
    assert run_apart(script, source, ".x", inner, replace(DEFAULT_LIMITS, child_cpu_seconds=1)) == {"problem": "killed"}


def test_a_full_disk_passes(tmp_path: Path) -> None:
    """It says nothing about the file."""
    script, source, inner = _script(tmp_path, "raise OSError(errno.ENOSPC, 'x')")
    with pytest.raises(TransientError):
        run_apart(script, source, ".x", inner, DEFAULT_LIMITS)


def test_a_child_sees_its_limits_its_file_and_no_core_file(tmp_path: Path) -> None:
    """The file has the ending its parser looks for, whatever it is called."""
    body = "return {'bounds': bounds, 'name': file.name, 'core': resource.getrlimit(resource.RLIMIT_CORE)[1]}"
    script, source, inner = _script(tmp_path, body)
    report = run_apart(script, source, ".parquet", inner, DEFAULT_LIMITS, pages=7)
    assert (report["name"], report["core"], report["bounds"]["pages"]) == ("source.parquet", 0, 7)
    assert report["bounds"]["rows"] == DEFAULT_LIMITS.rows


def test_sheets_are_what_the_report_says(tmp_path: Path) -> None:
    """Types, units and repairs; repairs that happened no times are left out, units are told by their symbols."""
    sheets = [
        {
            "name": "a",
            "file": "0.csv",
            "first_row": 3,
            "hidden": True,
            "declared": ["integer", None],
            "units": ["", "Rs."],
            "repairs": [["x", 2, True], ["y", 0, False]],
        },
        {"name": "b", "problem": "empty"},
    ]
    script, source, _ = _script(tmp_path, f"return {{'sheets': {sheets!r}}}")
    found = sheets_apart(script, source, ".x", tmp_path, DEFAULT_LIMITS)
    assert not isinstance(found, str)
    first, second = found
    assert isinstance(first, TextSheet)
    assert (first.label, first.first_line, first.is_ours) == ("a (hidden)", 3, True)
    assert (first.declared, first.units) == ((DataType.INTEGER, None), ("", "₹"))
    assert first.repairs == (Repair("x", 2, to_check=True),)
    assert second == SheetIssue("b", "the sheet is empty")
