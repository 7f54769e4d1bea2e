"""Cleaning keeps every row, says what it did, and finds out what a careful look at the rows would."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.clean import clean_column, plan_table
from shared.core.ingest.report import Flaw, Repair
from shared.core.ingest.rules.conditions import Is
from shared.core.ingest.rules.rule import Rule
from shared.core.ingest.rules.rules import Rules
from shared.core.ingest.text.layout import TableLayout
from shared.core.table.types import DataType
from tests.fakes.table_evidence import listed

if TYPE_CHECKING:
    from shared.core.ingest.cleaning.plan import TablePlan
    from shared.core.table.types import Cell

Row = tuple[str, ...]


def _plan(
    header: Row,
    *rows: Row,
    declared: tuple[DataType | None, ...] = (),
    units: tuple[str, ...] = (),
    key: tuple[str, ...] = (),
) -> TablePlan:
    layout = TableLayout("data/My orders.csv", header, body_first=2)
    return plan_table(layout, listed(rows), declared=declared, units=units, key=key)


def _cells(plan: TablePlan, row: Row) -> tuple[Cell, ...]:
    return tuple(column.reading.cell(row[column.source].strip()) for column in plan.columns)


def _repair(plan: TablePlan, words: str) -> Repair | None:
    return next((repair for repair in plan.repairs if words in repair.what), None)


def _count(plan: TablePlan, words: str) -> int:
    repair = _repair(plan, words)
    return repair.count if repair else 0


def test_a_plan_names_types_and_measures_each_column() -> None:
    """Names for engines, labels for people, types, units and digits, in the file's order."""
    rows = ((" A1 ", "1,200.50", "2"), ("A2", "", "3"), ("A1", "7", "n/a"))
    plan = _plan(("Order ID", "Net Amount (Rs.)", "Weight (kg)"), *rows)
    assert (plan.name, plan.label) == ("my_orders", "My orders")
    assert [column.name for column in plan.columns] == ["order_id", "net_amount_rs", "weight_kg"]
    assert [_cells(plan, row) for row in rows] == [
        ("A1", Decimal("1200.50"), 2),
        ("A2", None, 3),
        ("A1", Decimal(7), None),
    ]
    assert [column.unit for column in plan.columns] == ["", "\u20b9", "kg"]


def test_a_column_is_described_by_its_plan_and_what_reading_it_gave() -> None:
    """Decimals have their digits, examples are the first distinct cells, and those of people are nobody's business."""
    plan = _plan(("amount", "email"), ("1,200.50", "a@example.com"), ("7", "b@example.com"))
    amount, email = plan.columns
    told = clean_column(amount, (Decimal("1200.50"), None, Decimal("1200.50"), Decimal(7)), 1)
    assert (told.type, told.precision, told.scale, told.nulls) == (DataType.DECIMAL, 6, 2, 1)
    assert told.examples == ("1200.50", "7")
    assert (email.personal, clean_column(email, ("a@example.com",), 0).examples) == (True, ())


def test_spaces_around_cells_and_spellings_of_null_are_told() -> None:
    """Each step says what it did, and to how many cells."""
    plan = _plan(("a", "b"), (" 1", "x "), ("n/a", "y"), ("NULL", " "))
    assert _count(plan, "spaces around cells") == 3
    assert _count(plan, "\u201cNULL\u201d and \u201cn/a\u201d were read as empty") == 2


def test_cells_that_keep_a_column_text_are_told_but_not_those_of_people() -> None:
    """How many, which, and in which line of the file; nothing of a personal column is shown."""
    rows = tuple((f"2024-01-{day:02}", f"2024-02-{day:02}") for day in range(1, 21))
    plan = _plan(("Order date", "Birthday"), *rows, ("2024-04-31", "2024-02-31"))
    assert plan.columns[0].reading.type is DataType.TEXT
    assert _repair(
        plan, "\u201cOrder date\u201d is kept as text: 1 of 21 is not a date, \u201c2024-04-31\u201d in line 22"
    )
    told = _repair(plan, "\u201cBirthday\u201d")
    assert plan.columns[1].personal
    assert told
    assert told.what.endswith("is kept as text: 1 of 21 is not a date")


def test_dates_in_two_orders_are_shown_but_not_those_of_people() -> None:
    """One that only the day can begin, and one that only the month can; a birthday is nobody's example."""
    dates = [("01/02/2024",), ("13/01/2024",), ("02/28/2024",)]
    for label, shown in (
        ("Shipped", ": \u201c13/01/2024\u201d has the day first, \u201c02/28/2024\u201d the month"),
        ("Date of birth", ""),
    ):
        (repair,) = plan_table(TableLayout("x", (label,), 2), listed(dates)).repairs
        assert repair.what == f"\u201c{label}\u201d: dates that contradict each other stay text{shown}"
        assert (repair.count, repair.to_check) == (3, True)


def test_headers_are_told_where_more_than_capitals_and_spaces_changed() -> None:
    """Order Date is order_date without a word; a percent sign becomes one. Doubles are numbered."""
    plan = _plan(("Order Date", "Margin %", "amount", "Amount", "line\nbreak"), ("x", "1", "2", "3", "4"))
    assert [column.name for column in plan.columns] == [
        "order_date",
        "margin_percent",
        "amount",
        "amount_2",
        "line_break",
    ]
    repair = _repair(plan, "headers")
    assert repair == Repair(
        "headers were made plain names (\u201cMargin %\u201d is margin_percent, \u201cAmount\u201d is amount_2)",
        2,
        unit="header",
    )
    assert plan.columns[4].label == "line break"


def test_a_nameless_empty_column_goes_and_a_named_one_stays() -> None:
    """Separators at line ends make columns; a header makes a column even where nothing stands below it."""
    plan = _plan(("a", "Column 2", "note"), ("1", "", ""), ("2", " ", "-"))
    assert [column.label for column in plan.columns] == ["a", "note"]
    assert [column.source for column in plan.columns] == [0, 2]
    assert _count(plan, "empty columns without a name") == 1
    assert _count(plan, "\u201cnote\u201d has no value at all") == 1


def test_exact_copies_are_counted_and_kept() -> None:
    """Two equal rows may be two sales; they are told, not dropped."""
    repair = _repair(_plan(("a", "b"), ("1", "x"), ("1", "x"), ("1 ", "x"), ("2", "x")), "exact copies")
    assert repair
    assert (repair.count, repair.to_check, repair.flaw) == (2, True, Flaw.COPY)


def test_an_identifier_whose_values_all_differ_is_the_key() -> None:
    """Named as an identifier, never empty, never twice: so rows can be told apart when the file comes again."""
    assert _plan(("Order ID", "qty"), ("A1", "1"), ("A2", "1")).key == ("order_id",)
    assert _plan(("Order ID", "qty"), ("A1", "1"), ("A1", "1")).key == ()
    assert _plan(("Order ID", "qty"), ("A1", "1"), ("", "1")).key == ()
    assert _plan(("city", "qty"), ("Pune", "1"), ("Goa", "1")).key == ()


def test_the_numbers_of_rows_are_no_key() -> None:
    """1, 2, 3 in a column of numbers counts the lines of this file; invoice numbers do not start over."""
    rows = [(str(number), f"INV/{number * 7}") for number in range(1, 31)]
    assert _plan(("Sr No", "Invoice No"), *rows).key == ("invoice_no",)
    assert _plan(("Sr No", "Invoice No"), *rows[:5]).key == ()


def test_a_declared_key_is_of_columns_by_their_headers_or_names() -> None:
    """Whoever applies the plan is told that people say so; a key of columns that are not there is none."""
    rows = (("A", "1", "x"), ("A", "1", "y"), ("A", "2", "z"))
    plan = _plan(("Voucher No.", "Line", "Item"), *rows, key=("voucher no", "line"))
    assert (plan.key, plan.is_declared) == (("voucher_no", "line"), True)
    assert [column.label for column in plan.key_columns] == ["Voucher No.", "Line"]
    absent = _plan(("Voucher",), ("A",), key=("Bill",))
    assert (absent.key, absent.is_declared) == ((), False)
    assert _count(absent, "columns that the table has not") == 1
    assert not _plan(("Order ID", "qty"), ("A1", "1"), ("A2", "1")).is_declared


def test_rows_without_a_declared_key_are_told_and_kept() -> None:
    """Two rows without a number may be of two vouchers: nothing says that they are one."""
    plan = _plan(("Voucher", "Item"), ("A", "x"), ("", "y"), ("", "z"), ("n/a", "w"), key=("Voucher",))
    repair = _repair(plan, "have no \u201cVoucher\u201d")
    assert repair
    assert (repair.count, repair.unit, repair.to_check) == (3, "row", True)


def test_far_outliers_are_flagged_and_kept() -> None:
    """One amount a thousand times the others is told with its fence; identifiers are no quantities."""
    rows = [(str(100 + number), str(number)) for number in range(60)] + [("9000000", "9000000")]
    plan = _plan(("amount", "pincode"), *rows)
    flagged = [repair for repair in plan.repairs if repair.flaw is Flaw.OUTLIER]
    assert [(repair.count, repair.to_check) for repair in flagged] == [(1, True)]
    assert "\u201camount\u201d" in flagged[0].what
    assert "above" in flagged[0].what


def test_a_skewed_column_has_no_outliers() -> None:
    """Where many values lie far out, that is how the column is."""
    rows = [(str(number),) for number in range(40)] + [(str(10**6 * number),) for number in range(1, 11)]
    assert not [repair for repair in _plan(("amount",), *rows).repairs if repair.flaw is Flaw.OUTLIER]


def test_columns_that_never_change_are_told() -> None:
    """A column that is the same in every row says nothing of a row."""
    rows = [("India", str(number)) for number in range(12)]
    assert _count(_plan(("Country", "n"), *rows), "\u201cCountry\u201d has the same value in every row") == 1
    assert not _count(_plan(("Country", "n"), *rows[:3]), "same value")


def test_declared_types_are_never_guessed_again() -> None:
    """A text of a Parquet file is text, whatever it looks like; its numbers are never grouped by points."""
    plan = _plan(
        ("code", "ratio", "price", "day", "ok", "count"),
        ("1", "1.234", "5", "2024-01-31", "true", "7"),
        ("NA", "2.345", "1e-05", "", "false", "nan"),
        declared=(DataType.TEXT, DataType.DECIMAL, DataType.FLOAT, DataType.DATE, DataType.BOOLEAN, DataType.INTEGER),
    )
    assert [column.reading.type for column in plan.columns] == [
        DataType.TEXT,
        DataType.DECIMAL,
        DataType.FLOAT,
        DataType.DATE,
        DataType.BOOLEAN,
        DataType.INTEGER,
    ]
    assert _cells(plan, ("NA", "2.345", "1e-05", "", "false", "nan")) == (
        "NA",
        Decimal("2.345"),
        1e-05,
        None,
        False,
        None,
    )


def test_a_column_that_is_not_what_it_is_declared_as_stays_text() -> None:
    """Nothing is lost to a wrong declaration, and it is told."""
    plan = _plan(("a",), ("1",), ("x",), declared=(DataType.INTEGER,))
    assert plan.columns[0].reading.type is DataType.TEXT
    assert _count(plan, "the file calls them numbers, and some are not; all stay text") == 2


def test_credits_are_negative_beside_debits_and_one_side_alone_needs_a_declaration() -> None:
    """The sign never depends on which of the two is the rarer, so that files of several months fit together."""
    rows = (("1,200.00 Dr",), ("300.00 Cr",), ("5 Cr",))
    for declared in ((DataType.DECIMAL,), ()):
        plan = _plan(("Balance",), *rows, declared=declared)
        assert [_cells(plan, row) for row in rows] == [(Decimal("1200.00"),), (Decimal("-300.00"),), (Decimal(-5),)]
    assert _cells(_plan(("Balance",), rows[0], declared=(DataType.DECIMAL,)), rows[0]) == (Decimal("1200.00"),)
    assert _plan(("Balance",), rows[0]).columns[0].reading.type is DataType.TEXT


def test_units_come_from_the_values_then_the_header_then_the_number_format() -> None:
    """What stands with the numbers is surest; a column of text has no unit."""
    plan = _plan(
        ("a ($)", "b (kg)", "c", "d"),
        ("\u20b95", "1", "12", "x"),
        units=("%", "%", "%", "%"),
    )
    assert [column.unit for column in plan.columns] == ["\u20b9", "kg", "%", ""]


def test_a_header_that_counts_in_lakhs_is_told() -> None:
    """The numbers stay as they are written, and nobody takes them for rupees unawares."""
    plan = _plan(("Sales (Rs. in Lakhs)", "Region (in crores)"), ("12.5", "x"))
    assert plan.columns[0].unit == ""
    assert [repair.what for repair in plan.repairs if "kept as they are written" in repair.what] == [
        "\u201cSales (Rs. in Lakhs)\u201d: numbers are in lakhs, and kept as they are written"
    ]


def test_rules_make_columns_of_the_plan() -> None:
    """A rule that people wrote is part of the plan, by the labels they know."""
    rule = Rule("West", Is("city", ("Pune",)), "zone", "West")
    layout = TableLayout("t", ("n", "city"), body_first=2)
    plan = plan_table(layout, listed((("1", "Pune"), ("2", "Goa"))), rules=Rules(written=(rule,)))
    assert [(derived.name, derived.of) for derived in plan.derived] == [("zone", (1,))]
    assert [derived.compute(("Pune",)) for derived in plan.derived] == ["West"]
    assert [column.name for column in plan.columns] == ["n", "city"]


def test_a_table_without_rows_has_a_plan_too() -> None:
    """A header alone makes columns of text and nothing to repair."""
    layout = TableLayout("t", ("a", "b"), body_first=2, repairs=(Repair("something of the layout", 1),))

    class Nothing:
        rows = 0
        width = 2

        def __getattr__(self, name: str) -> object:
            return getattr(listed((("", ""),)), name)

    plan = plan_table(layout, Nothing())  # type: ignore[arg-type]
    assert [column.reading.type for column in plan.columns] == [DataType.TEXT, DataType.TEXT]
    assert [repair.what for repair in plan.repairs] == ["something of the layout"]
