"""Golden questions as they stand in tests/golden/questions: a YAML file a domain, its statements beside it.

What a case says is checked when it is loaded, so that a misspelt key is an error and not a case that tests nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import Understood
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.query_form import query_from_dict

if TYPE_CHECKING:
    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

QUESTIONS = Path(__file__).with_name("questions")
VIEWER = Viewer("T1", "U1", "C1", Audience.CHANNEL)
_KEYS = frozenset(
    {"name", "kind", "question", "turns", "now", "query", "check", "miss", "status", "says", "definitions"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """Questions asked one after the other, and what the last must give.

    Either a query and the rows of check (SQL by hand), or, for what is not to be answered, a status ("refused",
    "clarify") and words that the reply says. miss is why the reader still fails it.
    """

    file: str
    domain: str
    name: str
    kind: str
    turns: tuple[str, ...]
    now: datetime
    query: SemanticQuery | None = None
    check: str = ""
    status: str = ""
    says: str = ""
    miss: str = ""
    definitions: str = ""

    def asked(self, model: SemanticModel) -> Reading:
        """What the last turn is read as, each turn a follow-up of the query before it."""
        previous: SemanticQuery | None = None
        for text in self.turns:
            reading = read(Question(text, VIEWER, self.now, "thread", previous, self.definitions), model)
            previous = reading.query if isinstance(reading, Understood) else previous
        return reading


def cases_of(path: Path) -> tuple[Case, ...]:
    """The cases of one file."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(_case(path.stem, each, {**written, **each}) for each in written["cases"])


def all_cases() -> tuple[Case, ...]:
    """The cases of every file, by file."""
    return tuple(case for path in sorted(QUESTIONS.glob("*.yaml")) for case in cases_of(path))


def statements_of(file: str) -> dict[str, str]:
    """The statements recorded for a file's cases, by name."""
    path = QUESTIONS / f"{file}.sql"
    if not path.exists():
        return {}
    blocks = path.read_text(encoding="utf-8").split("\n-- case: ")[1:]
    return {name: text.strip() for name, _, text in (block.partition("\n") for block in blocks)}


def _case(file: str, own: dict[str, Any], whole: dict[str, Any]) -> Case:
    unknown = own.keys() - _KEYS - {"domain"}
    assert not unknown, f"{file}: {own['name']} has the unknown keys {sorted(unknown)}"
    assert ("check" in own) != ("status" in own), f"{file}: {own['name']} needs either check or status"
    moment = whole["now"]
    assert isinstance(moment, datetime), f"{file}: now is a time such as 2024-06-28T12:00:00+05:30"
    return Case(
        file=file,
        domain=whole.get("domain", file),
        name=own["name"],
        kind=own["kind"],
        turns=tuple(own.get("turns") or [own["question"]]),
        now=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
        query=query_from_dict(own["query"]) if own.get("query") else None,
        **{key: own[key] for key in ("check", "status", "says", "miss", "definitions") if key in own},
    )
