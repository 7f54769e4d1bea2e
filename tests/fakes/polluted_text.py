"""Tables of our own, and the ways to write them as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Table:
    """A true table."""

    header: list[str]
    records: list[list[str]]

    @property
    def rows(self) -> list[list[str]]:
        """The header and the records."""
        return [self.header, *self.records]


@dataclass(frozen=True, slots=True)
class Style:
    """How cells are written; escape stands before a quote inside quotes: another one, a backslash, or nothing.

    quoting: "minimal" where a cell needs it, "words" also for all that is no number, "all".
    """

    separator: str
    quote: str = '"'
    escape: str | None = None
    quoting: str = "minimal"
    line_end: str = "\n"

    def written(self, cell: str) -> str:
        """A cell as it is written."""
        is_bare = cell.replace(".", "").replace("-", "").isdigit()
        awkward = {self.separator.strip(" ") or " ", self.quote, "\n", "\r"}
        needs = any(mark in cell for mark in awkward) or cell != cell.strip()
        if self.separator == " ":
            needs = needs or not cell
        if needs or self.quoting == "all" or (self.quoting == "words" and not is_bare):
            escape = self.quote if self.escape is None else self.escape
            return self.quote + cell.replace(self.quote, escape + self.quote) + self.quote
        return cell


_WORDS = {
    "latin": "Müller café naïve Straße plum pear apple cherry jalapeño São Malmö crème lentil basil São tofu".split(),
    "cyrillic": "Москва яблоко груша вишня слива молоко капуста хлеб Иванов картофель".split(),
    "japanese": "東京 りんご 大阪 さくら ミルク 田中さん 砂糖 お茶 スズキ 野菜".split(),
    "any": "Москва 東京 Αθήνα Müller 서울 القاهرة मुंबई apple tofu São 🍏 ไทย".split(),
}
_NAMES = (
    "Order Product Price Booked Time Note Paid Link Quantity Region Weight Contact Place Kind Shipped Rating".split(),
    "Case Customer Claim Opened Hour Remark Closed Page Units Area Load Agent City Class Sent Grade".split(),
)


def make_table(rng: random.Random, width: int = 0, script: str = "latin", number: int = 1) -> Table:
    """A table of 8 to 40 records with columns of many kinds; number tells the names of two tables apart."""
    width = width or rng.randint(4, 10)
    # A number, words and a date are always there, as in any table worth sharing.
    kinds = [_key, _words, _price, _day, *rng.choices(_KINDS, k=width)][:width]
    header = rng.sample(_NAMES[number - 1], width)
    records = [[kind(rng, script) for kind in kinds] for _ in range(rng.randint(8, 40))]
    return Table(header, records)


def write_row(cells: list[str], style: Style) -> str:
    """A row without its line end."""
    return style.separator.join(map(style.written, cells))


def write_table(table: Table, style: Style) -> str:
    """All rows, each with its line end."""
    return "".join(write_row(row, style) + style.line_end for row in table.rows)


def _key(rng: random.Random, _script: str) -> str:
    return str(rng.randint(1000, 99999))


def _words(rng: random.Random, script: str) -> str:
    return " ".join(rng.choices(_WORDS[script], k=rng.randint(1, 3)))


def _price(rng: random.Random, _script: str) -> str:
    return f"{rng.uniform(1, 900):.2f}"


def _day(rng: random.Random, _script: str) -> str:
    return f"20{rng.randint(10, 24)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _hour(rng: random.Random, _script: str) -> str:
    return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"


def _euro(rng: random.Random, _script: str) -> str:
    return f"{rng.randint(1, 900)},{rng.randint(0, 99):02}"


def _sentence(rng: random.Random, script: str) -> str:
    left, right = _words(rng, script), _words(rng, script)
    return rng.choice((f"{left}, {right}", f"{left}; {right}", f'the "{left}" one', f"{left} | {right}", left))


def _long(rng: random.Random, script: str) -> str:
    return "\n".join(_words(rng, script) for _ in range(rng.randint(1, 3)))


def _link(rng: random.Random, _script: str) -> str:
    return f"https://shop.example/p/{rng.randint(1, 999)}?size={rng.randint(1, 9)}"


def _truth(rng: random.Random, _script: str) -> str:
    return rng.choice(("yes", "no"))


def _gap(rng: random.Random, script: str) -> str:
    return _words(rng, script) if rng.random() < 0.6 else ""


_KINDS: tuple[Callable[[random.Random, str], str], ...] = (
    _key,
    _words,
    _price,
    _day,
    _hour,
    _euro,
    _sentence,
    _long,
    _link,
    _truth,
    _gap,
)
