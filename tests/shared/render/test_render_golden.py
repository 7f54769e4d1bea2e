"""Every message of ours stands as JSON under tests/golden/render; the README there says how to renew it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shared.render.answer import answer_blocks, answer_text
from shared.render.csv_export import csv_bytes
from shared.render.digest import digest_blocks, digest_text
from shared.render.documents import document_blocks, document_text
from shared.render.help import help_blocks, help_text
from shared.render.home import Home, PinCard, home_blocks
from shared.render.ingestion.offer import offer_blocks, offer_text
from shared.render.ingestion.progress import Stage, progress_blocks, progress_text
from shared.render.ingestion.refused import refused_blocks, refused_text
from shared.render.ingestion.report import ingestion_blocks, ingestion_text
from shared.render.ingestion.versions import comparison_blocks, restored_text, versions_blocks, versions_text
from shared.render.metadata import metadata_blocks, metadata_text
from shared.render.modals import ask_modal, digest_modal, pin_modal
from shared.render.picture import chart_alt_text
from shared.render.text_table import text_answer
from tests.shared.render import examples
from tests.shared.render.slack_rules import check_home, check_message, check_modal
from tests.shared.render.store_examples import STORE

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[2] / "golden" / "render"
ANSWERS = {
    "single": examples.SINGLE,
    "by_brand": examples.BY_BRAND,
    "by_month": examples.BY_MONTH,
    "by_day": examples.BY_DAY,
    "clarify": examples.CLARIFY,
    "refused": examples.REFUSED,
    "error": examples.ERROR,
    "cited": examples.CITED,
    "unknown": examples.UNKNOWN,
}
HOME = Home(
    "U1",
    examples.NOW,
    (examples.DATASET, examples.NEW_DATASET),
    (PinCard(examples.PIN, examples.BY_MONTH, examples.NOW), PinCard(examples.PIN, chart_file="F1")),
    (examples.DIGEST,),
    ("Total value by brand",),
)
MESSAGES: dict[str, Callable[[], list[dict[str, Any]]]] = {
    **{f"answer_{name}": lambda answer=answer: answer_blocks(answer, "Ev1") for name, answer in ANSWERS.items()},  # type: ignore[misc]
    "ingestion": lambda: ingestion_blocks(examples.REPORT),
    "ingestion_renewed": lambda: ingestion_blocks(examples.REPORT, examples.BECAME),
    "ingestion_offer": lambda: offer_blocks(examples.REPORT, examples.OFFER, "F1"),
    "ingestion_versions": lambda: versions_blocks("d_1", "Sales", examples.VERSIONS),
    "ingestion_comparison": lambda: comparison_blocks("Sales", 1, 3, examples.DIFFERENCES),
    "ingestion_progress": lambda: progress_blocks("sales.csv", Stage.STORING),
    "ingestion_bar": lambda: progress_blocks(
        "sales.csv", Stage.READING, 450_000, 1_000_000, chosen="<@U2> chose “Add these rows”."
    ),
    "ingestion_refused": lambda: refused_blocks("x.csv", ["The file is empty."]),
    "document": lambda: document_blocks("refund <!channel> policy", 12, ("What does it say about fees?",), cut=True),
    "help": lambda: help_blocks((examples.DATASET,), ("Total value by brand", "Orders by month")),
    "help_without_data": lambda: help_blocks((), ()),
    "metadata": lambda: metadata_blocks((examples.DATASET, examples.NEW_DATASET), examples.NOW, ("Total value",)),
    "digest": lambda: digest_blocks(examples.DIGEST, examples.INSIGHTS),
    "digest_quiet": lambda: digest_blocks(examples.DIGEST, ()),
    **STORE,
}
VIEWS: dict[str, Callable[[], dict[str, Any]]] = {
    "modal_ask": lambda: ask_modal("C1"),
    "modal_digest": lambda: digest_modal("C1"),
    "modal_digest_change": lambda: digest_modal(digest=examples.DIGEST),
    "modal_pin": lambda: pin_modal("Ev1", "Value by brand"),
}


def _agrees(name: str, found: object) -> None:
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = GOLDEN / f"{name}.json"
    if os.environ.get("AVEXRA_RENEW_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_what_it_was(name: str) -> None:
    """A message changes only when somebody means it to, and Slack takes it as it stands."""
    blocks = MESSAGES[name]()
    assert check_message(blocks) == []
    _agrees(name, blocks)


@pytest.mark.parametrize("name", VIEWS)
def test_a_modal_is_what_it_was(name: str) -> None:
    """A modal changes only when somebody means it to, and Slack takes it as it stands."""
    view = VIEWS[name]()
    assert check_modal(view) == []
    _agrees(name, view)


def test_the_home_tab_is_what_it_was() -> None:
    """The Home tab changes only when somebody means it to, and holds only blocks a Home tab may hold."""
    blocks = home_blocks(HOME)
    assert check_home(blocks) == []
    _agrees("home", blocks)
    _agrees("home_empty", home_blocks(Home("U1", examples.NOW)))


def test_the_texts_are_what_they_were() -> None:
    """What stands beside the blocks, in terminals and in files changes only when somebody means it to."""
    _agrees(
        "texts",
        {
            **{f"fallback_{name}": answer_text(answer).splitlines() for name, answer in ANSWERS.items()},
            **{f"terminal_{name}": text_answer(answer).splitlines() for name, answer in ANSWERS.items()},
            "alt": chart_alt_text(examples.BY_DAY),
            "csv": csv_bytes(examples.BY_BRAND.table).decode().splitlines() if examples.BY_BRAND.table else [],
            "digest": digest_text(examples.DIGEST, examples.INSIGHTS).splitlines(),
            "document": document_text("refund <!channel> policy", 1),
            "help": help_text(("Total value by brand",)),
            "ingestion": ingestion_text(examples.REPORT),
            "ingestion_offer": offer_text(examples.REPORT, examples.OFFER),
            "ingestion_renewed": ingestion_text(examples.REPORT, examples.BECAME),
            "ingestion_restored": restored_text("Sales", examples.VERSIONS[0], "U2"),
            "ingestion_versions": versions_text("Sales", examples.VERSIONS),
            "metadata": metadata_text((examples.DATASET,)),
            "progress": [progress_text("sales.csv", stage) for stage in Stage],
            "refused": refused_text("x.csv", ["The file is empty."]),
        },
    )


def test_no_golden_file_is_left_over() -> None:
    """Each golden file belongs to something that is rendered."""
    known = {*MESSAGES, *VIEWS, "home", "home_empty", "texts"}
    assert {path.stem for path in GOLDEN.glob("*.json")} == known
