"""What came of a written model is one sentence, then what was left out and why."""

from __future__ import annotations

import json

from shared.render.written_models import Adoption, adoption_blocks, adoption_text
from tests.shared.render.slack_rules import check_message

LEFT_OUT = tuple(f"metrics.m{i}: there is no metric “x”." for i in range(14))


def test_what_is_in_use_is_said_first() -> None:
    """With how many of each kind; reasons follow, at most ten, then questions."""
    adoption = Adoption(
        "model.yaml",
        {"metrics": 2, "fields": 1, "relationships": 3, "synonyms": 5},
        LEFT_OUT,
        ("What is the average sale?",),
    )
    text = "Your model model.yaml is in use: 2 metrics, 1 described column, 3 joins and 5 synonyms."
    assert adoption_text(adoption) == text
    blocks = adoption_blocks(adoption)
    assert not check_message(blocks)
    shown = json.dumps(blocks, ensure_ascii=False)
    assert "metrics.m9: there is no metric" in shown
    assert "metrics.m10:" not in shown
    assert "and 4 more" in shown
    assert blocks[-1]["elements"][0]["value"] == "What is the average sale?"


def test_every_outcome_has_its_sentence() -> None:
    """Kept for later, of no use here, taken away, replaced."""
    assert "no tables here yet" in adoption_text(Adoption("m.yaml", left_out=LEFT_OUT, no_tables=True))
    assert len(adoption_blocks(Adoption("m.yaml", left_out=LEFT_OUT, no_tables=True))) == 1
    assert "nothing of it fits" in adoption_text(Adoption("m.yaml", left_out=LEFT_OUT))
    assert "is taken away" in adoption_text(Adoption("m.yaml", removed=True))
    assert "A later model" in adoption_text(Adoption("m.yaml", replaced=True))
    opened = Adoption("m.yaml", {"fields": 1}, opened=("Phone", "Street"))
    assert "No longer treated as personal data: Phone and Street." in json.dumps(adoption_blocks(opened))
    assert adoption_text(Adoption("m.yaml")) == "Your model m.yaml is in use."


def test_hostile_names_are_shown_as_they_are() -> None:
    """A file's name and a word of the YAML are no markup, however long."""
    adoption = Adoption("<!channel> *x*.yaml" * 30, left_out=("metrics.<!here>: " + "x" * 5_000,))
    assert "<!channel>" not in adoption_text(adoption)
    assert not check_message(adoption_blocks(adoption))
