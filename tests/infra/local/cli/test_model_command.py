"""`avexra model`: a model printed, edited and checked, as people type it."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

import pytest

from infra.local.cli import model
from infra.local.demo.sales import generate_sales
from shared.config.semantic_models import parse_model
from shared.config.yaml_text import read_yaml
from shared.core.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

SHOPS = "shop_id,town,opened,rent\n1,Pune,2020-01-05,1000\n2,Surat,2021-02-05,800\n3,Pune,2022-03-05,900\n"


def run(*arguments: str) -> int:
    """Run the command with the parser that the command line gives it."""
    parser = argparse.ArgumentParser()
    model.add_to(parser.add_subparsers(required=True))
    chosen = parser.parse_args(["model", *arguments])
    return int(chosen.run(chosen))


@pytest.fixture
def shops(tmp_path: Path) -> str:
    """A small table, as the option names it."""
    path = tmp_path / "shops.csv"
    path.write_text(SHOPS)
    return f"shops={path}"


def test_what_is_exported_can_be_checked(shops: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In our form and in Ossie's: both fit the tables they came from."""
    for extra in ([], ["--ossie"]):
        assert run("export", "--table", shops, *extra) == 0
        path = tmp_path / "model.yaml"
        path.write_text(capsys.readouterr().out)
        assert run("check", str(path), "--table", shops) == 0
        assert capsys.readouterr().out == "The model fits the tables.\n"


def test_the_export_shows_meanings_and_no_values(shops: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Towns stay in the table."""
    run("export", "--table", shops)
    printed = capsys.readouterr().out
    assert parse_model(printed)["entities"]["shops"]["time"] == "opened"
    assert "Pune" not in printed


def test_a_tally_export_has_the_sales_domain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the file is called."""
    path = tmp_path / "march.csv"
    path.write_bytes(generate_sales(date(2024, 6, 30), invoices=40).csv())
    run("export", "--table", f"march={path}")
    lines = read_yaml(capsys.readouterr().out)["entities"]["march_sales_line_items"]
    assert lines["noun"] == "lines"
    assert "total_sales_value" in lines["measures"]


def test_what_does_not_fit_is_told_by_its_place(shops: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence a line, and the exit code says it."""
    path = tmp_path / "model.yaml"
    path.write_text("entities: {shops: {time: town, fields: {towns: {label: Town}}}}")
    assert run("check", str(path), "--table", shops) == 1
    assert capsys.readouterr().out.splitlines() == [
        "entities.shops.time: “town” is not a date or timestamp.",
        "entities.shops.fields.towns: there is no column “towns”; did you mean “town”?",
    ]


def test_ten_problems_are_told_and_the_rest_counted(
    shops: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More would be read by nobody."""
    path = tmp_path / "model.yaml"
    path.write_text("entities: {shops: {fields: {" + ", ".join(f"x{i}: {{label: X}}" for i in range(13)) + "}}}")
    assert run("check", str(path), "--table", shops) == 1
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 11
    assert printed[-1] == "… and 3 more."


def test_a_model_that_cannot_be_read_is_one_sentence(shops: str, tmp_path: Path) -> None:
    """Absent, or no model at all."""
    with pytest.raises(UserError, match="cannot be read; check its name"):
        run("check", str(tmp_path / "absent.yaml"), "--table", shops)
    path = tmp_path / "model.yaml"
    path.write_text("entities: [shops]")
    with pytest.raises(UserError, match="entities should be a mapping"):
        run("check", str(path), "--table", shops)


def test_a_table_needs_a_name_and_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Bad use ends with code 2."""
    with pytest.raises(SystemExit) as ended:
        run("export", "--table", "shops")
    assert ended.value.code == 2
    assert "NAME=FILE" in capsys.readouterr().err
