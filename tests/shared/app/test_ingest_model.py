"""A written model shared in a channel is checked for its shape and kept for that channel."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.app.ingest_model import ModelIngester
from shared.config.ossie_documents import parse_any_model
from shared.config.yaml_text import write_yaml
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.rules.keys import DeclaredKey
from shared.core.semantic.ossie import export_ossie
from shared.core.semantic.overlay import overlay
from shared.core.semantic.query_form import filter_from_dict
from shared.core.semantic.written_files import MOST_BYTES
from shared.ports.ingestion_log import Announcement
from tests.fakes import shop
from tests.fakes.written_models import InMemoryWrittenModels

if TYPE_CHECKING:
    from shared.ports.written_models import WrittenModel

TOLD = Announcement("T1", "C1", "1.0", "1718190000.000100", "U1")
DATED = """
version: 1
entities:
  lines: {fields: {brand: {synonyms: [make], statistics: {values: {2024-01-01: 2}}}}}
metrics: {}
filters:
  june: {entity: lines, where: {field: lines.sold_on, operator: ">=", values: [2024-06-01]}}
"""


class Desk:
    """Where models are kept."""

    def __init__(self) -> None:
        self.models = InMemoryWrittenModels()
        self.ingester = ModelIngester(parse_any_model, self.models)

    def share(self, content: bytes | str) -> WrittenModel | SheetIssue:
        """Share a file in C1."""
        return self.ingester.ingest(content.encode() if isinstance(content, str) else content, "model.yaml", TOLD)

    def refused(self, content: bytes | str) -> str:
        """Share what is refused; returns the sentence."""
        found = self.share(content)
        assert isinstance(found, SheetIssue)
        assert self.models.of("T1", "C1") is None
        return found.for_user()


def test_the_keys_of_a_model_are_of_its_tables() -> None:
    """By their whole names; what is known by its columns has no name, and what has no key has none."""
    desk = Desk()
    assert desk.ingester.keys("T1", "C1") == ()
    desk.share("""
version: 1
entities:
  lines: {key: [order_no, line_no]}
  parties: {label: Firms}
  invoices: {key: [voucher_no], requires: [voucher_no, firm]}
""")
    assert desk.ingester.keys("T1", "C1") == (DeclaredKey("lines", ("order_no", "line_no"), is_whole=True),)
    assert desk.ingester.keys("T1", "C2") == ()


@pytest.fixture
def desk() -> Desk:
    """With nothing on it."""
    return Desk()


def test_yaml_is_a_model_and_nothing_else(desk: Desk) -> None:
    """By its ending; tables and documents go their own way."""
    assert [name for name in ("a.yaml", "B.YML", "c.csv", "yaml", "d.md") if desk.ingester.takes(name)] == [
        "a.yaml",
        "B.YML",
    ]


def test_a_model_is_kept_for_its_channel_as_json(desk: Desk) -> None:
    """Dates included; statistics, which nobody writes, are not kept."""
    desk.share(DATED)
    kept = desk.models.of("T1", "C1")
    assert kept is not None
    assert desk.models.of("T1", "C2") is None
    form = json.loads(json.dumps(kept.form))
    assert form == kept.form
    assert form.keys() == {"entities", "filters"}
    assert form["entities"]["lines"]["fields"]["brand"] == {"synonyms": ["make"]}
    assert filter_from_dict(form["filters"]["june"]["where"]) == overlay(shop.MODEL, form).filters[0].where


def test_an_ossie_document_is_a_model_too(desk: Desk) -> None:
    """As `avexra model export --ossie` writes it."""
    found = desk.share(write_yaml(export_ossie(shop.MODEL, "avexra")))
    assert not isinstance(found, SheetIssue)
    assert "lines" in found.form["entities"]


@pytest.mark.parametrize("text", ["", "{}", "# nothing\n---\n", "version: 1\n", "metrics: {}\n"])
def test_a_file_that_says_nothing_is_an_empty_model(desk: Desk, text: str) -> None:
    """In place of the one before."""
    desk.share(DATED)
    desk.share(text)
    kept = desk.models.of("T1", "C1")
    assert kept is not None
    assert kept.form == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("entities: {lines: {sinonyms: [a]}}", "did you mean “synonyms”?"),
        ("metrics:\n  aov: {kind: ratoi}", "metrics.aov is of no known kind"),
        ("entities: &a {x: *a}", "aliases"),
        ("entities: [", "cannot be read"),
        (b"entities: {\xe9: {}}", "save it as UTF-8"),
        ("#" * (MOST_BYTES + 1), "at most 256 KiB"),
    ],
)
def test_what_is_no_model_is_refused_in_words(desk: Desk, content: bytes | str, why: str) -> None:
    """With the place of each mistake; nothing is kept."""
    assert why in desk.refused(content)


def test_an_earlier_model_stays_when_a_later_file_is_refused(desk: Desk) -> None:
    """A mistake takes nothing away."""
    desk.share(DATED)
    before = desk.models.of("T1", "C1")
    assert isinstance(desk.share("entities: ["), SheetIssue)
    assert desk.models.of("T1", "C1") == before
