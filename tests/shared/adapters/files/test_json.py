"""JSON of any shape people share becomes tables, its values exact, and nothing of it lost in silence."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.files.json_tables import json_text
from shared.adapters.files.json_values import Decoder
from shared.core.ingest.limits import DEFAULT_LIMITS
from shared.core.ingest.report import Flaw, SheetIssue
from shared.core.ingest.text.sheet import TextSheet
from shared.core.table.types import DataType
from tests.fakes.opened_files import cells, opened, the_reason, the_sheet, told

_TABLE = [["a", "b"], ["1", "x"], ["2", ""]]


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1, "b": "x"}, {"a": 2, "b": null}]',
        '[\n  {\n    "a": 1,\n    "b": "x"\n  },\n  {\n    "a": 2\n  }\n]\n',
        '{"a": 1, "b": "x"}\n{"a": 2}\n',
        '{"a": 1, "b": "x"}\r\n\r\n{"a": 2}',
        '{"rows": [{"a": 1, "b": "x"}, {"a": 2}]}',
        '{"data": {"items": [{"a": 1, "b": "x"}, {"a": 2}]}}',
        '{"a": [1, 2], "b": ["x", null]}',
        '{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": null}}',
        '{"columns": ["a", "b"], "index": [0, 1], "data": [[1, "x"], [2, null]]}',
        '[["a", "b"], [1, "x"], [2, null]]',
        '["a", "b"]\n[1, "x"]\n[2, null]\n',
        '{\n  "a": 1,\n  "b": "x"\n}\n{\n  "a": 2\n}\n',
        '{"a": 1, "b": "x"}{"a": 2}\n',
        '{"headers": ["a", "b"], "rows": [[1, "x"], [2, null]], "count": 2}',
        '{"range": "A1:B3", "values": [["a", "b"], [1, "x"], [2, ""]]}',
    ],
)
def test_one_table_in_many_shapes(text: str, tmp_path: Path) -> None:
    """Lists of objects, lines, envelopes, columns and lists of lists say the same."""
    sheet = the_sheet(text.encode(), "x.json", tmp_path)
    assert (cells(sheet), sheet.label) == (_TABLE, "x.json")
    assert sheet.declared in {(), (DataType.INTEGER, None)}


def test_an_object_of_objects_has_a_key_column(tmp_path: Path) -> None:
    """The keys are what tells the records apart."""
    text = b'{"P1": {"price": 10, "tags": [{"t": 1}]}, "P2": {"price": 12.5, "tags": []}}'
    sheet = the_sheet(text, "x.json", tmp_path)
    assert cells(sheet) == [["key", "price", "tags"], ["P1", "10", '[{"t": 1}]'], ["P2", "12.5", "[]"]]


def test_a_single_object_is_a_table_of_one_row(tmp_path: Path) -> None:
    """Nothing says that there are more."""
    assert cells(the_sheet(b'{"a": 1, "b": {"c": "x"}}', "x.json", tmp_path)) == [["a", "b.c"], ["1", "x"]]


def test_several_lists_are_several_tables(tmp_path: Path) -> None:
    """Each goes by the path to it; what is beside them is told."""
    text = b'{"orders": [{"id": 1}], "more": {"clients": [{"n": "x"}]}, "count": 2, "next": null}'
    sheets = [each for each in opened(text, "x.json", tmp_path) if isinstance(each, TextSheet)]
    assert [sheet.label for sheet in sheets] == ["orders", "more.clients"]
    assert told(sheets[0]) == {"values beside the tables were left out (count, next)": 2}


def test_plain_values_make_one_column(tmp_path: Path) -> None:
    """A list of numbers is a column of numbers; the one that is missing is no blank line."""
    sheet = the_sheet(b"[1, null, 3]", "x.json", tmp_path)
    assert sheet.path.read_text() == '"value"\n1\n""\n3\n'
    assert sheet.declared == (DataType.INTEGER,)


@pytest.mark.parametrize(
    ("values", "declared", "texts"),
    [
        ("1 | -5", DataType.INTEGER, ["1", "-5"]),
        ("1 | 0.1", DataType.DECIMAL, ["1", "0.1"]),
        ("0.30000000000000004 | 1.50", DataType.DECIMAL, ["0.30000000000000004", "1.50"]),
        ("9223372036854775807 | 1", DataType.INTEGER, ["9223372036854775807", "1"]),
        ("12345678901234567890 | 1", DataType.DECIMAL, ["12345678901234567890", "1"]),
        ("1e5 | 1", DataType.FLOAT, ["1e5", "1"]),
        ("1e400 | 1", None, ["1e400", "1"]),
        (f"{'9' * 40} | 1", None, ["9" * 40, "1"]),
        (f"0.{'1' * 40} | 1", DataType.FLOAT, [f"0.{'1' * 40}", "1"]),
        (f"{'9' * 30} | 0.{'1' * 20}", DataType.FLOAT, ["9" * 30, f"0.{'1' * 20}"]),
        ("true | false", DataType.BOOLEAN, ["true", "false"]),
        ("true | 1", None, ["true", "1"]),
        ('1 | "1"', None, ["1", "1"]),
        ('"007" | "2024-01-01"', None, ["007", "2024-01-01"]),
        ("null | null", None, ["", ""]),
        ("[1, 2.50] | [true, null]", DataType.TEXT, ["[1, 2.50]", "[true, null]"]),
        ("NaN | 1", DataType.INTEGER, ["", "1"]),
        ('"a\\u0000b" | "\\ud83d\\ude00"', None, ["ab", "😀"]),
        ('"line\\nend, \\"q\\"" | ""', None, ['line\nend, "q"', ""]),
    ],
)
def test_values_are_exact_and_have_the_types_of_json(
    values: str, declared: DataType | None, texts: list[str], tmp_path: Path
) -> None:
    """Numbers keep every digit they were written with; strings are left to be understood."""
    rows = ", ".join(f'{{"id": 1, "v": {value}}}' for value in values.split(" | "))
    sheet = the_sheet(f"[{rows}]".encode(), "x.json", tmp_path)
    assert (sheet.declared[1], [row[1] for row in cells(sheet)[1:]]) == (declared, texts)


def test_missing_null_and_empty(tmp_path: Path) -> None:
    """A key that is absent and a null are an unquoted blank, an empty text a quoted one."""
    sheet = the_sheet(b'[{"a": 1, "b": ""}, {"a": 2, "b": null}, {"a": 3}]', "x.json", tmp_path)
    assert sheet.path.read_text() == '"a","b"\n1,""\n2,\n3,\n'


def test_nested_objects_are_flattened_to_three_keys(tmp_path: Path) -> None:
    """What is deeper, and every list, is kept as JSON text with its numbers as written."""
    text = '[{"a": {"b": {"c": {"d": 1.50}}}, "l": [{"x": "é"}], "e": {}}, {"a": {"b": {"c": 7, "z": 1}}}]'
    sheet = the_sheet(text.encode(), "x.json", tmp_path)
    assert cells(sheet) == [
        ["a.b.c", "l", "e", "a.b.z"],
        ['{"d": 1.50}', '[{"x": "é"}]', "", ""],
        ["7", "", "", "1"],
    ]


def test_an_object_missing_in_some_records_leaves_no_column_of_its_own(tmp_path: Path) -> None:
    """Where it is null its parts are; there is no fourth column."""
    sheet = the_sheet(b'[{"a": null, "b": 1}, {"a": {"c": 2}, "b": 1}]', "x.json", tmp_path)
    assert cells(sheet) == [["b", "a.c"], ["1", ""], ["1", "2"]]


def test_columns_come_in_order_of_appearance_however_late(tmp_path: Path) -> None:
    """A key of the last record of many is a column of all of them."""
    lines = b"".join(b'{"a": %d}\n' % n for n in range(3_000)) + b'{"z": true, "a": 0}\n'
    sheet = the_sheet(lines, "x.jsonl", tmp_path)
    found = cells(sheet)
    assert (found[0], found[1], found[-1]) == (["a", "z"], ["0", ""], ["0", "true"])
    assert (len(found), sheet.declared) == (3_002, (DataType.INTEGER, DataType.BOOLEAN))


def test_bad_lines_are_left_out_and_told_with_their_numbers(tmp_path: Path) -> None:
    """A cut line, a line of prose and a line of another kind are no rows; nothing is silent about them."""
    sheet = the_sheet(b'{"a": 1}\nnot json\n\n[1]\n{"a": 2}\n{"a": 3', "x.ndjson", tmp_path)
    assert cells(sheet) == [["a"], ["1"], ["2"]]
    assert told(sheet) == {
        "lines that are not like the first were left out (4)": 1,
        "lines that are no sound JSON were left out (line 2, 6)": 2,
    }
    assert all(repair.to_check for repair in sheet.repairs)


def test_keys_named_twice_are_told(tmp_path: Path) -> None:
    """The last one wins, as readers of JSON have it; a nested key and a dotted one are the same column."""
    sheet = the_sheet(b'[{"a": 1, "a": 2, "b.c": 3, "b": {"c": 4}}]', "x.json", tmp_path)
    assert (cells(sheet), sorted(told(sheet).values())) == ([["a", "b.c"], ["2", "4"]], [1, 1])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    """JSON is Unicode; Windows-1252 is read too, and told."""
    for text in ('[{"a": "café", "b": 1}]', '{"a": "café", "b": 1}\n{"a": "x", "b": 2}\n', '{"r": [{"a": "café"}]}'):
        sheet = the_sheet(text.encode(encoding), "x.json", tmp_path)
        assert cells(sheet)[1][0] == "café"
        assert bool(sheet.repairs) == (encoding == "cp1252")


def test_a_broken_byte_does_not_break_the_others(tmp_path: Path) -> None:
    """Letters before it are UTF-8, so those behind it are; the one that cannot be read is told."""
    text = '[{"a": "café"}, {"a": "?"}, {"a": "été"}]'.encode().replace(b"?", b"\xff")
    sheet = the_sheet(text, "x.json", tmp_path)
    assert [row[0] for row in cells(sheet)[1:]] == ["café", "\ufffd", "été"]
    assert [repair.flaw for repair in sheet.repairs] == [Flaw.UNREADABLE]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "no rows"),
        ("{}", "no table"),
        ('"x"', "no table"),
        ("[{}]", "no columns"),
        ('[{"a": 1}, {"a"', "record 2"),
        ('[{"a": 1}] x', "follows"),
        ('{"a":\n1}\n{"a":\n2} x', "record 3"),
        ('{"a":\n1} x', "sound JSON"),
        ('{"a": 1', "sound JSON"),
        ("{'a': 1}", "sound JSON"),
        ("[" * 100_000, "sound JSON"),
        ('{"a":' * 100_000, "sound JSON"),
        ('[{"a":' * 100_000 + "1" + "}]" * 100_000, "sound JSON"),
        ('{"a": "' + "x" * 50_000_000 + '"}', "too long"),
        ('[{"a": "' + "x" * 50_000_000 + '"}]', "too long"),
        ('[{"' + "x" * 50_000_000 + '": 1}]', "too long"),
        ('[{"a": ' + "9" * 2_000_000 + "}]", "too long"),
        ("not json\nat all\n", "sound JSON"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_table_has_a_reason(text: str, words: str, tmp_path: Path) -> None:
    """Cut, malformed, nested a hundred thousand deep or one endless string: one sentence, soon."""
    started = time.monotonic()
    assert words in the_reason(text.encode(), "x.json", tmp_path)
    assert time.monotonic() - started < 20


def test_depth_within_reason_is_kept_as_text(tmp_path: Path) -> None:
    """Two hundred lists in each other are a cell."""
    deep = "[" * 200 + "]" * 200
    assert cells(the_sheet(f'[{{"a": 1, "b": {deep}}}]'.encode(), "x.json", tmp_path))[1][1] == deep


def test_limits_refuse_with_a_reason(tmp_path: Path) -> None:
    """Rows, columns and tables have their limits."""
    rows = b'[{"a": 1}, {"a": 2}, {"a": 3}]'
    assert "more rows" in the_reason(rows, "x.json", tmp_path, replace(DEFAULT_LIMITS, rows=2))
    wide = json.dumps([{f"k{n}": n for n in range(20)}]).encode()
    assert "more columns" in the_reason(wide, "x.json", tmp_path, replace(DEFAULT_LIMITS, columns=19))
    growing = b"".join(b'{"k%d": 1}\n' % n for n in range(5_000))
    assert "more columns" in the_reason(growing, "x.jsonl", tmp_path)
    many = json.dumps({f"t{n}": [{"a": 1}] for n in range(101)}).encode()
    assert "more than 100 lists" in the_reason(many, "x.json", tmp_path)


def test_a_document_of_more_than_100_mb_is_refused_with_advice(tmp_path: Path) -> None:
    """A list of that size is read piece by piece instead; here it only holds one long string."""
    limits = replace(DEFAULT_LIMITS, bytes=200 << 20)
    text = b'{"rows": ["' + b"x" * (101 << 20) + b'"]}'
    assert "JSON Lines" in the_reason(text, "x.json", tmp_path, limits)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(_VALUES)
@settings(max_examples=200, deadline=None)
def test_a_value_as_text_is_the_same_value(value: object) -> None:
    """What is kept as JSON text can be decoded to what it was."""
    assert json.loads(json_text(Decoder().whole(json.dumps(value)))) == value


@given(st.lists(st.dictionaries(st.text(max_size=4), _VALUES, max_size=4), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_any_records_give_a_row_each_or_a_reason(records: list[dict[str, object]]) -> None:
    """Whatever records hold, there are as many rows, all as wide as the header."""
    with tempfile.TemporaryDirectory() as folder:
        (found,) = opened(json.dumps(records).encode("utf-8", "surrogatepass"), "x.json", Path(folder))
        if isinstance(found, SheetIssue):
            assert not any(records)
            return
        rows = cells(found)
        assert {len(row) for row in rows} == {len(found.declared)}
        assert len(rows) == len(records) + 1
