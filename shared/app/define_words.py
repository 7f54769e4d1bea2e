"""Words that the tables do not know, looked up in the documents people shared: a glossary in a channel is enough."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.glossary import definitions_in
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Understood
from shared.core.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.app.explain import Library
    from shared.core.asking.question import Question
    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel

_MARKS = re.compile(r"^[\s>*\-+#]+|\*\*|__|`", re.MULTILINE)
"""What Markdown puts around a word: bullets, quotes, headings, emphasis."""
_MOST_WORDS = 3


def define_words(
    reading: Reading, question: Question, model: SemanticModel, library: Library | None
) -> tuple[Reading, Question]:
    """Return the reading with the unknown words as a document defines them, and the question with what it says.

    A document's words are data: they are read as a definition by the same reader and checked like any question, and
    the answer says whose definition it used. Both stay as they are where no document helps.
    """
    if library is None or not isinstance(reading, NotUnderstood) or not 0 < len(reading.unknown_words) <= _MOST_WORDS:
        return reading, question
    wanted = {word.casefold() for word in reading.unknown_words}
    try:
        found = dict(_defined(wanted, question, library))
    except TransientError as error:
        library.report(error)
        return reading, question
    if not found:
        return reading, question
    told = replace(question, definitions="\n".join([question.definitions, *found]).strip())
    again = read(told, model)
    if not isinstance(again, Understood):
        return reading, question
    titles = " and ".join(dict.fromkeys(f"«{title}»" for title in found.values()))
    return replace(again, notes=(*again.notes, f"Words are meant as {titles} defines them.")), told


def _defined(wanted: set[str], question: Question, library: Library) -> Iterator[tuple[str, str]]:
    """Lines that define a wanted word, with the title of the document they stand in."""
    seen: set[str] = set()
    for ranking in library.search(question.viewer, " ".join(sorted(wanted))):
        for passage in ranking:
            if passage.id in seen:
                continue
            seen.add(passage.id)
            for each in definitions_in(_MARKS.sub("", passage.text)):
                if each.name.casefold() in wanted or each.long.casefold() in wanted:
                    long = f" ({each.long})" if each.long else ""
                    yield f"{each.name}{long} = {each.said}", passage.title
