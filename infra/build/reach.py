"""Which of our own files a front door can reach, read from its imports without running anything.

Imports are followed wherever they stand, inside functions as well, because that is where slow libraries are imported,
and so are modules a child process is started with, which stand in the source as text. Only what stands under
`if TYPE_CHECKING:` is left out. Data beside a reached module (SQL, YAML, prompts) comes along.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OWN_PACKAGES = ("functions", "shared")
"""Top-level packages a function may consist of; infra surrounds functions and never ships in one."""
MODULE_OF_OURS = re.compile(rf"({'|'.join(OWN_PACKAGES)})(\.[a-z_][a-z0-9_]*)+")
DATA_SUFFIXES = frozenset({".sql", ".yaml", ".yml", ".md", ".json", ".csv", ".txt", ".toml", ".ttf", ".typ"})


class UnreachableImportError(ValueError):
    """A module of ours is imported that does not exist or may not ship; the message says by whom."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What one front door consists of, as paths relative to the project, and what it imports from outside."""

    files: tuple[str, ...]
    foreign: frozenset[str]
    """Top-level names of modules that are neither ours nor the standard library's, but for those it can do without."""


def reach(root: Path, door: str) -> Reach:
    """Everything `functions.<door>.handler` can import from the project at `root`; UnreachableImportError if broken."""
    waiting = [f"functions.{door}.handler"]
    modules: dict[str, Path] = {}
    foreign: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in modules:
            continue
        path = _find(root, name)
        if path is None:
            raise UnreachableImportError(f"{name} is imported and does not exist")
        modules[name] = path
        waiting.extend(parent for parent in _parents(name) if _find(root, parent) is not None)
        for imported, attribute in _imported(path, name, path.stat().st_mtime_ns):
            top = imported.partition(".")[0]
            if top in OWN_PACKAGES:
                waiting.append(_own(root, imported, attribute))
            elif top == "infra":
                raise UnreachableImportError(f"{name} imports {imported}: infra never ships in a function")
            else:
                foreign.add(top)
    foreign -= {*sys.stdlib_module_names, "__future__"}
    files = {path.relative_to(root).as_posix() for path in modules.values()}
    files.update(data.relative_to(root).as_posix() for data in _data_beside(modules.values()))
    return Reach(tuple(sorted(files)), frozenset(foreign))


def _find(root: Path, name: str) -> Path | None:
    base = root.joinpath(*name.split("."))
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def _own(root: Path, imported: str, attribute: str) -> str:
    """`from a.b import c` may mean the module a.b.c or a name in a.b: whichever exists."""
    inner = f"{imported}.{attribute}"
    return inner if attribute and _find(root, inner) is not None else imported


@lru_cache(maxsize=4096)
def _imported(path: Path, name: str, _modified_ns: int) -> tuple[tuple[str, str], ...]:
    """What a module imports, and what from it; doors share most modules, so each is read once until it changes."""
    return tuple(_imports(path, name))


def _imports(path: Path, name: str) -> Iterator[tuple[str, str]]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in _run_time_nodes(ast.parse(path.read_bytes(), filename=str(path))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((_from(node, package), alias.name) for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((module, "") for module in _named_in_text(node.value, path, package))


def _run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but what only the type checker sees, and what may be missing: a `try` that expects an ImportError."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and _only_for_types(node.test):
            waiting.extend(node.orelse)
        elif isinstance(node, ast.Try) and any(_expects_absence(handler) for handler in node.handlers):
            waiting.extend([*node.handlers, *node.orelse, *node.finalbody])
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _expects_absence(handler: ast.ExceptHandler) -> bool:
    caught = ast.walk(handler.type) if handler.type is not None else ()
    return any(isinstance(name, ast.Name) and name.id in {"ImportError", "ModuleNotFoundError"} for name in caught)


def _only_for_types(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", None)
    return name == "TYPE_CHECKING"


def _from(node: ast.ImportFrom, package: str) -> str:
    """The module an import takes names from, whole even when it was written relative to `package`."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])


def _named_in_text(text: str, path: Path, package: str) -> Iterator[str]:
    """A child process is started by name: a module of ours ("shared.a.b"), or a file beside this one ("child.py")."""
    if MODULE_OF_OURS.fullmatch(text):
        yield text
    elif text.endswith(".py") and "/" not in text and (path.parent / text).is_file():
        yield f"{package}.{text.removesuffix('.py')}"


def _data_beside(modules: Iterable[Path]) -> Iterator[Path]:
    for folder in {module.parent for module in modules}:
        yield from _data_in(folder)


def _data_in(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__" and not any(entry.glob("*.py")):
            yield from _data_in(entry)
        elif entry.suffix in DATA_SUFFIXES and entry.name != "README.md":
            yield entry
