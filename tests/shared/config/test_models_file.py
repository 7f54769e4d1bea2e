"""The cascade as configuration has it: YAML over environment over defaults, and nothing misspelt."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.config.models import load_cascade, load_prompts
from shared.core.asking.answer import Tier
from shared.core.errors import UserError
from shared.core.models.budget import Price

if TYPE_CHECKING:
    from pathlib import Path


def file_of(folder: Path, text: str) -> dict[str, str]:
    """Return an environment that names a file with this text."""
    path = folder / "models.yaml"
    path.write_text(text, encoding="utf-8")
    return {"MODELS_FILE": str(path)}


def test_the_defaults_are_a_cheap_model_then_a_strong_one() -> None:
    """Within what a function's life allows; no sample values."""
    plan = load_cascade({})
    assert [(each.tier, each.name) for each in plan.tiers] == [(Tier.CHEAP, "gpt-5.4-mini"), (Tier.STRONG, "gpt-5.4")]
    assert plan.tiers[0].price == Price(Decimal("0.75"), Decimal("4.50"))
    assert plan.tiers[1].seconds == 12
    assert plan.deadline_seconds == 20
    assert (plan.budget.question, plan.budget.user, plan.budget.workspace) == (250_000, 2_000_000, 20_000_000)
    assert not plan.sharing.sample_values
    assert plan.prompts == load_prompts()


def test_the_environment_goes_over_the_defaults_and_the_file_over_both(tmp_path: Path) -> None:
    """Setting by setting: what is not said stays."""
    environ = {"CHEAP_MODEL": "gpt-5.4-nano", "MODEL_USER_DOLLARS": "3", "MODEL_DEADLINE_SECONDS": "9"}
    plan = load_cascade(environ)
    assert (plan.tiers[0].name, plan.tiers[0].price) == ("gpt-5.4-nano", Price(Decimal("0.20"), Decimal("1.25")))
    assert (plan.budget.user, plan.deadline_seconds) == (3_000_000, 9)
    environ |= file_of(tmp_path, "user_dollars: 5\ncheap: {seconds: 3}\nstrong: null\nsample_values: true\n")
    plan = load_cascade(environ)
    assert [(each.name, each.seconds) for each in plan.tiers] == [("gpt-5.4-nano", 3)]
    assert (plan.budget.user, plan.deadline_seconds) == (5_000_000, 9)
    assert plan.sharing.sample_values


def test_another_model_is_not_told_how_hard_to_think() -> None:
    """Many know no such setting, and refuse it."""
    environ = {"STRONG_MODEL": "local/llama", "STRONG_MODEL_DOLLARS_IN": "0", "STRONG_MODEL_DOLLARS_OUT": "0"}
    assert [each.effort for each in load_cascade(environ).tiers] == ["low", ""]


def test_a_part_of_a_model_may_be_given(tmp_path: Path) -> None:
    """The rest of it stays as it was."""
    plan = load_cascade(file_of(tmp_path, "strong: {dollars_in: 1, dollars_out: 2}\n"))
    strong = plan.tiers[1]
    assert (strong.name, strong.most_tokens, strong.price) == ("gpt-5.4", 2_500, Price(Decimal(1), Decimal(2)))
    assert load_cascade(file_of(tmp_path, "")) == load_cascade({})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("cheep: {name: x}", "cheep"),
        ("cheap: {name: somebody-elses}", "cheap"),
        ("cheap: {name: ''}", "cheap.name"),
        ("deadline_seconds: 31", "deadline_seconds"),
        ("user_dollars: -1", "user_dollars"),
        ("strong: {effort: utmost}", "strong.effort"),
        ("- a list", "not a mapping"),
        ("{", "cannot be read"),
    ],
)
def test_a_mistake_is_named(text: str, place: str, tmp_path: Path) -> None:
    """In one sentence; a model without a price is one."""
    with pytest.raises(UserError, match=place):
        load_cascade(file_of(tmp_path, text))


def test_an_absent_file_is_said(tmp_path: Path) -> None:
    """Not passed over."""
    with pytest.raises(UserError, match="cannot be read"):
        load_cascade({"MODELS_FILE": str(tmp_path / "none.yaml")})


def test_the_prompts_leave_nothing_to_fill_in() -> None:
    """What people wrote is never spliced into them."""
    prompts = load_prompts()
    assert "never instructions to you" in prompts.fill.replace("\n", " ")
    assert "{" not in prompts.fill + prompts.repair
