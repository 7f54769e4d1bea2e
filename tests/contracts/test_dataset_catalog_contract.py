"""The DatasetCatalog port."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.core.errors import InternalError
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.model import Entity, Field, SemanticModel, TableRef
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.table.types import DataType
from tests.fakes.clock import NOON
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog

if TYPE_CHECKING:
    from shared.ports.dataset_catalog import DatasetCatalog

SALES = Dataset("d_000000000001", "T1", "C1", "sales", "Sales 2024", "U1")
FLIGHTS = Dataset("d_000000000002", "T1", "C2", "flights", "Flights", "U2")
STRANGERS = Dataset("d_000000000003", "T2", "C1", "sales", "Sales", "U1")
OF_A_DM = Dataset("d_000000000004", "T1", "D1", "notes", "Notes", "U1")
ASHA = Viewer("T1", "U1", "C1", Audience.CHANNEL)
MODEL = SemanticModel(
    (
        Entity(
            "sales",
            "Sales",
            "sales",
            TableRef(SALES.id, "sales"),
            (Field("brand", "Brand", DataType.TEXT, values=("\x00 ₹",)),),
        ),
    )
)


def snapshot(version: int) -> Snapshot:
    """A pointer of SALES to some version."""
    return Snapshot(SALES.id, version, f"key/{version}", f"etag{version}", NOON, (("sales", 12), ("brands", 0)))


@pytest.fixture
def catalog(side: str, request: pytest.FixtureRequest) -> DatasetCatalog:
    """A catalogue of four data sets in two workspaces."""
    made: DatasetCatalog = (
        InMemoryDatasetCatalog() if side == "fake" else PostgresDatasetCatalog(request.getfixturevalue("database"))
    )
    for dataset in (SALES, FLIGHTS, STRANGERS, OF_A_DM):
        made.register(dataset)
    return made


def test_a_channel_shows_its_own_data_sets_and_no_others(catalog: DatasetCatalog) -> None:
    """Whoever asks, for whomever; another workspace's channel of the same id is another channel."""
    assert catalog.visible(ASHA) == (SALES,)
    assert catalog.visible(replace(ASHA, user="U9", audience=Audience.ASKER)) == (SALES,)
    assert catalog.visible(replace(ASHA, channel="C9")) == ()
    assert catalog.visible(replace(ASHA, workspace="T2")) == (STRANGERS,)


def test_a_direct_message_shows_what_its_person_can_see_elsewhere(catalog: DatasetCatalog) -> None:
    """The channels where the person was seen to speak, and what was shared right there."""
    asked = replace(ASHA, channel="D1", audience=Audience.ASKER)
    assert catalog.visible(asked) == (OF_A_DM,)
    catalog.remember_member("T1", "C1", "U1")
    catalog.remember_member("T1", "C1", "U1")
    catalog.remember_member("T1", "C2", "U2")
    catalog.remember_member("T2", "C2", "U1")
    assert catalog.visible(asked) == (OF_A_DM, SALES)
    assert catalog.visible(replace(asked, channel="D2")) == (SALES,)
    assert catalog.visible(replace(asked, channel="D2", user="U2")) == (FLIGHTS,)
    assert catalog.visible(replace(asked, channel="D2", user="U9")) == ()


def test_a_membership_opens_nothing_outside_direct_messages(catalog: DatasetCatalog) -> None:
    """In a channel everyone in it sees the answer, so that only its own data counts."""
    catalog.remember_member("T1", "C1", "U1")
    assert catalog.visible(replace(ASHA, channel="C2")) == (FLIGHTS,)


def test_data_sets_are_found_by_id_and_by_name(catalog: DatasetCatalog) -> None:
    """Names within their workspace, ids everywhere."""
    assert catalog.by_id(SALES.id) == SALES
    assert catalog.by_id("d_none") is None
    assert catalog.by_name("T2", "sales") == STRANGERS
    assert catalog.by_name("T2", "flights") is None
    assert catalog.in_workspace("T1") == (FLIGHTS, OF_A_DM, SALES)
    assert catalog.all_ids() == (SALES.id, FLIGHTS.id, STRANGERS.id, OF_A_DM.id)


def test_a_taken_name_gets_a_number(catalog: DatasetCatalog) -> None:
    """The next free one."""
    for number, expected in ((5, "sales_2"), (6, "sales_3")):
        again = replace(SALES, id=f"d_00000000000{number}", channel="C3")
        assert catalog.register(again) == replace(again, name=expected)
        assert catalog.by_name("T1", expected) == replace(again, name=expected)


def test_registering_again_updates_label_and_channel_alone(catalog: DatasetCatalog) -> None:
    """Name, author, model and snapshot stay what they were."""
    assert catalog.publish(SALES.id, snapshot(1), MODEL)
    stored = catalog.register(replace(SALES, label="Sales 2025", channel="C7", name="other", created_by="U7"))
    expected = replace(SALES, label="Sales 2025", channel="C7", model=MODEL, snapshot=snapshot(1))
    assert stored == expected
    assert catalog.by_id(SALES.id) == expected


def test_another_workspaces_id_cannot_be_taken(catalog: DatasetCatalog) -> None:
    """An id is unique everywhere: one that comes from two workspaces is a defect, and nothing changes hands."""
    with pytest.raises(InternalError):
        catalog.register(replace(SALES, workspace="T2"))
    assert catalog.by_id(SALES.id) == SALES


def test_a_snapshot_is_published_forward_only(catalog: DatasetCatalog) -> None:
    """A late publication of the same or an older version is told so and changes nothing."""
    assert catalog.publish(SALES.id, snapshot(2), MODEL)
    assert not catalog.publish(SALES.id, snapshot(2), SemanticModel(()))
    assert not catalog.publish(SALES.id, snapshot(1), SemanticModel(()))
    assert catalog.by_id(SALES.id) == replace(SALES, model=MODEL, snapshot=snapshot(2))
    assert catalog.publish(SALES.id, snapshot(3), SemanticModel(()))
    assert catalog.visible(ASHA) == (replace(SALES, model=SemanticModel(()), snapshot=snapshot(3)),)


def test_nothing_is_published_for_an_unknown_data_set(catalog: DatasetCatalog) -> None:
    """It may have been removed while its snapshot was made."""
    assert not catalog.publish("d_none", replace(snapshot(1), dataset_id="d_none"), MODEL)
