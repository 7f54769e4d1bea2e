"""Packages a function: `python -m infra.build.package QueryOrchestratorFunction DIR`, or `--all` for a table of sizes.

`sam build` calls it through the Makefile, once a function. Into DIR go the function's own modules and the wheels of its
dependency group (named like the door, with hyphens) for Lambda's platform, precompiled and pruned.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

from infra.build.reach import UnreachableImportError, reach
from infra.build.wheels import (
    IN_THE_RUNTIME,
    PYTHON,
    BuildError,
    compile_all,
    distributions,
    install_group,
    prune,
    runtime_python,
)

PROJECT = Path(__file__).resolve().parents[2]
LIMIT_MIB = 200.0
"""Lambda refuses 250 MB unzipped (its documented quota); the rest is room for the next dependency."""
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sizes:
    """What one function weighs unzipped, in MiB."""

    function: str
    own_mib: float
    dependencies_mib: float

    @property
    def total_mib(self) -> float:
        """Own code and dependencies together."""
        return self.own_mib + self.dependencies_mib


def door_of(function: str) -> str:
    """QueryOrchestratorFunction -> query_orchestrator; ValueError for another kind of name."""
    stem = function.removesuffix("Function")
    if stem == function or not stem.isalpha():
        raise ValueError(f"{function} is not the name of a function of template.yaml")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in stem).lstrip("_")


def function_of(door: str) -> str:
    """query_orchestrator -> QueryOrchestratorFunction."""
    return "".join(word.capitalize() for word in door.split("_")) + "Function"


def doors(root: Path = PROJECT) -> list[str]:
    """Every front door that has a handler, in alphabetical order."""
    return sorted(handler.parent.name for handler in (root / "functions").glob("*/handler.py"))


def source_zip(door: str, root: Path = PROJECT) -> bytes:
    """The front door's own modules alone, zipped, for a runtime that has the dependencies; the same bytes each time."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in reach(root, door).files:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (root / name).read_bytes())
    return written.getvalue()


def unbrought(door: str, root: Path = PROJECT) -> list[str]:
    """Modules a front door imports that neither its dependency group nor Lambda's runtime brings, in order."""
    brought = distributions(root, door.replace("_", "-"))
    sources = packages_distributions()
    return sorted(
        module
        for module in reach(root, door).foreign - set(IN_THE_RUNTIME)
        if not brought & {name.lower().replace("_", "-") for name in sources.get(module, ())}
    )


def package(function: str, target: Path, root: Path = PROJECT) -> Sizes:
    """Fill `target` with all the function needs; BuildError when it weighs more than LIMIT_MIB or cannot be made."""
    door = door_of(function)
    if missing := unbrought(door, root):
        raise BuildError(f"{function} imports {', '.join(missing)}, which its dependency group does not bring")
    target.mkdir(parents=True, exist_ok=True)
    install_group(root, door.replace("_", "-"), target)
    prune(target)
    compile_all(target, keep_sources=False)
    dependencies = _weight(target)
    files = reach(root, door).files
    for name in files:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((root / name).read_bytes())
    for own in sorted({name.partition("/")[0] for name in files}):
        compile_all(target / own, keep_sources=True)
    sizes = Sizes(function, _weight(target) - dependencies, dependencies)
    if sizes.total_mib > LIMIT_MIB:
        raise BuildError(f"{function} weighs {sizes.total_mib:.1f} MiB unzipped, more than {LIMIT_MIB:.0f}")
    return sizes


def _weight(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / MIB


def _package_all(root: Path) -> list[Sizes]:
    weighed = []
    for door in doors(root):
        with tempfile.TemporaryDirectory(prefix=f"{door}-") as target:
            weighed.append(package(function_of(door), Path(target), root))
    return weighed


def table(rows: list[Sizes]) -> str:
    """What each function weighs, as lines of text with a heading."""
    lines = [f"{'function':<28}{'own MiB':>10}{'dependencies MiB':>19}{'total MiB':>12}"]
    lines += [f"{r.function:<28}{r.own_mib:>10.2f}{r.dependencies_mib:>19.1f}{r.total_mib:>12.1f}" for r in rows]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """The command line; 0 when packaged, 1 with one sentence on stderr when not."""
    parser = argparse.ArgumentParser(description="Package a function for AWS Lambda.")
    parser.add_argument("function", nargs="?", help="logical id in template.yaml, such as SlackEventsFunction")
    parser.add_argument("target", nargs="?", type=Path, help="folder to fill")
    parser.add_argument("--all", action="store_true", help="package every function and print what each weighs")
    options = parser.parse_args(arguments)
    if not options.all and options.target is None:
        parser.error("give a function and a folder, or --all")
    try:
        rows = _package_all(PROJECT) if options.all else [package(options.function, options.target)]
    except (BuildError, UnreachableImportError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if runtime_python() is None:
        sys.stderr.write(
            f"No Python {PYTHON} was found here: packaged without compiled modules, cold starts are slower.\n"
        )
    sys.stdout.write(f"{table(rows)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
