"""What has to be read of a stack of layers, and what its result is called."""

from __future__ import annotations

from dataclasses import replace

from shared.core.store.manifest import Layer, StoredFile, TableSnapshot, Window
from shared.core.store.source import StoredColumn
from shared.core.store.stacks import bottom, files_above, is_of_use, stack_name
from shared.core.store.statistics import TableStatistics
from tests.fakes.clock import NOON


def layer(*keys: str, replaces: Window | None = None, removed: str = "") -> Layer:
    """Return a layer of files of these keys."""
    gone = StoredFile(removed, 1, 1) if removed else None
    return Layer(tuple(StoredFile(each, 1, 1) for each in keys), len(keys), "s", NOON, replaces, gone)


def table(*layers: Layer) -> TableSnapshot:
    """Return a table of these layers."""
    return TableSnapshot("t", (StoredColumn("id", "BIGINT", "bigint"),), ("id",), layers, 0, TableStatistics(()))


THREE = table(layer("a", "b"), layer("c", removed="d"), layer("e"))


def test_only_what_lies_above_the_lower_file_is_read() -> None:
    """Rows and removed keys of every layer above."""
    assert [each.key for each in files_above(THREE, 0)] == ["a", "b", "c", "e", "d"]
    assert [each.key for each in files_above(THREE, 1)] == ["c", "e", "d"]
    assert files_above(THREE, 3) == ()


def test_nothing_below_a_layer_that_replaces_all_is_read() -> None:
    """And a file of only what lies below is of no use."""
    anew = table(*THREE.layers, layer("f", replaces=Window("id", None)), layer("g"))
    assert (bottom(THREE), bottom(anew)) == (0, 3)
    assert [each.key for each in files_above(anew, 1)] == ["f", "g"]
    assert [is_of_use(anew, count) for count in (0, 3, 4)] == [False, False, True]


def test_a_stack_is_named_by_all_that_makes_its_rows() -> None:
    """Files, windows, removed keys, columns and keys; not by what was read when."""
    named = stack_name(THREE, 2)
    later = replace(THREE, layers=tuple(replace(each, sync_id="z", rows=9) for each in THREE.layers))
    assert stack_name(later, 2) == named
    others = (
        stack_name(THREE, 1),
        stack_name(THREE, 3),
        stack_name(replace(THREE, key=()), 2),
        stack_name(replace(THREE, columns=(StoredColumn("id", "INTEGER", "integer"),)), 2),
        stack_name(table(layer("a", "b"), layer("c", "d")), 2),
        stack_name(table(layer("a"), layer("b", "c", removed="d")), 2),
        stack_name(table(layer("a", "b"), layer("c", replaces=Window("id", "1"), removed="d")), 2),
    )
    assert len({named, *others}) == len(others) + 1
