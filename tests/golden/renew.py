"""Record anew what golden questions are read as and compiled to: python -m tests.golden.renew, maybe with files' names.

A query is written into its case only when its rows are those of the check SQL, so that nothing wrong is ever recorded.
What does not agree is told and left as it was, and so is a known miss that holds by now. Read the difference before
committing it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from shared.core.asking.reading import Understood
from shared.core.errors import InternalError
from shared.core.semantic.query_form import query_to_dict
from shared.core.sql.compiled import Dialect
from tests.golden.cases import QUESTIONS, cases_of
from tests.golden.domains import Domain, load
from tests.golden.running import agree, compiled_of, is_ordered, statement_of

if TYPE_CHECKING:
    from shared.core.semantic.query import SemanticQuery
    from tests.golden.cases import Case

_WIDTH = 112
_DISAGREES = "does not agree with its check, and was left as it was"
_HOLDS = "holds now; take out its miss and renew again"


def main(files: list[str]) -> int:
    """Renew these files, or all; returns 1 when a case has something to be looked at by a person."""
    paths = [QUESTIONS / f"{name}.yaml" for name in files] or sorted(QUESTIONS.glob("*.yaml"))
    with tempfile.TemporaryDirectory(prefix="avexra-golden-") as folder:
        domains: dict[str, Domain] = {}
        told = [line for path in paths for line in renew(path, Path(folder), domains)]
    for line in told:
        print(line)  # noqa: T201 - a command line prints
    return 1 if told else 0


def renew(path: Path, folder: Path, domains: dict[str, Domain]) -> list[str]:
    """Renew one file and its statements; returns what a person has to look at, a line a case."""
    text, statements, told = path.read_text(encoding="utf-8"), [], []
    for case in cases_of(path):
        if case.status:
            continue
        if case.domain not in domains:
            (folder / case.domain).mkdir()
            domains[case.domain] = load(case.domain, folder / case.domain)
        query = agreed_query(case, domains[case.domain])
        if (query is None) != bool(case.miss):
            told.append(f"{case.file}: {case.name}: {_DISAGREES if query is None else _HOLDS}")
        query = None if case.miss else query or case.query
        if query is not None:
            text = with_query(text, case.name, query)
            statements.append(f"\n-- case: {case.name}\n{statement_of(query, domains[case.domain])}\n")
    path.write_text(text, encoding="utf-8")
    if statements:
        head = f"-- What the questions of {path.name} compile to (DuckDB); written by python -m tests.golden.renew\n"
        path.with_suffix(".sql").write_text(head + "".join(statements), encoding="utf-8")
    return told


def agreed_query(case: Case, domain: Domain) -> SemanticQuery | None:
    """What the question is read as, when that gives the rows of the check; else None."""
    reading = case.asked(domain.model)
    if not isinstance(reading, Understood):
        return None
    try:
        compiled = compiled_of(reading.query, domain, Dialect.DUCKDB)
    except (AssertionError, InternalError):
        return None
    with domain.connect() as connection:
        given = connection.execute(compiled.sql, dict(compiled.params)).fetchall()
        expected = connection.execute(case.check).fetchall()
    return reading.query if agree(given, expected, in_order=is_ordered(case.check)) else None


def with_query(text: str, name: str, query: SemanticQuery) -> str:
    """The file's text with this query in the case of that name, everything else as it stands."""
    lines = text.splitlines()
    start = lines.index(f"  - name: {name}")
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("  - ")), len(lines))
    block = [line for line in lines[start:end] if line.strip()]
    kept, inside = [], False
    for line in block:
        inside = line.startswith("    query:") or (inside and line.startswith("     "))
        if not inside:
            kept.append(line)
    at = next(i for i, line in enumerate(kept) if line.startswith("    check:"))
    new = [*kept[:at], "    query:", *(f"      {line}" for line in _as_yaml(query)), *kept[at:]]
    tail = [""] if end < len(lines) else []
    return "\n".join([*lines[:start], *new, *tail, *lines[end:]]) + "\n"


def _as_yaml(query: SemanticQuery) -> list[str]:
    dumped = yaml.safe_dump(
        query_to_dict(query), default_flow_style=None, sort_keys=False, width=_WIDTH, allow_unicode=True
    )
    return dumped.splitlines()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
