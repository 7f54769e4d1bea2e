"""Files as people really share them, each with the true table beside it: a seeded generator.

A file is a table written in some style, and polluted in one way. What is true is what a careful person would read: the
header rows as they stand, and every record with its own number of cells.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.fakes.polluted_text import Style, Table, make_table, write_row, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    RowChange = Callable[[random.Random, list[str], Style], tuple[str, list[str]]]
    """Gives a row as it is written wrongly, and its cells as they are read then."""

_SEPARATORS = (",", ";", "\t", "|")
_QUOTINGS = ("minimal", "all", "words")
_LINE_ENDS = ("\n", "\r\n")


@dataclass(frozen=True, slots=True)
class Polluted:
    """A file: what was done to it, its bytes, and the header rows and records that are in it."""

    name: str
    data: bytes
    header: list[list[str]] = field(default_factory=list)
    records: list[list[str]] = field(default_factory=list)

    @property
    def rows(self) -> list[list[str]]:
        """All true rows, the header's first."""
        return self.header + self.records


def polluted_files(seed: int, each: int) -> Iterator[Polluted]:
    """So many files of each pollution."""
    for name, pollute in POLLUTIONS.items():
        for number in range(each):
            yield replace(pollute(random.Random(f"{seed} {name} {number}")), name=name)


def _style(rng: random.Random) -> Style:
    """Any of the usual ways to write a file."""
    return Style(rng.choice(_SEPARATORS), quoting=rng.choice(_QUOTINGS), line_end=rng.choice(_LINE_ENDS))


def _plain(table: Table, style: Style, encoding: str = "utf-8") -> Polluted:
    """A file with nothing wrong in it."""
    return Polluted("", write_table(table, style).encode(encoding), [table.header], table.records)


def _in_style(**changes: object) -> Callable[[random.Random], Polluted]:
    """Files of one style that is unusual in some way."""

    def pollute(rng: random.Random) -> Polluted:
        return _plain(make_table(rng), replace(_style(rng), **changes))  # type: ignore[arg-type]

    return pollute


def _encoded(encoding: str, script: str) -> Callable[[random.Random], Polluted]:
    """Files of some encoding, with words in some script."""
    return lambda rng: _plain(make_table(rng, script=script), _style(rng), encoding)


def _with_text(before: str = "", after: str = "") -> Callable[[random.Random], Polluted]:
    """Files with something before and behind the table; # stands for a line end."""

    def pollute(rng: random.Random) -> Polluted:
        style = _style(rng)
        plain = _plain(make_table(rng), style)
        ends = [text.replace("#", style.line_end).encode() for text in (before, after)]
        return replace(plain, data=ends[0] + plain.data + ends[1])

    return pollute


def _no_trailing_line_end(rng: random.Random) -> Polluted:
    plain = _plain(make_table(rng), _style(rng))
    return replace(plain, data=plain.data.rstrip(b"\r\n"))


def _mixed_line_ends(rng: random.Random) -> Polluted:
    table, style = make_table(rng), _style(rng)
    ends = rng.choice((("\n", "\r\n"), ("\r", "\n"), ("\r\n", "\r", "\n")))
    data = "".join(write_row(row, style) + rng.choice(ends) for row in table.rows)
    return Polluted("", data.encode(), [table.header], table.records)


def _header_only(rng: random.Random) -> Polluted:
    return _plain(replace(make_table(rng), records=[]), _style(rng))


def _one_record(rng: random.Random) -> Polluted:
    table = make_table(rng)
    return _plain(replace(table, records=table.records[:1]), _style(rng))


def _no_header(rng: random.Random) -> Polluted:
    table, style = make_table(rng), _style(rng)
    data = "".join(write_row(row, style) + style.line_end for row in table.records)
    return Polluted("", data.encode(), [], table.records)


def _header_of_rows(depth: int) -> Callable[[random.Random], Polluted]:
    """Files with more names, or units, below the names."""

    def pollute(rng: random.Random) -> Polluted:
        table, style = make_table(rng), _style(rng)
        more = [[f"{name} {word}" for name in table.header] for word in ("as booked", "in full")[: depth - 1]]
        rows = [table.header, *more, *table.records]
        data = "".join(write_row(row, style) + style.line_end for row in rows)
        return Polluted("", data.encode(), [table.header, *more], table.records)

    return pollute


def _preamble(rng: random.Random) -> Polluted:
    style = _style(rng)
    plain = _plain(make_table(rng), style)
    lines = ["Northwind Traders", "Sales report of the year", "Printed on 3 March 2024", "All amounts in EUR", ""]
    width = len(plain.header[0])
    start = rng.randrange(3)
    lines = lines[start : start + rng.randint(1, 4)]
    pad = style.separator * (width - 1) if rng.random() < 0.5 else ""
    text = "".join(line + (pad if line else "") + style.line_end for line in lines)
    return replace(plain, data=text.encode() + plain.data)


def _footer(rng: random.Random) -> Polluted:
    style = _style(rng)
    plain = _plain(make_table(rng), style)
    width = len(plain.header[0])
    total = style.separator.join(["Total", *[""] * (width - 2), "4711"])
    lines = rng.choice(([total], ["Source: the ledger"], [total, "* without returns"], ["", "End of report"]))
    return replace(plain, data=plain.data + "".join(line + style.line_end for line in lines).encode())


def _comments(rng: random.Random) -> Polluted:
    table, style = make_table(rng), _style(rng)
    lines = [write_row(row, style) + style.line_end for row in table.rows]
    for _ in range(rng.randint(1, 3)):
        lines.insert(rng.randint(0, len(lines)), f"# checked by hand{style.line_end}")
    return Polluted("", "".join(lines).encode(), [table.header], table.records)


def _several_tables(change: int) -> Callable[[random.Random], Polluted]:
    """Two tables in a file; the second has so many columns more."""

    def pollute(rng: random.Random) -> Polluted:
        style = _style(rng)
        width = rng.randint(4, 8)
        upper, lower = make_table(rng, width=width), make_table(rng, width=width + change, number=2)
        between = rng.choice(("", style.line_end, 2 * style.line_end))
        text = write_table(upper, style) + between + write_table(lower, style)
        return Polluted("", text.encode(), [upper.header, lower.header], upper.records + lower.records)

    return pollute


def _with_one_row(change: RowChange) -> Callable[[random.Random], Polluted]:
    """Files in which one row, perhaps the header, is written wrongly."""

    def pollute(rng: random.Random) -> Polluted:
        table, style = make_table(rng), _style(rng)
        rows = table.rows
        place = rng.choice((0, rng.randrange(len(rows)), rng.randrange(len(rows)), rng.randrange(len(rows))))
        lines = [write_row(row, style) for row in rows]
        lines[place], cells = change(rng, rows[place], style)
        rows[place] = cells
        return Polluted("", style.line_end.join([*lines, ""]).encode(), rows[:1], rows[1:])

    return pollute


def _one_separator_less(rng: random.Random, row: list[str], style: Style) -> tuple[str, list[str]]:
    at = rng.randrange(len(row) - 1)
    left, right = (style.written(row[at + each]) for each in (0, 1))
    cells = [style.written(cell) for cell in row]
    both_quoted = left[:1] == right[:1] == '"'
    joined = f'{row[at]}"{row[at + 1]}' if both_quoted else left + right
    line = style.separator.join([*cells[:at], left + right, *cells[at + 2 :]])
    return line, [*row[:at], joined, *row[at + 2 :]]


def _one_separator_more(rng: random.Random, row: list[str], style: Style) -> tuple[str, list[str]]:
    at = rng.randint(0, len(row))
    cells = [style.written(cell) for cell in row]
    return style.separator.join([*cells[:at], "", *cells[at:]]), [*row[:at], "", *row[at:]]


def _one_stray_quote(rng: random.Random, row: list[str], style: Style) -> tuple[str, list[str]]:
    return stray_quote(row, style, rng.randrange(len(row)), rng.random())


def stray_quote(row: list[str], style: Style, at: int, where: float) -> tuple[str, list[str]]:
    """A row as written with one quotation mark too many in its cell number at, and its cells; where is from 0 to 1."""
    cells = [style.written(cell) for cell in row]
    value = row[at].replace('"', "")
    position = round(where * len(value))
    spoilt = value[:position] + '"' + value[position:]
    is_quoted = style.written(value).startswith('"')
    cells[at] = f'"{spoilt}"' if is_quoted else spoilt
    return style.separator.join(cells), [*row[:at], spoilt, *row[at + 1 :]]


def _one_row_in_spaces(rng: random.Random, row: list[str], style: Style) -> tuple[str, list[str]]:
    spaced = replace(style, separator=" ")
    cells = [cell if (cell := style.written(value)).startswith(style.quote) else spaced.written(value) for value in row]
    return " ".join(cells), row


def _awkward_names(rng: random.Random) -> Polluted:
    table = make_table(rng)
    names = list(table.header)
    names[rng.randrange(len(names))] = names[0]
    names[rng.randrange(1, len(names))] = ""
    return _plain(replace(table, header=names), _style(rng))


def _zeros(rng: random.Random) -> Polluted:
    plain = _plain(make_table(rng), _style(rng))
    half = plain.data.find(b"\n", len(plain.data) // 2)
    return replace(plain, data=plain.data[:half] + b"\0\0\0" + plain.data[half:])


POLLUTIONS: dict[str, Callable[[random.Random], Polluted]] = {
    "none": _in_style(),
    "separator comma and space": _in_style(separator=", "),
    "separator space": _in_style(separator=" "),
    "separator of two bars": _in_style(separator="||"),
    "separator bar between spaces": _in_style(separator=" | "),
    "separator tab": _in_style(separator="\t"),
    "quotes are apostrophes": _in_style(quote="'"),
    "escape backslash": _in_style(escape="\\"),
    "escape missing": _in_style(escape=""),
    "line end CR": _in_style(line_end="\r"),
    "line ends mixed": _mixed_line_ends,
    "line end missing at the end": _no_trailing_line_end,
    "line ends doubled at the end": _with_text(after="##"),
    "line ends before the table": _with_text(before="##"),
    "nothing in it": lambda _: Polluted("", b""),
    "header only": _header_only,
    "one record": _one_record,
    "no header": _no_header,
    "header of two rows": _header_of_rows(2),
    "header of three rows": _header_of_rows(3),
    "preamble": _preamble,
    "footer": _footer,
    "comments": _comments,
    "several tables, fewer columns": _several_tables(-2),
    "several tables, as many columns": _several_tables(0),
    "several tables, more columns": _several_tables(2),
    "one separator less": _with_one_row(_one_separator_less),
    "one separator more": _with_one_row(_one_separator_more),
    "one stray quotation mark": _with_one_row(_one_stray_quote),
    "one row separated by spaces": _with_one_row(_one_row_in_spaces),
    "names doubled and missing": _awkward_names,
    "zero characters": _zeros,
    "byte order mark": _encoded("utf-8-sig", "latin"),
    "UTF-8, many scripts": _encoded("utf-8", "any"),
    "UTF-16": _encoded("utf-16", "any"),
    "UTF-16 without a mark": _encoded("utf-16-le", "any"),
    "Windows-1252": _encoded("cp1252", "latin"),
    "Windows-1251": _encoded("cp1251", "cyrillic"),
    "Shift JIS": _encoded("cp932", "japanese"),
}
