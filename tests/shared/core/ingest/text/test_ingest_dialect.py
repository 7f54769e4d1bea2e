"""How a file separates its cells is found by trying, and what was written comes back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.ingest.text.dialect import detect_dialect
from shared.core.ingest.text.records import Dialect, parse


def _read(text: str) -> list[list[str]]:
    detected = detect_dialect(text)
    return parse(text[detected.offset :], detected.dialect).rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\n1,5;2,5\n", [["a", "b"], ["1,5", "2,5"]]),
        ("a\tb\n1 000\tx y\n", [["a", "b"], ["1 000", "x y"]]),
        ("a|b\n'x|y'|2\n'z'|3\n", [["a", "b"], ["x|y", "2"], ["z", "3"]]),
        ('a,b\n"x, ""y""",2\n', [["a", "b"], ['x, "y"', "2"]]),
        ('a, b\n1, "x, y"\n', [["a", "b"], ["1", "x, y"]]),
        ('id,t\n1,"say \\"hi\\", now"\n2,"C:\\new"\n', [["id", "t"], ["1", 'say "hi", now'], ["2", "C:\\new"]]),
        ("sep=;\na;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ("a; b; c\n1; x; 2.5\n", [["a", "b", "c"], ["1", "x", "2.5"]]),
        ('a b c\n1 "x, y" 10:30\n2 "z, w" 11:45\n', [["a", "b", "c"], ["1", "x, y", "10:30"], ["2", "z, w", "11:45"]]),
        (
            "a b c\n1 x 2024-01-01\n2 y 2024-01-02\n",
            [["a", "b", "c"], ["1", "x", "2024-01-01"], ["2", "y", "2024-01-02"]],
        ),
        ("'a' 'b'\n'x, y' '1'\n'z, w' '2'\n", [["a", "b"], ["x, y", "1"], ["z, w", "2"]]),
        (
            '"a" "b" "c"\n"x, y" "p\nq" "r"\n"s" "t, u" "v"\n',
            [["a", "b", "c"], ["x, y", "p\nq", "r"], ["s", "t, u", "v"]],
        ),
        ("1.5 2.25 30.5\n2.5 3.25 40.5\n", [["1.5", "2.25", "30.5"], ["2.5", "3.25", "40.5"]]),
        ("1 234\n2 345\n", [["1 234"], ["2 345"]]),
        (
            "k when price\na 2024-01-05 9,48\nb 2024-01-06 13,74\nc 2024-01-07 5,20\n",
            [
                ["k", "when", "price"],
                ["a", "2024-01-05", "9,48"],
                ["b", "2024-01-06", "13,74"],
                ["c", "2024-01-07", "5,20"],
            ],
        ),
        (
            "A note here\n\na, b, c\n24, 8.44, 3\n25, 9.50, 4\n26, 7.25, 5\n",
            [["A note here"], [], ["a", "b", "c"], ["24", "8.44", "3"], ["25", "9.50", "4"], ["26", "7.25", "5"]],
        ),
        ('"a", "b"\n"x\ny", "p \\"q\\""\n"z\nw", "r"\n', [["a", "b"], ["x\ny", 'p "q"'], ["z\nw", "r"]]),
        ("a,'b',c\n1,'x\ny',2\n3,'z, w',4\n", [["a", "b", "c"], ["1", "x\ny", "2"], ["3", "z, w", "4"]]),
        (
            "# to be checked\na\tb\tc\td\n# to be checked\n1\tx y\t2\t3\n",
            [["# to be checked"], ["a", "b", "c", "d"], ["# to be checked"], ["1", "x y", "2", "3"]],
        ),
        ("number\n1.5\n2.5\n", [["number"], ["1.5"], ["2.5"]]),
        ("a||b||c\n1||||2\n2||x|y||3\n", [["a", "b", "c"], ["1", "", "2"], ["2", "x|y", "3"]]),
        ("a::b::c\n1::x, y::2\n2::z, w::3\n", [["a", "b", "c"], ["1", "x, y", "2"], ["2", "z, w", "3"]]),
        ("a | b | c\n1 | x y | 2\n2 | z | 3\n", [["a", "b", "c"], ["1", "x y", "2"], ["2", "z", "3"]]),
        ('"a" | "b"\n"1" | "x y"\n"2" | "z"\n', [["a", "b"], ["1", "x y"], ["2", "z"]]),
        ("a~|~b\n1~|~x\n2~|~y\n", [["a", "b"], ["1", "x"], ["2", "y"]]),
        ("a\x01b\n1\x01x,y\n2\x01z,w\n", [["a", "b"], ["1", "x,y"], ["2", "z,w"]]),
        ("a!b!c\n1!x!2\n2!y!3\n", [["a", "b", "c"], ["1", "x", "2"], ["2", "y", "3"]]),
        ("word\nHey!\nYou!\n", [["word"], ["Hey!"], ["You!"]]),
        ("page\nhttp://a.example/b\nhttp://c.example/d\n", [["page"], ["http://a.example/b"], ["http://c.example/d"]]),
        ("a,b,c\n`x, y`,`1`,2\n`z`,`w, v`,3\n", [["a", "b", "c"], ["x, y", "1", "2"], ["z", "w, v", "3"]]),
        ("'a b'\n'c, d'\n'e'\n", [["a b"], ["c, d"], ["e"]]),
        ("Place of birth\n", [["Place of birth"]]),
        ('k m\na "x, y"\nb "z, w"\nc "v u"\n', [["k", "m"], ["a", "x, y"], ["b", "z, w"], ["c", "v u"]]),
        ("a;b;c\n1;x, 'y';2\n2;z, \"w\";3\n", [["a", "b", "c"], ["1", "x, 'y'", "2"], ["2", 'z, "w"', "3"]]),
        ("when\n10:30:00\n11:45:00\n", [["when"], ["10:30:00"], ["11:45:00"]]),
        ("note\nHello, world\nplain\n", [["note"], ["Hello, world"], ["plain"]]),
        ("name\nAda Lovelace\nAlan Turing\n", [["name"], ["Ada Lovelace"], ["Alan Turing"]]),
        ('a,b\r\n"x\r\ny",2\r\n', [["a", "b"], ["x\r\ny", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ('pipe 5",a\nrod 3",b\n', [['pipe 5"', "a"], ['rod 3"', "b"]]),
    ],
)
def test_dialects_people_write(text: str, rows: list[list[str]]) -> None:
    """Separators, quotes, escapes, a hint of Excel, lone columns, and any line ends."""
    assert _read(text) == rows


def test_lines_are_counted_through_cells_with_line_ends() -> None:
    """A record is known by the line it begins on, also below records that span several lines."""
    records = parse('a,b\n"x\ny",1\n\nz,2\n', Dialect(","))
    assert list(zip(records.lines, records.rows, strict=True)) == [
        (1, ["a", "b"]),
        (2, ["x\ny", "1"]),
        (4, []),
        (5, ["z", "2"]),
    ]


def test_a_quote_that_is_never_closed_costs_no_row() -> None:
    """The mark is read as a letter, the rows below it stay rows, and its line is told."""
    records = parse('a,b\n1,x\n2,"open\n3,y\n4,z\n', Dialect(","))
    assert records.rows == [["a", "b"], ["1", "x"], ["2", '"open'], ["3", "y"], ["4", "z"]]
    assert records.lines == [1, 2, 3, 4, 5]
    assert records.open_quotes == (3,)


def test_many_open_quotes_end_in_reading_without_quotes() -> None:
    """A file full of stray marks is read in the end, each line a record."""
    text = "a,b\n" + '1,"x\n2,y"z\n' * 60 + '3,"\n'
    assert len(parse(text, Dialect(",")).rows) >= 61


def test_a_line_without_end_is_no_table() -> None:
    """Two million letters between separators are refused."""
    with pytest.raises(ValueError, match="too long"):
        parse("x" * 2_000_000, Dialect(",", quote=None))


_WORD = st.from_regex(r"[A-Za-zäöüßéñ]{1,12}", fullmatch=True)
_SENTENCE = st.lists(_WORD, min_size=1, max_size=6).map(" ".join)
_AWKWARD = st.tuples(_SENTENCE, st.sampled_from([", ", "; ", '"', ' "', "\n", "\r\n", "'s "]), _SENTENCE).map("".join)
_NUMBER = st.decimals(-10_000, 10_000, places=2, allow_nan=False).map(str)
_DAY = st.dates().map(lambda day: day.isoformat())


@st.composite
def _tables(draw: st.DrawFn) -> list[list[str]]:
    """Tables as people have them: a header of words, columns of one kind each, awkward texts in some."""
    kinds = draw(st.lists(st.sampled_from([_NUMBER, _DAY, _SENTENCE, _AWKWARD]), min_size=2, max_size=7))
    header = draw(st.lists(_WORD, min_size=len(kinds), max_size=len(kinds), unique=True))
    return [header, *draw(st.lists(st.tuples(*kinds).map(list), min_size=3, max_size=25))]


@given(_tables(), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
@settings(max_examples=150, deadline=None)
def test_what_a_writer_wrote_comes_back(table: list[list[str]], separator: str, quoting: int) -> None:
    """Any table of words, numbers and days, in any usual dialect, is read back cell for cell."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator="\n").writerows(table)  # type: ignore[arg-type]
    assert _read(text.getvalue()) == table


@given(st.text(alphabet="ab1,;\"\\\n\r\t' |", max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fail_or_lose_a_letter(text: str) -> None:
    """However broken a file is, its letters and digits are all in the cells that were read."""
    letters = sorted(letter for letter in text if letter in "ab1")
    assert sorted(letter for row in _read(text) for cell in row for letter in cell if letter in "ab1") == letters


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b,c\n1,2\n3,4,5,6\n7,8,9\n10\n", ","),
        ("price\n1,50\n2,75\n10,00\n", None),
        ('price\n"1,200"\n"3,400"\n', None),
        ("at\n10:30\n11:45\n", None),
    ],
)
def test_a_lone_column_of_numbers_has_one_number_in_each_line(text: str, separator: str | None) -> None:
    """Four digits between commas are four cells, however ragged the lines are."""
    assert detect_dialect(text).dialect.separator == separator
