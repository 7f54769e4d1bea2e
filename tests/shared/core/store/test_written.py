"""Manifests and leases survive the way to a shelf and back; what is not one is said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import InternalError
from shared.core.store.lease import Lease
from shared.core.store.manifest import FORM, JoinedView, Layer, Manifest, StoredFile, TableSnapshot, Window
from shared.core.store.source import StoredColumn, Watermark
from shared.core.store.statistics import ColumnStatistics, TableStatistics
from shared.core.store.written import lease_bytes, lease_from, manifest_bytes, manifest_from
from tests.fakes.clock import NOON
from tests.fakes.manifests import manifest_of

NAMES = st.text(min_size=1, max_size=12)
COUNTS = st.integers(0, 2**63)
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]))
NUMBERS = st.none() | st.floats(allow_nan=False)
FILES = st.builds(StoredFile, NAMES, COUNTS, COUNTS)
LAYERS = st.builds(
    Layer,
    st.lists(FILES, max_size=3).map(tuple),
    COUNTS,
    NAMES,
    MOMENTS,
    st.none() | st.builds(Window, NAMES, st.none() | NAMES),
    st.none() | FILES,
)
COLUMNS = st.builds(
    ColumnStatistics,
    NAMES,
    COUNTS,
    COUNTS,
    st.none() | st.text(),
    st.none() | st.text(),
    st.lists(st.text(), max_size=3).map(tuple),
    NUMBERS,
    NUMBERS,
)
TABLES = st.builds(
    TableSnapshot,
    NAMES,
    st.lists(st.builds(StoredColumn, NAMES, NAMES, NAMES), max_size=3).map(tuple),
    st.lists(NAMES, max_size=2).map(tuple),
    st.lists(LAYERS, max_size=3).map(tuple),
    COUNTS,
    st.builds(TableStatistics, st.lists(COLUMNS, max_size=3).map(tuple), st.booleans()),
    st.none() | st.builds(Watermark, NAMES, st.text()),
    st.none() | FILES,
    COUNTS,
    st.booleans(),
)
MANIFESTS = st.builds(
    Manifest,
    NAMES,
    COUNTS,
    NAMES,
    MOMENTS,
    st.lists(TABLES, max_size=2).map(tuple),
    st.lists(st.builds(JoinedView, NAMES, NAMES, NAMES, NAMES), max_size=2).map(tuple),
)


@given(MANIFESTS)
def test_a_manifest_survives_the_shelf(manifest: Manifest) -> None:
    """Names of any script, every optional part there or not, moments of any zone."""
    content = manifest_bytes(manifest)
    again = manifest_from(content)
    assert again == manifest
    assert manifest_bytes(again) == content


def test_a_mean_that_is_no_number_survives_the_shelf() -> None:
    """A column that holds infinities has such a mean."""
    statistics = TableStatistics((ColumnStatistics("x", 0, 1, mean=float("inf"), deviation=float("nan")),))
    manifest = manifest_of(1)
    manifest = replace(manifest, tables=(replace(manifest.tables[0], statistics=statistics),))
    content = manifest_bytes(manifest)
    assert manifest_bytes(manifest_from(content)) == content


@pytest.mark.parametrize("form", [FORM + 1, 0, None, "1"])
def test_a_form_that_this_release_does_not_know_is_said(form: object) -> None:
    """A plain reason, before anything of it is looked at."""
    data = json.loads(manifest_bytes(manifest_of(1))) | {"form": form, "tables": "elsewhere"}
    with pytest.raises(InternalError, match=f"is of form {form!r}; this release reads form {FORM}"):
        manifest_from(json.dumps(data).encode())


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"null", b"[]", b"1"])
def test_what_is_no_manifest_is_said(content: bytes) -> None:
    """Neither torn JSON nor another thing's is taken for one."""
    with pytest.raises(InternalError):
        manifest_from(content)


def test_what_does_not_fit_is_named() -> None:
    """The place is in the message; it is a defect, not the person's."""
    data = json.loads(manifest_bytes(manifest_of(1))) | {"version": "one"}
    with pytest.raises(InternalError, match=r"Manifest\.version"):
        manifest_from(json.dumps(data).encode())


@given(st.text(), MOMENTS)
def test_a_lease_survives_the_shelf(holder: str, until: datetime) -> None:
    """Whoever holds it."""
    assert lease_from(lease_bytes(Lease(holder, until))) == Lease(holder, until)


@pytest.mark.parametrize(
    ("holder", "until", "kept_out"),
    [("A", 1, True), ("A", 0, False), ("A", -1, False), ("B", 1, False), ("", 1, False)],
)
def test_a_lease_keeps_others_out_until_it_ends(holder: str, until: int, *, kept_out: bool) -> None:
    """Not its holder, and nobody once it was given back."""
    lease = Lease(holder, datetime.fromtimestamp(NOON.timestamp() + until, UTC))
    assert lease.keeps_out("B", NOON) == kept_out
