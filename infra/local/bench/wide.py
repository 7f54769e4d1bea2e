"""A wide table to read questions about: 50 columns, 10,000 indexed values, all made up by counting."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import Calendar, TableRef
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import SemanticModel

COLUMNS, VALUES = 50, 10_000
_TEXTS = """
    region|city|warehouse|supplier|product line|colour|material|carrier|sales channel|campaign|segment|industry|account
    |agent|team|payment method|currency|package|shelf|batch|brand|category|store|zone|route|driver|vehicle|tariff
    |contract|partner|market|language|origin|season|quality|status|priority|reason|source|stage
    """
_NUMBERS = ("amount", "quantity", "unit price", "weight", "discount", "tax", "handling minutes")
_DATES = ("ordered on", "delivered on", "paid on")
_BEGINS, _ENDS = "Bar Cor Dal Fen Gar Hol Jun Kes Lor Mar Nev Por Ras Sel Tam Ul".split(), "ado ber con dine".split()
_MIDDLES = "a en il om ur".split()


def wide_model() -> SemanticModel:
    """The model as inference makes it, with more values kept than a snapshot's profile would."""
    names = texts()
    each = VALUES // len(names)
    columns = [_text(name, i, each) for i, name in enumerate(names)]
    columns += [_number(name) for name in _NUMBERS]
    columns += [
        ColumnProfile(name.replace(" ", "_"), name.capitalize(), DataType.DATE, 700, 0, (), "2023-01-01", "2024-12-31")
        for name in _DATES
    ]
    table = TableProfile("orders", "Orders", TableRef("bench", "orders"), 5_000_000, tuple(columns))
    return infer_model((table,), {}, Calendar())


def texts() -> list[str]:
    """The names of the text columns."""
    return [name.strip() for name in _TEXTS.replace("\n", "").split("|")]


def values_of(column: int, count: int) -> list[str]:
    """So many names, of two words each, that no other column has."""
    return [name for name, _ in zip(_names(column), range(count), strict=False)]


def _names(column: int) -> Iterator[str]:
    """As "Corilber Tam 7": pronounceable, told apart by their letters and by the column's number."""
    for begin, middle, end, other in product(_BEGINS, _MIDDLES, _ENDS, _BEGINS):
        yield f"{begin}{middle}{end} {other}{_BEGINS[column % 16].lower()}{_MIDDLES[column // 16]}"


def _text(name: str, place: int, count: int) -> ColumnProfile:
    values = tuple(values_of(place, count))
    longest = max(map(len, values))
    return ColumnProfile(name.replace(" ", "_"), name.capitalize(), DataType.TEXT, count, 0, values, longest=longest)


def _number(name: str) -> ColumnProfile:
    return ColumnProfile(name.replace(" ", "_"), name.capitalize(), DataType.FLOAT, 5_000, 0, (), "0", "9999")
