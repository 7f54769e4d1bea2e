"""The joined view has every column of both parts, each under a name of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.core.store.joined import Side, joined_columns

NAMES = st.lists(
    st.sampled_from(["id", "name", "Name", "dataset_name", "dataset_id", "score", "dataset_dataset_name"]),
    unique_by=str.casefold,
)


def names(dataset: list[str], results: list[str]) -> list[str]:
    """Return the view's names."""
    return [each.name for each in joined_columns(dataset, results, "dataset_id")]


def test_results_keep_their_names_and_a_clash_gets_the_prefix() -> None:
    """The column joined on is there once."""
    assert names(["dataset_id", "name", "owner"], ["id", "dataset_id", "name"]) == [
        "id",
        "dataset_id",
        "name",
        "dataset_name",
        "owner",
    ]


def test_a_prefixed_name_that_is_taken_gets_the_prefix_again() -> None:
    """The column that has the name already keeps it."""
    assert names(["name", "dataset_name"], ["name"]) == ["name", "dataset_dataset_name", "dataset_name"]


def test_capital_letters_make_no_other_name() -> None:
    """DuckDB takes both for one."""
    assert names(["Name"], ["name"]) == ["name", "dataset_Name"]


@given(dataset=NAMES, results=NAMES)
def test_no_column_is_lost_and_no_name_is_there_twice(dataset: list[str], results: list[str]) -> None:
    """Whatever the parts are called."""
    made = joined_columns(dataset, results, "dataset_id")
    assert len({each.name.casefold() for each in made}) == len(made)
    assert [each.column for each in made if each.side is Side.RESULTS] == results
    assert [each.column for each in made if each.side is Side.DATASET] == [x for x in dataset if x != "dataset_id"]
