"""A package is named after its function, holds what runs in Lambda, and leaves out what never does."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from infra.build.package import PROJECT, Sizes, door_of, doors, function_of, main, table
from infra.build.wheels import BuildError, compile_all, distributions, prune, runtime_python
from tests.template.rules_running import DOORS

if TYPE_CHECKING:
    from pathlib import Path


def test_functions_are_named_after_their_doors() -> None:
    """The template's logical ids and the folders under functions/ translate into each other, for all eight."""
    assert {function: door_of(function) for function in DOORS} == DOORS
    assert {function_of(door): door for door in DOORS.values()} == DOORS
    assert set(doors()) <= set(DOORS.values())


@pytest.mark.parametrize("name", ["query_orchestrator", "Function", "../Function", ""])
def test_another_name_is_refused(name: str) -> None:
    """What is no function's logical id is refused in a sentence."""
    with pytest.raises(ValueError, match="not the name of a function"):
        door_of(name)


def test_what_never_runs_is_left_out(tmp_path: Path) -> None:
    """Tests, stubs, native sources and the runtime's SDK go; modules, data, native libraries and licences stay."""
    kept = ["lib/a.py", "lib/data.json", "lib/_c.so", "lib-1.dist-info/licenses/LICENSE", "PIL/_imaging.so"]
    gone = ["lib/tests/t.py", "lib/a.pyi", "lib/_c.c", "boto3/s.py", "boto3-1.dist-info/RECORD", "bin/run"]
    unused = ["PIL/_avif.so", "matplotlib/mpl-data/sample_data/x.csv", "fontTools/ttLib/tables/x.py"]
    for name in (*kept, *gone, *unused):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", encoding="utf-8")
    prune(tmp_path)
    left = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert left == set(kept)


def test_modules_are_compiled_for_the_runtime(tmp_path: Path) -> None:
    """A compiled module runs without its source under the runtime's Python; where that is not found sources stay."""
    (tmp_path / "lib.py").write_text("answer = 42", encoding="utf-8")
    python = runtime_python()
    assert compile_all(tmp_path, keep_sources=False) is (python is not None)
    assert (tmp_path / "lib.py").exists() is (python is None)
    if python is not None:
        shown = subprocess.check_output([python, "-c", "import lib; print(lib.answer)"], cwd=tmp_path)
        assert shown == b"42\n"


def test_a_group_that_does_not_exist_is_told() -> None:
    """A door whose dependency group is missing cannot be packaged, and the error names the group."""
    with pytest.raises(BuildError, match="no-such-door"):
        distributions(PROJECT, "no-such-door")


def test_the_table_adds_up() -> None:
    """Each function's own code and dependencies stand beside their sum."""
    row = table([Sizes("EvaluationFunction", 0.5, 27.25)]).splitlines()[1]
    assert row.split() == ["EvaluationFunction", "0.50", "27.2", "27.8"]


def test_the_command_line_says_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An unknown function ends with code 1 and one sentence, and no arguments at all with how to use it."""
    assert main(["Nobody", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "Nobody is not the name of a function of template.yaml\n"
    with pytest.raises(SystemExit, match="2"):
        main([])
