"""Tables beside each other are told from one table with air between its columns."""

from __future__ import annotations

import pytest

from shared.core.ingest.text.beside import spans_beside

_SALES = ["id,town,amount", "1,Pune,5", "2,Goa,6", "3,Agra,7"]
_DAYS = ["day,by,place", *(f"{day},Ann,Pune" for day in range(1, 8))]
_STOCK = ["sku,pieces,price", "A1,10,2.5", "B2,20,3.5", "C3,30,4.5", "D4,40,5.5"]


def _beside(left: list[str], right: list[str]) -> list[list[str]]:
    """The rows of two texts beside each other, an empty column between them."""
    pairs = [(each.split(",") if each else ["", "", ""]) for each in left + [""] * (len(right) - len(left))]
    others = [(each.split(",") if each else ["", "", ""]) for each in right + [""] * (len(left) - len(right))]
    return [[*one, "", *other] for one, other in zip(pairs, others, strict=True)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (_SALES, _STOCK),
        (_STOCK, ["no,by,hours", "a,Ann,2", "b,Bob,3", "c,Cid,3"]),
        (["Stock,,", *_STOCK], ["Hours,,", "day,by,hours", "1,Ann,2", "1,Bob,3"]),
        (["", *_SALES], [*_STOCK, "E5,1,1", "F6,1,1"]),
        (_SALES, [*_STOCK, "Total,100,16"]),
    ],
    ids=["the right one goes on", "a key", "titles", "names on other rows", "a total below"],
)
def test_tables_that_end_on_other_rows_are_two(left: list[str], right: list[str]) -> None:
    """What goes on beside nothing belongs to nothing, and what has a title or a key of its own is a table."""
    assert spans_beside(_beside(left, right)) == ((0, 4), (4, None))


def test_three_tables_may_stand_beside_each_other() -> None:
    """Each with as many rows as it has."""
    rows = _beside(_SALES, _STOCK)
    third = ["no,by", "a,Ann", "b,Bob", "c,Cid"]
    wide = [[*row, "", *(third[at].split(",") if at < len(third) else ["", ""])] for at, row in enumerate(rows)]
    assert spans_beside(wide) == ((0, 4), (4, 8), (8, None))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (_STOCK[:4], _SALES),
        (
            ["day,by,place", *(f"{day},Ann,Pune" for day in range(1, 8))],
            ["hours,rate,sum", "8,5,40", "8,5,40", "6,5,30"],
        ),
        (_SALES, ["checked,by,note", ",,", "yes,Ann,late", "yes,Bob,ok"]),
        (_SALES, ["checked,by,note", "yes,Ann,late", "yes,Bob,ok", ",,"]),
        (_SALES, ["12,13,14", "1,2,3", "1,2,3", "4,5,6", "4,5,6"]),
        ([*_SALES, "Total,,18"], ["checked,by,note", "yes,Ann,late", "yes,Bob,ok", "no,Cid,ok"]),
    ],
    ids=["of one height", "not filled in as yet", "gaps", "nothing in the last row", "no names", "a total"],
)
def test_an_empty_column_alone_parts_nothing(left: list[str], right: list[str]) -> None:
    """Rows that belong together are never torn apart."""
    assert spans_beside(_beside(left, right)) == ()


@pytest.mark.parametrize("rows", [[], [[]], [["a", "b"]], [["", "", ""], ["", ""]], [["a", "", "b"], ["c", "", "d"]]])
def test_what_is_no_table_is_not_two(rows: list[list[str]]) -> None:
    """Nor is a lone column a table."""
    assert spans_beside(rows) == ()
