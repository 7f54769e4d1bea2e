"""The columns of a table by the names that people give them in rules."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from shared.core.ingest.cleaning.names import column_names
from shared.core.ingest.typed.characters import spaced_words
from shared.core.semantic.phrases import listed

_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NEAR = 0.6
_MOST_NEAR = 3
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """The labels of a table's columns, in order, and their names, where these do not follow from the labels."""

    labels: tuple[str, ...]
    names: tuple[str, ...] = ()

    def place(self, name: str) -> int | None:
        """Where the column of that name is: its label, its label's words, or its name in the clean table."""
        if name in self.labels:
            return self.labels.index(name)
        wanted = words_of(name)
        said = [words_of(label) for label in self.labels]
        if wanted and wanted in said:
            return said.index(wanted)
        names = self.names or column_names(self.labels)
        return names.index(name) if name in names else None

    def name(self, place: int) -> str:
        """The name of a column in the clean table."""
        return self.names[place] if self.names else column_names(self.labels)[place]

    def unused_name(self, label: str, others: tuple[str, ...] = ()) -> str:
        """The name that a new column of this label gets, beside others that are new."""
        return column_names((*(self.names or self.labels), *others, label))[-1]

    def missing(self, name: str, others: tuple[str, ...] = ()) -> str:
        """A clause that says that there is no such column, and which there are; others came from other rules."""
        known = (*self.labels, *others)
        called = {words_of(label): label for label in known}
        near = [f"“{called[each]}”" for each in difflib.get_close_matches(words_of(name), called, _MOST_NEAR, _NEAR)]
        if near:
            return f"the table has no column “{name}”; did you mean {listed(near, 'or')}?"
        more = len(known) - _MOST_NAMED
        shown = [*(f"“{label}”" for label in known[:_MOST_NAMED]), *([f"{more} more"] if more > 0 else [])]
        return f"the table has no column “{name}”; it has {listed(shown)}."


def words_of(label: str) -> str:
    """A header as words: "GSTIN/UIN" is "gstin uin", "ClientType" and "client_type" are "client type"."""
    return " ".join(spaced_words(_WORD_BREAK.sub(" ", label)).split()).lower()
