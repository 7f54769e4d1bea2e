"""Numbers that name rows are no measures."""

from __future__ import annotations

import pytest

from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import Entity, TableRef
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.table.types import DataType

ROWS = 60


def tickets(label: str, low: int, high: int, distinct: int = ROWS, unit: str = "") -> Entity:
    """A table of tickets with one whole number so called."""
    name = label.casefold().replace(" ", "_").replace(".", "").replace(":", "")
    columns = (
        ColumnProfile(name, label, DataType.INTEGER, distinct, 0, (), str(low), str(high), unit=unit),
        ColumnProfile("city", "City", DataType.TEXT, 5, 0, ("Pune", "Delhi")),
        ColumnProfile("fare", "Fare", DataType.FLOAT, 55, 0, (), "1.5", "99.5"),
    )
    profile = TableProfile("tickets", "Tickets", TableRef("main", "tickets"), ROWS, columns)
    return infer_model((profile,), {}).entities[0]


@pytest.mark.parametrize("label", ["Ticket", "Serial", "Sr", "S.No.", "Row ID", "Unnamed: 0", "Index", "Order", "Trip"])
@pytest.mark.parametrize("low", [0, 1, 1001])
def test_a_number_that_counts_the_rows_up_is_no_measure(label: str, low: int) -> None:
    """Every whole number from the first to the last stands once, so the average tells nothing."""
    entity = tickets(label, low, low + ROWS - 1)
    assert entity.fields[0].identifier
    assert [each.label for each in entity.measures] == ["Number of tickets", "Average fare"]


def test_a_number_under_the_name_of_a_row_tells_the_rows_apart() -> None:
    """A ticket's number need not be without gaps; that it is another for each ticket is enough."""
    assert tickets("Ticket", 1001, 1999).fields[0].identifier
    assert not tickets("Ticket", 1, 9, distinct=9).fields[0].identifier


def test_the_place_of_a_line_is_no_measure_where_it_starts_again() -> None:
    """The lines of every document are counted from one."""
    assert tickets("Line", 1, 12, distinct=12).fields[0].identifier
    assert not tickets("Line", 5000, 90000, distinct=41).fields[0].identifier


@pytest.mark.parametrize("label", ["Visits", "Quantity", "Score", "Age", "Points", "Orders"])
def test_an_amount_that_happens_to_count_up_is_measured(label: str) -> None:
    """What the name says goes before what the values look like."""
    assert not tickets(label, 1, ROWS).fields[0].identifier


def test_a_number_with_a_unit_is_measured() -> None:
    """Kilometres name no row."""
    assert not tickets("Trip", 1, ROWS, unit="km").fields[0].identifier
