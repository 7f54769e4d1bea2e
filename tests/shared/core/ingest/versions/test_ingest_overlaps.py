"""What of a file is there already is said in figures that are true, whole or about."""

from __future__ import annotations

import pytest

from shared.core.ingest.report import CleanTable
from shared.core.ingest.versions.overlaps import MOST_ROWS, Overlap, overlap_sentences, rows_to_compare

_LONG = MOST_ROWS * 18


@pytest.mark.parametrize(
    ("overlap", "said", "is_notable"),
    [
        (Overlap("T", 62, 62, 60, 0, ("Order ID",)), (), False),
        (
            Overlap("T", 62, 62, 60, 57),
            ("57 of the 62 rows are in it already, exactly so: added, these would count twice.",),
            True,
        ),
        (
            Overlap("T", 62, 62, 60, 57, ("Order ID",), known=60),
            (
                "57 of the 62 rows are in it already, exactly so: added, these would count twice.",
                "60 of the 62 rows have the same “Order ID” as a row in it.",
            ),
            True,
        ),
        (
            Overlap("T", 900, 900, 60, 2, ("Order ID",), is_kept=True, repeated=1, keyless=2),
            (
                "2 of the 900 rows are in it already, exactly so: added, these would count twice.",
                (
                    "3 of the 900 rows have no “Order ID”, or one that another of them has: "
                    "added, “Order ID” would no longer tell the rows apart."
                ),
            ),
            False,
        ),
        (
            Overlap("T", _LONG, 20_000, 60, 18_400),
            ("About 92 % of the 9,000,000 rows are in it already, exactly so: added, these would count twice.",),
            True,
        ),
        (
            Overlap("T", 5, 5, 60, 0, ("ID",), is_kept=True, known=5),
            ("All 5 rows have the same “ID” as a row in it: added, “ID” would no longer tell the rows apart.",),
            True,
        ),
        (
            Overlap("T", _LONG, 20_000, 60, 0, ("Order ID",), known=20_000),
            ("Nearly all 9,000,000 rows have the same “Order ID” as a row in it.",),
            True,
        ),
        (
            Overlap("T", 1, 1, 60, 0, ("Order ID",), known=1),
            ("Its only row has the same “Order ID” as a row in it.",),
            True,
        ),
        (Overlap("T", 3, 3, 60, 3), ("All of its rows are in it already: added, each would count twice.",), True),
        (
            Overlap("T", _LONG, 20_000, 60, 1),
            ("A few of the rows are in it already, exactly so: added, these would count twice.",),
            False,
        ),
    ],
)
def test_an_overlap_is_told(overlap: Overlap, said: tuple[str, ...], is_notable: bool) -> None:  # noqa: FBT001
    """Rows that would count twice, and keys that would not tell rows apart any more."""
    assert overlap.sentences == said
    assert overlap.is_notable is is_notable


def test_several_tables_are_named() -> None:
    """One alone needs no name."""
    sales, returns = Overlap("Sales", 3, 3, 9, 3), Overlap("Returns", 2, 2, 9, 0)
    assert overlap_sentences((sales, returns)) == (f"“Sales”: {sales.sentences[0]}",)
    assert overlap_sentences((sales,)) == sales.sentences


def test_of_a_long_table_pieces_from_its_beginning_to_its_end_are_looked_for() -> None:
    """Few enough for any engine; a shorter one is looked for whole."""
    rows = tuple((number,) for number in range(MOST_ROWS + 1))
    found = rows_to_compare(CleanTable("t", "T", (), rows))
    assert len(found) == len(set(found)) == 20_000
    assert (found[0], found[-1]) == ((0,), (MOST_ROWS - 1,))
    assert rows_to_compare(CleanTable("t", "T", (), rows[:-1])) == rows[:-1]
