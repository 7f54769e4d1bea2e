"""The story of a shared file in words: what it changed, what is asked, how far it has come."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from shared.core.ingest.report import CleanColumn, IngestionReport, Reject, RuleApplied, TableReport
from shared.core.ingest.versions.choices import Choice
from shared.core.ingest.versions.versions import Change, TableComparison
from shared.core.table.types import DataType
from shared.render import actions
from shared.render.ingestion.changes import difference_words, has_no_key, key_words
from shared.render.ingestion.examples import example_words
from shared.render.ingestion.offer import LABELS, offer_blocks
from shared.render.ingestion.progress import Stage, progress_blocks
from shared.render.ingestion.refused import refused_text
from shared.render.ingestion.report import ingestion_blocks
from shared.render.ingestion.rules import rules_blocks, rules_text
from shared.render.ingestion.versions import versions_blocks
from tests.shared.render import examples
from tests.shared.render.slack_rules import check_message

SAME = TableComparison("sales", 5, 5, 0, 0, 0)


@pytest.mark.parametrize(
    ("differences", "words"),
    [
        ((), "no row differs"),
        ((SAME,), "no row differs"),
        ((TableComparison("sales", 5, 6, 1, 0, 0),), "1 row added"),
        ((TableComparison("sales", 5, 0, 0, 5, 0),), "5 rows removed"),
        ((TableComparison("sales", 5, 5, 0, 0, 2, ("id",), (("price", 2),)),), "2 rows changed (price in 2)"),
        ((SAME, TableComparison("returns", 0, 2, 2, 0, 0)), "returns: 2 rows added"),
    ],
)
def test_a_difference_is_said_in_rows(differences: tuple[TableComparison, ...], words: str) -> None:
    """What stayed the same is not told."""
    assert difference_words(differences) == words


def test_without_a_key_a_changed_row_is_two() -> None:
    """It is said where it can mislead: not where a table is new, or only grew."""
    found = TableComparison("t", 5, 5, 0, 0, 2, ("order_id",), (("price", 2),), is_key_found=True)
    assert key_words((found,)) == "Rows are told apart by order_id, of which no two in a version are the same."
    assert key_words((replace(found, is_key_found=False),)) == ""
    assert has_no_key((TableComparison("t", 5, 5, 2, 2, 0),))
    assert not has_no_key((TableComparison("t", 5, 5, 2, 2, 0, ("id",)),))
    assert not has_no_key((TableComparison("t", 5, 7, 2, 0, 0),))
    assert not has_no_key((TableComparison("t", 0, 5, 5, 0, 0),))


@pytest.mark.parametrize("choice", Choice)
def test_what_a_button_chooses_is_read_from_it(choice: Choice) -> None:
    """With the file and the offer it was part of."""
    blocks = offer_blocks(examples.REPORT, examples.OFFER, "F1")
    elements = [each for block in blocks for each in block.get("elements", ())]
    (button,) = [each for each in elements if each.get("action_id") == actions.choose(choice)]
    assert button["text"]["text"] == LABELS[choice]
    assert actions.read_choice(button["value"]) == (choice, "F1", examples.OFFER.id)


def test_what_a_version_button_means_is_read_from_it() -> None:
    """Which version, and which was current when the list was looked at."""
    blocks = versions_blocks("d_1", "Sales", examples.VERSIONS)
    values = [each["value"] for block in blocks for each in block.get("elements", ()) if "value" in each]
    assert [actions.read_version(each) for each in values] == [("d_1", n, 4) for n in (3, 3, 1, 1)]


@pytest.mark.parametrize(
    ("rows", "of", "said"),
    [
        (0, None, ""),
        (1_200, None, "1,200 rows so far"),
        (250, 1_000, "`█████░░░░░░░░░░░░░░░  25%`\n250 of about 1,000 rows"),
        (1_001, 1_000, "`███████████████████░  99%`\n1,001 of about 1,001 rows"),
        (1_000, 1_000, "1,000 rows read; now they are checked"),
        (3, 0, "3 rows so far"),
    ],
)
def test_a_bar_says_how_far_a_reading_is(rows: int, of: int | None, said: str) -> None:
    """Of one width; what is estimated is never said to be all."""
    blocks = progress_blocks("sales.csv", Stage.READING, rows, of)
    assert [block["text"]["text"] for block in blocks if block["type"] == "section"] == ([said] if said else [])


@pytest.mark.parametrize(
    ("stage", "rows", "of", "checked", "said"),
    [
        (Stage.READING, 3_000, 3_000, "column 3 of 12", "3,000 rows read; now checking column 3 of 12"),
        (Stage.READING, 0, None, "what is there already", "Checking what is there already"),
        (Stage.STORING, 0, 3_000, "", "Writing 3,000 rows"),
        (Stage.STORING, 750, 3_000, "", "`█████░░░░░░░░░░░░░░░  25%`\n750 of 3,000 rows"),
        (Stage.STORING, 3_000, 3_000, "", "3,000 rows written; now they are put in place"),
        (Stage.STORING, 0, 0, "", None),
        (Stage.PREPARING, 0, None, "", None),
    ],
)
def test_what_follows_the_reading_says_how_far_it_is(
    stage: Stage, rows: int, of: int | None, checked: str, said: str | None
) -> None:
    """The column that is looked at, the rows that are written."""
    blocks = progress_blocks("sales.csv", stage, rows, of, checked=checked)
    assert [block["text"]["text"] for block in blocks if block["type"] == "section"] == ([said] if said else [])


def test_rows_left_out_are_offered_where_there_are_some() -> None:
    """No button leads to nothing."""
    column = CleanColumn("city", "City", DataType.TEXT)
    for rejects, offered in ((0, False), (3, True)):
        table = TableReport("Sales", 5, (column,), (), (Reject(3, "short", ("a",)),)[:rejects], rejects)
        blocks = ingestion_blocks(IngestionReport("sales.csv", "sales", (table,)), examples.BECAME)
        assert (actions.LEFT_OUT in json.dumps(blocks)) is offered


@pytest.mark.parametrize(
    ("kind", "examples", "words"),
    [
        (DataType.DATE, ("2024-03-12", "someday"), "12 Mar 2024 · someday"),
        (
            DataType.TIMESTAMP,
            ("2024-05-01 10:00:00", "2024-05-02 10:01:07"),
            "1 May 2024, 10:00 · 2 May 2024, 10:01:07",
        ),
        (DataType.TIME, ("09:30:00",), "09:30"),
        (DataType.BOOLEAN, ("True", "f"), "yes · no"),
        (DataType.DECIMAL, ("11578.4", "-9794.56", "1e3"), "11,578.40 · -9,794.56 · 1,000.00"),
        (DataType.DECIMAL, ("1", "NaN"), "1 · NaN"),
        (DataType.FLOAT, ("0.5", "much"), "0.5 · much"),
        (DataType.INTEGER, ("2024", "433000", "1", "2"), "2024 · 433000 · 1"),
        (DataType.TEXT, ("a\nb", "c"), "a b · c"),
        (DataType.TEXT, (), ""),
    ],
)
def test_examples_are_written_as_answers_write_them(kind: DataType, examples: tuple[str, ...], words: str) -> None:
    """Three of them; what is no value of its type stands as it is."""
    assert example_words(CleanColumn("c", "C", kind, examples)) == words


def test_examples_of_percentages_have_their_sign() -> None:
    """As answers write them; a currency stands with the type."""
    column = CleanColumn("c", "C", DataType.DECIMAL, ("12.50", "7"), unit="%")
    assert example_words(column) == "12.50% · 7.00%"
    assert example_words(replace(column, type=DataType.INTEGER, examples=("12", "7"))) == "12% · 7%"
    assert example_words(replace(column, type=DataType.INTEGER, examples=("12",), unit="₹")) == "12"


def test_a_single_table_says_its_rows_once() -> None:
    """In the headline; several tables each say their own, and whether these were added."""
    column = CleanColumn("city", "City", DataType.TEXT)
    one, other = (TableReport(label, 5, (column,), (), (), 0) for label in ("North", "South"))
    alone = json.dumps(ingestion_blocks(IngestionReport("a.csv", "a", (one,))))
    assert ("a.csv is ready: 5 rows. Ask" in alone, "*North*: 1 column" in alone) == (True, True)
    both = IngestionReport("a.csv", "a", (one, other))
    assert "*North*: 5 rows, 1 column" in json.dumps(ingestion_blocks(both))
    added = replace(examples.BECAME, version=replace(examples.BECAME.version, change=Change.APPENDED, of=1))
    assert "*South*: 5 rows added, 1 column" in json.dumps(ingestion_blocks(both, added))


def test_a_rule_that_changed_nothing_is_not_said_to_be_applied() -> None:
    """It stands apart, without a count."""
    rules = (RuleApplied("A: size becomes Large", 2), RuleApplied("B was not applied: there is no column “brand”.", 0))
    table = TableReport("T", 5, (CleanColumn("city", "City", DataType.TEXT),), (), (), 0, rules)
    said = json.dumps(ingestion_blocks(IngestionReport("a.csv", "a", (table,))), ensure_ascii=False)
    assert "*Rules applied*\\n• A: size becomes Large (2 rows)" in said
    assert "*Rules that changed nothing*\\n• B was not applied: there is no column “brand”." in said
    assert "(0 rows)" not in said


def test_a_refusal_says_the_name_of_the_file_once() -> None:
    """Each reason is a sentence; the name of a sheet stays."""
    assert refused_text("a.csv", ["a.csv: the file is empty"]) == "I could not use a.csv. The file is empty."
    assert refused_text("a.xlsx", ["Q1: it is empty."]) == "I could not use a.xlsx. Q1: it is empty."


def test_rules_are_said_each_in_words() -> None:
    """Or that there are none any more, or that a later file stands; what a rule says is data."""
    rules = [f"Rule {n}: where *city* is <!channel>, segment becomes {'x' * 300}" for n in range(200)]
    blocks = rules_blocks("rules.yaml", rules)
    assert check_message(blocks) == []
    assert "and 188 more" in json.dumps(blocks)
    assert rules_text("r.yaml", rules[:1]) == "r.yaml is kept: 1 rule for files shared in this channel from now on."
    assert "this channel's rules are taken away" in rules_text("r.yaml", ())
    assert "segment" not in json.dumps(rules_blocks("r.yaml", rules, replaced=True))
