"""table and data_table as the template draws them: header, rows of cells with what they sort by, column alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from infra.local.slack.blocks.data import characters
from infra.local.slack.page.axis import exact
from infra.local.slack.page.rich import rich_text

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import SlackState

PAGE_SIZE = 5
"""Rows a page of a data_table when the block does not say."""


def cell(state: SlackState, entry: Json) -> Json:
    """Return a cell's HTML, what it sorts by, and whether it is a number."""
    kind = entry["type"]
    if kind == "rich_text":
        html = rich_text(state, entry)
        return {"html": html, "sort": html.striptags(), "number": False, "empty": not characters(entry)}
    if kind == "raw_number":
        shown = entry.get("text") or exact(entry["value"])
        return {"html": escape(shown), "sort": repr(entry["value"]), "number": True, "empty": False}
    return {"html": escape(entry["text"]), "sort": entry["text"], "number": False, "empty": not entry["text"]}


def _of_numbers(cells: list[Json]) -> bool:
    """True for a column of numbers; where one is missing, a dash or a word in brackets may stand for it."""
    rest = [each for each in cells if not each["number"] and not each["empty"]]
    absent = all(str(each["sort"]) == "–" or str(each["sort"]).startswith("(") for each in rest)
    return absent and len(rest) < len(cells) and (not rest or any(each["number"] for each in cells))


def table(state: SlackState, block: Json) -> Json:
    """Return a table or data_table for the template; the first row is the header."""
    rows = [[cell(state, entry) for entry in row] for row in block["rows"]]
    header, body = rows[0], rows[1:]
    settings = block.get("column_settings") or []
    columns = []
    for index, title in enumerate(header):
        numeric = _of_numbers([row[index] for row in body])
        chosen = settings[index] if index < len(settings) and settings[index] else {}
        align = chosen.get("align") or ("right" if numeric else "left")
        columns.append(
            {"html": title["html"], "align": align, "numeric": numeric, "wrap": chosen.get("is_wrapped", False)}
        )
    return {
        "caption": block.get("caption", ""),
        "columns": columns,
        "rows": body,
        "page_size": block.get("page_size", PAGE_SIZE),
        "row_header": block.get("row_header_column_index", 0),
    }
