"""What stands among the records of a table and is none: totals, remarks, lines that rule off, the titles of pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.ingest.text.header import is_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.ingest.text.layout import TableLayout

_TOTALS = re.compile(
    r"""(?:(?:grand|sub|net|over\ ?all)[\ -]?)?totals?
        (?:\ (?:amount|value|sales|quantity|(?:of|for|as\ on)\ .{1,30})|\ ?:\ .{1,60})?\s*[:=.]*
    |sum|\u0915\u0941\u0932
    |(?:(?:gesamt|zwischen|end)?summe|gesamt(?:betrag|wert|ergebnis)?|summa
       |total\ (?:g[e\u00e9]n[e\u00e9]ral|geral)|totale?(?:\ (?:generale|complessivo))?|sous-total|somme
       |suma(?:\ total)?|razem|totaal|(?:genel\ )?toplam
       |\u0438\u0442\u043e\u0433\u043e|\u0432\u0441\u0435\u0433\u043e  # itogo, vsego
       |[\u5408\u603b\u7e3d\u7dcf\u5c0f][\u8ba1\u8a08]|\ud569\uacc4)\s*:?  # of Chinese, Japanese, Korean
    |\*{1,5}  # as SAP marks them""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUP_TOTAL = re.compile(r".{1,80}\s(?:sub[ -]?)?totals?\s*:?", re.IGNORECASE | re.DOTALL)
_REMARKS = re.compile(
    r"(?:(?:source|notes?|generated|printed|report|page|end of|e\.? ?& ?o\.? ?e)\b|\(c\)|\u00a9).*|\*.*"
    r"|\(?\d[\d,]* rows?(?: (?:selected|affected|in set|returned)\b.*)?\)?[.]?",
    re.IGNORECASE,
)
RULES = ("---", "===", "___", "\u2500\u2500\u2500", "\u2550\u2550\u2550")
"""What a line that rules off has in it, and in each cell."""
_RULE = re.compile(rf"[+|: ]*(?:{'|'.join(RULES)})[-=_+|: \u2500\u2550\u253c\u256a]*")
DIGITS = "123456789", "000000000"
"""Digits that count pages and days, and what all of them are taken for."""
_PAGE = re.compile(r"page\s*(?:no\.?)?\s*:?\s*\d+(?:\s*(?:of|/)\s*\d+)?", re.IGNORECASE)
_PAIR = 2
_DIGITS = str.maketrans(*DIGITS)

RULING = frozenset("+|:-=_\u2500\u2550")
"""What a line that rules off may begin with."""


def says_total(text: str) -> bool:
    """True for words that call a last row a total: Total, Grand total, Total: search campaigns, Summe; or asterisks."""
    return _TOTALS.fullmatch(text) is not None


def says_remark(text: str) -> bool:
    """True for a lone cell that says where a table is from, or how many rows it had."""
    return _REMARKS.fullmatch(text) is not None


def is_rule(cells: Sequence[str]) -> bool:
    """True for a record of nothing but dashes and the like, as reports rule off their headers."""
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    return bool(filled) and filled[0][0] in RULING and all(map(_RULE.fullmatch, filled))


def is_named_value(cells: Sequence[str]) -> bool:
    """True for what a report was made of: a name with a colon behind it, and perhaps one value."""
    return cells[0].rstrip().endswith(":") and sum(1 for cell in cells if cell.strip()) <= _PAIR


def is_page_number(cells: Sequence[str]) -> bool:
    """True for a record with nothing but the number of a page in its first cell."""
    return _PAGE.fullmatch(cells[0].strip()) is not None and not any(cell.strip() for cell in cells[1:])


def is_total_between(layout: TableLayout, cells: Sequence[str]) -> bool:
    """True for the total of a group of rows: called one, with numbers, and blank where rows have words."""
    words = [cell.strip() for cell in cells]
    at, name = next(((place, word) for place, word in enumerate(words) if word), (0, ""))
    if "otal" not in name.lower() or not (_TOTALS.fullmatch(name) or _GROUP_TOTAL.fullmatch(name)):
        return False
    others = set(range(min(len(words), layout.width))) - set(layout.values)
    values = [words[place] for place in layout.values if at < place < len(words) and words[place]]
    return any(not words[place] for place in others) and bool(values) and all(map(is_value, values))


def names_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells of a header row, trimmed, without the blank ones at its end."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def title_of(cells: Sequence[str]) -> tuple[str, ...]:
    """What a row above a header says, whatever its numbers are: "Page 1" and "Page 2" say the same."""
    return tuple(cell.strip().translate(_DIGITS) for cell in cells if cell.strip())
