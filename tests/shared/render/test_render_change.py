"""A change in words: how far, between what, from where; never a cause."""

from __future__ import annotations

from dataclasses import replace

from shared.core.insights.change import Change, Cut
from shared.core.insights.contribution import Amount, Breakdown, of_amounts, of_rates
from shared.core.semantic.query import DimensionRef
from shared.render.change import ARITHMETIC, ROWS, change_chart, change_headline, change_notes, change_table


def cut(label: str, breakdown: Breakdown) -> Cut:
    """A cut by a column of that name."""
    return Cut(label, DimensionRef("sales", label), breakdown)


def change(before: float, now: float, *cuts: Cut, said: int = 0, unit: str = "₹") -> Change:
    """Revenue in March against February."""
    return Change("Revenue", unit, before, now, "February 2024", "March 2024", cuts, ("brand", "city"), said=said)


BRANDS = of_amounts(
    {"Apple": Amount(60), "Nike": Amount(30), "Levi": Amount(10)},
    {"Apple": Amount(20), "Nike": Amount(40), "Puma": Amount(10)},
)


def test_a_fall_is_said_with_its_drivers_and_what_went_against_it() -> None:
    """By hand: 100 to 70; Apple lost 40, Levi 10; Nike and Puma gained 10 each."""
    assert change_headline(change(100, 70, cut("brand", BRANDS), said=-1)) == (
        "Revenue is down ₹30 (30%), from ₹100 in February 2024 to ₹70 in March 2024, mostly from brand Apple (-₹40), "
        "while Nike (+₹10) went the other way."
    )


def test_the_table_holds_every_number_of_it() -> None:
    """Before, now, change and share, the largest movement first."""
    table = change_table(change(100, 70, cut("brand", BRANDS)))
    assert [each.label for each in table.columns] == [
        "Brand", "Revenue, February 2024", "Revenue, March 2024", "Change", "Share of the change",
    ]  # fmt: skip
    assert table.rows[0] == ("Apple", 60, 20, -40, 133.3)
    assert ("Puma", None, 10, 10, -33.3) in table.rows
    assert change_chart(change(100, 70, cut("brand", BRANDS))) is not None


def test_what_came_and_went_is_named() -> None:
    """And that all of it is arithmetic."""
    notes = change_notes(change(100, 70, cut("brand", BRANDS)))
    assert notes == ("New: Puma.", "No longer there: Levi.", ARITHMETIC)


def test_a_change_that_no_dimension_explains_is_said_to_be_even() -> None:
    """Its table has the two numbers and no more."""
    even = change(100, 90)
    assert change_headline(even).endswith("evenly over brand and city: their members moved much alike.")
    assert change_table(even).rows == ((100, 90, -10),)
    assert change_chart(even) is None


def test_of_many_dimensions_the_first_are_named() -> None:
    """A sentence is no inventory."""
    told = replace(change(100, 90), looked_at=("brand", "city", "firm", "product", "state"))
    assert "spread evenly over brand, city, firm and 2 more:" in change_headline(told)


def test_the_least_even_cut_is_laid_out_all_the_same() -> None:
    """So that the asker can see how even it is."""
    alike = of_amounts({"a": Amount(50), "b": Amount(50)}, {"a": Amount(46), "b": Amount(44)})
    told = replace(change(100, 90), even=cut("brand", alike))
    assert "spread evenly over brand and city" in change_headline(told)
    assert [row[0] for row in change_table(told).rows] == ["b", "a"]
    assert change_chart(told) is None


def test_periods_of_different_lengths_are_compared_by_day_too() -> None:
    """A month of 28 days sells less than one of 31 without selling worse."""
    told = replace(change(310, 280), days=(31, 28))
    assert change_notes(told)[0] == "The periods have 31 and 28 days: by day it is ₹10 before and ₹10 now."
    assert change_notes(replace(told, days=(31, 31))) == (ARITHMETIC,)


def test_who_thought_it_fell_learns_that_it_rose() -> None:
    """The premise is put right first."""
    assert change_headline(change(100, 130, said=-1)).startswith("Revenue did not go down: it is up ₹30 (30%)")


def test_no_change_at_all_is_said() -> None:
    """Though its parts may have moved."""
    moved = of_amounts({"a": Amount(50), "b": Amount(50)}, {"a": Amount(70), "b": Amount(30)})
    said = change_headline(change(100, 100, cut("brand", moved)))
    assert said.startswith("Revenue is the same in March 2024 as in February 2024: ₹100")
    assert "nearly cancel out: a (+₹20) and b (-₹20)" in said


def test_percentages_move_by_points() -> None:
    """2% to 3% is one point up, not fifty percent."""
    rates = of_rates({"a": Amount(2, 50), "b": Amount(2, 50)}, {"a": Amount(4, 50), "b": Amount(2, 50)})
    said = change_headline(change(2, 3, cut("brand", rates), unit="%"))
    assert said.startswith("Revenue is up 1 point, from 2% in February 2024 to 3% in March 2024")


def test_many_members_end_in_one_row() -> None:
    """The rest together, so that the column still adds up."""
    many = of_amounts({f"m{i}": Amount(100) for i in range(30)}, {f"m{i}": Amount(100 - i) for i in range(30)})
    table = change_table(change(3000, 2565, cut("product", many)))
    assert len(table.rows) == ROWS + 1
    assert table.rows[-1][0] == "20 other products"
    assert sum(row[3] for row in table.rows if isinstance(row[3], int | float)) == -435
