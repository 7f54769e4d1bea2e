"""Lines become records one after the other, and a stray quotation mark costs no record but its own."""

from __future__ import annotations

import csv
import io
import random
import time
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.ingest.text.cutting import MAX_CELL_CHARACTERS
from shared.core.ingest.text.records import Dialect, StrayQuotes, read_records
from tests.fakes.polluted_text import Style, make_table, write_row
from tests.fakes.pollutions import stray_quote

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMA = Dialect(",")


def _read(text: str, dialect: Dialect = _COMMA) -> list[tuple[int, list[str]]]:
    return list(read_records(io.StringIO(text, newline=""), dialect))


def _rows(text: str, dialect: Dialect = _COMMA) -> list[list[str]]:
    return [cells for _, cells in _read(text, dialect)]


def test_records_come_while_lines_are_still_to_come() -> None:
    """A file without end gives its first records; only some lines are ever held."""
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "1,x\n"

    assert len(list(islice(read_records(endless(), _COMMA), 10_000))) == 10_000
    assert taken < 11_000


def test_lines_are_counted_from_the_one_that_is_given() -> None:
    """A record is known by its line in the file, however many lines the records before it had."""
    lines = ["a,b\n", '"x\n', 'y",1\n', "\n", "z,2\n"] + ["1,2\n"] * 2_000
    found = list(read_records(lines, _COMMA, 7))
    assert found[:4] == [(7, ["a", "b"]), (8, ["x\ny", "1"]), (10, []), (11, ["z", "2"])]
    assert found[-1][0] == 6 + len(lines)


@given(st.integers(0, 10_000), st.sampled_from(["minimal", "all", "words"]), st.floats(0, 1), st.sampled_from(",;\t|"))
@settings(max_examples=120, deadline=None)
def test_a_stray_mark_costs_nothing_of_the_other_rows(seed: int, quoting: str, where: float, separator: str) -> None:
    """Whatever row and column it is in, at any place of the cell, quoted or not, all other records are read."""
    rng = random.Random(seed)
    table, style = make_table(rng), Style(separator, quoting=quoting)
    place = rng.randrange(len(table.records))
    line, _ = stray_quote(table.records[place], style, rng.randrange(len(table.header)), where)
    lines = [write_row(row, style) for row in table.rows]
    lines[place + 1] = line
    found = _rows("\n".join([*lines, ""]), Dialect(separator))
    others = [row for at, row in enumerate(table.records) if at != place]
    assert [row for row in others if row not in found] == []
    assert found[0] == table.header


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"a","b"c","d"', ["a", 'b"c', "d"]),
        ('"a","bc"","d"', ["a", 'bc"', "d"]),
        ('"a",""bc","d"', ["a", '"bc', "d"]),
        ('"a","bc","d""', ["a", "bc", 'd"']),
        ('a,"bc,d', ["a", '"bc', "d"]),
        ('"he said "hi", twice",b,c', ['he said "hi", twice', "b", "c"]),
        ('"two\nlines" here",b,c', ['two\nlines" here', "b", "c"]),
        ('a,b,"two\nlines"', ["a", "b", "two\nlines"]),
        ("a|b|c", ["a", "b", "c"]),
    ],
)
def test_marks_that_do_not_fit_are_letters(line: str, cells: list[str]) -> None:
    """The record is as wide as its neighbours, and they are as they were."""
    rows = _rows(f"x,y,z\n1,2,3\n{line}\n4,5,6\n")
    assert [rows[0], rows[1], rows[-1]] == [["x", "y", "z"], ["1", "2", "3"], ["4", "5", "6"]]
    assert rows[2:-1] == [cells] or "|" in line


def test_stray_marks_are_told_with_their_lines() -> None:
    """People are told where to look, and how often it was."""
    stray = StrayQuotes()
    list(read_records(['"1","2"\n', *['"1","x"y"\n'] * 40, '"1","2"\n'], _COMMA, stray=stray))
    assert (stray.count, stray.lines[:3]) == (40, [2, 3, 4])
    (repair,) = stray.repairs()
    assert (repair.what, repair.count) == ("quotation marks that do not fit were read as letters (line 2, 3, 4)", 40)
    assert StrayQuotes().repairs() == ()


def test_escaped_quotes_may_span_lines() -> None:
    """A backslash before a quote keeps the cell open; one before a letter is a letter."""
    text = 'a,b\n1,"say \\"hi\\",\n\nnow"\n2,"C:\\new"\n3,"x"y"\n4,z\n'
    rows = _rows(text, Dialect(",", escape="\\"))
    assert rows == [["a", "b"], ["1", 'say "hi",\n\nnow'], ["2", "C:\\new"], ["3", 'x"y'], ["4", "z"]]


def test_a_line_end_inside_quotes_is_kept_as_it_is() -> None:
    """Whatever ends the lines around it."""
    assert _rows('a,b\r\n"x\ry",1\r\n"x\r\ny",2\r"z\n",3') == [
        ["a", "b"],
        ["x\ry", "1"],
        ["x\r\ny", "2"],
        ["z\n", "3"],
    ]


def test_a_cell_may_be_a_million_characters_long_but_no_longer() -> None:
    """Longer ones are told by a ValueError; a quoted one is an open mark then."""
    longest = "x" * MAX_CELL_CHARACTERS
    assert _rows(f'a,b\n"{longest}",1\n') == [["a", "b"], [longest, "1"]]
    for text in (f"a,b\n{longest}y,1\n", f'a,b\n"{longest}y",1\n'):
        with pytest.raises(ValueError, match="too long"):
            _rows(text)


@pytest.mark.parametrize(
    "text",
    [
        "," * 300_000 + "\n",
        "\n" * 300_000,
        'x,"' * 100_000,
        '"x\n' * 60_000,
        '"",' * 100_000 + '"\n',
        ('1,"x\n' + "y,2\n" * 2_000) * 30,
        '"' * 100_001,
        '1,"a"b"\n' * 5_000,
        'a,"b ""c\n' * 20_000,
    ],
    ids=["separators", "lines", "openings", "open lines", "empties", "far apart", "marks", "all stray", "pairs"],
)
@pytest.mark.parametrize("escape", [None, "\\"])
def test_hostile_text_takes_no_time(text: str, escape: str | None) -> None:
    """Whatever the text, the time it takes grows with its length only."""
    started = time.process_time()
    records = _read(text, Dialect(",", escape=escape))
    assert time.process_time() - started < 20
    assert records


@given(st.text(alphabet="ab,;\"\\\n\r ' ", max_size=400), st.sampled_from([None, "\\"]))
@settings(max_examples=200, deadline=2_000)
def test_no_line_is_lost_or_counted_twice(text: str, escape: str | None) -> None:
    """Records begin on lines that rise, within the text, and all letters are in their cells."""
    records = _read(text, Dialect(",", escape=escape))
    lines = [line for line, _ in records]
    assert lines == sorted(set(lines))
    assert not lines or lines[-1] <= len(list(io.StringIO(text, newline="")))
    letters = sorted(letter for letter in text if letter in "ab")
    assert sorted(letter for _, row in records for cell in row for letter in cell if letter in "ab") == letters


def test_sound_lines_are_read_at_the_pace_of_the_standard_library() -> None:
    """Knowing the line of each record costs little; the bound is loose, for machines that do other things too."""
    lines = [",".join(["word", "12345"] * 6) + "\n"] * 60_000

    def seconds(read: object) -> float:
        started = time.process_time()
        for _ in read:  # type: ignore[attr-defined]
            pass
        return time.process_time() - started

    plain = min(seconds(csv.reader(lines)) for _ in range(3))
    assert min(seconds(read_records(lines, _COMMA)) for _ in range(3)) < 2.5 * plain


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('7,"x, y,2,5', ["7", '"x, y', "2", "5"]),
        ('7,x, y",2,5', ["7", 'x, y"', "2", "5"]),
        ('7,"x, y, z,2,5', ["7", '"x, y, z', "2", "5"]),
        ('7,"x, y"2,5', ["7", '"x, y"2', "5"]),
        ('7,w"x, y, z",5', ["7", 'w"x, y, z"', "5"]),
        ('7,x, y","2",5', ["7", 'x, y"', "2", "5"]),
    ],
)
def test_half_of_the_quotation_marks_around_a_cell_still_hold_it_together(line: str, cells: list[str]) -> None:
    """A missing mark, or a missing separator beside a quoted cell, costs no cell of the record."""
    rows = _rows('1,"a, b",2,5\n' * 5 + line + "\n" + '1,"a, b",2,5\n' * 5)
    assert rows == [*[["1", "a, b", "2", "5"]] * 5, cells, *[["1", "a, b", "2", "5"]] * 5]


def test_a_separator_of_several_characters_may_be_in_a_quoted_cell() -> None:
    """Its characters alone are letters anywhere."""
    text = 'a||b||c\n1|||x"||y z\n2||"p||q\n""r"""||s\n3||||\n'
    rows = [["a", "b", "c"], ["1", '|x"', "y z"], ["2", 'p||q\n"r"', "s"], ["3", "", ""]]
    assert _rows(text, Dialect("||")) == rows
    assert [line for line, _ in _read(text, Dialect("||"))] == [1, 2, 3, 5]
