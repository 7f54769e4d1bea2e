"""The question path without a stack, as people type it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from infra.local.cli.main import main
from infra.local.demo.sales import generate_sales

if TYPE_CHECKING:
    from pathlib import Path

SALES = """date,brand,region,value
2024-01-05,Asha,North,1200.50
2024-02-07,Bela,South,800
2024-02-11,Asha,South,400.25
2024-03-15,Chai,North,2500
"""


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    """A small file of sales."""
    path = tmp_path / "sales.csv"
    path.write_text(SALES)
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """Run `avexra ask --json` and return what it prints."""
    assert main(["ask", "--json", *arguments]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_a_question_gets_text(sales: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answer is a sentence, a table and how it was found."""
    assert main(["ask", "--table", f"sales={sales}", "total value by brand"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Chai has the highest total value: 2,500")
    assert "1,600.75" in printed
    assert "In words: " in printed


def test_json_has_the_fields_the_suites_need(sales: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object, its rows exact."""
    answer = asked(capsys, "--table", f"sales={sales}", "total value by brand")
    keys = {"id", "status", "headline", "columns", "rows", "sql", "semantic_query", "tier", "ms"}
    assert answer.keys() == keys
    assert (answer["status"], answer["tier"]) == ("answered", "local")
    assert answer["rows"] == [["Chai", 2500.0], ["Asha", 1600.75], ["Bela", 800.0]]
    assert answer["semantic_query"]["entity"] == "sales"


def test_now_fixes_the_clock(sales: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Last month is the month before the given now."""
    answer = asked(capsys, "--table", f"sales={sales}", "--now", "2024-03-10T09:00:00", "total value last month")
    assert answer["rows"] == [[1200.25]]


def test_later_questions_follow_up(sales: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each changes the one before."""
    answer = asked(capsys, "--table", f"sales={sales}", "total value by brand", "only South")
    assert answer["rows"] == [["Bela", 800.0], ["Asha", 400.25]]


def test_words_can_be_defined(sales: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A definition holds for the questions it is given with."""
    said = ("--define", "VPL = total value / number of sales")
    answer = asked(capsys, "--table", f"sales={sales}", *said, "VPL by brand")
    assert answer["rows"] == [["Chai", 2500.0], ["Asha", pytest.approx(800.375)], ["Bela", 800.0]]


def test_a_suite_may_bring_its_definitions(sales: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The instructions of a case are its definitions."""
    case = {"id": "1", "question": "What is the VPL?", "tables": {"sales": sales.name}}
    suite = sales.parent / "suite.jsonl"
    lines = (case, {**case, "instructions": "VPL = total value / number of sales"})
    suite.write_text("\n".join(json.dumps(each) for each in lines))
    assert main(["ask", "--batch", str(suite)]) == 0
    plain, defined = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert plain["status"] == "refused"
    assert defined["rows"] == [[pytest.approx(1225.1875)]]


def test_a_tally_export_is_two_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its total is the generator's own."""
    export = generate_sales(date(2024, 6, 30), invoices=60)
    path = tmp_path / "register.csv"
    path.write_bytes(export.csv())
    answer = asked(capsys, "--table", f"register={path}", "total value by client type")
    assert sum(row[1] for row in answer["rows"]) == pytest.approx(float(export.truth().value))


def test_a_suite_is_read_and_answered_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Paths are relative to the suite; one question that cannot be read does not lose the others."""
    (tmp_path / "sales.csv").write_text(SALES)
    tables = {"sales": "sales.csv"}
    cases = [
        {"id": "a", "question": "total value", "tables": tables, "now": None},
        {"id": "b", "turns": ["total value by brand", "only Asha"], "tables": tables, "now": "2024-05-01"},
        {"id": "c", "question": "total value", "tables": {"sales": "absent.csv"}, "now": None},
        {"id": "d", "question": "", "tables": tables, "now": None},
        {"id": "e", "question": "how many unicorns by galaxy", "tables": tables, "now": None},
    ]
    suite = tmp_path / "questions.jsonl"
    suite.write_text("\n".join(map(json.dumps, cases)))
    assert main(["ask", "--batch", str(suite)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["id"] for each in answers] == ["a", "b", "c", "d", "e"]
    assert [each["status"] for each in answers] == ["answered", "answered", "error", "refused", "refused"]
    assert answers[0]["rows"] == [[4900.75]]
    assert answers[1]["rows"] == [["Asha", 1600.75]]
    assert all(each["ms"] >= 0 for each in answers)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["ask"], "Give a table and a question"),
        (["ask", "--table", "sales=absent.csv", "x"], "absent.csv cannot be read"),
        (["ask", "--table", "sales", "x"], "NAME=FILE"),
        (["ask", "--batch", "absent.jsonl"], "absent.jsonl cannot be read"),
        (["ask", "--batch", "x.jsonl", "question"], "--batch alone"),
    ],
)
def test_bad_use_is_one_sentence_and_exit_code_two(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On stderr, with nothing on stdout."""
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert word in printed.err
    assert printed.err.count("\n") == 1


def test_a_bad_time_and_a_bad_file_are_said(sales: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The time that cannot be read, and the reason a file holds no table."""
    assert main(["ask", "--table", f"sales={sales}", "--now", "tomorrow", "x"]) == 2
    assert "“tomorrow” is not a time" in capsys.readouterr().err
    noise = tmp_path / "noise.xlsx"
    noise.write_bytes(b"\x00\x01" * 100)
    assert main(["ask", "--table", f"noise={noise}", "x"]) == 2
    assert capsys.readouterr().err.startswith("avexra: noise")


def test_an_unknown_word_of_the_command_line_is_bad_use(capsys: pytest.CaptureFixture[str]) -> None:
    """The process ends with code 2 and one line."""
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("avexra: ")
