"""What a file told to be personal is in no model, no prompt, no index of values and no question that is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.app.take_snapshot import understand
from shared.core.asking.index import ReaderIndex
from shared.core.asking.suggest import nearest, suggest
from shared.core.models.filling import Form
from shared.core.models.plan import SharingPolicy
from shared.core.models.sending import what_is_sent
from shared.core.semantic.model import Calendar
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType
from tests.fakes.table_profiler import PlainTableProfiler

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.semantic.model import SemanticModel

SHAPE = TableShape(
    "calls",
    "Calls",
    (
        ColumnShape("remark", "Remark", DataType.TEXT, personal=True),
        ColumnShape("city", "City", DataType.TEXT),
        ColumnShape("minutes", "Minutes", DataType.INTEGER),
    ),
)


def _model(folder: Path) -> SemanticModel:
    path = folder / "calls.csv"
    rows = "".join(f'"Zubeida Canary",{city},{number}\n' for number in range(1, 9) for city in ('"Pune"', '"Agra"'))
    path.write_text(f"remark,city,minutes\n{rows}", encoding="utf-8")
    return understand(PlainTableProfiler(), {"calls": path}, "d", (SHAPE,), Calendar())


def test_the_values_of_a_personal_column_stay_where_they_are(tmp_path: Path) -> None:
    """Although the workspace lets models see samples, and although nothing but the file says what the column holds."""
    model = _model(tmp_path)
    sent = what_is_sent(Form.of(model), SharingPolicy(sample_values=True, values_a_column=5))
    assert "Pune" in sent
    for told in (
        sent,
        repr(model),
        repr(ReaderIndex.of(model)),
        repr(suggest(model)),
        repr(nearest("minutes by remark", model)),
    ):
        assert "Canary" not in told
