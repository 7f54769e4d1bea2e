"""Rules make columns of what other columns say, on any table, and tell in words how often."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.config.ingest_rules import load_rules, parse_rules
from shared.core.ingest.cleaning.plan import KEEP
from shared.core.ingest.report import Repair, RuleApplied
from shared.core.ingest.rules.columns import Columns
from shared.core.ingest.rules.rules import NO_BUSINESS_RULES
from shared.core.ingest.sales.gstin import check_digit
from shared.core.table.types import DataType
from tests.fakes.table_evidence import listed

if TYPE_CHECKING:
    from shared.core.ingest.cleaning.plan import DerivedPlan
    from shared.core.ingest.rules.rules import Rules
    from shared.core.table.types import Cell

VALID, WRONG = "27AAPFU0939F1ZV", "27AAPFU0939F1ZO"
UIN = "0717USA00001UN" + check_digit("0717USA00001UN")
OLD = "25AAPCU0939F1Z" + check_digit("25AAPCU0939F1Z")

Rows = list[tuple[str, ...]]


def _plan(
    labels: tuple[str, ...], rows: Rows, rules: Rules | str = NO_BUSINESS_RULES
) -> tuple[dict[str, DerivedPlan], tuple[RuleApplied, ...]]:
    found = NO_BUSINESS_RULES.with_written(parse_rules(rules)) if isinstance(rules, str) else rules
    plans, told = found.plan(labels, listed(rows))
    return {plan.name: plan for plan in plans}, (*told, *(each for plan in plans for each in _counted(plan, rows)))


def _counted(plan: DerivedPlan, rows: Rows) -> list[RuleApplied]:
    """What whoever applies a plan tells of its rules."""
    if plan.rule_of is None:
        return []
    made = Counter(plan.rule_of(tuple(row[place] for place in plan.of)) for row in rows)
    return [RuleApplied(what, made[place]) for place, what in enumerate(plan.rules)]


def _cells(plan: DerivedPlan, rows: Rows) -> list[Cell]:
    return [plan.compute(tuple(row[place] for place in plan.of)) for row in rows]


def test_a_column_of_tax_numbers_tells_who_buys() -> None:
    """By its header: dealers, end clients, special registrations, and wrong numbers, nobody's consumers."""
    rows: Rows = [(VALID,), ("",), (WRONG,), (UIN,), ("URP",), (OLD,), ("hello",)]
    plans, told = _plan(("GSTIN/UIN",), rows, load_rules())
    assert {name: plan.label for name, plan in plans.items()} == {
        "client_type": "Client type",
        "gst_state": "GST state",
        "entity_type": "Entity type",
        "registration": "Registration",
    }
    review = "Invalid GSTIN - review"
    kinds = ["Dealer", "End Client", review, "Special registration", "End Client", "Dealer", review]
    assert _cells(plans["client_type"], rows) == kinds
    merged = "Dadra and Nagar Haveli and Daman and Diu"
    assert _cells(plans["gst_state"], rows) == ["Maharashtra", None, None, "Delhi", None, merged, None]
    assert _cells(plans["entity_type"], rows) == ["Firm", None, None, None, None, "Company", None]
    assert _cells(plans["registration"], rows) == ["regular", None, None, "UIN", None, "regular", None]
    assert told == (
        RuleApplied(
            "Client type, GST state, entity type and registration were read from GSTIN/UIN: 2 Dealer, 2 End Client, "
            "1 Special registration, 2 Invalid GSTIN - review; 1 with a state's old code, counted as the state "
            "of today",
            7,
        ),
    )


def test_invalid_tax_numbers_are_to_be_checked() -> None:
    """With where they stand; not the spellings of none, and no PAN is shown."""
    rows: Rows = [(VALID, "AAPFU0939F"), (WRONG, "AAPXU0939F"), ("#N/A", "n/a"), (WRONG, ""), ("hello", "pan")]
    assert load_rules().to_review(("GSTIN", "PAN"), listed(rows)) == (
        Repair(
            f"\u201cGSTIN\u201d: invalid GSTINs are to be reviewed (\u201c{WRONG}\u201d in line 3, \u201chello\u201d)",
            3,
            to_check=True,
            unit="row",
        ),
        Repair("\u201cPAN\u201d: invalid PANs are to be reviewed", 2, to_check=True, unit="row"),
    )
    assert load_rules().to_review(("GSTIN", "PAN"), listed(rows[:1])) == ()
    assert NO_BUSINESS_RULES.to_review(("GSTIN", "PAN"), listed(rows)) == ()


def test_tax_numbers_are_known_by_their_form() -> None:
    """Where four fifths of what is there are built like one; wrong check digits among them are to be reviewed."""
    rows: Rows = [(VALID,), (VALID,), (WRONG,), ("",), (VALID,), ("cash",)]
    plans, _ = _plan(("Tax ref",), rows, load_rules())
    assert _cells(plans["client_type"], rows)[2] == "Invalid GSTIN - review"
    assert not _plan(("Tax ref",), [*rows, ("card",), ("upi",)], load_rules())[0]


@pytest.mark.parametrize("label", ["GSTIN status", "GST amount", "GSTIN verified on", "GST %"])
def test_words_about_tax_numbers_are_none(label: str) -> None:
    """A header that only speaks of them makes nothing where no value looks like one."""
    assert _plan((label,), [("Active",), ("18",), ("2024-01-01",)], load_rules()) == ({}, ())


def test_two_columns_of_tax_numbers_are_told_apart() -> None:
    """By the rest of their headers."""
    plans, _ = _plan(("Seller GSTIN", "Buyer GSTIN"), [(VALID, OLD)], load_rules())
    assert {"seller_client_type", "buyer_client_type", "seller_gst_state", "buyer_gst_state"} <= plans.keys()


def test_a_column_that_is_there_is_not_made_again() -> None:
    """What the file says of the client's type stays."""
    plans, told = _plan(("GSTIN", "Client_Type"), [(VALID, "x")], load_rules())
    assert "client_type" not in plans
    assert told[0].what.startswith("GST state, entity type and registration were read from GSTIN")


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        ("C", "Company"),
        ("P", "Person"),
        ("H", "Hindu undivided family"),
        ("F", "Firm"),
        ("A", "Association of persons"),
        ("T", "Trust"),
        ("B", "Body of individuals"),
        ("L", "Local authority"),
        ("J", "Artificial juridical person"),
        ("G", "Government"),
    ],
)
def test_a_pan_tells_what_its_holder_is(letter: str, kind: str) -> None:
    """By its fourth character, in a column of PANs and within a GSTIN alike."""
    pan = f"AAP{letter}U0939F"
    plans, told = _plan(("PAN No.",), [(pan,), ("",), ("AAPXU0939F",)], load_rules())
    assert _cells(plans["entity_type"], [(pan,), ("",), ("AAPXU0939F",)]) == [kind, None, "Invalid PAN - review"]
    what = "Entity type was read from the fourth character of PAN No.; 1 Invalid PAN - review"
    assert told == (RuleApplied(what, 2),)
    number = f"27{pan}1Z"
    plans, _ = _plan(("GSTIN",), [(number + check_digit(number),)], load_rules())
    assert _cells(plans["entity_type"], [(number + check_digit(number),)]) == [kind]


def test_a_pan_tells_the_holder_where_the_tax_number_does_not() -> None:
    """Of the same party, in any order of the columns; whose is known is never mixed up."""
    rows: Rows = [("AAPFU0939F", VALID), ("ABCPE1234F", ""), ("nonsense", ""), ("", UIN), ("ABCCE1234F", WRONG)]
    plans, told = _plan(("PAN", "GSTIN"), rows, load_rules())
    kinds = ["Firm", "Person", "Invalid PAN - review", None, "Company"]
    assert _cells(plans["entity_type"], rows) == kinds
    words = "Entity type was read from the fourth character of PAN, where GSTIN says nothing of it"
    assert RuleApplied(words, 3) in told
    plans, _ = _plan(("Seller PAN", "Buyer GSTIN"), rows, load_rules())
    assert _cells(plans["entity_type"], rows) == ["Firm", None, None, None, None]
    mine = "rules: [{name: A, when: {column: GSTIN, is_empty: true}, set: {column: Entity type, to: x}}]"
    plans, _ = _plan(("PAN", "GSTIN"), rows, load_rules().with_written(parse_rules(mine)))
    assert _cells(plans["entity_type"], rows) == ["Firm", "x", "x", None, "Company"]


def test_words_in_a_product_tell_brand_and_category() -> None:
    """On any table with a column of products, unless it has brands itself or its products are others'."""
    rows: Rows = [("Suryadeep LED bulb 9W",), ("Plain wire",), ("Spoon",)]
    plans, told = _plan(("Item Name",), rows, load_rules())
    assert _cells(plans["brand"], rows) == ["Suryadeep", None, None]
    assert _cells(plans["category"], rows) == ["Lighting", "Wires & Cables", None]
    assert told == (RuleApplied("Brand, category and sub-category were told by the words in Item Name", 2),)
    assert "brand" not in _plan(("Item Name", "Brand"), [(rows[0][0], "own")], load_rules())[0]
    assert _plan(("Product",), [("Spoon",), ("Fork",)], load_rules()) == ({}, ())


def test_words_are_counted_where_a_rule_of_people_sets_the_brand_too() -> None:
    """They told as much as before: the category is still theirs."""
    rules = parse_rules("rules: [{name: Ours, when: {column: item, contains: spoon}, set: {column: brand, to: Own}}]")
    rows: Rows = [("Suryadeep LED bulb 9W",), ("Plain wire",), ("Spoon",), ("",)]
    plans, told = _plan(("Item",), rows, load_rules().with_written(rules))
    assert _cells(plans["brand"], rows) == ["Suryadeep", None, "Own", None]
    assert {each.what.split(" ")[0]: each.rows for each in told} == {"Brand,": 2, "Ours:": 1}


def test_the_first_rule_that_holds_is_taken_and_counted() -> None:
    """Of a column of their own; what is none of them gets the rest's value."""
    rules = """
rules:
  - {name: Key, when: {column: Firm, is: [om traders, Sai]}, set: {column: Segment, to: Key account}}
  - {name: Traders, when: {column: firm, contains: traders}, set: {column: segment, to: Trade}, otherwise: Usual}
"""
    rows: Rows = [("Om Traders",), ("Gupta Traders",), ("Meera",), ("",), ("Om Traders",)]
    plans, told = _plan(("Firm",), rows, rules)
    assert (plans["segment"].label, plans["segment"].type) == ("Segment", DataType.TEXT)
    assert _cells(plans["segment"], rows) == ["Key account", "Trade", "Usual", "Usual", "Key account"]
    assert [each.rows for each in told] == [2, 1]
    assert told[0].what == "Key: where Firm is om traders or Sai, Segment becomes Key account"


def test_rules_over_several_columns_are_counted_where_the_rows_are() -> None:
    """The plan says which rule made the cell of a combination; whoever has the rows adds them up."""
    rules = """
rules:
  - {name: Big, when: [{column: city, is: Pune}, {column: qty, more_than: 5}], set: {column: size, to: Big}}
  - name: Any
    when: {any: [{column: city, is_empty: true}, {column: qty, less_than: 1}]}
    set: {column: size, to: Odd}
"""
    plans, told = _plan(("City", "Qty"), [("Pune", "1,000"), ("Pune", "5"), ("", "7"), ("Agra", "0")], rules)
    assert [each.rows for each in told] == [1, 2]
    size = plans["size"]
    assert size.rule_of is not None
    combinations = [("Pune", "1,000"), ("Pune", "5"), ("", "7"), ("Agra", "0")]
    assert [size.rule_of(each) for each in combinations] == [0, -1, 1, 1]
    assert [size.compute(each) for each in combinations] == ["Big", None, "Odd", "Odd"]
    assert [what.split(":")[0] for what in size.rules] == ["Big", "Any"]


def test_a_rule_may_set_cells_of_a_column_that_is_there() -> None:
    """The others stay as they are; an empty value empties."""
    rules = """
rules:
  - {name: Fix, when: {column: city, is: poona}, set: {column: city, to: Pune}}
  - {name: Drop, when: {column: city, is: test}, set: {column: city, to: null}}
"""
    rows: Rows = [("Poona",), ("Agra",), ("test",)]
    plans, told = _plan(("City",), rows, rules)
    cells = _cells(plans["city"], rows)
    assert (cells[0], cells[1] is KEEP, cells[2]) == ("Pune", True, None)
    assert [each.rows for each in told] == [1, 1]
    assert told[1].what == "Drop: where city is test, city becomes empty"


@pytest.mark.parametrize(
    ("values", "to", "cell"),
    [
        (("1.50", "2"), "5", Decimal(5)),
        (("1.50", "2"), "2.75", Decimal("2.75")),
        (("1", "2"), "5", 5),
        (("yes", "no"), "true", True),
        (("a", "b"), "5", "5"),
    ],
)
def test_a_value_is_of_the_columns_kind(values: tuple[str, ...], to: str, cell: Cell) -> None:
    """Numbers among numbers, text among text."""
    rows: Rows = [(value,) for value in values]
    rules = f"rules:\n  - {{name: n, when: {{column: x, is: '{values[0]}'}}, set: {{column: x, to: {to}}}}}"
    found = _cells(_plan(("X",), rows, rules)[0]["x"], rows)[0]
    assert (found, type(found)) == (cell, type(cell))


def test_a_text_does_not_get_among_numbers() -> None:
    """It would make text of the whole column; the rule is left out, in words."""
    rules = "rules:\n  - {name: n, when: {column: x, is: '1'}, set: {column: x, to: one}}"
    plans, told = _plan(("X",), [("1",), ("2",)], rules)
    assert not plans
    assert told == (
        RuleApplied("n was not applied: “x” holds whole numbers and one is none; set a new column instead.", 0),
    )


def test_a_rule_may_speak_of_columns_that_rules_make() -> None:
    """Those that we bring, and other rules', wherever they stand in the file."""
    rules = parse_rules(
        """
rules:
  - name: Tier
    when: [{column: client_type, is: Dealer}, {column: segment, is: Key}]
    set: {column: tier, to: 1}
  - {name: Key, when: {column: firm, is: Om}, set: {column: segment, to: Key}}
  - {name: Mend, when: {column: firm, is: Sai}, set: {column: client_type, to: Dealer}}
"""
    )
    rows: Rows = [(VALID, "Om"), (VALID, "x"), ("", "Om"), ("", "Sai")]
    plans, _ = _plan(("GSTIN", "Firm"), rows, load_rules().with_written(rules))
    assert _cells(plans["tier"], rows) == [1, None, None, None]
    assert plans["tier"].type is DataType.INTEGER
    assert _cells(plans["client_type"], rows) == ["Dealer", "Dealer", "End Client", "Dealer"]


def test_columns_that_are_not_there_are_told_with_those_that_are_near() -> None:
    """The rule is left out; the others hold."""
    rules = """
rules:
  - {name: A, when: {column: frim, is: x}, set: {column: y, to: z}}
  - {name: B, when: {column: weather, is: x}, set: {column: y, to: z}}
  - {name: C, when: {column: firm, is: Om}, set: {column: y, to: z}}
"""
    plans, told = _plan(("Firm", "City"), [("Om", "Pune")], rules)
    assert _cells(plans["y"], [("Om", "Pune")]) == ["z"]
    assert [each.what for each in told if not each.rows] == [
        "A was not applied: the table has no column “frim”; did you mean “Firm”?",
        "B was not applied: the table has no column “weather”; it has “Firm” and “City”.",
    ]


def test_rules_that_wait_for_each_other_are_left_out() -> None:
    """There is no first one."""
    rules = """
rules:
  - {name: A, when: {column: q, is: 1}, set: {column: p, to: 1}}
  - {name: B, when: {column: p, is: 1}, set: {column: q, to: 1}}
"""
    plans, told = _plan(("Firm",), [("Om",)], rules)
    assert not plans
    assert any("which depends on it" in each.what for each in told)


def test_rules_that_build_on_each_other_stay_fast() -> None:
    """Each column is made once a row, although two rules of the next one ask for it, sixty columns deep."""
    lines = ["  - {name: r0, when: {column: firm, is: Om}, set: {column: c0, to: a}}"]
    for number in range(1, 60):
        before = f"[{{column: c{number - 1}, is: a}}, {{column: c{number - 1}, is_empty: false}}]"
        lines += [
            f"  - {{name: {kind}{number}, when: {before}, set: {{column: c{number}, to: {kind}}}}}" for kind in "ba"
        ]
        lines[-2] = lines[-2].replace("is: a}", "is: b}")
    rules = "rules:\n" + "\n".join(lines)
    plans, told = _plan(("Firm",), [("Om",), ("x",), ("Om",)], rules)
    assert _cells(plans["c59"], [("Om",), ("x",)]) == ["a", None]
    assert told[-1].rows == 2


def test_a_table_without_rows_can_be_planned() -> None:
    """Nothing is counted, nothing fails."""

    class Empty:
        rows = 0
        width = 1

        def sample(self, column: int) -> tuple[str, ...]:
            del column
            return ()

        def values(self, column: int) -> tuple[tuple[str, int], ...]:
            del column
            return ()

    rules = load_rules().with_written(
        parse_rules("rules: [{name: a, when: {column: gstin, is: x}, set: {column: b, to: c}}]")
    )
    plans, told = rules.plan(("GSTIN",), Empty())  # type: ignore[arg-type]
    assert len(plans) == 5
    assert {each.rows for each in told} == {0}


def test_marks_on_letters_are_parts_of_words() -> None:
    """Vowel signs of Devanagari tell words apart: a rule for one column never finds another."""
    labels = ("\u092a\u0924\u093e", "\u092a\u0924\u093f", "\u0915\u0941\u0932_\u0930\u0915\u092e")
    columns = Columns(labels)
    assert [columns.place(f" {label.replace('_', ' ')}") for label in labels] == [0, 1, 2]
    assert columns.place("\u092a\u0924") is None
