"""Blocks that carry data: table, data_table and data_visualization, with the limits spec/slack.md lists."""

from __future__ import annotations

from infra.local.slack.blocks.grammar import (
    Check,
    Json,
    Report,
    Shape,
    array,
    block_id,
    boolean,
    constant,
    integer,
    maybe,
    needed,
    number,
    obj,
    one_of,
    string,
)
from infra.local.slack.blocks.rich_text import RICH_TEXT

ROWS_MAX = 100
"""Most rows of a table, and most data rows (header apart) of a data_table."""
COLUMNS_MAX = 20
CELL_CHARACTERS_MAX = 10_000
"""Most characters of all cells of one table together."""
PAGE_SIZE_MAX = 100
CHART_TITLE_MAX = 50
LABEL_MAX = 20
SERIES_MAX = 6
SEGMENTS_MAX = 6
CATEGORIES_MAX = 20

_RAW_TEXT = Shape({"type": needed(constant("raw_text")), "text": needed(string())})
_RAW_NUMBER = Shape({"type": needed(constant("raw_number")), "value": needed(number), "text": maybe(string())})
_CELLS = {"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT}
_CELL = one_of(lambda: _CELLS)


def characters(cell: object) -> int:
    """Count the characters a cell shows, whatever its kind."""
    if isinstance(cell, dict):
        own = cell.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(characters(part) for part in cell.get("elements", ()))
    return 0


def _rows(value: Json) -> list[list[object]]:
    rows = value.get("rows")
    return [row for row in rows if isinstance(row, list)] if isinstance(rows, list) else []


def _same_width(value: Json, pointer: str, report: Report) -> None:
    rows = _rows(value)
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            report.add(
                f"{pointer}/rows/{index}", "failed_constraint", f"must have {len(rows[0])} cells like the first row"
            )


def _few_characters(value: Json, pointer: str, report: Report) -> None:
    total = sum(characters(cell) for row in _rows(value) for cell in row)
    if total > CELL_CHARACTERS_MAX:
        report.add(
            f"{pointer}/rows", "failed_constraint", f"no more than {CELL_CHARACTERS_MAX} characters in all cells"
        )


def _plain_header(value: Json, pointer: str, report: Report) -> None:
    for index, cell in enumerate(_rows(value)[:1][0] if _rows(value) else []):
        if isinstance(cell, dict) and cell.get("type") != "raw_text":
            report.add(f"{pointer}/rows/0/{index}", "failed_constraint", "header cells must be raw_text")


def _header_column_exists(value: Json, pointer: str, report: Report) -> None:
    index = value.get("row_header_column_index")
    rows = _rows(value)
    if isinstance(index, int) and rows and index >= len(rows[0]):
        report.add(f"{pointer}/row_header_column_index", "failed_constraint", "must be the index of a column")


def _table_rows(at_most: int, at_least: int) -> Check:
    return array(array(_CELL, at_least=1, at_most=COLUMNS_MAX), at_least=at_least, at_most=at_most)


def _nullable(check: Check) -> Check:
    def either(value: object, pointer: str, report: Report) -> None:
        if value is not None:
            check(value, pointer, report)

    return either


_COLUMN = obj({"align": maybe(constant("left", "center", "right")), "is_wrapped": maybe(boolean)})

TABLE = Shape(
    {
        "type": needed(constant("table")),
        "block_id": maybe(block_id),
        "rows": needed(_table_rows(ROWS_MAX, 1)),
        "column_settings": maybe(array(_nullable(_COLUMN), at_most=COLUMNS_MAX)),
    },
    (_same_width, _few_characters),
)

DATA_TABLE = Shape(
    {
        "type": needed(constant("data_table")),
        "block_id": maybe(block_id),
        "caption": needed(string(at_least=1)),
        "rows": needed(_table_rows(ROWS_MAX + 1, 2)),
        "page_size": maybe(integer(1, PAGE_SIZE_MAX)),
        "row_header_column_index": maybe(integer(0)),
    },
    (_same_width, _few_characters, _plain_header, _header_column_exists),
)


def _positive(value: object, pointer: str, report: Report) -> None:
    number(value, pointer, report)
    if isinstance(value, int | float) and not isinstance(value, bool) and value <= 0:
        report.add(pointer, "failed_constraint", "must be more than 0")


def _unique(values: list[object], what: str, pointer: str, report: Report) -> None:
    seen: set[object] = set()
    for index, entry in enumerate(values):
        if isinstance(entry, str) and entry in seen:
            report.add(f"{pointer}/{index}", "failed_constraint", f"{what} must be unique: {entry}")
        if isinstance(entry, str):
            seen.add(entry)


def _names(value: Json, list_name: str, key: str) -> list[object]:
    entries = value.get(list_name)
    return (
        [entry.get(key) if isinstance(entry, dict) else None for entry in entries] if isinstance(entries, list) else []
    )


def _unique_segments(value: Json, pointer: str, report: Report) -> None:
    _unique(_names(value, "segments", "label"), "segment labels", f"{pointer}/segments", report)


def _unique_series(value: Json, pointer: str, report: Report) -> None:
    _unique(_names(value, "series", "name"), "series names", f"{pointer}/series", report)


def _categories(value: Json) -> list[object]:
    config = value.get("axis_config")
    found = config.get("categories") if isinstance(config, dict) else None
    return found if isinstance(found, list) else []


def _unique_categories(value: Json, pointer: str, report: Report) -> None:
    _unique(_categories(value), "categories", f"{pointer}/axis_config/categories", report)


def _every_category_in_every_series(value: Json, pointer: str, report: Report) -> None:
    categories = [entry for entry in _categories(value) if isinstance(entry, str)]
    series = value.get("series")
    for index, entry in enumerate(series if isinstance(series, list) else []):
        labels = _names(entry, "data", "label") if isinstance(entry, dict) else []
        place = f"{pointer}/series/{index}/data"
        for missing in (category for category in categories if category not in labels):
            report.add(place, "failed_constraint", f"must have a data point for category: {missing}")
        for extra in (label for label in labels if isinstance(label, str) and label not in categories):
            report.add(place, "failed_constraint", f"label is not a category: {extra}")
        _unique(labels, "labels of a series", place, report)


_SEGMENT = obj({"label": needed(string(at_most=LABEL_MAX, at_least=1)), "value": needed(_positive)})
_POINT = obj({"label": needed(string(at_most=LABEL_MAX, at_least=1)), "value": needed(number)})
_SERIES = obj(
    {
        "name": needed(string(at_most=LABEL_MAX, at_least=1)),
        "data": needed(array(_POINT, at_least=1, at_most=CATEGORIES_MAX)),
    }
)
_AXIS = obj(
    {
        "categories": needed(array(string(at_most=LABEL_MAX, at_least=1), at_least=1, at_most=CATEGORIES_MAX)),
        "x_label": maybe(string(at_most=CHART_TITLE_MAX)),
        "y_label": maybe(string(at_most=CHART_TITLE_MAX)),
    }
)


def _axes_chart(kind: str) -> Shape:
    return Shape(
        {
            "type": needed(constant(kind)),
            "series": needed(array(_SERIES, at_least=1, at_most=SERIES_MAX)),
            "axis_config": needed(_AXIS),
        },
        (_unique_series, _unique_categories, _every_category_in_every_series),
    )


CHARTS: dict[str, Shape] = {
    "pie": Shape(
        {
            "type": needed(constant("pie")),
            "segments": needed(array(_SEGMENT, at_least=1, at_most=SEGMENTS_MAX)),
        },
        (_unique_segments,),
    ),
    "bar": _axes_chart("bar"),
    "line": _axes_chart("line"),
    "area": _axes_chart("area"),
}

DATA_VISUALIZATION = Shape(
    {
        "type": needed(constant("data_visualization")),
        "block_id": maybe(block_id),
        "title": needed(string(at_most=CHART_TITLE_MAX, at_least=1)),
        "chart": needed(one_of(lambda: CHARTS)),
    }
)
