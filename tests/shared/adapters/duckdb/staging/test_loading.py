"""A sheet is loaded in three ways, by its size and its regularity, and all three give the same."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.duckdb.staging import loading, regular
from shared.adapters.duckdb.staging.loading import load_sheet
from shared.adapters.duckdb.staging.stage import Stage
from shared.adapters.duckdb.staging.ticks import Ticks
from shared.core.errors import TransientError
from shared.core.ingest.limits import DEFAULT_LIMITS, FileLimits
from shared.core.ingest.report import Repair, SheetIssue
from shared.core.ingest.text.cutting import Dialect
from shared.core.ingest.text.sheet import TextSheet
from shared.core.ingest.text.sorting import RECUT
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.adapters.duckdb.staging.loading import LoadedTable

_HEAD = "id,name,amount\n"
_ROW = ["7,Ada,1.50\n", "8,Alan,\n", ",Grace,2\n", "9,,-3\n", "10,Kurt,4\n", "11,Emmy,5\n", "12,Sofia,6\n"]
_ODD = [
    "\n", ",,\n", " , ,\n", "# a comment\n", "id,name,amount\n", "13,short\n", "14,long,1,2\n", "15,trailing,1,\n",
    "16;by;another\n", "Total,,99\n", "Note: as of today\n", '17,"two\nlines",1\n', '18,"a ""quoted"" one",2\n',
    '19, "spaced",3\n', '20,"behind" ,3\n', '21,st"ray,4\n', '22,"open,5\n', "#23,full,6\n", "id ,name,amount\n",
    "Ada Total,,99\n", ",Subtotal,9\n", "Total recall,,5\n", "---,---,---\n", "-----,,\n", "+---+,x,1\n",
    "Page 2,,\n", " Page 2,\t,\n", ",Page 2,\n", "Page 2,,5\n", "page 7 of 9,,\n", "#A7,,5\n",
    ",---,---\n", ",,===\n", "\u3000,\u3000,\u3000\n", '24,"x"y,1\n', '"25","all","7"\n',
]  # fmt: skip


@dataclass(frozen=True)
class _Outcome:
    rows: tuple[tuple[str, ...], ...]
    rejects: tuple[object, ...]
    repairs: frozenset[Repair]
    footer: tuple[object, ...]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sizes at which a sheet of some dozen lines is a large one."""
    with monkeypatch.context() as patch:
        _shrink(patch)
        yield


def _shrink(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(regular, "SMALL_BYTES", 0)
    patch.setattr(loading, "HEAD", 6)
    patch.setattr(loading, "TAIL", 4)


def _sheet(folder: Path, text: str, **about: object) -> TextSheet:
    path = folder / "sheet.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return TextSheet("sheet.csv", path, Dialect(","), **about)  # type: ignore[arg-type]


def _load(
    folder: Path, text: str, limits: FileLimits = DEFAULT_LIMITS, **about: object
) -> tuple[LoadedTable, ...] | SheetIssue:
    return load_sheet(Stage(folder), _sheet(folder, text, **about), limits, Ticks(None))


def _outcome(text: str) -> list[_Outcome] | SheetIssue:
    with tempfile.TemporaryDirectory() as folder:
        found = _load(Path(folder), text)
        if isinstance(found, SheetIssue):
            return found
        return [
            _Outcome(
                tuple(tuple(cell.strip() for cell in row) for row in each.table.first_rows(1_000)),
                tuple(each.rejects),
                frozenset(each.layout.repairs),
                each.layout.footer,
            )
            for each in found
        ]


def _is_regular(folder: Path, text: str) -> bool:
    """Whether the engine itself reads the text."""
    asked: list[bool] = []
    real = regular.load_regular

    def spied(stage: Stage, given: regular.Regular) -> regular.RegularTable | None:
        found = real(stage, given)
        asked.append(found is not None)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "load_regular", spied)
        _load(folder, text)
    return asked == [True]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "text",
    [
        _HEAD + "".join(_ROW * 3),
        (_HEAD + "".join(_ROW * 3)).replace("\n", "\r\n"),
        _HEAD + "".join(_ROW * 3) + "\n\n\n",
        _HEAD + "".join(_ROW * 3).rstrip("\n"),
        _HEAD + "".join(_ROW) + '17,"two\nlines",1\n' + "".join(_ROW),
        (_HEAD + "".join(_ROW)).replace("\n", "\r\n") + '17,"two\nlines",1\r\n' + "".join(_ROW).replace("\n", "\r\n"),
        _HEAD + "".join(_ROW) + ",,\n#23,full,6\nid,name,amount\n" + "".join(_ROW) + "Total,,99\n",
        "Preamble\n\n" + _HEAD + "".join(_ROW * 3),
        "Page 1,,\n" + _HEAD + "".join(_ROW * 2) + "Ada Total,,9\n---,---,---\nPage 2,,\n" + _HEAD + "".join(_ROW * 2),
        _HEAD.replace("\n", ",\n") + "".join(row.replace("\n", ",\n") for row in _ROW * 3),
    ],
)
def test_regular_text_is_read_by_the_engine_with_the_same_outcome(text: str, tmp_path: Path) -> None:
    """Blank lines at the end, line ends within cells, odd records that keep the width: none of it is a doubt."""
    assert _is_regular(tmp_path, text)
    read = _outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "load_regular", lambda *_: None)
        assert read == _outcome(text)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "odd",
    [
        "\n",
        "14,long,1,2\n",
        "13,short\n",
        '19, "spaced",3\n',
        '20,"behind" ,3\n',
        '22,"open,5\n',
        '24,"x"y,1\n',
        "25,return,\r\n",
    ],
)
def test_text_that_leaves_a_doubt_is_read_by_our_own_reader(odd: str, tmp_path: Path) -> None:
    """Wherever the engine would refuse, skip or mend in a way of its own."""
    assert not _is_regular(tmp_path, _HEAD + "".join(_ROW * 2) + odd + "".join(_ROW))


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(_ROW), st.sampled_from(_ROW), st.sampled_from(_ODD)), min_size=1, max_size=30),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "Page 1,,\n", ",Page 1,\nall we have,,\n"]),
)
def test_any_sheet_gives_the_same_whoever_reads_it(lines: list[str], end: str, above: str) -> None:
    """Rows, rejected records with their lines, and what is told."""
    text = (above + _HEAD + "".join(_ROW[:5]) + "".join(lines)).replace("\n", end)
    with pytest.MonkeyPatch.context() as patch:
        _shrink(patch)
        read = _outcome(text)
        patch.setattr(loading, "load_regular", lambda *_: None)
        assert read == _outcome(text)


@pytest.mark.usefixtures("small")
def test_a_streamed_sheet_has_the_rows_that_it_has_when_read_whole() -> None:
    """Totals at the end are found though the rows before them are gone already."""
    text = _HEAD + "".join(_ROW * 4) + "13,short\n\n" + "".join(_ROW) + "\nTotal,,99,\n"
    streamed = _outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "HEAD", 1_000)
        assert streamed == _outcome(text)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("head", [4, 1_000])
def test_a_row_that_another_separator_cuts_is_cut_by_it_though_it_is_of_several_cells(head: int) -> None:
    """Decimal commas tear a row of semicolons apart in a file of commas; put together again, it is whole."""
    rows = "".join(f"{number},Ada,{number}.25,{number % 3}\n" for number in range(8))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "HEAD", head)
        outcome = _outcome(f"id,name,amount,quantity\n{rows}8;Alan;1,50;3\n{rows}")
    assert not isinstance(outcome, SheetIssue)
    (found,) = outcome
    assert found.rows[8] == ("8", "Alan", "1,50", "3")
    assert {repair.what: repair.count for repair in found.repairs} == {RECUT: 1}


@pytest.mark.usefixtures("small")
def test_the_engine_knows_which_rows_another_separator_may_cut(tmp_path: Path) -> None:
    """Of records that are all narrower than their header, those torn apart are cut; the others are filled up."""
    rows = "".join(f"{number},Ada,{number}.25,{number % 3}\n" for number in range(8))
    text = f"id,name,amount,quantity,note\n{rows}1;Alan;1,5;2,5;3,\n{rows}"
    assert _is_regular(tmp_path, text)
    read = _outcome(text)
    assert not isinstance(read, SheetIssue)
    assert read[0].rows[8] == ("1", "Alan", "1,5", "2,5", "3,")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "load_regular", lambda *_: None)
        assert read == _outcome(text)


@pytest.mark.usefixtures("small")
def test_several_tables_of_a_sheet_are_several(tmp_path: Path) -> None:
    """All but the last lie where the beginning of the sheet is looked at."""
    text = "id,amount,paid\n" + "1,2.50,yes\n" * 8 + "\nname,place\n" + "x,y\n" * 40
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "HEAD", 20)
        found = _load(tmp_path, text)
    assert not isinstance(found, SheetIssue)
    assert [(each.layout.header, each.table.rows) for each in found] == [
        (("id", "amount", "paid"), 8),
        (("name", "place"), 40),
    ]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("odd", ["", "13,short\n"])
def test_a_sheet_with_too_many_rows_is_refused(odd: str, tmp_path: Path) -> None:
    """Whoever reads it, with the limit in the sentence."""
    found = _load(tmp_path, _HEAD + odd + "".join(_ROW * 4), FileLimits(rows=20))
    assert isinstance(found, SheetIssue)
    assert "more than 20 rows" in found.reason


def test_declared_tables_keep_every_record(tmp_path: Path) -> None:
    """A format that says what its columns are has no comments, totals or blank rows to leave out."""
    text = "id,note\n1,\n,\n#2,Total\nid,note\n"
    found = _load(tmp_path, text, declared=(DataType.TEXT, DataType.TEXT), is_ours=True)
    assert not isinstance(found, SheetIssue)
    assert found[0].table.first_rows(9) == [("1", ""), ("", ""), ("#2", "Total"), ("id", "note")]


def test_a_full_disk_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said to be wrong with the file."""

    def full(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    stage = Stage(tmp_path)
    sheet = _sheet(tmp_path, _HEAD + "".join(_ROW))
    monkeypatch.setattr("shared.adapters.duckdb.staging.writing.csv.writer", full)
    with pytest.raises(TransientError):
        load_sheet(stage, sheet, DEFAULT_LIMITS, Ticks(None))
