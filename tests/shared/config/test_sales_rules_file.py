"""The rules that come with the program are sound, and wrong ones are refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.config.sales_rules import load_sales_rules
from shared.core.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def test_the_rules_that_come_along_know_their_products() -> None:
    """Brands are told by keyword, narrower categories stand before wider ones."""
    rules = load_sales_rules()
    assert rules.brand_of("SDP Panel Light 15W Round") == "Suryadeep"
    assert rules.brand_of("Sdpx panel") is None
    assert rules.category_of("Neelkanth Armoured Cable 4C") == ("Wires & Cables", "Armoured Cable")
    assert rules.category_of("Chair") == (None, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("brands: [{brand: X}]", "brands.0.keywords"),
        ("brand: []", "brand"),
        ("- a", "top level"),
        ("brands: [", "YAML"),
    ],
)
def test_wrong_rules_are_refused_by_their_place(tmp_path: Path, text: str, words: str) -> None:
    """Whoever wrote them learns where to look."""
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=words):
        load_sales_rules(path)


def test_no_rules_at_all_are_rules_too(tmp_path: Path) -> None:
    """An empty file knows no brand; a missing one is an error."""
    path = tmp_path / "rules.yaml"
    path.write_text("", encoding="utf-8")
    assert load_sales_rules(path).brand_of("Suryadeep bulb") is None
    with pytest.raises(UserError):
        load_sales_rules(tmp_path / "gone.yaml")
