"""Whether an answer's table holds an expected result: as many rows, its columns among the answer's, in the order asked.

Numbers agree to 1e-4 relative; a date that starts a month or a year agrees with that month or year; text ignores case
and outer blanks. Where order counts, a column that the expected result is sorted by comes in the same sequence; ties
may fall either way.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Plain = float | str | None
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?")
_TOLERANCE = 1e-4
_MOST_TRIES = 200


def holds(answer: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]], *, ordered: bool) -> bool:
    """True when the answer's rows agree with the expected ones; further columns of the answer are allowed."""
    if len(answer) != len(expected):
        return False
    if not expected:
        return True
    wanted = [[plain(row[i]) for row in expected] for i in range(len(expected[0]))]
    given = [[plain(row[j]) for row in answer] for j in range(len(answer[0]))]
    fits = [[j for j, column in enumerate(given) if _same_bag(each, column)] for each in wanted]
    return any(
        _same_rows(wanted, [given[j] for j in chosen])
        and (not ordered or _same_order(wanted, [given[j] for j in chosen]))
        for chosen in islice(_choices(fits), _MOST_TRIES)
    )


def can_be_met(accepted: Sequence[Sequence[Sequence[Any]]]) -> bool:
    """False where every accepted result has a column without a single value: no right answer looks so."""
    return any(not any(map(_is_empty, zip(*rows, strict=True))) for rows in accepted)


def _is_empty(column: Sequence[Any]) -> bool:
    return all(plain(cell) is None for cell in column)


def plain(cell: Any) -> Plain:  # noqa: ANN401 - a cell of a JSON file or of a result
    """Return a cell in the form in which cells are compared."""
    if cell is None or isinstance(cell, bool | int | float):
        return None if cell is None else float(cell)
    text = cell.isoformat() if isinstance(cell, date | datetime) else str(cell).strip()
    found = _DATE.fullmatch(text)
    if found is not None:
        return _plain_date(*found.groups())
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return text.casefold() or None


def _plain_date(year: str, month: str, day: str | None) -> Plain:
    if day not in {None, "01"}:
        return f"{year}-{month}-{day}"
    return float(year) if day and month == "01" else f"{year}-{month}"


def _same(one: Plain, other: Plain) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= _TOLERANCE * max(1.0, abs(one), abs(other))
    for year, month in ((one, other), (other, one)):
        if isinstance(year, float) and isinstance(month, str):
            return month == f"{year:.0f}-01"
    return one == other


def _key(cell: Plain) -> tuple[int, float, str]:
    """Sorts cells so that equal ones stand side by side."""
    if cell is None:
        return (0, 0.0, "")
    return (1, float(f"{cell:.5g}"), "") if isinstance(cell, float) else (2, 0.0, cell)


def _same_bag(one: Sequence[Plain], other: Sequence[Plain]) -> bool:
    return all(map(_same, sorted(one, key=_key), sorted(other, key=_key)))


def _same_rows(wanted: Sequence[Sequence[Plain]], given: Sequence[Sequence[Plain]]) -> bool:
    left = sorted(zip(*wanted, strict=True), key=lambda row: [_key(cell) for cell in row])
    right = sorted(zip(*given, strict=True), key=lambda row: [_key(cell) for cell in row])
    return all(all(map(_same, one, other)) for one, other in zip(left, right, strict=True))


def _same_order(wanted: Sequence[Sequence[Plain]], given: Sequence[Sequence[Plain]]) -> bool:
    sorted_ones = [i for i, column in enumerate(wanted) if _is_sorted(column)]
    return not sorted_ones or any(all(map(_same, wanted[i], given[i])) for i in sorted_ones)


def _is_sorted(column: Sequence[Plain]) -> bool:
    if len({type(cell) for cell in column}) != 1 or column[0] is None:
        return all(cell == column[0] for cell in column) and len(column) == 1
    keys: list[Any] = list(column)
    return keys in (sorted(keys), sorted(keys, reverse=True))


def _choices(fits: Sequence[Sequence[int]], taken: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """Every way to give each expected column a column of the answer of its own."""
    if len(taken) == len(fits):
        yield taken
        return
    for j in fits[len(taken)]:
        if j not in taken:
            yield from _choices(fits, (*taken, j))
