"""A version is opened when it has what the model asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.core.semantic.model import Entity, Field, SemanticModel, TableRef
from shared.core.store.dataset import Dataset
from shared.core.store.fitting import column_kinds, fits, kind_of
from shared.core.store.manifest import JoinedView, Manifest, TableSnapshot
from shared.core.store.statistics import TableStatistics
from shared.core.table.types import DataType
from tests.fakes.layered import columns_of


def table(called: str, **types: str) -> TableSnapshot:
    """Return a table of these columns."""
    return TableSnapshot(called, columns_of(**types), (), (), 0, TableStatistics(()))


RUNS = table("runs", dataset_id="BIGINT", score="DECIMAL(5,2)", at="TIMESTAMP WITH TIME ZONE", name="VARCHAR")
SETS = table("sets", dataset_id="BIGINT", name="UUID", tags="DECIMAL(3,1)[]")
MANIFEST = Manifest(
    "d_1", 1, "s", datetime(2024, 7, 1, tzinfo=UTC), (RUNS, SETS), (JoinedView("both", "sets", "runs"),)
)


def dataset(table_name: str, *fields: Field, of: str = "evals") -> Dataset:
    """Return a data set whose model asks for these fields of a table."""
    entity = Entity(table_name, table_name, table_name, TableRef(of, table_name), fields)
    return Dataset("d_1", "T1", "C1", "evals", "Evals", "U1", SemanticModel((entity,)))


@pytest.mark.parametrize(
    ("asked", "fitting"),
    [
        (dataset("runs", Field("score", "Score", DataType.DECIMAL), Field("at", "At", DataType.TIMESTAMP)), True),
        (dataset("runs", Field("score", "Score", DataType.FLOAT)), True),
        (dataset("runs", Field("name", "Name", DataType.INTEGER)), False),
        (dataset("runs", Field("cost", "Cost", DataType.DECIMAL)), False),
        (dataset("gone", Field("score", "Score", DataType.DECIMAL)), False),
        (dataset("both", Field("dataset_name", "Name", DataType.TEXT), Field("tags", "Tags", DataType.TEXT)), True),
        (dataset("gone", Field("score", "Score", DataType.DECIMAL), of="another"), True),
        (replace(dataset("runs"), model=None), True),
    ],
)
def test_every_field_must_be_there_as_the_same_kind(asked: Dataset, *, fitting: bool) -> None:
    """Of tables and of views; a number is a number; tables of other data sets are not its business."""
    assert fits(MANIFEST, asked) is fitting


def test_types_are_told_in_the_models_words() -> None:
    """What has no number, moment or truth in it is text."""
    kinds = [kind_of(each) for each in ("BIGINT", "DECIMAL(38,10)", "DOUBLE", "BOOLEAN", "TIME", "BLOB", "BIGINT[]")]
    assert kinds == [
        DataType.INTEGER,
        DataType.DECIMAL,
        DataType.FLOAT,
        DataType.BOOLEAN,
        DataType.TIME,
        DataType.TEXT,
        DataType.TEXT,
    ]
    assert list(column_kinds(MANIFEST)["both"]) == ["dataset_id", "score", "at", "name", "dataset_name", "tags"]
