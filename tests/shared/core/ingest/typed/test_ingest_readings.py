"""A reading gives the cells that its column was decided to have, whatever they wear and in whatever order they came."""

from __future__ import annotations

import pickle
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.typed.evidence import PlainForm
from shared.core.ingest.typed.inference import Inference, infer
from shared.core.table.types import DataType
from tests.fakes.table_evidence import listed

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from shared.core.table.types import Cell

_ENGINE_TYPES = {
    DataType.INTEGER: "BIGINT",
    DataType.FLOAT: "DOUBLE",
    DataType.DATE: "DATE",
    DataType.TIMESTAMP: "TIMESTAMP",
    DataType.TEXT: "VARCHAR",
}
_INTEGERS = st.integers(-(10**22), 10**22).map(str)
_DECIMALS = st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map("{:f}".format)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False).map(repr)
_DATES = st.dates(date(1000, 1, 1)).map(str)
_TIMESTAMPS = st.datetimes(datetime(1000, 1, 1)).map(str)
_NULLS = st.sampled_from(["", "NULL", "n/a", "-"])


def _infer(*texts: str, label: str = "x", declared: DataType | None = None) -> Inference:
    return infer((label,), listed([(text,) for text in texts]), (declared,))[0]


def _cells(inference: Inference, texts: Sequence[str]) -> list[Cell]:
    return [inference.reading.cell(text) for text in texts]


@pytest.mark.parametrize("values", [_INTEGERS, _DECIMALS, _FLOATS, _DATES, _TIMESTAMPS])
@given(data=st.data())
def test_an_engine_reads_a_plain_form_as_the_reading_does(values: st.SearchStrategy[str], data: st.DataObject) -> None:
    """Columns of a plain form are cast by the engine, nulls aside: the cells must be those that cell() gives."""
    texts = data.draw(st.lists(values | _NULLS, min_size=1, max_size=20))
    inference = _infer(*texts)
    reading = inference.reading
    if reading.needs_look:
        return
    kind = f"DECIMAL({reading.precision}, {reading.scale})" if reading.precision else _ENGINE_TYPES[reading.type]
    present = [text for text in texts if text and text not in reading.nulls]
    cast = [duckdb.execute(f"SELECT CAST(? AS {kind})", [text]).fetchone() for text in present]
    assert [row[0] for row in cast if row] == _cells(inference, present)
    assert set(_cells(inference, [text for text in texts if text not in present])) <= {None}


_GROUPED = (
    lambda value: f"{value:,.2f}",
    lambda value: f"{value:,.2f}".replace(",", " "),
    lambda value: f"{value:,.2f}".replace(",", "\u00a0").replace("-", "\u2212"),
    lambda value: f"\u20b9{value:,.2f}" if value >= 0 else f"(\u20b9{-value:,.2f})",
    lambda value: f"{abs(value):,.2f}" + ("-" if value < 0 else ""),
    lambda value: f"{value:.2f}%",
    lambda value: f"{value:.2f} kg",
    lambda value: f"{value:,.2f}".translate(
        str.maketrans("0123456789", "\u0966\u0967\u0968\u0969\u096a\u096b\u096c\u096d\u096e\u096f")
    ),
)


@pytest.mark.parametrize("dress", _GROUPED)
@given(data=st.data())
def test_numbers_come_back_whatever_they_wear(dress: object, data: st.DataObject) -> None:
    """Each way to write amounts, for a column at a time, and every amount as it was."""
    assert callable(dress)
    amounts = data.draw(st.lists(st.decimals(-(10**9), 10**9, places=2, allow_nan=False), min_size=1, max_size=30))
    texts = [dress(amount) for amount in amounts]
    inference = _infer(*texts)
    assert inference.reading.type is DataType.DECIMAL
    assert _cells(inference, texts) == amounts


@given(st.lists(st.decimals(-(10**9), 10**9, places=2, allow_nan=False), min_size=1, max_size=30))
def test_decimal_commas_come_back(amounts: list[Decimal]) -> None:
    """Points that group and a comma for the decimals, as on the European continent."""
    texts = [f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) for amount in amounts]
    assert _cells(_infer(*texts), texts) == amounts


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30))
def test_indian_grouping_comes_back(amounts: list[int]) -> None:
    """12,34,567: two digits a group but for the last."""
    texts = [_indian(amount) for amount in amounts]
    assert _cells(_infer(*texts), texts) == amounts


def _indian(amount: int) -> str:
    head, tail = str(amount)[:-3], str(amount)[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return ",".join([*groups, tail])


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%d-%b-%Y",
        "%d %B %Y",
        "%B %d, %Y",
        "%Y-%b-%d",
        "%a, %d %b %Y",
    ],
)
@given(days=st.lists(st.dates(date(1000, 1, 1)), min_size=1, max_size=30))
def test_days_come_back_in_every_form(form: str, days: list[date]) -> None:
    """One order a column, settled by a day above twelve."""
    days = [*days, date(2024, 3, 25)]
    texts = [day.strftime(form).zfill(10) if form.startswith("%Y") else day.strftime(form) for day in days]
    inference = _infer(*texts)
    assert inference.reading.type is DataType.DATE
    assert _cells(inference, texts) == days


@pytest.mark.parametrize("form", ["%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d-%b-%Y %I:%M:%S %p"])
@given(stamps=st.lists(st.datetimes(datetime(1000, 1, 1)), min_size=1, max_size=30))
def test_moments_come_back_in_every_form(form: str, stamps: list[datetime]) -> None:
    """To the second, which is what these forms have."""
    stamps = [*(stamp.replace(microsecond=0) for stamp in stamps), datetime(2024, 3, 25, 13, 1, 2)]
    texts = [stamp.strftime(form) for stamp in stamps]
    inference = _infer(*texts)
    assert inference.reading.type is DataType.TIMESTAMP
    assert _cells(inference, texts) == stamps


_ANY = st.one_of(
    _INTEGERS,
    _DECIMALS,
    _DATES,
    _TIMESTAMPS,
    st.sampled_from(
        "1,234 1.234 3/4/2024 25/4/2024 4/25/2024 $5 5% yes no NA none tbc 10k Mar-24 12:30 7-Mar-24 2024-03".split()
    ),
    st.text(max_size=5),
)


@given(st.lists(_ANY.map(str.strip), min_size=1, max_size=80), st.randoms(use_true_random=False))
def test_the_order_of_the_values_decides_nothing(texts: list[str], chance: random.Random) -> None:
    """Engines give distinct values in whatever order they like, and the decision is the same."""
    shuffled = list(texts)
    chance.shuffle(shuffled)
    one, other = _infer(*texts), _infer(*shuffled)
    assert one.reading == other.reading
    assert (one.strays, one.stray_cells, one.null_cells) == (other.strays, other.stray_cells, other.null_cells)


@given(st.lists(_ANY.map(str.strip), min_size=1, max_size=80))
def test_every_cell_is_of_the_type_or_counted_as_null(texts: list[str]) -> None:
    """A reading never raises, never gives another type, and its nulls are exactly those that were counted."""
    inference = _infer(*texts)
    cells = _cells(inference, texts)
    kinds = {
        DataType.TEXT: str,
        DataType.INTEGER: int,
        DataType.DECIMAL: Decimal,
        DataType.FLOAT: float,
        DataType.BOOLEAN: bool,
        DataType.DATE: date,
        DataType.TIME: time,
        DataType.TIMESTAMP: datetime,
    }
    assert all(cell is None or type(cell) is kinds[inference.reading.type] for cell in cells)
    assert cells.count(None) == inference.null_cells
    assert len(texts) - cells.count(None) == inference.values


def test_strays_of_a_plain_column_are_among_its_nulls() -> None:
    """So that an engine can cast the rest without looking at each text."""
    reading = _infer(*map(str, range(99)), "to be confirmed").reading
    assert (reading.form, reading.needs_look) == (PlainForm.INTEGER, False)
    assert "to be confirmed" in reading.nulls


def test_readings_can_be_sent_to_another_process() -> None:
    """They hold plain data only."""
    for texts in (("1,234",), ("3/4/2024",), ("yes",), ("Mar 2024",), ("a",)):
        reading = _infer(*texts).reading
        assert pickle.loads(pickle.dumps(reading)) == reading  # noqa: S301 - our own bytes
