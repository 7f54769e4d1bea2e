"""`make bench` measures and prints: a tiny run of each section gives its table. The figures themselves are no test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.bench import answers, crashes, first_answer, ingestion, reading, suites, versions
from infra.local.bench.__main__ import SECTIONS, main
from infra.local.bench.orders import orders
from infra.local.bench.table import Table, Times, figure
from infra.local.bench.wide import COLUMNS, VALUES, wide_model

if TYPE_CHECKING:
    from pathlib import Path

SCORER = 'print("mine: right 1/2 = 50.0 %; answered 2 = 100.0 %; right when answered 50.0 %, median 3.0 ms; {}")'
SUITE = """{"id": "a", "question": "total rent by town", "tables": {"shops": "tables/shops.csv"}, "now": "2024-06-14"}
{"id": "b", "question": "how many shops", "tables": {"shops": "tables/shops.csv"}, "now": "2024-06-14"}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tiny snapshot is kept."""
    return tmp_path_factory.mktemp("bench")


def test_reading_prints_both_suites_of_questions() -> None:
    """Medians are below the slowest reading; the questions made for the model are mostly understood."""
    table = reading.run(tiny=True)
    assert [row[0] for row in table.rows] == ["questions about it", "golden questions (other data)"]
    for row in table.rows:
        assert 0 < float(row[3]) <= float(row[4]) <= float(row[5])
    assert int(table.rows[0][2].removesuffix(" %")) > 50


def test_ingestion_stands_beside_its_peers() -> None:
    """Each in a process of its own, whose time and memory are told; a peer that is not there is said to be absent."""
    table = ingestion.run(tiny=True)
    assert [row[0] for row in table.rows] == [way.title for way in ingestion.WAYS.values()]
    for title, _, seconds, cpu, megabytes, *ratios in table.rows:
        if "pandas" not in title or seconds != "absent":
            assert float(seconds) > 0
            assert float(cpu) > 0
            assert float(megabytes) > 10
            assert all(not ratio or float(ratio) > 0 for ratio in ratios)
    assert table.rows[1][-2:] == ("1.00", "1.00")


def test_the_wide_model_is_as_wide_as_it_says() -> None:
    """Fifty columns; ten thousand values, no two alike."""
    (entity,) = wide_model().entities
    values = [value for field in entity.fields for value in field.values]
    assert len(entity.fields) == COLUMNS
    assert len(values) == len(set(values))
    assert VALUES * 0.97 < len(values) <= VALUES


def test_answers_stand_beside_plain_duckdb(folder: Path) -> None:
    """Every question is understood and answered by the child process; the last row is over all of them."""
    table = answers.run(tiny=True, folder=folder)
    assert [row[0] for row in table.rows] == [*answers.QUESTIONS, "all: median"]
    assert [row[0] for row in table.rows if row[1] == "not understood"] == []
    assert all(float(row[1]) > float(row[3]) > 0 for row in table.rows)


def test_the_snapshot_is_made_once_and_always_alike(folder: Path, tmp_path: Path) -> None:
    """The second call finds what the first one kept; made elsewhere, the orders mean the same."""
    kept, _ = orders(20_000, folder)
    again, seconds = orders(20_000, folder)
    fresh, spent = orders(20_000, tmp_path)
    assert (again, seconds) == (kept, 0.0)
    assert fresh.dataset.model == kept.dataset.model
    assert spent > 0


def test_a_first_answer_has_its_steps(folder: Path) -> None:
    """Imports, model, answer and second answer are parts of the whole process."""
    table = first_answer.run(tiny=True, folder=folder)
    taken = {row[0]: float(row[1]) for row in table.rows}
    assert list(taken) == ["imports", "model", "answer", "second answer", "whole process"]
    assert sum(taken.values()) - taken["whole process"] <= taken["whole process"]


def test_suites_are_asked_and_scored(tmp_path: Path) -> None:
    """By the scorer that lies beside them; its words become a row."""
    suite = tmp_path / "nl" / "mine"
    (suite / "tables").mkdir(parents=True)
    (suite / "questions.jsonl").write_text(SUITE)
    (suite / "tables" / "shops.csv").write_text("shop,town,rent\nA,Pune,900\nB,Surat,800\nC,Pune,700\n")
    (tmp_path / "score_nl.py").write_text(SCORER)
    table = suites.run(tiny=True, folder=tmp_path)
    assert table.rows[0][:6] == ("mine", "2", "50.0 %", "100.0 %", "50.0 %", "3.0")


def test_suites_that_are_not_there_are_skipped(tmp_path: Path) -> None:
    """And the table says so."""
    assert "skipped: no suites in" in suites.run(folder=tmp_path).text()


def test_the_command_prints_the_machine_and_the_sections_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Sections not named are not run."""
    assert main(["--tiny", "reading"]) == 0
    printed = capsys.readouterr().out
    assert "cores" in printed.splitlines()[0]
    assert "reading:" in printed
    assert "answers:" not in printed
    named = {"reading", "answers", "first", "suites", "ingestion", "versions", "crashes", "sync", "store"}
    assert set(SECTIONS) == named


def test_versions_are_timed_step_by_step() -> None:
    """Beside what PostgreSQL's own COPY takes."""
    table = versions.run(tiny=True)
    assert [row[0] for row in table.rows][:2] == ["plain COPY of the CSV", "first version, no key"]
    assert all(float(row[1]) >= 0 for row in table.rows)


def test_broken_ingestions_are_counted_by_how_they_broke() -> None:
    """The last row is over all of them; whatever was wrong would be told below."""
    table = crashes.run(tiny=True)
    assert table.rows[-1][:2] == ("all", "10")
    assert table.rows[-1][-1] == "10"
    assert "saw 0 partial contents" in table.notes[0]
    assert [note for note in table.notes[1:] if "no right to mount" not in note] == []


def test_times_and_tables() -> None:
    """The share of a list of times is one of them; a table's columns are as wide as their widest cell."""
    times = Times((5.0, 1.0, 3.0, 2.0))
    assert (times.median, times.share(50), times.share(95)) == (2.5, 2.0, 5.0)
    assert [figure(each) for each in (0.844, 12.34, 240.4)] == ["0.84", "12.3", "240"]
    text = Table("t", ("", "ms"), (("a long name", "1.00"),), ("note",)).text()
    assert text.splitlines() == ["t", "               ms", "-----------  ----", "a long name  1.00", "note"]
