"""Training the ranker on a small suite: which changes carry over, what is printed, what is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from infra.local.train import __main__ as command
from infra.local.train.report import calibration_error, discrimination, reliability
from infra.local.train.suites import FIRST, Asked, Scored, read_suite
from infra.local.train.training import Taken, left_out, take, train
from infra.local.train.writing import weights_module
from shared.core.asking.features import FEATURES
from shared.core.asking.turns import Change

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [each.name for each in FEATURES]
ODD, GROUPED = NAMES.index("chart of one number"), NAMES.index(f"change: {Change.GROUPED.value}")
SALES = "brand,firm,value\n" + "\n".join(
    f"{b},{f},{v}" for b, f, v in zip("AABBC" * 8, "XYXYZ" * 8, range(40), strict=True)
)


def row(*on: int) -> tuple[float, ...]:
    """A row with the first and these features set."""
    return tuple(float(i == 0 or i in on) for i in range(len(FEATURES)))


def suite(name: str, *, mended: bool, size: int = 60) -> list[Asked]:
    """A suite in which charts of one number are wrong, and grouping mends them or does not."""
    plain = [
        Asked(name, f"{name}{i}", f"p{i}", (Scored(row(), FIRST, right=i % 10 > 0),), clear=True) for i in range(size)
    ]
    odd = [
        Asked(
            name,
            f"{name}{i}",
            f"o{i}",
            (Scored(row(ODD), FIRST, right=not mended), Scored(row(GROUPED), Change.GROUPED.name, right=mended)),
            clear=True,
        )
        for i in range(size // 3)
    ]
    return [*plain, *odd]


def test_a_change_that_helps_in_two_suites_may_replace_the_first_reading() -> None:
    """What mends two suites whose answers were not fitted on is taken, and a suite left out gains by it."""
    asked = [*suite("one", mended=True), *suite("two", mended=True), *suite("three", mended=True)]
    weights = train(asked)
    assert weights.replacing == {Change.GROUPED.name}
    taken = left_out(asked)["one"]
    assert sum(each.meaning is not None and each.meaning.right for each in taken) > sum(
        each.first is not None and each.first.right for each in taken
    )


def test_a_change_that_spoils_a_suite_replaces_nothing() -> None:
    """One suite where it does harm is enough to leave every question as it was read first."""
    asked = [*suite("one", mended=True), *suite("two", mended=True), *suite("three", mended=False)]
    weights = train(asked)
    assert not weights.replacing
    assert all(each.meaning is each.first for each in (take(one, weights) for one in asked))


def test_confidence_is_near_the_share_that_is_right() -> None:
    """Where nothing is replaced, charts of one number are as unlikely as they were seen to be."""
    asked = [*suite("one", mended=True), *suite("two", mended=False)]
    taken = [take(each, train(asked)) for each in asked]
    assert calibration_error(reliability(taken)) < 0.15
    assert discrimination(taken) > 0.5


def test_reliability_bins_hold_as_many_answers_each_the_least_sure_first() -> None:
    """Ten bins; a perfect forecast has no calibration error."""
    asked = Asked("s", "g", "1", (), clear=True)
    taken = [Taken(asked, Scored(row(), FIRST, right=i % 2 == 0), 0.5, None) for i in range(100)]
    bins = reliability(taken)
    assert [each.answers for each in bins] == [10] * 10
    assert calibration_error(bins) == pytest.approx(0.0)
    assert reliability([]) == ()
    assert calibration_error(()) == 0.0


def test_the_written_module_holds_what_was_fitted() -> None:
    """The module is Python that gives the same weights, in a few kilobytes."""
    weights = train([*suite("one", mended=True), *suite("two", mended=True)])
    text = weights_module(weights, ["one", "two"], 160)
    space: dict[str, Any] = {}
    exec(compile(text, "ranker_weights", "exec"), space)  # noqa: S102 - our own text
    assert list(space["TRUST"]) == NAMES
    assert tuple(space["TRUST"].values()) == pytest.approx(weights.trust, abs=0.001)
    assert space["CALIBRATION"] == pytest.approx(weights.calibration, abs=0.001)
    assert frozenset(space["REPLACING"]) == weights.replacing
    assert len(text) < 6_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A suite of three questions over one table: one right, one that cannot be met, one wrong."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "sales.csv").write_text(SALES)
    by_brand: dict[str, int] = {}
    for line in SALES.splitlines()[1:]:
        brand, _, value = line.split(",")
        by_brand[brand] = by_brand.get(brand, 0) + int(value)
    cases = [
        ("total value by brand", [[[brand, value] for brand, value in by_brand.items()]]),
        ("total value by year", [[[None, 780]]]),
        ("average value by firm", [[["nobody", 1]]]),
    ]
    (tmp_path / "questions.jsonl").write_text(
        "\n".join(
            json.dumps(
                {
                    "id": str(i),
                    "question": text,
                    "tables": {"sales": "tables/sales.csv"},
                    "now": None,
                    "expected": expected,
                    "ordered": False,
                }
            )
            for i, (text, expected) in enumerate(cases)
        )
    )
    return tmp_path


def test_a_suite_is_scored_by_running_every_meaning(folder: Path) -> None:
    """The first meaning of a right question is right; what cannot be met is left out."""
    asked = list(read_suite(folder))
    assert [each.id for each in asked] == ["0", "2"]
    assert [each.first is not None and each.first.right for each in asked] == [True, False]
    assert all(len(scored.row) == len(FEATURES) for each in asked for scored in each.meanings)


def test_the_report_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--report prints right answers and reliability of the weights in the tree."""
    before = command.WEIGHTS.read_text()
    assert command.main([str(folder), "--report"]) == 0
    assert "expected calibration error" in capsys.readouterr().out
    assert command.WEIGHTS.read_text() == before


def test_a_folder_that_is_no_suite_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and the name of what cannot be read."""
    assert command.main([str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err
